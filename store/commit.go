package store

import (
	"context"
	"errors"
	"time"

	"dondoc/escalation"
)

const (
	// seenFor is how long an update's effect is remembered; Telegram keeps updates for a day.
	seenFor = 7 * 24 * time.Hour
	// pruneEvery spreads the forgetting: one update in so many does it.
	pruneEvery = 64

	selectSeen = `SELECT count(*) FROM updates_seen WHERE bot = ? AND id = ?`
	insertSeen = `INSERT INTO updates_seen (bot, id, at) VALUES (?, ?, ?) ON CONFLICT (bot, id) DO NOTHING`
	deleteSeen = `DELETE FROM updates_seen WHERE at < ?`

	conversationColumns = `chat, account, expect, assignment, level, draft, message, at`

	selectConversation = `SELECT ` + conversationColumns + ` FROM conversations WHERE chat = ? AND account = ?`
	selectByMessage    = `SELECT ` + conversationColumns + ` FROM conversations WHERE chat = ? AND message = ? ORDER BY at DESC LIMIT 1`
	upsertConversation = `INSERT INTO conversations (` + conversationColumns + `) VALUES (
			:chat, :account, :expect, :assignment, :level, :draft, :message, :at)
		ON CONFLICT (chat, account) DO UPDATE SET expect = excluded.expect, assignment = excluded.assignment, level = excluded.level,
			draft = excluded.draft, message = excluded.message, at = excluded.at`
	deleteConversation = `DELETE FROM conversations WHERE chat = ? AND account = ?`
)

// conversationRow is a conversation as it is stored.
type conversationRow struct {
	Chat       int64                       `db:"chat"`
	Account    int64                       `db:"account"`
	Expect     string                      `db:"expect"`
	Assignment string                      `db:"assignment"`
	Level      int                         `db:"level"`
	Draft      jsonText[map[string]string] `db:"draft"`
	Message    int64                       `db:"message"`
	At         int64                       `db:"at"`
}

func rowOfConversation(c escalation.Conversation) conversationRow {
	return conversationRow{
		Chat: c.Chat, Account: c.Account, Expect: c.Expect, Assignment: c.Assignment, Level: c.Level,
		Draft: jsonText[map[string]string]{c.Draft}, Message: c.Message, At: c.At.UnixMilli(),
	}
}

func (r conversationRow) conversation() *escalation.Conversation {
	return &escalation.Conversation{
		Chat: r.Chat, Account: r.Account, Expect: r.Expect, Assignment: r.Assignment, Level: r.Level,
		Draft: r.Draft.V, Message: r.Message, At: atMilli(r.At),
	}
}

// Seen reports whether an update has had its effect.
func (s *Store) Seen(ctx context.Context, u escalation.UpdateID) (bool, error) {
	var n int
	err := one(ctx, s.read, &n, selectSeen, u.Bot, u.Update)
	return n > 0, wrap("look for an update", err)
}

// Commit stores the whole effect of one update, in one transaction or not at all: ErrSeen when it is stored already, ErrStale when an
// assignment has changed since the decision, ErrFenced when the epoch is not the current one (0: any). An update of zero stands for none.
func (s *Store) Commit(ctx context.Context, c escalation.Commit) error {
	return wrap("store an update's effect", s.write(ctx, func(w *writer) error {
		if c.Epoch != 0 {
			if err := w.fence(ctx, c.Epoch); err != nil {
				return err
			}
		}
		w.acts = true
		if err := w.see(ctx, c.Update, c.At); err != nil {
			return err
		}
		if len(c.Changes) > 0 {
			if err := w.apply(ctx, c.Changes); err != nil {
				return err
			}
		}
		if err := w.converse(ctx, c); err != nil {
			return err
		}
		if err := w.tie(ctx, c); err != nil {
			return err
		}
		return w.order(ctx, c)
	}))
}

// see puts an update into the set of those that had their effect, and now and then forgets the old ones.
func (w *writer) see(ctx context.Context, u escalation.UpdateID, at time.Time) error {
	if u == (escalation.UpdateID{}) {
		return nil
	}
	n, err := execute(ctx, w.tx, insertSeen, u.Bot, u.Update, at.UnixMilli())
	if err != nil {
		return wrap("remember the update", err)
	}
	if n == 0 {
		return escalation.ErrSeen
	}
	if u.Update%pruneEvery != 0 {
		return nil
	}
	_, err = execute(ctx, w.tx, deleteSeen, at.Add(-seenFor).UnixMilli())
	return wrap("forget old updates", err)
}

// converse ends and begins conversations.
func (w *writer) converse(ctx context.Context, c escalation.Commit) error {
	if end := c.EndConversation; end != nil {
		if _, err := execute(ctx, w.tx, deleteConversation, end.Chat, end.Account); err != nil {
			return wrap("end a conversation", err)
		}
	}
	if c.Converse == nil {
		return nil
	}
	_, err := insert(ctx, w.tx, upsertConversation, []conversationRow{rowOfConversation(*c.Converse)})
	return wrap("begin a conversation", err)
}

// Conversation is what is expected next from an account in a chat; nil: nothing.
func (s *Store) Conversation(ctx context.Context, chat, account int64) (*escalation.Conversation, error) {
	return s.conversation(ctx, selectConversation, chat, account)
}

// ConversationByMessage is the conversation in which the bot asked by this message; nil: none.
func (s *Store) ConversationByMessage(ctx context.Context, chat, message int64) (*escalation.Conversation, error) {
	return s.conversation(ctx, selectByMessage, chat, message)
}

func (s *Store) conversation(ctx context.Context, query string, args ...any) (*escalation.Conversation, error) {
	var row conversationRow
	err := one(ctx, s.read, &row, query, args...)
	if errors.Is(err, escalation.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap("read a conversation", err)
	}
	return row.conversation(), nil
}
