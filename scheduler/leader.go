package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"dondoc/escalation"
)

// Leases is where processes agree on who leads.
type Leases interface {
	// Lead takes the lease if it is free; false when another process holds it.
	Lead(ctx context.Context, holder string, ttl time.Duration) (escalation.Lease, bool, error)
	// Renew prolongs a lease; false when it was lost.
	Renew(ctx context.Context, l escalation.Lease, ttl time.Duration) (escalation.Lease, bool, error)
	// Resign gives it back at once.
	Resign(ctx context.Context, l escalation.Lease) error
}

// errStandby is what gocron hears while another process leads.
var errStandby = errors.New("standing by: another process leads")

// Leader takes the lease when it is free and keeps it. It runs on machine time.
type Leader struct {
	leases Leases
	holder string
	ttl    time.Duration
	log    *slog.Logger

	mu    sync.Mutex
	lease escalation.Lease
	// away is why the last beat failed, since when beats fail.
	away  error
	since time.Time
}

// NewLeader makes a leader that has no lease yet. holder names this process.
func NewLeader(leases Leases, holder string, ttl time.Duration, log *slog.Logger) *Leader {
	return &Leader{leases: leases, holder: holder, ttl: ttl, log: log}
}

// Lease is the lease that this process holds; its epoch is 0 while it stands by.
func (l *Leader) Lease() escalation.Lease {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lease
}

// IsLeader reports nil while the lease can be relied on; gocron asks it before each tick.
func (l *Leader) IsLeader(context.Context) error {
	if !l.Lease().Outlives(time.Now()) {
		return errStandby
	}
	return nil
}

// Beat takes the lease, or renews it, once. It reports whether this process leads.
func (l *Leader) Beat(ctx context.Context) (bool, error) {
	held := l.Lease()
	if held.Epoch > 0 {
		renewed, ok, err := l.leases.Renew(ctx, held, l.ttl)
		if err != nil {
			return held.Outlives(time.Now()), fmt.Errorf("renew the lease: %w", err)
		}
		if ok {
			l.set(renewed)
			return true, nil
		}
		l.set(escalation.Lease{})
		l.log.Warn("fenced: another process leads, standing by", "epoch", held.Epoch)
	}
	taken, ok, err := l.leases.Lead(ctx, l.holder, l.ttl)
	if err != nil {
		return false, fmt.Errorf("take the lease: %w", err)
	}
	if ok {
		l.set(taken)
		l.log.Info("leading", "epoch", taken.Epoch)
	}
	return ok, nil
}

func (l *Leader) set(lease escalation.Lease) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lease = lease
}

// Away says since when, by machine time, and why the lease can be neither taken nor renewed; no error: it can. While it cannot, nothing
// else can be written either.
func (l *Leader) Away() (since time.Time, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.since, l.away
}

const (
	// renewals is how many beats there are in a lease: it outlives a call (package delivery) until the next beat, and the one after.
	renewals = 5
	// patience is the part of a lease after which a beat without an answer is given up.
	patience = 3
	// standbyEvery is how often a process that stands by looks whether the lease is free, so that one that is given back is taken at once.
	standbyEvery = 500 * time.Millisecond
	// retryEvery is how often a database that does not answer is asked.
	retryEvery = time.Second
)

// Run keeps the lease, or waits for it, until the context ends; then it gives it back. A database that does not answer is waited for.
func (l *Leader) Run(ctx context.Context) {
	defer l.resign()
	waiting := false
	for ctx.Err() == nil {
		leads, err := l.beatInTime(ctx)
		if ctx.Err() != nil {
			return
		}
		l.note(err)
		if err == nil && !leads && !waiting {
			l.log.Info("standing by: another process leads")
		}
		waiting = err == nil && !leads
		pause(ctx, l.until(leads, err))
	}
}

// beatInTime gives up a beat that takes too long; a lease that does not run out is renewed behind whatever else is written.
func (l *Leader) beatInTime(ctx context.Context) (bool, error) {
	if held := l.Lease(); held.Epoch > 0 && held.Until.IsZero() {
		return l.Beat(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, l.ttl/patience)
	defer cancel()
	return l.Beat(ctx)
}

// until is how long to wait for the next beat.
func (l *Leader) until(leads bool, err error) time.Duration {
	switch {
	case err != nil:
		return retryEvery
	case leads && l.Lease().Until.IsZero():
		return l.ttl // this only shows whether the database can be written
	case leads:
		return l.ttl / renewals
	}
	return standbyEvery
}

// note says once that the database does not answer, and once that it does again.
func (l *Leader) note(err error) {
	l.mu.Lock()
	before, since := l.away, l.since
	if l.away = err; before == nil {
		l.since = time.Now()
	}
	l.mu.Unlock()
	switch {
	case err != nil && before == nil:
		l.log.Error("database away", "error", err)
	case err == nil && before != nil:
		l.log.Info("database back", "after", time.Since(since).Round(time.Second))
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func (l *Leader) resign() {
	held := l.Lease()
	if held.Epoch == 0 {
		return
	}
	l.set(escalation.Lease{})
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := l.leases.Resign(ctx, held); err != nil {
		l.log.Warn("lease not given back, it runs out by itself", "epoch", held.Epoch, "error", err)
		return
	}
	l.log.Info("lease given back", "epoch", held.Epoch)
}
