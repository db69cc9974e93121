package wording

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// go test ./wording -run TestReadsAsAgreed -update writes the texts anew; read the difference before you commit it.
var update = flag.Bool("update", false, "write testdata anew")

func contains(text, part string) bool { return strings.Contains(text, part) }

// story is a notice at a moment, as somebody would meet it.
type story struct {
	name       string
	now        time.Time
	assignment escalation.Assignment
	notice     escalation.Notice
}

func (s story) subject() Subject {
	return Subject{Office: withIndicators(), Assignment: s.assignment, Now: s.now}
}

// stories has every kind of notice, reminders by how near they are, levels by whom they address, receipts by what was done.
func stories() []story {
	var out []story
	for _, group := range [][]story{steps(), ladder(), receipts(), reviews(), exceptions(), acts()} {
		out = append(out, group...)
	}
	return out
}

func told(k escalation.Kind, to escalation.Recipient, r escalation.Reason) escalation.Notice {
	r.Policy = "standard"
	return escalation.Notice{Kind: k, Recipient: to, Reason: r}
}

func steps() []story {
	unit := toGroup("huyen-uy-tien-hai")
	remind := func(offset string) escalation.Notice {
		return told(escalation.KindRemind, unit, escalation.Reason{Offset: offset, To: escalation.ToUnit})
	}
	early := remind("7d")
	early.Recipient, early.Due = toPerson("dau-moi"), at(time.March, 24, 8, 0)
	moved := remind("3d")
	moved.Due, moved.Reason.Nominal = at(time.March, 25, 8, 0), on(time.March, 26)
	supplement := planOf()
	supplement.State, supplement.Supplement = escalation.Returned, escalation.Deadline{Date: on(time.April, 15), Moment: at(time.April, 15, 17, 0)}
	return []story{
		{"assigned", at(time.January, 25, 8, 0), planOf(), told(escalation.KindAssigned, unit, escalation.Reason{To: escalation.ToUnit})},
		{"assigned-report", at(time.March, 1, 8, 0), reportOf(), told(escalation.KindAssigned, toPerson("dau-moi"), escalation.Reason{To: escalation.ToUnit})},
		{"remind-early", at(time.March, 24, 8, 0), planOf(), early},
		{"remind-moved", at(time.March, 25, 8, 0), planOf(), moved},
		{"remind-near", at(time.March, 28, 8, 0), planOf(), remind("3d")},
		{"remind-next", at(time.March, 30, 8, 0), planOf(), remind("1d")},
		{"remind-today", at(time.March, 31, 8, 0), reportOf(), remind("0d")},
		{"remind-passed", at(time.March, 31, 17, 5), planOf(), remind("1m")},
		{"remind-supplement", at(time.April, 14, 8, 0), supplement, remind("1d")},
		{"prompt", at(time.March, 14, 8, 0), planOf(), told(escalation.KindPrompt, toPerson("bi-thu"), escalation.Reason{To: escalation.ToHead})},
		{"prompt-open-ended", at(time.March, 14, 8, 0), openEnded(), told(escalation.KindPrompt, toPerson("bi-thu"), escalation.Reason{To: escalation.ToHead})},
		{"overdue", at(time.April, 4, 8, 0), planOf(), told(escalation.KindOverdue, unit, escalation.Reason{Offset: "1wd", Times: 2, To: escalation.ToUnit})},
	}
}

func openEnded() escalation.Assignment {
	a := planOf()
	a.Due, a.Original = escalation.Deadline{}, escalation.Deadline{}
	return a
}

