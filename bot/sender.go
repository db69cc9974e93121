package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dondoc/escalation"
	"dondoc/wording"
)

// buttonsMost keeps a keyboard below the hundred buttons and the ten kilobytes that Telegram takes.
const buttonsMost = 60

// Assignments finds assignments by key; escalation.ErrNotFound when there is none.
type Assignments interface {
	Assignment(ctx context.Context, key string) (escalation.Assignment, error)
}

// SenderStore is what a Sender asks of the database.
type SenderStore interface {
	Assignments
	Preferences
}

// Sender renders notices when they are sent, so that they tell how things stand then, and sends them (DESIGN 2). It is safe for
// concurrent use.
type Sender struct {
	client *Client
	store  SenderStore
	office func() *escalation.Office
	now    func() time.Time // office time
}

// NewSender makes a sender.
func NewSender(c *Client, s SenderStore, office func() *escalation.Office, now func() time.Time) *Sender {
	return &Sender{client: c, store: s, office: office, now: now}
}

// Send sends one message with as many of the bundle's notices, from the first on, as fit. Its error is an *escalation.SendError; Count is
// then the number of notices that the message would have carried, 0 when it was not even written.
func (s *Sender) Send(ctx context.Context, b escalation.Bundle) (escalation.Delivered, error) {
	items, err := itemsOf(ctx, s.store, b.Notices)
	if err != nil {
		return escalation.Delivered{}, &escalation.SendError{Outcome: escalation.SendRetry, Err: err}
	}
	if len(items) == 0 {
		return escalation.Delivered{}, nil
	}
	words, err := wordsIn(ctx, s.store, s.office(), b.Chat)
	if err != nil {
		return escalation.Delivered{}, &escalation.SendError{Outcome: escalation.SendRetry, Err: err}
	}
	if f := fileOf(items[0]); f != nil {
		return s.sendFile(ctx, b, items[0], f, words)
	}
	m, count := s.render(b, items, words)
	id, err := s.client.send(ctx, m)
	if refusesMessage(err) {
		// Telegram does not count what it refuses, so that the limits have room for this.
		id, err = s.client.send(ctx, plainer(m, err))
	}
	if err != nil {
		return escalation.Delivered{Count: count}, classify(err)
	}
	return escalation.Delivered{MessageID: id, Count: count}, nil
}

// wordsIn are those of the language in which a chat is written to: what its owner chose, in a group and otherwise the office's.
func wordsIn(ctx context.Context, p Preferences, o *escalation.Office, chat int64) (*wording.Words, error) {
	language := o.Language
	if chat > 0 {
		chosen, err := p.Language(ctx, chat)
		if err != nil {
			return nil, fmt.Errorf("read the language of a chat: %w", err)
		}
		if chosen != "" {
			language = chosen
		}
	}
	return wording.For(language), nil
}

// itemsOf gives each notice its assignment as it stands now.
func itemsOf(ctx context.Context, s Assignments, notices []escalation.Notice) ([]wording.Item, error) {
	known := map[string]escalation.Assignment{}
	var out []wording.Item
	for _, n := range notices {
		a, ok := known[n.Assignment]
		if !ok && n.Assignment != "" {
			var err error
			if a, err = s.Assignment(ctx, n.Assignment); err != nil {
				return nil, fmt.Errorf("read assignment %s: %w", n.Assignment, err)
			}
			known[n.Assignment] = a
		}
		out = append(out, wording.Item{Assignment: a, Notice: n})
	}
	return out, nil
}

// render writes the message and says how many of the items it tells.
func (s *Sender) render(b escalation.Bundle, items []wording.Item, words *wording.Words) (message, int) {
	r := &renderer{office: s.office(), words: words, now: s.now(), person: personOf(b.Recipient)}
	m := message{chat: b.Chat, topic: b.Topic, onlyThere: true}
	items = together(items)
	count := len(items)
	if count > 1 {
		m.text, count = r.bundle(items)
	}
	if count == 1 {
		first := r.subject(items[0])
		m.text = r.words.Notice(first.Subject, items[0].Notice)
		if items[0].Notice.Assignment != "" {
			m.keys = first.keysOfNotice(items[0].Notice)
		}
	} else {
		m.keys = r.openers(items[:count])
	}
	return fitted(m), count
}

// personOf is who reads a message; "" for a group.
func personOf(r escalation.Recipient) string {
	if r.Kind == escalation.ToPerson {
		return r.ID
	}
	return ""
}

// together are the items that may share the first one's message: a reply and a file have one of their own.
func together(items []wording.Item) []wording.Item {
	first := items[0].Notice
	if alone(first) {
		return items[:1]
	}
	for i, it := range items {
		if alone(it.Notice) || (it.Notice.Kind == escalation.KindLink) != (first.Kind == escalation.KindLink) {
			return items[:i]
		}
	}
	return items
}

// alone reports whether the notice shares its message with no other: what answers somebody, a file, what speaks of the reader's own tie, or
// of the system itself.
func alone(n escalation.Notice) bool {
	return n.Kind == escalation.KindReceipt || n.Kind == escalation.KindOutage || n.Kind == escalation.KindFile || n.Kind == escalation.KindLink && n.Chat != 0
}

// renderer holds what all notices of a message have in common.
type renderer struct {
	office *escalation.Office
	words  *wording.Words
	now    time.Time
	person string
}

func (r *renderer) subject(it wording.Item) *subject {
	return &subject{
		Subject: wording.Subject{Office: r.office, Assignment: it.Assignment, Now: r.now, Public: r.person == ""}, words: r.words, person: r.person,
	}
}

// bundle is a heading and a paragraph for each of as many items as fit; 1 means that no second one does.
func (r *renderer) bundle(items []wording.Item) (text string, count int) {
	paragraphs := r.paragraphs(items)
	for count = len(paragraphs); count > 1; count-- {
		text = r.words.Bundle(r.office, r.now, items[:count]) + "\n\n" + strings.Join(paragraphs[:count], "\n\n")
		if fits(text) {
			return text, count
		}
	}
	return "", 1
}

// paragraphs are the short forms of the first items, as many as would fit without a heading and have room for their buttons.
func (r *renderer) paragraphs(items []wording.Item) []string {
	var out []string
	room, numbers := textMost, map[int64]bool{}
	for _, it := range items {
		short := r.words.Short(r.subject(it).Subject, it.Notice)
		numbers[it.Assignment.Number] = true
		if room -= units(wording.Plain(short)) + len("\n\n"); room < 0 || len(numbers) > buttonsMost {
			break
		}
		out = append(out, short)
	}
	return out
}

// openers are a button for each assignment that a message tells of.
func (r *renderer) openers(items []wording.Item) keyboard {
	var keys []key
	seen := map[int64]bool{}
	for _, it := range items {
		if n := it.Assignment.Number; n != 0 && !seen[n] {
			seen[n] = true
			keys = append(keys, r.subject(it).opener(press{notice: it.Notice.ID}))
		}
	}
	return inRows(keys)
}
