package bot

import (
	"context"
	"reflect"

	"dondoc/escalation"
	"dondoc/wording"
)

// reply is what an update leads to. Its zero value is silence.
type reply struct {
	commit escalation.Commit // without update and time
	// alert is the plain text that who pressed a button sees, and nobody else; loud: it has to be closed.
	alert string
	loud  bool
	// question is asked before the conversation that waits for its answer is stored, with its message id.
	question *message
	// views are shown after a change is stored, and otherwise before the update is marked as seen. They may be lost.
	views []view
}

// view is something to look at that is rendered when its turn comes.
type view func(context.Context) (shown, error)

// shown is a message, sent anew or put in place of the one with the id edit; without a text only the keys of that one change.
type shown struct {
	message
	edit int64
}

// fixed is a view that is rendered already.
func fixed(m message) view {
	return func(context.Context) (shown, error) { return shown{message: m}, nil }
}

// saying is a reply of one message.
func saying(m message) reply { return reply{views: []view{fixed(m)}} }

// alerting is a reply that only who pressed the button sees.
func (t *turn) alerting(k wording.Key, args ...wording.Args) reply {
	return reply{alert: t.words.Alert(k, args...), loud: true}
}

// silent reports that nothing follows from the update.
func (r *reply) silent() bool {
	c := &r.commit
	return r.alert == "" && r.question == nil && len(r.views) == 0 && len(c.Changes) == 0 && len(c.Links) == 0 &&
		c.Converse == nil && c.EndConversation == nil && c.Tying == nil && c.Prefer == nil && c.Resend == nil
}

// effect carries replies out. When the first was decided on something stale, the next one replaces it: a button is answered once, a
// question asked once, a view shown once, also when it is tried again because the database did not answer.
type effect struct {
	*Bot
	update   *update
	answered bool
	asked    int64
	viewed   bool
}

// effectOf is what was begun of an update already, or nothing yet.
func (b *Bot) effectOf(u *update) *effect {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e := b.begun[u.ID]; e != nil {
		e.update = u
		return e
	}
	return &effect{Bot: b, update: u}
}

// keep remembers what was begun of an update that failed, and forgets it when the update is done with.
func (b *Bot) keep(id int64, e *effect, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		delete(b.begun, id)
		return
	}
	b.begun[id] = e
}

// take answers the pressed button first, since Telegram waits only seconds for that; then it asks, stores and shows.
func (e *effect) take(ctx, views context.Context, t *turn, r reply) error {
	if e.update.Callback != nil {
		e.acknowledge(views, t, &r)
	}
	if e.update.Callback == nil && r.silent() {
		return nil
	}
	if r.question != nil && r.commit.Converse != nil {
		if e.asked == 0 {
			e.asked = e.ask(views, *r.question)
		}
		r.commit.Converse.Message = e.asked
	}
	if len(r.commit.Changes) == 0 && r.commit.Tying == nil && r.commit.Resend == nil {
		if !e.viewed {
			e.viewed = true
			e.show(views, r.views)
		}
		if err := e.store.Commit(ctx, r.commit); err != nil {
			return err
		}
		e.menusAfter(t, r.commit)
		return nil
	}
	if err := e.store.Commit(ctx, r.commit); err != nil {
		return err
	}
	e.show(views, r.views)
	e.menusAfter(t, r.commit)
	for _, c := range r.commit.Changes {
		e.settle(c, place{t.chat, t.message})
	}
	return nil
}

// acknowledge answers the pressed button; what is said after that has to be a message, in private.
func (e *effect) acknowledge(ctx context.Context, t *turn, r *reply) {
	switch {
	case !e.answered:
		e.answered = true
		if err := e.client.answer(ctx, e.update.Callback.ID, shortenRunes(r.alert, alertMost), r.loud); err != nil {
			e.log.InfoContext(ctx, "a pressed button was answered too late", "update", e.update.ID, "error", err)
		}
	case r.loud && t.private:
		m := t.write(r.alert, nil)
		m.plain = true
		r.views = append(r.views, fixed(m))
	}
}

// ask sends a question and gives its message id; 0 when it was lost: then any text answers it.
func (e *effect) ask(ctx context.Context, m message) int64 {
	id, err := e.put(ctx, shown{message: m})
	if err != nil {
		e.log.WarnContext(ctx, "a question was lost", "update", e.update.ID, "error", err)
	}
	return id
}

func (e *effect) show(ctx context.Context, views []view) {
	for _, v := range views {
		s, err := v(ctx)
		if err == nil && !e.looksSo(s) {
			_, err = e.put(ctx, s)
		}
		if err != nil {
			e.log.WarnContext(ctx, "a view was lost", "update", e.update.ID, "error", err)
		}
	}
}

// looksSo reports that the pressed message has the buttons already that are to be shown, and the text, if one is: Telegram refuses an edit
// that changes nothing. What the client remembers is gone after a restart, what came with the press is not.
func (e *effect) looksSo(s shown) bool {
	c := e.update.Callback
	if c == nil || c.Message == nil || c.Message.ID != s.edit || c.Message.Markup == nil {
		return false
	}
	if s.text != "" && wording.Plain(fitted(s.message).text) != c.Message.Text {
		return false
	}
	return reflect.DeepEqual(c.Message.Markup.InlineKeyboard, s.keys.markup().InlineKeyboard)
}

// put shows a message within the limits, in place of another one where that is still possible.
func (b *Bot) put(ctx context.Context, s shown) (int64, error) {
	if s.text == "" && s.edit == 0 {
		return 0, nil // buttons of a message that cannot be reached any more
	}
	if err := b.limiter.Wait(ctx, s.chat); err != nil {
		return 0, err
	}
	id, err := b.display(ctx, s)
	b.limiter.Landed(s.chat)
	if failure := classify(err); failure != nil && failure.RetryAfter > 0 {
		b.limiter.Hold(s.chat, failure.RetryAfter)
	}
	if s.edit == 0 || s.text == "" || !lost(err) {
		return id, err
	}
	s.edit = 0
	return b.put(ctx, s)
}

// display makes the one call that shows a message.
func (b *Bot) display(ctx context.Context, s shown) (int64, error) {
	switch {
	case s.edit == 0:
		return b.client.send(ctx, fitted(s.message))
	case s.text == "":
		return s.edit, b.client.setKeys(ctx, s.chat, s.edit, s.keys)
	}
	return s.edit, b.client.edit(ctx, s.edit, fitted(s.message))
}
