package escalation_test

import (
	"testing"

	"dondoc/escalation"
)

func TestF1(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	w.unit(affairs).Heads = []escalation.Term{{Person: "noi-chinh-truong", Until: w.date("2022-02-28")}}
	w.unlink("noi-chinh-pho")
	l := w.begin("2022-01-25 07:00")
	l.do(escalation.Act{Action: escalation.ActSubmit, By: "cong-an-vien", Submission: &escalation.Submission{Text: "x"}}, w.at("2022-03-10 09:00"))
	if l.a.State != escalation.Submitted {
		t.Error(l.a.State)
	}
}

func TestF2(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	w.policy.Escalate = []escalation.Level{w.ask("1wd", "1wd"), w.unanswered("3wd")}
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-03-31 23:00")
	l.at(w, "2022-04-06 08:00")
	l.walk(w, "2022-05-31 23:00")
	t.Log(l.told(), l.logged(escalation.EventMissed))
}

func TestF2b(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	w.policy.Escalate = []escalation.Level{w.ask("16h", "30m"), w.unanswered("17h")}
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-03-31 23:00")
	l.at(w, "2022-04-01 10:01")
	l.walk(w, "2022-05-31 23:00")
	t.Log(l.told(), l.logged(escalation.EventMissed))
}

func TestF3(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	w.policy.Remind = w.offsets("7d")
	l := w.begin("2022-01-25 07:00")
	l.at(w, "2022-01-25 08:00")
	w.policy.Remind = w.offsets("15d", "7d")
	l.reload(w, "h2")
	l.at(w, "2022-03-20 10:00")
	l.walk(w, "2022-05-31 23:00")
	t.Log(l.told(), l.logged(escalation.EventMissed))
}
