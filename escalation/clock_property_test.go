package escalation_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dondoc/escalation"
)

// A clock that jumps forward and back, by seconds or by weeks, while people act and updates are taken or not: no step is told, missed or
// held twice under one deadline, and what is next lies behind nothing that is decided.
func TestAClockThatJumpsRepeatsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := anOffice(t)
		a := anAssignment(t, o)
		now := a.AssignedAt.Add(-time.Hour)
		l := &life{office: o.office, links: everybody(true)}
		l.apply(escalation.Create(o.office, a, now))
		for move := range rapid.IntRange(1, 30).Draw(t, "moves") {
			now = aJump(t, l, now)
			if rapid.Bool().Draw(t, "another configuration") {
				l.a.ConfigHash = "" // as a reload marks it
			}
			l.apply(escalation.DecideHearing(l.office, l.links, l.a, aListening(t, int64(move+1), now), now))
			if next := l.a.NextAt; !next.IsZero() && !next.After(l.a.Through) {
				t.Fatalf("at %v the next step is at %v, decided up to %v", now, next, l.a.Through)
			}
			aMove(t, l, now)
			if twice := toldTwice(l); twice != "" {
				t.Fatalf("at %v twice in the ledger: %s", now, twice)
			}
		}
	})
}

// aListening draws what is known of answers: all, none for a while, or that some were lost.
func aListening(t *rapid.T, outage int64, now time.Time) escalation.Listening {
	since := now.Add(-time.Duration(rapid.SampledFrom([]int{6, 60, 60 * 30, 60 * 24 * 8}).Draw(t, "minutes unheard")) * time.Minute)
	switch rapid.IntRange(0, 3).Draw(t, "hearing") {
	case 0:
		return escalation.Listening{Since: since}
	case 1:
		return escalation.Listening{Lost: &escalation.Outage{ID: outage, Unheard: escalation.Span{From: since.Add(-escalation.UpdatesKept), To: now}}}
	}
	return escalation.Listening{}
}

// aJump draws the next reading of a clock that is not to be relied on.
func aJump(t *rapid.T, l *life, now time.Time) time.Time {
	minutes := rapid.SampledFrom([]int{0, 1, 30, 61, 60 * 24, 60 * 24 * 9, -1, -59, -60 * 5, -60 * 24 * 6}).Draw(t, "jump")
	now = now.Add(time.Duration(minutes) * time.Minute)
	if rapid.Bool().Draw(t, "to the next step") && !l.a.NextAt.IsZero() {
		now = l.a.NextAt
	}
	return now
}

// toldTwice finds a step that the ledger has twice under one deadline; "" when there is none. The deadlines follow the events that change
// them; what waits for an answer hangs on what people do and is told apart by that.
func toldTwice(l *life) string {
	seen, deadline := map[string]bool{}, 0
	for _, e := range l.events {
		switch e.Kind {
		case escalation.EventReturned, escalation.EventExtended, escalation.EventRescheduled:
			deadline++
		case escalation.EventTold, escalation.EventMissed, escalation.EventHeld:
			if !slices.Contains(escalation.StepKinds(), e.Data.Kind) {
				continue
			}
			k := fmt.Sprint(deadline, " ", e.Data.Kind, " ", e.Data.Level, " ", e.Data.Occur)
			if seen[k] {
				return k
			}
			seen[k] = true
		}
	}
	return ""
}

// An idle life under such a clock skips nothing either: up to the latest reading, each step of the plan is told or listed as missed.
func TestAClockThatJumpsSkipsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := anOffice(t)
		for _, p := range o.office.Policies { // what an answer would have to wait for depends on when the question was sent
			p.Escalate = slices.DeleteFunc(p.Escalate, func(l escalation.Level) bool { return l.When == escalation.Unanswered })
		}
		a := anAssignment(t, o)
		now := a.AssignedAt.Add(-time.Hour)
		l := &life{office: o.office, links: everybody(true)}
		l.apply(escalation.Create(o.office, a, now))
		latest := now
		for range rapid.IntRange(1, 40).Draw(t, "moves") {
			now = aJump(t, l, now)
			l.tick(now)
			if now.After(latest) {
				latest = now
			}
		}
		var want, got []string
		for _, s := range l.office.Steps(&l.a, time.Time{}, latest) {
			want = append(want, s.Name())
		}
		for _, e := range l.events {
			if e.Kind == escalation.EventTold || e.Kind == escalation.EventMissed || e.Kind == escalation.EventHeld {
				got = append(got, escalation.Step{Kind: e.Data.Kind, Level: e.Data.Level, Occurrence: e.Data.Occur}.Name())
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("told or listed\n%q\nof\n%q", got, want)
		}
	})
}
