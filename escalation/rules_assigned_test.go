package escalation_test

import (
	"testing"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

func TestRule6AssignedTask(t *testing.T) {
	for assigned, want := range map[string]string{
		"2022-01-25": "2022-01-25 08:00",
		"2022-01-31": "2022-02-07 08:00",
		"2022-04-10": "2022-04-12 08:00",
	} {
		w := newWorld(t)
		w.task(assigned, "2022-06-30")
		w.policy.Remind = w.offsets("170d")
		expect(t, assigned, w.planned(escalation.KindAssigned, 0), want)
	}
}

func TestRule6AssignedReport(t *testing.T) {
	quarterly := escalation.Report{Every: escalation.Quarterly, Due: escalation.PeriodDue{Offset: calendar.Offset{N: -10}}}
	monthly := escalation.Report{Every: escalation.Monthly}
	dates := escalation.Report{Dates: []escalation.MonthDay{{Month: time.March, Day: 20}}}
	for _, c := range []struct {
		name   string
		report escalation.Report
		on     string // start and until
		remind string
		want   string
	}{
		{"30 days before, a Saturday, moved to Monday", quarterly, "2022-02-02", "7d", "2022-02-21 08:00"},
		{"its earliest reminder, moved to Friday, is earlier than that Saturday", quarterly, "2022-02-02", "30d", "2022-02-18 08:00"},
		{"a reminder that is earlier than the moved date only does not count", quarterly, "2022-02-02", "40875m", "2022-02-21 08:00"},
		{"the very moment of its earliest reminder, over Tết", quarterly, "2022-02-02", "45d", "2022-01-28 08:00"},
		{"an exact reminder", quarterly, "2022-02-02", "740h", "2022-02-18 17:00"},
		{"not before the period's first day, in Tết, moved", monthly, "2022-02-15", "3d", "2022-02-07 08:00"},
		{"a reminder before the period's first day", monthly, "2022-02-15", "30d", "2022-01-28 08:00"},
		{"with dates: just 30 days before the moved deadline", dates, "2022-03-20", "7d", "2022-02-21 08:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			r := w.report(c.report)
			r.Start, r.Until = w.date(c.on), w.date(c.on)
			w.policy.Remind = w.offsets(c.remind)
			expect(t, "assigned", w.planned(escalation.KindAssigned, 0), c.want)
		})
	}
	t.Run("that one, on Monday at 07:45, is before assigned and is not", func(t *testing.T) {
		w := newWorld(t)
		r := w.report(quarterly)
		r.Start, r.Until = w.date("2022-02-02"), w.date("2022-02-02")
		w.policy.Remind = w.offsets("40875m", "7d")
		expect(t, "remind", w.planned(escalation.KindRemind, 0), "2022-03-14 08:00")
	})
	t.Run("in Tết two reminders are one", func(t *testing.T) {
		w := newWorld(t)
		r := w.report(monthly)
		r.Start, r.Until = w.date("2022-02-15"), w.date("2022-02-15")
		w.policy.Remind = w.offsets("27d", "22d", "21d")
		// 27 days before is 01/02, in Tết, so the first reminder is on 28/01 and the report is assigned then.
		expect(t, "assigned", w.planned(escalation.KindAssigned, 0), "2022-01-28 08:00")
		expect(t, "remind", w.planned(escalation.KindRemind, 0), "2022-01-28 08:00", "2022-02-07 08:00")
	})
}

func TestRule6Prompt(t *testing.T) {
	weekly := func(on time.Weekday) escalation.PromptRule {
		return escalation.PromptRule{Every: escalation.Weekly, On: on}
	}
	from := func(r escalation.PromptRule, n int) escalation.PromptRule {
		r.HasFrom, r.From = true, calendar.Offset{N: n}
		return r
	}
	for _, c := range []struct {
		name, assigned, due string
		rule                escalation.PromptRule
		want                []string
	}{
		{"on its weekday, out of Tết, two on one moment once", "2022-01-25", "2022-02-25", weekly(time.Monday),
			[]string{"2022-02-07 08:00", "2022-02-14 08:00", "2022-02-21 08:00"}},
		{"after assigned, not with it", "2022-02-14", "2022-02-25", weekly(time.Monday), []string{"2022-02-21 08:00"}},
		{"its weekday before assigned, moved after it", "2022-04-08", "2022-04-13", weekly(time.Monday), []string{"2022-04-12 08:00"}},
		{"before the deadline's moment", "2022-02-14", "2022-02-21 08:00", weekly(time.Monday), nil},
		{"on the deadline's date", "2022-02-14", "2022-02-21", weekly(time.Monday), []string{"2022-02-21 08:00"}},
		{"a Sunday asks on Monday", "2022-02-14", "2022-02-25", weekly(time.Sunday), []string{"2022-02-21 08:00"}},
		{"from, by the date as moved", "2022-01-25", "2022-02-25", from(weekly(time.Wednesday), 18),
			[]string{"2022-02-07 08:00", "2022-02-09 08:00", "2022-02-16 08:00", "2022-02-23 08:00"}},
		{"from, a day less", "2022-01-25", "2022-02-25", from(weekly(time.Wednesday), 17),
			[]string{"2022-02-09 08:00", "2022-02-16 08:00", "2022-02-23 08:00"}},
		{"from counts back from the moved deadline", "2022-03-01", "2022-04-10", from(weekly(time.Tuesday), 7),
			[]string{"2022-04-05 08:00", "2022-04-12 08:00"}},
		{"monthly: the first such weekday of the month", "2022-01-25", "2022-06-10", escalation.PromptRule{Every: escalation.Monthly, On: time.Monday},
			[]string{"2022-02-07 08:00", "2022-03-07 08:00", "2022-04-04 08:00", "2022-05-04 08:00", "2022-06-06 08:00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.task(c.assigned, c.due)
			w.policy.Prompt = &c.rule
			expect(t, "prompt", w.planned(escalation.KindPrompt, 0), c.want...)
		})
	}
	t.Run("without a deadline it runs until the task is closed", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-01-25", "")
		w.policy.Prompt = &escalation.PromptRule{Every: escalation.Monthly, On: time.Monday, HasFrom: true, From: w.offset("3d")}
		if got := w.planned(escalation.KindPrompt, 0); len(got) != 23 || got[22] != "2023-12-04 08:00" {
			t.Errorf("prompts %v, want one a month from February 2022 to December 2023", got)
		}
	})
	t.Run("to the head, asking for the status; the others to the unit", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-02-25")
		w.policy.Prompt = &escalation.PromptRule{Every: escalation.Weekly, On: time.Monday}
		w.policy.Remind, w.policy.Overdue = w.offsets("1d"), w.repeat("1wd", 1)
		for _, p := range escalation.Plan(w.build(), w.date("2022-01-01"), w.date("2022-12-31"), "") {
			to, ask := escalation.ToUnit, escalation.NoAsk
			if p.Step.Kind == escalation.KindPrompt {
				to, ask = escalation.ToHead, escalation.AskStatus
			}
			if len(p.Step.To) != 1 || p.Step.To[0] != to || p.Step.Ask != ask || p.Step.Level != 0 {
				t.Errorf("%+v", p.Step)
			}
		}
	})
}
