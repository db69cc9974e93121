package escalation_test

import (
	"errors"
	"testing"

	"dondoc/calendar"
	"dondoc/escalation"
)

// extending is a task due 31/03/2022 whose policy allows two extensions, asked for three working days before.
func extending(t *testing.T) (*world, *life) {
	t.Helper()
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	w.policy.Remind = w.offsets("1d")
	before, err := calendar.ParseOffset("3wd")
	if err != nil {
		t.Fatal(err)
	}
	w.policy.Extensions = &escalation.ExtensionRule{Max: 2, Before: before}
	return w, w.begin("2022-01-25 07:00")
}

func (l *life) wants(w *world, until, at string) {
	l.do(escalation.Act{Action: escalation.ActAskMore, By: "cong-an-vien", Text: "chờ kinh phí", Date: w.date(until)}, w.at(at))
}

func TestAnExtensionIsGrantedAndReplacesTheLadder(t *testing.T) {
	w, l := extending(t)
	l.walk(w, "2022-03-20 10:00")
	l.wants(w, "2022-04-15", "2022-03-20 10:00")
	if l.a.InForce().Date != w.date("2022-03-31") || l.a.Extension == nil {
		t.Error("while it is only asked for, the old deadline stands")
	}
	l.do(escalation.Act{Action: escalation.ActGrant, By: "noi-chinh-truong"}, w.at("2022-03-21 09:00"))
	if l.a.InForce().Date != w.date("2022-04-15") || l.a.Original.Date != w.date("2022-03-31") || l.a.Granted != 1 || l.a.Extension != nil {
		t.Errorf("in force %v, original %v, granted %d", l.a.InForce().Date, l.a.Original.Date, l.a.Granted)
	}
	l.walk(w, "2022-04-15 12:00")
	expect(t, "told", l.told(), "assigned 2022-01-25 08:00", "remind 2022-04-14 08:00")
}

func TestARefusalNamesItsReasonsAndChangesNothingElse(t *testing.T) {
	w, l := extending(t)
	l.walk(w, "2022-03-20 10:00")
	l.wants(w, "2022-04-15", "2022-03-20 10:00")
	refuse := escalation.Act{Action: escalation.ActRefuse, By: "noi-chinh-pho"}
	if _, err := escalation.Do(w.build(), escalation.NewLinks(w.links), l.a, refuse, w.at("2022-03-21 09:00")); !errors.Is(err, escalation.ErrIncomplete) {
		t.Errorf("refused without reasons: %v", err)
	}
	refuse.Text = "không có căn cứ"
	l.do(refuse, w.at("2022-03-21 09:00"))
	if l.a.InForce().Date != w.date("2022-03-31") || l.a.Extension != nil || l.a.Granted != 0 {
		t.Errorf("in force %v, granted %d", l.a.InForce().Date, l.a.Granted)
	}
}

func TestExtensionsKeepTheirLimits(t *testing.T) {
	w, l := extending(t)
	l.walk(w, "2022-03-20 10:00")
	ask := func(until, at string) error {
		act := escalation.Act{Action: escalation.ActAskMore, By: "cong-an-vien", Text: "chờ", Date: w.date(until)}
		_, err := escalation.Do(w.build(), escalation.NewLinks(w.links), l.a, act, w.at(at))
		return err
	}
	if err := ask("2022-04-15", "2022-03-28 23:00"); err != nil { // the third working day before 31/03
		t.Errorf("in time: %v", err)
	}
	if err := ask("2022-04-15", "2022-03-29 00:00"); !errors.Is(err, escalation.ErrTooLate) {
		t.Errorf("two working days before: %v, want ErrTooLate", err)
	}
	if err := ask("2022-03-30", "2022-03-20 10:00"); !errors.Is(err, escalation.ErrDatePassed) {
		t.Errorf("a date before the deadline: %v", err)
	}
	l.wants(w, "2022-04-15", "2022-03-20 10:00")
	if err := ask("2022-04-20", "2022-03-20 11:00"); !errors.Is(err, escalation.ErrPending) {
		t.Errorf("asked twice: %v, want ErrPending", err)
	}
	l.a.Granted, l.a.Extension = 2, nil
	if err := ask("2022-04-20", "2022-03-20 11:00"); !errors.Is(err, escalation.ErrTooMany) {
		t.Errorf("a third one: %v, want ErrTooMany", err)
	}
}

