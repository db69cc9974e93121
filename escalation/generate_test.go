package escalation_test

import (
	"fmt"
	"slices"
	"time"
	_ "time/tzdata" // the property tests need the same zones everywhere

	"pgregory.net/rapid"

	"dondoc/calendar"
	"dondoc/escalation"
)

// The generators below draw offices as config would accept them: `at` inside hours, no zero offset after a deadline, a ladder whose
// levels do not come before earlier ones of their kind, `when: unanswered` only after a question with a time to answer.

var minutesOf = []int{1, 30, 59, 60, 24 * 60, 7*24*60 + 90}

// anOffice draws an office with its working time, and the oracle that knows both.
func anOffice(t *rapid.T) *oracle {
	o := aCalendar(t)
	office := escalation.Office{
		Hash: "h1", Calendar: o.office.Calendar, DueOnDayOff: o.office.DueOnDayOff,
		Admins: []string{"x"}, Units: []*escalation.Unit{
			{ID: "a", Heads: head("ha"), Supervisor: "c"}, {ID: "b", Heads: head("hb"), Supervisor: "c"}, {ID: "c", Heads: head("hc")},
		},
	}
	for i := range rapid.IntRange(1, 2).Draw(t, "policies") {
		office.Policies = append(office.Policies, aPolicy(t, fmt.Sprint("p", i), o))
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "tasks") {
		office.Tasks = append(office.Tasks, aTask(t, fmt.Sprint("t", i), o, policyID(t, &office)))
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "reports") {
		office.Reports = append(office.Reports, aReport(t, fmt.Sprint("r", i), policyID(t, &office)))
	}
	o.office = escalation.NewOffice(office)
	office.Reports = slices.DeleteFunc(office.Reports, func(r *escalation.Report) bool { return dueBeforeItBegins(o.office, r) })
	o.office = escalation.NewOffice(office)
	return o
}

// dueBeforeItBegins reports what the configuration would refuse: a period that is due before its first day (DESIGN 3).
func dueBeforeItBegins(o *escalation.Office, r *escalation.Report) bool {
	return slices.ContainsFunc(o.Periods(r, calendar.Date{Year: 2026, Month: 1, Day: 1}), func(p escalation.Period) bool {
		return p.Due.Before(p.First)
	})
}

func policyID(t *rapid.T, o *escalation.Office) string {
	return rapid.SampledFrom(o.Policies).Draw(t, "policy").ID
}

// aCalendar draws working time, for the package and for the oracle alike.
func aCalendar(t *rapid.T) *oracle {
	hours := rapid.SampledFrom([][2]int{{450, 1020}, {0, 1440}, {480, 1440}, {0, 720}, {90, 150}, {600, 601}}).Draw(t, "hours")
	zone := rapid.SampledFrom([]string{"Asia/Ho_Chi_Minh", "Europe/London", "America/New_York"}).Draw(t, "zone")
	off, worked := someDays(t)
	workdays := rapid.SliceOfNDistinct(rapid.IntRange(0, 6), 1, 7, rapid.ID[int]).Draw(t, "workdays")
	rule := rapid.SampledFrom([]escalation.DayOffRule{escalation.DueNext, escalation.DuePrevious, escalation.DueKeep}).Draw(t, "due_on_day_off")
	return working(zone, workdays, hours, off, worked, rule)
}

// working makes the same working time twice: as a calendar and as the oracle's sets.
func working(zone string, workdays []int, hours [2]int, off, worked []calendar.Date, rule escalation.DayOffRule) *oracle {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	o := &oracle{
		zone: loc, open: hours[0], shut: hours[1], workdays: map[time.Weekday]bool{},
		off: map[calendar.Date]bool{}, worked: map[calendar.Date]bool{}, moments: map[calendar.Date]map[int]time.Time{},
	}
	spec := calendar.Spec{
		Location: loc, Holidays: "none",
		Hours: calendar.Hours{Open: calendar.TimeOfDay(hours[0]), Close: calendar.TimeOfDay(hours[1])},
	}
	for _, w := range workdays {
		o.workdays[time.Weekday(w)] = true
		spec.Workdays = append(spec.Workdays, time.Weekday(w))
	}
	for _, d := range off {
		o.off[d] = true
		spec.Off = append(spec.Off, calendar.Day{Date: d, Name: "nghỉ"})
	}
	for _, d := range worked {
		o.worked[d] = true
		spec.Worked = append(spec.Worked, calendar.Day{Date: d})
	}
	o.office = &escalation.Office{Calendar: calendar.New(spec), DueOnDayOff: rule}
	return o
}

