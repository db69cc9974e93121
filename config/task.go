package config

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// work reads what tasks and reports have in common.
func (l *loader) work(id string, f *fields) escalation.Work {
	w := escalation.Work{ID: id, Title: f.text("title"), Basis: f.text("basis")}
	w.Confidential, _ = f.get("confidential").boolean()
	return w
}

// settle reads those parts of the work that are completed when everything has been read; so it needs the place where the work is kept.
func (l *loader) settle(f *fields, w *escalation.Work) {
	l.citation(f, &w.Document, &w.Clause)
	f.get("support").unitList(&w.Support)
	policy := f.get("policy")
	w.Policy, _ = policy.word()
	l.later(func() { w.Policy = l.onlyOne(f, policy, "policy", w.Policy, l.policies) })
}

// owed reads the units that owe something: at least one.
func (l *loader) owed(v value, into *[]string) {
	v.unitList(into)
	if v.isEmptyList() {
		v.fault("no-units")
	}
}

func (l *loader) task(id string, f *fields) {
	t := &escalation.Task{Work: l.work(id, f)}
	l.settle(f, &t.Work)
	l.owed(f.get("lead"), &t.Lead)
	t.Review = f.get("review").reference(l.units)
	assigned := f.get("assigned")
	t.Assigned, _ = assigned.date()
	done := f.get("done")
	t.Done, _ = done.date()
	due := f.get("due")
	written, hasDue := due.dueDate()
	l.later(func() {
		l.defaultDate(assigned, &t.Assigned, t.Document)
		if hasDue {
			t.Due = written.in(l.office.Calendar)
			notBefore(due, "due-before-assigned", t.Due.Date, t.Assigned)
		}
		notBefore(done, "done-before-assigned", t.Done, t.Assigned)
	})
	l.office.Tasks = append(l.office.Tasks, t)
	l.due[id], l.done[id] = due.place(), done.place()
	l.doubt(func() { l.doubtTask(t, f) })
}

// defaultDate puts in the document's date where none is written.
func (l *loader) defaultDate(written value, into *calendar.Date, document string) {
	if d := l.built.Document(document); d != nil && !written.present() {
		*into = d.Date
	}
}

// notBefore reports a date that lies before one that it must not precede; a date that is not there precedes nothing.
func notBefore(v value, c code, date, earliest calendar.Date) (faulty bool) {
	faulty = !date.IsZero() && !earliest.IsZero() && date.Before(earliest)
	if faulty {
		v.fault(c, date, earliest)
	}
	return faulty
}

// writtenDue is a due date before the zone is known.
type writtenDue struct {
	date    calendar.Date
	hasTime bool
	time    calendar.TimeOfDay
	seconds int
	moment  time.Time // set when the zone is written
}

var duePattern = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?$`)

// dueDate reads a date, or a date with a time.
func (v value) dueDate() (writtenDue, bool) {
	if !v.isScalar() || !strings.ContainsAny(v.node.Value, "T:") {
		date, ok := v.date()
		return writtenDue{date: date}, ok
	}
	s, ok := v.word()
	if !ok {
		return writtenDue{}, false
	}
	if date, _, _ := strings.Cut(s, "T"); datePattern.MatchString(date) {
		if _, err := parseDate(date); err != nil {
			v.fault("no-such-date", date, firstYear, lastYear)
			return writtenDue{}, false
		}
	}
	return parsedOr(v, "bad-due", parseDue, dueMeant)
}

// parseDue reads 2026-03-31T11:00, and that with seconds and a zone.
func parseDue(s string) (writtenDue, error) {
	parts := duePattern.FindStringSubmatch(s)
	if parts == nil {
		return writtenDue{}, errFormat
	}
	date, err := parseDate(parts[1])
	if err != nil {
		return writtenDue{}, err
	}
	at, err := calendar.ParseTimeOfDay(parts[2])
	if err != nil {
		return writtenDue{}, err
	}
	w := writtenDue{date: date, hasTime: true, time: at}
	if parts[3] != "" {
		if w.seconds, err = strconv.Atoi(parts[3]); err != nil || w.seconds > 59 {
			return writtenDue{}, errFormat
		}
	}
	if parts[4] != "" {
		w.moment, err = time.Parse("2006-01-02T15:04:05Z07:00", parts[1]+"T"+parts[2]+":"+pad(parts[3])+parts[4])
	}
	return w, err
}

func pad(seconds string) string {
	if seconds == "" {
		return "00"
	}
	return seconds
}

// in is the due date in the office's zone.
func (w writtenDue) in(c *calendar.Calendar) *escalation.DueDate {
	switch {
	case !w.hasTime:
		return &escalation.DueDate{Date: w.date}
	case !w.moment.IsZero():
		local := w.moment.In(c.Location())
		return &escalation.DueDate{Date: calendar.DateOf(local), Moment: local}
	}
	moment := c.Moment(w.date, w.time).Add(time.Duration(w.seconds) * time.Second)
	return &escalation.DueDate{Date: w.date, Moment: moment}
}
