package store

import (
	"context"
	"database/sql"

	"dondoc/escalation"
)

// The partial indexes notices_pending, notices_sending, notices_dead and assignments_look keep these from reading what is over.
const (
	selectQueues = `SELECT 'pending' AS state, lane, count(*) AS count, min(due) AS oldest FROM notices WHERE state = 'pending' GROUP BY lane
		UNION ALL SELECT 'sending', lane, count(*), min(due) FROM notices WHERE state = 'sending' GROUP BY lane`
	countOpen = `SELECT count(*) FROM assignments WHERE open = 1`
	// 0 stands for "at once" and is the age of nothing.
	oldestStep = `SELECT min(look_at) FROM assignments WHERE open = 1 AND look_at > 0`

	selectWaits = `SELECT ` + noticeColumns + ` FROM notices WHERE state = 'pending' ORDER BY lane, due, id LIMIT ?`
	selectGoing = `SELECT ` + noticeColumns + ` FROM notices WHERE state = 'sending' ORDER BY lane, due, id LIMIT ?`
)

// Figures says what waits and what is dead. It costs as much as there is in the outbox, however many assignments there are; Open and Links
// are left to others.
func (s *Store) Figures(ctx context.Context) (escalation.Figures, error) {
	var f escalation.Figures
	var queues []struct {
		State  string `db:"state"`
		Lane   int    `db:"lane"`
		Count  int    `db:"count"`
		Oldest int64  `db:"oldest"`
	}
	if err := all(ctx, s.read, &queues, selectQueues); err != nil {
		return f, wrap("count the outbox", err)
	}
	for _, q := range queues {
		f.Queues = append(f.Queues, escalation.Queue{
			State: escalation.NoticeState(q.State), Lane: escalation.Lane(q.Lane), Count: q.Count, Oldest: atMilli(q.Oldest),
		})
	}
	if err := one(ctx, s.read, &f.Dead, countDead); err != nil {
		return f, wrap("count dead notices", err)
	}
	var step sql.NullInt64
	if err := one(ctx, s.read, &step, oldestStep); err != nil {
		return f, wrap("find the oldest step", err)
	}
	if step.Valid {
		f.Step = atMilli(step.Int64)
	}
	return f, nil
}

// CountOpen counts the assignments that are not over. It walks through their index: a million takes SQLite 30 ms, Postgres half a second.
func (s *Store) CountOpen(ctx context.Context) (int, error) {
	var n int
	err := one(ctx, s.read, &n, countOpen)
	return n, wrap("count open assignments", err)
}

// Outgoing lists what is on its way out, being sent or pending, at most limit of each, most urgent first.
func (s *Store) Outgoing(ctx context.Context, limit int) ([]escalation.Notice, error) {
	going, err := s.notices(ctx, "read what is being sent", selectGoing, limit)
	if err != nil {
		return nil, err
	}
	waits, err := s.notices(ctx, "read what waits", selectWaits, limit)
	return append(going, waits...), err
}
