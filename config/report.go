package config

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

func (l *loader) report(id string, f *fields) {
	r := &escalation.Report{Work: l.work(id, f)}
	l.settle(f, &r.Work)
	from := f.required("from")
	l.owed(from, &r.From)
	r.Review = f.optional("to").reference(l.units)
	r.Indicators = f.optional("indicators").references(l.indicators)
	r.Backfill, _ = f.optional("backfill").boolean()
	start := f.optional("start")
	r.Start, _ = start.date()
	until := f.optional("until")
	r.Until, _ = until.date()
	due := l.rhythm(f, r)
	l.later(func() {
		l.defaultDate(start, &r.Start, r.Document)
		notBefore(until, "until-before-start", r.Until, r.Start)
		l.deadlinesInOrder(due, r)
		l.stillNamed(from, r)
	})
	l.office.Reports = append(l.office.Reports, r)
}

// rhythm reads when a report is owed: every with due, or dates. It gives the due.
func (l *loader) rhythm(f *fields, r *escalation.Report) value {
	every, due, dates := f.optional("every"), f.optional("due"), f.optional("dates")
	r.Every = choice(every, "", escalation.Weekly, escalation.Monthly, escalation.Quarterly, escalation.HalfYearly, escalation.Yearly)
	r.Due, _ = parsed(due, "bad-period-due", parsePeriodDue)
	for _, item := range dates.list() {
		day, ok := parsed(item, "bad-month-day", parseMonthDay)
		switch {
		case !ok:
		case day == leapDay:
			item.fault("leap-day")
		case slices.Contains(r.Dates, day):
			item.fault("day-twice", item.node.Value)
		default:
			r.Dates = append(r.Dates, day)
		}
	}
	f.end(func() { rhythmFaults(f, r) })
	if dates.isEmptyList() {
		dates.fault("no-dates")
	}
	return due
}

// rhythmFaults reports keys that do not go together, and those that are missing.
func rhythmFaults(f *fields, r *escalation.Report) {
	switch {
	case f.has("dates"):
		for _, key := range []string{"every", "due"} {
			if f.has(key) {
				f.at(key).fault("goes-not-with", key, "dates")
			}
		}
	case f.has("every") && !f.gives("due"):
		f.at("every").fault("goes-with", "every", "due")
	case f.has("due") && !f.gives("every"):
		f.at("due").fault("goes-with", "due", "every")
	case f.readable && !f.gives("every") && !f.gives("due") && !f.gives("dates"):
		f.fault("no-rhythm")
	}
	if r.Every == escalation.Weekly && r.Due.Day > 0 {
		f.at("due").fault("day-with-week")
	}
}

// checkedYears is how far ahead the periods of a report are looked at; holidays make years differ.
const checkedYears = 8

// deadlinesInOrder reports a deadline that falls before its period's first day (DESIGN 3).
func (l *loader) deadlinesInOrder(due value, r *escalation.Report) {
	weeklyDay := r.Every == escalation.Weekly && r.Due.Day > 0 // a fault already
	if weeklyDay || r.Every == "" || len(r.Dates) > 0 || !due.present() || r.Start.IsZero() {
		return
	}
	for _, p := range l.built.Periods(r, r.Start.AddDays(checkedYears*366)) {
		if p.Deadline.Date.Before(p.First) {
			due.fault("deadline-before-period", p.Name, p.Deadline.Date, p.First)
			return
		}
	}
}

// stillNamed warns of units that have ceased to be while the report goes on.
func (l *loader) stillNamed(from value, r *escalation.Report) {
	for _, id := range r.From {
		u := l.built.Unit(id)
		if u == nil || u.Until.IsZero() || !r.Until.IsZero() && !r.Until.After(u.Until) {
			continue
		}
		from.warn("unit-has-ended", id, u.Until)
	}
}

var leapDay = escalation.MonthDay{Month: time.February, Day: 29}

// parseMonthDay reads 03-20. 02-29 is read, though not every year has it.
func parseMonthDay(s string) (escalation.MonthDay, error) {
	d, err := calendar.ParseDate("2000-" + s)
	return escalation.MonthDay{Month: d.Month, Day: d.Day}, err
}

// parsePeriodDue reads "-10d", "5wd", "day 20" and "day 5 next".
func parsePeriodDue(s string) (escalation.PeriodDue, error) {
	words := strings.Fields(s)
	if len(words) == 0 || words[0] != "day" {
		offset, err := parseSignedOffset(s)
		return escalation.PeriodDue{Offset: offset}, err
	}
	next := len(words) == 3 && words[2] == "next"
	if len(words) != 2 && !next {
		return escalation.PeriodDue{}, errFormat
	}
	day, err := strconv.Atoi(words[1])
	if err != nil || day < 1 || day > 31 || words[1][0] == '+' {
		return escalation.PeriodDue{}, errFormat
	}
	return escalation.PeriodDue{Day: day, Next: next}, nil
}
