package escalation_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"dondoc/escalation"
)

// A question goes to the head; whom else the level names is told that it was asked.
func TestOnlyTheHeadIsAsked(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	l := w.ask("5wd", "2wd")
	l.To, l.Ask = to(escalation.ToHead, escalation.ToSupervisor), escalation.AskExplanation
	w.policy.Escalate = []escalation.Level{l}
	for _, c := range []struct{ lost, asked, instead string }{
		{"", "cong-an-truong", ""},
		{"cong-an-truong", "cong-an-pho", "cong-an-truong"},
	} {
		if c.lost != "" {
			w.unlink(c.lost)
		}
		life := w.begin("2022-01-25 07:00")
		life.walk(w, "2022-04-30 00:00")
		for _, n := range life.notices {
			if n.Kind != escalation.KindEscalate {
				continue
			}
			if asked := n.Ask == escalation.AskExplanation; asked != (n.Recipient == person(c.asked)) {
				t.Errorf("%v is asked: %v, want %s alone", n.Recipient, asked, c.asked)
			}
			if n.Recipient == person(c.asked) && (n.Reason.InsteadOf != c.instead || n.Reason.To != escalation.ToHead) {
				t.Errorf("the reason says to %s instead of %q", n.Reason.To, n.Reason.InsteadOf)
			}
			if by := n.Reason.AnswerBy; !by.IsZero() && !by.Equal(w.at("2022-04-12 17:00")) {
				t.Errorf("to answer by %v, want the closing of the second working day after", by)
			}
		}
	}
}

// It is noted who was asked, and in whose stead, so that nobody is called silent whom the question never reached (DESIGN 5).
func TestItIsNotedWhoWasAsked(t *testing.T) {
	for _, c := range []struct {
		lost    []string
		instead string
		asked   []string
	}{
		{nil, "", []string{"cong-an-truong"}},
		{[]string{"cong-an-truong"}, "cong-an-truong", []string{"cong-an-pho", "pho-hai"}},
	} {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		w.unit(police).Deputies = []string{"cong-an-pho", "pho-hai"}
		w.office.People = append(w.office.People, &escalation.Person{ID: "pho-hai"})
		w.link(person("pho-hai"), 900, true)
		w.policy.Escalate = []escalation.Level{w.ask("1wd", "1wd"), w.unanswered("3wd")}
		w.unlink(c.lost...)
		l := w.begin("2022-01-25 07:00")
		l.walk(w, "2022-04-30 00:00")
		q := l.a.AskOf(1)
		if q == nil || q.To != escalation.ToHead || q.InsteadOf != c.instead || !slices.Equal(q.Persons, c.asked) {
			t.Errorf("asked: %+v, want %v instead of %q", q, c.asked, c.instead)
		}
		expect(t, "told of the silence", l.heard(escalation.KindEscalate)[len(c.asked):], "person bi-thu")
	}
}

// Each prompt asks anew, the answer to one is not that of the next.
func TestPromptsAreAnsweredOneByOne(t *testing.T) {
	w := newWorld(t)
	w.task("2022-02-14", "2022-03-31")
	w.policy.Prompt = &escalation.PromptRule{Every: escalation.Weekly, On: time.Monday}
	l := w.begin("2022-02-14 07:00")
	onTrack := escalation.Act{Action: escalation.ActAnswer, By: "cong-an-truong", Answer: escalation.OnTrack}
	open := func() int { return len(l.a.OpenAsks(escalation.AskStatus)) }
	for _, step := range []struct {
		until string
		open  int
	}{{"2022-02-20 00:00", 0}, {"2022-02-21 09:00", 1}, {"2022-02-28 09:00", 1}} {
		l.walk(w, step.until)
		if open() != step.open {
			t.Errorf("until %s: %d open questions, want %d", step.until, open(), step.open)
		}
		if step.open > 0 {
			l.do(onTrack, w.at(step.until).Add(time.Hour))
		}
		if open() != 0 {
			t.Errorf("after the answer %d are open", open())
		}
	}
	expect(t, "answered", l.logged(escalation.EventAnswered), ">", ">")
}

