package bot_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"dondoc/escalation"
)

// TestAGroupWorksItsAssignment: whoever may presses there, who was asked answers there, others are refused without a word to the group.
func TestAGroupWorksItsAssignment(t *testing.T) {
	w := newWorld(t)
	w.says(group, "Văn phòng Tỉnh ủy", "được giao")
	if got := w.pressesIn(group, head, "Đã nhận"); !got.Alert || !strings.Contains(got.Text, "không có quyền") {
		t.Errorf("a head of another unit pressed: %+v", got)
	}
	w.pressesIn(group, clerk, "Đã nhận")
	w.state(others, escalation.Accepted)
	w.says(group, "đã tiếp nhận")

	w.pressesIn(group, clerk, "Báo cáo hoàn thành")
	question := w.says(group, "Hồ Thu", "số, ngày văn bản")
	if !question.Force {
		t.Error("the question does not ask for a reply")
	}
	n := len(w.chat(group))
	w.sends(group, map[string]any{"from": clerk, "text": "chào cả nhà"})
	if len(w.chat(group)) != n {
		t.Errorf("talk between people was answered: %s", w.last(group).Text)
	}
	w.sends(group, map[string]any{"from": boss, "text": "99-BC/VP", "reply_to": question.ID})
	w.says(group, "gửi người khác trả lời")
	w.sends(group, map[string]any{"from": clerk, "text": "1-BC/VPTU, 01/03/2022", "reply_to": w.chat(group)[0].ID})
	w.says(group, "quá lâu")
	w.sends(group, map[string]any{"from": clerk, "text": "7-BC/VPTU, 01/03/2022", "reply_to": question.ID})
	summary := w.says(group, "7-BC/VPTU", "xác nhận để gửi")
	if got := w.pressesIn(group, boss, "Gửi"); !got.Alert || !strings.Contains(got.Text, "người khác") {
		t.Errorf("somebody else confirmed: %+v", got)
	}
	w.pushes(group, clerk, summary.ID, summary.data("Gửi"))
	w.state(others, escalation.Submitted)
	w.says(group, "Đã nhận báo cáo", "7-BC/VPTU")
}

// TestCommandsInGroups: with @bot, of an untied group, of somebody who is not known there.
func TestCommandsInGroups(t *testing.T) {
	w := newWorld(t)
	w.sends(group, map[string]any{"from": clerk, "text": "/nhiemvu@don_doc_bot"})
	list := w.says(group, "Tổng số: 1")
	w.pressesIn(group, clerk, "Nhiệm vụ số 2")
	card := w.last(group)
	if card.ID != list.ID || card.data("Đã nhận") == "" || card.data("Đúng tiến độ") != "" {
		t.Errorf("the card: %q\n%s", card.labels(), card.Text)
	}
	w.pressesIn(group, clerk, "Nhật ký")
	w.pressesIn(group, clerk, "Quay lại")
	w.pressesIn(group, clerk, "Quay lại")
	w.says(group, "Tổng số: 1")

	n := len(w.chat(group))
	w.sends(group, map[string]any{"from": clerk, "text": "/nhiemvu@other_bot"})
	w.sends(group, map[string]any{"from": clerk, "text": "/khongco"})
	if len(w.chat(group)) != n {
		t.Errorf("answered what was not for it: %s", w.last(group).Text)
	}
	w.sends(group, map[string]any{"from": stranger, "text": "/nhiemvu"})
	w.says(group, "trò chuyện riêng")
	w.sends(group, map[string]any{"from": clerk, "text": "/start"})
	w.says(group, "Văn phòng Tỉnh ủy")
	w.sends(untied, map[string]any{"from": clerk, "text": "/start"})
	w.says(untied, "-600")
	if got := w.pushes(untied, clerk, w.last(untied).ID, "1:l:0:0:1:0"); !got.Alert {
		t.Errorf("an untied group turned a page: %+v", got)
	}
}

// TestAGroupThatIsLeftOrBecomesASupergroup is followed.
func TestAGroupThatIsLeftOrBecomesASupergroup(t *testing.T) {
	w := newWorld(t)
	unit := escalation.Recipient{Kind: escalation.ToGroup, ID: "van-phong"}
	link := func() escalation.Link {
		links, err := w.db.Links(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		l, _ := links.Of(unit)
		return l
	}
	handle := func(id int, format string, args ...any) {
		raw := fmt.Sprintf(`{"update_id":%d,`, id) + fmt.Sprintf(format, args...) + `}`
		if err := w.bot.Handle(t.Context(), json.RawMessage(raw)); err != nil {
			t.Fatal(err)
		}
	}
	member := func(id int, chat int64, from, to string) {
		handle(id, `"my_chat_member":{"chat":{"id":%d,"type":"group"},"from":{"id":1},"old_chat_member":{"status":%q},"new_chat_member":{"status":%q}}`,
			chat, from, to)
	}
	member(900, group, "member", "kicked")
	if link().Reachable {
		t.Error("reachable after the bot was thrown out")
	}
	member(901, group, "kicked", "member")
	if !link().Reachable {
		t.Error("unreachable after the bot came back")
	}
	w.says(group, "Văn phòng Tỉnh ủy")
	member(902, untied, "left", "member")
	w.says(untied, "-600")

	handle(903, `"message":{"message_id":5,"chat":{"id":%d,"type":"group"},"migrate_to_chat_id":-100500}`, group)
	handle(904, `"message":{"message_id":1,"chat":{"id":-100500,"type":"supergroup"},"migrate_from_chat_id":%d}`, group)
	if l := link(); l.Chat != -100500 || !l.Reachable {
		t.Errorf("after the move: %+v", l)
	}
}
