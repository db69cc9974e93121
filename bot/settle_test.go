package bot_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"dondoc/escalation"
)

// until waits for what the bot does when it has time.
func (w *world) until(what string, is func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 10*time.Second)
	defer cancel()
	for !is() {
		if ctx.Err() != nil {
			w.t.Fatal("still not: ", what)
		}
		runtime.Gosched()
	}
}

// message finds a message of the bot by its id.
func (w *world) message(chat, id int64) bubble {
	w.t.Helper()
	list := w.chat(chat)
	i := slices.IndexFunc(list, func(m bubble) bool { return m.ID == id })
	if i < 0 {
		w.t.Fatalf("no message %d in %d", id, chat)
	}
	return list[i]
}

// TestBackFromACardLeadsToTheWholeMessage that carried it, not to the one notice.
func TestBackFromACardLeadsToTheWholeMessage(t *testing.T) {
	w := newWorld(t)
	told := w.last(member)
	if len(told.labels()) != 2 {
		t.Fatalf("the message has %q", told.labels())
	}
	w.open(member, 1)
	w.presses(member, "Nhật ký")
	w.presses(member, "Quay lại")
	w.presses(member, "Quay lại")
	if back := w.message(member, told.ID); back.Text != told.Text || !slices.Equal(back.labels(), told.labels()) {
		t.Errorf("back at\n%s %q\ninstead of\n%s %q", back.Text, back.labels(), told.Text, told.labels())
	}
	w.restart()
	w.open(member, 3)
	w.presses(member, "Quay lại")
	if back := w.message(member, told.ID); back.Text != told.Text {
		t.Errorf("after a restart back at\n%s", back.Text)
	}
}

// TestSettledMattersLoseTheirButtons: of the other reviewer's message all, of one with several assignments only the settled one's.
func TestSettledMattersLoseTheirButtons(t *testing.T) {
	w := newWorld(t)
	bundle := w.last(deputy)
	w.at("2022-03-15 09:00")
	w.handsIn()
	asked := w.last(reviser)
	if asked.data("Xác nhận hoàn thành") == "" {
		t.Fatalf("the deputy is asked with %q", asked.labels())
	}
	w.presses(reviewer, "Xác nhận hoàn thành")
	w.state(plan, escalation.Completed)
	w.until("the other reviewer's buttons are gone", func() bool { return len(w.message(reviser, asked.ID).labels()) == 0 })
	w.until("the bundle lost one button", func() bool {
		return slices.Equal(w.message(deputy, bundle.ID).labels(), []string{"Nhiệm vụ số 3"})
	})
	if text := w.message(deputy, bundle.ID).Text; text != bundle.Text {
		t.Errorf("the text has changed to\n%s", text)
	}
}

// TestAnAnsweredQuestionLosesItsAnswers, wherever it was answered; the card and the reason stay.
func TestAnAnsweredQuestionLosesItsAnswers(t *testing.T) {
	w := newWorld(t)
	w.works("2022-03-02 09:00", func(o *escalation.Office) { o.Tasks = o.Tasks[:1] })
	w.at("2022-03-07 08:00")
	var question bubble
	for _, m := range w.chat(head) {
		if m.data("Đúng tiến độ") != "" {
			question = m
		}
	}
	if question.ID == 0 {
		t.Fatalf("nobody asked: %q\n%s", w.last(head).labels(), w.last(head).Text)
	}
	w.types(head, "/nhiemvu")
	card := w.open(head, 1)
	w.pushes(head, head, card.ID, card.data("Đúng tiến độ"))
	w.until("the question lost its answers", func() bool { return w.message(head, question.ID).data("Đúng tiến độ") == "" })
	if left := w.message(head, question.ID); left.data("Xem chi tiết") == "" || left.data("Vì sao tôi nhận tin?") == "" {
		t.Errorf("the question has %q", left.labels())
	}
}

// TestEveryCardSaysWhyOneSeesIt, from a list and from a message.
func TestEveryCardSaysWhyOneSeesIt(t *testing.T) {
	w := newWorld(t)
	w.open(member, 1)
	w.presses(member, "Vì sao tôi nhận tin?")
	w.says(member, "giao")
	w.types(reviewer, "/nhiemvu")
	w.open(reviewer, 2)
	w.presses(reviewer, "Vì sao tôi nhận tin?")
	w.says(reviewer, "cơ quan xác nhận kết quả")
}

