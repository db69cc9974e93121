package escalation

import "slices"

// approve lets a held level be sent now, and its later occurrences when they fall; several that wait have become one step.
func (d *decision) approve(act Act) error {
	if err := d.mayDecideOn(act); err != nil {
		return err
	}
	p := d.office.policyOf(d.a)
	var last *Step
	d.a.Held = slices.Clone(d.a.Held)
	for i := range d.a.Held {
		h := &d.a.Held[i]
		if !h.waits(act.Level) || p == nil || h.Level > len(p.Escalate) || h.Deadline != d.a.Ladder().DeadlineKey() {
			continue
		}
		h.Released = true
		d.record(EventApproved, act.By, EventData{Kind: KindEscalate, Level: h.Level, Occur: h.Occurrence})
		s := d.heldStep(p, *h)
		last = &s
	}
	if last == nil {
		return ErrOvertaken
	}
	d.stepNotices(*last, false)
	d.moot(KindApproval)
	d.receipt(act, Detail{Event: EventApproved, Actor: act.By, At: d.now})
	return nil
}

// mayDecideOn holds a decision to its level: it has to wait still, and for this person; another level may wait for somebody else.
func (d *decision) mayDecideOn(act Act) error {
	switch {
	case !slices.Contains(d.a.Holding(), act.Level):
		return ErrOvertaken
	case !d.office.approvesLevel(act.By, d.a, act.Level, d.today()):
		return ErrNotAllowed
	}
	return nil
}

// waits reports whether it is a step of this level that still waits.
func (h Held) waits(level int) bool { return h.Level == level && !h.Released }

// HeldLevel is the first level of the ladder that waits for approval; 0: none does.
func (a *Assignment) HeldLevel() int {
	for _, h := range a.Held {
		if !h.Released {
			return h.Level
		}
	}
	return 0
}

// holdBack records that the approving head does not want a level to be sent yet; it goes on waiting.
func (d *decision) holdBack(act Act) error {
	if err := d.mayDecideOn(act); err != nil {
		return err
	}
	d.record(EventHeldBack, act.By, EventData{Kind: KindEscalate, Level: act.Level, Text: act.Text})
	d.receipt(act, Detail{Event: EventHeldBack, Actor: act.By, At: d.now, Text: act.Text})
	return nil
}

// heldStep is a held step as it is sent now: the time to answer starts now.
func (d *decision) heldStep(p *Policy, h Held) Step {
	l := p.Escalate[h.Level-1]
	s := Step{
		At: d.office.Calendar.NextOpen(d.now), Kind: KindEscalate, Level: h.Level, Occurrence: h.Occurrence,
		To: l.To, Ask: l.Ask, AnswerWithin: l.AnswerWithin,
		Reason: Reason{Policy: p.ID, Offset: l.After.String()},
	}
	if l.AnswerWithin != nil {
		s.Reason.AnswerBy = answerBy(d.office.Calendar, s.At, d.office.Calendar.DayOf(s.At), *l.AnswerWithin)
	}
	return s
}
