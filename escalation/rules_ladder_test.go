package escalation_test

import (
	"testing"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

func TestRule9UnansweredMoments(t *testing.T) {
	times := func(w *world, l escalation.Level, every string, n int) escalation.Level {
		l.Repeat = w.repeat(every, n)
		return l
	}
	for _, c := range []struct {
		name   string
		levels func(w *world) []escalation.Level
		want   []string // of the last level
	}{
		{"the time has run out before the level: it keeps its own moment",
			func(w *world) []escalation.Level { return []escalation.Level{w.ask("1wd", "1wd"), w.unanswered("3wd")} },
			[]string{"2022-04-05 08:00"}},
		{"not yet: when it runs out, the closing of the working day after",
			func(w *world) []escalation.Level { return []escalation.Level{w.ask("1wd", "1wd"), w.unanswered("2wd")} },
			[]string{"2022-04-04 17:00"}},
		{"a closing on Saturday is outside working hours: the next opening",
			func(w *world) []escalation.Level { return []escalation.Level{w.ask("1wd", "1d"), w.unanswered("1wd")} },
			[]string{"2022-04-04 07:30"}},
		{"0d: until that day's closing",
			func(w *world) []escalation.Level { return []escalation.Level{w.ask("1wd", "0d"), w.unanswered("1wd")} },
			[]string{"2022-04-01 17:00"}},
		{"an exact duration",
			func(w *world) []escalation.Level { return []escalation.Level{w.ask("1wd", "4h"), w.unanswered("1wd")} },
			[]string{"2022-04-01 12:00"}},
		{"an exact duration into the night",
			func(w *world) []escalation.Level { return []escalation.Level{w.ask("1wd", "12h"), w.unanswered("1wd")} },
			[]string{"2022-04-04 07:30"}},
		{"its earlier occurrences together there as one step, the later ones at their own moments",
			func(w *world) []escalation.Level {
				return []escalation.Level{w.ask("1wd", "1wd"), times(w, w.unanswered("1wd"), "1wd", 4)}
			},
			[]string{"2022-04-04 17:00", "2022-04-05 08:00", "2022-04-06 08:00"}},
		{"counted from the first occurrence of the question",
			func(w *world) []escalation.Level {
				return []escalation.Level{times(w, w.ask("1wd", "2wd"), "1wd", 3), w.unanswered("1wd")}
			},
			[]string{"2022-04-05 17:00"}},
		{"the nearest earlier question counts",
			func(w *world) []escalation.Level {
				return []escalation.Level{w.ask("1wd", "9wd"), w.ask("2wd", "1wd"), w.level("3wd"), w.unanswered("3wd")}
			},
			[]string{"2022-04-05 17:00"}},
		{"a question that itself waited for an answer",
			func(w *world) []escalation.Level {
				second := w.ask("2wd", "1wd")
				second.When = escalation.Unanswered
				return []escalation.Level{w.ask("1wd", "2wd"), second, w.unanswered("2wd")}
			},
			[]string{"2022-04-06 17:00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.task("2022-01-25", "2022-03-31")
			w.policy.Escalate = c.levels(w)
			expect(t, "escalate", w.planned(escalation.KindEscalate, len(w.policy.Escalate)), c.want...)
		})
	}
}

func TestRule9Answers(t *testing.T) {
	start := func(t *testing.T) (*world, *life) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		w.policy.Escalate = []escalation.Level{w.ask("1wd", "1wd"), w.unanswered("3wd"), w.level("5wd")}
		return w, w.begin("2022-01-25 07:00")
	}
	onTrack := escalation.Act{Action: escalation.ActAnswer, By: "cong-an-truong", Level: 1, Answer: escalation.OnTrack}
	t.Run("answered in time, only handing in stops the rest", func(t *testing.T) {
		w, l := start(t)
		l.walk(w, "2022-04-01 12:00")
		l.do(onTrack, w.at("2022-04-04 17:00"))
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told()[1:], "escalate 1 2022-04-01 08:00", "escalate 3 2022-04-07 08:00")
	})
	t.Run("handing in stops the ladder", func(t *testing.T) {
		w, l := start(t)
		l.walk(w, "2022-04-01 12:00")
		handIn := escalation.Act{Action: escalation.ActSubmit, By: "cong-an-truong", Submission: &escalation.Submission{Text: "Đã xong"}}
		l.do(handIn, w.at("2022-04-01 13:00"))
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told()[1:], "escalate 1 2022-04-01 08:00")
	})
	t.Run("unanswered", func(t *testing.T) {
		w, l := start(t)
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told()[1:], "escalate 1 2022-04-01 08:00", "escalate 2 2022-04-05 08:00", "escalate 3 2022-04-07 08:00")
	})
	t.Run("answered too late is unanswered, and the ledger says that it was late", func(t *testing.T) {
		w, l := start(t)
		l.walk(w, "2022-04-01 12:00")
		l.do(onTrack, w.at("2022-04-04 17:01"))
		l.walk(w, "2022-04-06 00:00")
		expect(t, "told", l.told()[1:], "escalate 1 2022-04-01 08:00", "escalate 2 2022-04-05 08:00")
		for _, e := range l.events {
			if e.Kind == escalation.EventAnswered && !e.Data.LateReply {
				t.Error("the answer is not marked late")
			}
		}
	})
	t.Run("sent later than planned: the time counts from then", func(t *testing.T) {
		w, l := start(t)
		l.tick(w.at("2022-04-01 08:00"))
		l.send(w.at("2022-04-05 09:00"))
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told()[1:], "escalate 1 2022-04-01 08:00", "escalate 2 2022-04-06 17:00", "escalate 3 2022-04-07 08:00")
	})
	t.Run("unreachable is not unanswered", func(t *testing.T) {
		w, l := start(t)
		w.unlink("cong-an-truong", "cong-an-pho")
		l.reload(w, "h2")
		l.walk(w, "2022-06-30 00:00")
		for _, s := range l.told() {
			if s == "escalate 2 2022-04-05 08:00" {
				t.Error("a head was reported for not answering what never arrived")
			}
		}
		expect(t, "who hears that the head could not be reached", l.heard(escalation.KindUnreachable), "person bi-thu", "person quan-tri")
	})
	t.Run("held for approval is not unanswered; approved, the time counts from then", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		first := w.ask("1wd", "1wd")
		first.ApproveBy = escalation.ToSupervisor
		w.policy.Escalate = []escalation.Level{first, w.unanswered("3wd")}
		l := w.begin("2022-01-25 07:00")
		l.walk(w, "2022-04-13 00:00")
		expect(t, "told", l.told(), "assigned 2022-01-25 08:00")
		expect(t, "asked to approve", l.heard(escalation.KindApproval), "person bi-thu")
		l.do(escalation.Act{Action: escalation.ActApprove, By: "bi-thu", Level: 1}, w.at("2022-04-13 09:00"))
		l.send(w.at("2022-04-13 09:00"))
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told()[1:], "escalate 1 2022-04-13 09:00", "escalate 2 2022-04-14 17:00")
	})
	t.Run("several held occurrences, approved at once, are one step", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		first := w.ask("1wd", "1wd")
		first.ApproveBy, first.Repeat = escalation.ToSupervisor, w.repeat("1wd", 3)
		w.policy.Escalate = []escalation.Level{first}
		l := w.begin("2022-01-25 07:00")
		l.walk(w, "2022-04-13 00:00")
		l.do(escalation.Act{Action: escalation.ActApprove, By: "bi-thu", Level: 1}, w.at("2022-04-13 09:00"))
		sent := 0
		for _, n := range l.notices {
			if n.Kind == escalation.KindEscalate && n.Recipient == person("cong-an-truong") {
				sent++
			}
		}
		if sent != 1 {
			t.Errorf("%d notices to the head at one moment, want one", sent)
		}
	})
}