func ladder() []story {
	rung := func(n int, to escalation.Addressee, who escalation.Recipient, ask escalation.Ask) escalation.Notice {
		out := told(escalation.KindEscalate, who, escalation.Reason{Offset: standard().Escalate[n-1].After.String(), Times: 1, To: to})
		out.Level, out.Ask = n, ask
		return out
	}
	status := rung(1, escalation.ToHead, toPerson("bi-thu"), escalation.AskStatus)
	status.Reason.AnswerBy = at(time.April, 4, 17, 0)
	silent := rung(2, escalation.ToSupervisor, toPerson("bi-thu-cong-an"), escalation.NoAsk)
	silent.Reason.Unanswered, silent.Deadline = 1, endOfMarch().DeadlineKey()
	asking := func(instead string, persons ...string) escalation.Assignment {
		a := planOf()
		a.Asks = []escalation.Asked{{
			Level: 1, Ask: escalation.AskStatus, Deadline: endOfMarch().DeadlineKey(), Sent: at(time.April, 1, 8, 0),
			To: escalation.ToHead, Persons: persons, InsteadOf: instead,
		}}
		return a
	}
	inGroup := rung(2, "unit:ban-thuong-vu", toGroup("ban-thuong-vu"), escalation.NoAsk)
	inGroup.Reason.Unanswered, inGroup.Deadline = 1, endOfMarch().DeadlineKey()
	explain := rung(3, escalation.ToHead, toPerson("bi-thu"), escalation.AskExplanation)
	explain.Reason.AnswerBy = at(time.April, 12, 17, 0)
	deputy := explain
	deputy.Recipient, deputy.Reason.InsteadOf = toPerson("pho-bi-thu"), "bi-thu"
	asked := planOf()
	asked.Asks = []escalation.Asked{{Level: 3, Ask: escalation.AskExplanation, Deadline: endOfMarch().DeadlineKey(), Sent: at(time.April, 7, 8, 0)}}
	again := rung(4, "unit:ban-thuong-vu", toGroup("ban-thuong-vu"), escalation.NoAsk)
	again.Reason.Times = 2
	late := rung(4, "unit:ban-thuong-vu", toPerson("bi-thu-tinh-uy"), escalation.NoAsk)
	late.Late, late.Due, late.Resent = true, at(time.April, 15, 8, 0), true
	press := rung(1, escalation.ToUnit, toGroup("huyen-uy-tien-hai"), escalation.NoAsk)
	return []story{
		{"escalate-head-status", at(time.April, 1, 8, 0), planOf(), status},
		{"escalate-unit", at(time.April, 1, 8, 0), planOf(), press},
		{"escalate-supervisor", at(time.April, 5, 8, 0), asking("", "bi-thu"), silent},
		{"escalate-supervisor-deputy-silent", at(time.April, 5, 8, 0), asking("bi-thu", "pho-bi-thu"), silent},
		{"escalate-supervisor-somebody-silent", at(time.April, 5, 8, 0), planOf(), silent},
		{"escalate-group-deputy-silent", at(time.April, 5, 8, 0), asking("bi-thu", "pho-bi-thu"), inGroup},
		{"escalate-head-explanation", at(time.April, 7, 8, 0), planOf(), explain},
		{"escalate-deputy-explanation", at(time.April, 7, 8, 0), planOf(), deputy},
		{"escalate-supervisor-explanation", at(time.April, 7, 8, 0), planOf(), rung(3, escalation.ToSupervisor, toPerson("bi-thu-cong-an"), escalation.NoAsk)},
		{"escalate-committee", at(time.April, 22, 8, 0), asked, again},
		{"escalate-late-resent", at(time.April, 18, 7, 30), asked, late},
		{"escalate-confidential", at(time.April, 7, 8, 0), secretOf(), explain},
	}
}

