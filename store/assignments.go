package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dondoc/escalation"
)

const (
	insertFirstStart = `INSERT INTO meta (name, value) VALUES ('first_start', ?) ON CONFLICT (name) DO NOTHING`
	selectFirstStart = `SELECT value FROM meta WHERE name = 'first_start'`

	selectExisting = `SELECT key FROM assignments WHERE key IN (?)`

	// Both halves of "another hash" are ranges of an index, so that asking costs nothing when there is none.
	selectStaleBelow = `SELECT key FROM assignments WHERE open = 1 AND config_hash > '' AND config_hash < ? LIMIT ?`
	selectStaleAbove = `SELECT key FROM assignments WHERE open = 1 AND config_hash > ? LIMIT ?`
	markStale        = `UPDATE assignments SET look_at = 0, config_hash = '' WHERE open = 1 AND config_hash <> ? AND key IN (?)`

	selectDue = `SELECT ` + assignmentColumns + ` FROM assignments
		WHERE open = 1 AND look_at <= ? ORDER BY look_at, number LIMIT ?`

	selectNextDue = `SELECT (SELECT min(look_at) FROM assignments WHERE open = 1 AND look_at IS NOT NULL) AS step,
		(SELECT min(due) FROM notices WHERE state = 'pending') AS notice`

	selectByKey    = `SELECT ` + assignmentColumns + ` FROM assignments WHERE key = ?`
	selectByNumber = `SELECT ` + assignmentColumns + ` FROM assignments WHERE number = ?`
)

// staleBatch is how many assignments one transaction marks for a new computation; others can write in between.
const staleBatch = 500

// FirstStart is the office time of the very first start, which is now if there was none before (DESIGN 4.7).
func (s *Store) FirstStart(ctx context.Context, now time.Time) (time.Time, error) {
	var value string
	err := s.transact(ctx, func(w *writer) error {
		if _, err := execute(ctx, w.tx, insertFirstStart, strconv.FormatInt(now.UnixMilli(), 10)); err != nil {
			return err
		}
		return one(ctx, w.tx, &value, selectFirstStart)
	})
	if err != nil {
		return time.Time{}, wrap("read the first start", err)
	}
	ms, err := strconv.ParseInt(value, 10, 64)
	return atMilli(ms), wrap("read the first start", err)
}

// Existing says which of the assignments, given by their keys, exist.
func (s *Store) Existing(ctx context.Context, keys []string) (map[string]bool, error) {
	found := make(map[string]bool, len(keys))
	for chunk := range slices.Chunk(keys, bulkRows) {
		var known []string
		if err := all(ctx, s.read, &known, selectExisting, chunk); err != nil {
			return nil, wrap("look for assignments", err)
		}
		for _, key := range known {
			found[key] = true
		}
	}
	return found, nil
}

// MarkStale has every open assignment looked at at once that was computed under another configuration, and says how many. The moment of
// its next step stays. When there is none it costs next to nothing, so each tick may ask.
func (s *Store) MarkStale(ctx context.Context, epoch int64, hash string) (int64, error) {
	var marked int64
	for _, find := range []string{selectStaleBelow, selectStaleAbove} {
		for {
			n, err := s.markStale(ctx, epoch, find, hash)
			marked += n
			if err != nil {
				return marked, wrap("mark assignments of another configuration", err)
			}
			if n == 0 {
				break
			}
		}
	}
	return marked, nil
}

func (s *Store) markStale(ctx context.Context, epoch int64, find, hash string) (int64, error) {
	var keys []string
	if err := all(ctx, s.read, &keys, find, hash, staleBatch); err != nil || len(keys) == 0 {
		return 0, err
	}
	var n int64
	err := s.lead(ctx, epoch, func(w *writer) (err error) {
		n, err = execute(ctx, w.tx, markStale, hash, keys)
		return err
	})
	return n, err
}

// Due lists the open assignments whose next step has come at now, or that are to be looked at at once, at most limit: the latter first,
// then the earliest, then by number.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]escalation.Assignment, error) {
	var rows []assignmentRow
	if err := all(ctx, s.read, &rows, selectDue, now.UnixMilli(), limit); err != nil {
		return nil, wrap("read what is due", err)
	}
	return assignmentsOf(rows), nil
}

