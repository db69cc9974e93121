package escalation_test

import (
	"testing"

	"dondoc/escalation"
)

func TestRule7BeforeAssignedAndLateBirth(t *testing.T) {
	t.Run("steps before assigned are not", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-03-25", "2022-03-31")
		w.policy.Remind = w.offsets("7d", "6d", "3d")
		expect(t, "remind", w.planned(escalation.KindRemind, 0), "2022-03-25 08:00", "2022-03-28 08:00")
	})
	t.Run("born late it is told at once, and what lies before is skipped", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		w.policy.Remind = w.offsets("7d", "3d", "2d", "1d")
		l := w.begin("2022-03-29 10:00")
		l.at(w, "2022-03-29 10:00")
		expect(t, "told at once", l.told(), "assigned 2022-03-29 10:00")
		l.walk(w, "2022-04-30 00:00")
		expect(t, "told", l.told(), "assigned 2022-03-29 10:00", "remind 2022-03-30 08:00")
		expect(t, "missed", l.logged(escalation.EventMissed))
	})
	t.Run("at night it waits for the opening", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		l := w.begin("2022-03-29 22:00")
		l.walk(w, "2022-04-30 00:00")
		expect(t, "told", l.told(), "assigned 2022-03-30 07:30")
	})
	t.Run("overdue already: the ladder counts from the day it came into being", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		w.policy.Overdue = w.repeat("1wd", 2)
		w.policy.Escalate = []escalation.Level{w.ask("1wd", "1wd"), w.unanswered("3wd")}
		l := w.begin("2022-04-14 10:00")
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told(), "assigned 2022-04-14 10:00",
			"escalate 1 2022-04-15 08:00", "overdue 2022-04-15 08:00", "overdue 2022-04-18 08:00", "escalate 2 2022-04-19 08:00")
		for _, n := range l.notices {
			if n.Kind == escalation.KindEscalate && n.Level == 1 && n.Reason.CountedFrom != w.date("2022-04-14") {
				t.Errorf("counted from %v", n.Reason.CountedFrom)
			}
		}
		if got := l.a.TimelinessAt(l.office.Calendar, w.at("2022-04-14 10:00")); got != escalation.Overdue || l.a.InForce().Date != w.date("2022-03-31") {
			t.Errorf("%s against %v, timeliness keeps the real deadline", got, l.a.InForce().Date)
		}
	})
	t.Run("born ahead of its time it is told in time", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		l := w.begin("2022-01-24 08:00")
		l.walk(w, "2022-04-30 00:00")
		expect(t, "told", l.told(), "assigned 2022-01-25 08:00")
	})
	t.Run("periods that were over before the first start are not created, unless backfill", func(t *testing.T) {
		for backfill, want := range map[bool]bool{false: true, true: false} {
			w := newWorld(t)
			r := w.report(escalation.Report{Every: escalation.Monthly, Backfill: backfill})
			r.Start, r.Until = w.date("2022-03-01"), w.date("2022-03-31")
			a, office := w.only(), w.build()
			if got := office.OverBefore(&a, w.at("2022-03-31 17:01")); got != want {
				t.Errorf("backfill %v: over before %v, want %v", backfill, got, want)
			}
			if office.OverBefore(&a, w.at("2022-03-31 16:59")) {
				t.Errorf("backfill %v: over before its deadline", backfill)
			}
		}
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		if a := w.only(); w.build().OverBefore(&a, w.at("2022-12-31 08:00")) {
			t.Error("a task came to nothing because it was overdue before the first start")
		}
	})
}

func TestRule8Missed(t *testing.T) {
	ladder := func(t *testing.T) (*world, *life) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		w.policy.Remind, w.policy.Overdue = w.offsets("1d"), w.repeat("1wd", 4)
		w.policy.Escalate = []escalation.Level{w.level("1wd"), w.level("3wd"), w.level("6wd")}
		l := w.begin("2022-01-25 07:00")
		l.walk(w, "2022-03-29 23:00")
		return w, l
	}
	t.Run("within the hour every due step is told", func(t *testing.T) {
		w, l := ladder(t)
		l.at(w, "2022-03-30 09:00")
		expect(t, "told", l.told(), "assigned 2022-01-25 08:00", "remind 2022-03-30 08:00")
		l.at(w, "2022-04-01 09:00")
		expect(t, "told", l.told()[2:], "escalate 1 2022-04-01 08:00", "overdue 2022-04-01 08:00")
		expect(t, "missed", l.logged(escalation.EventMissed))
	})
	t.Run("a second later it is missed: told all the same, marked late, when it is the only one", func(t *testing.T) {
		w, l := ladder(t)
		l.at(w, "2022-03-30 09:00:01")
		expect(t, "told", l.told(), "assigned 2022-01-25 08:00", "remind 2022-03-30 08:00 (late)")
	})
	t.Run("after an outage only the most severe is told, the ledger lists the others, the ladder goes on", func(t *testing.T) {
		w, l := ladder(t)
		l.at(w, "2022-04-06 10:00")
		expect(t, "told", l.told()[1:], "escalate 2 2022-04-05 08:00 (late)")
		expect(t, "missed", l.logged(escalation.EventMissed), "remind", "escalate 1", "overdue", "overdue", "overdue", "overdue")
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told()[2:], "escalate 3 2022-04-08 08:00")
	})
	t.Run("what is still within its hour is told beside it", func(t *testing.T) {
		w, l := ladder(t)
		l.at(w, "2022-04-06 08:30")
		expect(t, "told", l.told()[1:], "escalate 2 2022-04-05 08:00 (late)", "overdue 2022-04-06 08:00")
	})
	t.Run("nobody is escalated for a question that the outage swallowed", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		w.policy.Escalate = []escalation.Level{w.ask("1wd", "1wd"), w.unanswered("3wd")}
		l := w.begin("2022-01-25 07:00")
		l.walk(w, "2022-03-31 23:00")
		l.at(w, "2022-04-06 08:00")
		l.walk(w, "2022-05-31 23:00")
		expect(t, "told", l.told()[1:], "escalate 1 2022-04-01 08:00 (late)", "escalate 2 2022-04-07 17:00")
	})
}

