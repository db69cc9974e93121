package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"dondoc/escalation"
)

const (
	plan   = "ke-hoach/huyen-uy"
	others = "ke-hoach/van-phong"
)

// open opens the card of an assignment from the newest message that has a button for it.
func (w *world) open(who int64, number int) bubble {
	w.t.Helper()
	w.presses(who, fmt.Sprintf("Nhiệm vụ số %d", number))
	return w.withCard(who)
}

// withCard is the newest card in a chat.
func (w *world) withCard(chat int64) bubble {
	w.t.Helper()
	for _, m := range slices.Backward(w.chat(chat)) {
		if m.data("Nhật ký") != "" {
			return m
		}
	}
	w.t.Fatalf("no card in %d", chat)
	return bubble{}
}

// TestAMemberAccepts tells of the work, opens the card in place, takes Đã nhận once, gives a receipt, and takes the button away.
func TestAMemberAccepts(t *testing.T) {
	w := newWorld(t)
	told := w.says(member, "Phạm <Minh> & Em", `Kế hoạch "phòng & chống" <tội phạm>`, "hạn 31/03/2022")
	card := w.open(member, 1)
	if card.ID != told.ID || !strings.Contains(card.Text, "Ban Nội chính Tỉnh ủy") {
		t.Errorf("the card is not in place of the message: %d, %d\n%s", card.ID, told.ID, card.Text)
	}
	accept := card.data("Đã nhận")
	if got := w.presses(member, "Đã nhận"); got.Alert || !strings.Contains(got.Text, "Đã ghi nhận") {
		t.Errorf("pressed: %+v", got)
	}
	w.state(plan, escalation.Accepted)
	w.says(member, "đã tiếp nhận", "08 giờ 00 ngày 01/03/2022")
	if after := w.withCard(member); after.data("Đã nhận") != "" || !strings.Contains(after.Text, "Đã tiếp nhận") {
		t.Errorf("the card is as before:\n%s %q", after.Text, after.labels())
	}
	if got := w.pushes(member, member, card.ID, accept); !got.Alert || !strings.Contains(got.Text, "đã được ghi nhận") {
		t.Errorf("pressed again: %+v", got)
	}
	if n := w.events(plan, escalation.EventAccepted); n != 1 {
		t.Errorf("accepted %d times", n)
	}
}

// TestAReportFromHandingInToConfirmation goes the whole way, with a slip of the finger, a restart, a return and a second attempt.
func TestAReportFromHandingInToConfirmation(t *testing.T) {
	w := newWorld(t)
	w.at("2022-03-15 09:00")
	w.types(member, "/nhiemvu")
	w.says(member, "Nhiệm vụ của đơn vị", "Tổng số: 2")
	w.open(member, 1)
	w.presses(member, "Báo cáo hoàn thành")
	w.says(member, "số, ngày văn bản")

	w.types(member, "12-BC/HU, 31/02/2022")
	w.says(member, "Chưa đọc được ngày")
	w.types(member, "12-BC/HU, 15/03/2022")
	summary := w.says(member, "12-BC/HU", "15/03/2022", "xác nhận để gửi")
	w.restart()
	w.types(member, "13-BC/HU, 15/03/2022")
	w.says(member, "13-BC/HU")
	if got := w.pushes(member, member, summary.ID, summary.data("Gửi")); !got.Alert {
		t.Errorf("an overtaken summary was sent: %+v", got)
	}
	w.state(plan, escalation.Assigned)
	w.at("2022-03-15 09:05")
	w.presses(member, "Gửi")
	w.state(plan, escalation.Submitted)
	w.says(member, "Đã nhận báo cáo", "văn bản số 13-BC/HU ngày 15/03/2022", "đúng hạn")

	w.says(reviewer, "13-BC/HU", "xác nhận hoàn thành hoặc trả lại")
	late, confirm := w.button(reviser, "Xác nhận hoàn thành")
	w.presses(reviewer, "Trả lại")
	w.says(reviewer, "lý do trả lại")
	w.types(reviewer, "Thiếu phụ lục 2")
	w.says(reviewer, "hạn bổ sung")
	w.types(reviewer, "14/3/2022")
	w.says(reviewer, "14/03/2022", "đã qua")
	w.at("2022-03-15 09:30")
	w.types(reviewer, "22/3")
	w.state(plan, escalation.Returned)
	w.says(reviewer, "Đã trả lại", "22/03/2022", "Thiếu phụ lục 2")
	w.says(member, "Thiếu phụ lục 2", "22/03/2022")
	if got := w.pushes(reviser, reviser, late, confirm); !got.Alert {
		t.Errorf("confirmed what was returned: %+v", got)
	}

	w.at("2022-03-16 10:00")
	w.presses(member, "Báo cáo hoàn thành")
	w.types(member, "Đã bổ sung phụ lục 2, gửi qua văn thư")
	w.presses(member, "Gửi")
	w.at("2022-03-16 10:30")
	w.presses(reviser, "Xác nhận hoàn thành")
	w.state(plan, escalation.Completed)
	w.says(member, "xác nhận hoàn thành", "đúng hạn")
	a := w.assignment(plan)
	if a.Submission.Text != "Đã bổ sung phụ lục 2, gửi qua văn thư" || a.Submission.By != "minh" {
		t.Errorf("handed in: %+v", a.Submission)
	}
}

