package sandbox

import (
	"net/http"
	"strings"
	"testing"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

// Somebody unknown writes; a person and, with a negative id, a group come into being, and the bot may answer.
func TestAnybodyCanBePlayed(t *testing.T) {
	w := newWorld(t, Options{Token: token})
	w.write(7, 0, "/start abc")
	w.write(-8, 9, "/help")
	got := w.drain()
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}
	if m := got[0].Message; m.Chat.ID != 7 || m.From.ID != 7 || m.From.IsBot || m.Chat.Type != "private" ||
		len(m.Entities) != 1 || m.Entities[0] != (entity{Type: "bot_command", Length: 6}) {
		t.Errorf("%+v", m)
	}
	if c := got[1].Member; c == nil || c.Chat.ID != -8 || c.Old.Status != "left" || c.New.Status != "member" || c.From.ID != 9 {
		t.Errorf("%+v", c)
	}
	if m := got[2].Message; m.Chat.Type != "group" || m.From.ID != 9 {
		t.Errorf("%+v", m)
	}
	w.send(7, "a")
	w.send(-8, "a")
	w.refused(w.call("sendMessage", o{"chat_id": 9, "text": "a"}), 403, "Forbidden: bot can't initiate conversation with a user")
}

// In a group only commands, replies to the bot and mentions of it reach the bot.
func TestPrivacyMode(t *testing.T) {
	w := newWorld(t, people())
	bots := w.send(doi, "Kính gửi các đồng chí")
	own := w.write(doi, hoa, "chào cả nhóm")
	for text, heard := range map[string]bool{
		"chào":                   false,
		"xem /nhiemvu":           false,
		"/nhiemvu":               true,
		"/nhiemvu@DON_DOC_BOT 5": true,
		"/nhiemvu@other_bot":     false,
		"nhờ @don_doc_bot giúp":  true,
		"nhờ @don_doc_bots giúp": false,
		"thư gửi x@don_doc_bot":  false,
	} {
		w.write(doi, hoa, text)
		if got := w.drain(); (len(got) == 1) != heard {
			t.Errorf("%q: %+v", text, got)
		}
	}
	reply := func(to int64) int {
		var v messageView
		w.get(http.MethodPost, "/sandbox/chats/-2001/send", o{"from": binh, "text": "Rõ", "reply_to": to}, &v)
		return len(w.drain())
	}
	if reply(bots.MessageID) != 1 || reply(own.ID) != 0 {
		t.Error("replies to the bot, and only those, reach it")
	}
}

// A person blocks the bot and lets it in again with /start; the bot is told both.
func TestBlocking(t *testing.T) {
	w := newWorld(t, people())
	block := func(person int64, blocked bool) int {
		code, _ := w.page(http.MethodPost, "/sandbox/block", o{"person": person, "blocked": blocked})
		return code
	}
	if block(hoa, true) != 200 || block(hoa, true) != 200 || block(5, true) != 400 || block(doi, true) != 400 {
		t.Error("who can block")
	}
	w.refused(w.call("sendMessage", o{"chat_id": hoa, "text": "a"}), 403, "Forbidden: bot was blocked by the user")
	w.refused(w.call("sendChatAction", o{"chat_id": hoa, "action": "typing"}), 403, "Forbidden: bot was blocked by the user")
	if code, _ := w.page(http.MethodPost, "/sandbox/chats/1001/send", o{"text": "a"}); code != 400 {
		t.Error("a person who has blocked the bot wrote to it")
	}
	w.write(hoa, hoa, "/start")
	w.send(hoa, "a")
	got := w.drain()
	if len(got) != 3 || got[0].Member.New.Status != "kicked" || got[0].Member.Old.Status != "member" ||
		got[1].Member.New.Status != "member" || got[2].Message.Text != "/start" {
		t.Errorf("%+v", got)
	}
}

func TestMembersOfAChat(t *testing.T) {
	w := newWorld(t, people())
	w.AddPerson(Person{ID: 1003, Name: "Người ngoài"})
	for user, want := range map[int64]string{hoa: "member", 1003: "left", 4242: "member"} {
		var m apiMember
		w.must("getChatMember", o{"chat_id": doi, "user_id": user}, &m)
		if m.Status != want || m.User.ID != user {
			t.Errorf("%d: %+v", user, m)
		}
	}
	var c apiFullChat
	w.must("getChat", o{"chat_id": doi}, &c)
	if c.Title != "Nhóm <i>Nội chính" || c.Type != "supergroup" {
		t.Errorf("%+v", c)
	}
}

// Stickers and edits reach the bot as what they are.
func TestStickersAndEdits(t *testing.T) {
	w := newWorld(t, people())
	var v messageView
	w.get(http.MethodPost, "/sandbox/chats/1001/send", o{"from": hoa, "kind": "sticker"}, &v)
	w.write(hoa, hoa, "sai")
	w.get(http.MethodPost, "/sandbox/chats/1001/send", o{"from": hoa, "text": "đúng", "edit": 2}, &v)
	got := w.drain()
	if len(got) != 3 || got[0].Message.Sticker == nil || got[0].Message.Text != "" || got[2].Edited == nil ||
		got[2].Edited.Text != "đúng" || got[2].Edited.EditDate == 0 || got[1].Message.Text != "sai" {
		t.Errorf("%+v", got)
	}
	if !v.Edited || v.ID != 2 {
		t.Errorf("%+v", v)
	}
}

// What cannot be done on a phone is refused in words.
func TestMistakesOfThePlayer(t *testing.T) {
	w := newWorld(t, people())
	w.send(hoa, "a")
	for _, c := range []struct {
		path string
		body any
	}{
		{"/sandbox/chats/0/send", o{"text": "a"}},
		{"/sandbox/chats/x/send", o{"text": "a"}},
		{"/sandbox/chats/1001/send", o{"from": binh, "text": "a"}},
		{"/sandbox/chats/-2001/send", o{"text": "a"}},
		{"/sandbox/chats/1001/send", o{"text": "  "}},
		{"/sandbox/chats/1001/send", o{"text": strings.Repeat("ệ", 4097)}},
		{"/sandbox/chats/1001/send", o{"kind": "dance"}},
		{"/sandbox/chats/1001/send", o{"kind": "sticker", "text": "a"}},
		{"/sandbox/chats/1001/send", o{"text": "a", "reply_to": 77}},
		{"/sandbox/chats/1001/send", o{"text": "a", "edit": 1}},
		{"/sandbox/chats/1001/send", "no object"},
		{"/sandbox/press", o{"chat": 5, "message": 1, "data": "d"}},
		{"/sandbox/press", o{"chat": hoa, "message": 77, "data": "d"}},
		{"/sandbox/press", o{"chat": hoa, "message": 1, "data": "d"}},
		{"/sandbox/press", o{"chat": hoa, "message": 1, "data": "", "from": hoa}},
		{"/sandbox/press", o{"chat": hoa, "message": 1, "data": "d", "from": binh, "forged": true}},
	} {
		code, body := w.page(http.MethodPost, c.path, c.body)
		if code != http.StatusBadRequest || !contains(body, `{"error":"`) {
			t.Errorf("%s %v: %d %s", c.path, c.body, code, body)
		}
	}
	if got := w.drain(); len(got) != 0 {
		t.Errorf("the bot heard %+v", got)
	}
}
