package bot_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"dondoc/escalation"
)

// TestAGroupIsTiedByOneOfTheUnit, told so, and untied after a confirmation.
func TestAGroupIsTiedByOneOfTheUnit(t *testing.T) {
	w := newWorld(t)
	w.sends(untied, map[string]any{"from": stranger, "text": "/lienket"})
	w.says(untied, "Chỉ người đứng đầu")
	w.sends(untied, map[string]any{"from": member, "text": "/lienket@don_doc_bot van-phong"})
	w.says(untied, "Chỉ người đứng đầu")
	w.sends(untied, map[string]any{"from": member, "text": "/lienket@other_bot"})
	w.sends(untied, map[string]any{"from": member, "text": "/lienket"})
	w.says(untied, "nhận tin đôn đốc của Huyện ủy Tiền Hải")
	if l := w.tie(escalation.ToGroup, "huyen-uy"); l.Chat != untied || !l.Reachable {
		t.Fatalf("%+v", l)
	}
	w.sends(untied, map[string]any{"from": member, "text": "/lienket"})
	w.says(untied, "từ trước")
	w.sends(untied, map[string]any{"from": clerk, "text": "/lienket"})
	w.says(untied, "đang gắn với Huyện ủy Tiền Hải")
	w.restart()
	w.sends(untied, map[string]any{"from": member, "text": "/nhiemvu"})
	w.says(untied, "Tổng số: 2")

	w.sends(untied, map[string]any{"from": clerk, "text": "/huylienket"})
	w.says(untied, "không có quyền")
	w.sends(untied, map[string]any{"from": deputy, "text": "/huylienket"})
	w.says(untied, "Thôi gắn nhóm")
	if got := w.pressesIn(untied, clerk, "Hủy liên kết"); !got.Alert {
		t.Errorf("somebody else untied it: %+v", got)
	}
	w.pressesIn(untied, deputy, "Hủy liên kết")
	w.says(untied, "không còn gắn với Huyện ủy Tiền Hải")
	w.says(admin, "Đã hủy liên kết của nhóm")
	if l := w.tie(escalation.ToGroup, "huyen-uy"); l.Chat != 0 {
		t.Errorf("%+v", l)
	}
	if w.ledger(escalation.EventLinked) != 1 || w.ledger(escalation.EventUnlinked) != 1 {
		t.Error("the ledger does not tell of it once each")
	}
}

// TestOneOfSeveralUnitsChooses, and an admin names any unit; a unit that moves leaves its old group.
func TestOneOfSeveralUnitsChooses(t *testing.T) {
	w := newWorld(t)
	o := *office()
	o.Units = units()
	o.Units[0].Members = append(o.Units[0].Members, "thu")
	w.adopt(escalation.NewOffice(o))
	w.sends(untied, map[string]any{"from": clerk, "text": "/lienket"})
	w.says(untied, "chọn đơn vị")
	if got := w.pressesIn(untied, reviewer, "Huyện ủy Tiền Hải"); !got.Alert || !strings.Contains(got.Text, "không có quyền") {
		t.Errorf("somebody of another unit chose: %+v", got)
	}
	w.pressesIn(untied, clerk, "Văn phòng Tỉnh ủy")
	w.says(untied, "nhận tin đôn đốc của Văn phòng Tỉnh ủy")
	w.says(group, "nhóm hoặc chủ đề khác")
	w.says(admin, "Đã đổi", "nhóm của Văn phòng Tỉnh ủy")
	w.sends(group, map[string]any{"from": admin, "text": "/lienket khong-co"})
	w.says(group, "Không có đơn vị khong-co")
	w.sends(group, map[string]any{"from": admin, "text": "/lienket ban-noi-chinh"})
	w.says(group, "nhận tin đôn đốc của Ban Nội chính Tỉnh ủy")
	w.adopt(escalation.NewOffice(o))
	if l := w.tie(escalation.ToGroup, "van-phong"); l.Chat != untied {
		t.Errorf("a reload undoes it: %+v", l)
	}
}

