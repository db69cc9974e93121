package store

import (
	"context"
	"slices"
	"time"

	"dondoc/escalation"
)

const (
	selectSending = `SELECT ` + noticeColumns + ` FROM notices WHERE state = 'sending' AND epoch = ? AND id IN (?) ORDER BY id`

	markSent = `UPDATE notices SET state = 'sent', message_id = ?, error = '' WHERE state = 'sending' AND epoch = ? AND id IN (?)`
	markDead = `UPDATE notices SET state = 'dead', error = ?, rerouted = ? WHERE state = 'sending' AND epoch = ? AND id IN (?)`

	dropOvertaken = `UPDATE notices SET state = 'moot' WHERE state = 'sending' AND overtaken_at IS NOT NULL AND id IN (?)`
	release       = `UPDATE notices SET state = 'pending', attempts = attempts + 1, retry_at = ?, error = ?,
		resent = CASE WHEN resent = 1 THEN 1 ELSE ? END WHERE state = 'sending' AND id IN (?)`
	unclaim = `UPDATE notices SET state = 'pending' WHERE state = 'sending' AND id IN (?)`

	selectStray     = `SELECT ` + noticeColumns + ` FROM notices WHERE state = 'sending' AND epoch = ? ORDER BY id`
	selectAbandoned = `SELECT ` + noticeColumns + ` FROM notices WHERE state = 'sending' AND epoch <> ? ORDER BY id LIMIT ?`

	// selectTold finds the steps among some notices that have been told to somebody before.
	selectTold = `SELECT DISTINCT n.id FROM notices n JOIN notices o ON o.assignment = n.assignment AND o.deadline = n.deadline
		AND o.kind = n.kind AND o.level = n.level AND o.occurrence = n.occurrence
		WHERE n.id IN (?) AND o.state = 'sent'`
	countReminded = `UPDATE assignments SET reminded = reminded + ? WHERE key IN (?)`

	selectAsks = `SELECT key, asks, through_at FROM assignments WHERE key IN (?)`
	setAsks    = `UPDATE assignments SET asks = ?, look_at = 0, rev = rev + 1 WHERE key = ?`
)

// Reclaim puts back what an earlier leader was sending when it lost the lead. Its fate is unknown, so it is sent again and says so
// (DESIGN 6.2). It says how many there were.
func (s *Store) Reclaim(ctx context.Context, epoch int64) (int, error) {
	total := 0
	for {
		n := 0
		err := s.lead(ctx, epoch, func(w *writer) error {
			var rows []noticeRow
			if err := all(ctx, w.tx, &rows, selectAbandoned, epoch, bulkRows); err != nil {
				return err
			}
			n = len(rows)
			return w.putBack(ctx, rows, release, 0, "", flag(true))
		})
		total += n
		if err != nil || n == 0 {
			return total, wrap("reclaim notices", err)
		}
	}
}

// Recover puts back what the epoch claimed without anybody knowing it, because the answer to the claim was lost. It was not tried: the
// caller has no call running. It says how many notices there were.
func (s *Store) Recover(ctx context.Context, epoch int64) (int, error) {
	n := 0
	err := s.lead(ctx, epoch, func(w *writer) error {
		var rows []noticeRow
		if err := all(ctx, w.tx, &rows, selectStray, epoch); err != nil {
			return err
		}
		n = len(rows)
		return w.putBack(ctx, rows, unclaim)
	})
	return n, wrap("recover notices", err)
}

// Release puts notices back after a call that failed, to be tried again at a machine time. resent marks that the message may have been
// delivered all the same; cause is what went wrong, without secrets. What became moot meanwhile is dropped. Like every outcome it leaves
// alone what this epoch is not sending (any more), so repeating it does no harm.
func (s *Store) Release(ctx context.Context, epoch int64, ids []int64, retryAt time.Time, resent bool, cause string) error {
	return wrap("release notices", s.outcome(ctx, epoch, ids, func(w *writer, rows []noticeRow) error {
		return w.putBack(ctx, rows, release, retryAt.UnixMilli(), plain(cause), flag(resent))
	}))
}

// Unclaim puts back the part of a bundle that did not fit into the message; it counts as no attempt.
func (s *Store) Unclaim(ctx context.Context, epoch int64, ids []int64) error {
	return wrap("put notices back", s.outcome(ctx, epoch, ids, func(w *writer, rows []noticeRow) error {
		return w.putBack(ctx, rows, unclaim)
	}))
}

// outcome runs fn on those of the notices that the epoch is sending.
func (s *Store) outcome(ctx context.Context, epoch int64, ids []int64, fn func(*writer, []noticeRow) error) error {
	if len(ids) == 0 {
		return nil
	}
	return s.lead(ctx, epoch, func(w *writer) error {
		var rows []noticeRow
		if err := all(ctx, w.tx, &rows, selectSending, epoch, ids); err != nil || len(rows) == 0 {
			return err
		}
		return fn(w, rows)
	})
}

// putBack makes notices pending again by the query, except those that were overtaken while their call ran: those end as moot.
func (w *writer) putBack(ctx context.Context, rows []noticeRow, query string, args ...any) error {
	var back, overtaken []int64
	for _, n := range rows {
		if n.OvertakenAt.IsZero() {
			back = append(back, n.ID)
			continue
		}
		overtaken = append(overtaken, n.ID)
		w.record(n.event(escalation.EventMoot, n.OvertakenAt.Time))
	}
	if err := w.execIDs(ctx, dropOvertaken, overtaken); err != nil {
		return err
	}
	return w.execIDs(ctx, query, back, args...)
}

