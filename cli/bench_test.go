package cli

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"dondoc/calendar"
	"dondoc/config"
	"dondoc/escalation"
)

// province is an office of 1,000 units with 10,000 tasks, due all over 2022.
func province(b *testing.B) fstest.MapFS {
	b.Helper()
	var y strings.Builder
	y.WriteString("people:\n")
	for i := range 1000 {
		fmt.Fprintf(&y, "  - {id: p%d, name: \"Bí thư %d\"}\n", i, i)
	}
	y.WriteString("units:\n  - {id: u0, name: \"Tỉnh ủy\", head: p0}\n")
	for i := 1; i < 1000; i++ {
		fmt.Fprintf(&y, "  - {id: u%d, name: \"Đơn vị %d\", head: p%d, supervisor: u0}\n", i, i, i)
	}
	y.WriteString("documents:\n  - {id: nq, number: \"1\", date: 2022-01-25, title: \"NQ\", clauses: [{id: \"I\", text: \"…\"}]}\npolicies:\n" +
		"  - {id: p, remind: [15d, 7d, 3d, 1d, 0d], overdue: {every: 1wd, times: 10}, prompt: {every: week, from: 30d}, escalate: [\n" +
		"      {after: 1wd, to: head, ask: status, answer_within: 1wd}, {after: 3wd, to: supervisor, when: unanswered},\n" +
		"      {after: 10wd, to: \"unit:u0\", every: 5wd, times: 6}]}\ntasks:\n")
	day := calendar.Date{Year: 2022, Month: 2, Day: 1}
	for i := range 10_000 {
		fmt.Fprintf(&y, "  - {id: t%d, document: nq, clause: I, title: \"Việc %d\", lead: [u%d], due: %v}\n", i, i, i%1000, day.AddDays(i%330))
	}
	return fstest.MapFS{"dondoc.yaml": {Data: []byte(y.String())}}
}

// BenchmarkPlanOfAProvince measures `plan` over a year of that, without loading and printing.
func BenchmarkPlanOfAProvince(b *testing.B) {
	office, _, _, err := config.LoadFS(province(b), func(string) (string, bool) { return "", false })
	if err != nil {
		b.Fatal(err)
	}
	steps := 0
	for b.Loop() {
		steps = len(escalation.Plan(office, calendar.Date{Year: 2022, Month: 1, Day: 1}, calendar.Date{Year: 2022, Month: 12, Day: 31}, ""))
	}
	b.ReportMetric(float64(steps), "steps")
}