func TestRule11Extension(t *testing.T) {
	start := func(t *testing.T) (*world, *life) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		w.policy.Remind, w.policy.Overdue = w.offsets("3d"), w.repeat("1wd", 1)
		l := w.begin("2022-01-25 07:00")
		l.walk(w, "2022-03-29 23:00")
		return w, l
	}
	t.Run("while it is only asked for, the old deadline stands", func(t *testing.T) {
		w, l := start(t)
		ask := escalation.Act{Action: escalation.ActAskMore, By: "cong-an-vien", Text: "Chờ số liệu", Date: w.date("2022-04-29")}
		l.do(ask, w.at("2022-03-30 09:00"))
		l.walk(w, "2022-04-20 00:00")
		expect(t, "told", l.told()[1:], "remind 2022-03-28 08:00", "overdue 2022-04-01 08:00")
		if l.a.InForce().Date != w.date("2022-03-31") || l.a.Extension == nil {
			t.Errorf("in force %v, request %v", l.a.InForce().Date, l.a.Extension)
		}
	})
	t.Run("granted, it replaces the deadline and the ladder; the original is kept", func(t *testing.T) {
		w, l := start(t)
		l.a.Extended = escalation.Deadline{Date: w.date("2022-04-29"), Moment: w.at("2022-04-29 17:00")}
		l.apply(escalation.Decide(l.office, l.links, l.a, w.at("2022-03-30 09:00")))
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told()[1:], "remind 2022-03-28 08:00", "remind 2022-04-26 08:00", "overdue 2022-05-04 08:00")
		if l.a.Original.Date != w.date("2022-03-31") || l.a.TimelinessAt(l.office.Calendar, w.at("2022-04-15 08:00")) == escalation.Overdue {
			t.Errorf("original %v", l.a.Original.Date)
		}
	})
	t.Run("a due changed in YAML does the same, with an event, and overtakes what waits of the old ladder", func(t *testing.T) {
		w, l := start(t)
		l.tick(w.at("2022-04-01 08:00"))
		w.office.Tasks[0].Due = w.due("2022-04-29")
		l.reload(w, "h2")
		l.at(w, "2022-04-01 08:20")
		l.walk(w, "2022-06-30 00:00")
		if e := l.events[len(l.events)-3]; len(l.logged(escalation.EventRescheduled)) != 1 || e.Kind != escalation.EventRescheduled {
			t.Errorf("events %+v", l.events)
		}
		for _, n := range l.notices {
			if n.Kind == escalation.KindOverdue && (n.State == escalation.NoticeMoot) != n.Due.Before(w.at("2022-04-29 00:00")) {
				t.Errorf("overdue of %v is %s", n.Due, n.State)
			}
		}
		expect(t, "told", l.told()[2:], "overdue 2022-04-01 08:00", "remind 2022-04-26 08:00", "overdue 2022-05-04 08:00")
	})
	t.Run("a granted extension stands until the YAML's date changes again", func(t *testing.T) {
		w, l := start(t)
		l.a.Extended = escalation.Deadline{Date: w.date("2022-04-29"), Moment: w.at("2022-04-29 17:00")}
		w.policy.Remind = w.offsets("2d")
		l.reload(w, "h2")
		l.at(w, "2022-03-30 09:00")
		if l.a.InForce().Date != w.date("2022-04-29") {
			t.Fatalf("in force %v after a change elsewhere", l.a.InForce().Date)
		}
		w.office.Tasks[0].Due = w.due("2022-04-15")
		l.reload(w, "h3")
		l.at(w, "2022-03-30 10:00")
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told()[2:], "remind 2022-04-13 08:00", "overdue 2022-04-18 08:00")
	})
	t.Run("a day that became a day off moves the deadline too", func(t *testing.T) {
		w, l := start(t)
		days := calendar.Spec{Location: w.office.Calendar.Location(), Hours: w.office.Calendar.Hours(), Holidays: "none"}
		days.Workdays = []time.Weekday{1, 2, 3, 4, 5}
		days.Off = []calendar.Day{{Date: w.date("2022-03-31"), Name: "Nghỉ đột xuất"}}
		w.office.Calendar = calendar.New(days)
		l.reload(w, "h2")
		l.at(w, "2022-03-30 09:00")
		if l.a.InForce().Date != w.date("2022-04-01") {
			t.Errorf("in force %v", l.a.InForce().Date)
		}
	})
}

