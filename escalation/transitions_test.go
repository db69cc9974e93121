package escalation_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"dondoc/escalation"
)

// table is that of DESIGN 1: what each action makes of each state; what is not there is not possible. An action that changes no state
// leads to the same one. Completed and withdrawn are final.
var table = map[escalation.Action]map[escalation.State]escalation.State{
	escalation.ActAccept: {escalation.Assigned: escalation.Accepted},
	escalation.ActSubmit: {
		escalation.Assigned: escalation.Submitted, escalation.Accepted: escalation.Submitted, escalation.Returned: escalation.Submitted,
	},
	escalation.ActRecordPaper: {
		escalation.Assigned: escalation.Submitted, escalation.Accepted: escalation.Submitted, escalation.Returned: escalation.Submitted,
	},
	escalation.ActRecall:  {escalation.Submitted: escalation.Accepted},
	escalation.ActConfirm: {escalation.Submitted: escalation.Completed},
	escalation.ActReturn:  {escalation.Submitted: escalation.Returned},
	escalation.ActSuspend: {
		escalation.Assigned: escalation.Suspended, escalation.Accepted: escalation.Suspended,
		escalation.Submitted: escalation.Suspended, escalation.Returned: escalation.Suspended,
	},
	escalation.ActResume: {escalation.Suspended: escalation.Returned}, // what it was before, see below
	escalation.ActWithdraw: {
		escalation.Assigned: escalation.Withdrawn, escalation.Accepted: escalation.Withdrawn, escalation.Submitted: escalation.Withdrawn,
		escalation.Returned: escalation.Withdrawn, escalation.Suspended: escalation.Withdrawn,
	},
	escalation.ActAnswer: {
		escalation.Assigned: escalation.Assigned, escalation.Accepted: escalation.Accepted, escalation.Returned: escalation.Returned,
	},
	escalation.ActAskMore: {
		escalation.Assigned: escalation.Assigned, escalation.Accepted: escalation.Accepted, escalation.Returned: escalation.Returned,
	},
}

// completeAct is an act with everything that it needs, by somebody who may.
func completeAct(w *world, action escalation.Action) escalation.Act {
	act := escalation.Act{
		Action: action, By: "cong-an-truong", Chat: 101, Text: "Lý do", Date: w.date("2022-04-29"), Answer: escalation.OnTrack,
		Submission: &escalation.Submission{Number: "12-BC/ĐU", Date: w.date("2022-03-09"), Received: w.date("2022-03-10")},
	}
	switch action {
	case escalation.ActRecordPaper, escalation.ActConfirm, escalation.ActReturn, escalation.ActSuspend, escalation.ActResume, escalation.ActWithdraw:
		act.By = "noi-chinh-truong"
	}
	return act
}

func TestTransitions(t *testing.T) {
	for _, state := range escalation.States() {
		for _, action := range escalation.Actions() {
			rows, known := table[action]
			if !known {
				continue // view, explain, approve: they need more than a state
			}
			t.Run(string(state)+" "+string(action), func(t *testing.T) {
				w := newWorld(t)
				w.task("2022-01-25", "2022-03-31")
				a := w.only()
				a.State, a.Born = state, w.at("2022-01-25 07:00")
				if state == escalation.Suspended {
					a.Before = escalation.Returned
				}
				before := a
				to, possible := rows[state]
				c, err := escalation.Do(w.build(), escalation.NewLinks(w.links), a, completeAct(w, action), w.at("2022-03-10 09:00"))
				switch {
				case escalation.Possible(action, state) != possible:
					t.Errorf("Possible says %v", !possible)
				case !possible && !errors.Is(err, escalation.ErrOvertaken):
					t.Errorf("not possible, but: %v", err)
				case possible && err != nil:
					t.Errorf("possible, but: %v", err)
				case possible && c.Assignment.State != to:
					t.Errorf("leads to %s, want %s", c.Assignment.State, to)
				case possible && !recorded(c, before.State, to):
					t.Errorf("events %+v", c.Events)
				case !reflect.DeepEqual(a, before):
					t.Error("the assignment that was passed has changed")
				}
			})
		}
	}
}

