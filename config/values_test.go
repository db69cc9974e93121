package config

import (
	"strings"
	"testing"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

func TestGroupsStandForTheirUnits(t *testing.T) {
	office, _ := mustLoad(t, map[string]string{"dondoc.yaml": `
people: [{id: an, name: An}]
units:
  - {id: a, name: A, head: an}
  - {id: b, name: B, head: an}
  - {id: c, name: C, head: an, until: 2025-06-30, successors: [ca-hai]}
groups: {ca-hai: [a, b, a]}
documents: [{id: nq, number: "1", date: 2022-01-25, title: Nghị quyết}]
tasks: [{id: viec, title: Việc, lead: [b, ca-hai], support: [ca-hai, c]}]
policies: [{id: chuan, escalate: [{after: 1wd, to: [head, head]}]}]
`})
	equal(t, "lead: each unit owes once", office.Task("viec").Lead, []string{"b", "a"})
	equal(t, "support", office.Task("viec").Support, []string{"a", "b", "c"})
	equal(t, "successors", office.Unit("c").Successors, []string{"a", "b"})
	equal(t, "to", office.Policy("chuan").Escalate[0].To, []escalation.Addressee{"head"})
}

func TestDueDatesAreReadInTheOfficesZone(t *testing.T) {
	for _, c := range []struct{ zone, due, date, moment string }{
		{"Asia/Ho_Chi_Minh", "2026-03-31", "2026-03-31", ""},
		{"Asia/Ho_Chi_Minh", "2026-03-31T11:00", "2026-03-31", "2026-03-31T11:00:00+07:00"},
		{"Asia/Ho_Chi_Minh", "2026-03-31T11:00:30", "2026-03-31", "2026-03-31T11:00:30+07:00"},
		{"Asia/Ho_Chi_Minh", "2026-03-31T20:00Z", "2026-04-01", "2026-04-01T03:00:00+07:00"},
		{"Asia/Ho_Chi_Minh", "2026-03-31T11:00:00+09:00", "2026-03-31", "2026-03-31T09:00:00+07:00"},
		{"Europe/Berlin", "2026-03-29T02:30", "2026-03-29", "2026-03-29T03:00:00+02:00"}, // does not exist: the first that does
		{"Europe/Berlin", "2026-10-25T02:30", "2026-10-25", "2026-10-25T02:30:00+02:00"}, // exists twice: the first
	} {
		text := "timezone: " + c.zone + "\n" + strings.Replace(small, "lead: [so]", "lead: [so], due: "+c.due, 1)
		office, _ := mustLoad(t, map[string]string{"dondoc.yaml": text})
		due := office.Task("viec").Due
		moment := ""
		if !due.Moment.IsZero() {
			moment = due.Moment.Format(time.RFC3339)
		}
		if due.Date.String() != c.date || moment != c.moment {
			t.Errorf("%s in %s: got %v, %s; want %s, %s", c.due, c.zone, due.Date, moment, c.date, c.moment)
		}
	}
}

func TestReportsAreDueAsWritten(t *testing.T) {
	for due, want := range map[string]escalation.PeriodDue{
		"-10d":       {Offset: days(-10)},
		"5wd":        {Offset: workingDays(5)},
		"-5wd":       {Offset: workingDays(-5)},
		"day 20":     {Day: 20},
		"day 5 next": {Day: 5, Next: true},
		"day 31":     {Day: 31},
	} {
		office, _ := mustLoad(t, map[string]string{"dondoc.yaml": strings.Replace(small, "due: 5d", "due: "+due, 1)})
		equal(t, due, office.Report("bao-cao").Due, want)
	}
	office, _ := mustLoad(t, map[string]string{"dondoc.yaml": strings.Replace(small, "every: month, due: 5d", `dates: ["03-20", "12-31"]`, 1)})
	equal(t, "dates", office.Report("bao-cao").Dates, []escalation.MonthDay{{Month: time.March, Day: 20}, {Month: time.December, Day: 31}})
}

func TestAPolicyInSeconds(t *testing.T) {
	office, _ := mustLoad(t, map[string]string{"dondoc.yaml": strings.Replace(small, "{id: chuan, prompt: {every: week}, escalate: [{after: 1wd, to: head}]}",
		`{id: chuan, at: "00:00", remind: ["20s"], overdue: {every: 5s, times: 3},
    escalate: [{after: 10s, to: head, ask: status, answer_within: 5s}, {after: 1m, to: admins, when: unanswered, every: 90s, times: 2}]}`, 1) + `
calendar: {workdays: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
`})
	exact := func(d time.Duration) calendar.Offset { return calendar.Offset{Unit: calendar.Exact, Duration: d} }
	p := office.Policy("chuan")
	equal(t, "remind", p.Remind, []calendar.Offset{exact(20 * time.Second)})
	equal(t, "after", p.Escalate[1].After, exact(time.Minute))
	equal(t, "every", p.Escalate[1].Repeat, &escalation.Repeat{Every: exact(90 * time.Second), Times: 2})
	equal(t, "hours", office.Calendar.Hours(), calendar.Hours{Open: 0, Close: 24 * 60})
}

func TestTargets(t *testing.T) {
	for text, want := range map[string]escalation.Target{
		"> 90":        {Compare: ">", Value: 90},
		"<=0.5":       {Compare: "<=", Value: 0.5},
		"= -1":        {Compare: "=", Value: -1},
		"< previous":  {Compare: "<", Against: "previous"},
		">= external": {Compare: ">=", Against: "external"},
		"qualitative": {Compare: "qualitative"},
	} {
		want.Text = text
		office, _ := mustLoad(t, map[string]string{"dondoc.yaml": small + "indicators: [{id: a, title: A, target: \"" + text + "\"}]\n"})
		equal(t, text, office.Indicator("a").Target, want)
	}
}

func TestTextsStayAsTheyAreWritten(t *testing.T) {
	office, _ := mustLoad(t, map[string]string{"dondoc.yaml": `
people: [{id: 010, name: "Trần <b> & \"Văn\" B\u0301"}, {id: 2022-01-25, name: 123}]
`})
	equal(t, "an id like a number", office.Person("010").Name, `Trần <b> & "Văn" B`+"\u0301")
	equal(t, "an id like a date", office.Person("2022-01-25").Name, "123")

	composed, _ := mustLoad(t, map[string]string{"dondoc.yaml": "people: [{id: a, name: Tiến}]"})
	decomposed, _ := mustLoad(t, map[string]string{"dondoc.yaml": "people: [{id: a, name: Tie\u0302\u0301n}]"})
	equal(t, "the same name, typed otherwise", decomposed.Hash, composed.Hash)
}

func TestTermsOfOffice(t *testing.T) {
	office, _ := mustLoad(t, map[string]string{"dondoc.yaml": `
people: [{id: an, name: An}, {id: binh, name: Bình}]
units:
  - id: so
    name: Sở
    head: [{person: binh, from: 2025-07-01}, {person: an, until: 2025-06-30}]
    acting: [{person: an, from: 2025-08-01, until: 2025-08-15}]
`})
	for on, want := range map[string]string{"2020-01-01": "an", "2025-06-30": "an", "2025-07-01": "binh", "2025-08-15": "an", "2025-08-16": "binh"} {
		date, err := calendar.ParseDate(on)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "head on "+on, office.Unit("so").HeadOn(date), want)
	}
}
