package escalation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dondoc/escalation"
)

// lost is an outage in which updates were not taken from one moment to another.
func (w *world) lost(id int64, from, to string) *escalation.Outage {
	return &escalation.Outage{ID: id, Unheard: escalation.Span{From: w.at(from), To: w.at(to)}}
}

// returns is the first tick after an outage.
func (l *life) returns(w *world, x *escalation.Outage, now string) {
	l.apply(escalation.DecideHearing(l.office, l.links, l.a, escalation.Listening{Lost: x}, w.at(now)))
}

// asked lists who is asked again, by kind and level, with the moment until when an answer is expected.
func (l *life) asked() []string {
	var out []string
	for _, n := range l.notices {
		if strings.Contains(n.Occurrence, "~") {
			by := n.Reason.AnswerBy.In(l.office.Calendar.Location()).Format("2006-01-02 15:04")
			if n.Reason.AnswerBy.IsZero() {
				by = "-"
			}
			out = append(out, string(n.Kind)+" "+n.Recipient.ID+" "+by)
		}
	}
	return out
}

func wantList(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// overdueTask is asked for its status a working day after its deadline, and reported when nobody answers.
func overdueTask(t *testing.T) *world {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	w.policy.Escalate = []escalation.Level{w.ask("1wd", "2wd"), w.unanswered("3wd")}
	return w
}

// The head was asked on Friday 1 April; then the system was away for five days. The answer may be lost: nobody is reported, the head is
// asked again and has the whole time to answer once more (Monday the 11th is a day off).
func TestAnAnswerThatMayBeLostIsAskedForAgain(t *testing.T) {
	w := overdueTask(t)
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-04-01 09:00")
	x := w.lost(7, "2022-04-01 09:00", "2022-04-07 09:00")
	l.returns(w, x, "2022-04-07 09:00")
	wantList(t, "asked again", l.asked(), "escalate cong-an-truong 2022-04-12 17:00")
	if got := l.told(); slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "escalate 2") }) {
		t.Errorf("reported although the answer may be lost: %q", got)
	}

	l.returns(w, x, "2022-04-07 09:00") // killed and begun anew
	wantList(t, "asked twice", l.asked(), "escalate cong-an-truong 2022-04-12 17:00")

	l.send(w.at("2022-04-07 09:01"))
	l.walk(w, "2022-04-12 16:59")
	if got := l.told(); slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "escalate 2") }) {
		t.Errorf("reported before the time to answer ran out: %q", got)
	}
	l.walk(w, "2022-04-13 09:00")
	if got := l.told(); !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "escalate 2 2022-04-1") }) {
		t.Errorf("never reported: %q", got)
	}
}

// The first question answers, too, and the answer is in time.
func TestTheFirstQuestionCanStillBeAnswered(t *testing.T) {
	w := overdueTask(t)
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-04-01 09:00")
	l.returns(w, w.lost(7, "2022-04-01 09:00", "2022-04-07 09:00"), "2022-04-07 09:00")
	l.do(escalation.Act{Action: escalation.ActAnswer, By: "cong-an-truong", Level: 1, Answer: escalation.OnTrack}, w.at("2022-04-07 09:00"))
	l.send(w.at("2022-04-07 09:01"))
	l.walk(w, "2022-05-30 09:00")
	for _, e := range l.events {
		if e.Kind == escalation.EventAnswered && e.Data.LateReply {
			t.Error("the answer counts as late")
		}
	}
	if got := l.told(); slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "escalate 2") }) {
		t.Errorf("reported although answered: %q", got)
	}
}

