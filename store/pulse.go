package store

import (
	"context"

	"dondoc/escalation"
)

const (
	selectPulse = `SELECT tick, heard, outage FROM pulse`
	setPulse    = `UPDATE pulse SET tick = ?, heard = ?, outage = ?`

	// What an outage came to: all that the ledger says since it was noticed.
	countOutage = `SELECT
		count(DISTINCT CASE WHEN kind = 'told' AND data LIKE '%"late":true%' THEN assignment END) AS late,
		count(CASE WHEN kind = 'missed' THEN 1 END) AS missed,
		count(CASE WHEN kind = 'asked_again' THEN 1 END) AS again
		FROM events WHERE seq >= ?`

	selectAsking = `SELECT ` + assignmentColumns + ` FROM assignments
		WHERE open = 1 AND number > ? AND (asks IS NOT NULL OR holds <> '') ORDER BY number LIMIT ?`
)

// pulseRow is the pulse as it is stored.
type pulseRow struct {
	Tick   instant                      `db:"tick"`
	Heard  instant                      `db:"heard"`
	Outage jsonText[*escalation.Outage] `db:"outage"`
}

func (r pulseRow) pulse() escalation.Pulse {
	return escalation.Pulse{Tick: r.Tick.Time, Heard: r.Heard.Time, Outage: r.Outage.V}
}

// Pulse is when the system was last at work.
func (s *Store) Pulse(ctx context.Context) (escalation.Pulse, error) {
	var row pulseRow
	err := one(ctx, s.read, &row, selectPulse)
	return row.pulse(), wrap("read the pulse", err)
}

// Beat stores the pulse, and gives it with the id of an outage that had none yet.
func (s *Store) Beat(ctx context.Context, epoch int64, p escalation.Pulse) (escalation.Pulse, error) {
	err := s.lead(ctx, epoch, func(w *writer) error {
		if p.Outage != nil && p.Outage.ID == 0 {
			x := *p.Outage
			x.ID = w.head.Seq + 1
			p.Outage = &x
		}
		return w.beat(ctx, p)
	})
	return p, wrap("store the pulse", err)
}

func (w *writer) beat(ctx context.Context, p escalation.Pulse) error {
	_, err := execute(ctx, w.tx, setPulse, instant{p.Tick}, instant{p.Heard}, jsonText[*escalation.Outage]{p.Outage})
	return err
}

// EndOutage ends the outage that is being caught up with, records it, and puts the notices of it into the outbox, all in one transaction,
// so that it is told once whatever is killed when. p is the pulse after it. Without an outage it does nothing.
func (s *Store) EndOutage(
	ctx context.Context, epoch int64, p escalation.Pulse, notices func(escalation.Outage) []escalation.Notice,
) error {
	err := s.lead(ctx, epoch, func(w *writer) error {
		var row pulseRow
		if err := one(ctx, w.tx, &row, selectPulse); err != nil || row.Outage.V == nil {
			return err
		}
		x := *row.Outage.V
		if err := w.count(ctx, &x); err != nil {
			return err
		}
		w.record(escalation.OutageEvents(x, p.Tick)...)
		if err := w.beat(ctx, p); err != nil {
			return err
		}
		return w.enqueue(ctx, notices(x))
	})
	return wrap("end an outage", err)
}

func (w *writer) count(ctx context.Context, x *escalation.Outage) error {
	var came struct {
		Late   int `db:"late"`
		Missed int `db:"missed"`
		Again  int `db:"again"`
	}
	if err := one(ctx, w.tx, &came, countOutage, x.ID); err != nil {
		return wrap("count what came late", err)
	}
	x.Late, x.Missed, x.Again = came.Late, came.Missed, came.Again
	return nil
}

// Asking lists open assignments that ask something of somebody, or did, by their number from the next one on, at most limit.
func (s *Store) Asking(ctx context.Context, after int64, limit int) ([]escalation.Assignment, error) {
	var rows []assignmentRow
	if err := all(ctx, s.read, &rows, selectAsking, after, limit); err != nil {
		return nil, wrap("read what is asked", err)
	}
	return assignmentsOf(rows), nil
}
