package bot

import (
	"context"
	"slices"
	"time"

	"dondoc/escalation"
	"dondoc/wording"
)

const (
	// settledFor is how old messages may be, in office time, whose buttons are taken away when their matter is settled.
	settledFor = 30 * 24 * time.Hour
	// settledMost is how many messages are edited after one change; settledRead how many notices are looked at for them.
	settledMost, settledRead = 50, 200
)

// place is a message in a chat.
type place struct{ chat, message int64 }

// over reports whether what a notice asks for was given, or was decided on, by whomever.
func over(n escalation.Notice, a *escalation.Assignment) bool {
	switch {
	case n.Ask != escalation.NoAsk:
		i := slices.IndexFunc(a.Asks, func(q escalation.Asked) bool { return q.Level == n.Level && q.Deadline == n.Deadline })
		return i >= 0 && !a.Asks[i].Answered.IsZero()
	case n.Kind == escalation.KindApproval:
		return !slices.Contains(a.Holding(), n.Level)
	case n.Kind == escalation.KindExtension:
		return a.Extension == nil
	case n.Kind == escalation.KindReceipt:
		return a.Extension != nil
	}
	return false
}

// settledItem reports whether nothing can follow from a notice any more: it asks for something, and the assignment is closed.
func settledItem(it wording.Item) bool {
	return it.Notice.Settled(&it.Assignment)
}

// unsettled are the items from which something may still follow.
func unsettled(items []wording.Item) []wording.Item {
	return slices.DeleteFunc(slices.Clone(items), settledItem)
}

// settle has the buttons taken off the messages that carried what a change settles, but for the message that is drawn anew anyway.
func (b *Bot) settle(c escalation.Change, but place) {
	before := c.Assignment
	for _, e := range c.Events {
		if e.Data.From != "" {
			before.State = e.Data.From
			break
		}
	}
	b.later(func(ctx context.Context) {
		if err := b.tidy(ctx, before, but); err != nil && ctx.Err() == nil {
			b.log.WarnContext(ctx, "old buttons stay", "assignment", before.Key, "error", err)
		}
	})
}

// tidy edits the messages, newest first. It stops at the first that fails for another reason than that the message is gone.
func (b *Bot) tidy(ctx context.Context, before escalation.Assignment, but place) error {
	sent, err := b.store.Carried(ctx, before.Key, b.now().Add(-settledFor), settledRead)
	if err != nil {
		return err
	}
	a, err := b.store.Assignment(ctx, before.Key)
	if err != nil {
		return err
	}
	links, err := b.store.Links(ctx)
	if err != nil {
		return err
	}
	seen, left := map[place]bool{but: true}, settledMost
	for _, n := range sent {
		at := place{n.Chat, n.MessageID}
		if l, ok := links.Of(n.Recipient); ok && n.Chat == 0 {
			at.chat = l.Chat
		}
		if at.chat == 0 || seen[at] || !settles(n, &before, &a) {
			continue
		}
		if left == 0 {
			return nil
		}
		seen[at] = true
		left--
		if err := b.strip(ctx, n, at); err != nil {
			return err
		}
	}
	return nil
}

// settles reports whether a notice had a button that the change took its sense.
func settles(n escalation.Notice, before, now *escalation.Assignment) bool {
	if settledItem(wording.Item{Assignment: *now, Notice: n}) {
		return true
	}
	return slices.ContainsFunc(choices(), func(c choice) bool {
		return asksFor(n, c) && escalation.Possible(c.action, before.State) && (over(n, now) || !escalation.Possible(c.action, now.State))
	})
}

// strip leaves a message the buttons that still make sense.
func (b *Bot) strip(ctx context.Context, n escalation.Notice, at place) error {
	list, err := b.store.InMessage(ctx, n)
	if err != nil {
		return err
	}
	items, err := itemsOf(ctx, b.store, list)
	if err != nil || len(items) == 0 {
		return err
	}
	o := b.office()
	words, err := wordsIn(ctx, b.store, o, at.chat)
	if err != nil {
		return err
	}
	r := &renderer{office: o, words: words, now: b.now(), person: personOf(n.Recipient)}
	keys := r.openers(unsettled(items))
	if len(items) == 1 && len(keys) > 0 {
		keys = r.subject(items[0]).keysOfNotice(items[0].Notice)
	}
	_, err = b.put(ctx, shown{message: message{chat: at.chat, keys: keys}, edit: at.message})
	if refused := classify(err); refused != nil && refused.Outcome != escalation.SendRetry {
		return nil // this message cannot be changed any more
	}
	return err
}
