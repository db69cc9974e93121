package store

import (
	"context"
	"errors"
	"time"

	"dondoc/escalation"
)

const (
	selectLanguage = `SELECT language FROM preferences WHERE account = ?`
	upsertLanguage = `INSERT INTO preferences (account, language, changed) VALUES (?, ?, ?)
		ON CONFLICT (account) DO UPDATE SET language = excluded.language, changed = excluded.changed`
	selectLanguages = `SELECT account, language FROM preferences`

	selectInMessage = `SELECT ` + noticeColumns + ` FROM notices
		WHERE message_id <> 0 AND message_id = ? AND state = 'sent' AND chat = ? AND recipient_kind = ? AND recipient = ? ORDER BY id`
	selectCarried = `SELECT ` + noticeColumns + ` FROM notices
		WHERE assignment = ? AND state = 'sent' AND message_id <> 0 AND due >= ? ORDER BY id DESC LIMIT ?`

	countDead      = `SELECT count(*) FROM notices WHERE state = 'dead'`
	selectDeadPage = `SELECT ` + noticeColumns + ` FROM notices WHERE state = 'dead' ORDER BY id DESC LIMIT ? OFFSET ?`
	// revive ends as moot what was overtaken before it died.
	revive = `UPDATE notices SET state = CASE WHEN overtaken_at IS NULL THEN 'pending' ELSE 'moot' END, retry_at = 0, error = ''
		WHERE state = 'dead' AND id = ? RETURNING ` + noticeColumns
)

// Language is what the owner of an account chose; "" when they did not.
func (s *Store) Language(ctx context.Context, account int64) (escalation.Language, error) {
	var l string
	err := one(ctx, s.read, &l, selectLanguage, account)
	if errors.Is(err, escalation.ErrNotFound) {
		return "", nil
	}
	return escalation.Language(l), wrap("read a language", err)
}

// Languages are all choices, by account.
func (s *Store) Languages(ctx context.Context) (map[int64]escalation.Language, error) {
	var rows []struct {
		Account  int64  `db:"account"`
		Language string `db:"language"`
	}
	if err := all(ctx, s.read, &rows, selectLanguages); err != nil {
		return nil, wrap("read languages", err)
	}
	out := make(map[int64]escalation.Language, len(rows))
	for _, r := range rows {
		out[r.Account] = escalation.Language(r.Language)
	}
	return out, nil
}

// order does what somebody ordered that is about no assignment's state: a language, a dead letter sent again.
func (w *writer) order(ctx context.Context, c escalation.Commit) error {
	if p := c.Prefer; p != nil {
		if _, err := execute(ctx, w.tx, upsertLanguage, p.Account, string(p.Language), c.At.UnixMilli()); err != nil {
			return wrap("set a language", err)
		}
	}
	if c.Resend == nil {
		return nil
	}
	return wrap("send a dead letter again", w.resend(ctx, *c.Resend, c.At))
}

func (w *writer) resend(ctx context.Context, r escalation.Resend, at time.Time) error {
	var rows []noticeRow
	if err := all(ctx, w.tx, &rows, revive, r.Notice); err != nil {
		return err
	}
	if len(rows) == 0 {
		return escalation.ErrStale
	}
	if !rows[0].OvertakenAt.IsZero() {
		w.record(rows[0].event(escalation.EventMoot, at))
		return nil
	}
	e := rows[0].event(escalation.EventResent, at)
	e.Actor = r.By
	w.record(e)
	return nil
}

// InMessage lists the notices that went out in the same message as this one, itself included, the most severe first.
func (s *Store) InMessage(ctx context.Context, n escalation.Notice) ([]escalation.Notice, error) {
	var rows []noticeRow
	err := all(ctx, s.read, &rows, selectInMessage, n.MessageID, n.Chat, string(n.Recipient.Kind), n.Recipient.ID)
	if err != nil {
		return nil, wrap("read a message's notices", err)
	}
	sortBySeverity(rows)
	return noticesOf(rows), nil
}

// Carried lists the notices of an assignment that went out in messages and were due since then, the newest first.
func (s *Store) Carried(ctx context.Context, key string, since time.Time, limit int) ([]escalation.Notice, error) {
	return s.notices(ctx, "read the messages of an assignment", selectCarried, key, since.UnixMilli(), limit)
}

// DeadPage lists a part of the notices that could not be delivered, newest first, and says how many there are in all.
func (s *Store) DeadPage(ctx context.Context, limit, offset int) ([]escalation.Notice, int, error) {
	var total int
	if err := one(ctx, s.read, &total, countDead); err != nil {
		return nil, 0, wrap("count dead notices", err)
	}
	list, err := s.notices(ctx, "read dead notices", selectDeadPage, limit, offset)
	return list, total, err
}
