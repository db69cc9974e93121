package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"dondoc/escalation"
)

// bundleMax is how many notices are claimed for one message at most; none carries more.
const bundleMax = 100

const (
	// selectWaiting counts what may go out now by recipient and own chat, replies apart from the rest.
	selectWaiting = `SELECT chat, topic, recipient_kind, recipient, min(lane) AS lane, min(due) AS since, min(id) AS first,
			count(*) AS waiting, max(retry_at) AS retry_at
		FROM notices WHERE state = 'pending' AND due <= ? AND lane <= ?
		GROUP BY chat, topic, recipient_kind, recipient, CASE WHEN lane > 0 THEN 1 ELSE 0 END`

	selectCandidates = `SELECT id, lane, kind, level, due, retry_at FROM notices
		WHERE state = 'pending' AND chat <> 0 AND chat = ? AND topic = ? AND due <= ?
		UNION ALL
		SELECT n.id, n.lane, n.kind, n.level, n.due, n.retry_at FROM links l
		JOIN notices n ON n.recipient_kind = l.kind AND n.recipient = l.id AND n.state = 'pending' AND n.chat = 0
		WHERE l.chat = ? AND l.topic = ? AND l.reachable = 1 AND n.due <= ?`

	selectHomeless = `SELECT id, lane, kind, level, due, retry_at FROM notices n
		WHERE state = 'pending' AND chat = 0 AND recipient_kind = ? AND recipient = ? AND due <= ?
		AND NOT EXISTS (SELECT 1 FROM links l WHERE l.kind = n.recipient_kind AND l.id = n.recipient AND l.reachable = 1)`

	// The state stands outside as well as in the selects above: whoever comes second finds nothing.
	claimNotices = `UPDATE notices SET state = 'sending', epoch = ? WHERE state = 'pending' AND id IN (?) RETURNING ` + noticeColumns

	selectPending = `SELECT (SELECT count(*) FROM notices WHERE state = 'sending')
		+ (SELECT count(*) FROM notices WHERE state = 'pending' AND due <= ? AND lane <= ?)`

	selectNotice    = `SELECT ` + noticeColumns + ` FROM notices WHERE id = ?`
	selectNoticesOf = `SELECT ` + noticeColumns + ` FROM notices WHERE assignment = ? ORDER BY id DESC LIMIT ?`
	selectDead      = `SELECT ` + noticeColumns + ` FROM notices WHERE state = 'dead' ORDER BY id DESC LIMIT ?`
	selectUnreached = `SELECT ` + noticeColumns + ` FROM notices WHERE state = 'dead' AND rerouted = 0 ORDER BY id LIMIT ?`
)

// lastLane is the least urgent lane that may go out: outside working hours only replies do.
func lastLane(open bool) escalation.Lane {
	if open {
		return escalation.LaneDigest
	}
	return escalation.LaneReply
}

// waitingRow is what waits for one recipient, in its own chat (0) or in one that the notices name.
type waitingRow struct {
	Chat          int64  `db:"chat"`
	Topic         int64  `db:"topic"`
	RecipientKind string `db:"recipient_kind"`
	Recipient     string `db:"recipient"`
	Lane          int    `db:"lane"`
	Since         int64  `db:"since"`
	First         int64  `db:"first"`
	Count         int    `db:"waiting"`
	RetryAt       int64  `db:"retry_at"`
}

func (r waitingRow) recipient() escalation.Recipient {
	return escalation.Recipient{Kind: escalation.RecipientKind(r.RecipientKind), ID: r.Recipient}
}