// TestALeftGroupIsNoticed: left, thrown out, deleted; the admins hear of each change once.
func TestALeftGroupIsNoticed(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ how, says string }{
		{`kick {"chat":-500}`, "Không gửi tin được"}, {`kick {"chat":-500,"back":true}`, "Đã gửi lại tin được"},
		{`leave {"chat":-500}`, "Không gửi tin được"}, {`leave {"chat":-500,"back":true}`, "Đã gửi lại tin được"},
		{`delete {"chat":-500}`, "Không gửi tin được"},
	} {
		heard := len(w.chat(admin))
		how, body, _ := strings.Cut(c.how, " ")
		w.post("/sandbox/"+how, body)
		w.settle()
		w.says(admin, c.says, "nhóm của Văn phòng Tỉnh ủy")
		if n := len(w.chat(admin)) - heard; n != 1 {
			t.Errorf("%s: heard %d times", c.how, n)
		}
	}
	if w.tie(escalation.ToGroup, "van-phong").Reachable {
		t.Error("a deleted group is reachable")
	}
}

// TestATopicIsTied, apart from the other topics of its group; when it is closed the admins hear of it.
func TestATopicIsTied(t *testing.T) {
	w := newWorld(t)
	topic := func(change string) (id int64) {
		var made struct {
			Topic int64 `json:"topic"`
		}
		w.page(http.MethodPost, "/sandbox/topic", json.RawMessage(change), &made)
		return made.Topic
	}
	first, other := topic(`{"chat":-500,"name":"Huyện ủy"}`), topic(`{"chat":-500,"name":"Ban"}`)
	in := func(topic int64, from int64, text string) {
		w.sends(group, map[string]any{"from": from, "text": text, "thread": topic})
	}
	in(first, member, "/lienket")
	in(other, reviewer, "/lienket")
	if a, b := w.tie(escalation.ToGroup, "huyen-uy"), w.tie(escalation.ToGroup, "ban-noi-chinh"); a.Topic != first || b.Topic != other || a.Chat != b.Chat {
		t.Fatalf("%+v %+v", a, b)
	}
	in(other, reviewer, "/start")
	w.says(group, "Ban Nội chính Tỉnh ủy")
	in(first, member, "/start")
	w.says(group, "Huyện ủy Tiền Hải")
	in(0, clerk, "/start")
	w.says(group, "Văn phòng Tỉnh ủy")
	topic(fmt.Sprintf(`{"chat":-500,"topic":%d,"closed":true}`, first))
	w.at("2022-03-24 08:00")
	if w.tie(escalation.ToGroup, "huyen-uy").Reachable || !w.tie(escalation.ToGroup, "ban-noi-chinh").Reachable {
		t.Error("a closed topic is reachable, or an open one is not")
	}
	w.says(admin, "nhóm của Huyện ủy Tiền Hải")
}

// TestAListInATopicOpensItsCards, where several units share a group.
func TestAListInATopicOpensItsCards(t *testing.T) {
	w := newWorld(t)
	var topic struct {
		Topic int64 `json:"topic"`
	}
	w.page(http.MethodPost, "/sandbox/topic", json.RawMessage(`{"chat":-500,"name":"Huyện ủy"}`), &topic)
	w.sends(group, map[string]any{"from": member, "text": "/lienket", "thread": topic.Topic})
	w.sends(group, map[string]any{"from": member, "text": "/nhiemvu", "thread": topic.Topic})
	opens := func(who int64, label string) {
		t.Helper()
		if got := w.pressesIn(group, who, label); got.Alert || w.last(group).data("Nhật ký") == "" {
			t.Errorf("no card but %+v, and %q", got, w.last(group).labels())
		}
	}
	opens(member, "Nhiệm vụ số 1")
	w.sends(group, map[string]any{"from": clerk, "text": "/nhiemvu"})
	opens(clerk, "Nhiệm vụ số 2")
}
