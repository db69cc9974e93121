package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"dondoc/escalation"
)

const (
	selectRevisions  = `SELECT key, number, rev, look_at FROM assignments WHERE key IN (?)`
	selectLastNumber = `SELECT coalesce(max(number), 0) FROM assignments`
	selectLastNotice = `SELECT coalesce(max(id), 0) FROM notices`

	selectOvertaken = `SELECT ` + noticeColumns + ` FROM notices
		WHERE assignment IN (?) AND state IN ('pending', 'sending') AND overtaken_at IS NULL ORDER BY id`
	dropPending = `UPDATE notices SET state = 'moot' WHERE state = 'pending' AND id IN (?)`
	dropSending = `UPDATE notices SET overtaken_at = ? WHERE state = 'sending' AND id IN (?)`

	markRerouted = `UPDATE notices SET rerouted = 1 WHERE state = 'dead' AND id IN (?)`
)

// Apply does what was decided on assignments, all in one transaction or nothing: ErrStale names an assignment that has changed since, or
// that exists already when it is to be new.
func (s *Store) Apply(ctx context.Context, epoch int64, changes []escalation.Change) error {
	if len(changes) == 0 {
		return nil
	}
	return wrap("apply changes", s.lead(ctx, epoch, func(w *writer) error { return w.apply(ctx, changes) }))
}

func (w *writer) apply(ctx context.Context, changes []escalation.Change) error {
	for _, step := range []func(context.Context, []escalation.Change) error{
		w.applyAssignments, w.applyEvents, w.applyNotices, w.applyRerouted,
	} {
		if err := step(ctx, changes); err != nil {
			return err
		}
	}
	return nil
}

// revision is what an assignment's new value is checked against.
type revision struct {
	Key    string  `db:"key"`
	Number int64   `db:"number"`
	Rev    int64   `db:"rev"`
	LookAt instant `db:"look_at"`
}

// atOnce is the look_at of an assignment that is to be decided on at the next tick, whenever its next step falls.
func atOnce() instant { return instant{atMilli(0)} }

// applyAssignments writes the new values. Nobody else writes meanwhile, so what is compared here still holds when it is written.
func (w *writer) applyAssignments(ctx context.Context, changes []escalation.Change) error {
	stored, err := w.revisions(ctx, changes)
	if err != nil {
		return err
	}
	var last int64
	if err = one(ctx, w.tx, &last, selectLastNumber); err != nil {
		return wrap("find the last number", err)
	}
	rows := make([]assignmentRow, len(changes))
	for i, c := range changes {
		a := c.Assignment
		if a.Rev != stored[a.Key].Rev {
			return fmt.Errorf("%w: %s is at revision %d, decided on at %d", escalation.ErrStale, a.Key, stored[a.Key].Rev, a.Rev)
		}
		a.Number = stored[a.Key].Number
		if a.Rev == 0 {
			last++
			a.Number = last
		}
		a.Rev++
		rows[i] = rowOfAssignment(a)
		if (w.acts || len(c.Rerouted) > 0) && stored[a.Key].LookAt.Equal(atOnce().Time) {
			rows[i].LookAt = atOnce()
		}
	}
	n, err := insert(ctx, w.tx, upsertAssignment, rows)
	if err == nil && n != int64(len(rows)) {
		err = fmt.Errorf("%d of %d rows written", n, len(rows))
	}
	return wrap("write assignments", err)
}

func (w *writer) revisions(ctx context.Context, changes []escalation.Change) (map[string]revision, error) {
	keys := make([]string, len(changes))
	for i, c := range changes {
		keys[i] = c.Assignment.Key
	}
	stored := make(map[string]revision, len(keys))
	for chunk := range slices.Chunk(keys, bulkRows) {
		var rows []revision
		if err := all(ctx, w.tx, &rows, selectRevisions, chunk); err != nil {
			return nil, wrap("read revisions", err)
		}
		for _, r := range rows {
			stored[r.Key] = r
		}
	}
	return stored, distinct(keys)
}

// distinct refuses two decisions on one assignment in one transaction: the second one would not know of the first.
func distinct(keys []string) error {
	seen := make(map[string]bool, len(keys))
	for _, key := range keys {
		if seen[key] {
			return fmt.Errorf("%w: %s is changed twice", escalation.ErrStale, key)
		}
		seen[key] = true
	}
	return nil
}

// applyEvents records what happened, and after it what became moot by it.
func (w *writer) applyEvents(ctx context.Context, changes []escalation.Change) error {
	waiting, err := w.overtaken(ctx, changes)
	if err != nil {
		return err
	}
	var dropped []int64
	for _, c := range changes {
		w.record(c.Events...)
		var sending []int64
		for _, n := range waiting[c.Assignment.Key] {
			switch {
			case !moot(c, n):
			case n.State == string(escalation.NoticeSending):
				sending = append(sending, n.ID)
			default:
				dropped = append(dropped, n.ID)
				w.record(n.event(escalation.EventMoot, decidedAt(c)))
			}
		}
		if err = w.execIDs(ctx, dropSending, sending, decidedAt(c).UnixMilli()); err != nil {
			return wrap("note what was overtaken on its way", err)
		}
	}
	return wrap("drop moot notices", w.execIDs(ctx, dropPending, dropped))
}

// overtaken finds the notices on their way out, by assignment, of those changes that make any moot.
func (w *writer) overtaken(ctx context.Context, changes []escalation.Change) (map[string][]noticeRow, error) {
	var keys []string
	for _, c := range changes {
		if len(c.Moot) > 0 {
			keys = append(keys, c.Assignment.Key)
		}
	}
	waiting := map[string][]noticeRow{}
	for chunk := range slices.Chunk(keys, bulkRows) {
		var rows []noticeRow
		if err := all(ctx, w.tx, &rows, selectOvertaken, chunk); err != nil {
			return nil, wrap("find moot notices", err)
		}
		for _, n := range rows {
			waiting[n.Assignment] = append(waiting[n.Assignment], n)
		}
	}
	return waiting, nil
}

// moot reports whether the change overtakes the notice.
func moot(c escalation.Change, n noticeRow) bool {
	return slices.Contains(c.Moot, escalation.Kind(n.Kind)) && (c.MootExcept == nil || n.Deadline != *c.MootExcept)
}

// decidedAt is the office time of a change: that of its last event, else the moment up to which steps were decided.
func decidedAt(c escalation.Change) time.Time {
	if len(c.Events) > 0 {
		return c.Events[len(c.Events)-1].At
	}
	return c.Assignment.Through
}

func (w *writer) applyNotices(ctx context.Context, changes []escalation.Change) error {
	var notices []escalation.Notice
	for _, c := range changes {
		notices = append(notices, c.Notices...)
	}
	return w.enqueue(ctx, notices)
}

func (w *writer) applyRerouted(ctx context.Context, changes []escalation.Change) error {
	var ids []int64
	for _, c := range changes {
		ids = append(ids, c.Rerouted...)
	}
	return wrap("note the fallbacks", w.execIDs(ctx, markRerouted, ids))
}

// execIDs runs a statement whose last argument is a list of ids, if there are any.
func (w *writer) execIDs(ctx context.Context, query string, ids []int64, args ...any) error {
	for chunk := range slices.Chunk(ids, bulkRows) {
		if _, err := execute(ctx, w.tx, query, append(slices.Clone(args), chunk)...); err != nil {
			return err
		}
	}
	return nil
}