// NextDue is the earliest moment at which something falls due: a step of an open assignment, or a notice that waits in the outbox; the
// beginning of 1970 when an assignment is to be looked at at once; false when nothing ever does.
func (s *Store) NextDue(ctx context.Context) (time.Time, bool, error) {
	var next struct {
		Step   sql.NullInt64 `db:"step"`
		Notice sql.NullInt64 `db:"notice"`
	}
	if err := one(ctx, s.read, &next, selectNextDue); err != nil {
		return time.Time{}, false, wrap("read the next due moment", err)
	}
	switch {
	case !next.Step.Valid && !next.Notice.Valid:
		return time.Time{}, false, nil
	case !next.Step.Valid:
		return atMilli(next.Notice.Int64), true, nil
	case !next.Notice.Valid:
		return atMilli(next.Step.Int64), true, nil
	}
	return atMilli(min(next.Step.Int64, next.Notice.Int64)), true, nil
}

// Assignment finds an assignment by its key; ErrNotFound.
func (s *Store) Assignment(ctx context.Context, key string) (escalation.Assignment, error) {
	var row assignmentRow
	if err := one(ctx, s.read, &row, selectByKey, key); err != nil {
		return escalation.Assignment{}, fmt.Errorf("assignment %s: %w", key, err)
	}
	return s.withTold(ctx, row.assignment())
}

// ByNumber finds an assignment by its short number; ErrNotFound.
func (s *Store) ByNumber(ctx context.Context, number int64) (escalation.Assignment, error) {
	var row assignmentRow
	if err := one(ctx, s.read, &row, selectByNumber, number); err != nil {
		return escalation.Assignment{}, fmt.Errorf("assignment number %d: %w", number, err)
	}
	return s.withTold(ctx, row.assignment())
}

// List shows the assignments that the filter lets through, by the deadline in force (none comes last), then by number: at most limit
// from the offset on, and how many there are in all.
func (s *Store) List(ctx context.Context, f escalation.Filter, limit, offset int) ([]escalation.Assignment, int, error) {
	if (f.Units != nil && len(f.Units) == 0) || (f.Reviewers != nil && len(f.Reviewers) == 0) ||
		(f.Seen != nil && f.Seen.Empty()) || (f.Decides != nil && f.Decides.Empty()) {
		return nil, 0, nil
	}
	where, args := conditions(f)
	var rows []listedRow
	query := `SELECT ` + assignmentColumns + `, count(*) OVER () AS total FROM assignments` + where +
		` ORDER BY in_force_at NULLS LAST, number LIMIT ? OFFSET ?`
	if err := all(ctx, s.read, &rows, query, append(slices.Clone(args), limit, offset)...); err != nil {
		return nil, 0, wrap("list assignments", err)
	}
	out := make([]escalation.Assignment, len(rows))
	for i, r := range rows {
		out[i] = r.assignment()
	}
	if len(rows) > 0 {
		return out, rows[0].Total, wrap("list assignments", s.fillTold(ctx, out))
	}
	var total int
	if err := one(ctx, s.read, &total, `SELECT count(*) FROM assignments`+where, args...); err != nil {
		return nil, 0, wrap("count assignments", err)
	}
	return out, total, nil
}

// listedRow is a row of a list, with how many rows the list has on all its pages.
type listedRow struct {
	assignmentRow
	Total int `db:"total"`
}

// conditions writes a filter as a WHERE clause, "" when it lets everything through.
func conditions(f escalation.Filter) (where string, args []any) {
	var parts []string
	add := func(condition string, values ...any) {
		parts, args = append(parts, condition), append(args, values...)
	}
	if len(f.Units) > 0 {
		add(`unit IN (?)`, f.Units)
	}
	if len(f.Reviewers) > 0 {
		add(`reviewer IN (?)`, f.Reviewers)
	}
	if f.Awaiting {
		add(`open = 1 AND (state = 'submitted' OR extension IS NOT NULL OR holds <> '')`)
	}
	if f.Open {
		add(`open = 1`)
	}
	if len(f.States) > 0 {
		add(`state IN (?)`, f.States)
	}
	if !f.DueFrom.IsZero() {
		add(`in_force_at >= ?`, f.DueFrom.UnixMilli())
	}
	if !f.DueBefore.IsZero() {
		add(`in_force_at < ?`, f.DueBefore.UnixMilli())
	}
	if !f.AssignedBy.IsZero() {
		add(`(assigned_at IS NULL OR assigned_at <= ?)`, f.AssignedBy.UnixMilli())
	}
	if f.Seen != nil {
		condition, values := within(f.Seen, "", "")
		add(condition, values...)
	}
	if f.Decides != nil {
		condition, values := within(f.Decides, decidable, working)
		add(condition, values...)
	}
	if parts == nil {
		return "", nil
	}
	return ` WHERE ` + strings.Join(parts, ` AND `), args
}
