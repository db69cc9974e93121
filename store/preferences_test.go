package store

import (
	"errors"
	"testing"
	"time"

	"dondoc/escalation"
)

func TestALanguageIsKeptByAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		equal(t, "before", get(s.Language(t.Context(), 1001))(t), "")
		for _, l := range []escalation.Language{escalation.Vietnamese, escalation.English} {
			ok(t, s.Commit(t.Context(), escalation.Commit{At: at, Prefer: &escalation.Preference{Account: 1001, Language: l}}))
			equal(t, "chosen", get(s.Language(t.Context(), 1001))(t), l)
		}
		equal(t, "somebody else's", get(s.Language(t.Context(), 1002))(t), "")
		if all := get(s.Languages(t.Context()))(t); len(all) != 1 || all[1001] != escalation.English {
			t.Errorf("all: %v", all)
		}
		err := s.Commit(t.Context(), escalation.Commit{At: at, Prefer: &escalation.Preference{Account: 1, Language: "fr"}})
		if err == nil {
			t.Error("a language that there is not was kept")
		}
	})
}

func TestWhatAMessageCarriedIsKnown(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		linked(t, s, person("an"), person("binh"))
		a, b := task("a"), task("b")
		kept(t, s, epoch, a, notice(a, escalation.KindRemind, "7d", person("an")), notice(a, escalation.KindRemind, "7d", person("binh")))
		kept(t, s, epoch, b, notice(b, escalation.KindOverdue, "1", person("an")))
		for range 2 { // chats number their messages by themselves
			ok(t, s.MarkSent(t.Context(), epoch, ids(claim(t, s, epoch).Notices), 77, at))
		}
		ofA := get(s.Carried(t.Context(), a.Key, at.AddDate(0, 0, -30), 10))(t)
		equal(t, "messages with a", len(ofA), 2)
		equal(t, "since tomorrow", len(get(s.Carried(t.Context(), a.Key, at.AddDate(0, 0, 1), 10))(t)), 0)
		equal(t, "the newest", len(get(s.Carried(t.Context(), a.Key, at.AddDate(0, 0, -30), 1))(t)), 1)
		for _, n := range ofA {
			carried := get(s.InMessage(t.Context(), n))(t)
			if n.Recipient == person("binh") {
				equal(t, "to binh", len(carried), 1)
				continue
			}
			if len(carried) != 2 || carried[0].Kind != escalation.KindOverdue || carried[1].ID != n.ID {
				t.Errorf("to an: %+v", carried)
			}
		}
	})
}

func TestADeadLetterIsSentAgainOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		linked(t, s, person("an"))
		a := task("a")
		kept(t, s, epoch, a, notice(a, escalation.KindRemind, "7d", person("an")))
		dead := claim(t, s, epoch).Notices
		ok(t, s.MarkDead(t.Context(), epoch, ids(dead), "400 some fault", false, at))
		list, total, err := s.DeadPage(t.Context(), 10, 0)
		if err != nil || total != 1 || list[0].Error != "400 some fault" {
			t.Fatalf("dead: %+v, %d, %v", list, total, err)
		}
		again := escalation.Commit{At: at.Add(time.Hour), Resend: &escalation.Resend{Notice: dead[0].ID, By: "quan-tri"}}
		ok(t, s.Commit(t.Context(), again))
		e := get(s.History(t.Context(), a.Key, 1))(t)[0]
		if e.Kind != escalation.EventResent || e.Actor != "quan-tri" || e.Data.Notice != dead[0].ID {
			t.Errorf("on record: %+v", e)
		}
		if err := s.Commit(t.Context(), again); !errors.Is(err, escalation.ErrStale) {
			t.Errorf("twice: %v", err)
		}
		_, total, err = s.DeadPage(t.Context(), 10, 0)
		ok(t, err)
		equal(t, "dead letters left", total, 0)
		equal(t, "claimed again", len(claim(t, s, epoch).Notices), 1)
		whole(t, s)
	})
}

func TestAListKeepsToAScope(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		for _, unit := range []string{"a", "b", "c"} {
			x := task(unit)
			x.Reviewer, x.AssignedAt = "r", at
			switch unit {
			case "b":
				x.State = escalation.Submitted
			case "c":
				x.Held = []escalation.Held{{Level: 1, At: at, Released: true}, {Level: 12, At: at}}
			}
			kept(t, s, epoch, x)
		}
		hold := func(level int) []escalation.Hold {
			return []escalation.Hold{{Level: level, Sources: []string{task("c").Source}, Units: []string{"a", "b", "c"}}}
		}
		for _, c := range []struct {
			name   string
			filter escalation.Filter
			want   string
		}{
			{"nobody's", escalation.Filter{Seen: &escalation.Scope{}}, ""},
			{"a unit's", escalation.Filter{Seen: &escalation.Scope{Units: []string{"a"}}}, "a"},
			{"a reviewer's", escalation.Filter{Seen: &escalation.Scope{Reviewers: []string{"r"}}}, "abc"},
			{"either's", escalation.Filter{Seen: &escalation.Scope{Units: []string{"a"}, Reviewers: []string{"x"}}}, "a"},
			{"both limits", escalation.Filter{Units: []string{"b"}, Seen: &escalation.Scope{Units: []string{"a"}}}, ""},
			{"to be decided", escalation.Filter{Decides: &escalation.Scope{Reviewers: []string{"r"}}}, "b"},
			{"to be approved", escalation.Filter{Decides: &escalation.Scope{Holds: hold(12)}}, "c"},
			{"approved already", escalation.Filter{Decides: &escalation.Scope{Holds: hold(1)}}, ""},
			{"of another level", escalation.Filter{Decides: &escalation.Scope{Holds: hold(2)}}, ""},
			{"waiting for anybody", escalation.Filter{Awaiting: true}, "bc"},
			{"told by then", escalation.Filter{AssignedBy: at}, "abc"},
			{"told before", escalation.Filter{AssignedBy: at.Add(-time.Second)}, ""},
		} {
			list, total, err := s.List(t.Context(), c.filter, 10, 0)
			ok(t, err)
			got := ""
			for _, a := range list {
				got += a.Unit
			}
			if got != c.want || total != len(c.want) {
				t.Errorf("%s: %q of %d, want %q", c.name, got, total, c.want)
			}
		}
	})
}
