package escalation

import (
	"slices"
	"strings"
)

// askMore records the wish for a later deadline; the old one stands until it is granted (DESIGN 4.11). It answers the question for the
// status, too.
func (d *decision) askMore(act Act) error {
	if err := d.mayAskMore(); err != nil {
		return err
	}
	if strings.TrimSpace(act.Text) == "" || act.Date.IsZero() {
		return ErrIncomplete
	}
	until := d.office.DeadlineOn(act.Date)
	if !until.Moment.After(d.now) || (!d.a.InForce().IsZero() && !act.Date.After(d.a.InForce().Date)) {
		return ErrDatePassed
	}
	d.close(AskStatus)
	d.a.Extension = &ExtensionRequest{Until: act.Date, Reasons: act.Text, By: act.By, At: d.now}
	d.record(EventExtension, act.By, EventData{Text: act.Text, Date: act.Date.String()})
	detail := Detail{Event: EventExtension, Actor: act.By, At: d.now, Text: act.Text, Date: act.Date.String()}
	d.receipt(act, detail)
	for _, r := range d.reviewers() {
		d.notify(KindExtension, r, detail)
	}
	return nil
}

// mayAskMore holds the wish to the policy's limits.
func (d *decision) mayAskMore() error {
	if d.a.Extension != nil {
		return ErrPending
	}
	p := d.office.policyOf(d.a)
	if p == nil || p.Extensions == nil {
		return nil
	}
	rule, deadline := p.Extensions, d.a.InForce()
	if d.a.Granted >= rule.Max {
		return ErrTooMany
	}
	if !deadline.IsZero() && d.today().After(d.office.Calendar.Add(deadline.Date, rule.Before.Times(-1))) {
		return ErrTooLate
	}
	return nil
}

// decideExtension grants or refuses what was asked for. A granted one replaces the deadline and the ladder; what was told stays told, and
// what waits to be told of the old deadline is overtaken (DESIGN 4.11).
func (d *decision) decideExtension(act Act) error {
	wish := d.a.Extension
	if wish == nil {
		return ErrOvertaken
	}
	reasons := strings.TrimSpace(act.Text)
	if act.Action == ActRefuse && reasons == "" {
		return ErrIncomplete
	}
	kind := EventRefused
	data := EventData{Text: reasons, Date: wish.Until.String(), Old: d.a.InForce().text()}
	if act.Action == ActGrant {
		until := d.office.DeadlineOn(wish.Until)
		if !until.Moment.After(d.now) {
			return ErrDatePassed
		}
		if in := d.a.InForce(); !in.IsZero() && !until.Moment.After(in.Moment) { // the configuration has gone beyond the wish
			return ErrOvertaken
		}
		kind = EventExtended
		d.skip()
		ladder := d.a.Ladder()
		d.a.Extended, d.a.Supplement, d.a.Held = until, Deadline{}, nil
		d.turnBack(ladder)
		d.a.Granted++
		data.New = until.text()
		d.overtakeOtherDeadlines()
	}
	d.a.Extension = nil
	d.moot(KindExtension)
	d.record(kind, act.By, data)
	detail := Detail{Event: kind, Actor: act.By, At: d.now, Text: reasons, Date: wish.Until.String()}
	d.receipt(act, detail)
	d.tellUnit(detail)
	d.tellAsker(wish.By, detail)
	return nil
}

// tellAsker tells in private whoever asked what was decided, unless they decided it themselves, hear it with the unit already or may not
// see the assignment any more.
func (d *decision) tellAsker(asker string, detail Detail) {
	to := Recipient{ToPerson, asker}
	hears := func(n Notice) bool { return n.Recipient == to }
	if d.office.Person(asker) == nil || !d.office.May(asker, ActView, d.a, d.now) || slices.ContainsFunc(d.change.Notices, hears) {
		return
	}
	d.notify(KindReviewed, to, detail)
}
