package escalation_test

import (
	"testing"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// One test per rule of DESIGN 4, on the real days of 2022: Tết from 31/01 to 04/02, Giỗ Tổ on Sunday 10/04 with 11/04 off instead, 30/04
// on a Saturday and 01/05 on a Sunday with 02/05 and 03/05 off instead. Rules 7 to 12 are in rules_life_test.go.

// DESIGN 4, the paragraph before the rules.
func TestRuleOffsets(t *testing.T) {
	t.Run("working days: the starting date is not counted, a day off may be one", func(t *testing.T) {
		w := newWorld(t)
		w.office.DueOnDayOff = escalation.DueKeep
		w.task("2022-01-25", "2022-04-10")
		w.policy.Remind, w.policy.Overdue = w.offsets("1wd"), w.repeat("1wd", 1)
		expect(t, "remind", w.planned(escalation.KindRemind, 0), "2022-04-08 08:00")
		expect(t, "overdue", w.planned(escalation.KindOverdue, 0), "2022-04-12 08:00")
	})
	t.Run("24:00 belongs to the day that it ends", func(t *testing.T) {
		w := newWorld(t)
		w.office.Calendar = vietnam(t, "08:00-24:00")
		w.task("2022-01-25", "2022-03-31")
		w.policy.At = 24 * 60
		w.policy.Escalate = []escalation.Level{w.ask("1wd", "1wd"), w.unanswered("1wd")}
		expect(t, "assigned", w.planned(escalation.KindAssigned, 0), "2022-01-26 00:00")
		expect(t, "Friday 24:00, printed on Saturday", w.planned(escalation.KindEscalate, 1), "2022-04-02 00:00")
		expect(t, "answered until the closing of Monday", w.planned(escalation.KindEscalate, 2), "2022-04-05 00:00")
	})
	t.Run("an exact duration may end at 24:00, and still belongs to that day", func(t *testing.T) {
		w := newWorld(t)
		w.office.Calendar = vietnam(t, "00:00-24:00")
		w.task("2022-01-25", "2022-03-30")
		w.policy.Escalate = []escalation.Level{w.ask("24h", "1wd"), w.unanswered("24h")}
		expect(t, "the end of Thursday", w.planned(escalation.KindEscalate, 1), "2022-04-01 00:00")
		expect(t, "the end of Friday", w.planned(escalation.KindEscalate, 2), "2022-04-02 00:00")
	})
	t.Run("occurrences on one moment are one step, and times counts before that", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-04-08")
		w.policy.Remind, w.policy.Overdue = w.offsets("7d", "5wd", "7d"), w.repeat("1d", 4)
		expect(t, "remind", w.planned(escalation.KindRemind, 0), "2022-04-01 08:00")
		expect(t, "09/04 to 12/04 all fall on 12/04", w.planned(escalation.KindOverdue, 0), "2022-04-12 08:00")
	})
	t.Run("a local time that does not exist is the first that does, one that exists twice the first", func(t *testing.T) {
		o := working("Europe/London", []int{0, 1, 2, 3, 4, 5, 6}, [2]int{0, 1440}, nil, nil, escalation.DueNext)
		for day, want := range map[calendar.Date]string{
			{Year: 2022, Month: 3, Day: 27}:  "2022-03-27T02:00:00+01:00",
			{Year: 2022, Month: 10, Day: 30}: "2022-10-30T01:30:00+01:00",
		} {
			office := escalation.NewOffice(escalation.Office{
				Calendar: o.office.Calendar, Units: []*escalation.Unit{{ID: "a"}}, Policies: []*escalation.Policy{{ID: "p", At: 90}},
				Tasks: []*escalation.Task{{Work: escalation.Work{ID: "t", Policy: "p"}, Lead: []string{"a"}, Assigned: day}},
			})
			if got := escalation.Plan(office, day, day, ""); len(got) != 1 || got[0].Step.At.Format(time.RFC3339) != want {
				t.Errorf("01:30 on %v: %v, want %s", day, got, want)
			}
		}
	})
}

