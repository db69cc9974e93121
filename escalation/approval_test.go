package escalation_test

import (
	"errors"
	"testing"

	"dondoc/escalation"
)

func TestAnApprovedLevelGoesOnByItself(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	l := w.level("1wd")
	l.ApproveBy, l.Repeat = escalation.ToSupervisor, w.repeat("1wd", 3)
	w.policy.Escalate = []escalation.Level{l}
	life := w.begin("2022-01-25 07:00")
	life.walk(w, "2022-04-01 09:00")
	if life.a.HeldLevel() != 1 {
		t.Fatalf("held: %+v", life.a.Held)
	}
	life.do(escalation.Act{Action: escalation.ActApprove, By: "bi-thu", Level: 1}, w.at("2022-04-01 09:00"))
	life.walk(w, "2022-04-30 12:00")
	asked := 0
	for _, n := range life.notices {
		if n.Kind == escalation.KindApproval {
			asked++
		}
	}
	if asked != 1 || life.a.HeldLevel() != 0 {
		t.Errorf("asked %d times, still held: %+v", asked, life.a.Held)
	}
	got := map[string]bool{}
	for _, n := range life.notices {
		if n.Kind == escalation.KindEscalate {
			got[n.Occurrence] = true
		}
	}
	if len(got) != 3 {
		t.Errorf("told %v, want all three occurrences", got)
	}
}

func TestWhatLeftTheConfigurationIsForTheAdminsToSettle(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-02-25 08:00")
	w.office.Tasks = nil
	l.reload(w, "h2")
	l.at(w, "2022-02-25 09:00")
	if l.a.State != escalation.Suspended {
		t.Fatal(l.a.State)
	}
	l.do(escalation.Act{Action: escalation.ActWithdraw, By: "quan-tri", Text: "Nhiệm vụ đã được thay thế"}, w.at("2022-02-25 10:00"))
	if l.a.State != escalation.Withdrawn {
		t.Errorf("state %s", l.a.State)
	}
}

// twoApprovers is a ladder whose first level waits for the head of the supervisor, the second for that of the reviewing unit; both wait.
func twoApprovers(t *testing.T) (*world, *life) {
	t.Helper()
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	first, second := w.level("1wd"), w.level("2wd")
	first.ApproveBy, second.ApproveBy = escalation.ToSupervisor, "unit:"+affairs
	w.policy.Escalate = []escalation.Level{first, second}
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-04-04 09:00")
	expect(t, "asked", l.heard(escalation.KindApproval), "person bi-thu", "person noi-chinh-truong")
	return w, l
}

// TestALevelWaitsForItsOwnApprover: who approves one level decides on no other.
func TestALevelWaitsForItsOwnApprover(t *testing.T) {
	w, l := twoApprovers(t)
	now := w.at("2022-04-04 09:00")
	for _, act := range []escalation.Action{escalation.ActApprove, escalation.ActHoldBack} {
		for by, level := range map[string]int{"noi-chinh-truong": 1, "bi-thu": 2} {
			_, err := escalation.Do(l.office, l.links, l.a, escalation.Act{Action: act, By: by, Level: level}, now)
			if !errors.Is(err, escalation.ErrNotAllowed) {
				t.Errorf("%s of level %d by %s: %v", act, level, by, err)
			}
		}
	}
	for by, want := range map[string]int{"bi-thu": 1, "noi-chinh-truong": 2, "quan-tri": 0} {
		if got := l.office.HeldFor(by, &l.a, now); got != want {
			t.Errorf("level %d waits for %s, want %d", got, by, want)
		}
	}
	l.do(escalation.Act{Action: escalation.ActApprove, By: "noi-chinh-truong", Level: 2}, now)
	if l.a.HeldLevel() != 1 {
		t.Errorf("still waiting: %+v", l.a.Held)
	}
}

// TestALevelOfADeadlineThatMovedWaitsNoLonger, and nobody is asked about it any more.
func TestALevelOfADeadlineThatMovedWaitsNoLonger(t *testing.T) {
	w, l := twoApprovers(t)
	w.office.Tasks[0].Due = w.due("2022-06-30")
	l.reload(w, "h2")
	l.apply(escalation.Decide(l.office, l.links, l.a, w.at("2022-04-04 09:05")))
	if len(l.a.Held) != 0 {
		t.Errorf("still waiting: %+v", l.a.Held)
	}
	for _, n := range l.notices {
		if n.Kind == escalation.KindApproval && n.State == escalation.NoticePending {
			t.Errorf("still to be asked: %+v", n)
		}
	}
}
