package escalation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"dondoc/calendar"
)

// Period is one period of a report.
type Period struct {
	// Name is how an assignment's key writes it: 2022-W05, 2022-03, 2022-Q1, 2022-H1, 2022 or 2022-03-20.
	Name string
	// First and Last are its days; zero for a report with dates, which has no periods.
	First, Last calendar.Date
	// Due is the date that the report writes, before any move off a day off; Deadline is what comes of it.
	Due      calendar.Date
	Deadline Deadline
}

// Periods lists the report's periods whose first day (with dates: whose date) is not after `to`, in order. The first is the one that
// contains start, the last the one that contains until.
func (o *Office) Periods(r *Report, to calendar.Date) []Period {
	if len(r.Dates) > 0 {
		return o.datePeriods(r, to)
	}
	if !r.Until.IsZero() && r.Until.Before(to) {
		to = r.Until
	}
	var out []Period
	for p := r.Every.periodOf(r.Start); !p.First.After(to); p = r.Every.periodOf(p.Last.AddDays(1)) {
		p.Due = o.periodDue(r.Due, p)
		p.Deadline = o.DeadlineOn(p.Due)
		out = append(out, p)
	}
	return out
}

// datePeriods lists the dates from start to until inclusive, before any move (DESIGN 3).
func (o *Office) datePeriods(r *Report, to calendar.Date) []Period {
	if !r.Until.IsZero() && r.Until.Before(to) {
		to = r.Until
	}
	var out []Period
	for year := r.Start.Year; year <= to.Year; year++ {
		for _, md := range r.Dates {
			d := calendar.Date{Year: year, Month: md.Month, Day: md.Day}
			if !d.Before(r.Start) && !d.After(to) {
				out = append(out, Period{Name: d.String(), Due: d, Deadline: o.DeadlineOn(d)})
			}
		}
	}
	slices.SortFunc(out, func(a, b Period) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// periodDue is the date that `due` gives, before any move.
func (o *Office) periodDue(due PeriodDue, p Period) calendar.Date {
	if due.Day == 0 {
		return o.Calendar.Add(p.Last, due.Offset)
	}
	last := p.Last
	if due.Next {
		last = calendar.LastOfMonth(p.Last.AddDays(1).Year, p.Last.AddDays(1).Month)
	}
	return calendar.Date{Year: last.Year, Month: last.Month, Day: min(due.Day, last.Day)}
}

// periodOf is the period that contains a day; weeks are ISO weeks, from Monday to Sunday.
func (f Frequency) periodOf(d calendar.Date) Period {
	switch f {
	case Weekly:
		first := d.AddDays(-((int(d.Weekday()) + 6) % 7))
		return Period{Name: weekName(first), First: first, Last: first.AddDays(6)}
	case Monthly:
		return months(d.Year, int(d.Month), 1, fmtMonth(d.Year, int(d.Month)))
	case Quarterly:
		q := (int(d.Month) - 1) / 3
		return months(d.Year, q*3+1, 3, fmtPart(d.Year, 'Q', q+1))
	case HalfYearly:
		h := (int(d.Month) - 1) / 6
		return months(d.Year, h*6+1, 6, fmtPart(d.Year, 'H', h+1))
	case Yearly:
		return months(d.Year, 1, 12, fmtYear(d.Year))
	}
	panic("escalation: no such frequency: " + string(f))
}

func months(year, from, n int, name string) Period {
	return Period{
		Name:  name,
		First: calendar.Date{Year: year, Month: time.Month(from), Day: 1},
		Last:  calendar.LastOfMonth(year, time.Month(from+n-1)),
	}
}

func fmtYear(year int) string { return fmt.Sprintf("%04d", year) }

func fmtMonth(year, month int) string { return fmt.Sprintf("%04d-%02d", year, month) }

func fmtPart(year int, letter rune, n int) string { return fmt.Sprintf("%04d-%c%d", year, letter, n) }

// weekName names an ISO week by its Monday.
func weekName(monday calendar.Date) string {
	year, week := time.Date(monday.Year, monday.Month, monday.Day, 0, 0, 0, 0, time.UTC).ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}

// firstDayOf reads a period's name; false when it is not one of this report's kind.
func (r *Report) firstDayOf(name string) (calendar.Date, bool) {
	if len(r.Dates) > 0 {
		d, err := calendar.ParseDate(name)
		return d, err == nil
	}
	var year, n int
	month := 1
	var err error
	switch r.Every {
	case Weekly:
		if _, err = fmt.Sscanf(name, "%4d-W%2d", &year, &n); err == nil {
			return r.sameName(name, firstMonday(year).AddDays(7*(n-1)))
		}
	case Monthly:
		_, err = fmt.Sscanf(name, "%4d-%2d", &year, &month)
	case Quarterly:
		_, err = fmt.Sscanf(name, "%4d-Q%1d", &year, &n)
		month = n*3 - 2
	case HalfYearly:
		_, err = fmt.Sscanf(name, "%4d-H%1d", &year, &n)
		month = n*6 - 5
	case Yearly:
		_, err = fmt.Sscanf(name, "%4d", &year)
	}
	if err != nil || month < 1 || month > 12 {
		return calendar.Date{}, false
	}
	return r.sameName(name, calendar.Date{Year: year, Month: time.Month(month), Day: 1})
}

// sameName accepts a day only if its period has the name that it was read from.
func (r *Report) sameName(name string, day calendar.Date) (calendar.Date, bool) {
	return day, r.Every.periodOf(day).Name == name
}

// firstMonday is the Monday of a year's first ISO week, the one that contains 4 January.
func firstMonday(year int) calendar.Date {
	d := calendar.Date{Year: year, Month: time.January, Day: 4}
	return d.AddDays(-((int(d.Weekday()) + 6) % 7))
}
