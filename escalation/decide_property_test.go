package escalation_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dondoc/calendar"
	"dondoc/escalation"
)

// everybody links all persons and, if asked, all groups of the drawn offices.
func everybody(groups bool) escalation.Links {
	var list []escalation.Link
	for i, id := range []string{"ha", "hb", "hc", "x", "da", "dc", "ma"} {
		list = append(list, escalation.Link{Recipient: person(id), Chat: int64(i + 1), Reachable: true})
	}
	for i, id := range []string{"a", "b", "c"} {
		list = append(list, escalation.Link{Recipient: group(id), Chat: int64(-i - 1), Reachable: groups})
	}
	return escalation.NewLinks(list)
}

// anAssignment draws one of the assignments that an office gives until the middle of 2023; the draw is given up where there is none.
func anAssignment(t *rapid.T, o *oracle) escalation.Assignment {
	all := escalation.Assignments(o.office, o.moment(aDay(t, "since", 0), 0), o.moment(aDay(t, "until", 0).AddDays(560), 0))
	if len(all) == 0 {
		t.Skip("no assignment")
	}
	return rapid.SampledFrom(all).Draw(t, "assignment")
}

// toldRows writes what became notices as rows of kind, level and moment.
func toldRows(l *life, zone *time.Location) []string {
	var out []string
	for _, n := range l.notices {
		if !slices.Contains(escalation.StepKinds(), n.Kind) {
			continue
		}
		if s := fmt.Sprint(n.Due.In(zone).Format(time.RFC3339), " ", n.Kind, " ", n.Level); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return out
}

// leaveTimeToAnswer lengthens an `answer_within` of nothing: a question at closing would run out at its own moment.
func leaveTimeToAnswer(o *oracle) {
	for _, p := range o.office.Policies {
		for _, l := range p.Escalate {
			if l.AnswerWithin != nil && l.AnswerWithin.IsZero() {
				*l.AnswerWithin = calendar.Offset{Unit: calendar.WorkingDays, N: 1}
			}
		}
	}
}

// A life in which nobody acts, and every notice is sent at once, tells what the plan said: the same steps at the same moments. NextAt
// leads from one to the next.
func TestAnIdleLifeTellsThePlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := anOffice(t)
		leaveTimeToAnswer(o)
		a := anAssignment(t, o)
		l := &life{office: o.office, links: everybody(true)}
		l.apply(escalation.Create(o.office, a, a.AssignedAt.Add(-time.Hour)))
		from, to := shift(dayOf(o.wall(a.AssignedAt)), -1), shift(dayOf(o.wall(a.AssignedAt)), 500)
		for end := o.moment(shift(to, 1), 0).Add(-1); !l.a.NextAt.IsZero() && !l.a.NextAt.After(end); {
			now := l.a.NextAt
			l.tick(now)
			l.send(now)
			if !l.a.NextAt.IsZero() && !l.a.NextAt.After(now) {
				t.Fatalf("at %v the next step is at %v", now, l.a.NextAt)
			}
		}
		o.only, _, _ = strings.Cut(a.Key, "/")
		var want []string
		for _, r := range o.plan(from, to) {
			if r.key == a.Key {
				want = append(want, fmt.Sprint(r.at, " ", r.kind, " ", r.level))
			}
		}
		slices.Sort(want)
		if got := toldRows(l, o.zone); !slices.Equal(got, want) {
			t.Fatalf("told\n%q\nplanned\n%q", got, want)
		}
		if l.broken != "" {
			t.Fatalf("told twice: %s", l.broken)
		}
	})
}

// Ticks that come late by up to an hour tell the same steps as ticks in every minute, none of them marked late.
func TestJumpsWithinTheHourTellTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := anOffice(t)
		for _, p := range o.office.Policies { // what an answer would have to wait for depends on when the question was sent
			p.Escalate = slices.DeleteFunc(p.Escalate, func(l escalation.Level) bool { return l.When == escalation.Unanswered })
		}
		a := anAssignment(t, o)
		begin := a.AssignedAt.Add(-30 * time.Minute)
		every, jumps := &life{office: o.office, links: everybody(true)}, &life{office: o.office, links: everybody(true)}
		for _, l := range []*life{every, jumps} {
			l.apply(escalation.Create(o.office, a, begin))
		}
		end := begin.Add(30 * 24 * time.Hour)
		for now := begin; now.Before(end); now = now.Add(time.Minute) {
			every.tick(now)
		}
		strides := rapid.SliceOfN(rapid.IntRange(1, 60), 1, 20).Draw(t, "strides")
		for i, now := 0, begin; now.Before(end.Add(-time.Minute)); i++ {
			now = now.Add(time.Duration(strides[i%len(strides)]) * time.Minute)
			jumps.tick(slices.MinFunc([]time.Time{now, end.Add(-time.Minute)}, time.Time.Compare))
		}
		if x, y := toldRows(every, o.zone), toldRows(jumps, o.zone); !slices.Equal(x, y) {
			t.Fatalf("every minute\n%q\nin jumps\n%q", x, y)
		}
		for _, n := range jumps.notices {
			if n.Late {
				t.Fatalf("%s of %v is marked late", n.Kind, n.Due)
			}
		}
	})
}