// What was asked less than a day before updates were taken again lost no answer; nor did a question whose time had run out before.
func TestOnlyWhatMayBeLostCountsAnew(t *testing.T) {
	w := overdueTask(t)
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-04-01 09:00")
	l.returns(w, w.lost(7, "2022-03-30 09:00", "2022-04-02 07:00"), "2022-04-02 07:00")
	wantList(t, "asked again within the day", l.asked())

	l.walk(w, "2022-04-05 18:00") // the time to answer ran out at 17:00
	l.returns(w, w.lost(9, "2022-04-05 18:00", "2022-04-08 09:00"), "2022-04-08 09:00")
	wantList(t, "asked again", l.asked(), "escalate cong-an-truong -")
	reported := slices.IndexFunc(l.told(), func(s string) bool { return strings.HasPrefix(s, "escalate 2") })
	if reported < 0 {
		t.Errorf("not reported although there was time to answer: %q", l.told())
	}
}

// While updates are not taken nobody's time to answer runs out; once they are, it does.
func TestNobodyIsReportedWhileAnswersCannotComeIn(t *testing.T) {
	w := overdueTask(t)
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-04-01 09:00")
	deaf := escalation.Listening{Since: w.at("2022-04-05 16:00")}
	for now := w.at("2022-04-05 17:00"); now.Before(w.at("2022-04-06 09:00")); now = now.Add(time.Minute) {
		if !l.a.NextAt.After(now) {
			l.apply(escalation.DecideHearing(l.office, l.links, l.a, deaf, now))
		}
	}
	if got := l.told(); slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "escalate 2") }) {
		t.Fatalf("reported while nobody listened: %q", got)
	}
	l.walk(w, "2022-04-06 09:10")
	if got := l.told(); !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "escalate 2 2022-04-06") }) {
		t.Errorf("not reported once answers could come in: %q", got)
	}
}

// A prompt is asked again before the deadline, and not twice when its next occasion is told anyway.
func TestAPromptIsAskedAgain(t *testing.T) {
	w := newWorld(t)
	w.task("2022-02-14", "2022-03-31")
	w.policy.Prompt = &escalation.PromptRule{Every: escalation.Weekly, On: time.Monday}
	l := w.begin("2022-02-14 07:00")
	l.walk(w, "2022-02-21 09:00")
	l.returns(w, w.lost(3, "2022-02-21 09:00", "2022-02-25 09:00"), "2022-02-25 09:00")
	wantList(t, "asked again", l.asked(), "prompt cong-an-truong -")
	l.send(w.at("2022-02-25 09:00"))
	l.returns(w, w.lost(5, "2022-02-25 09:00", "2022-03-02 09:00"), "2022-03-02 09:00") // Monday's prompt is told late
	wantList(t, "asked again", l.asked(), "prompt cong-an-truong -")
	if got := l.told(); got[len(got)-1] != "prompt 2022-02-28 08:00 (late)" {
		t.Errorf("told %q", got)
	}
}

// Who is to let a level be sent is asked again, too.
func TestAnApprovalIsAskedForAgain(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	held := w.level("1wd")
	held.ApproveBy = escalation.ToSupervisor
	w.policy.Escalate = []escalation.Level{held}
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-04-01 09:00")
	x := w.lost(7, "2022-04-01 09:00", "2022-04-07 09:00")
	for range 2 {
		l.returns(w, x, "2022-04-07 09:00")
	}
	wantList(t, "asked again", l.asked(), "approval bi-thu -")
	l.do(escalation.Act{Action: escalation.ActApprove, By: "bi-thu", Level: 1}, w.at("2022-04-07 10:00"))
	if l.a.HeldLevel() != 0 {
		t.Errorf("still held: %+v", l.a.Held)
	}
}

// What left the configuration, or waits for its review, asks nothing.
func TestNothingIsAskedAgainOfWhatWaits(t *testing.T) {
	w := overdueTask(t)
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-04-01 09:00")
	l.do(escalation.Act{Action: escalation.ActSubmit, By: "cong-an-truong", Submission: &escalation.Submission{Text: "Đã xong"}}, w.at("2022-04-01 10:00"))
	l.returns(w, w.lost(7, "2022-04-01 10:00", "2022-04-07 09:00"), "2022-04-07 09:00")
	wantList(t, "asked again", l.asked())
}
