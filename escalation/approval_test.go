package escalation_test

import (
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