// Waiting lists the chats for which notices may go out now, one row for a chat's replies and one for the rest, the most urgent lane first,
// then the oldest. A notice counts once it is due by office time; outside working hours (open is false) only replies count. What waits for
// another try by machine time is left out with all that is like it in its chat, reply or not, so that a chat hears things in their order:
// only a reply goes past what is no reply. Who is not linked, or not reachable, has Chat 0. It costs as much as there is pending.
func (s *Store) Waiting(ctx context.Context, office, machine time.Time, open bool, limit int) ([]escalation.Waiting, error) {
	var rows []waitingRow
	now := machine.UnixMilli()
	if err := all(ctx, s.read, &rows, selectWaiting, office.UnixMilli(), lastLane(open)); err != nil {
		return nil, wrap("read what waits", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	var links escalation.Links
	if slices.ContainsFunc(rows, func(r waitingRow) bool { return r.Chat == 0 }) {
		var err error
		if links, err = s.Links(ctx); err != nil {
			return nil, err
		}
	}
	return byChat(rows, links, now, limit), nil
}

// byChat brings together what goes to one chat, and leaves out the chats that wait for another try.
func byChat(rows []waitingRow, links escalation.Links, now int64, limit int) []escalation.Waiting {
	type place struct {
		chat, topic int64
		homeless    escalation.Recipient
		reply       bool
	}
	chats := map[place]waitingRow{}
	for _, r := range rows {
		if l, ok := links.Of(r.recipient()); r.Chat == 0 && ok && l.Reachable {
			r.Chat, r.Topic = l.Chat, l.Topic
		}
		p := place{chat: r.Chat, topic: r.Topic, reply: r.Lane == int(escalation.LaneReply)}
		if r.Chat == 0 {
			p.homeless = r.recipient()
		}
		if other, ok := chats[p]; ok {
			r = r.with(other)
		}
		chats[p] = r
	}
	waiting := slices.DeleteFunc(slices.Collect(maps.Values(chats)), func(r waitingRow) bool {
		return r.RetryAt > now
	})
	slices.SortFunc(waiting, func(a, b waitingRow) int {
		return cmp.Or(cmp.Compare(a.Lane, b.Lane), cmp.Compare(a.Since, b.Since), cmp.Compare(a.First, b.First))
	})
	out := make([]escalation.Waiting, min(len(waiting), limit))
	for i := range out {
		r := waiting[i]
		out[i] = escalation.Waiting{
			Chat: r.Chat, Topic: r.Topic, Recipient: r.recipient(), Lane: escalation.Lane(r.Lane), Since: atMilli(r.Since), Count: r.Count,
		}
	}
	return out
}

// with adds up two rows of one chat; the recipient is that of the oldest notice.
func (r waitingRow) with(other waitingRow) waitingRow {
	if other.First < r.First {
		r.RecipientKind, r.Recipient = other.RecipientKind, other.Recipient
	}
	r.Lane, r.Since, r.First = min(r.Lane, other.Lane), min(r.Since, other.Since), min(r.First, other.First)
	r.Count, r.RetryAt = r.Count+other.Count, max(r.RetryAt, other.RetryAt)
	return r
}

// candidate is what decides about a pending notice when its chat's turn comes.
type candidate struct {
	ID      int64  `db:"id"`
	Lane    int    `db:"lane"`
	Kind    string `db:"kind"`
	Level   int    `db:"level"`
	Due     int64  `db:"due"`
	RetryAt int64  `db:"retry_at"`
}

// Claim takes the pending notices of a chat that Waiting named, for the leader of the epoch to send them: its replies if there are any,
// else the others, the most severe first. A bundle without notices says that there is nothing left to send.
func (s *Store) Claim(
	ctx context.Context, epoch int64, w escalation.Waiting, office, machine time.Time, open bool,
) (escalation.Bundle, error) {
	bundle := escalation.Bundle{Chat: w.Chat, Topic: w.Topic, Recipient: w.Recipient}
	err := s.lead(ctx, epoch, func(tx *writer) error {
		candidates, err := tx.candidates(ctx, w, office)
		if err != nil {
			return err
		}
		ids := choose(candidates, machine.UnixMilli(), open)
		if len(ids) == 0 {
			return nil
		}
		var rows []noticeRow
		if err = all(ctx, tx.tx, &rows, claimNotices, epoch, ids); err != nil {
			return err
		}
		slices.SortFunc(rows, func(a, b noticeRow) int {
			return cmp.Compare(slices.Index(ids, a.ID), slices.Index(ids, b.ID))
		})
		bundle.Notices = noticesOf(rows)
		return nil
	})
	return bundle, wrap("claim notices", err)
}

func (w *writer) candidates(ctx context.Context, chat escalation.Waiting, office time.Time) (list []candidate, err error) {
	due := office.UnixMilli()
	if chat.Chat == 0 {
		err = all(ctx, w.tx, &list, selectHomeless, string(chat.Recipient.Kind), chat.Recipient.ID, due)
	} else {
		err = all(ctx, w.tx, &list, selectCandidates, chat.Chat, chat.Topic, due, chat.Chat, chat.Topic, due)
	}
	return list, err
}

// choose says which of a chat's pending notices go into the next message, and in which order. While one waits for another try, those like
// it wait behind it.
func choose(list []candidate, now int64, open bool) []int64 {
	isReply := func(c candidate) bool { return c.Lane == int(escalation.LaneReply) }
	held := func(c candidate) bool { return c.RetryAt > now }
	chosen := slices.DeleteFunc(slices.Clone(list), func(c candidate) bool { return !isReply(c) })
	slices.SortFunc(chosen, byDue)
	if len(chosen) == 0 || slices.ContainsFunc(chosen, held) {
		chosen = slices.DeleteFunc(slices.Clone(list), isReply)
		if !open || slices.ContainsFunc(chosen, held) {
			return nil
		}
		slices.SortFunc(chosen, bySeverity)
	}
	ids := make([]int64, min(len(chosen), bundleMax))
	for i := range ids {
		ids[i] = chosen[i].ID
	}
	return ids
}

func bySeverity(a, b candidate) int {
	severity := func(c candidate) int { return escalation.Kind(c.Kind).Severity() }
	return cmp.Or(cmp.Compare(severity(b), severity(a)), cmp.Compare(b.Level, a.Level), byDue(a, b))
}

// sortBySeverity brings notices into the order in which a message tells them.
func sortBySeverity(rows []noticeRow) {
	as := func(r noticeRow) candidate { return candidate{ID: r.ID, Kind: r.Kind, Level: r.Level, Due: r.Due} }
	slices.SortStableFunc(rows, func(a, b noticeRow) int { return bySeverity(as(a), as(b)) })
}

func byDue(a, b candidate) int { return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID)) }

