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
		l.log.Warn("lease lost, standing by", "epoch", held.Epoch)
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

// Run beats three times per lease until the context ends, then gives the lease back.
func (l *Leader) Run(ctx context.Context) {
	beat := time.NewTicker(l.ttl / 3)
	defer beat.Stop()
	defer l.resign()
	for {
		if _, err := l.Beat(ctx); err != nil && ctx.Err() == nil {
			l.log.Error("lease neither taken nor renewed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
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
		l.log.Warn("lease not given back, it runs out by itself", "error", err)
	}
}
