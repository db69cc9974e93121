package escalation_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// The oracle is a second reading of DESIGN 3 and 4, naive and slow on purpose: it walks day by day, knows working time only as a set
// of weekdays and two sets of dates, and shares nothing with the package but the data that an office is made of.

// oracle knows an office and its working time.
type oracle struct {
	office      *escalation.Office
	zone        *time.Location
	workdays    map[time.Weekday]bool
	open, shut  int // minutes since midnight
	off, worked map[calendar.Date]bool
	moments     map[calendar.Date]map[int]time.Time
	only        string // plan only what comes from this task, or this period of a report; "": everything
}

// row is a line of a plan, everything in it comparable.
type row struct {
	at, key, unit, due, kind string
	level                    int
	to, ask                  string
}

// span is a period of a report.
type span struct {
	name        string
	first, last calendar.Date
}

// limit is a deadline.
type limit struct {
	date   calendar.Date
	moment time.Time
}

// moved is a step before it is told: its moment and the day that it belongs to.
type moved struct {
	at    time.Time
	day   calendar.Date
	kind  escalation.Kind
	level int
}

func utc(d calendar.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }
func dayOf(t time.Time) calendar.Date {
	return calendar.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
}
func shift(d calendar.Date, n int) calendar.Date { return dayOf(utc(d).AddDate(0, 0, n)) }
func earlier(a, b calendar.Date) bool            { return utc(a).Before(utc(b)) }

func (o *oracle) works(d calendar.Date) bool {
	return o.worked[d] || o.workdays[utc(d).Weekday()] && !o.off[d]
}

// moment is the first instant at which the wall clock shows that time or a later one: "a local time that does not exist is the first
// that does, one that exists twice the first".
func (o *oracle) moment(d calendar.Date, minutes int) time.Time {
	if t, known := o.moments[d][minutes]; known {
		return t
	}
	want := utc(d).Add(time.Duration(minutes) * time.Minute)
	_, near := want.In(o.zone).Zone()
	t := want.Add(-2*time.Hour - time.Duration(near)*time.Second)
	for o.wall(t).Before(want) {
		t = t.Add(time.Minute)
	}
	if o.moments[d] == nil {
		o.moments[d] = map[int]time.Time{}
	}
	o.moments[d][minutes] = t
	return t
}

