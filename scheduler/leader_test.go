package scheduler_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dondoc/escalation"
	"dondoc/scheduler"
)

// leaseRow is the lease of a database that may be away.
type leaseRow struct {
	mu     sync.Mutex
	epoch  int64
	holder string
	until  time.Time
	away   bool
}

func (r *leaseRow) Lead(_ context.Context, holder string, ttl time.Duration) (escalation.Lease, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.away:
		return escalation.Lease{}, false, escalation.ErrAway
	case r.holder != "" && time.Now().Before(r.until):
		return escalation.Lease{}, false, nil
	}
	r.epoch, r.holder, r.until = r.epoch+1, holder, time.Now().Add(ttl)
	return escalation.Lease{Epoch: r.epoch, Until: r.until}, true, nil
}

func (r *leaseRow) Renew(_ context.Context, l escalation.Lease, ttl time.Duration) (escalation.Lease, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.away:
		return escalation.Lease{}, false, escalation.ErrAway
	case r.epoch != l.Epoch || r.holder == "":
		return escalation.Lease{}, false, nil
	}
	r.until = time.Now().Add(ttl)
	return escalation.Lease{Epoch: r.epoch, Until: r.until}, true, nil
}

func (r *leaseRow) Resign(_ context.Context, l escalation.Lease) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.epoch == l.Epoch {
		r.holder = ""
	}
	return nil
}

func (r *leaseRow) goAway(away bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.away = away
}

func leaderOf(row *leaseRow, name string, log *strings.Builder) *scheduler.Leader {
	return scheduler.NewLeader(row, name, 15*time.Second, slog.New(slog.NewTextHandler(log, nil)))
}

func TestALeaderThatStopsIsFollowedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		row := &leaseRow{}
		var logs [2]strings.Builder
		first, second := leaderOf(row, "first", &logs[0]), leaderOf(row, "second", &logs[1])
		ctx, stop := context.WithCancel(t.Context())
		rest, end := context.WithCancel(t.Context())
		go first.Run(ctx)
		synctest.Wait()
		go second.Run(rest)
		time.Sleep(time.Minute)
		if first.IsLeader(ctx) != nil || second.IsLeader(ctx) == nil {
			t.Fatal("the first one does not lead alone")
		}
		if strings.Count(logs[1].String(), "standing by") != 1 {
			t.Errorf("the second one says\n%s", &logs[1])
		}
		stop()
		time.Sleep(600 * time.Millisecond)
		if first.IsLeader(ctx) == nil || second.IsLeader(ctx) != nil {
			t.Error("the second one does not lead half a second after the first one stopped")
		}
		end()
	})
}

func TestAnOutageIsSaidOnceAndTheLeaseIsNotReliedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		row, log := &leaseRow{}, &strings.Builder{}
		leader := leaderOf(row, "one", log)
		ctx, stop := context.WithCancel(t.Context())
		go leader.Run(ctx)
		time.Sleep(10 * time.Second)
		row.goAway(true)
		time.Sleep(4 * time.Second)
		if _, err := leader.Away(); err == nil {
			t.Error("nobody knows that the database is away")
		}
		if leader.IsLeader(ctx) != nil {
			t.Error("the lease is given up while it runs")
		}
		time.Sleep(2 * time.Minute)
		if leader.IsLeader(ctx) == nil {
			t.Error("the lease is relied on after it has run out")
		}
		row.goAway(false)
		time.Sleep(2 * time.Second)
		if _, err := leader.Away(); err != nil || leader.IsLeader(ctx) != nil {
			t.Errorf("it does not go on: %v", err)
		}
		stop()
		synctest.Wait()
		if a, b := strings.Count(log.String(), "database away"), strings.Count(log.String(), "database back"); a != 1 || b != 1 {
			t.Errorf("said %d and %d times:\n%s", a, b, log)
		}
	})
}