// recorded tells whether a change of state is in the ledger with its states, and who did it, and whether the chat that acted hears of it.
func recorded(c escalation.Change, from, to escalation.State) bool {
	event := slices.ContainsFunc(c.Events, func(e escalation.Event) bool {
		return e.Actor != escalation.System && (from == to || e.Data.From == from && e.Data.To == to)
	})
	receipt := slices.ContainsFunc(c.Notices, func(n escalation.Notice) bool {
		return n.Kind == escalation.KindReceipt && n.Chat == 101
	})
	return event && receipt
}

func TestTransitionsEnd(t *testing.T) {
	for _, state := range []escalation.State{escalation.Completed, escalation.Withdrawn} {
		for _, action := range escalation.Actions() {
			if action != escalation.ActView && escalation.Possible(action, state) {
				t.Errorf("%s is possible when %s", action, state)
			}
		}
	}
}

// at10 does an act on the only assignment at 09:00 on 2022-03-10 and says what became of it.
func at10(w *world, act escalation.Act, change func(a *escalation.Assignment)) (escalation.Change, error) {
	a := w.only()
	a.Born = w.at("2022-01-25 07:00")
	if change != nil {
		change(&a)
	}
	return escalation.Do(w.build(), escalation.NewLinks(w.links), a, act, w.at("2022-03-10 09:00"))
}

func TestHandingIn(t *testing.T) {
	setup := func(t *testing.T, review, supervisor string, admins ...string) *world {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31").Review = review
		w.unit(police).Supervisor = supervisor
		w.office.Admins = admins
		return w
	}
	for _, c := range []struct {
		name, review, supervisor string
		admins                   []string
		want                     escalation.State
		hears                    []string
	}{
		{"to the unit that reviews", affairs, standing, []string{"quan-tri"}, escalation.Submitted, []string{"noi-chinh-truong", "noi-chinh-pho"}},
		{"else to the supervisor unit", "", standing, []string{"quan-tri"}, escalation.Submitted, []string{"bi-thu", "pho-bi-thu"}},
		{"else to the admins", "", "", []string{"quan-tri"}, escalation.Submitted, []string{"quan-tri"}},
		{"without a reviewing unit it completes", "", "", nil, escalation.Completed, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := setup(t, c.review, c.supervisor, c.admins...)
			change, err := at10(w, completeAct(w, escalation.ActSubmit), nil)
			var hears []string
			for _, n := range change.Notices {
				if n.Kind == escalation.KindReview {
					hears = append(hears, n.Recipient.ID)
				}
			}
			expect(t, "reviews", hears, c.hears...)
			if err != nil || change.Assignment.State != c.want {
				t.Errorf("%s, %v", change.Assignment.State, err)
			}
		})
	}
	t.Run("a vacant office of the reviewing unit does not complete it", func(t *testing.T) {
		w := setup(t, affairs, standing, "quan-tri")
		w.unit(affairs).Heads = []escalation.Term{{Person: "noi-chinh-truong", Until: w.date("2022-02-28")}}
		w.unlink("noi-chinh-pho")
		change, err := at10(w, completeAct(w, escalation.ActSubmit), nil)
		if err != nil || change.Assignment.State != escalation.Submitted {
			t.Errorf("%s, %v", change.Assignment.State, err)
		}
		for _, n := range change.Notices {
			if n.Recipient.ID == "" {
				t.Errorf("%s goes to nobody", n.Kind)
			}
		}
	})
	t.Run("a paper counts from the day it was received, and the ledger says who recorded it", func(t *testing.T) {
		w := setup(t, affairs, standing)
		change, err := at10(w, completeAct(w, escalation.ActRecordPaper), nil)
		if err != nil {
			t.Fatal(err)
		}
		e, a := change.Events[0], change.Assignment
		if e.Actor != "noi-chinh-truong" || e.Data.DocNumber != "12-BC/ĐU" || e.Data.DocDate != "2022-03-09" || e.Data.Date != "2022-03-10" {
			t.Errorf("event %+v", e)
		}
		if a.Submission.By != "noi-chinh-truong" || dayOf(a.HandedIn.In(w.office.Calendar.Location())) != w.date("2022-03-10") {
			t.Errorf("handed in %v by %s", a.HandedIn, a.Submission.By)
		}
	})
	t.Run("acts at one moment give a notice each", func(t *testing.T) {
		w := setup(t, affairs, standing)
		l := w.begin("2022-01-25 07:00")
		now := w.at("2022-03-10 09:00")
		for range 2 {
			l.do(completeAct(w, escalation.ActSubmit), now)
			l.do(completeAct(w, escalation.ActReturn), now)
		}
		if l.broken != "" {
			t.Errorf("two notices have the key %s", l.broken)
		}
	})
}

