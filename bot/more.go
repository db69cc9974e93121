package bot

import (
	"context"

	"dondoc/escalation"
	"dondoc/wording"
)

// openMore shows the card with the buttons for what is rarely done.
func (b *Bot) openMore(_ context.Context, t *turn, on target) (reply, error) {
	return reply{views: []view{func(ctx context.Context) (shown, error) {
		s, err := b.card(ctx, t, on)
		s.keys = t.subject(on.assignment).rareKeys(on.press)
		return s, err
	}}}, nil
}

// rareKeys are the buttons of a card for what is rarely done, and the way back.
func (s *subject) rareKeys(p press) keyboard {
	at := press{number: p.number, notice: p.notice, page: p.page, card: true, arg: p.arg, unit: p.unit}
	var keys []key
	add := func(v verb, label string) {
		does := at
		does.verb = v
		keys = append(keys, key{label, does})
	}
	for _, c := range choices() {
		if c.rare && s.onCard(c) {
			add(c.verb, s.label(c))
		}
	}
	add(verbCard, s.words.Label(wording.Back))
	return inRows(keys)
}

// argsFor fills the text that says why something cannot be done; of an extension it names the rule.
func (t *turn) argsFor(k wording.Key, a *escalation.Assignment) wording.Args {
	args := wording.Args{Assignment: a}
	if a == nil {
		return args
	}
	if k == wording.ExtensionPending && a.Extension != nil {
		args.Date = a.Extension.Until
	}
	w := t.office.Work(a)
	if w == nil || t.office.Policy(w.Policy) == nil || t.office.Policy(w.Policy).Extensions == nil {
		return args
	}
	rule := t.office.Policy(w.Policy).Extensions
	switch k {
	case wording.ExtensionsUsedUp:
		args.Max = rule.Max
	case wording.ExtensionTooLate:
		args.Before, args.Date = rule.Before, t.office.Calendar.Add(a.InForce().Date, rule.Before.Times(-1))
	}
	return args
}