func receipts() []story {
	receipt := func(e escalation.EventKind, d escalation.Detail) escalation.Notice {
		d.Event, d.Actor, d.At = e, "bi-thu", at(time.March, 30, 9, 5)
		return escalation.Notice{Kind: escalation.KindReceipt, Recipient: toPerson("bi-thu"), Detail: d}
	}
	reason := escalation.Detail{Text: "Chờ hướng dẫn của cấp trên", Date: "2022-04-15"}
	difficulty := escalation.Detail{Chosen: escalation.HasDifficulty, Text: "Thiếu cán bộ"}
	march30, april4 := at(time.March, 30, 9, 5), at(time.April, 4, 9, 5)
	return []story{
		{"receipt-accepted", march30, planOf(), receipt(escalation.EventAccepted, escalation.Detail{})},
		{"receipt-submitted", march30, handedIn(planOf(), march30), receipt(escalation.EventSubmitted, escalation.Detail{Text: "Đã ban hành kế hoạch."})},
		{"receipt-submitted-late", april4, handedIn(planOf(), april4), receipt(escalation.EventSubmitted, escalation.Detail{})},
		{"receipt-recalled", march30, planOf(), receipt(escalation.EventRecalled, escalation.Detail{})},
		{"receipt-completed", march30, planOf(), receipt(escalation.EventCompleted, escalation.Detail{})},
		{"receipt-returned", march30, planOf(), receipt(escalation.EventReturned, reason)},
		{"receipt-suspended", march30, planOf(), receipt(escalation.EventSuspended, escalation.Detail{Text: reason.Text})},
		{"receipt-resumed", march30, planOf(), receipt(escalation.EventResumed, escalation.Detail{})},
		{"receipt-withdrawn", march30, planOf(), receipt(escalation.EventWithdrawn, escalation.Detail{Text: reason.Text})},
		{"receipt-answered", march30, planOf(), receipt(escalation.EventAnswered, difficulty)},
		{"receipt-explained", march30, planOf(), receipt(escalation.EventExplained, escalation.Detail{Text: "Do thiếu cán bộ."})},
		{"receipt-extension", march30, planOf(), receipt(escalation.EventExtension, reason)},
		{"receipt-approved", march30, planOf(), receipt(escalation.EventApproved, escalation.Detail{})},
		{"receipt-other", march30, planOf(), receipt(escalation.EventRescheduled, escalation.Detail{})},
		{"receipt-confidential", march30, secretOf(), receipt(escalation.EventSubmitted, escalation.Detail{Text: "BÍ MẬT nội dung"})},
	}
}

func reviews() []story {
	act := func(k escalation.Kind, to string, e escalation.EventKind, d escalation.Detail) escalation.Notice {
		d.Event, d.Actor, d.At = e, "bi-thu-cong-an", at(time.April, 1, 9, 5)
		return escalation.Notice{Kind: k, Recipient: toPerson(to), Detail: d}
	}
	april1 := at(time.April, 1, 9, 5)
	submitted := handedIn(planOf(), at(time.March, 30, 9, 5))
	paper := submitted
	received := *submitted.Submission
	received.Received, received.Text = on(time.March, 31), ""
	paper.Submission = &received
	done := submitted
	done.State = escalation.Completed
	reason := escalation.Detail{Text: "Thiếu phân công cụ thể", Date: "2022-04-15"}
	reviewed := func(e escalation.EventKind, d escalation.Detail) escalation.Notice {
		return act(escalation.KindReviewed, "dau-moi", e, d)
	}
	return []story{
		{"review", april1, submitted, act(escalation.KindReview, "bi-thu-cong-an", escalation.EventSubmitted, escalation.Detail{Text: submitted.Submission.Text})},
		{"review-paper", april1, paper, act(escalation.KindReview, "bi-thu-cong-an", escalation.EventSubmitted, escalation.Detail{})},
		{"reviewed-completed", april1, done, reviewed(escalation.EventCompleted, escalation.Detail{})},
		{"reviewed-returned", april1, planOf(), reviewed(escalation.EventReturned, reason)},
		{"reviewed-suspended", april1, planOf(), reviewed(escalation.EventSuspended, escalation.Detail{Text: reason.Text})},
		{"reviewed-resumed", april1, planOf(), reviewed(escalation.EventResumed, escalation.Detail{})},
		{"reviewed-withdrawn", april1, planOf(), reviewed(escalation.EventWithdrawn, escalation.Detail{Text: reason.Text})},
		{"reviewed-other", april1, planOf(), reviewed(escalation.EventRescheduled, escalation.Detail{})},
		{"extension", april1, planOf(), act(escalation.KindExtension, "bi-thu-cong-an", escalation.EventExtension, reason)},
	}
}

