package config

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// places remembers where things stand that a day may make doubtful.
type places struct {
	calendar  place            // the file when nothing is said about the calendar
	units     map[string]place // by id
	due, done map[string]place // by the id of the task
}

// announcedFrom is the month from which next year's public holidays should be known.
const announcedFrom = time.October

// Warnings are what is probably not meant on that day, in order of files and positions: tasks that are overdue already or done in the
// future, a unit whose terms of office do not contain the day, public holidays that nobody has announced and that are needed. The office
// is the one that was loaded with these settings.
func (s *Settings) Warnings(office *escalation.Office, today calendar.Date) []Finding {
	_, warnings := s.doubts(office, today).inWords()
	return warnings
}

func (l *loader) places() *places {
	calendar, found := l.sections["calendar"]
	if !found {
		calendar = place{file: l.files[0]}
	}
	return &places{calendar: calendar, units: l.units.places, due: l.due, done: l.done}
}

func (p *places) doubts(office *escalation.Office, today calendar.Date) *loader {
	d := dayDoubts{&loader{language: &office.Language}, p, office, today}
	d.overdue()
	d.doneTomorrow()
	d.headless()
	d.notAnnounced()
	return d.loader
}

type dayDoubts struct {
	loader *loader // for its findings
	places *places
	office *escalation.Office
	today  calendar.Date
}

// overdue gives one warning for all tasks; what becomes of each is told by `check` and the first `run` (DESIGN 4.7).
func (d *dayDoubts) overdue() {
	const named = 5
	var ids []string
	for _, t := range d.office.Tasks {
		if t.Due != nil && t.Done.IsZero() && d.office.TaskDeadline(t).Date.Before(d.today) {
			ids = append(ids, t.ID)
		}
	}
	count := len(ids)
	if count > named {
		ids = append(ids[:named], "…")
	}
	if count > 0 {
		d.loader.warn(d.places.due[ids[0]], "overdue-already", count, strings.Join(ids, ", "))
	}
}

func (d *dayDoubts) doneTomorrow() {
	for _, t := range d.office.Tasks {
		if t.Done.After(d.today) {
			d.loader.warn(d.places.done[t.ID], "done-tomorrow", t.Done)
		}
	}
}

func (d *dayDoubts) headless() {
	for _, u := range d.office.Units {
		exists := u.Until.IsZero() || !u.Until.Before(d.today)
		if exists && len(u.Heads) > 0 && u.HeadOn(d.today) == "" {
			d.loader.warn(d.places.units[u.ID], "headless-today", u.ID, d.today)
		}
	}
}

// notAnnounced warns of this year, from October on of the next, and of every year with the deadline of a task.
func (d *dayDoubts) notAnnounced() {
	needed := []int{d.today.Year}
	if d.today.Month >= announcedFrom {
		needed = append(needed, d.today.Year+1)
	}
	for _, t := range d.office.Tasks {
		if t.Due != nil && t.Done.IsZero() && t.Due.Date.Year > d.today.Year {
			needed = append(needed, t.Due.Date.Year)
		}
	}
	slices.Sort(needed)
	var years []string
	for _, year := range slices.Compact(needed) {
		if computed(d.office.Calendar.Days(year)) {
			years = append(years, strconv.Itoa(year))
		}
	}
	if len(years) > 0 {
		d.loader.warn(d.places.calendar, "not-announced", strings.Join(years, ", "))
	}
}

// computed reports whether a year has public holidays and none of its days is announced, by the government or by the administrator.
func computed(days []calendar.Day) bool {
	return len(days) > 0 && !slices.ContainsFunc(days, func(d calendar.Day) bool { return d.Status == calendar.Announced })
}
