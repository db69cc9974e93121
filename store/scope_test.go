package store

import (
	"strings"
	"testing"

	"dondoc/escalation"
)

// toldBy is a notice of the ladder to a person, by an addressee.
func toldBy(a escalation.Assignment, kind escalation.Kind, to escalation.Addressee, who string) escalation.Notice {
	n := notice(a, kind, string(to), person(who))
	n.Reason.To = to
	return n
}

// Who was told of something by the ladder finds it, and it says so; what waits to be told, what told somebody else, and what told by another
// addressee are left out.
func TestWhoWasToldFindsIt(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		linked(t, s, person("an"), person("binh"))
		a, b, c, d := task("a"), task("b"), task("c"), task("d")
		kept(t, s, epoch, a, toldBy(a, escalation.KindEscalate, "unit:ban_x", "an"), toldBy(a, escalation.KindApproval, "unit:ban_x", "an"))
		kept(t, s, epoch, b, toldBy(b, escalation.KindEscalate, "unit:ban_x", "binh"), toldBy(b, escalation.KindRemind, "unit:ban_x", "an"))
		kept(t, s, epoch, c, toldBy(c, escalation.KindUnreachable, escalation.ToSupervisor, "an"))
		for range 2 {
			ok(t, s.MarkSent(t.Context(), epoch, ids(claim(t, s, epoch).Notices), 1, at))
		}
		kept(t, s, epoch, d, toldBy(d, escalation.KindEscalate, "unit:ban_x", "an"))

		finds := func(to escalation.Addressee, units []string, want string) {
			t.Helper()
			seen := &escalation.Scope{Heard: []escalation.Heard{{Person: "an", To: []escalation.Addressee{"person:an", to}, Units: units}}}
			list, total, err := s.List(t.Context(), escalation.Filter{Open: true, Seen: seen}, 10, 0)
			ok(t, err)
			var got []string
			for _, x := range list {
				got = append(got, x.Unit)
			}
			equal(t, "total", total, len(list))
			equal(t, string(to), strings.Join(got, " "), want)
		}
		finds("unit:ban_x", nil, "a")
		finds("unit:ban-x", nil, "") // an id is no pattern
		finds("unit:ban", nil, "")
		finds(escalation.ToSupervisor, []string{"c", "d"}, "c")
		finds(escalation.ToSupervisor, []string{"d"}, "")
		same(t, "told of a", get(s.Assignment(t.Context(), a.Key))(t).Told, []escalation.Told{{Person: "an", To: "unit:ban_x"}})
		same(t, "told of b", get(s.ByNumber(t.Context(), get(s.Assignment(t.Context(), b.Key))(t).Number))(t).Told,
			[]escalation.Told{{Person: "binh", To: "unit:ban_x"}})
		equal(t, "told of d", len(get(s.Assignment(t.Context(), d.Key))(t).Told), 0)
	})
}

// What somebody may see is looked up by indexes, however much is stored.
func TestAListReadsOnlyWhatOneMaySee(t *testing.T) {
	s := open(t, databases()[SQLite](t))
	seen := &escalation.Scope{
		Units: []string{"a"}, Reviewers: []string{"r"}, Holds: []escalation.Hold{{Level: 1, Sources: []string{"s"}, Units: []string{"b"}}},
		Heard: []escalation.Heard{
			{Person: "an", To: []escalation.Addressee{"person:an"}}, {Person: "an", To: []escalation.Addressee{"supervisor"}, Units: []string{"c"}},
		},
	}
	where, args := conditions(escalation.Filter{Open: true, AssignedBy: at, Seen: seen})
	var plan []struct {
		ID, Parent, NotUsed int64
		Detail              string
	}
	ok(t, all(t.Context(), s.read, &plan, `EXPLAIN QUERY PLAN SELECT key FROM assignments`+where, args...))
	for _, step := range plan {
		if strings.HasPrefix(step.Detail, "SCAN assignments") || strings.HasPrefix(step.Detail, "SCAN notices") {
			t.Errorf("reads everything: %s", step.Detail)
		}
		t.Log(step.Detail)
	}
}
