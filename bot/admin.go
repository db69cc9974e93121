package bot

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"dondoc/escalation"
	"dondoc/wording"
)

// The administrators' pages by the letters that their buttons carry.
const (
	adminOverview = ""
	adminContacts = "u"
	adminDead     = "d"
)

// adminPage shows one of the administrators' pages, to them alone.
func (b *Bot) adminPage(ctx context.Context, t *turn, p press) (reply, error) {
	if refused, ok := t.adminsOnly(p); ok {
		return refused, nil
	}
	m, err := b.adminView(ctx, t, p)
	switch {
	case err != nil:
		return reply{}, err
	case p.verb == "":
		return saying(m), nil
	}
	return t.instead(m), nil
}

// adminsOnly refuses everybody else, and groups.
func (t *turn) adminsOnly(p press) (reply, bool) {
	key := wording.NotAllowed
	switch {
	case t.group:
		key = wording.PrivateOnly
	case t.office.IsAdmin(t.person):
		return reply{}, false
	}
	if p.verb == "" {
		return saying(t.say(key)), true
	}
	return t.alerting(key), true
}

func (b *Bot) adminView(ctx context.Context, t *turn, p press) (message, error) {
	switch p.arg {
	case adminContacts:
		return b.contacts(t, p), nil
	case adminDead:
		return b.deadLetters(ctx, t, p)
	}
	return b.overview(ctx, t)
}

// overview is how the system stands, with the ways to the other pages.
func (b *Bot) overview(ctx context.Context, t *turn) (message, error) {
	v := wording.Overview{People: len(t.office.People), Config: t.office.Hash}
	missing := t.missing()
	for _, c := range missing {
		if c.Linked {
			v.Unreachable++
		}
	}
	for _, u := range t.office.Units {
		if l, ok := t.links.Of(escalation.Recipient{Kind: escalation.ToGroup, ID: u.ID}); ok || u.Chat != 0 {
			v.Groups++
			if l.Chat != 0 {
				v.Tied++
			}
		}
	}
	for _, p := range t.office.People {
		if _, ok := t.links.Of(escalation.Recipient{Kind: escalation.ToPerson, ID: p.ID}); ok {
			v.Linked++
		}
	}
	var err error
	if _, v.Dead, err = b.store.DeadPage(ctx, 0, 0); err != nil {
		return message{}, fmt.Errorf("overview: %w", err)
	}
	if v.Pending, err = b.store.Pending(ctx, t.now, true); err != nil {
		return message{}, fmt.Errorf("overview: %w", err)
	}
	if v.Seq, v.Head, err = b.store.Head(ctx); err != nil {
		return message{}, fmt.Errorf("overview: %w", err)
	}
	to := func(l wording.Label, page string, n int) []key {
		return []key{{t.words.Label(l) + " (" + strconv.Itoa(n) + ")", press{verb: verbAdmin, arg: page, page: 1}}}
	}
	keys := keyboard{to(wording.Missing, adminContacts, len(missing)), to(wording.DeadLetters, adminDead, v.Dead)}
	return t.write(t.words.Overview(v), keys), nil
}

// missing are the people and groups that the bot cannot write to, in the configuration's order. A unit need not have a group.
func (t *turn) missing() []wording.Contact {
	var out []wording.Contact
	look := func(r escalation.Recipient, needed bool) {
		if l, ok := t.links.Of(r); ok && !l.Reachable || !ok && needed {
			out = append(out, wording.Contact{Recipient: r, Linked: ok})
		}
	}
	for _, p := range t.office.People {
		look(escalation.Recipient{Kind: escalation.ToPerson, ID: p.ID}, true)
	}
	for _, u := range t.office.Units {
		look(escalation.Recipient{Kind: escalation.ToGroup, ID: u.ID}, u.Chat != 0)
	}
	return out
}

func (b *Bot) contacts(t *turn, p press) message {
	missing := t.missing()
	page, pages := pageOf(p.page, len(missing), perPage)
	text := t.words.Contacts(t.office, slice(missing, page, perPage), page, pages, len(missing))
	return t.write(text, append(t.turning(press{verb: verbAdmin, arg: adminContacts}, page, pages), t.toOverview()))
}

func (t *turn) toOverview() []key {
	return []key{{t.words.Label(wording.Back), press{verb: verbAdmin}}}
}

// deadLetters lists what could not be delivered, each with a button that has it sent again.
func (b *Bot) deadLetters(ctx context.Context, t *turn, p press) (message, error) {
	page := int(min(max(p.page, 1), numberMost/perPage))
	list, total, err := b.store.DeadPage(ctx, perPage, (page-1)*perPage)
	if err != nil {
		return message{}, fmt.Errorf("dead letters: %w", err)
	}
	page, pages := pageOf(p.page, total, perPage)
	if len(list) == 0 && total > 0 {
		p.page = int64(pages)
		return b.deadLetters(ctx, t, p)
	}
	items, err := itemsOf(ctx, b.store, list)
	if err != nil {
		return message{}, fmt.Errorf("dead letters: %w", err)
	}
	var keys []key
	for _, it := range items {
		label := t.words.Label(wording.Resend) + " " + strconv.FormatInt(it.Notice.ID, 10)
		keys = append(keys, key{label, press{verb: verbResend, arg: adminDead, page: int64(page), notice: it.Notice.ID}})
	}
	board := append(inRows(keys), t.turning(press{verb: verbAdmin, arg: adminDead}, page, pages)...)
	return t.write(t.words.Dead(t.office, items, page, pages, total), append(board, t.toOverview())), nil
}

// resend puts a dead letter back into the outbox. A step of an assignment that is closed is of no use to anybody any more.
func (b *Bot) resend(ctx context.Context, t *turn, p press) (reply, error) {
	if refused, ok := t.adminsOnly(p); ok {
		return refused, nil
	}
	n, err := b.store.Notice(ctx, p.notice)
	if errors.Is(err, escalation.ErrNotFound) {
		return t.alerting(wording.Stale), nil
	}
	if err != nil {
		return reply{}, err
	}
	items, err := itemsOf(ctx, b.store, []escalation.Notice{n})
	if err != nil {
		return reply{}, err
	}
	redraw := func(ctx context.Context) (shown, error) {
		m, err := b.deadLetters(ctx, t, p)
		return shown{message: m, edit: t.message}, err
	}
	var r reply
	switch {
	case n.State != escalation.NoticeDead:
		r = t.alerting(wording.AlreadyDone)
	case settledItem(items[0]):
		r = t.alerting(wording.Closed, wording.Args{Assignment: &items[0].Assignment})
	default:
		r.alert = t.words.Alert(wording.Recorded, wording.Args{At: t.local(t.now)})
		r.commit.Resend = &escalation.Resend{Notice: n.ID, By: t.person}
	}
	r.views = []view{redraw}
	return r, nil
}
