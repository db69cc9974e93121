package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"dondoc/escalation"
)

// rawPress is an update in which somebody presses a button in private; more goes into the message, such as where it was forwarded from.
func rawPress(update, who, message int64, data, more string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"update_id":%d,"callback_query":{"id":"%d","from":{"id":%d},"data":%q,
		"message":{"message_id":%d,"date":1,"chat":{"id":%d,"type":"private"}%s}}}`, update, update, who, data, message, who, more))
}

// atOnce hands updates in at the same time.
func (w *world) atOnce(updates ...json.RawMessage) {
	w.t.Helper()
	failed := make(chan error, len(updates))
	for _, u := range updates {
		go func() { failed <- w.bot.Handle(context.Background(), u) }()
	}
	for range updates {
		if err := <-failed; err != nil {
			w.t.Error(err)
		}
	}
	w.settle()
}

// receipts counts the messages of a chat with a text.
func (w *world) receipts(chat int64, text string) int {
	n := 0
	for _, m := range w.chat(chat) {
		if strings.Contains(m.Text, text) {
			n++
		}
	}
	return n
}

// handsIn lets the member hand in the plan.
func (w *world) handsInPlan() {
	w.t.Helper()
	w.open(member, 1)
	w.presses(member, "Báo cáo hoàn thành")
	w.types(member, "12-BC/HU, 01/03/2022")
	w.presses(member, "Gửi")
	w.state(plan, escalation.Submitted)
}

// TestOneConfirmsWhileTheOtherTakesBack: only one of the two happens, and the other one hears why not.
func TestOneConfirmsWhileTheOtherTakesBack(t *testing.T) {
	w := newWorld(t)
	w.handsInPlan()
	w.atOnce(rawPress(700, reviewer, 1, "1:c:1:0:0:0", ""), rawPress(701, member, 1, "1:k:1:0:0:0", ""), rawPress(702, reviser, 1, "1:c:1:0:0:0", ""))
	confirmed, recalled := w.events(plan, escalation.EventCompleted), w.events(plan, escalation.EventRecalled)
	if confirmed+recalled != 1 {
		t.Fatalf("confirmed %d times, taken back %d times", confirmed, recalled)
	}
	want := map[bool]escalation.State{true: escalation.Completed, false: escalation.Accepted}[confirmed == 1]
	w.state(plan, want)
}

// TestHandedInTwiceAtOnce, by an impatient thumb: one submission, one receipt, whether it is two presses or one that comes three times.
func TestHandedInTwiceAtOnce(t *testing.T) {
	w := newWorld(t)
	w.open(member, 1)
	w.presses(member, "Báo cáo hoàn thành")
	w.types(member, "12-BC/HU, 01/03/2022")
	summary, data := w.button(member, "Gửi")
	press := rawPress(700, member, summary, data, "")
	w.atOnce(press, press, rawPress(701, member, summary, data, ""), press)
	w.restart()
	if err := w.bot.Handle(t.Context(), press); err != nil {
		t.Fatal(err)
	}
	w.settle()
	if n := w.events(plan, escalation.EventSubmitted); n != 1 {
		t.Errorf("handed in %d times", n)
	}
	if n := w.receipts(member, "Đã nhận báo cáo"); n != 1 {
		t.Errorf("%d receipts", n)
	}
	if n := w.receipts(reviewer, "12-BC/HU"); n != 1 {
		t.Errorf("the reviewer was told %d times", n)
	}
}

// TestAButtonThatTheStateHasOvertaken says so, and takes itself away; so does a question that is open.
func TestAButtonThatTheStateHasOvertaken(t *testing.T) {
	w := newWorld(t)
	w.open(member, 1)
	card := w.withCard(member)
	w.presses(deputy, "Nhiệm vụ số 1")
	w.presses(deputy, "Báo cáo hoàn thành")
	w.asksReviewer()
	w.presses(reviewer, "Khác…")
	w.presses(reviewer, "Tạm dừng")
	w.types(reviewer, "Chờ ý kiến cấp trên")
	rev := w.assignment(plan).Rev
	for _, label := range []string{"Đã nhận", "Báo cáo hoàn thành"} {
		if got := w.pushes(member, member, card.ID, card.data(label)); !got.Alert || got.Text == "" {
			t.Errorf("%s: %+v", label, got)
		}
	}
	if after := w.withCard(member); after.data("Đã nhận") != "" {
		t.Errorf("the card still has %q", after.labels())
	}
	n := len(w.chat(deputy))
	w.types(deputy, "12-BC/HU, 01/03/2022")
	if len(w.chat(deputy)) == n || w.last(deputy).data("Gửi") != "" {
		t.Errorf("the bot says: %s", w.last(deputy).Text)
	}
	if a := w.assignment(plan); a.Rev != rev || a.State != escalation.Suspended {
		t.Errorf("%+v", a)
	}
}

// TestAForwardedMessagesButtons are nobody's but his who may: rights go by who presses, and what a notice says stays with its reader.
func TestAForwardedMessagesButtons(t *testing.T) {
	w := newWorld(t)
	w.handsInPlan()
	message, data := w.button(reviewer, "Xác nhận hoàn thành")
	_, why := w.button(reviewer, "Vì sao tôi nhận tin?")
	rev := w.assignment(plan).Rev
	forwarded := fmt.Sprintf(`,"forward_origin":{"type":"user","date":1,"sender_user":{"id":%d}}`, reviewer)
	for i, who := range []int64{clerk, member, head, stranger, reviser} {
		n := int64(i)
		before := 0
		if who != stranger {
			before = len(w.chat(who))
		}
		for j, d := range []string{data, why} {
			if err := w.bot.Handle(t.Context(), rawPress(700+2*n+int64(j), who, message, d, forwarded)); err != nil {
				t.Fatal(err)
			}
		}
		w.settle()
		if who != stranger && len(w.chat(who)) != before {
			t.Errorf("%d hears %s", who, w.last(who).Text)
		}
	}
	if a := w.assignment(plan); a.Rev != rev {
		t.Fatalf("it is %s", a.State)
	}
	w.presses(reviewer, "Xác nhận hoàn thành")
	w.state(plan, escalation.Completed)
}

// TestWhatNobodyAskedFor: a text, a number, a file; it is answered, kept by nobody, and disturbs nothing.
func TestWhatNobodyAskedFor(t *testing.T) {
	w := newWorld(t)
	rev := w.assignment(plan).Rev
	w.types(member, "12-BC/HU, 01/03/2022")
	w.says(member, "không chờ nội dung nào")
	w.posts(member, document("f1", "bao-cao.pdf", 10, ""))
	w.says(member, "không chờ nội dung nào")
	w.types(member, "Gửi")
	w.says(member, "không chờ nội dung nào")
	if a := w.assignment(plan); a.Rev != rev {
		t.Errorf("%+v", a)
	}
}

// TestAFileWhereReasonsAreAskedFor, one that is too large, one that is empty: each is complained about and the question stands.
func TestAFileWhereReasonsAreAskedFor(t *testing.T) {
	w := newWorld(t)
	w.at("2022-03-07 08:00")
	w.open(head, 1)
	w.presses(head, "Có vướng mắc")
	for _, f := range []string{document("f1", "a.pdf", 10, ""), `"sticker":{"file_id":"s"}`} {
		w.posts(head, f)
		w.says(head, "chỉ tiếp nhận nội dung bằng chữ")
	}
	w.types(head, "Thiếu kinh phí")
	if n := w.events(plan, escalation.EventAnswered); n != 1 {
		t.Errorf("answered %d times", n)
	}

	w.open(member, 1)
	w.presses(member, "Báo cáo hoàn thành")
	w.types(member, "12-BC/HU, 01/03/2022")
	name := strings.Repeat("ế", 300) + ".pdf"
	for file, want := range map[string]string{
		document("f1", "to.pdf", 21<<20, ""): "20 MB", document("f2", "trong.pdf", 0, ""): "0 byte", document("f3", name, 10, ""): "12-BC/HU",
	} {
		w.posts(member, file)
		w.says(member, want)
	}
	w.presses(member, "Gửi")
	if s := w.assignment(plan).Submission; s == nil || s.Number != "12-BC/HU" || len(s.Files) != 1 || s.Files[0].Name != name {
		t.Errorf("handed in: %+v", s)
	}
}

// TestAReplyToAQuestionThatExpired, in private and in a group, says so and is not taken.
func TestAReplyToAQuestionThatExpired(t *testing.T) {
	w := newWorld(t)
	w.at("2022-03-07 08:00")
	w.open(head, 1)
	w.presses(head, "Có vướng mắc")
	w.pressesIn(group, clerk, "Báo cáo hoàn thành")
	question := w.says(group, "số, ngày văn bản")
	w.at("2022-03-10 08:01")
	w.types(head, "Thiếu kinh phí")
	w.says(head, "quá lâu", "/nhiemvu")
	w.sends(group, map[string]any{"from": clerk, "text": "7-BC/VPTU, 01/03/2022", "reply_to": question.ID})
	w.says(group, "quá lâu")
	w.types(head, "Thiếu kinh phí")
	w.says(head, "không chờ nội dung nào")
	w.state(others, escalation.Assigned)
	if n := w.events(plan, escalation.EventAnswered); n != 0 {
		t.Errorf("answered %d times", n)
	}
	w.presses(head, "Có vướng mắc")
	w.types(head, "Thiếu kinh phí")
	if n := w.events(plan, escalation.EventAnswered); n != 1 {
		t.Errorf("answered %d times", n)
	}
}

// TestAConversationBrokenOffForAWeek and by a restart: what was given is still there, and one press hands it in.
func TestAConversationBrokenOffForAWeek(t *testing.T) {
	w := newWorld(t)
	w.open(member, 1)
	w.presses(member, "Báo cáo hoàn thành")
	w.posts(member, document("f1", "bao-cao.pdf", 10, `,"caption":"12-BC/HU, 01/03/2022"`))
	w.says(member, "bao-cao.pdf", "xác nhận để gửi")
	w.restart()
	w.at("2022-03-08 08:00")
	w.restart()
	w.state(plan, escalation.Assigned)
	w.presses(member, "Gửi")
	w.state(plan, escalation.Submitted)
	w.says(member, "Đã nhận báo cáo", "12-BC/HU")
	if s := w.assignment(plan).Submission; s == nil || len(s.Files) != 1 || s.Number != "12-BC/HU" {
		t.Errorf("handed in: %+v", s)
	}
}

// TestAConversationTakenUpTooLate by a text: the text may be meant for something else and is not taken, and nothing of the draft is lost.
func TestAConversationTakenUpTooLate(t *testing.T) {
	w := newWorld(t)
	w.open(member, 1)
	w.presses(member, "Báo cáo hoàn thành")
	w.posts(member, document("f1", "bao-cao.pdf", 10, `,"caption":"12-BC/HU, 01/03/2022"`))
	old := w.says(member, "bao-cao.pdf", "xác nhận để gửi")
	w.at("2022-03-08 08:00")
	w.types(member, "Đã có phụ lục")
	again := w.says(member, "chưa được ghi nhận", "vẫn được giữ", "bao-cao.pdf", "12-BC/HU", "xác nhận để gửi")
	if strings.Contains(again.Text, "phụ lục") {
		t.Errorf("what came too late was taken:\n%s", again.Text)
	}
	if got := w.pushes(member, member, old.ID, old.data("Gửi")); !got.Alert {
		t.Errorf("the older summary hands in: %+v", got)
	}
	w.posts(member, document("f2", "phu-luc.pdf", 10, ""))
	w.types(member, "Đã có phụ lục")
	w.presses(member, "Gửi")
	w.state(plan, escalation.Submitted)
	if s := w.assignment(plan).Submission; s == nil || len(s.Files) != 2 || s.Number != "12-BC/HU" || s.Text != "Đã có phụ lục" {
		t.Errorf("handed in: %+v", s)
	}
}

// TestADraftThatIsTooLateForItsAssignment says why: somebody else has handed in meanwhile.
func TestADraftThatIsTooLateForItsAssignment(t *testing.T) {
	w := newWorld(t)
	w.open(member, 1)
	w.presses(member, "Báo cáo hoàn thành")
	w.types(member, "12-BC/HU, 01/03/2022")
	w.open(deputy, 1)
	w.presses(deputy, "Báo cáo hoàn thành")
	w.types(deputy, "13-BC/HU, 01/03/2022")
	w.presses(deputy, "Gửi")
	w.at("2022-03-08 08:00")
	w.types(member, "Đã có phụ lục")
	w.says(member, "đã được ghi nhận")
	w.types(member, "Đã có phụ lục")
	w.says(member, "không chờ nội dung nào")
	if s := w.assignment(plan).Submission; s == nil || s.Number != "13-BC/HU" {
		t.Errorf("handed in: %+v", s)
	}
}