func TestRule1DueDates(t *testing.T) {
	deadline := func(rule escalation.DayOffRule, due string) string {
		w := newWorld(t)
		w.office.DueOnDayOff = rule
		w.task("2022-01-25", due)
		a := w.only()
		return a.Due.Date.String() + " | " + a.Due.Moment.In(w.office.Calendar.Location()).Format("2006-01-02 15:04")
	}
	for _, c := range []struct {
		name string
		rule escalation.DayOffRule
		due  string
		want string
	}{
		{"without a time: the end of working hours", escalation.DueNext, "2022-03-31", "2022-03-31 | 2022-03-31 17:00"},
		{"on Giỗ Tổ, next", escalation.DueNext, "2022-04-10", "2022-04-12 | 2022-04-12 17:00"},
		{"on the day off instead of Giỗ Tổ, next", escalation.DueNext, "2022-04-11", "2022-04-12 | 2022-04-12 17:00"},
		{"on Giỗ Tổ, previous", escalation.DuePrevious, "2022-04-10", "2022-04-08 | 2022-04-08 17:00"},
		{"on Giỗ Tổ, keep", escalation.DueKeep, "2022-04-10", "2022-04-10 | 2022-04-10 17:00"},
		{"in Tết, next", escalation.DueNext, "2022-01-31", "2022-02-07 | 2022-02-07 17:00"},
		{"with a time it is kept as it is", escalation.DueNext, "2022-04-10 11:00", "2022-04-10 | 2022-04-10 11:00"},
		{"outside working hours too", escalation.DueNext, "2022-03-31 23:00", "2022-03-31 | 2022-03-31 23:00"},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, c.due, []string{deadline(c.rule, c.due)}, c.want) })
	}
	t.Run("the moved date is the one that the other rules count from", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-04-10")
		w.policy.Remind, w.policy.Overdue = w.offsets("4d", "1wd", "0d"), w.repeat("1wd", 1)
		expect(t, "remind", w.planned(escalation.KindRemind, 0), "2022-04-08 08:00", "2022-04-12 08:00")
		expect(t, "overdue", w.planned(escalation.KindOverdue, 0), "2022-04-13 08:00")
	})
	t.Run("no due date: assigned and prompt only", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-01-25", "")
		w.policy.Remind, w.policy.Overdue = w.offsets("0d"), w.repeat("1wd", 3)
		w.policy.Prompt = &escalation.PromptRule{Every: escalation.Monthly, On: time.Monday}
		w.policy.Escalate = []escalation.Level{w.level("1wd")}
		for _, p := range escalation.Plan(w.build(), w.date("2022-01-01"), w.date("2022-12-31"), "") {
			if k := p.Step.Kind; k != escalation.KindAssigned && k != escalation.KindPrompt {
				t.Errorf("%s at %v without a deadline", k, p.Step.At)
			}
		}
		expect(t, "assigned", w.planned(escalation.KindAssigned, 0), "2022-01-25 08:00")
	})
}

func TestRule2AtOrExact(t *testing.T) {
	w := newWorld(t)
	w.policy.At = 9*60 + 30
	w.task("2022-01-25", "2022-03-31")
	w.policy.Remind = w.offsets("1d", "2wd", "3h", "26h")
	w.policy.Escalate = []escalation.Level{w.level("1wd"), w.level("2d"), w.level("17h"), w.level("90m")}
	expect(t, "days at `at`, durations from the deadline's moment", w.planned(escalation.KindRemind, 0),
		"2022-03-29 09:30", "2022-03-30 09:30", "2022-03-30 15:00", "2022-03-31 14:00")
	expect(t, "1wd", w.planned(escalation.KindEscalate, 1), "2022-04-01 09:30")
	expect(t, "2d, a Saturday", w.planned(escalation.KindEscalate, 2), "2022-04-04 09:30")
	expect(t, "17h", w.planned(escalation.KindEscalate, 3), "2022-04-01 10:00")
	expect(t, "90m, after closing", w.planned(escalation.KindEscalate, 4), "2022-04-01 07:30")
}

func TestRule3Remind(t *testing.T) {
	for _, c := range []struct {
		name, due string
		remind    []string
		want      []string
	}{
		{"0d is the date itself", "2022-03-31", []string{"0d"}, []string{"2022-03-31 08:00"}},
		{"back from the deadline's date", "2022-03-31", []string{"15d", "7d", "3d", "1d"},
			[]string{"2022-03-16 08:00", "2022-03-24 08:00", "2022-03-28 08:00", "2022-03-30 08:00"}},
		{"working days over Tết", "2022-02-10", []string{"5wd"}, []string{"2022-01-27 08:00"}},
		{"a day off moves back", "2022-04-18", []string{"7d"}, []string{"2022-04-08 08:00"}},
		{"not before the deadline's moment: that day's opening", "2022-03-31 08:00", []string{"0d"}, []string{"2022-03-31 07:30"}},
		{"due before `at`: that day's opening", "2022-03-31 07:45", []string{"0d"}, []string{"2022-03-31 07:30"}},
		{"due at opening: dropped", "2022-03-31 07:30", []string{"0d", "1d"}, []string{"2022-03-30 08:00"}},
		{"due before opening: dropped", "2022-03-31 06:00", []string{"0d"}, nil},
		{"due on a day off: the day before has time enough", "2022-04-10 06:00", []string{"0d"}, []string{"2022-04-08 08:00"}},
		{"only those counted in days move to the opening", "2022-03-31 08:00", []string{"0s"}, []string{"2022-03-31 08:00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.task("2022-01-25", c.due)
			w.policy.Remind = w.offsets(c.remind...)
			expect(t, "remind", w.planned(escalation.KindRemind, 0), c.want...)
		})
	}
}

