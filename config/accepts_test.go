package config

import (
	"strings"
	"testing"
	"testing/fstest"
)

// What looks odd and can be meant all the same is taken.
func TestWhatCanBeMeantIsTaken(t *testing.T) {
	const office = `
calendar: {due_on_day_off: previous}
people: [{id: an, name: "An"}]
units: [{id: huyen-a, name: "Huyện ủy A", head: an}]
documents: [{id: nq, number: "1", date: 2022-01-25, title: "NQ", clauses: [{id: "I", text: "…"}]}]
reports: [{id: b, document: nq, clause: "I", title: "Báo cáo tuần", from: [huyen-a], to: huyen-a, every: week, due: DUE}]
policies: [{id: p, escalate: [{after: 1wd, to: head, ask: status, answer_within: WITHIN}]}]
`
	for _, c := range []struct{ name, due, within string }{
		{"a week whose deadline Tết moves before its first day", "-1d", "1wd"},
		{"an answer within the same day", "0d", "0d"},
		{"the same working day", "0d", "0wd"},
	} {
		text := strings.NewReplacer("DUE", c.due, "WITHIN", c.within).Replace(office)
		_, _, _, err := LoadFS(fstest.MapFS{"dondoc.yaml": {Data: []byte(text)}}, func(string) (string, bool) { return "", false })
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