// aMove draws something that happens: time passes, somebody acts, notices are sent or refused, somebody becomes reachable.
func aMove(t *rapid.T, l *life, now time.Time) {
	switch rapid.IntRange(0, 5).Draw(t, "move") {
	case 0:
		l.links = everybody(rapid.Bool().Draw(t, "groups"))
	case 1:
		l.send(now)
	case 2:
		some := rapid.SampledFrom([]string{"ha", "hb", "hc", "x"}).Draw(t, "who blocks")
		list := []escalation.Link{}
		for _, id := range []string{"ha", "hb", "hc", "x", "da", "dc", "ma"} {
			list = append(list, escalation.Link{Recipient: person(id), Chat: 1, Reachable: id != some})
		}
		l.links = escalation.NewLinks(list)
	default:
		act := escalation.Act{
			Action: rapid.SampledFrom(escalation.Actions()).Draw(t, "action"),
			By:     rapid.SampledFrom([]string{"ha", "hb", "hc", "x", "da", "nobody"}).Draw(t, "by"),
			Answer: rapid.SampledFrom([]escalation.StatusAnswer{escalation.OnTrack, escalation.HasDifficulty}).Draw(t, "answer"),
			Text:   "Lý do", Level: rapid.IntRange(0, 3).Draw(t, "level"), Submission: &escalation.Submission{Text: "Đã xong"},
		}
		act.Date = shift(dayOf(now), rapid.IntRange(0, 60).Draw(t, "in days"))
		if c, err := escalation.Do(l.office, l.links, l.a, act, now); err == nil {
			l.apply(c)
		}
	}
}

// Whatever happens in whatever order: deciding again at the same moment changes nothing, no step is told twice to anybody, and the next
// moment lies ahead and is that of the next step.
func TestRandomLives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := anOffice(t)
		if rapid.Bool().Draw(t, "more people") {
			o.office.Units[0].Deputies, o.office.Units[0].Members, o.office.Units[2].Deputies = []string{"da"}, []string{"ma"}, []string{"dc"}
		}
		for _, p := range o.office.Policies {
			for i := range p.Escalate {
				p.Escalate[i].ApproveBy = rapid.SampledFrom([]escalation.Addressee{"", "", escalation.ToSupervisor}).Draw(t, "approve_by")
			}
		}
		a := anAssignment(t, o)
		now := a.AssignedAt.Add(time.Duration(rapid.IntRange(-300, 300).Draw(t, "born")) * time.Hour)
		l := &life{office: o.office, links: everybody(true)}
		l.apply(escalation.Create(o.office, a, now))
		for range rapid.IntRange(1, 25).Draw(t, "moves") {
			minutes := rapid.SampledFrom([]int{0, 1, 30, 61, 60 * 24, 60 * 24 * 9}).Draw(t, "after")
			now = now.Add(time.Duration(minutes) * time.Minute)
			if rapid.Bool().Draw(t, "at the next step") && !l.a.NextAt.IsZero() && l.a.NextAt.After(now) {
				now = l.a.NextAt
			}
			l.apply(escalation.Decide(l.office, l.links, l.a, now))
			checkDecided(t, l, now)
			aMove(t, l, now)
			if l.broken != "" {
				t.Fatalf("told twice: %s", l.broken)
			}
		}
	})
}

func checkDecided(t *rapid.T, l *life, now time.Time) {
	again := escalation.Decide(l.office, l.links, l.a, now)
	if len(again.Events)+len(again.Notices) > 0 || !reflect.DeepEqual(again.Assignment, l.a) {
		t.Fatalf("decided again at %v: %+v", now, again)
	}
	next := l.a.NextAt
	switch steps := l.office.Steps(&l.a, now, now.AddDate(2, 0, 0)); {
	case !l.a.State.Open() || l.a.State.Waiting():
		if !next.IsZero() {
			t.Fatalf("%s, and still a step at %v", l.a.State, next)
		}
	case len(steps) > 0 && (next.IsZero() || next.After(steps[0].At)): // a reminder to answer may come before the next step
		t.Fatalf("next is %v, but %v falls at %v", next, steps[0].Name(), steps[0].At)
	case !next.IsZero() && !next.After(now):
		t.Fatalf("next is %v at %v", next, now)
	}
}