// someDays draws blocks of days off and single worked ones, none both.
func someDays(t *rapid.T) (off, worked []calendar.Date) {
	taken := map[calendar.Date]bool{}
	for range rapid.IntRange(0, 8).Draw(t, "blocks") {
		first, n := aDay(t, "day off", 400), rapid.IntRange(1, 10).Draw(t, "days off")
		for i := range n {
			if d := shift(first, i); !taken[d] {
				taken[d] = true
				off = append(off, d)
			}
		}
	}
	for range rapid.IntRange(0, 6).Draw(t, "swaps") {
		if d := aDay(t, "day worked", 400); !taken[d] {
			taken[d] = true
			worked = append(worked, d)
		}
	}
	return off, worked
}

// aDay draws a day from 2021-12-01 on.
func aDay(t *rapid.T, label string, within int) calendar.Date {
	return shift(calendar.Date{Year: 2021, Month: 12, Day: 1}, rapid.IntRange(0, within).Draw(t, label))
}

func anOffset(t *rapid.T, label string, least int) calendar.Offset {
	return offsetOf(t, label, rapid.SampledFrom([]calendar.Unit{calendar.Days, calendar.WorkingDays, calendar.Exact}).Draw(t, label+" unit"), least)
}

func offsetOf(t *rapid.T, label string, unit calendar.Unit, least int) calendar.Offset {
	n := max(least, rapid.SampledFrom([]int{0, 1, 2, 3, 5, rapid.IntRange(0, 30).Draw(t, label)}).Draw(t, label+" of few"))
	if unit == calendar.Exact {
		return calendar.Offset{Unit: unit, Duration: time.Duration(n*rapid.SampledFrom(minutesOf).Draw(t, label+" of")) * time.Minute}
	}
	return calendar.Offset{Unit: unit, N: n}
}

func aPolicy(t *rapid.T, id string, o *oracle) *escalation.Policy {
	at := rapid.SampledFrom([]int{o.open, o.shut, (o.open + o.shut) / 2}).Draw(t, "at")
	p := &escalation.Policy{ID: id, At: calendar.TimeOfDay(at)}
	for range rapid.IntRange(0, 4).Draw(t, "reminders") {
		p.Remind = append(p.Remind, anOffset(t, "remind", 0))
	}
	if rapid.Bool().Draw(t, "has overdue") {
		p.Overdue = &escalation.Repeat{Every: anOffset(t, "overdue", 1), Times: rapid.IntRange(1, 8).Draw(t, "times")}
	}
	if rapid.Bool().Draw(t, "has prompt") {
		p.Prompt = &escalation.PromptRule{
			Every: rapid.SampledFrom([]escalation.Frequency{escalation.Weekly, escalation.Monthly}).Draw(t, "prompt"),
			On:    time.Weekday(rapid.IntRange(0, 6).Draw(t, "on")), HasFrom: rapid.Bool().Draw(t, "has from"),
		}
		if p.Prompt.HasFrom {
			p.Prompt.From = offsetOf(t, "from", calendar.Days, 0)
		}
	}
	for i := range rapid.IntRange(0, 5).Draw(t, "levels") {
		p.Escalate = append(p.Escalate, aLevel(t, i, p.Escalate))
	}
	return p
}

