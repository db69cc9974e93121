package escalation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// The office of the examples: the police committee owes, the internal affairs committee reviews, the standing committee is above both.
const (
	police   = "dang-uy-cong-an"
	affairs  = "ban-noi-chinh"
	standing = "ban-thuong-vu"
)

// world is an office that an example may still change, with everybody linked.
type world struct {
	t      testing.TB
	office escalation.Office
	policy *escalation.Policy
	links  []escalation.Link
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, policy: &escalation.Policy{ID: "standard", At: 8 * 60}}
	w.office = escalation.Office{
		Language: escalation.Vietnamese, DueOnDayOff: escalation.DueNext, Hash: "h1", Admins: []string{"quan-tri"},
		Calendar: vietnam(t, "07:30-17:00"),
		Units: []*escalation.Unit{
			{ID: police, Heads: head("cong-an-truong"), Deputies: []string{"cong-an-pho"}, Members: []string{"cong-an-vien"}, Supervisor: standing},
			{ID: affairs, Heads: head("noi-chinh-truong"), Deputies: []string{"noi-chinh-pho"}, Members: []string{"noi-chinh-vien"}, Supervisor: standing},
			{ID: standing, Heads: head("bi-thu"), Deputies: []string{"pho-bi-thu"}},
		},
		Policies: []*escalation.Policy{w.policy},
	}
	chat := int64(100)
	for _, p := range []string{
		"quan-tri", "cong-an-truong", "cong-an-pho", "cong-an-vien", "noi-chinh-truong", "noi-chinh-pho", "noi-chinh-vien", "bi-thu", "pho-bi-thu",
	} {
		w.office.People = append(w.office.People, &escalation.Person{ID: p, Telegram: chat})
		w.link(person(p), chat, true)
		chat++
	}
	return w
}

// vietnam is the working time of the examples: Monday to Friday, the public holidays as announced.
func vietnam(t testing.TB, hours string) *calendar.Calendar {
	t.Helper()
	loc, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	h, err := calendar.ParseHours(hours)
	if err != nil {
		t.Fatal(err)
	}
	days := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	return calendar.New(calendar.Spec{Location: loc, Workdays: days, Hours: h, Holidays: "vn"})
}

func head(person string) []escalation.Term { return []escalation.Term{{Person: person}} }
func person(id string) escalation.Recipient {
	return escalation.Recipient{Kind: escalation.ToPerson, ID: id}
}
func group(unit string) escalation.Recipient {
	return escalation.Recipient{Kind: escalation.ToGroup, ID: unit}
}
func to(a ...escalation.Addressee) []escalation.Addressee { return a }

// link ties somebody to a chat, or says that Telegram refuses now.
func (w *world) link(r escalation.Recipient, chat int64, reachable bool) {
	w.links = slices.DeleteFunc(w.links, func(l escalation.Link) bool { return l.Recipient == r })
	w.links = append(w.links, escalation.Link{Recipient: r, Chat: chat, Reachable: reachable})
}

func (w *world) unlink(ids ...string) {
	for _, id := range ids {
		w.links = slices.DeleteFunc(w.links, func(l escalation.Link) bool { return l.Recipient.ID == id })
	}
}

func (w *world) unit(id string) *escalation.Unit {
	i := slices.IndexFunc(w.office.Units, func(u *escalation.Unit) bool { return u.ID == id })
	return w.office.Units[i]
}

// task adds a task of the police committee that the internal affairs committee reviews; due "" means no deadline.
func (w *world) task(assigned, due string) *escalation.Task {
	work := escalation.Work{ID: "ke-hoach", Title: "Kế hoạch thực hiện", Policy: "standard", Review: affairs}
	t := &escalation.Task{Work: work, Lead: []string{police}, Assigned: w.date(assigned), Due: w.due(due)}
	w.office.Tasks = []*escalation.Task{t}
	return t
}

// due reads a due date, with or without a time.
func (w *world) due(s string) *escalation.DueDate {
	switch {
	case s == "":
		return nil
	case !strings.Contains(s, " "):
		return &escalation.DueDate{Date: w.date(s)}
	}
	at := w.at(s)
	return &escalation.DueDate{Date: w.date(s[:10]), Moment: at}
}

func (w *world) report(r escalation.Report) *escalation.Report {
	r.ID, r.Policy, r.Review = "bao-cao", "standard", affairs
	if r.From == nil {
		r.From = []string{police}
	}
	w.office.Reports = []*escalation.Report{&r}
	return &r
}

func (w *world) date(s string) calendar.Date {
	w.t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// at reads a moment such as "2022-03-31 17:00" in the office's zone.
func (w *world) at(s string) time.Time {
	w.t.Helper()
	layout := "2006-01-02 15:04"
	if strings.Count(s, ":") == 2 {
		layout += ":05"
	}
	at, err := time.ParseInLocation(layout, s, w.office.Calendar.Location())
	if err != nil {
		w.t.Fatal(err)
	}
	return at
}

func (w *world) offsets(list ...string) []calendar.Offset {
	w.t.Helper()
	var out []calendar.Offset
	for _, s := range list {
		o, err := calendar.ParseSignedOffset(s)
		if err != nil {
			o, err = calendar.ParseOffset(s)
		}
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, o)
	}
	return out
}

func (w *world) offset(s string) calendar.Offset { return w.offsets(s)[0] }

func (w *world) repeat(every string, times int) *escalation.Repeat {
	return &escalation.Repeat{Every: w.offset(every), Times: times}
}

// ask makes a level that asks for the status, with a time to answer.
func (w *world) ask(after, within string) escalation.Level {
	o := w.offset(within)
	return escalation.Level{After: w.offset(after), To: to(escalation.ToHead), Ask: escalation.AskStatus, AnswerWithin: &o}
}

func (w *world) level(after string) escalation.Level {
	return escalation.Level{After: w.offset(after), To: to(escalation.ToSupervisor)}
}

// unanswered makes a level that fires when the question before it was not answered.
func (w *world) unanswered(after string) escalation.Level {
	l := w.level(after)
	l.When = escalation.Unanswered
	return l
}

func (w *world) build() *escalation.Office { return escalation.NewOffice(w.office) }

// only is the one assignment that the office gives.
func (w *world) only() escalation.Assignment {
	w.t.Helper()
	all := escalation.Assignments(w.build(), time.Time{}, w.at("2023-12-31 23:59"))
	if len(all) != 1 {
		w.t.Fatalf("%d assignments, want one", len(all))
	}
	return all[0]
}

// planned lists the moments of a plan over 2021 to 2023, as "2022-03-31 17:00", of one kind and level.
func (w *world) planned(kind escalation.Kind, level int) []string {
	w.t.Helper()
	var out []string
	for _, p := range escalation.Plan(w.build(), w.date("2021-01-01"), w.date("2023-12-31"), "") {
		if p.Step.Kind == kind && p.Step.Level == level {
			out = append(out, p.Step.At.Format("2006-01-02 15:04"))
		}
	}
	return out
}

// expect compares a list with what is written in an example.
func expect(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\ngot  %q\nwant %q", what, got, want)
	}
}
