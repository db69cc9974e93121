package bot_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dondoc/calendar"
	"dondoc/escalation"
	"dondoc/store"
)

// someone draws a person, or nobody.
func someone(t *rapid.T, label string) string {
	return rapid.SampledFrom([]string{"a", "b", "c", "d", "e", ""}).Draw(t, label)
}

func somePersons(t *rapid.T, label string) []string {
	return slices.DeleteFunc([]string{someone(t, label), someone(t, label)}, func(p string) bool { return p == "" })
}

// anyOffice draws units in any order of supervision, with vacant offices, work with and without a reviewing unit, and approvals. Its units
// and tasks are named after it, so that many of them have room in one database.
func anyOffice(t *rapid.T, name string) *escalation.Office {
	o := escalation.Office{
		Calendar: office().Calendar, DueOnDayOff: escalation.DueNext, Admins: []string{"e"},
		People: []*escalation.Person{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}, {ID: "e"}},
	}
	units := []string{name + "u0", name + "u1", name + "u2", name + "u3"}
	oneOf := func(label string) string { return rapid.SampledFrom(append([]string{""}, units...)).Draw(t, label) }
	for i, id := range units {
		u := &escalation.Unit{ID: id, Deputies: somePersons(t, "deputies"), Members: somePersons(t, "members")}
		if p := someone(t, "head"); p != "" {
			u.Heads = []escalation.Term{{Person: p}}
		}
		if p := someone(t, "former head"); p != "" {
			u.Heads = append([]escalation.Term{{Person: p, Until: date("2021-12-31")}}, u.Heads...)
		}
		if i > 0 {
			u.Supervisor = rapid.SampledFrom(append([]string{""}, units[:i]...)).Draw(t, "supervisor")
		}
		o.Units = append(o.Units, u)
	}
	for i := range 2 {
		p := &escalation.Policy{ID: fmt.Sprint("p", i), At: 480}
		for range 2 {
			by := rapid.SampledFrom([]escalation.Addressee{"", escalation.ToSupervisor, escalation.ToAdmins, escalation.Addressee("unit:" + units[1]), "person:c"}).Draw(t, "approve_by")
			p.Escalate = append(p.Escalate, escalation.Level{After: offset("1wd"), To: []escalation.Addressee{escalation.ToHead}, ApproveBy: by})
		}
		o.Policies = append(o.Policies, p)
	}
	for i := range 4 {
		o.Tasks = append(o.Tasks, &escalation.Task{Lead: units, Work: escalation.Work{
			ID: fmt.Sprint(name, "t", i), Policy: rapid.SampledFrom([]string{"p0", "p1"}).Draw(t, "policy"), Review: oneOf("review"),
		}})
	}
	return escalation.NewOffice(o)
}

// anyAssignments draws one assignment for each task and unit, in any state.
func anyAssignments(t *rapid.T, o *escalation.Office, now time.Time) []escalation.Assignment {
	var out []escalation.Assignment
	for _, task := range o.Tasks {
		for _, u := range o.Units {
			a := escalation.Assignment{
				Key: task.ID + "/" + u.ID, Kind: escalation.FromTask, Source: task.ID, Unit: u.ID, AssignedAt: now,
				State: rapid.SampledFrom(escalation.States()).Draw(t, "state"),
			}
			if rapid.Bool().Draw(t, "extension") {
				a.Extension = &escalation.ExtensionRequest{Until: calendar.DateOf(now), By: "a", At: now}
			}
			for level := 1; level <= 2; level++ {
				held := rapid.IntRange(0, 2).Draw(t, "held") == 0
				if held && o.Policy(task.Policy).Escalate[level-1].ApproveBy != "" {
					a.Held = append(a.Held, escalation.Held{Level: level, At: now, Released: rapid.Bool().Draw(t, "released")})
				}
			}
			a.Reviewer = o.ReviewUnit(&a)
			out = append(out, a)
		}
	}
	return out
}