// TestAHeadAnswersThePrompt answers with each button of the question.
func TestAHeadAnswersThePrompt(t *testing.T) {
	w := newWorld(t)
	w.at("2022-03-07 08:00")
	w.says(head, "tình hình thực hiện")
	w.open(head, 1)
	w.presses(head, "Có vướng mắc")
	w.says(head, "khó khăn, vướng mắc")
	w.types(head, "Chưa có kinh phí & biên chế <2022>")
	w.says(head, "Đã ghi nhận: Có vướng mắc", "<2022>")
	w.says(reviewer, "Chưa có kinh phí & biên chế <2022>", "Nguyễn Văn Hùng")
	if n := w.events(plan, escalation.EventAnswered); n != 1 {
		t.Errorf("answered %d times", n)
	}

	w.at("2022-03-14 08:00")
	w.open(head, 1)
	w.presses(head, "Đúng tiến độ")
	w.says(head, "Đã ghi nhận: Đúng tiến độ")

	w.at("2022-03-21 08:00")
	w.open(head, 1)
	card := w.withCard(head)
	w.presses(head, "Đã hoàn thành")
	w.at("2022-03-21 08:01")
	if n := w.events(plan, escalation.EventAnswered); n != 3 {
		t.Errorf("answered %d times", n)
	}
	if got := w.pushes(head, head, card.ID, card.data("Đúng tiến độ")); !got.Alert {
		t.Errorf("answered twice: %+v", got)
	}
	w.types(head, "20-BC/HU")
	w.presses(head, "Gửi")
	w.state(plan, escalation.Submitted)
}

// TestAnExtensionIsAskedFor takes date and reasons; the old deadline stands.
func TestAnExtensionIsAskedFor(t *testing.T) {
	w := newWorld(t)
	w.open(member, 1)
	w.presses(member, "Đề nghị gia hạn")
	w.says(member, "thời hạn mới")
	w.types(member, "khi nào xong")
	w.says(member, "Chưa đọc được ngày")
	w.types(member, "thứ sáu tuần sau")
	w.says(member, "phải sau thời hạn hiện nay")
	w.types(member, "28/2/2022")
	w.says(member, "28/02/2022", "đã qua")
	w.types(member, "30/3/2022")
	w.says(member, "phải sau thời hạn hiện nay (31/03/2022)")
	w.types(member, "15/4")
	w.says(member, "lý do gia hạn", "15/04/2022")
	w.types(member, "Chờ số liệu thống kê")
	w.says(member, "31/03/2022", "15/04/2022", "Chờ số liệu thống kê", "thời hạn cũ vẫn có hiệu lực")
	a := w.assignment(plan)
	if a.Extension == nil || a.Extension.Until != date("2022-04-15") || a.InForce().Date != date("2022-03-31") {
		t.Errorf("extension %+v, in force %s", a.Extension, a.InForce().Date)
	}
	w.says(reviewer, "Chờ số liệu thống kê")
}

