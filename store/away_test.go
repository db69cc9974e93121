package store

import (
	"errors"
	"testing"
	"time"

	"dondoc/escalation"
	"dondoc/internal/testpg"
)

func TestAFullDiskIsWaitedOut(t *testing.T) {
	t.Parallel()
	s := open(t, databases()[SQLite](t))
	epoch := leading(t, s)
	kept(t, s, epoch, task("cong-an"))

	_ = get(tamper(s, `PRAGMA max_page_count = 1`))(t) // the pages that are there stay
	var err error
	for n := 0; err == nil && n < 1000; n++ {
		err = s.Apply(t.Context(), epoch, []escalation.Change{creation(task("huyen-" + time.Duration(n).String()))})
	}
	if !errors.Is(err, escalation.ErrAway) {
		t.Fatalf("the disk is full: %v", err)
	}
	whole(t, s)
	_ = get(tamper(s, `PRAGMA max_page_count = 1000000`))(t)
	kept(t, s, epoch, task("toa-an"))
	whole(t, s)
}

func TestAServerThatDoesNotAnswerAnyMoreIsGivenUp(t *testing.T) {
	t.Parallel()
	way := testpg.NewProxy(t, testpg.Database(t))
	s := open(t, way.URL)
	lease, _, err := s.Lead(t.Context(), "cut off", time.Minute)
	ok(t, err)

	way.Freeze()
	began := time.Now()
	_, _, err = s.Renew(t.Context(), lease, time.Minute)
	if took := time.Since(began); !errors.Is(err, escalation.ErrAway) || took > 3*leaseWithin {
		t.Errorf("after %v: %v", took, err)
	}
	way.Mend()
	_, leads, err := s.Renew(t.Context(), lease, time.Minute)
	if err != nil || !leads {
		t.Errorf("the way is mended: %v, %v", leads, err)
	}
}

func TestAServerThatEndsOurConnectionsIsAway(t *testing.T) {
	t.Parallel()
	way := testpg.NewProxy(t, testpg.Database(t))
	s := open(t, way.URL)
	epoch := leading(t, s)
	way.Cut()
	err := s.Apply(t.Context(), epoch, []escalation.Change{creation(task("cong-an"))})
	if !errors.Is(err, escalation.ErrAway) {
		t.Errorf("the way is cut: %v", err)
	}
	if err = s.Ping(t.Context()); !errors.Is(err, escalation.ErrAway) {
		t.Errorf("asked: %v", err)
	}
	way.Mend()
	kept(t, s, epoch, task("cong-an"))
	whole(t, s)
}