// Pending counts the notices that are on their way out: being sent, or due and free to go.
func (s *Store) Pending(ctx context.Context, office time.Time, open bool) (int, error) {
	var n sql.NullInt64
	err := one(ctx, s.read, &n, selectPending, office.UnixMilli(), lastLane(open))
	return int(n.Int64), wrap("count pending notices", err)
}

// Notice finds a notice by its id; ErrNotFound.
func (s *Store) Notice(ctx context.Context, id int64) (escalation.Notice, error) {
	var row noticeRow
	if err := one(ctx, s.read, &row, selectNotice, id); err != nil {
		return escalation.Notice{}, fmt.Errorf("notice %d: %w", id, err)
	}
	return row.notice(), nil
}

// NoticesOf lists the last notices of an assignment, at most limit, oldest first.
func (s *Store) NoticesOf(ctx context.Context, key string, limit int) ([]escalation.Notice, error) {
	list, err := s.notices(ctx, "read the notices of an assignment", selectNoticesOf, key, limit)
	slices.Reverse(list)
	return list, err
}

// Dead lists the notices that could not be delivered, at most limit, newest first.
func (s *Store) Dead(ctx context.Context, limit int) ([]escalation.Notice, error) {
	return s.notices(ctx, "read dead notices", selectDead, limit)
}

// Unreached lists the steps' notices that their recipient refused and for which no fallback has been decided, at most limit, oldest first.
func (s *Store) Unreached(ctx context.Context, limit int) ([]escalation.Notice, error) {
	return s.notices(ctx, "read unreached notices", selectUnreached, limit)
}

func (s *Store) notices(ctx context.Context, doing, query string, args ...any) ([]escalation.Notice, error) {
	var rows []noticeRow
	if err := all(ctx, s.read, &rows, query, args...); err != nil {
		return nil, wrap(doing, err)
	}
	return noticesOf(rows), nil
}