func TestRule12ChangedConfiguration(t *testing.T) {
	start := func(t *testing.T) (*world, *life) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		w.policy.Remind = w.offsets("7d")
		l := w.begin("2022-01-25 07:00")
		l.at(w, "2022-01-25 08:00")
		return w, l
	}
	t.Run("a step of the past that is new is not told", func(t *testing.T) {
		w, l := start(t)
		w.policy.Remind = w.offsets("15d", "7d", "1d")
		l.reload(w, "h2")
		l.at(w, "2022-03-20 10:00")
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told()[1:], "remind 2022-03-24 08:00", "remind 2022-03-30 08:00")
		expect(t, "missed", l.logged(escalation.EventMissed))
	})
	t.Run("nor when somebody acts before the tick that follows the reload", func(t *testing.T) {
		w, l := start(t)
		w.policy.Remind = w.offsets("15d", "7d")
		l.reload(w, "h2")
		l.do(escalation.Act{Action: escalation.ActAccept, By: "cong-an-vien"}, w.at("2022-03-20 10:00"))
		l.at(w, "2022-03-20 10:01")
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told()[1:], "remind 2022-03-24 08:00")
	})
	t.Run("one within the last hour is a step of the past too", func(t *testing.T) {
		w, l := start(t)
		w.policy.Remind = w.offsets("15d", "7d")
		l.reload(w, "h2")
		l.at(w, "2022-03-16 08:30")
		expect(t, "told", l.told()[1:])
	})
	t.Run("a due date moved closer tells only what is still to come", func(t *testing.T) {
		w, l := start(t)
		w.policy.Overdue = w.repeat("1wd", 3)
		w.office.Tasks[0].Due = w.due("2022-03-10")
		l.reload(w, "h2")
		l.at(w, "2022-03-14 10:00")
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told()[1:], "overdue 2022-03-15 08:00")
	})
	t.Run("a step that was due under the old configuration, in an outage, is not lost by the change", func(t *testing.T) {
		w, l := start(t)
		w.policy.Remind = w.offsets("15d", "7d", "1d")
		l.reload(w, "h2")
		l.at(w, "2022-03-24 12:00")
		expect(t, "told", l.told()[1:], "remind 2022-03-24 08:00 (late)")
	})
	t.Run("what was told stays told", func(t *testing.T) {
		w, l := start(t)
		l.walk(w, "2022-03-25 00:00")
		w.policy.Remind = w.offsets("3d", "7d")
		l.reload(w, "h2")
		l.at(w, "2022-03-25 10:00")
		l.walk(w, "2022-06-30 00:00")
		expect(t, "told", l.told()[1:], "remind 2022-03-24 08:00", "remind 2022-03-28 08:00")
	})
	t.Run("an assigned date moved into the past: assigned is told at once", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-02-15", "2022-03-31")
		l := w.begin("2022-01-25 07:00")
		w.office.Tasks[0].Assigned = w.date("2022-02-08")
		l.reload(w, "h2")
		l.at(w, "2022-02-10 10:00")
		expect(t, "told", l.told(), "assigned 2022-02-10 10:00")
	})
	t.Run("gone from the YAML: suspended, and the admins asked once", func(t *testing.T) {
		w, l := start(t)
		w.office.Tasks = nil
		l.reload(w, "h2")
		l.at(w, "2022-03-20 10:00", "2022-03-24 08:00", "2022-03-31 08:00")
		if l.a.State != escalation.Suspended || !l.a.NextAt.IsZero() {
			t.Errorf("%s, next %v", l.a.State, l.a.NextAt)
		}
		expect(t, "asked", l.heard(escalation.KindOrphaned), "person quan-tri")
		expect(t, "orphaned", l.logged(escalation.EventOrphaned), "assigned>suspended")
		expect(t, "told", l.told(), "assigned 2022-01-25 08:00")
	})
}
