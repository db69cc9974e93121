package e2e

import (
	"regexp"
	"slices"
	"testing"
	"time"
)

var startLink = regexp.MustCompile(`https://t\.me/dondoc_bot\?start=([A-Za-z0-9_-]+)`)

// invites has the administrator make a link for somebody, and gives its code.
func (s *story) invites(person string, texts ...string) string {
	s.t.Helper()
	s.says(manager, "/moi "+person)
	s.reads(manager, "", texts...)
	code := startLink.FindStringSubmatch(s.last(s.chatOf(manager)).Text)
	if code == nil {
		s.t.Fatalf("no link in\n%s", s.last(s.chatOf(manager)).Text)
	}
	return code[1]
}

// refuses checks that a press in a private chat is refused, for the presser alone to read.
func (s *story) refuses(chat int64, label string, texts ...string) {
	s.t.Helper()
	if got := s.press(chat, chat, label); !got.Alert || !holds(got.Text, texts) {
		s.t.Errorf("%q is answered with %+v, want %q", label, got, texts)
	}
}

// menu lists the commands that a chat with the bot offers.
func (s *story) menu(chat int64) []string {
	s.t.Helper()
	var commands []struct {
		Command string `json:"command"`
	}
	s.get("/sandbox/chats/"+itoa(chat)+"/commands", &commands)
	var out []string
	for _, c := range commands {
		out = append(out, c.Command)
	}
	return out
}

// A head gets a new telephone number and is invited again: the old account can do nothing from then on, the new one everything, and what
// was asked of the head is still asked.
func TestAnAccountThatChangesHands(t *testing.T) {
	t.Parallel()
	s := tell(t)
	const fresh, third = int64(7_900_001), int64(7_900_002)
	old := s.chatOf(its)
	s.at("2022-02-28T08:00")
	s.reads(its, "2022-02-28 08:00", "cho biết tình hình thực hiện")
	s.opens(its)
	s.does(its, "Báo cáo hoàn thành") // a conversation that is broken off by it

	code := s.invites("truong-ban-tuyen-giao", its, "tài khoản cũ hết quyền ngay")
	s.write(fresh, fresh, "/start "+code)
	s.readsIn(fresh, "Kính chào đồng chí "+its)
	s.readsIn(fresh, propaganda)
	s.readsIn(old, "không còn liên kết với đồng chí "+its)
	s.reads(manager, "", "Đã đổi", its)

	s.refuses(old, "Đúng tiến độ", "chưa được liên kết", itoa(old))
	s.refuses(old, "Nhật ký", "chưa được liên kết")
	for _, text := range []string{"12-BC/BTG, 28/02/2022", "/nhiemvu", "/tinhhinh"} {
		s.write(old, old, text)
		s.readsIn(old, "chưa được liên kết")
	}
	for _, who := range []int64{old, third} {
		s.write(who, who, "/start "+code)
		s.readsIn(who, "đã được sử dụng")
	}
	s.stateIs("Đã giao, chờ tiếp nhận")
	eventually(t, 10*time.Second, "the menus follow the person", func() bool {
		return !slices.Contains(s.menu(old), "tinhhinh") && slices.Contains(s.menu(fresh), "tinhhinh")
	})

	s.write(fresh, fresh, "/nhiemvu")
	s.readsIn(fresh, s.number)
	s.write(fresh, fresh, "/tinhhinh")
	s.press(fresh, fresh, s.number)
	s.press(fresh, fresh, "Đúng tiến độ")
	s.readsIn(fresh, "Đã ghi nhận: Đúng tiến độ")
	s.write(fresh, fresh, "/nhiemvu")
	s.press(fresh, fresh, s.number)
	s.press(fresh, fresh, "Nhật ký")
	s.readsIn(fresh, its+" trả lời tình hình: đúng tiến độ")

	left := len(s.fromBot(old))
	s.at("2022-03-16T08:00")
	s.readsIn(fresh, "quá hạn 1 ngày làm việc")
	if n := len(s.fromBot(old)); n != left {
		t.Errorf("the old account hears %d messages more:\n%s", n-left, s.last(old).Text)
	}
	s.ends()
}
