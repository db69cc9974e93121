package escalation_test

import (
	"fmt"
	"slices"
	"testing"

	"dondoc/escalation"
)

// hearing lists who hears what goes to these addressees, and who could not be reached, on 2022-03-31.
func (w *world) hearing(addressees ...escalation.Addressee) (heard, unreached []string) {
	w.t.Helper()
	hearings, lost := w.build().Recipients(escalation.NewLinks(w.links), &escalation.Assignment{Unit: police}, addressees, w.date("2022-03-31"))
	for _, h := range hearings {
		s := fmt.Sprint(h.Recipient.Kind, " ", h.Recipient.ID)
		if h.InsteadOf != "" {
			s += " for " + h.InsteadOf
		}
		heard = append(heard, s)
	}
	for _, u := range lost {
		unreached = append(unreached, u.Unit+" "+u.Person)
	}
	slices.Sort(heard)
	return heard, unreached
}

// DESIGN 5, who hears what. Each case: an office, what the policy says, who hears it, which head was not reached.
func TestRecipients(t *testing.T) {
	type change func(w *world)
	tie := func(unit string, reachable bool) change {
		return func(w *world) { w.link(group(unit), -100, reachable) }
	}
	lost := func(ids ...string) change {
		return func(w *world) {
			for i, id := range ids {
				w.link(person(id), int64(900+i), false)
			}
		}
	}
	gone := func(ids ...string) change { return func(w *world) { w.unlink(ids...) } }
	above := func(unit, supervisor string) change { return func(w *world) { w.unit(unit).Supervisor = supervisor } }
	for _, c := range []struct {
		name      string
		changes   []change
		to        []escalation.Addressee
		heard     []string
		unreached []string
	}{
		{"unit: its group", []change{tie(police, true)}, to("unit"), []string{"group " + police}, nil},
		{"unit: without one, members and deputies", nil, to("unit"), []string{"person cong-an-pho", "person cong-an-vien"}, nil},
		{"unit: a group that refuses is none", []change{tie(police, false)}, to("unit"), []string{"person cong-an-pho", "person cong-an-vien"}, nil},
		{"unit: only who is linked", []change{gone("cong-an-pho")}, to("unit"), []string{"person cong-an-vien"}, nil},
		{"unit: the head if nobody else is reachable", []change{gone("cong-an-pho"), lost("cong-an-vien")}, to("unit"), []string{"person cong-an-truong"}, nil},

		{"head: in private, though there is a group", []change{tie(police, true)}, to("head"), []string{"person cong-an-truong"}, nil},
		{"head: who stands in", []change{func(w *world) {
			w.unit(police).Acting = []escalation.Term{{Person: "cong-an-pho", From: w.date("2022-03-31"), Until: w.date("2022-03-31")}}
		}}, to("head"), []string{"person cong-an-pho"}, nil},
		{"head: the one in office that day", []change{func(w *world) {
			w.unit(police).Heads = []escalation.Term{{Person: "cong-an-truong", Until: w.date("2022-03-30")}, {Person: "cong-an-vien", From: w.date("2022-03-31")}}
		}}, to("head"), []string{"person cong-an-vien"}, nil},
		{"head: not linked: the deputies, never the group", []change{tie(police, true), gone("cong-an-truong")}, to("head"),
			[]string{"person cong-an-pho for cong-an-truong"}, []string{police + " cong-an-truong"}},
		{"head: not reachable: the deputies", []change{lost("cong-an-truong")}, to("head"),
			[]string{"person cong-an-pho for cong-an-truong"}, []string{police + " cong-an-truong"}},

		{"supervisor: as head, of the supervisor unit", []change{tie(standing, true)}, to("supervisor"), []string{"person bi-thu"}, nil},
		{"supervisor: its deputies when its head is not reached", []change{lost("bi-thu")}, to("supervisor"),
			[]string{"person pho-bi-thu for bi-thu"}, []string{standing + " bi-thu"}},
		{"supervisor: missing, the admins stand in", []change{above(police, "")}, to("supervisor"), []string{"person quan-tri"}, nil},

		{"unit:ID: as unit, and that unit's head", []change{tie(affairs, true)}, to("unit:" + affairs), []string{"group " + affairs, "person noi-chinh-truong"}, nil},
		{"unit:ID without a group", nil, to("unit:" + affairs), []string{"person noi-chinh-pho", "person noi-chinh-truong", "person noi-chinh-vien"}, nil},
		{"unit:ID that is the unit itself: the next one up", []change{tie(police, true), tie(standing, true)}, to("unit:" + police),
			[]string{"group " + standing, "person bi-thu"}, nil},
		{"unit:ID that is the unit itself, nobody above: the admins", []change{above(police, "")}, to("unit:" + police), []string{"person quan-tri"}, nil},

		{"person:ID in private", nil, to("person:noi-chinh-vien"), []string{"person noi-chinh-vien"}, nil},
		{"admins, each in private", []change{func(w *world) { w.office.Admins = []string{"quan-tri", "bi-thu"} }}, to("admins"),
			[]string{"person bi-thu", "person quan-tri"}, nil},
		{"who would hear it twice hears it once", []change{tie(police, true)}, to("unit", "head", "supervisor", "person:bi-thu", "unit:"+standing),
			[]string{"group " + police, "person bi-thu", "person cong-an-truong", "person pho-bi-thu"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			for _, change := range c.changes {
				change(w)
			}
			heard, unreached := w.hearing(c.to...)
			expect(t, "heard", heard, c.heard...)
			expect(t, "unreached", unreached, c.unreached...)
		})
	}
}

