package config

import (
	"cmp"
	"slices"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// farYears is how long after it is assigned nothing is due: the longest resolutions look 25 years ahead.
const farYears = 30

func (l *loader) doubtTask(t *escalation.Task, f *fields) {
	l.doubtWork(&t.Work, t.Lead, f.get("lead"), f.get("review"), f.get("support"))
	if d := l.built.Document(t.Document); t.Assigned.Before(d.Date) {
		f.get("assigned").warn("assigned-early", t.Assigned, d.Date)
	}
	if !t.Done.IsZero() {
		return
	}
	policy, deadline := l.built.Policy(t.Policy), l.built.TaskDeadline(t)
	l.stillNamed(f.get("lead"), t.Lead, deadline.Date)
	if t.Due == nil {
		if policy.Prompt == nil {
			f.get("id").warn("never-asked", policy.ID)
		}
		return
	}
	l.doubtDue(f.get("due"), t, policy, deadline)
}

func (l *loader) doubtReport(r *escalation.Report, f *fields) {
	from := f.get("from")
	l.doubtWork(&r.Work, r.From, from, f.get("to"), f.get("support"))
	l.stillNamed(from, r.From, r.Until)
}

// doubtWork warns of units that have two parts in one work.
func (l *loader) doubtWork(w *escalation.Work, leads []string, lead, review, support value) {
	for _, id := range leads {
		switch {
		case w.Review == id:
			review.warn("own-review", id)
		case w.Review != "" && l.isAbove(id, w.Review):
			review.warn("review-from-below", w.Review, id)
		}
		if slices.Contains(w.Support, id) {
			support.warn("lead-and-support", id)
		}
		if approves(l.built.Policy(w.Policy), id) {
			lead.warn("own-approval", id, w.Policy)
		}
	}
}

// isAbove reports whether a unit supervises another, directly or not.
func (l *loader) isAbove(above, id string) bool {
	for u := l.built.Unit(id); u != nil && u.Supervisor != ""; u = l.built.Unit(u.Supervisor) {
		if u.Supervisor == above {
			return true
		}
	}
	return false
}

// approves reports whether a unit approves a level of the policy.
func approves(p *escalation.Policy, unit string) bool {
	return slices.ContainsFunc(p.Escalate, func(level escalation.Level) bool {
		kind, id := level.ApproveBy.Split()
		return kind == "unit" && id == unit
	})
}

// stillNamed warns of the first unit that ceases to be while its work goes on; a zero end means for ever.
func (l *loader) stillNamed(v value, units []string, end calendar.Date) {
	for _, id := range units {
		if u := l.built.Unit(id); !u.Until.IsZero() && (end.IsZero() || u.Until.Before(end)) {
			v.warn("unit-has-ended", id, u.Until)
			return
		}
	}
}

// doubtDue compares a deadline with the day on which the task is assigned.
func (l *loader) doubtDue(due value, t *escalation.Task, p *escalation.Policy, deadline escalation.Deadline) {
	cal := l.office.Calendar
	told := cal.Moment(cal.NextWorkingDay(t.Assigned), p.At)
	const layout = "2006-01-02 15:04"
	switch {
	case !deadline.Moment.After(told):
		due.warn("told-too-late", told.Format(layout), deadline.Moment.In(cal.Location()).Format(layout))
	case deadline.Date.Year-t.Assigned.Year > farYears:
		due.warn("due-far", deadline.Date, farYears)
	case len(p.Remind) > 0:
		longest := slices.MaxFunc(p.Remind, func(a, b calendar.Offset) int { return cmp.Compare(l.days(a), l.days(b)) })
		if l.reminder(p, deadline, longest).Before(told) {
			due.warn("reminded-too-early", longest)
		}
	}
}

// reminder is the moment of a reminder (DESIGN 4.3, 4.5), as far as it lies before the deadline's day.
func (l *loader) reminder(p *escalation.Policy, d escalation.Deadline, off calendar.Offset) time.Time {
	cal := l.office.Calendar
	if off.Unit == calendar.Exact {
		return cal.PreviousOpen(d.Moment.Add(-off.Duration))
	}
	return cal.Moment(cal.PreviousWorkingDay(cal.Add(d.Date, off.Times(-1))), p.At)
}