// TestAHeadExplains answers the ladder's demand for an explanation by text.
func TestAHeadExplains(t *testing.T) {
	w := newWorld(t)
	w.at("2022-04-01 08:00")
	w.at("2022-04-07 08:00")
	w.says(head, "giải trình")
	w.open(head, 1)
	w.presses(head, "Gửi giải trình")
	w.says(head, "nguyên nhân chậm")
	w.types(head, strings.Repeat("dài ", 1000))
	w.says(head, "quá dài", "3000")
	w.types(head, "Nguyên nhân: thiếu số liệu của các xã.")
	w.says(head, "Đã nhận giải trình", "cấp có thẩm quyền")
	if n := w.events(plan, escalation.EventExplained); n != 1 {
		t.Errorf("explained %d times", n)
	}
	if w.last(head).data("Gửi giải trình") != "" {
		t.Error("the receipt still asks for an explanation")
	}
}

// TestAConversationIsBrokenOff by the button, by the command, and by time.
func TestAConversationIsBrokenOff(t *testing.T) {
	w := newWorld(t)
	w.open(member, 1)
	for _, end := range []func(){
		func() { w.presses(member, "Hủy") },
		func() { w.types(member, "/huy") },
	} {
		w.presses(member, "Báo cáo hoàn thành")
		end()
		w.says(member, "Đã hủy")
		w.types(member, "12-BC/HU, 01/03/2022")
		w.says(member, "không chờ nội dung nào")
	}
	w.types(member, "/huy")
	w.says(member, "không chờ nội dung nào")
	w.presses(member, "Báo cáo hoàn thành")
	question := w.last(member)
	w.at("2022-03-10 08:00")
	w.types(member, "12-BC/HU, 01/03/2022")
	w.says(member, "quá lâu")
	if got := w.pushes(member, member, question.ID, question.data("Hủy")); !got.Alert {
		t.Errorf("cancelled what was over: %+v", got)
	}
	w.state(plan, escalation.Assigned)
}

// TestAConfidentialTaskIsOnlyConfirmed: nothing about it is typed, its title is nowhere.
func TestAConfidentialTaskIsOnlyConfirmed(t *testing.T) {
	w := newWorld(t)
	w.open(member, 3)
	w.presses(member, "Báo cáo hoàn thành")
	w.says(member, "chỉ xác nhận đã báo cáo")
	w.types(member, "Nội dung mật")
	w.says(member, "chỉ xác nhận đã báo cáo")
	w.presses(member, "Gửi")
	w.state("mat/huyen-uy", escalation.Submitted)
	for _, chat := range []int64{member, deputy, head, reviewer, reviser} {
		for _, m := range w.chat(chat) {
			if strings.Contains(m.Text, "không được nêu tên") || strings.Contains(m.Text, "Nội dung mật") {
				t.Errorf("%d reads:\n%s", chat, m.Text)
			}
		}
	}
}

// TestAStrangerLearnsOnlyTheirNumber, whatever they write or press.
func TestAStrangerLearnsOnlyTheirNumber(t *testing.T) {
	w := newWorld(t)
	for _, text := range []string{"/start", "xin chào", "/nhiemvu", "/huy", strings.Repeat("á", 4096)} {
		w.types(stranger, text)
		w.says(stranger, "chưa được liên kết", "999")
	}
	for _, m := range w.chat(stranger) {
		if strings.Contains(m.Text, "Tiền Hải") || len(m.Buttons) > 0 {
			t.Errorf("a stranger reads:\n%s", m.Text)
		}
	}
	got := w.pushes(stranger, stranger, w.last(stranger).ID, "1:v:1:0:0:0")
	if !got.Alert || !strings.Contains(got.Text, "999") {
		t.Errorf("a stranger pressed: %+v", got)
	}
}

// TestRightsAreSeenToWhenAButtonIsPressed: of another unit, of a member, of a notice to somebody else.
func TestRightsAreSeenToWhenAButtonIsPressed(t *testing.T) {
	w := newWorld(t)
	w.types(member, "/nhiemvu")
	in := w.last(member).ID
	for data, want := range map[string]string{
		"1:v:2:0:0:0": "không có quyền", // another unit's
		"1:c:1:0:0:1": "không có quyền", // the reviewing unit confirms
		"1:o:1:0:0:1": "không có quyền", // the head answers
		"1:v:9:0:0:0": "Không tìm thấy nhiệm vụ số 9",
	} {
		if got := w.pushes(member, member, in, data); !got.Alert || !strings.Contains(got.Text, want) {
			t.Errorf("%s: %+v, want %q", data, got, want)
		}
	}
	w.at("2022-03-07 08:00")
	w.open(head, 1)
	_, why := w.button(head, "Vì sao tôi nhận tin?")
	if got := w.pushes(member, member, in, why); !got.Alert {
		t.Errorf("somebody else's notice was explained: %+v", got)
	}
	w.presses(head, "Vì sao tôi nhận tin?")
	w.says(head, "Vì sao")
}