func exceptions() []story {
	april1 := at(time.April, 1, 9, 5)
	difficulty := escalation.Notice{
		Kind: escalation.KindDifficulty, Recipient: toPerson("bi-thu-cong-an"),
		Detail: escalation.Detail{Event: escalation.EventAnswered, Actor: "bi-thu", At: april1, Text: "Thiếu cán bộ", Chosen: escalation.HasDifficulty},
	}
	tardy := difficulty
	tardy.Detail.LateReply = true
	unreachable := escalation.Notice{
		Kind: escalation.KindUnreachable, Recipient: toPerson("bi-thu-cong-an"),
		Detail: escalation.Detail{Event: escalation.EventUnreached, At: april1, Person: "bi-thu", Text: "huyen-uy-tien-hai"},
	}
	toAdmin := unreachable
	toAdmin.Recipient = toPerson("quan-tri")
	approval := told(escalation.KindApproval, toPerson("bi-thu-cong-an"), escalation.Reason{Offset: "5wd", Times: 1, To: escalation.ToSupervisor})
	approval.Level = 3
	orphaned := escalation.Notice{Kind: escalation.KindOrphaned, Recipient: toPerson("quan-tri")}
	gone := planOf()
	gone.Source, gone.Title = "da-bo", "Việc đã bỏ khỏi cấu hình"
	return []story{
		{"difficulty", april1, planOf(), difficulty},
		{"difficulty-late", april1, planOf(), tardy},
		{"unreachable-supervisor", april1, planOf(), unreachable},
		{"unreachable-admin", april1, planOf(), toAdmin},
		{"approval", at(time.April, 7, 8, 0), planOf(), approval},
		{"orphaned", april1, gone, orphaned},
		{"other", april1, planOf(), escalation.Notice{Kind: "unheard-of", Recipient: toPerson("bi-thu")}},
	}
}

// TestReadsAsAgreed compares every text with the one that was read and agreed on: the notice, how it reads inside a message with
// several, and the reason for it.
func TestReadsAsAgreed(t *testing.T) {
	for lang, w := range languages() {
		for _, s := range stories() {
			text := join(w.Notice(s.subject(), s.notice), "--- short", w.Short(s.subject(), s.notice), "--- why", w.Why(s.subject(), s.notice))
			golden(t, lang, s.name, text)
		}
	}
}

// TestPagesReadAsAgreed does the same for cards, histories, lists, heads of messages, plans and calendars.
func TestPagesReadAsAgreed(t *testing.T) {
	for lang, w := range languages() {
		for name, text := range pages(w) {
			golden(t, lang, name, text)
		}
		var said []string
		for _, k := range Keys() {
			said = append(said, "--- "+string(k), w.Say(k, fullArgs()))
		}
		golden(t, lang, "say", join(said...))
	}
}