// tellAny has some people told of an assignment, by addressees that may lead to them or may not; the message of some is still to come.
func tellAny(t *rapid.T, o *escalation.Office, a escalation.Assignment, now time.Time) []escalation.Notice {
	to := []escalation.Addressee{escalation.ToSupervisor, "person:a", "person:c"}
	for _, u := range o.Units {
		to = append(to, escalation.Addressee("unit:"+u.ID))
	}
	var out []escalation.Notice
	for i := range rapid.IntRange(0, 2).Draw(t, "told") {
		n := escalation.Notice{
			Assignment: a.Key, Occurrence: fmt.Sprint(i), Due: now,
			Kind: rapid.SampledFrom([]escalation.Kind{
				escalation.KindEscalate, escalation.KindApproval, escalation.KindUnreachable, escalation.KindDifficulty,
			}).Draw(t, "kind"),
			Recipient: escalation.Recipient{Kind: escalation.ToPerson, ID: rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "recipient")},
			State: rapid.SampledFrom([]escalation.NoticeState{
				escalation.NoticeSent, escalation.NoticeSending, escalation.NoticePending, escalation.NoticeDead,
			}).Draw(t, "notice"),
		}
		n.Reason.To = rapid.SampledFrom(to).Draw(t, "to")
		out = append(out, n)
	}
	return out
}

// waitsFor reports whether a decision on an assignment is the person's, and possible.
func waitsFor(o *escalation.Office, person string, a *escalation.Assignment, now time.Time) bool {
	can := func(act escalation.Action) bool {
		return o.May(person, act, a, now) && escalation.Possible(act, a.State)
	}
	return can(escalation.ActConfirm) || (a.Extension != nil && can(escalation.ActGrant)) || (len(a.Holding()) > 0 && can(escalation.ActApprove))
}

// TestListsAreExactlyWhatTheRightsSay, whatever the office is: who may not view an assignment finds it in no list, who may finds it, and
// what waits for a decision waits for those who may decide.
func TestListsAreExactlyWhatTheRightsSay(t *testing.T) {
	now := time.Date(2022, 3, 15, 9, 0, 0, 0, hanoi())
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "lists.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		o := anyOffice(rt, fmt.Sprint(n, "-"))
		all := anyAssignments(rt, o, now)
		var changes []escalation.Change
		for _, a := range all {
			changes = append(changes, escalation.Change{Assignment: a, Notices: tellAny(rt, o, a, now)})
		}
		if err := db.Commit(t.Context(), escalation.Commit{At: now, Changes: changes}); err != nil {
			rt.Fatal(err)
		}
		for i := range all {
			if all[i], err = db.Assignment(t.Context(), all[i].Key); err != nil {
				rt.Fatal(err)
			}
		}
		list := func(f escalation.Filter) []string {
			for _, u := range o.Units {
				f.Units = append(f.Units, u.ID)
			}
			found, total, err := db.List(t.Context(), f, 100, 0)
			if err != nil || total != len(found) {
				rt.Fatalf("list: %v, %d of %d", err, len(found), total)
			}
			var keys []string
			for _, a := range found {
				keys = append(keys, a.Key)
			}
			slices.Sort(keys)
			return keys
		}
		for _, p := range []string{"a", "b", "c", "d", "e", "nobody"} {
			var sees, decides, records []string
			for _, a := range all {
				if o.May(p, escalation.ActView, &a, now) {
					sees = append(sees, a.Key)
				}
				if waitsFor(o, p, &a, now) {
					decides = append(decides, a.Key)
				}
			}
			for _, a := range all {
				if o.May(p, escalation.ActRecordPaper, &a, now) {
					records = append(records, a.Key)
				}
			}
			slices.Sort(sees)
			slices.Sort(decides)
			slices.Sort(records)
			if got := list(escalation.Filter{Seen: o.Records(p, now)}); !slices.Equal(got, records) {
				rt.Fatalf("%s is shown %q to record papers for, and may for %q", p, got, records)
			}
			if got := list(escalation.Filter{Seen: o.Sees(p, now)}); !slices.Equal(got, sees) {
				rt.Fatalf("%s is shown %q, and may view %q", p, got, sees)
			}
			if got := list(escalation.Filter{Seen: o.Sees(p, now), Decides: o.Decides(p, now)}); !slices.Equal(got, decides) {
				rt.Fatalf("for %s wait %q, and %s may decide on %q", p, got, p, decides)
			}
		}
	})
}
