package escalation_test

import (
	"fmt"
	"testing"
	"time"

	"dondoc/escalation"
)

// benchOffice is an office of the example's policy, with many tasks and a quarterly report of three units.
func benchOffice(b *testing.B, tasks int) *world {
	w := newWorld(b)
	w.policy.Remind, w.policy.Overdue = w.offsets("15d", "7d", "3d", "1d", "0d"), w.repeat("1wd", 10)
	w.policy.Prompt = &escalation.PromptRule{Every: escalation.Weekly, On: time.Monday, HasFrom: true, From: w.offset("30d")}
	last := w.level("10wd")
	last.Repeat = w.repeat("5wd", 6)
	w.policy.Escalate = []escalation.Level{w.ask("1wd", "1wd"), w.unanswered("3wd"), w.ask("5wd", "2wd"), last}
	for i := range tasks {
		work := escalation.Work{ID: fmt.Sprint("nhiem-vu-", i), Policy: "standard", Review: affairs}
		due := shift(w.date("2022-03-01"), i%250)
		task := &escalation.Task{Work: work, Lead: []string{police}, Assigned: w.date("2022-01-25"), Due: &escalation.DueDate{Date: due}}
		w.office.Tasks = append(w.office.Tasks, task)
	}
	r := w.report(escalation.Report{Every: escalation.Quarterly, From: []string{police, affairs, standing}})
	r.Start = w.date("2022-01-01")
	return w
}

// The steps of one assignment after its deadline, the most expensive ones.
func BenchmarkSteps(b *testing.B) {
	w := benchOffice(b, 1)
	office := w.build()
	a := escalation.Assignments(office, time.Time{}, w.at("2022-01-26 00:00"))[0]
	from, to := w.at("2022-03-01 00:00"), w.at("2022-03-08 00:00")
	for b.Loop() {
		office.Steps(&a, from, to)
	}
}

// One decision on an assignment whose step is due.
func BenchmarkDecide(b *testing.B) {
	w := benchOffice(b, 1)
	office, links := w.build(), escalation.NewLinks(w.links)
	a := escalation.Assignments(office, time.Time{}, w.at("2022-01-26 00:00"))[0]
	a.Through, a.ConfigHash = w.at("2022-03-01 17:00"), office.Hash
	now := w.at("2022-03-02 08:00")
	for b.Loop() {
		escalation.Decide(office, links, a, now)
	}
}

// A year's plan of a hundred tasks and a quarterly report of three units.
func BenchmarkPlanYear(b *testing.B) {
	w := benchOffice(b, 100)
	office := w.build()
	for b.Loop() {
		escalation.Plan(office, w.date("2022-01-01"), w.date("2022-12-31"), "")
	}
}
