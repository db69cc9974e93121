package escalation

import (
	"iter"
	"slices"
	"time"

	"dondoc/calendar"
)

// reportNotice is how long before its deadline a report is announced at the latest (DESIGN 4.6).
const reportNotice = 30

// Assignments lists what EachAssignment gives.
func Assignments(o *Office, from, to time.Time) []Assignment {
	return slices.Collect(EachAssignment(o, from, to))
}

// EachAssignment gives, one after the other, the assignments whose `assigned` moment lies after from and not after to; a zero from means
// since ever. Those of tasks that were done before dondoc was there are not among them, they give no steps (DESIGN 3).
func EachAssignment(o *Office, from, to time.Time) iter.Seq[Assignment] {
	within := func(at time.Time) bool { return at.After(from) && !at.After(to) }
	return func(yield func(Assignment) bool) {
		for _, t := range o.Tasks {
			if t.Done.IsZero() && within(o.assignedTask(t)) && !o.eachOfTask(t, yield) {
				return
			}
		}
		for _, r := range o.Reports {
			for _, p := range o.Periods(r, o.horizon(r, to)) {
				if within(o.assignedReport(r, p)) && !o.eachOfReport(r, p, yield) {
					return
				}
			}
		}
	}
}

func (o *Office) eachOfTask(t *Task, yield func(Assignment) bool) bool {
	for _, unit := range t.Lead {
		if !yield(o.ofTask(t, unit)) {
			return false
		}
	}
	return true
}

func (o *Office) eachOfReport(r *Report, p Period, yield func(Assignment) bool) bool {
	for _, unit := range r.From {
		if !yield(o.ofReport(r, p, unit)) {
			return false
		}
	}
	return true
}

// Expected is the assignment as the configuration says it now; false when its source left the configuration (DESIGN 4.12).
func (o *Office) Expected(a *Assignment) (Assignment, bool) {
	if a.Kind == FromTask {
		return o.expectedTask(a)
	}
	r := o.Report(a.Source)
	if r == nil || !slices.Contains(r.From, a.Unit) {
		return Assignment{}, false
	}
	p, ok := o.periodNamed(r, a.Period)
	if !ok {
		return Assignment{}, false
	}
	return o.ofReport(r, p, a.Unit), true
}

func (o *Office) expectedTask(a *Assignment) (Assignment, bool) {
	t := o.Task(a.Source)
	if t == nil || !slices.Contains(t.Lead, a.Unit) {
		return Assignment{}, false
	}
	return o.ofTask(t, a.Unit), true
}

func (o *Office) ofTask(t *Task, unit string) Assignment {
	a := newAssignment(FromTask, &t.Work, unit, o.TaskDeadline(t))
	a.Key = t.ID + "/" + unit
	if t.Due != nil {
		a.Written = t.Due.String()
	}
	a.AssignedAt = o.assignedTask(t)
	return a
}

func (o *Office) ofReport(r *Report, p Period, unit string) Assignment {
	a := newAssignment(FromReport, &r.Work, unit, p.Deadline)
	a.Key = r.ID + "@" + p.Name + "/" + unit
	a.Period = p.Name
	a.Written = p.Due.String()
	a.AssignedAt = o.assignedReport(r, p)
	return a
}

func newAssignment(kind SourceKind, w *Work, unit string, due Deadline) Assignment {
	return Assignment{
		Kind: kind, Source: w.ID, Unit: unit, Title: w.Title, Confidential: w.Confidential,
		State: Assigned, Due: due, Original: due,
	}
}

// String is the due date as written.
func (d DueDate) String() string {
	if d.Moment.IsZero() {
		return d.Date.String()
	}
	return d.Moment.Format(time.RFC3339)
}

// assignedTask is `at` on the assigned date, on the next working day when that is a day off (DESIGN 4.6).
func (o *Office) assignedTask(t *Task) time.Time {
	return o.Calendar.Moment(o.Calendar.NextWorkingDay(t.Assigned), o.Policy(t.Policy).At)
}

// assignedReport is `at` 30 days before the deadline's date but not before the period's first day, or the moment of the earliest
// reminder when that is earlier; only the former then moves off a day off (DESIGN 4.6).
func (o *Office) assignedReport(r *Report, p Period) time.Time {
	policy := o.Policy(r.Policy)
	day := p.Deadline.Date.AddDays(-reportNotice)
	if day.Before(p.First) {
		day = p.First
	}
	at := o.Calendar.Moment(day, policy.At)
	if first, ok := o.earliestReminder(policy, p.Deadline); ok && first.Before(at) {
		return first
	}
	return o.Calendar.Moment(o.Calendar.NextWorkingDay(day), policy.At)
}

func (o *Office) earliestReminder(p *Policy, d Deadline) (time.Time, bool) {
	var first time.Time
	for _, off := range p.Remind {
		if at, _, ok := o.reminder(p, d, off); ok && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first, !first.IsZero()
}

// horizon is a day such that every period of the report that is assigned until `to` begins by then: reminders may come long before
// their period, and one that lands on a day off has moved back to a working day until `to`.
func (o *Office) horizon(r *Report, to time.Time) calendar.Date {
	const slack = 2 * reportNotice
	last := o.Calendar.NextWorkingDay(calendar.DateOf(to.In(o.Calendar.Location())).AddDays(1))
	far := last
	for _, off := range o.Policy(r.Policy).Remind {
		reach := last
		if off.Unit == calendar.Exact {
			reach = last.AddDays(int(off.Duration/(24*time.Hour)) + 1)
		} else {
			reach = o.Calendar.Add(last, off)
		}
		if reach.After(far) {
			far = reach
		}
	}
	return far.AddDays(slack)
}

// periodNamed finds a period by its name without walking through all of them.
func (o *Office) periodNamed(r *Report, name string) (Period, bool) {
	day, ok := r.firstDayOf(name)
	if !ok {
		return Period{}, false
	}
	if len(r.Dates) > 0 {
		return o.dateNamed(r, day)
	}
	p := r.Every.periodOf(day)
	if p.Last.Before(r.Start) || (!r.Until.IsZero() && p.First.After(r.Until)) {
		return Period{}, false
	}
	p.Due = o.periodDue(r.Due, p)
	p.Deadline = o.DeadlineOn(p.Due)
	return p, true
}

func (o *Office) dateNamed(r *Report, day calendar.Date) (Period, bool) {
	inside := !day.Before(r.Start) && (r.Until.IsZero() || !day.After(r.Until))
	for _, md := range r.Dates {
		if inside && md.Month == day.Month && md.Day == day.Day {
			return Period{Name: day.String(), Due: day, Deadline: o.DeadlineOn(day)}, true
		}
	}
	return Period{}, false
}

// OverBefore reports whether a report's period was over before dondoc first started, so that its assignment does not come into being
// unless the report says `backfill` (DESIGN 4.7).
func (o *Office) OverBefore(a *Assignment, first time.Time) bool {
	r := o.Report(a.Source)
	return a.Kind == FromReport && r != nil && !r.Backfill && a.Due.Moment.Before(first)
}