// aLevel draws the next level of a ladder.
func aLevel(t *rapid.T, i int, before []escalation.Level) escalation.Level {
	l := escalation.Level{After: anOffset(t, "after", 1), To: []escalation.Addressee{escalation.ToHead, escalation.ToSupervisor}[:1+i%2]}
	asked := false // the nearest question before has a time to answer
	for _, b := range before {
		if b.After.Unit == l.After.Unit {
			l.After.N, l.After.Duration = max(l.After.N, b.After.N), max(l.After.Duration, b.After.Duration)
		}
		if b.Ask != escalation.NoAsk {
			asked = b.AnswerWithin != nil
		}
	}
	if rapid.Bool().Draw(t, "repeats") {
		l.Repeat = &escalation.Repeat{Every: offsetOf(t, "every", l.After.Unit, 1), Times: rapid.IntRange(1, 5).Draw(t, "level times")}
	}
	if asked && rapid.Bool().Draw(t, "unanswered") {
		l.When = escalation.Unanswered
	}
	l.Ask = rapid.SampledFrom([]escalation.Ask{escalation.NoAsk, escalation.AskStatus, escalation.AskExplanation}).Draw(t, "ask")
	if l.Ask != escalation.NoAsk && rapid.IntRange(0, 3).Draw(t, "limited") > 0 {
		within := anOffset(t, "answer_within", 0)
		l.AnswerWithin = &within
	}
	return l
}

func aTask(t *rapid.T, id string, o *oracle, policy string) *escalation.Task {
	task := &escalation.Task{Work: escalation.Work{ID: id, Policy: policy}, Lead: []string{"a", "b"}[:rapid.IntRange(1, 2).Draw(t, "leads")]}
	task.Assigned = aDay(t, "assigned", 300)
	switch rapid.IntRange(0, 5).Draw(t, "due") {
	case 0:
	case 1:
		d := aDay(t, "due", 400)
		some := rapid.IntRange(0, 1439).Draw(t, "minute")
		moment := o.moment(d, rapid.SampledFrom([]int{o.open, o.shut, o.open + 1, some}).Draw(t, "due at"))
		task.Due = &escalation.DueDate{Date: dayOf(o.wall(moment)), Moment: moment}
	default:
		task.Due = &escalation.DueDate{Date: aDay(t, "due", 400)}
	}
	if rapid.IntRange(0, 9).Draw(t, "done") == 0 {
		task.Done = aDay(t, "done on", 300)
	}
	return task
}

func aReport(t *rapid.T, id, policy string) *escalation.Report {
	r := &escalation.Report{Work: escalation.Work{ID: id, Policy: policy}, From: []string{"a", "c"}[:rapid.IntRange(1, 2).Draw(t, "from")]}
	r.Start = shift(calendar.Date{Year: 2020, Month: 6, Day: 1}, rapid.IntRange(0, 1000).Draw(t, "start"))
	if rapid.Bool().Draw(t, "ends") {
		r.Until = shift(r.Start, rapid.IntRange(0, 900).Draw(t, "until"))
	}
	every := []escalation.Frequency{"", escalation.Weekly, escalation.Monthly, escalation.Quarterly, escalation.HalfYearly, escalation.Yearly}
	shortest := []int{0, 6, 27, 89, 180, 364}
	i := rapid.IntRange(0, 5).Draw(t, "frequency")
	if r.Every = every[i]; i == 0 {
		r.Dates = someDates(t)
		return r
	}
	day := 0
	if i > 1 {
		day = rapid.IntRange(0, 31).Draw(t, "day N")
	}
	switch {
	case day > 0:
		r.Due = escalation.PeriodDue{Day: day, Next: rapid.Bool().Draw(t, "next")}
	case rapid.Bool().Draw(t, "working days"):
		r.Due.Offset = calendar.Offset{Unit: calendar.WorkingDays, N: rapid.IntRange(-min(shortest[i]/3, 40), 30).Draw(t, "offset")}
	default:
		r.Due.Offset = calendar.Offset{Unit: calendar.Days, N: rapid.IntRange(-min(shortest[i], 60), 60).Draw(t, "offset")}
	}
	return r
}

func someDates(t *rapid.T) []escalation.MonthDay {
	var out []escalation.MonthDay
	days := rapid.SliceOfNDistinct(rapid.IntRange(0, 364), 1, 5, rapid.ID[int]).Draw(t, "dates")
	for _, n := range days {
		d := shift(calendar.Date{Year: 2022, Month: 1, Day: 1}, n)
		out = append(out, escalation.MonthDay{Month: d.Month, Day: d.Day})
	}
	return out
}
