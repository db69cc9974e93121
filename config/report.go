package config

import (
	"regexp"
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
	from := f.get("from")
	l.owed(from, &r.From)
	r.Review = f.get("to").reference(l.units)
	r.Indicators = f.get("indicators").references(l.indicators)
	r.Backfill, _ = f.get("backfill").boolean()
	start := f.get("start")
	r.Start, _ = start.date()
	until := f.get("until")
	r.Until, _ = until.date()
	due := l.rhythm(f, r)
	l.later(func() {
		l.defaultDate(start, &r.Start, r.Document)
		if !notBefore(until, "until-before-start", r.Until, r.Start) {
			l.somePeriod(until, r)
		}
		l.deadlinesInOrder(due, r)
	})
	l.doubt(func() { l.doubtReport(r, f) })
	l.office.Reports = append(l.office.Reports, r)
}

// rhythm reads when a report is owed: every with due, or dates. It gives the due.
func (l *loader) rhythm(f *fields, r *escalation.Report) value {
	every, due, dates := f.get("every"), f.get("due"), f.get("dates")
	r.Every = choice(every, escalation.Frequency(""))
	r.Due, _ = due.periodDue()
	for _, item := range dates.list() {
		day, ok := item.monthDay()
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
	f.end(func() {
		if f.readable && !slices.ContainsFunc(f.shape.either, f.gives) {
			f.fault("no-rhythm")
		}
		if r.Every == escalation.Weekly && r.Due.Day > 0 {
			f.at("due").fault("day-with-week")
		}
	})
	if dates.isEmptyList() {
		dates.fault("no-dates")
	}
	return due
}

// somePeriod reports dates of which none lies from start to until.
func (l *loader) somePeriod(until value, r *escalation.Report) {
	if len(r.Dates) > 0 && !r.Start.IsZero() && !r.Until.IsZero() && len(l.built.Periods(r, r.Until)) == 0 {
		until.fault("no-period", r.Start, r.Until)
	}
}

// checkedYears is how far ahead the periods of a report are looked at; holidays make years differ.
const checkedYears = 8

// deadlinesInOrder reports a deadline that falls before its period's first day (DESIGN 3), as it is written: that a holiday moves one there
// is nobody's fault.
func (l *loader) deadlinesInOrder(due value, r *escalation.Report) {
	weeklyDay := r.Every == escalation.Weekly && r.Due.Day > 0 // a fault already
	if weeklyDay || r.Every == "" || len(r.Dates) > 0 || !due.present() || r.Start.IsZero() {
		return
	}
	for _, p := range l.built.Periods(r, r.Start.AddDays(checkedYears*366)) {
		if p.Due.Before(p.First) {
			due.fault("deadline-before-period", p.Name, p.Due, p.First)
			return
		}
	}
}

var leapDay = escalation.MonthDay{Month: time.February, Day: 29}

var monthDayPattern = regexp.MustCompile(`^\d{2}-\d{2}$`)

// monthDay reads a day of the year. One that no year has gets a word of its own.
func (v value) monthDay() (escalation.MonthDay, bool) {
	if v.isScalar() && monthDayPattern.MatchString(v.node.Value) {
		return parsed(v, "no-such-month-day", parseMonthDay)
	}
	return parsedOr(v, "bad-month-day", parseMonthDay, monthDayMeant)
}

// parseMonthDay reads 03-20. 02-29 is read, though not every year has it.
func parseMonthDay(s string) (escalation.MonthDay, error) {
	d, err := calendar.ParseDate("2000-" + s) // a leap year
	return escalation.MonthDay{Month: d.Month, Day: d.Day}, err
}

func (v value) periodDue() (escalation.PeriodDue, bool) {
	return parsedOr(v, "bad-period-due", parsePeriodDue, offsetMeant)
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