// TestForgedDataIsAnsweredPolitely: no data makes the bot fall, all of it is answered.
func TestForgedDataIsAnsweredPolitely(t *testing.T) {
	w := newWorld(t)
	before := w.assignment(plan)
	for _, data := range []string{
		"", "1", "x", "2:a:1:0:0:1", "1:a:1:0:0", "1:a:-1:0:0:0", "1:a:99999999999999999999:0:0:0", "1:zz:1:0:0:0", "1:g:1:0:0:0",
		"1:a:1:77:0:1", "1:l:0:0:999999:0", "1:n:1:0:0:0", "1:p:1:0:0:1", "1:e:1:0:0:1", "1:k:1:0:0:1",
		"1:a:01:0:0:1", "1:a:1:0:0:9", strings.Repeat("1:", 30), "\x00\xff",
	} {
		w.pushes(member, member, w.last(member).ID, data)
	}
	if after := w.assignment(plan); after.Rev != before.Rev {
		t.Errorf("forged data changed the assignment: %+v", after)
	}
}

// TestTheSameUpdateHasItsEffectOnce, though Telegram delivers it three times and after a restart again.
func TestTheSameUpdateHasItsEffectOnce(t *testing.T) {
	w := newWorld(t)
	raw := json.RawMessage(fmt.Sprintf(`{"update_id":77,"callback_query":{"id":"1","from":{"id":%d},"data":"1:a:1:0:0:0",
		"message":{"message_id":1,"date":1,"chat":{"id":%d,"type":"private"}}}}`, deputy, deputy))
	typed := json.RawMessage(fmt.Sprintf(`{"update_id":78,"message":{"message_id":9,"date":1,"from":{"id":%d},
		"chat":{"id":%d,"type":"private"},"text":"/nhiemvu"}}`, deputy, deputy))
	before := len(w.chat(deputy))
	for range 3 {
		for _, u := range []json.RawMessage{raw, typed} {
			if err := w.bot.Handle(t.Context(), u); err != nil {
				t.Fatal(err)
			}
		}
		w.settle()
		w.restart()
	}
	if n := w.events(plan, escalation.EventAccepted); n != 1 {
		t.Errorf("accepted %d times", n)
	}
	if n := len(w.chat(deputy)) - before; n != 2 {
		t.Errorf("%d messages, want the receipt and one list", n)
	}
}

