package bot_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"dondoc/escalation"
)

// The standing committee, which has nothing to do with the work but to be told of it.
const (
	secretary  = 501 // its head
	standIn    = 502 // its deputy
	typist     = 503 // its member
	inspector  = 504 // named as a person
	anotherOne = 505 // of no unit
)

// withCommittee is an office whose ladder ends at a committee and at a person who see nothing otherwise.
func withCommittee() *escalation.Office {
	o := office()
	for id, name := range map[int64]string{
		secretary: "Trần Bí", standIn: "Lê Phó", typist: "Ngô Văn", inspector: "Tạ Tra", anotherOne: "Kiều Khác",
	} {
		o.People = append(o.People, &escalation.Person{ID: "p" + itoa(id), Name: name, Telegram: id})
	}
	o.Units = append(o.Units, &escalation.Unit{
		ID: "ban-thuong-vu", Name: "Ban Thường vụ", Heads: []escalation.Term{{Person: "p501"}}, Deputies: []string{"p502"}, Members: []string{"p503"},
	})
	o.Policies[0].Escalate[1].To = []escalation.Addressee{"unit:ban-thuong-vu", "person:p504"}
	o.Policies[0].Escalate[1].Ask, o.Policies[0].Escalate[1].AnswerWithin = escalation.NoAsk, nil
	return escalation.NewOffice(*o)
}

// worldWith is the morning of 1 March 2022 for an office.
func worldWith(t *testing.T, o *escalation.Office) *world {
	t.Helper()
	w := worldOf(t, o)
	w.run()
	w.at("2022-03-01 08:00")
	return w
}

func (w *world) blocks(who int64) {
	w.t.Helper()
	w.page(http.MethodPost, "/sandbox/block", map[string]any{"person": who, "blocked": true}, nil)
	w.settle()
}

// TestWhoIsToldByTheLadderFindsItInTheLists, from when they are told; nobody else does, and what they were not told of is not there.
func TestWhoIsToldByTheLadderFindsItInTheLists(t *testing.T) {
	w := worldWith(t, withCommittee())
	w.asks(secretary, "/nhiemvu", "Không có nhiệm vụ nào")
	w.at("2022-04-01 08:00")
	w.asks(secretary, "/quahan", "Không có nhiệm vụ nào")
	w.at("2022-04-07 08:00")
	for _, who := range []int64{secretary, standIn, typist, inspector} {
		w.says(who, "kính báo cáo")
		w.asks(who, "/quahan", "Tổng số: 2.", "Nhiệm vụ số 1", "Nhiệm vụ số 2")
		if m := w.asks(who, "/nhiemvu", "Tổng số: 2."); strings.Contains(m.Text, "số 3") {
			t.Errorf("%d was told only of what is overdue:\n%s", who, m.Text)
		}
		card := w.open(who, 1)
		if card.data("Đã nhận") != "" || card.data("Báo cáo hoàn thành") != "" || card.data("Ghi nhận bản giấy") != "" {
			t.Errorf("who is told may only look: %q", card.labels())
		}
		w.presses(who, "Vì sao tôi nhận tin?")
		w.says(who, "Đồng chí xem với tư cách người nhận được chế độ đôn đốc nêu tên")
	}
	w.asks(secretary, "/nhiemvu", "Tổng số: 2.")
	w.presses(secretary, "Chọn đơn vị")
	w.presses(secretary, "Văn phòng Tỉnh ủy")
	w.says(secretary, "– Văn phòng Tỉnh ủy", "Tổng số: 1.")
	other := w.asks(anotherOne, "/nhiemvu", "Không có nhiệm vụ nào")
	if got := w.pushes(anotherOne, anotherOne, other.ID, "1:v:1:0:0:0"); !got.Alert || !strings.Contains(got.Text, "không có quyền") {
		t.Errorf("somebody who was not told looks: %+v", got)
	}
}

// TestWhoIsToldLosesThatWithTheirOffice: the card, the list, and the buttons of old messages.
func TestWhoIsToldLosesThatWithTheirOffice(t *testing.T) {
	w := worldWith(t, withCommittee())
	w.at("2022-04-07 08:00")
	in, card := w.button(secretary, "Nhiệm vụ số 1")
	o := withCommittee()
	o.Units[3].Heads = []escalation.Term{{Person: "p501", Until: date("2022-04-07")}, {Person: "p505", From: date("2022-04-08")}}
	w.mu.Lock()
	w.office = escalation.NewOffice(*o)
	w.mu.Unlock()
	w.at("2022-04-08 09:00")
	w.asks(secretary, "/nhiemvu", "Không có nhiệm vụ nào")
	if got := w.pushes(secretary, secretary, in, card); !got.Alert || !strings.Contains(got.Text, "không có quyền") {
		t.Errorf("who left the office looks: %+v", got)
	}
}

