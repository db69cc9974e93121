package escalation_test

import (
	"testing"

	"dondoc/escalation"
)

// TestFiguresAreHeldAgainstTheirTargets compares as the target is written, at its very value too.
func TestFiguresAreHeldAgainstTheirTargets(t *testing.T) {
	for _, c := range []struct {
		compare          string
		below, at, above bool
	}{
		{"<", true, false, false}, {"<=", true, true, false}, {"=", false, true, false}, {">=", false, true, true}, {">", false, false, true},
	} {
		target := escalation.Target{Compare: c.compare, Value: 90}
		for figure, want := range map[float64]bool{89.5: c.below, 90: c.at, 90.5: c.above} {
			if met, known := target.Met(figure); met != want || !known {
				t.Errorf("%v %s 90: %v, %v", figure, c.compare, met, known)
			}
		}
	}
	for _, target := range []escalation.Target{{Compare: "qualitative"}, {Compare: ">", Against: "previous"}, {Compare: ">=", Against: "external"}} {
		if met, known := target.Met(1); met || known {
			t.Errorf("%+v was judged", target)
		}
	}
}

// TestAPaperIsToldToItsUnit: who handed it in learns that it was recorded.
func TestAPaperIsToldToItsUnit(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-03-10 09:00")
	paper := &escalation.Submission{Number: "12-BC/HU", Received: w.date("2022-03-09")}
	l.do(escalation.Act{Action: escalation.ActRecordPaper, By: "noi-chinh-pho", Submission: paper}, w.at("2022-03-10 09:00"))
	told := false
	for _, n := range l.notices {
		told = told || n.Kind == escalation.KindReviewed && n.Detail.Event == escalation.EventSubmitted && n.Detail.Date == "2022-03-09"
	}
	if !told {
		t.Error("the unit does not hear of it")
	}
}

// TestALateAnswerIsSaidToBeLate, to who gave it.
func TestALateAnswerIsSaidToBeLate(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	w.policy.Escalate = []escalation.Level{w.ask("1wd", "1wd")}
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-04-08 09:00")
	l.do(escalation.Act{Action: escalation.ActAnswer, By: "cong-an-truong", Level: 1, Answer: escalation.OnTrack}, w.at("2022-04-08 09:00"))
	late := false
	for _, n := range l.notices {
		late = late || n.Kind == escalation.KindReceipt && n.Detail.LateReply
	}
	if !late {
		t.Error("the receipt does not say so")
	}
}