func TestRule4Forward(t *testing.T) {
	overdue := func(t *testing.T, due, every string, times int, want ...string) {
		w := newWorld(t)
		w.task("2022-01-25", due)
		w.policy.Overdue = w.repeat(every, times)
		expect(t, "overdue", w.planned(escalation.KindOverdue, 0), want...)
	}
	t.Run("occurrence n is at n × every, the first included in times", func(t *testing.T) {
		overdue(t, "2022-03-31", "1wd", 3, "2022-04-01 08:00", "2022-04-04 08:00", "2022-04-05 08:00")
	})
	t.Run("over a day off", func(t *testing.T) { overdue(t, "2022-04-08", "1wd", 2, "2022-04-12 08:00", "2022-04-13 08:00") })
	t.Run("a day off moves forward", func(t *testing.T) { overdue(t, "2022-04-29", "3d", 2, "2022-05-04 08:00", "2022-05-05 08:00") })
	t.Run("exact durations too", func(t *testing.T) { overdue(t, "2022-03-31", "16h", 2, "2022-04-01 09:00", "2022-04-04 07:30") })
	t.Run("nothing at the deadline's own date though it is due at night", func(t *testing.T) {
		overdue(t, "2022-03-31 23:30", "1d", 1, "2022-04-01 08:00")
	})

	level := func(t *testing.T, due, after, every string, times int, want ...string) {
		w := newWorld(t)
		w.task("2022-01-25", due)
		l := w.level(after)
		l.Repeat = w.repeat(every, times)
		w.policy.Escalate = []escalation.Level{l}
		expect(t, "escalate", w.planned(escalation.KindEscalate, 1), want...)
	}
	t.Run("of a level at after + (n-1) × every", func(t *testing.T) {
		level(t, "2022-03-31", "10wd", "5wd", 3, "2022-04-15 08:00", "2022-04-22 08:00", "2022-04-29 08:00")
	})
	t.Run("added up before they are applied", func(t *testing.T) {
		level(t, "2022-04-29", "1d", "4d", 3, "2022-05-04 08:00", "2022-05-09 08:00")
	})
	t.Run("without every it falls once", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		w.policy.Escalate = []escalation.Level{w.level("5wd")}
		expect(t, "escalate", w.planned(escalation.KindEscalate, 1), "2022-04-07 08:00")
	})
}

func TestRule5WorkingHours(t *testing.T) {
	for _, c := range []struct{ name, hours, due, remind, after, reminded, escalated string }{
		{"inside they stay", "07:30-17:00", "2022-03-31", "3h", "16h", "2022-03-31 14:00", "2022-04-01 09:00"},
		{"opening and closing are inside", "07:30-17:00", "2022-03-31", "570m", "24h", "2022-03-31 07:30", "2022-04-01 17:00"},
		{"at night: the next opening, the closing before", "07:30-17:00", "2022-03-31", "20h", "1h", "2022-03-30 17:00", "2022-04-01 07:30"},
		{"over Tết", "07:30-17:00", "2022-02-07 09:00", "2h", "8h", "2022-01-28 17:00", "2022-02-07 17:00"},
		{"into Tết", "07:30-17:00", "2022-01-28 16:30", "30m", "31m", "2022-01-28 16:00", "2022-02-07 07:30"},
		{"24:00 on Friday is inside, on Saturday not", "08:00-24:00", "2022-03-31 24:00", "24h", "24h", "2022-03-31 00:00", "2022-04-02 00:00"},
		{"one second later it is not", "08:00-24:00", "2022-03-31 24:00", "16h", "86401s", "2022-03-31 08:00", "2022-04-04 08:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.office.Calendar = vietnam(t, c.hours)
			if w.task("2022-01-25", "2022-03-31"); c.due != "2022-03-31 24:00" {
				w.task("2022-01-25", c.due)
			}
			w.policy.Remind, w.policy.Escalate = w.offsets(c.remind), []escalation.Level{w.level(c.after)}
			expect(t, "remind", w.planned(escalation.KindRemind, 0), c.reminded)
			expect(t, "escalate", w.planned(escalation.KindEscalate, 1), c.escalated)
		})
	}
}
