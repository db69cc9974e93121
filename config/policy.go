package config

import (
	"slices"
	"strings"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

const (
	defaultAt = calendar.TimeOfDay(8 * 60)
	// maxTimes bounds how often something is repeated: more cannot be meant.
	maxTimes = 10_000
)

func (l *loader) policy(id string, f *fields) {
	p := &escalation.Policy{ID: id}
	p.At = l.at(f)
	for _, item := range f.get("remind").list() {
		if o, ok := item.offset(); ok {
			p.Remind = append(p.Remind, o)
		}
	}
	p.Overdue = overdue(f.get("overdue"))
	p.Prompt = prompt(f.get("prompt"))
	p.Extensions = extensions(f.get("extensions"))
	p.Review = review(f.get("review"))
	ladder := &ladder{loader: l}
	each(f.get("escalate"), &levelShape, ladder.level)
	p.Escalate = ladder.levels
	l.office.Policies = append(l.office.Policies, p)
	l.doubt(func() { l.doubtPolicy(p, f) })
}

// at reads the time of day of a policy. Whether it is inside working hours shows when the calendar has been read.
func (l *loader) at(f *fields) calendar.TimeOfDay {
	v := f.get("at")
	at, ok := parsedOr(v, "bad-time", calendar.ParseTimeOfDay, timeMeant)
	switch {
	case !v.present():
		at, v = defaultAt, f.value
	case !ok:
		return defaultAt
	}
	l.later(func() {
		if hours := l.spec.Hours; !l.hoursUnsure && (at < hours.Open || at > hours.Close) {
			v.fault("at-outside-hours", at, hours)
		}
	})
	return at
}

// overdue reads {every, times}; both are required.
func overdue(v value) *escalation.Repeat {
	if !v.present() {
		return nil
	}
	f := v.fields(&overdueShape)
	defer f.done()
	every, _ := f.get("every").nonZero("zero-every")
	times, _ := f.get("times").integer("bad-times", 1, maxTimes)
	return &escalation.Repeat{Every: every, Times: int(times)}
}

// The rules for extensions and for reviews that wait, where a policy does not say otherwise.
var (
	defaultExtensions = escalation.ExtensionRule{Max: 2, Before: calendar.Offset{Unit: calendar.WorkingDays, N: 3}}
	defaultReview     = escalation.Repeat{Every: calendar.Offset{Unit: calendar.WorkingDays, N: 2}, Times: 10}
)

// extensions reads {max, before}; both are required. It is counted in days, since a deadline's hour says nothing about when to ask.
func extensions(v value) *escalation.ExtensionRule {
	rule := defaultExtensions
	if !v.present() {
		return &rule
	}
	f := v.fields(&extensionsShape)
	defer f.done()
	most, _ := f.get("max").integer("bad-times", 1, maxTimes)
	before := f.get("before")
	distance, ok := before.offset()
	if ok && distance.Unit == calendar.Exact {
		before.fault("bad-before", distance)
	}
	rule.Max, rule.Before = int(most), distance
	return &rule
}

// review reads how often a reviewing unit is reminded of what waits for it: {every, times}.
func review(v value) *escalation.Repeat {
	rule := defaultReview
	if !v.present() {
		return &rule
	}
	f := v.fields(&reviewShape)
	defer f.done()
	rule.Every, _ = f.get("every").nonZero("zero-every")
	times, _ := f.get("times").integer("bad-times", 1, maxTimes)
	rule.Times = int(times)
	return &rule
}

// prompt reads when the head is asked before the deadline.
func prompt(v value) *escalation.PromptRule {
	if !v.present() {
		return nil
	}
	f := v.fields(&promptShape)
	defer f.done()
	p := &escalation.PromptRule{Every: choice(f.get("every"), escalation.Frequency(""))}
	p.On = weekday(choice(f.get("on"), "mon"))
	from := f.get("from")
	p.From, p.HasFrom = parsed(from, "bad-from", parseOffset)
	if p.HasFrom && p.From.Unit != calendar.Days {
		from.fault("bad-from", p.From)
	}
	return p
}

// weekdays are the names of the days, as the configuration writes them.
var weekdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

func weekday(name string) time.Weekday {
	return time.Weekday((slices.Index(weekdays, name) + 1) % len(weekdays))
}

// ladder reads the levels of one policy, each of which must follow from those before it.
type ladder struct {
	loader *loader
	levels []escalation.Level
	unsure []bool // whether what a level asks could not be read
}

func (r *ladder) level(f *fields) {
	var level escalation.Level
	after := f.get("after")
	level.After, _ = after.nonZero("zero-after")
	level.To = r.loader.addressees(f.get("to"))
	level.When = choice(f.get("when"), escalation.Always)
	level.Ask = choice(f.get("ask"), escalation.NoAsk)
	level.AnswerWithin = answerWithin(f)
	level.ApproveBy = r.loader.approver(f.get("approve_by"))
	level.Repeat = repeat(f, level.After)
	r.inOrder(after, level.After)
	f.end(func() {
		r.answerable(f, level)
		i := len(r.levels)
		r.loader.doubt(func() { r.doubtLevel(i, f) })
		r.levels = append(r.levels, level)
		r.unsure = append(r.unsure, f.gives("ask") && level.Ask == escalation.NoAsk || f.gives("answer_within") && level.AnswerWithin == nil)
	})
}

// answerWithin reads the time to answer; 0d is until closing of the same day, while no hours at all leave no time.
func answerWithin(f *fields) *calendar.Offset {
	within := f.get("answer_within")
	o, ok := within.offset()
	if ok && o.Unit == calendar.Exact && o.IsZero() {
		within.fault("zero-answer-within")
		return nil
	}
	if !ok {
		return nil
	}
	return &o
}

// repeat reads every and times of a level, which go together and count what after counts.
func repeat(f *fields, after calendar.Offset) *escalation.Repeat {
	every, times := f.get("every"), f.get("times")
	distance, ok := every.nonZero("zero-every")
	count, counted := times.integer("bad-times", 1, maxTimes)
	if !ok || !counted {
		return nil
	}
	if after.Unit != distance.Unit && !after.IsZero() {
		every.fault("other-kind", distance, after)
	}
	return &escalation.Repeat{Every: distance, Times: int(count)}
}

// inOrder reports a level that falls before an earlier one; between offsets of different kinds that is a guess, and a warning.
func (r *ladder) inOrder(v value, after calendar.Offset) {
	if after.IsZero() {
		return
	}
	levels := slices.Clone(r.levels)
	r.loader.later(func() {
		for i, earlier := range levels {
			switch days := r.loader.days; {
			case earlier.After.Unit == after.Unit && days(after) < days(earlier.After):
				v.fault("goes-back", after, i+1, earlier.After)
				return
			case days(after) < days(earlier.After):
				v.warn("goes-back", after, i+1, earlier.After)
				return
			}
		}
	})
}

// days is about how many days an offset is.
func (l *loader) days(o calendar.Offset) float64 {
	switch o.Unit {
	case calendar.WorkingDays:
		return float64(o.N) * float64(len(weekdays)) / float64(len(l.spec.Workdays))
	case calendar.Exact:
		return o.Duration.Hours() / 24
	case calendar.Days:
	}
	return float64(o.N)
}

// answerable reports a level that waits for an answer which nobody was asked for (DESIGN 4.9).
func (r *ladder) answerable(f *fields, level escalation.Level) {
	if level.When != escalation.Unanswered {
		return
	}
	for i, earlier := range slices.Backward(r.levels) {
		switch {
		case r.unsure[i]:
			return
		case earlier.Ask == escalation.NoAsk:
			continue
		case earlier.AnswerWithin == nil:
			f.get("when").fault("no-time-to-answer")
		}
		return
	}
	f.get("when").fault("nobody-asked")
}

// addressees reads `to`: one addressee or a list, each once.
func (l *loader) addressees(v value) []escalation.Addressee {
	var list []escalation.Addressee
	for _, item := range v.oneOrMany() {
		if to := l.addressee(item); to != "" && !slices.Contains(list, to) {
			list = append(list, to)
		}
	}
	if v.isEmptyList() {
		v.fault("nobody")
	}
	return list
}

// withoutID are the addressees that are no unit:ID or person:ID.
var withoutID = []string{string(escalation.ToUnit), string(escalation.ToHead), string(escalation.ToSupervisor), string(escalation.ToAdmins)}

// addressee reads one entry of `to`.
func (l *loader) addressee(v value) escalation.Addressee {
	s, ok := v.word()
	if !ok {
		return ""
	}
	kind, id, hasID := strings.Cut(s, ":")
	switch {
	case !hasID && slices.Contains(withoutID, s):
	case hasID && kind == "unit":
		l.later(func() { l.units.check(v, id) })
	case hasID && kind == "person":
		l.later(func() { l.people.check(v, id) })
	default:
		l.later(func() { v.fault("bad-addressee", s, l.addresseeMeant(s)) })
	}
	return escalation.Addressee(s)
}

// addresseeMeant is what an unknown addressee may be: a slip, or an id that lacks what it is the id of.
func (l *loader) addresseeMeant(s string) suggestion {
	switch {
	case l.units.has(s):
		return suggestion("unit:" + s)
	case l.people.has(s):
		return suggestion("person:" + s)
	}
	return nearest(s, withoutID)
}

// approver reads approve_by: one unit, whose head approves.
func (l *loader) approver(v value) escalation.Addressee {
	s, ok := v.word()
	if !ok {
		return ""
	}
	if id, isUnit := strings.CutPrefix(s, "unit:"); isUnit {
		l.later(func() { l.units.check(v, id) })
	} else if s != string(escalation.ToSupervisor) {
		l.later(func() { v.fault("bad-approver", s, l.approverMeant(s)) })
	}
	return escalation.Addressee(s)
}

func (l *loader) approverMeant(s string) suggestion {
	if l.units.has(s) {
		return suggestion("unit:" + s)
	}
	return nearest(s, []string{string(escalation.ToSupervisor)})
}