func TestRule10Waiting(t *testing.T) {
	start := func(t *testing.T) (*world, *life) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		w.policy.Remind, w.policy.Overdue = w.offsets("7d", "3d", "1d"), w.repeat("1wd", 2)
		w.policy.Escalate = []escalation.Level{w.level("3wd")}
		l := w.begin("2022-01-25 07:00")
		l.walk(w, "2022-03-24 23:00")
		return w, l
	}
	handIn := escalation.Act{Action: escalation.ActSubmit, By: "cong-an-vien", Submission: &escalation.Submission{Number: "12-BC/ĐU"}}
	t.Run("while submitted nothing is told; a return has a ladder of its own, timeliness keeps the deadline in force", func(t *testing.T) {
		w, l := start(t)
		l.do(handIn, w.at("2022-03-25 09:00"))
		l.walk(w, "2022-04-06 08:30")
		expect(t, "told", l.told(), "assigned 2022-01-25 08:00", "remind 2022-03-24 08:00")
		if got := l.a.TimelinessAt(l.office.Calendar, w.at("2022-04-06 08:30")); got == escalation.Overdue {
			t.Errorf("%s though it was handed in in time", got)
		}
		back := escalation.Act{Action: escalation.ActReturn, By: "noi-chinh-pho", Text: "Thiếu phụ lục", Date: w.date("2022-04-15")}
		l.do(back, w.at("2022-04-06 09:00"))
		expect(t, "skipped", l.logged(escalation.EventSkipped),
			"remind (3d)", "remind (1d)", "overdue (1)", "overdue (2)", "escalate 1 (3wd#1)")
		expect(t, "missed", l.logged(escalation.EventMissed))
		if got := l.a.TimelinessAt(l.office.Calendar, w.at("2022-04-07 08:00")); got != escalation.Overdue || l.a.Ladder().Date != w.date("2022-04-15") {
			t.Errorf("%s, ladder from %v", got, l.a.Ladder().Date)
		}
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told()[2:], "remind 2022-04-08 08:00", "remind 2022-04-12 08:00", "remind 2022-04-14 08:00",
			"overdue 2022-04-18 08:00", "overdue 2022-04-19 08:00", "escalate 1 2022-04-20 08:00")
	})
	t.Run("what is pending when it is handed in is moot", func(t *testing.T) {
		w, l := start(t)
		l.tick(w.at("2022-03-28 08:00"))
		l.do(handIn, w.at("2022-03-28 08:00"))
		l.send(w.at("2022-03-28 08:00"))
		for _, n := range l.notices {
			if n.Kind == escalation.KindRemind && n.Occurrence == "3d" && n.State != escalation.NoticeMoot {
				t.Errorf("the reminder is %s", n.State)
			}
		}
	})
	t.Run("taken back, the ladder goes on with what is still to come", func(t *testing.T) {
		w, l := start(t)
		l.do(handIn, w.at("2022-03-25 09:00"))
		l.do(escalation.Act{Action: escalation.ActRecall, By: "cong-an-truong"}, w.at("2022-03-29 09:00"))
		l.walk(w, "2022-04-01 23:00")
		expect(t, "told", l.told()[2:], "remind 2022-03-30 08:00", "overdue 2022-04-01 08:00")
	})
	t.Run("while suspended nothing is told", func(t *testing.T) {
		w, l := start(t)
		l.do(escalation.Act{Action: escalation.ActSuspend, By: "noi-chinh-truong", Text: "Chờ hướng dẫn"}, w.at("2022-03-25 09:00"))
		l.walk(w, "2022-04-04 09:00")
		l.do(escalation.Act{Action: escalation.ActResume, By: "noi-chinh-truong"}, w.at("2022-04-04 09:00"))
		expect(t, "skipped", l.logged(escalation.EventSkipped), "remind (3d)", "remind (1d)", "overdue (1)", "overdue (2)")
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told()[2:], "escalate 1 2022-04-05 08:00")
	})
}
