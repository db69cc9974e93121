package bot

import (
	"context"
	"fmt"

	"dondoc/escalation"
	"dondoc/wording"
)

const (
	// cardEvents and historyEvents are how many events are read for a card and for a history; wording shows as many as fit.
	cardEvents    = 20
	historyEvents = 100
)

// openCard shows an assignment in place of the message with the button.
func (b *Bot) openCard(_ context.Context, t *turn, on target) (reply, error) {
	return reply{views: []view{func(ctx context.Context) (shown, error) { return b.card(ctx, t, on) }}}, nil
}

func (b *Bot) card(ctx context.Context, t *turn, on target) (shown, error) {
	s := t.subject(on.assignment)
	events, err := b.store.History(ctx, on.assignment.Key, cardEvents)
	if err != nil {
		return shown{}, fmt.Errorf("card: %w", err)
	}
	return t.inPlace(t.words.Card(s.Subject, events), s.keysOfCard(on.press)), nil
}

// inPlace is a message in place of the one with the pressed button, if that can be reached.
func (t *turn) inPlace(text string, keys keyboard) shown {
	return shown{message: t.write(text, keys), edit: t.message}
}

// backToNotice shows a notice again, as it reads now.
func (b *Bot) backToNotice(_ context.Context, t *turn, on target) (reply, error) {
	if on.notice.ID == 0 {
		return t.alerting(wording.Stale, wording.Args{Assignment: &on.assignment}), nil
	}
	return reply{views: []view{func(ctx context.Context) (shown, error) { return b.asSent(ctx, t, on) }}}, nil
}

// openHistory shows what happened to an assignment, with the way back to its card.
func (b *Bot) openHistory(_ context.Context, t *turn, on target) (reply, error) {
	back := press{verb: verbCard, number: on.number, notice: on.press.notice, page: on.page, card: true, arg: on.arg, unit: on.unit}
	keys := keyboard{{{t.words.Label(wording.Back), back}}}
	return reply{views: []view{func(ctx context.Context) (shown, error) {
		events, err := b.store.History(ctx, on.assignment.Key, historyEvents)
		if err != nil {
			return shown{}, fmt.Errorf("history: %w", err)
		}
		return t.inPlace(t.words.History(t.subject(on.assignment).Subject, events), keys), nil
	}}}, nil
}

// why says why a notice came, or why the reader may see a card, in a message of its own.
func (b *Bot) why(_ context.Context, t *turn, on target) (reply, error) {
	s := t.subject(on.assignment).Subject
	text := ""
	switch {
	case on.notice.ID != 0:
		text = t.words.Why(s, on.notice)
	case t.group: // what the presser is to the assignment is for them alone
		return reply{alert: shortenRunes(wording.Plain(t.words.WhyCard(s, t.roleOf(&on.assignment))), alertMost), loud: true}, nil
	default:
		text = t.words.WhyCard(s, t.roleOf(&on.assignment))
	}
	m := t.write(text, nil)
	m.replyTo = t.message
	return saying(m), nil
}

// roleOf is the first role by which the person may see the assignment.
func (t *turn) roleOf(a *escalation.Assignment) escalation.Role {
	return t.office.RolesOf(t.person, a, t.now)[0]
}

// asSent is the message that the notice went out in, as it reads now: with all that it carried.
func (b *Bot) asSent(ctx context.Context, t *turn, on target) (shown, error) {
	s := t.subject(on.assignment)
	single := t.inPlace(t.words.Notice(s.Subject, on.notice), s.keysOfNotice(on.notice))
	if on.notice.MessageID == 0 {
		return single, nil
	}
	list, err := b.store.InMessage(ctx, on.notice)
	if err != nil || len(list) < 2 {
		return single, err
	}
	items, err := itemsOf(ctx, b.store, list)
	if err != nil {
		return shown{}, err
	}
	r := &renderer{office: t.office, words: t.words, now: t.now, person: t.reader()}
	text, count := r.bundle(items)
	if count < 2 {
		return single, nil
	}
	return t.inPlace(text, r.openers(unsettled(items))), nil
}