// TestADeputyWhoWasToldInTheSupervisorsSteadFindsIt, also when the supervisor's head can be reached again.
func TestADeputyWhoWasToldInTheSupervisorsSteadFindsIt(t *testing.T) {
	o := withCommittee()
	o.Units[0].Supervisor = "ban-thuong-vu"
	o.Policies[0].Escalate[1].To = []escalation.Addressee{escalation.ToSupervisor}
	w := worldWith(t, escalation.NewOffice(*o))
	w.blocks(secretary)
	w.asks(standIn, "/nhiemvu", "Không có nhiệm vụ nào")
	w.at("2022-04-07 08:00")
	w.says(standIn, "kính báo cáo", "chưa liên lạc được qua Telegram với đồng chí Trần Bí")
	w.asks(standIn, "/quahan", "Tổng số: 1.", "Nhiệm vụ số 1")
	w.open(standIn, 1)
	w.asks(typist, "/nhiemvu", "Không có nhiệm vụ nào") // a member does not stand in
	w.types(secretary, "/start")
	w.asks(standIn, "/quahan", "Tổng số: 1.", "Nhiệm vụ số 1")
}

// TestASilentDeputyIsNotReportedAsTheHead: the head was never asked, and the supervisor reads who was.
func TestASilentDeputyIsNotReportedAsTheHead(t *testing.T) {
	for _, c := range []struct {
		blocked     bool
		reads, nots string
	}{
		{true, "chưa liên lạc được qua Telegram với người đứng đầu (đồng chí Nguyễn Văn Hùng, Bí thư Huyện ủy), câu hỏi về tình hình thực hiện được " +
			"gửi đến cấp phó (đồng chí Lê Thị Lan, Phó Bí thư Huyện ủy) và chưa được trả lời trong thời hạn", "người đứng đầu (đồng chí Nguyễn Văn Hùng, Bí thư Huyện ủy) chưa trả lời"},
		{false, "người đứng đầu (đồng chí Nguyễn Văn Hùng, Bí thư Huyện ủy) chưa trả lời câu hỏi về tình hình thực hiện", "cấp phó"},
	} {
		o := office()
		o.Policies[0].Escalate[1] = escalation.Level{
			After: offset("3wd"), To: []escalation.Addressee{escalation.ToSupervisor}, When: escalation.Unanswered,
		}
		o.Tasks = o.Tasks[:1]
		o.Tasks[0].Lead = []string{"huyen-uy"}
		w := worldWith(t, escalation.NewOffice(*o))
		if c.blocked {
			w.blocks(head)
		}
		w.at("2022-04-01 08:00")
		if c.blocked {
			w.says(deputy, "cho biết tình hình")
		}
		w.at("2022-04-05 08:00")
		if m := w.says(reviewer, "kính báo cáo", c.reads); strings.Contains(m.Text, c.nots) {
			t.Errorf("the supervisor reads:\n%s", m.Text)
		}
	}
}

// TestARefusedPressChangesNothingThatIsThere: the card is as it was, so that it is not written again, after a restart neither.
func TestARefusedPressChangesNothingThatIsThere(t *testing.T) {
	w := newWorld(t)
	w.open(member, 1)
	w.presses(member, "Đề nghị gia hạn")
	w.types(member, "15/4")
	w.types(member, "Chờ số liệu thống kê")
	w.types(member, "/nhiemvu")
	for range 2 {
		w.open(member, 1)
		for range 2 {
			if got := w.presses(member, "Đề nghị gia hạn"); !got.Alert || !strings.Contains(got.Text, "đang chờ ý kiến") {
				t.Errorf("asked for twice: %+v", got)
			}
		}
		w.presses(member, "Quay lại")
		w.restart()
		card := w.open(member, 1)
		w.restart()
		w.pushes(member, member, card.ID, card.data("Đề nghị gia hạn"))
		w.presses(member, "Quay lại")
	}
	for _, v := range w.box.Violations() {
		if v.Kind == "unchanged_edit" {
			t.Errorf("%+v", v)
		}
	}
}

// TestAPaperIsRecordedFromTheList: who reviews finds what a paper may be recorded for by a command, the button is on the card; who reviews
// nothing has no such command.
func TestAPaperIsRecordedFromTheList(t *testing.T) {
	w := newWorld(t)
	w.at("2022-03-15 09:00")
	w.asks(reviser, "/trogiup", "/ghinhan")
	w.asks(reviser, "/ghinhan", "Ghi nhận văn bản giấy", "Tổng số: 3.")
	w.presses(reviser, "Chọn đơn vị")
	w.presses(reviser, "Huyện ủy Tiền Hải")
	w.says(reviser, "Ghi nhận văn bản giấy", "– Huyện ủy Tiền Hải", "Tổng số: 2.")
	w.open(reviser, 1)
	w.presses(reviser, "Ghi nhận bản giấy")
	w.types(reviser, "12-BC/HU, 14/03/2022")
	w.types(reviser, "14/3")
	w.state(plan, escalation.Submitted)
	list := w.asks(reviser, "/ghinhan", "Tổng số: 2.")
	if slices.Contains(list.labels(), "Nhiệm vụ số 1") {
		t.Errorf("recorded already: %q", list.labels())
	}
	if m := w.asks(member, "/trogiup"); strings.Contains(m.Text, "/ghinhan") {
		t.Errorf("who reviews nothing is offered to record papers:\n%s", m.Text)
	}
	w.asks(member, "/ghinhan", "không ghi nhận văn bản giấy")
	w.sends(group, map[string]any{"from": boss, "text": "/ghinhan"})
	if m := w.last(group); strings.Contains(m.Text, "Tổng số") {
		t.Errorf("in a group:\n%s", m.Text)
	}
}
