package bot_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"dondoc/escalation"
)

const (
	newcomer = 104 // an account that nobody knows yet
	second   = 105
)

// unlinkedOffice is the office of the stories, but that these have no account in the configuration.
func unlinkedOffice(ids ...string) *escalation.Office {
	o := *office()
	o.People = nil
	for _, p := range people() {
		for _, id := range ids {
			if p.ID == id {
				p.Telegram = 0
			}
		}
		o.People = append(o.People, p)
	}
	return escalation.NewOffice(o)
}

// adopt puts another configuration in force, as a reload does.
func (w *world) adopt(o *escalation.Office) {
	w.t.Helper()
	before, ties := w.inForce(), must(w.db.Links(w.t.Context()))
	if err := w.db.SyncLinks(w.t.Context(), w.officeNow(), o.Links()); err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	w.office = o
	w.mu.Unlock()
	w.bot.Reloaded(before, ties)
}

var startLink = regexp.MustCompile(`https://t\.me/don_doc_bot\?start=([A-Za-z0-9_-]+)`)

// invites has the admin make a link, and gives its code.
func (w *world) invites(person string) string {
	w.t.Helper()
	w.types(admin, "/moi "+person)
	m := startLink.FindStringSubmatch(w.last(admin).Text)
	if m == nil {
		w.t.Fatalf("no link in\n%s", w.last(admin).Text)
	}
	return m[1]
}