// Somebody answers before it is stored that the question was sent: the answer is that question's, and it stays answered.
func TestAnAnswerMayBeQuickerThanTheQuestionsOutcome(t *testing.T) {
	w := newWorld(t)
	w.task("2022-02-14", "2022-03-31")
	l := w.begin("2022-02-14 07:00")
	for _, level := range []int{0, 1} {
		now := w.at("2022-04-01 09:00")
		a := l.a
		question := escalation.Notice{
			Level: level, Ask: escalation.AskStatus, Deadline: a.Ladder().DeadlineKey(), Occurrence: "2022-04-01",
			Recipient: escalation.Recipient{Kind: escalation.ToPerson, ID: "cong-an-truong"}, State: escalation.NoticeSending,
		}
		if !a.NoteArrived(question, now) {
			t.Errorf("level %d: a question on its way did not arrive", level)
		}
		act := escalation.Act{Action: escalation.ActAnswer, By: "cong-an-truong", Level: level, Answer: escalation.OnTrack}
		change, err := escalation.Do(l.office, l.links, a, act, now)
		if err != nil {
			t.Fatal(err)
		}
		a = change.Assignment
		a.NoteAsked(question, now.Add(time.Second))
		if open := a.OpenAsks(escalation.AskStatus); len(open) != 0 {
			t.Errorf("level %d: the answered question is open again: %+v", level, open)
		}
		question.State = escalation.NoticeSent
		if a.NoteArrived(question, now) {
			t.Errorf("level %d: what was sent arrived once more", level)
		}
	}
}

// Difficulties are told to the supervisor at once.
func TestDifficultiesAreToldAbove(t *testing.T) {
	w := newWorld(t)
	w.task("2022-02-14", "2022-03-31")
	l := w.begin("2022-02-14 07:00")
	act := escalation.Act{Action: escalation.ActAnswer, By: "cong-an-truong", Answer: escalation.HasDifficulty, Text: "Thiếu kinh phí"}
	l.do(act, w.at("2022-03-01 09:00"))
	expect(t, "told", l.heard(escalation.KindDifficulty), "person bi-thu")
	if l.a.State != escalation.Assigned {
		t.Errorf("an answer made it %s", l.a.State)
	}
}

// The ladder of a supplement asks anew: what was answered, or left unanswered, under the first deadline does not count (DESIGN 4.10).
func TestAReturnAsksAnew(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	w.policy.Escalate = []escalation.Level{w.ask("1wd", "1wd"), w.unanswered("3wd")}
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-04-01 09:00")
	l.do(escalation.Act{Action: escalation.ActAnswer, By: "cong-an-truong", Level: 1, Answer: escalation.AnswerDone}, w.at("2022-04-01 10:00"))
	l.do(completeAct(w, escalation.ActSubmit), w.at("2022-04-01 11:00"))
	back := completeAct(w, escalation.ActReturn)
	back.Date = w.date("2022-04-15")
	l.do(back, w.at("2022-04-06 09:00"))
	l.walk(w, "2022-06-30 00:00")
	expect(t, "told", l.told()[1:], "escalate 1 2022-04-01 08:00", "escalate 1 2022-04-18 08:00", "escalate 2 2022-04-20 08:00")
}

// What was held when the unit handed in is not sent later, by a button that is still there.
func TestHandingInOvertakesWhatIsHeld(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	first := w.level("1wd")
	first.ApproveBy = escalation.ToSupervisor
	w.policy.Escalate = []escalation.Level{first}
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-04-01 09:00")
	l.do(completeAct(w, escalation.ActSubmit), w.at("2022-04-01 10:00"))
	l.do(completeAct(w, escalation.ActReturn), w.at("2022-04-01 11:00"))
	approve := escalation.Act{Action: escalation.ActApprove, By: "bi-thu", Level: 1}
	if _, err := escalation.Do(l.office, l.links, l.a, approve, w.at("2022-04-01 12:00")); err == nil || errors.Is(err, escalation.ErrIncomplete) {
		t.Errorf("approved after it was handed in: %v", err)
	}
	if len(l.a.Held) != 0 {
		t.Errorf("still held: %v", l.a.Held)
	}
}
