package main

import (
	"context"
	"fmt"
	"time"
)

// throughput sends as fast as four calls in flight allow, when no rate holds anything up: bookkeeping included.
func (s *suite) throughput(ctx context.Context) error {
	n := s.of(3000)
	row := []string{fmt.Sprintf("%d notices to %d people, a message each, %v round trip, no limits", n, n/5, s.latency)}
	for _, database := range s.databases() {
		rate, err := s.pace(ctx, database, plan{units: n / 5, days: []int{5}})
		if err != nil {
			return err
		}
		row = append(row, fmt.Sprintf("%.0f/s", rate))
	}
	s.table("Sending without limits", []string{"load", "SQLite", "PostgreSQL"}, [][]string{row})
	return nil
}

// pace is how many messages a second arrive.
func (s *suite) pace(ctx context.Context, database string, p plan) (float64, error) {
	r, err := newRig(ctx, setting{plan: p, database: database, latency: s.latency, limits: unlimited(), single: true})
	if err != nil {
		return 0, err
	}
	defer r.close()
	if err := r.due(ctx); err != nil {
		return 0, err
	}
	began := time.Now()
	r.work(ctx, false)
	if err := r.delivery.Drain(ctx); err != nil {
		return 0, err
	}
	arrived := r.line.made(call.delivered)
	return float64(len(arrived)) / arrived[len(arrived)-1].at.Sub(began).Seconds(), nil
}