func TestSuspension(t *testing.T) {
	for _, before := range []escalation.State{escalation.Assigned, escalation.Accepted, escalation.Submitted, escalation.Returned} {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		l := w.begin("2022-01-25 07:00")
		l.a.State = before
		l.do(completeAct(w, escalation.ActSuspend), w.at("2022-03-10 09:00"))
		l.do(completeAct(w, escalation.ActResume), w.at("2022-03-11 09:00"))
		if l.a.State != before {
			t.Errorf("%s came back as %s", before, l.a.State)
		}
	}
}

func TestIncompleteActs(t *testing.T) {
	for name, c := range map[string]struct {
		action escalation.Action
		state  escalation.State
		spoil  func(w *world, act *escalation.Act)
		want   error
	}{
		"nothing handed in":           {escalation.ActSubmit, escalation.Accepted, func(_ *world, a *escalation.Act) { a.Submission = nil }, escalation.ErrIncomplete},
		"an empty submission":         {escalation.ActSubmit, escalation.Accepted, func(_ *world, a *escalation.Act) { a.Submission = &escalation.Submission{Text: " "} }, escalation.ErrIncomplete},
		"a paper from tomorrow":       {escalation.ActRecordPaper, escalation.Accepted, func(w *world, a *escalation.Act) { a.Submission.Received = w.date("2022-03-11") }, escalation.ErrIncomplete},
		"a return without reasons":    {escalation.ActReturn, escalation.Submitted, func(_ *world, a *escalation.Act) { a.Text = "" }, escalation.ErrIncomplete},
		"a return without a date":     {escalation.ActReturn, escalation.Submitted, func(w *world, a *escalation.Act) { a.Date.Year = 0; a.Date.Month = 0; a.Date.Day = 0 }, escalation.ErrIncomplete},
		"a return to yesterday":       {escalation.ActReturn, escalation.Submitted, func(w *world, a *escalation.Act) { a.Date = w.date("2022-03-09") }, escalation.ErrDatePassed},
		"a suspension unexplained":    {escalation.ActSuspend, escalation.Accepted, func(_ *world, a *escalation.Act) { a.Text = " " }, escalation.ErrIncomplete},
		"a withdrawal unexplained":    {escalation.ActWithdraw, escalation.Accepted, func(_ *world, a *escalation.Act) { a.Text = "" }, escalation.ErrIncomplete},
		"difficulties without any":    {escalation.ActAnswer, escalation.Accepted, func(_ *world, a *escalation.Act) { a.Answer, a.Text = escalation.HasDifficulty, "" }, escalation.ErrIncomplete},
		"more time without reasons":   {escalation.ActAskMore, escalation.Accepted, func(_ *world, a *escalation.Act) { a.Text = "" }, escalation.ErrIncomplete},
		"more time until the old day": {escalation.ActAskMore, escalation.Accepted, func(w *world, a *escalation.Act) { a.Date = w.date("2022-03-31") }, escalation.ErrDatePassed},
		"an explanation not asked":    {escalation.ActExplain, escalation.Accepted, func(*world, *escalation.Act) {}, escalation.ErrNothingAsked},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.task("2022-01-25", "2022-03-31")
			act := completeAct(w, c.action)
			c.spoil(w, &act)
			change, err := at10(w, act, func(a *escalation.Assignment) { a.State = c.state })
			if !errors.Is(err, c.want) || len(change.Events)+len(change.Notices) > 0 {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

func TestExplanation(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	l := w.ask("1wd", "2wd")
	l.Ask = escalation.AskExplanation
	w.policy.Escalate = []escalation.Level{l}
	life := w.begin("2022-01-25 07:00")
	life.walk(w, "2022-04-01 12:00")
	life.do(escalation.Act{Action: escalation.ActExplain, By: "cong-an-truong", Level: 1, Text: "Do thiếu số liệu"}, w.at("2022-04-04 09:00"))
	if e := life.events[len(life.events)-1]; e.Kind != escalation.EventExplained || e.Data.Level != 1 || e.Data.LateReply || e.Data.Text == "" {
		t.Errorf("the ledger says %+v", e)
	}
	if len(life.a.OpenAsks(escalation.AskExplanation)) != 0 {
		t.Error("the question is still open")
	}
}
