package escalation

import (
	"slices"
	"strconv"
	"time"
)

// Listening says what is known of people's answers when steps are decided. The zero value: all of them are known.
type Listening struct {
	// Since is when updates were last taken, when that is too long ago to know who has answered since.
	Since time.Time
	// Lost is an outage in which answers were lost: what is open is asked again.
	Lost *Outage
}

// DecideHearing is Decide where answers may not be known. While they cannot come in nobody's time to answer runs out; where they were
// lost, open questions are asked again, once for each outage, and the time to answer counts from the repeated question.
func DecideHearing(o *Office, links Links, a Assignment, l Listening, now time.Time) Change {
	d := &decision{office: o, links: links, now: now, change: Change{Assignment: a}}
	d.a = &d.change.Assignment
	d.decide(l)
	return d.change
}

// again marks in an occurrence's name that it repeats a question, and after which outage.
const again = "~"

// answerUntil is when the time to answer a question runs out; false: it has no such time, or was not sent.
func (d *decision) answerUntil(q Asked) (time.Time, bool) {
	levels := d.levels()
	if q.Sent.IsZero() || q.Level < 1 || q.Level > len(levels) || levels[q.Level-1].AnswerWithin == nil {
		return time.Time{}, false
	}
	cal := d.office.Calendar
	by := answerBy(cal, q.Sent, cal.DayOf(q.Sent), *levels[q.Level-1].AnswerWithin)
	return later(by, q.Until), true
}

// later is the later of two moments.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// open reports whether a question of the ladder waits for its answer.
func (d *decision) open(q Asked) bool {
	return q.Answered.IsZero() && q.Deadline == d.a.Ladder().DeadlineKey()
}

// wait prolongs the time to answer that ran out while answers could not come in, so that nobody is reported whose answer lies with
// Telegram. It goes on waiting until updates are taken again.
func (d *decision) wait(since, after time.Time) {
	if since.IsZero() {
		return
	}
	d.a.Asks = slices.Clone(d.a.Asks)
	for i, q := range d.a.Asks {
		by, ok := d.answerUntil(q)
		if ok && d.open(q) && by.After(later(since, after)) && !by.After(d.now) {
			d.a.Asks[i].Until = d.now.Add(HeardWithin)
		}
	}
}

// askAgain repeats the questions whose answers may have been lost, and the requests for approval.
func (d *decision) askAgain(x *Outage, after time.Time) {
	if x == nil {
		return
	}
	d.a.Asks, d.a.Held = slices.Clone(d.a.Asks), slices.Clone(d.a.Held)
	var repeat []Asked
	for i := range d.a.Asks {
		q := &d.a.Asks[i]
		if !d.open(*q) || q.Again == x.ID || !mayBeLost(x, q.Sent) {
			continue
		}
		repeat = append(repeat, *q)
		q.Again = x.ID
		if by, ok := d.answerUntil(*q); ok && by.After(later(x.Unheard.From, after)) {
			q.Sent, q.Until = time.Time{}, time.Time{} // counts anew from the repeated question
		}
	}
	for _, q := range repeat {
		d.repeat(q, x, after)
	}
	d.approveAgain(x)
}

// Concerns reports whether the assignment asks something to which an answer may have been lost, and that was not asked again yet.
func (x *Outage) Concerns(a *Assignment) bool {
	if !a.State.Open() || a.State.Waiting() {
		return false
	}
	key := a.Ladder().DeadlineKey()
	return slices.ContainsFunc(a.Asks, func(q Asked) bool {
		return q.Answered.IsZero() && q.Deadline == key && q.Again != x.ID && mayBeLost(x, q.Sent)
	}) || slices.ContainsFunc(a.Held, func(h Held) bool {
		return !h.Released && h.Deadline == key && h.Again != x.ID && mayBeLost(x, h.At)
	})
}

// mayBeLost reports whether an answer to what was sent then may have been lost.
func mayBeLost(x *Outage, sent time.Time) bool {
	return !sent.IsZero() && sent.Before(x.Lost().To)
}

// repeat asks again, unless the same is asked by a step that is told now, or, for a prompt, the deadline has passed and the ladder asks.
func (d *decision) repeat(q Asked, x *Outage, after time.Time) {
	p := d.office.policyOf(d.a)
	var s Step
	switch due := d.a.Ladder(); {
	case p == nil || q.Level > len(p.Escalate):
		return
	case q.Level > 0:
		s = d.heldStep(p, Held{Level: q.Level, Occurrence: p.Escalate[q.Level-1].After.String()})
		s.At = d.now
		if !d.counts(q) {
			s.AnswerWithin, s.Reason.AnswerBy = nil, time.Time{}
		}
	case !due.IsZero() && !d.now.Before(due.Moment):
		return
	default:
		s = Step{At: d.now, Kind: KindPrompt, To: []Addressee{ToHead}, Ask: q.Ask, Reason: Reason{Policy: p.ID}}
	}
	if d.asksNow(s, after) {
		return
	}
	s.Occurrence += again + strconv.FormatInt(x.ID, 10)
	d.record(EventAskedAgain, System, stepData(s))
	from := len(d.change.Notices)
	d.stepNotices(s, false)
	told := d.change.Notices[:from]
	for _, n := range d.change.Notices[from:] {
		switch {
		case n.Ask != NoAsk:
			n.Due, n.Detail = d.office.Calendar.NextOpen(d.now), Detail{Event: EventAskedAgain, At: d.now, Outage: x}
		case n.Kind != KindUnreachable: // who is not asked hears nothing again
			continue
		}
		told = append(told, n)
	}
	d.change.Notices = told
}

// counts reports whether the time to answer counts anew.
func (d *decision) counts(q Asked) bool {
	now := d.a.AskOf(q.Level)
	return now != nil && now.Sent.IsZero()
}

// asksNow reports whether a step that is told now asks what s asks.
func (d *decision) asksNow(s Step, after time.Time) bool {
	due := d.office.Steps(d.a, after, d.now)
	worst := d.worst(due)
	return slices.ContainsFunc(due, func(x Step) bool {
		told := !d.late(x) || (worst != nil && x.Kind == worst.Kind && x.Level == worst.Level && x.At.Equal(worst.At))
		return told && x.Kind == s.Kind && x.Level == s.Level && x.Ask != NoAsk && (x.ApproveBy == "" || d.released(x.Level))
	})
}

// approveAgain asks the approving heads again, once for each level that waits.
func (d *decision) approveAgain(x *Outage) {
	p := d.office.policyOf(d.a)
	last := map[int]int{}
	for i, h := range d.a.Held {
		if p != nil && h.waits(h.Level) && h.Level <= len(p.Escalate) && h.Deadline == d.a.Ladder().DeadlineKey() && mayBeLost(x, h.At) {
			last[h.Level] = i
		}
	}
	for i := range d.a.Held {
		h := &d.a.Held[i]
		if at, waits := last[h.Level]; !waits || at != i || h.Again == x.ID {
			continue
		}
		h.Again = x.ID
		s := d.heldStep(p, *h)
		s.ApproveBy = p.Escalate[h.Level-1].ApproveBy
		s.Occurrence += again + strconv.FormatInt(x.ID, 10)
		d.record(EventAskedAgain, System, EventData{Kind: KindApproval, Level: s.Level, Occur: s.Occurrence, StepAt: d.now})
		d.askApproval(s, Detail{Event: EventHeld, At: h.At, Outage: x})
	}
}

// repeated names the repetition that a question's time counts from; "": it was asked once.
func (q Asked) repeated() string {
	if q.Again == 0 {
		return ""
	}
	return again + strconv.FormatInt(q.Again, 10)
}