// wall is what the clock on the wall shows, written as if it were UTC.
func (o *oracle) wall(t time.Time) time.Time {
	_, offset := t.In(o.zone).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// openOn tells whether t is inside the working hours of that very day.
func (o *oracle) openOn(d calendar.Date, t time.Time) bool {
	return o.works(d) && !t.Before(o.moment(d, o.open)) && !t.After(o.moment(d, o.shut))
}

// belongs is the day that t belongs to: 24:00 to the day that it ends.
func (o *oracle) belongs(t time.Time) calendar.Date {
	d := dayOf(o.wall(t))
	if y := shift(d, -1); o.shut == 24*60 && o.openOn(y, t) {
		return y
	}
	return d
}

func (o *oracle) inside(t time.Time) bool {
	d := dayOf(o.wall(t))
	return o.openOn(d, t) || o.openOn(shift(d, -1), t)
}

func (o *oracle) nextOpening(t time.Time) time.Time {
	if o.inside(t) {
		return t
	}
	for d := dayOf(o.wall(t)); ; d = shift(d, 1) {
		if opening := o.moment(d, o.open); o.works(d) && opening.After(t) {
			return opening
		}
	}
}

func (o *oracle) previousClosing(t time.Time) time.Time {
	if o.inside(t) {
		return t
	}
	for d := dayOf(o.wall(t)); ; d = shift(d, -1) {
		if closing := o.moment(d, o.shut); o.works(d) && closing.Before(t) {
			return closing
		}
	}
}

// workingDay is d itself or the first working day after it (way +1), before it (way -1).
func (o *oracle) workingDay(d calendar.Date, way int) calendar.Date {
	for !o.works(d) {
		d = shift(d, way)
	}
	return d
}

// count applies n days or working days: "the starting date not counted, a day off as the starting date allowed".
func (o *oracle) count(d calendar.Date, unit calendar.Unit, n int) calendar.Date {
	if unit == calendar.Days {
		return shift(d, n)
	}
	way := 1
	if n < 0 {
		way, n = -1, -n
	}
	for n > 0 {
		d = shift(d, way)
		if o.works(d) {
			n--
		}
	}
	return d
}

// dueOn is rule 4.1 for a date without a time.
func (o *oracle) dueOn(d calendar.Date) *limit {
	switch o.office.DueOnDayOff {
	case escalation.DueNext:
		d = o.workingDay(d, 1)
	case escalation.DuePrevious:
		d = o.workingDay(d, -1)
	}
	return &limit{d, o.moment(d, o.shut)}
}

// periodName is how an assignment's key writes the period that d lies in.
func periodName(every escalation.Frequency, d calendar.Date) string {
	switch every {
	case escalation.Weekly:
		y, w := utc(d).ISOWeek()
		return fmt.Sprintf("%04d-W%02d", y, w)
	case escalation.Monthly:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	case escalation.Quarterly:
		return fmt.Sprintf("%04d-Q%d", d.Year, (d.Month+2)/3)
	case escalation.HalfYearly:
		return fmt.Sprintf("%04d-H%d", d.Year, (d.Month+5)/6)
	}
	return fmt.Sprintf("%04d", d.Year)
}

// spans lists a report's periods that begin before the horizon, found day by day; for dates, the dates themselves.
func spans(r *escalation.Report, horizon calendar.Date) []span {
	var out []span
	last := horizon
	if !r.Until.IsZero() && earlier(r.Until, last) {
		last = r.Until
	}
	for d := r.Start; !earlier(last, d); d = shift(d, 1) {
		if len(r.Dates) > 0 {
			if slices.Contains(r.Dates, escalation.MonthDay{Month: d.Month, Day: d.Day}) {
				out = append(out, span{utc(d).Format("2006-01-02"), d, d})
			}
			continue
		}
		s := span{periodName(r.Every, d), d, d}
		for periodName(r.Every, shift(s.first, -1)) == s.name {
			s.first = shift(s.first, -1)
		}
		for periodName(r.Every, shift(s.last, 1)) == s.name {
			s.last = shift(s.last, 1)
		}
		out = append(out, s)
		d = s.last
	}
	return out
}

// reportDue places a period's deadline (DESIGN 3) and moves it (4.1).
func (o *oracle) reportDue(r *escalation.Report, s span) *limit {
	d := s.last
	switch {
	case len(r.Dates) > 0:
	case r.Due.Day == 0:
		d = o.count(s.last, r.Due.Offset.Unit, r.Due.Offset.N)
	default:
		if d = (calendar.Date{Year: s.last.Year, Month: s.last.Month, Day: 1}); r.Due.Next {
			d = shift(s.last, 1)
		}
		month := d.Month
		for range r.Due.Day - 1 {
			if next := shift(d, 1); next.Month == month {
				d = next
			}
		}
	}
	return o.dueOn(d)
}

// plan lists the steps of everything between two dates as printed, both inside.
func (o *oracle) plan(from, to calendar.Date) []row {
	type line struct {
		row
		moment time.Time
	}
	var lines []line
	add := func(key, unit string, due *limit, p *escalation.Policy, steps []moved) {
		for _, s := range steps {
			if printed := dayOf(o.wall(s.at)); earlier(printed, from) || earlier(to, printed) {
				continue
			}
			lines = append(lines, line{o.row(key, unit, due, p, s), s.at})
		}
	}
	for _, t := range o.office.Tasks {
		if !t.Done.IsZero() || o.only != "" && o.only != t.ID {
			continue
		}
		p := o.policy(t.Policy)
		var due *limit
		if t.Due != nil && !t.Due.Moment.IsZero() {
			due = &limit{t.Due.Date, t.Due.Moment}
		} else if t.Due != nil {
			due = o.dueOn(t.Due.Date)
		}
		told := o.moment(o.workingDay(t.Assigned, 1), int(p.At))
		for _, u := range t.Lead {
			add(t.ID+"/"+u, u, due, p, o.steps(p, due, told, shift(to, 40)))
		}
	}
	for _, r := range o.office.Reports {
		p := o.policy(r.Policy)
		for _, s := range spans(r, shift(to, 400)) {
			if o.only != "" && o.only != r.ID+"@"+s.name {
				continue
			}
			due := o.reportDue(r, s)
			steps := o.steps(p, due, o.reportTold(r, p, s, due), shift(to, 40))
			for _, u := range r.From {
				add(r.ID+"@"+s.name+"/"+u, u, due, p, steps)
			}
		}
	}
	slices.SortFunc(lines, func(a, b line) int {
		return cmp.Or(a.moment.Compare(b.moment), strings.Compare(a.key, b.key), strings.Compare(a.kind, b.kind), cmp.Compare(a.level, b.level))
	})
	var out []row
	for _, l := range lines {
		out = append(out, l.row)
	}
	return out
}

func (o *oracle) policy(id string) *escalation.Policy {
	return o.office.Policies[slices.IndexFunc(o.office.Policies, func(p *escalation.Policy) bool { return p.ID == id })]
}

// row writes a step as `plan --format json` does (DESIGN 7).
func (o *oracle) row(key, unit string, due *limit, p *escalation.Policy, s moved) row {
	r := row{at: s.at.In(o.zone).Format(time.RFC3339), key: key, unit: unit, due: "null", kind: string(s.kind), level: s.level, to: "[unit]"}
	if due != nil {
		r.due = due.moment.In(o.zone).Format(time.RFC3339)
	}
	switch s.kind {
	case escalation.KindPrompt:
		r.to, r.ask = "[head]", "status"
	case escalation.KindEscalate:
		l := p.Escalate[s.level-1]
		r.to, r.ask = fmt.Sprint(l.To), string(l.Ask)
	}
	return r
}
