package bot

import (
	"context"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
	"dondoc/wording"
)

// turn is one update being answered: who did it where, and how things stand.
type turn struct {
	me     Self
	office *escalation.Office
	links  escalation.Links
	words  *wording.Words
	now    time.Time // office time

	chat, topic, account int64
	private, group       bool
	// message is the one that was written, or whose button was pressed; 0: it cannot be reached any more.
	message int64
	// person is the id of who did it; "" for a stranger.
	person string
}

func (b *Bot) turn(ctx context.Context, me Self, u *update) (*turn, error) {
	links, err := b.store.Links(ctx)
	if err != nil {
		return nil, err
	}
	t := &turn{me: me, office: b.office(), links: links, now: b.now()}
	switch {
	case u.Callback != nil:
		t.account = u.Callback.From.ID
		t.at(u.Callback.Message)
	case u.Message != nil:
		t.account = u.Message.From.ID
		t.at(u.Message)
	case u.Member != nil:
		t.account, t.chat = u.Member.From.ID, u.Member.Chat.ID
	}
	if t.words, err = wordsIn(ctx, b.store, t.office, t.chat); err != nil {
		return nil, err
	}
	if p := links.PersonOf(t.account); t.office.Person(p) != nil {
		t.person = p
	}
	return t, nil
}

// at notes where it happened; a button without a message is answered in private.
func (t *turn) at(m *incoming) {
	if m == nil {
		t.chat, t.private = t.account, true
		return
	}
	t.chat, t.topic, t.message = m.Chat.ID, m.topic(), m.ID
	t.private, t.group = m.Chat.private(), m.Chat.group()
}

// reader is who sees what is written here: the person, or "" for a group.
func (t *turn) reader() string {
	if t.group {
		return ""
	}
	return t.person
}

// unit is the unit that the chat is tied to; nil: none.
func (t *turn) unit() *escalation.Unit { return t.office.Unit(t.links.UnitIn(t.chat, t.topic)) }

func (t *turn) subject(a escalation.Assignment) *subject {
	return &subject{
		Subject: wording.Subject{Office: t.office, Assignment: a, Now: t.now, Public: t.group}, words: t.words, person: t.reader(),
	}
}

func (t *turn) may(act escalation.Action, a *escalation.Assignment) bool {
	return t.office.May(t.person, act, a, t.now)
}

func (t *turn) today() calendar.Date { return calendar.DateOf(t.local(t.now)) }

// local is a moment in the office's zone.
func (t *turn) local(at time.Time) time.Time { return at.In(t.office.Calendar.Location()) }

// write is a new message in the chat.
func (t *turn) write(text string, keys keyboard) message {
	return message{chat: t.chat, topic: t.topic, text: text, keys: keys}
}

// say is a text of wording as a new message.
func (t *turn) say(k wording.Key, args ...wording.Args) message {
	return t.write(t.words.Say(k, args...), nil)
}

// reachedAgain marks the person, or what is tied to the group or topic, as reachable when Telegram had refused: who writes can be written to.
func (t *turn) reachedAgain() []escalation.Link { return t.reachable(t.topic, true) }

// allTopics stands for a chat with all its topics.
const allTopics = -1

// reachable are the ties of the chat, or of a topic of it, as they are to be set; nothing where they say so already.
func (t *turn) reachable(topic int64, is bool) []escalation.Link {
	var out []escalation.Link
	for _, l := range t.links.In(t.chat) {
		if l.Reachable != is && (topic == allTopics || l.Topic == topic) {
			l.Reachable, l.Changed = is, t.now
			out = append(out, l)
		}
	}
	return out
}