// "Then the supervisor is told at once that the head could not be reached … Admins are told too.".
func TestUnreachableHead(t *testing.T) {
	start := func(t *testing.T, change func(w *world)) (*world, *life) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		w.policy.Escalate = []escalation.Level{w.ask("1wd", "1wd"), w.ask("2wd", "1wd")}
		w.link(group(police), -100, true)
		change(w)
		return w, w.begin("2022-01-25 07:00")
	}
	t.Run("never linked: the deputies get the question, supervisor and admins hear of it, once", func(t *testing.T) {
		w, l := start(t, func(w *world) { w.unlink("cong-an-truong") })
		l.walk(w, "2022-04-30 00:00")
		expect(t, "escalation", l.heard(escalation.KindEscalate), "person cong-an-pho")
		expect(t, "unreachable", l.heard(escalation.KindUnreachable), "person bi-thu", "person quan-tri")
		for _, n := range l.notices {
			if n.Kind == escalation.KindUnreachable && (n.Detail.Person != "cong-an-truong" || n.Due.After(w.at("2022-04-01 08:00"))) {
				t.Errorf("unreachable: %+v", n)
			}
		}
	})
	t.Run("refused when it was sent: the next decision falls back", func(t *testing.T) {
		w, l := start(t, func(*world) {})
		l.walk(w, "2022-03-31 23:00")
		l.tick(w.at("2022-04-01 08:00"))
		expect(t, "meant for", l.heard(escalation.KindEscalate), "person cong-an-truong")
		w.link(person("cong-an-truong"), 101, false)
		l.reload(w, "h1")
		l.send(w.at("2022-04-01 08:01"))
		expect(t, "told", l.heard(escalation.KindEscalate), "person cong-an-truong", "person cong-an-pho")
		expect(t, "unreachable", l.heard(escalation.KindUnreachable), "person bi-thu", "person quan-tri")
		if q := l.a.AskOf(1); q == nil || !q.Sent.Equal(w.at("2022-04-01 08:01")) {
			t.Errorf("asked %+v, want the deputy's moment", q)
		}
	})
	t.Run("to the group goes only the unit's notice, never a question", func(t *testing.T) {
		w, l := start(t, func(w *world) {
			w.policy.Escalate[0].To = to(escalation.ToUnit, escalation.ToHead)
			w.policy.Escalate[1].To = to(escalation.ToUnit)
		})
		l.walk(w, "2022-04-30 00:00")
		for _, n := range l.notices {
			if n.Recipient.Kind == escalation.ToGroup && n.Ask != escalation.NoAsk {
				t.Errorf("level %d asks the group for the %s", n.Level, n.Ask)
			}
			if n.Recipient == person("cong-an-truong") && n.Level == 1 && n.Ask != escalation.AskStatus {
				t.Errorf("level 1 asks the head for %q", n.Ask)
			}
		}
	})
	t.Run("nobody at all: it ends as a notice that cannot be delivered, not as nothing", func(t *testing.T) {
		w, l := start(t, func(w *world) { w.unlink(police, "cong-an-truong", "cong-an-pho", "cong-an-vien") })
		l.walk(w, "2022-04-30 00:00")
		for _, n := range l.notices {
			if owes := n.Kind == escalation.KindAssigned || n.Kind == escalation.KindEscalate; owes && n.State != escalation.NoticeDead {
				t.Errorf("%s to %v is %s", n.Kind, n.Recipient, n.State)
			}
		}
		expect(t, "assigned", l.heard(escalation.KindAssigned), "group "+police)
	})
}

// "Nothing is sent outside working hours, except what goes to the chat that just acted.".
func TestNoticesFallInWorkingHours(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	l := w.begin("2022-01-25 07:00")
	night := w.at("2022-03-05 23:00")
	handIn := escalation.Act{Action: escalation.ActSubmit, By: "cong-an-vien", Chat: 102, Submission: &escalation.Submission{Text: "Đã xong"}}
	l.do(handIn, night)
	for _, n := range l.notices {
		switch {
		case n.Kind == escalation.KindReceipt && (!n.Due.Equal(night) || n.Chat != 102 || n.Lane != escalation.LaneReply):
			t.Errorf("the receipt waits until %v, chat %d, lane %d", n.Due, n.Chat, n.Lane)
		case n.Kind == escalation.KindReview && !n.Due.Equal(w.at("2022-03-07 07:30")):
			t.Errorf("the reviewing unit hears of it at %v", n.Due)
		}
	}
	expect(t, "to review", l.heard(escalation.KindReview), "person noi-chinh-truong", "person noi-chinh-pho")
}