// TestAGroupHearsNothingPersonal: no lists of persons, no other unit's card, no questions to persons, nobody's reasons.
func TestAGroupHearsNothingPersonal(t *testing.T) {
	w := newWorld(t)
	for _, command := range []string{"/duyet", "/quantri", "/ngonngu"} {
		w.sends(group, map[string]any{"from": boss, "text": command})
		w.says(group, "trò chuyện riêng")
	}
	w.sends(group, map[string]any{"from": clerk, "text": "/NHIEMVU@Don_Doc_BOT"})
	list := w.says(group, "Tổng số: 1")
	w.sends(group, map[string]any{"from": clerk, "text": "/quahan"})
	w.says(group, "Nhiệm vụ quá hạn", "Không có nhiệm vụ nào")

	texts := len(w.chat(group))
	for what, data := range map[string]string{
		"another unit's card": "1:v:1:0:1:0", "an answer": "1:o:2:0:0:1", "an explanation": "1:e:2:0:0:1", "an extension": "1:x:2:0:0:1",
		"a review": "1:c:2:0:0:1", "what waits": "2:l:0:0:1:0:r:0", "units": "2:u:0:0:1:0:s:0", "a language": "2:lg:0:0:0:0:en:0",
		"administration": "1:ad:0:0:0:0", "dead letters": "2:ad:0:0:1:0:d:0",
	} {
		for _, who := range []int64{boss, head} {
			if got := w.pushes(group, who, list.ID, data); !got.Alert {
				t.Errorf("%s in a group, by %d: %+v", what, who, got)
			}
		}
	}
	if more := len(w.chat(group)) - texts; more != 0 {
		t.Errorf("%d messages more: %s", more, w.last(group).Text)
	}

	w.types(clerk, "/nhiemvu")
	w.open(clerk, 2)
	w.presses(clerk, "Đề nghị gia hạn")
	w.types(clerk, "15/4/2022")
	w.types(clerk, "Đồng chí A ốm dài ngày")
	w.sends(group, map[string]any{"from": clerk, "text": "/nhiemvu"})
	w.pressesIn(group, clerk, "Nhiệm vụ số 2")
	card := w.withCard(group)
	if !strings.Contains(card.Text, "gia hạn đến 15/04/2022") || strings.Contains(card.Text, "ốm") {
		t.Errorf("the card in the group:\n%s", card.Text)
	}
	texts = len(w.chat(group))
	if got := w.pushes(group, clerk, card.ID, card.data("Vì sao tôi nhận tin?")); !got.Alert || !strings.Contains(got.Text, "đầu mối") {
		t.Errorf("why, in a group: %+v", got)
	}
	w.pressesIn(group, clerk, "Nhật ký")
	if m := w.last(group); strings.Contains(m.Text, "ốm") || len(w.chat(group)) != texts {
		t.Errorf("the history in the group:\n%s", m.Text)
	}
}

// manyReaders is an office in which eight people hear of one plan every day for four weeks.
func manyReaders(o *escalation.Office) {
	o.Tasks = o.Tasks[:1]
	o.Tasks[0].Lead = []string{"huyen-uy"}
	o.Units = units()
	o.Units[0].Members = []string{"minh", "son", "tam", "an", "thu", "phuc"}
	o.Policies[0].Prompt = nil
	o.Policies[0].Remind = nil
	for days := range 14 {
		o.Policies[0].Remind = append(o.Policies[0].Remind, offset(itoa(int64(days+1))+"d"))
	}
}

// TestNoMoreThanFiftyOldMessagesAreEdited after one change: what is older keeps its buttons, which say that it is settled.
func TestNoMoreThanFiftyOldMessagesAreEdited(t *testing.T) {
	w := worldOf(t, office())
	w.run()
	w.works("2022-03-01 08:00", manyReaders)
	for day := 17; day < 31; day++ {
		w.at(fmt.Sprintf("2022-03-%02d 08:00", day))
	}
	withButton := func() (n int) {
		for _, p := range people() {
			for _, m := range w.chat(p.Telegram) {
				if m.data("Báo cáo hoàn thành") != "" {
					n++
				}
			}
		}
		return n
	}
	oldest := w.chat(member)[0]
	w.types(member, "/nhiemvu")
	w.open(member, 1)
	w.presses(member, "Báo cáo hoàn thành")
	w.types(member, "12-BC/HU, 15/03/2022")
	before := withButton()
	if before <= 60 {
		t.Fatalf("only %d messages have the button", before)
	}
	w.presses(member, "Gửi")
	w.until("fifty messages lost their buttons", func() bool { return withButton() == before-50 })
	own := `{"type":"chat","chat_id":` + itoa(admin) + `}`
	w.types(admin, "/ngonngu")
	w.presses(admin, "English")
	w.until("what the bot had left for later is done", func() bool { return slices.Contains(w.menu(own, ""), "trogiup Help") })
	if n := before - withButton(); n != 50 {
		t.Errorf("%d messages were edited", n)
	}
	if m := w.message(member, oldest.ID); m.data("Báo cáo hoàn thành") == "" {
		t.Error("the oldest message was edited before the newer ones")
	}
}