// tie is where a recipient is tied to now; 0: nowhere.
func (w *world) tie(kind escalation.RecipientKind, id string) escalation.Link {
	w.t.Helper()
	links, err := w.db.Links(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	l, _ := links.Of(escalation.Recipient{Kind: kind, ID: id})
	return l
}

// ledger counts events that belong to no assignment.
func (w *world) ledger(kind escalation.EventKind) int { return w.events("", kind) }

func withoutMember(t testing.TB) *world {
	w := newWorld(t)
	w.adopt(unlinkedOffice("minh"))
	return w
}

// TestAnInvitedPersonIsGreeted by name and office, and can work at once; the tie survives a restart and a reload.
func TestAnInvitedPersonIsGreeted(t *testing.T) {
	w := withoutMember(t)
	w.types(admin, "/moi")
	w.says(admin, "minh – Phạm")
	code := w.invites("minh")
	w.says(admin, "Phạm <Minh> & Em", "Huyện ủy Tiền Hải", "một lần", "08 giờ 00 ngày 08/03/2022")
	w.types(newcomer, "/nhiemvu")
	w.says(newcomer, "chưa được liên kết", "104")
	w.types(newcomer, "/start "+code)
	w.says(newcomer, "Phạm <Minh> & Em", "Chuyên viên", "Huyện ủy Tiền Hải", "/trogiup")
	w.restart()
	w.adopt(unlinkedOffice("minh"))
	w.types(newcomer, "/nhiemvu")
	w.says(newcomer, "Tổng số")
	if l := w.tie(escalation.ToPerson, "minh"); l.Chat != newcomer || !l.Reachable {
		t.Errorf("%+v", l)
	}
	if w.ledger(escalation.EventInvited) != 1 || w.ledger(escalation.EventLinked) != 1 {
		t.Error("the ledger does not tell of it once each")
	}
	w.types(admin, "/moi minh")
	w.says(admin, "đang có tài khoản liên kết")
}

// TestEveryCodeHasItsAnswer: used, expired, replaced, meant for somebody else, the same person again; and nothing changes.
func TestEveryCodeHasItsAnswer(t *testing.T) {
	w := withoutMember(t)
	replaced, used := w.invites("minh"), w.invites("Phạm <Minh> & Em")
	w.types(newcomer, "/start "+replaced)
	w.says(newcomer, "hết hạn")
	w.types(newcomer, "/start "+used)
	w.types(second, "/start "+used)
	w.says(second, "đã được sử dụng")
	w.types(newcomer, "/start "+used)
	w.says(newcomer, "từ trước", "Phạm <Minh> & Em")

	foreign := w.invites("minh")
	w.types(clerk, "/lienket "+foreign)
	w.says(clerk, "cấp cho người khác", "Hồ Thu")
	w.types(newcomer, "/start "+foreign)
	w.says(newcomer, "từ trước")
	w.types(second, "/start "+foreign)
	w.says(second, "đã được sử dụng")

	late := w.invites("minh")
	w.at("2022-03-08 08:00")
	w.types(second, "/start "+late)
	w.says(second, "hết hạn")
	if l := w.tie(escalation.ToPerson, "minh"); l.Chat != newcomer {
		t.Errorf("%+v", l)
	}
	for who, text := range map[int64]string{member: "/moi minh", admin: "/moi khong-co", head: "/moi"} {
		w.types(who, text)
		if startLink.MatchString(w.last(who).Text) {
			t.Errorf("%d gets a link", who)
		}
	}
	w.sends(group, map[string]any{"from": admin, "text": "/moi minh"})
	w.says(group, "trò chuyện riêng")
}

// TestAnAccountChangesHands: the new one takes over, the old one is told and can do nothing any more, the admins hear of it once.
func TestAnAccountChangesHands(t *testing.T) {
	w := newWorld(t)
	w.types(newcomer, "/start "+w.invites("minh"))
	w.says(newcomer, "Phạm <Minh> & Em")
	w.says(member, "không còn liên kết", "báo ngay cho quản trị")
	w.says(admin, "Đã đổi tài khoản", "Phạm <Minh> & Em")
	w.types(member, "/nhiemvu")
	w.says(member, "chưa được liên kết")
	if got := w.pushes(member, member, w.chat(member)[0].ID, "1:a:1:0:0:0"); !got.Alert || !strings.Contains(got.Text, "chưa được liên kết") {
		t.Errorf("the old account pressed: %+v", got)
	}
	w.state(plan, escalation.Assigned)
	w.adopt(office())
	if l := w.tie(escalation.ToPerson, "minh"); l.Chat != newcomer {
		t.Errorf("a reload of the same configuration undoes it: %+v", l)
	}
	o := *office()
	o.People = people()
	o.People[2].Telegram = second
	w.adopt(escalation.NewOffice(o))
	if l := w.tie(escalation.ToPerson, "minh"); l.Chat != second {
		t.Errorf("another account in the configuration is not followed: %+v", l)
	}
}

// TestTwoAccountsRaceWithOneCode: one wins, the other is told that it was used.
func TestTwoAccountsRaceWithOneCode(t *testing.T) {
	w := withoutMember(t)
	code := w.invites("minh")
	var both sync.WaitGroup
	for i, account := range []int64{newcomer, second} {
		w.page(http.MethodPost, "/sandbox/chats/"+itoa(account)+"/send", map[string]any{"from": account, "text": "/start"}, nil)
		both.Go(func() {
			raw := fmt.Sprintf(`{"update_id":%d,"message":{"message_id":7,"from":{"id":%d},"chat":{"id":%d,"type":"private"},"text":"/start %s"}}`,
				7000+i, account, account, code)
			if err := w.bot.Handle(t.Context(), json.RawMessage(raw)); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	w.settle()
	winner := w.tie(escalation.ToPerson, "minh").Chat
	if winner != newcomer && winner != second {
		t.Fatalf("tied to %d", winner)
	}
	w.says(winner, "đã được liên kết với")
	w.says(newcomer+second-winner, "đã được sử dụng")
	if n := w.ledger(escalation.EventLinked); n != 1 {
		t.Errorf("linked %d times", n)
	}
}

// TestGuessingIsSlowed: after five wrong codes an hour passes before the next is looked at, whatever is restarted meanwhile.
func TestGuessingIsSlowed(t *testing.T) {
	w := withoutMember(t)
	code := w.invites("minh")
	for i, wrong := range []string{"sai", "a b", strings.Repeat("x", 65), "đồng-chí"} {
		w.types(stranger, "/start "+wrong)
		w.says(stranger, "không đúng", fmt.Sprintf("Còn %d lần", 4-i))
	}
	heard := len(w.chat(admin))
	w.types(stranger, "/start sai")
	w.says(stranger, "thử lại sau 09 giờ 00")
	w.says(admin, "999", "nhập sai mã")
	w.restart()
	w.types(stranger, "/start "+code)
	w.says(stranger, "thử lại sau")
	if n := len(w.chat(admin)) - heard; n != 1 {
		t.Errorf("the admin heard of it %d times", n)
	}
	w.types(newcomer, "/start sai")
	w.says(newcomer, "Còn 4 lần")
	w.at("2022-03-01 09:00")
	w.types(stranger, "/start "+code)
	w.says(stranger, "đã được liên kết với")
	if w.ledger(escalation.EventGuessed) != 1 {
		t.Error("the ledger does not tell of it once")
	}
}

// TestSomebodyEndsTheirTie: after a confirmation, and a reload does not bring it back.
func TestSomebodyEndsTheirTie(t *testing.T) {
	w := newWorld(t)
	w.types(member, "/lienket")
	w.says(member, "trong nhóm")
	w.types(member, "/huylienket")
	w.says(member, "Hủy liên kết tài khoản này")
	if w.tie(escalation.ToPerson, "minh").Chat != member {
		t.Error("untied without a confirmation")
	}
	w.presses(member, "Hủy liên kết")
	w.says(member, "Đã hủy liên kết")
	w.says(admin, "Đã hủy liên kết của đồng chí Phạm")
	w.until("the menu is gone with the tie", func() bool { return len(w.menu(`{"type":"chat","chat_id":103}`, "")) == 0 })
	w.adopt(office())
	w.types(member, "/nhiemvu")
	w.says(member, "chưa được liên kết")
	w.types(member, "/start "+w.invites("minh"))
	w.says(member, "đã được liên kết với")
}

// TestAdminsHearOfABlockedBot once per change.
func TestAdminsHearOfABlockedBot(t *testing.T) {
	w := newWorld(t)
	before := len(w.chat(admin))
	w.post("/sandbox/block", `{"person":103,"blocked":true}`)
	w.settle()
	w.says(admin, "Không gửi tin được", "Phạm <Minh> & Em")
	if w.tie(escalation.ToPerson, "minh").Reachable {
		t.Error("reachable though blocked")
	}
	w.at("2022-03-02 08:00")
	w.types(member, "/start")
	w.says(admin, "Đã gửi lại tin được")
	if n := len(w.chat(admin)) - before; n != 2 {
		t.Errorf("the admin heard %d messages", n)
	}
}

// FuzzStart: whatever follows Start, a stranger stays one.
func FuzzStart(f *testing.F) {
	for _, s := range []string{"", "sai", "a b", strings.Repeat("x", 65), "đ", "\x00", "-_-", "AAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1 --"} {
		f.Add(s)
	}
	w := newWorld(f)
	id := int64(100_000)
	f.Fuzz(func(t *testing.T, code string) {
		id++
		text, err := json.Marshal("/start " + code)
		if err != nil {
			t.Fatal(err)
		}
		raw := fmt.Sprintf(`{"update_id":%d,"message":{"message_id":1,"from":{"id":%d},"chat":{"id":%d,"type":"private"},"text":%s}}`, id, id, id, text)
		if err := w.bot.Handle(t.Context(), json.RawMessage(raw)); err != nil {
			t.Error(err)
		}
		links, err := w.db.Links(t.Context())
		if err != nil || links.PersonOf(id) != "" {
			t.Errorf("%q: tied to %q, %v", code, links.PersonOf(id), err)
		}
	})
}

// TestAnAccountOfSomebodyWhoHasLeftIsTiedAnew: the configuration calls its owner by another id now.
func TestAnAccountOfSomebodyWhoHasLeftIsTiedAnew(t *testing.T) {
	w := newWorld(t)
	w.types(member, "/huylienket")
	w.presses(member, "Hủy liên kết")
	w.types(member, "/start "+w.invites("minh"))
	w.says(member, "đã được liên kết với")
	o := office()
	for _, p := range o.People {
		if p.ID == "minh" {
			p.ID, p.Telegram = "pham-minh", 0
		}
	}
	o.Units[0].Members, o.Hash = []string{"pham-minh"}, "2"
	w.adopt(escalation.NewOffice(*o))
	w.types(member, "/start "+w.invites("pham-minh"))
	if l := w.tie(escalation.ToPerson, "pham-minh"); l.Chat != member || w.tie(escalation.ToPerson, "minh").Chat != 0 {
		t.Errorf("tied to %+v", l)
	}
	w.says(member, "đã được liên kết với")
	w.asks(member, "/nhiemvu", "Nhiệm vụ của đơn vị")
}
