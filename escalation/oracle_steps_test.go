package escalation_test

import (
	"slices"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// reportTold is rule 4.6 for a report: when `assigned` is told.
func (o *oracle) reportTold(r *escalation.Report, p *escalation.Policy, s span, due *limit) time.Time {
	d := shift(due.date, -30)
	if len(r.Dates) == 0 && earlier(d, s.first) {
		d = s.first
	}
	told := o.moment(d, int(p.At))
	for _, remind := range o.reminders(p, due) {
		if remind.at.Before(told) {
			told, d = remind.at, calendar.Date{}
		}
	}
	if d.IsZero() {
		return told
	}
	return o.moment(o.workingDay(d, 1), int(p.At))
}

// steps lists all steps of one assignment: rules 2 to 7 and 9. Without a deadline, prompts end at the last day.
func (o *oracle) steps(p *escalation.Policy, due *limit, told time.Time, last calendar.Date) []moved {
	all := []moved{{at: told, kind: escalation.KindAssigned}}
	for _, s := range o.prompts(p, due, told, last) {
		all = once(all, s)
	}
	if due == nil {
		return all
	}
	for _, s := range slices.Concat(o.reminders(p, due), o.overdue(p, due)) {
		if !s.at.Before(told) {
			all = once(all, s)
		}
	}
	return append(all, o.ladder(p, due, told)...)
}

// once adds a step unless one of its kind and level falls on the same moment.
func once(all []moved, s moved) []moved {
	if slices.ContainsFunc(all, func(x moved) bool { return x.kind == s.kind && x.level == s.level && x.at.Equal(s.at) }) {
		return all
	}
	return append(all, s)
}

// reminders is rule 4.3, with 4.5.
func (o *oracle) reminders(p *escalation.Policy, due *limit) []moved {
	var out []moved
	for _, r := range p.Remind {
		s := moved{kind: escalation.KindRemind}
		if r.Unit == calendar.Exact {
			s.at = o.previousClosing(due.moment.Add(-r.Duration))
			out = append(out, s)
			continue
		}
		d := o.workingDay(o.count(due.date, r.Unit, -r.N), -1)
		s.at = o.moment(d, int(p.At))
		if !s.at.Before(due.moment) {
			s.at = o.moment(d, o.open)
		}
		if s.at.Before(due.moment) {
			out = append(out, s)
		}
	}
	return out
}

// forward is rule 4.4, with 4.5: n1 times one offset and n2 times another, added up before they are applied.
func (o *oracle) forward(p *escalation.Policy, due *limit, first calendar.Offset, every calendar.Offset, n int) moved {
	if first.Unit == calendar.Exact {
		at := o.nextOpening(due.moment.Add(first.Duration + time.Duration(n)*every.Duration))
		return moved{at: at, day: o.belongs(at)}
	}
	d := o.workingDay(o.count(due.date, first.Unit, first.N+n*every.N), 1)
	return moved{at: o.moment(d, int(p.At)), day: d}
}

func (o *oracle) overdue(p *escalation.Policy, due *limit) []moved {
	var out []moved
	if p.Overdue == nil {
		return nil
	}
	for n := range p.Overdue.Times {
		s := o.forward(p, due, p.Overdue.Every, p.Overdue.Every, n)
		s.kind = escalation.KindOverdue
		out = append(out, s)
	}
	return out
}

// prompts is the second half of rule 4.6.
func (o *oracle) prompts(p *escalation.Policy, due *limit, told time.Time, last calendar.Date) []moved {
	var out []moved
	if p.Prompt == nil {
		return nil
	}
	if due != nil {
		last = shift(due.date, 1)
	}
	for d := shift(dayOf(o.wall(told)), -60); !earlier(last, d); d = shift(d, 1) {
		if utc(d).Weekday() != p.Prompt.On || p.Prompt.Every == escalation.Monthly && d.Day > 7 {
			continue
		}
		to := o.workingDay(d, 1)
		at := o.moment(to, int(p.At))
		if !at.After(told) || due != nil && !at.Before(due.moment) {
			continue
		}
		if due != nil && p.Prompt.HasFrom && earlier(to, shift(due.date, -p.Prompt.From.N)) {
			continue
		}
		out = append(out, moved{at: at, day: to, kind: escalation.KindPrompt})
	}
	return out
}

// ladder is the levels, if nobody ever answers: rules 4.4 and 4.9.
func (o *oracle) ladder(p *escalation.Policy, due *limit, told time.Time) []moved {
	var all []moved
	for i, l := range p.Escalate {
		out, fires := o.runsOut(p, all, i)
		times, every := 1, calendar.Offset{}
		if l.Repeat != nil {
			times, every = l.Repeat.Times, l.Repeat.Every
		}
		for n := range times {
			s := o.forward(p, due, l.After, every, n)
			if l.When == escalation.Unanswered {
				if !fires {
					continue
				}
				if s.at.Before(out) {
					s.at, s.day = out, o.belongs(out)
				}
			}
			if s.kind, s.level = escalation.KindEscalate, i+1; !s.at.Before(told) {
				all = once(all, s)
			}
		}
	}
	return all
}

// runsOut is the moment from which level i counts as unanswered, given the steps of the levels before it; false if there is nothing
// to answer.
func (o *oracle) runsOut(p *escalation.Policy, before []moved, i int) (time.Time, bool) {
	asks := i - 1
	for asks >= 0 && p.Escalate[asks].Ask == escalation.NoAsk {
		asks--
	}
	var sent *moved
	for _, s := range before {
		if s.level == asks+1 && (sent == nil || s.at.Before(sent.at)) {
			sent = &s
		}
	}
	if sent == nil || p.Escalate[asks].AnswerWithin == nil {
		return time.Time{}, false
	}
	within := *p.Escalate[asks].AnswerWithin
	if within.Unit == calendar.Exact {
		return o.nextOpening(sent.at.Add(within.Duration)), true
	}
	return o.nextOpening(o.moment(o.count(sent.day, within.Unit, within.N), o.shut)), true
}