// MarkSent is MarkCarried for a message that left nothing over.
func (s *Store) MarkSent(ctx context.Context, epoch int64, ids []int64, messageID int64, at time.Time) error {
	return s.MarkCarried(ctx, epoch, ids, nil, messageID, at)
}

// MarkCarried records that one message carried the notices, at office time at, and puts back the rest of its bundle, as Unclaim does. A
// step's question starts its time to answer: the assignment is looked at at once, to be decided on with it (DESIGN 4.9).
func (s *Store) MarkCarried(ctx context.Context, epoch int64, ids, rest []int64, messageID int64, at time.Time) error {
	both := append(slices.Clone(ids), rest...)
	return wrap("mark notices as sent", s.outcome(ctx, epoch, both, func(w *writer, rows []noticeRow) error {
		over := slices.DeleteFunc(slices.Clone(rows), func(n noticeRow) bool { return !slices.Contains(rest, n.ID) })
		rows = slices.DeleteFunc(rows, func(n noticeRow) bool { return slices.Contains(rest, n.ID) })
		if err := w.putBack(ctx, over, unclaim); err != nil || len(rows) == 0 {
			return err
		}
		return w.markSent(ctx, rows, epoch, messageID, at)
	}))
}

func (w *writer) markSent(ctx context.Context, rows []noticeRow, epoch, messageID int64, at time.Time) error {
	if err := w.countReminded(ctx, rows); err != nil {
		return err
	}
	if err := w.noteAsked(ctx, rows, at); err != nil {
		return err
	}
	for _, n := range rows {
		e := n.event(escalation.EventSent, at)
		e.Data.Message = messageID
		w.record(e)
	}
	return w.execIDs(ctx, markSent, idsOf(rows), messageID, epoch)
}

// countReminded counts the reminders that reach their first recipient.
func (w *writer) countReminded(ctx context.Context, rows []noticeRow) error {
	var before []int64
	if err := all(ctx, w.tx, &before, selectTold, idsOf(rows)); err != nil {
		return wrap("find steps that were told before", err)
	}
	seen := map[step]bool{}
	told := map[string]int{}
	for _, n := range rows {
		if step := n.step(); n.reminds() && !slices.Contains(before, n.ID) && !seen[step] {
			seen[step] = true
			told[n.Assignment]++
		}
	}
	byCount := map[int][]string{}
	for key, n := range told {
		byCount[n] = append(byCount[n], key)
	}
	for n, keys := range byCount {
		if _, err := execute(ctx, w.tx, countReminded, n, keys); err != nil {
			return wrap("count reminders", err)
		}
	}
	return nil
}

// noteAsked notes the questions among the notices in their assignments.
func (w *writer) noteAsked(ctx context.Context, rows []noticeRow, at time.Time) error {
	asking := slices.DeleteFunc(slices.Clone(rows), func(n noticeRow) bool { return n.Ask == "" || !n.isStep() })
	if len(asking) == 0 {
		return nil
	}
	keys := make([]string, len(asking))
	for i, n := range asking {
		keys[i] = n.Assignment
	}
	var stored []assignmentRow
	if err := all(ctx, w.tx, &stored, selectAsks, keys); err != nil {
		return wrap("read what was asked", err)
	}
	for _, r := range stored {
		a, changed := escalation.Assignment{Asks: r.Asks.V}, false
		for _, n := range asking {
			if n.Assignment == r.Key {
				changed = a.NoteAsked(n.notice(), later(at, r.ThroughAt.Time)) || changed
			}
		}
		if !changed {
			continue
		}
		if _, err := execute(ctx, w.tx, setAsks, jsonText[[]escalation.Asked]{a.Asks}, r.Key); err != nil {
			return wrap("note what was asked", err)
		}
	}
	return nil
}

// later is the later of two moments. Under a clock that was put back, the time to answer counts from what is decided already: it must not
// run out at a moment that is behind.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// MarkDead records that notices will not be delivered, at office time at. unreachable says that the chat refuses the bot for good: then
// its link is marked, and the steps among the notices wait in Unreached for a fallback (DESIGN 5).
func (s *Store) MarkDead(ctx context.Context, epoch int64, ids []int64, cause string, unreachable bool, at time.Time) error {
	return wrap("mark notices as dead", s.outcome(ctx, epoch, ids, func(w *writer, rows []noticeRow) error {
		var waiting, settled []int64
		for _, n := range rows {
			e := n.event(escalation.EventDead, at)
			e.Data.Text = plain(cause)
			w.record(e)
			if unreachable && n.isStep() {
				waiting = append(waiting, n.ID)
			} else {
				settled = append(settled, n.ID)
			}
		}
		if err := w.execIDs(ctx, markDead, waiting, plain(cause), flag(false), epoch); err != nil {
			return err
		}
		if err := w.execIDs(ctx, markDead, settled, plain(cause), flag(true), epoch); err != nil {
			return err
		}
		if !unreachable {
			return nil
		}
		return w.unreached(ctx, rows, at)
	}))
}
