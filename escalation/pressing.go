package escalation

import (
	"slices"
	"strconv"
	"time"

	"dondoc/calendar"
)

// pressing is a reminder that is no step of the plan, since it hangs on what people did: a review that waits, an answer whose time runs
// out.
type pressing struct {
	at         time.Time
	kind       Kind
	level      int
	occurrence string
	reason     Reason
}

// pressings lists the reminders that fall after a moment, as things stand now.
func (o *Office) pressings(a *Assignment, after time.Time) []pressing {
	p := o.policyOf(a)
	if p == nil {
		return nil
	}
	var out []pressing
	switch {
	case a.State == Submitted:
		out = o.reviewReminders(a, p)
	case a.State.Open() && !a.State.Waiting():
		out = o.answerReminders(a, p)
	}
	out = slices.DeleteFunc(out, func(x pressing) bool { return !x.at.After(after) })
	slices.SortFunc(out, func(x, y pressing) int { return x.at.Compare(y.at) })
	return out
}

// reviewReminders count from the day on which something was handed in, so that nothing rots with the reviewing unit.
func (o *Office) reviewReminders(a *Assignment, p *Policy) []pressing {
	if p.Review == nil || a.Submission == nil {
		return nil
	}
	from := calendar.DateOf(a.Submission.At.In(o.Calendar.Location()))
	var out []pressing
	for n := 1; n <= p.Review.Times; n++ {
		off := p.Review.Every.Times(n)
		at := o.Calendar.NextOpen(a.Submission.At.Add(off.Duration))
		if off.Unit != calendar.Exact {
			at = o.Calendar.Moment(o.Calendar.NextWorkingDay(o.Calendar.Add(from, off)), p.At)
		}
		out = append(out, pressing{
			at: at, kind: KindReviewDue, occurrence: strconv.FormatInt(a.Submission.At.UnixMilli(), 10) + "#" + strconv.Itoa(n),
			reason: Reason{Policy: p.ID, Offset: p.Review.Every.String(), Times: n},
		})
	}
	return out
}

// answerReminders fall on the day on which the time to answer runs out; where that is counted in hours or less, half-way.
func (o *Office) answerReminders(a *Assignment, p *Policy) []pressing {
	var out []pressing
	for _, q := range a.Asks {
		if !q.Answered.IsZero() || q.Sent.IsZero() || q.Deadline != a.Ladder().DeadlineKey() || q.Level < 1 || q.Level > len(p.Escalate) {
			continue
		}
		l := p.Escalate[q.Level-1]
		if l.AnswerWithin == nil {
			continue
		}
		by := answerBy(o.Calendar, q.Sent, o.Calendar.DayOf(q.Sent), *l.AnswerWithin)
		at := o.Calendar.Moment(o.Calendar.DayOf(by), p.At)
		if l.AnswerWithin.Unit == calendar.Exact {
			at = o.Calendar.NextOpen(q.Sent.Add(by.Sub(q.Sent) / 2))
		}
		if at.After(q.Sent) && at.Before(by) {
			out = append(out, pressing{
				at: at, kind: KindAnswerDue, level: q.Level, occurrence: l.After.String() + q.repeated(),
				reason: Reason{Policy: p.ID, AnswerBy: by},
			})
		}
	}
	return out
}

// nextPressing is when the next one falls that is not decided yet; zero: never.
func (d *decision) nextPressing() time.Time {
	if list := d.office.pressings(d.a, d.a.Through); len(list) > 0 {
		return list[0].at
	}
	return time.Time{}
}

// pressOn tells the reminders that fell since a moment; of several for the same thing only the last.
func (d *decision) pressOn(after time.Time) {
	last := map[Kind]map[int]pressing{KindReviewDue: {}, KindAnswerDue: {}}
	for _, x := range d.office.pressings(d.a, after) {
		if !x.at.After(d.now) {
			last[x.kind][x.level] = x
		}
	}
	for _, kind := range []Kind{KindReviewDue, KindAnswerDue} {
		for level := range len(d.levels()) + 1 {
			if x, ok := last[kind][level]; ok {
				d.pressing(x)
			}
		}
	}
}

func (d *decision) levels() []Level {
	if p := d.office.policyOf(d.a); p != nil {
		return p.Escalate
	}
	return nil
}

func (d *decision) pressing(x pressing) {
	d.record(EventTold, System, EventData{Kind: x.kind, Level: x.level, Occur: x.occurrence, StepAt: x.at})
	recipients := d.reviewers()
	ask := NoAsk
	if x.kind == KindAnswerDue {
		recipients, ask = d.asked(x.level), d.levels()[x.level-1].Ask
	}
	for _, r := range recipients {
		n := d.notice(x.kind, r, Detail{At: d.now})
		n.Level, n.Occurrence, n.Reason, n.Ask = x.level, x.occurrence, x.reason, ask
		d.change.Notices = append(d.change.Notices, n)
	}
}

// asked lists who is asked by a level of the ladder: the head, or who stands in; where the level does not name the head, all of it.
func (d *decision) asked(level int) []Recipient {
	to := d.levels()[level-1].To
	if slices.Contains(to, ToHead) {
		to = []Addressee{ToHead}
	}
	hearings, _ := d.office.Recipients(d.links, d.a, to, d.today())
	var out []Recipient
	for _, h := range hearings {
		if h.Recipient.Kind == ToPerson {
			out = append(out, h.Recipient)
		}
	}
	return out
}