// TestTwoPressAtOnce: the first one counts, the other one is told so.
func TestTwoPressAtOnce(t *testing.T) {
	w := newWorld(t)
	press := func(id int, who int64) json.RawMessage {
		return json.RawMessage(fmt.Sprintf(`{"update_id":%d,"callback_query":{"id":"1","from":{"id":%d},"data":"1:a:1:0:0:0",
			"message":{"message_id":1,"date":1,"chat":{"id":%d,"type":"private"}}}}`, id, who, who))
	}
	failed := make(chan error, 3)
	for i, who := range []int64{head, deputy, member} {
		go func() { failed <- w.bot.Handle(context.Background(), press(100+i, who)) }()
	}
	for range 3 {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	w.settle()
	if n := w.events(plan, escalation.EventAccepted); n != 1 {
		t.Errorf("accepted %d times", n)
	}
}

// TestStartGreetsByNameAndOffice and the other commands.
func TestStartGreetsByNameAndOffice(t *testing.T) {
	w := newWorld(t)
	w.types(head, "/start")
	w.says(head, "Nguyễn Văn Hùng", "Huyện ủy Tiền Hải", "/nhiemvu", "/trogiup")
	w.types(head, "/trogiup")
	w.says(head, "không tiếp nhận văn bản mật")
	w.types(head, "/khongco")
	w.says(head, "Không có lệnh này")
	w.types(admin, "/nhiemvu")
	w.says(admin, "Tổng số: 3")
	var menu []struct {
		Command string `json:"command"`
	}
	w.page(http.MethodGet, "/sandbox/chats/"+itoa(head)+"/commands", nil, &menu)
	if len(menu) < 3 {
		t.Errorf("the menu is %v", menu)
	}
}

// TestMessagesOfAnyKind: a sticker, an edit, 4096 characters; in private they are answered, and nothing is recorded.
func TestMessagesOfAnyKind(t *testing.T) {
	w := newWorld(t)
	w.sends(member, map[string]any{"from": member, "kind": "sticker"})
	w.says(member, "chỉ tiếp nhận nội dung bằng chữ")
	w.types(member, strings.Repeat("😀", 2048))
	w.says(member, "không chờ nội dung nào")
	n := len(w.chat(member))
	for i, raw := range []string{
		`{"update_id":%d,"edited_message":{"message_id":1,"from":{"id":103},"chat":{"id":103,"type":"private"},"text":"/nhiemvu"}}`,
		`{"update_id":%d,"channel_post":{"message_id":1,"chat":{"id":-1,"type":"channel"},"text":"/start"}}`,
		`{"update_id":%d,"message":{"message_id":1,"chat":{"id":-1,"type":"channel"},"text":"/start"}}`,
		`{"update_id":%d,"message":{"message_id":1,"from":{"id":103},"chat":{"id":-500,"type":"supergroup"},"text":"chào cả nhà"}}`,
		`{"update_id":%d,"callback_query":{"id":"5","from":{"id":103},"inline_message_id":"x","data":"1:w:1:0:0:0"}}`,
		`{"update_id":%d,"poll":{}}`,
		`{"update_id":%d}`,
	} {
		if err := w.bot.Handle(t.Context(), json.RawMessage(fmt.Sprintf(raw, 500+i))); err != nil {
			t.Errorf("%s: %v", raw, err)
		}
	}
	if more := len(w.chat(member)) - n; more != 1 {
		t.Errorf("%d answers, want one: to the button", more)
	}
}

// TestBlockingIsNoticed: who blocks the bot is unreachable until they press Start again.
func TestBlockingIsNoticed(t *testing.T) {
	w := newWorld(t)
	reachable := func() bool {
		links, err := w.db.Links(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return links.Reaches(escalation.Recipient{Kind: escalation.ToPerson, ID: "minh"})
	}
	w.page(http.MethodPost, "/sandbox/block", map[string]any{"person": member, "blocked": true}, nil)
	w.settle()
	if reachable() {
		t.Error("reachable after blocking")
	}
	w.types(member, "/start")
	if !reachable() {
		t.Error("unreachable after Start")
	}
}

// TestTwoActsInOneInstantHaveTwoReceipts: in the demo office time stands still.
func TestTwoActsInOneInstantHaveTwoReceipts(t *testing.T) {
	w := newWorld(t)
	w.open(member, 1)
	w.presses(member, "Đã nhận")
	w.says(member, "đã tiếp nhận")
	w.presses(member, "Báo cáo hoàn thành")
	w.types(member, "12-BC/HU, 01/03/2022")
	w.presses(member, "Gửi")
	w.says(member, "Đã nhận báo cáo")
	w.presses(reviewer, "Xác nhận hoàn thành")
	w.says(reviewer, "Đã ghi nhận: xác nhận hoàn thành")
}

// TestAnAnswerFromACardCountsOnce: the card that the list opened offers the answers only while a question is open.
func TestAnAnswerFromACardCountsOnce(t *testing.T) {
	w := newWorld(t)
	w.at("2022-03-07 08:00")
	w.types(head, "/nhiemvu")
	card := w.open(head, 1)
	for range 2 {
		w.pushes(head, head, card.ID, card.data("Đúng tiến độ"))
	}
	if n := w.events(plan, escalation.EventAnswered); n != 1 {
		t.Errorf("answered %d times", n)
	}
	if after := w.withCard(head); after.data("Đúng tiến độ") != "" {
		t.Errorf("the card still asks: %q", after.labels())
	}
}
