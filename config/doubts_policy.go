package config

import (
	"fmt"
	"slices"

	"dondoc/calendar"
	"dondoc/escalation"
)

func (l *loader) doubtPolicy(p *escalation.Policy, f *fields) {
	switch {
	case !l.policies.used[p.ID]:
		f.get("id").warn("unused-policy", p.ID)
	case len(p.Remind)+len(p.Escalate) == 0 && p.Overdue == nil && p.Prompt == nil:
		f.get("id").warn("empty-policy", p.ID)
	}
	items := f.get("remind").list()
	for i, off := range p.Remind {
		if slices.Contains(p.Remind[:i], off) {
			items[i].warn("remind-twice", off)
		}
	}
}

// doubtLevel warns of a question that nobody hears, and of an answer that is not waited for long enough.
func (r *ladder) doubtLevel(i int, f *fields) {
	level := r.levels[i]
	if level.Ask != escalation.NoAsk && !slices.Contains(level.To, escalation.ToHead) {
		f.get("ask").warn("head-not-told")
	}
	if level.When != escalation.Unanswered {
		return
	}
	for j, asked := range slices.Backward(r.levels[:i]) {
		if asked.Ask == escalation.NoAsk {
			continue
		}
		if until, late := r.answerLate(asked, level.After); late {
			f.get("after").warn("answer-late", j+1, until, level.After)
		}
		return
	}
}

// answerLate reports whether a question can still be answered when the level that waits for its answer falls, and until when it can.
// Counted in days it can be until closing.
func (r *ladder) answerLate(asked escalation.Level, after calendar.Offset) (until string, late bool) {
	within := *asked.AnswerWithin
	if asked.After.Unit != within.Unit || after.Unit != within.Unit {
		days := r.loader.days
		return fmt.Sprintf("%v + %v", asked.After, within), days(asked.After)+days(within) > days(after)
	}
	sum := asked.After.Plus(within)
	if after.Unit == calendar.Exact {
		return sum.String(), sum.Duration > after.Duration
	}
	return sum.String(), sum.N >= after.N
}