func pages(w *Words) map[string]string {
	now := at(time.April, 7, 9, 0)
	open := Subject{Office: province(), Assignment: planOf(), Now: now}
	done := Subject{Office: province(), Assignment: handedIn(reportOf(), at(time.March, 30, 9, 5)), Now: now}
	secret := Subject{Office: province(), Assignment: secretOf(), Now: now}
	extended := open
	extended.Assignment.Extended = escalation.Deadline{Date: on(time.April, 15), Moment: at(time.April, 15, 11, 0)}
	extended.Assignment.Extension = &escalation.ExtensionRequest{Until: on(time.April, 29), Reasons: "Chờ hướng dẫn"}
	var line []string
	for _, p := range plannedSteps(open.Office, &open.Assignment) {
		line = append(line, w.PlanLine(open.Office, &open.Assignment, p))
	}
	return map[string]string{
		"card":              w.Card(extended, events()),
		"card-submitted":    w.Card(done, nil),
		"card-confidential": w.Card(secret, events()),
		"history":           w.History(open, events()),
		"list":              w.List("Nhiệm vụ của đơn vị", []Subject{open, done, secret}, 1, 2, 13),
		"card-in-group":     w.Card(public(extended), events()),
		"history-in-group":  w.History(public(open), events()),
		"admin":             w.Overview(Overview{People: 12, Linked: 9, Groups: 4, Tied: 3, Unreachable: 1, Pending: 2, Dead: 1, Seq: 345, Head: strings.Repeat("ab12", 16), Config: strings.Repeat("0f", 32)}),
		"admin-contacts":    w.Contacts(province(), contacts(), 1, 2, 12),
		"admin-dead":        w.Dead(province(), letters(), 1, 1, 2),
		"outbox":            join(queued(w)...),
		"list-empty":        w.List("Nhiệm vụ quá hạn", nil, 1, 1, 0),
		"bundle":            bundle(w, "prompt", "overdue", "escalate-head-explanation"),
		"bundle-report":     bundle(w, "escalate-committee", "escalate-late-resent"),
		"why-card":          w.WhyCard(open, escalation.RoleSupervisorHead),
		"plan":              join(line...),
		"calendar": join(
			w.CalendarLine(calendar.Day{Date: on(time.January, 3), Kind: calendar.Off, Name: "Nghỉ bù Tết Dương lịch", Status: calendar.Announced}),
			w.CalendarLine(calendar.Day{Date: on(time.May, 7), Kind: calendar.Worked, Name: "Ngày làm bù", Status: calendar.Provisional})),
	}
}

func public(s Subject) Subject {
	s.Public = true
	return s
}

func contacts() []Contact {
	return []Contact{
		{Recipient: toPerson("bi-thu")}, {Recipient: toPerson("dau-moi"), Linked: true},
		{Recipient: toGroup("huyen-uy-tien-hai")}, {Recipient: toGroup("ban-thuong-vu"), Linked: true},
	}
}

func queued(w *Words) []string {
	var out []string
	for i, it := range letters() {
		it.Notice.Due = at(time.April, 1, 8, 0)
		for _, state := range []escalation.NoticeState{escalation.NoticePending, escalation.NoticeSending, escalation.NoticeDead} {
			it.Notice.State, it.Notice.Attempts = state, i+1
			out = append(out, w.OutboxLine(province(), it))
		}
	}
	link := escalation.Notice{ID: 73, Kind: escalation.KindLink, Recipient: toPerson("bi-thu"), State: escalation.NoticePending, Due: at(time.April, 1, 8, 0)}
	return append(out, w.OutboxLine(province(), Item{Notice: link}))
}

func letters() []Item {
	return []Item{
		{planOf(), escalation.Notice{ID: 71, Kind: escalation.KindEscalate, Level: 2, Recipient: toPerson("bi-thu"), Error: "sendMessage: 403 bot was blocked"}},
		{secretOf(), escalation.Notice{ID: 72, Kind: escalation.KindRemind, Recipient: toGroup("huyen-uy-tien-hai"), Error: escalation.NotLinked}},
	}
}

func plannedSteps(o *escalation.Office, a *escalation.Assignment) []escalation.Step {
	steps := o.Steps(a, at(time.March, 20, 0, 0), at(time.April, 8, 0, 0))
	remind := escalation.Step{At: at(time.March, 24, 8, 0), Kind: escalation.KindRemind, Occurrence: "7d", To: []escalation.Addressee{escalation.ToUnit}}
	return append([]escalation.Step{remind}, steps...)
}

