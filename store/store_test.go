package store

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
	"dondoc/internal/testpg"
)

// at is the office time of most stories: a Tuesday morning.
var at = time.Date(2022, 1, 25, 1, 0, 0, 0, time.UTC)

// databases names both databases, each with a way to a fresh, empty one.
func databases() map[Dialect]func(testing.TB) string {
	return map[Dialect]func(testing.TB) string{
		SQLite:   func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "dondoc.db") },
		Postgres: func(t testing.TB) string { return testpg.Database(t) },
	}
}

// onBoth tells one story on each database.
func onBoth(t *testing.T, story func(*testing.T, *Store)) {
	for dialect, fresh := range databases() {
		t.Run(string(dialect), func(t *testing.T) { story(t, open(t, fresh(t))) })
	}
}

func open(t testing.TB, url string) *Store {
	t.Helper()
	s, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// leading makes the store lead and gives the epoch.
func leading(t testing.TB, s *Store) int64 {
	t.Helper()
	lease, won, err := s.Lead(t.Context(), "test", time.Minute)
	if err != nil || !won {
		t.Fatalf("Lead: %v, %v", won, err)
	}
	return lease.Epoch
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// must passes a result on, when there is no error.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		ok(t, err)
		return v
	}
}

// plan is a new assignment of a unit, due in a month.
func plan(unit string) escalation.Assignment {
	deadline := at.AddDate(0, 1, 0)
	due := escalation.Deadline{Date: calendar.DateOf(deadline), Moment: deadline}
	return escalation.Assignment{
		Key: "ke-hoach/" + unit, Kind: escalation.FromTask, Source: "ke-hoach", Unit: unit, Title: "Kế hoạch <thực hiện>",
		State: escalation.Assigned, Due: due, Original: due, AssignedAt: at, Born: at, NextAt: at, ConfigHash: "h1",
	}
}

func created(a escalation.Assignment) escalation.Change {
	return escalation.Change{Assignment: a, Events: []escalation.Event{
		{At: at, Kind: escalation.EventCreated, Assignment: a.Key, Actor: escalation.System, Data: escalation.EventData{To: a.State}},
	}}
}

// reminder is a notice of a step for a person.
func reminder(a escalation.Assignment, occurrence, person string) escalation.Notice {
	return escalation.Notice{
		Assignment: a.Key, Deadline: a.Ladder().DeadlineKey(), Kind: escalation.KindRemind, Occurrence: occurrence,
		Recipient: escalation.Recipient{Kind: escalation.ToPerson, ID: person}, Lane: escalation.LaneReminder, Due: at,
		Reason: escalation.Reason{Policy: "standard", Offset: occurrence},
	}
}

func TestSmoke(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx := context.Background()
		epoch := leading(t, s)
		a := plan("ban-noi-chinh")
		c := created(a)
		c.Notices = []escalation.Notice{reminder(a, "7d", "b")}
		ok(t, s.Apply(ctx, epoch, []escalation.Change{c}))
		ok(t, s.SyncLinks(ctx, at, []escalation.Link{{Recipient: escalation.Recipient{Kind: escalation.ToPerson, ID: "b"}, Chat: 5}}))
		due := must[[]escalation.Assignment](t)(s.Due(ctx, at, 10))
		if len(due) != 1 {
			t.Fatal(due)
		}
		w := must[[]escalation.Waiting](t)(s.Waiting(ctx, at, at, true, 10))
		if len(w) != 1 || w[0].Chat != 5 {
			t.Fatal(w)
		}
		b := must[escalation.Bundle](t)(s.Claim(ctx, epoch, w[0], at, at, true))
		ok(t, s.MarkSent(ctx, epoch, []int64{b.Notices[0].ID}, 77, at))
		v := must[Verdict](t)(s.Verify(ctx))
		t.Logf("%+v", v)
	})
}