func TestWhatWaitsForItsReviewIsPressedOnWith(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	w.policy.Review = w.repeat("2wd", 2)
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-03-10 09:00")
	l.do(escalation.Act{Action: escalation.ActSubmit, By: "cong-an-vien", Submission: &escalation.Submission{Text: "xong"}}, w.at("2022-03-10 09:00"))
	l.walk(w, "2022-03-31 12:00")
	var got []string
	for _, n := range l.notices {
		if n.Kind == escalation.KindReviewDue && n.Recipient.ID == "noi-chinh-truong" {
			got = append(got, n.Due.In(w.at("2022-03-10 09:00").Location()).Format("2006-01-02 15:04"))
		}
	}
	expect(t, "pressed on", got, "2022-03-14 08:00", "2022-03-16 08:00")
}

func TestWhoWasAskedIsRemindedBeforeTheTimeRunsOut(t *testing.T) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	w.policy.Escalate = []escalation.Level{w.ask("1wd", "3wd")}
	l := w.begin("2022-01-25 07:00")
	l.walk(w, "2022-04-30 12:00")
	var got []string
	for _, n := range l.notices {
		if n.Kind == escalation.KindAnswerDue {
			got = append(got, n.Recipient.ID+" "+n.Due.In(w.at("2022-03-10 09:00").Location()).Format("2006-01-02 15:04"))
		}
	}
	expect(t, "reminded", got, "cong-an-truong 2022-04-06 08:00") // asked on 01/04, until closing of 06/04
}

// TestWhoAskedHearsTheDecision in private and once, whoever else hears it.
func TestWhoAskedHearsTheDecision(t *testing.T) {
	all := []string{"person cong-an-pho", "person cong-an-vien", "person cong-an-truong"}
	for _, c := range []struct {
		name, asker string
		group       bool
		act         escalation.Action
		want        []string
	}{
		{"the head, where the unit has no group", "cong-an-truong", false, escalation.ActGrant, all},
		{"the head, refused", "cong-an-truong", false, escalation.ActRefuse, all},
		{"a member, who hears it with the unit", "cong-an-vien", false, escalation.ActGrant, all[:2]},
		{"the head, beside the group", "cong-an-truong", true, escalation.ActGrant, []string{"group " + police, "person cong-an-truong"}},
	} {
		w, l := extending(t)
		if c.group {
			w.link(group(police), -1, true)
			l.links = escalation.NewLinks(w.links)
		}
		l.walk(w, "2022-03-20 10:00")
		l.do(escalation.Act{Action: escalation.ActAskMore, By: c.asker, Text: "chờ kinh phí", Date: w.date("2022-04-15")}, w.at("2022-03-20 10:00"))
		l.do(escalation.Act{Action: c.act, By: "noi-chinh-truong", Text: "đã xem xét"}, w.at("2022-03-21 09:00"))
		expect(t, c.name, l.heard(escalation.KindReviewed), c.want...)
		if l.broken != "" {
			t.Errorf("%s: told twice: %s", c.name, l.broken)
		}
	}
}

// TestWhoHasLeftHearsNoDecision: what was asked for outlives the office of who asked.
func TestWhoHasLeftHearsNoDecision(t *testing.T) {
	w, l := extending(t)
	l.walk(w, "2022-03-20 10:00")
	l.wants(w, "2022-04-15", "2022-03-20 10:00")
	w.unit(police).Members = nil
	l.reload(w, "h2")
	l.do(escalation.Act{Action: escalation.ActGrant, By: "noi-chinh-truong"}, w.at("2022-03-21 09:00"))
	expect(t, "told", l.heard(escalation.KindReviewed), "person cong-an-pho")
}

// TestAGrantNeverBringsADeadlineForward: when the configuration has gone beyond what was asked for, the wish is overtaken.
func TestAGrantNeverBringsADeadlineForward(t *testing.T) {
	w, l := extending(t)
	l.walk(w, "2022-03-20 10:00")
	l.wants(w, "2022-04-15", "2022-03-20 10:00")
	w.office.Tasks[0].Due = w.due("2022-06-30")
	l.reload(w, "h2")
	l.at(w, "2022-03-21 08:00")
	grant := escalation.Act{Action: escalation.ActGrant, By: "noi-chinh-truong"}
	if _, err := escalation.Do(l.office, l.links, l.a, grant, w.at("2022-03-21 09:00")); !errors.Is(err, escalation.ErrOvertaken) {
		t.Errorf("granted a date before the deadline: %v", err)
	}
	l.do(escalation.Act{Action: escalation.ActRefuse, By: "noi-chinh-truong", Text: "thời hạn đã lùi"}, w.at("2022-03-21 09:00"))
	if l.a.Extension != nil || l.a.InForce().Date != w.date("2022-06-30") {
		t.Errorf("in force %v, wish %v", l.a.InForce().Date, l.a.Extension)
	}
}