// bundle is a message with the notices of some stories.
func bundle(w *Words, names ...string) string {
	var items []Item
	var parts []string
	now := at(time.April, 7, 9, 0)
	for _, name := range names {
		for _, s := range stories() {
			if s.name == name {
				items = append(items, Item{Assignment: s.assignment, Notice: s.notice})
				parts = append(parts, w.Short(Subject{Office: province(), Assignment: s.assignment, Now: now}, s.notice))
			}
		}
	}
	return join(append([]string{w.Bundle(province(), now, items)}, parts...)...)
}

// events has every kind of event once.
func events() []escalation.Event {
	step := escalation.EventData{Kind: escalation.KindEscalate, Level: 2, Occur: "3wd#1", Recipient: "person:bi-thu", StepAt: at(time.April, 5, 8, 0)}
	text := escalation.EventData{Text: "BÍ MẬT lý do", Date: "2022-04-15", DocNumber: "15-KH/HU", DocDate: "2022-03-29", Chosen: escalation.HasDifficulty, LateReply: true}
	moved := escalation.EventData{Old: "2022-03-31T17:00:00+07:00", New: "2022-04-15T17:00:00+07:00"}
	data := map[escalation.EventKind]escalation.EventData{
		escalation.EventCreated: {New: moved.Old}, escalation.EventRescheduled: moved, escalation.EventSkipped: {Steps: []string{"a", "b"}},
	}
	for _, k := range []escalation.EventKind{
		escalation.EventTold, escalation.EventMissed, escalation.EventSent, escalation.EventMoot, escalation.EventDead,
		escalation.EventUnreached, escalation.EventReached, escalation.EventHeld, escalation.EventApproved, escalation.EventResent, escalation.EventAskedAgain,
	} {
		data[k] = step
	}
	var out []escalation.Event
	for i, k := range eventKinds() {
		d, ok := data[k]
		if !ok {
			d = text
		}
		actor := "bi-thu"
		if ok && k != escalation.EventApproved && k != escalation.EventResent {
			actor = escalation.System
		}
		out = append(out, escalation.Event{At: at(time.March, i+1, 8, 0), Kind: k, Actor: actor, Data: d})
	}
	return out
}

func eventKinds() []escalation.EventKind {
	return []escalation.EventKind{
		escalation.EventCreated, escalation.EventTold, escalation.EventMissed, escalation.EventSkipped, escalation.EventSent,
		escalation.EventMoot, escalation.EventDead, escalation.EventUnreached, escalation.EventReached, escalation.EventAccepted,
		escalation.EventSubmitted, escalation.EventRecalled, escalation.EventCompleted, escalation.EventReturned,
		escalation.EventSuspended, escalation.EventResumed, escalation.EventWithdrawn, escalation.EventAnswered,
		escalation.EventExplained, escalation.EventExtension, escalation.EventRescheduled, escalation.EventHeld,
		escalation.EventApproved, escalation.EventOrphaned, escalation.EventExtended, escalation.EventRefused, escalation.EventHeldBack,
		escalation.EventResent, escalation.EventAskedAgain, "unheard-of",
	}
}

func fullArgs() Args {
	a := planOf()
	return Args{
		Person: &escalation.Person{Name: "Trần Văn B", Title: "Bí thư"}, Units: []*escalation.Unit{{Name: "Huyện ủy Tiền Hải"}},
		Assignment: &a, Number: 99, ID: 123456789, Max: 2000, Date: on(time.April, 15), At: at(time.April, 1, 8, 5),
		Action: escalation.ActConfirm, Choice: escalation.OnTrack, DocNumber: "15-KH/HU", DocDate: on(time.March, 29), Text: "Đã ban hành.",
		Files: attachments(), Figures: Figures(withIndicators(), figures()), Indicator: withIndicators().Indicators[0],
		DayOff: on(time.April, 9), Before: calendar.Offset{Unit: calendar.WorkingDays, N: 3},
	}
}

func golden(t *testing.T, lang, name, text string) {
	t.Helper()
	file := filepath.Join("testdata", lang, name+".txt")
	text += "\n"
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s/%s reads\n%s\ninstead of\n%s", lang, name, text, want)
	}
}
