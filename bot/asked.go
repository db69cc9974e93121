package bot

import (
	"context"
	"fmt"

	"dondoc/escalation"
	"dondoc/wording"
)

const (
	commandExplain = string(wording.CommandExplain)
	commandStatus  = string(wording.CommandStatus)
	// askedMost is how many open questions a list shows; the others come up when these are answered.
	askedMost = 20
	// askedRead is how many assignments are read at a time.
	askedRead = 200
)

// questions are the commands that list what is asked of somebody.
func questions() map[string]escalation.Ask {
	return map[string]escalation.Ask{commandExplain: escalation.AskExplanation, commandStatus: escalation.AskStatus}
}

// askedOfMe lists what is asked of the person and not answered; where that is one thing, it is opened at once.
func (b *Bot) askedOfMe(ctx context.Context, t *turn, ask escalation.Ask) (reply, error) {
	if t.group {
		return saying(t.say(wording.PrivateOnly)), nil
	}
	list, err := b.open(ctx, t, ask)
	switch {
	case err != nil:
		return reply{}, err
	case len(list) == 0:
		return saying(t.say(wording.NothingToAnswer)), nil
	case len(list) == 1:
		return reply{views: []view{func(ctx context.Context) (shown, error) {
			s, err := b.card(ctx, t, target{press: press{card: true}, assignment: list[0]})
			s.edit = 0
			return s, err
		}}}, nil
	}
	var subjects []wording.Subject
	var keys []key
	for _, a := range list[:min(len(list), askedMost)] {
		s := t.subject(a)
		subjects, keys = append(subjects, s.Subject), append(keys, s.opener(press{}))
	}
	title := map[escalation.Ask]wording.Key{escalation.AskExplanation: wording.ListExplain, escalation.AskStatus: wording.ListStatus}[ask]
	return saying(t.write(t.words.List(wording.Plain(t.words.Say(title)), subjects, 1, 1, len(list)), inRows(keys))), nil
}

// open finds the assignments in which something is asked that the person may answer.
func (b *Bot) open(ctx context.Context, t *turn, ask escalation.Ask) ([]escalation.Assignment, error) {
	act := map[escalation.Ask]escalation.Action{escalation.AskExplanation: escalation.ActExplain, escalation.AskStatus: escalation.ActAnswer}[ask]
	var out []escalation.Assignment
	f := escalation.Filter{Units: t.units(), Open: true}
	for offset := 0; ; offset += askedRead {
		list, total, err := b.store.List(ctx, f, askedRead, offset)
		if err != nil {
			return nil, fmt.Errorf("list what is asked: %w", err)
		}
		for _, a := range list {
			if len(a.OpenAsks(ask)) > 0 && t.may(act, &a) && escalation.Possible(act, a.State) {
				out = append(out, a)
			}
		}
		if offset+len(list) >= total || len(list) == 0 {
			return out, nil
		}
	}
}
