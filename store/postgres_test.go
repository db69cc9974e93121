package store

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"dondoc/escalation"
	"dondoc/internal/testpg"
)

func mustConfig(t *testing.T, url string) pq.Config {
	t.Helper()
	return get(pq.NewConfig(url))(t)
}

func wrongPassword() error {
	return &pq.Error{Code: pqerror.InvalidPassword, Message: `password authentication failed for user "an"`}
}

func TestAProcessThatFreezesInATransactionHoldsNobodyUpForLong(t *testing.T) {
	t.Parallel()
	url := testpg.Database(t)
	frozen := open(t, url+"&idle_in_transaction_session_timeout=100")
	standby := open(t, url)
	lease, _, err := frozen.Lead(t.Context(), "frozen", time.Millisecond)
	ok(t, err)

	err = frozen.lead(t.Context(), lease.Epoch, func(w *writer) error {
		// Frozen here, with the ledger's head in its hands, while the standby takes over and writes.
		epoch := take(t, standby)
		kept(t, standby, epoch, task("cong-an"))
		return nil
	})
	if err == nil {
		t.Error("the frozen process has committed")
	}
	if err = frozen.Apply(t.Context(), lease.Epoch, []escalation.Change{creation(task("toa-an"))}); !errors.Is(err, escalation.ErrFenced) {
		t.Errorf("after it thawed: %v", err)
	}
	whole(t, standby)
}

// take asks for the lead until the lease of the one before has run out.
func take(t *testing.T, s *Store) int64 {
	t.Helper()
	for {
		lease, won, err := s.Lead(t.Context(), "next", time.Minute)
		ok(t, err)
		if won {
			return lease.Epoch
		}
	}
}

func TestOneOfManyReplicasLeads(t *testing.T) {
	t.Parallel()
	url := testpg.Database(t)
	var wg sync.WaitGroup
	won := make(chan int64, 5)
	for range 5 {
		s := open(t, url)
		wg.Go(func() {
			lease, ok, err := s.Lead(t.Context(), "replica", time.Minute)
			if err != nil {
				t.Error(err)
			}
			if ok {
				won <- lease.Epoch
			}
		})
	}
	wg.Wait()
	close(won)
	equal(t, "leaders", len(won), 1)
	equal(t, "epoch", <-won, 1)
}

func TestTheLeaseGoesToTheNextOne(t *testing.T) {
	t.Parallel()
	url := testpg.Database(t)
	a, b := open(t, url), open(t, url)
	first, won, err := a.Lead(t.Context(), "a", time.Minute)
	if err != nil || !won || !first.Outlives(time.Now().Add(50*time.Second)) {
		t.Fatalf("%+v, %v, %v", first, won, err)
	}
	if _, won, err = b.Lead(t.Context(), "b", time.Minute); err != nil || won {
		t.Fatalf("while another leads: %v, %v", won, err)
	}
	again, won, err := a.Renew(t.Context(), first, time.Hour)
	if err != nil || !won || again.Epoch != first.Epoch || !again.Outlives(time.Now().Add(50*time.Minute)) {
		t.Fatalf("renewed: %+v, %v, %v", again, won, err)
	}
	same, won, err := a.Lead(t.Context(), "a", time.Minute)
	if err != nil || !won || same.Epoch != first.Epoch {
		t.Fatalf("who leads asks again: %+v, %v, %v", same, won, err)
	}
	ok(t, a.Resign(t.Context(), again))
	second, won, err := b.Lead(t.Context(), "b", time.Minute)
	if err != nil || !won || second.Epoch != first.Epoch+1 {
		t.Fatalf("after a clean stop: %+v, %v, %v", second, won, err)
	}
	if _, won, err = a.Renew(t.Context(), again, time.Minute); err != nil || won {
		t.Fatalf("the former leader renews: %v, %v", won, err)
	}
	ok(t, a.Resign(t.Context(), again))
	if _, won, err = b.Renew(t.Context(), second, time.Minute); err != nil || !won {
		t.Fatalf("a late resignation took the lead from its heir: %v, %v", won, err)
	}
}

func TestATakeOverWaitsForWhatTheLeaderHasBegun(t *testing.T) {
	t.Parallel()
	url := testpg.Database(t)
	a, b := open(t, url), open(t, url)
	lease, _, err := a.Lead(t.Context(), "a", -time.Hour)
	ok(t, err)
	ok(t, a.lead(t.Context(), lease.Epoch, func(w *writer) error {
		impatient, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, won, err := b.Lead(impatient, "b", time.Minute); won || err == nil {
			t.Errorf("taken over in the middle of a transaction: %v, %v", won, err)
		}
		w.record(happened(task("a"), escalation.EventTold))
		return nil
	}))
	if epoch := take(t, b); epoch != lease.Epoch+1 {
		t.Errorf("epoch %d after %d", epoch, lease.Epoch)
	}
	whole(t, b)
}
