package sandbox

import (
	"net/http"
	"testing"
	"time"
)

// play posts to one of the routes that change the world.
func (w world) play(route string, in o) {
	w.t.Helper()
	if code, body := w.page(http.MethodPost, "/sandbox/"+route, in); code != http.StatusOK {
		w.t.Fatalf("%s %v: %d %s", route, in, code, body)
	}
}

// nhom is an ordinary group, beside the supergroup doi.
const nhom = -2002

func withGroup() Options {
	opt := people()
	opt.Groups = append(opt.Groups, Group{ID: nhom, Name: "Nhóm thường", Members: []int64{hoa}})
	return opt
}

// Each row does something to a chat and says what each kind of call is answered then: to write, to edit what was sent
// before, to read the chat, to read a member of it; "" for success (telegram.md §2.4, srv Client.cpp check_chat_access).
func TestChatsThatRefuse(t *testing.T) {
	const (
		upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
		unedited = "Bad Request: message can't be edited"
		gone     = "Forbidden: the group chat was deleted"
	)
	for _, c := range []struct {
		name                      string
		chat                      int64
		route                     string
		in                        o
		write, edit, read, member string
	}{
		{"nothing has happened", doi, "update", o{"kind": "later", "payload": 1}, "", "", "", ""},
		{"blocked", hoa, "block", o{"person": hoa, "blocked": true}, "Forbidden: bot was blocked by the user", "", "", ""},
		{"no account any more", hoa, "deactivate", o{"person": hoa}, "Forbidden: user is deactivated", "Forbidden: user is deactivated", "", ""},
		{"kicked from a group", nhom, "kick", o{"chat": nhom}, "Forbidden: bot was kicked from the group chat",
			"Forbidden: bot was kicked from the group chat", "", "Forbidden: bot was kicked from the group chat"},
		{"left a group", nhom, "leave", o{"chat": nhom}, "Forbidden: bot is not a member of the group chat",
			"Forbidden: bot is not a member of the group chat", "", "Forbidden: bot is not a member of the group chat"},
		{"kicked from a supergroup", doi, "kick", o{"chat": doi}, "Forbidden: bot was kicked from the supergroup chat",
			"Forbidden: bot was kicked from the supergroup chat", "Forbidden: bot was kicked from the supergroup chat", "Forbidden: bot was kicked from the supergroup chat"},
		{"left a supergroup", doi, "leave", o{"chat": doi}, "Forbidden: bot is not a member of the supergroup chat",
			"Forbidden: bot is not a member of the supergroup chat", "Forbidden: bot is not a member of the supergroup chat", "Forbidden: bot is not a member of the supergroup chat"},
		{"group deleted", nhom, "delete", o{"chat": nhom}, gone, unedited, "", gone},
		{"supergroup deleted", doi, "delete", o{"chat": doi}, "Forbidden: bot was kicked from the supergroup chat",
			"Forbidden: bot was kicked from the supergroup chat", "Forbidden: bot was kicked from the supergroup chat", "Forbidden: bot was kicked from the supergroup chat"},
		{"upgraded", nhom, "migrate", o{"chat": nhom, "to": -100300}, upgraded, unedited, "", upgraded},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, withGroup())
			m := w.send(c.chat, "a")
			w.play(c.route, c.in)
			for _, asked := range []struct {
				method string
				params o
				want   string
			}{
				{"sendMessage", o{"text": "b"}, c.write},
				{"sendChatAction", o{"action": "typing"}, c.write},
				{"editMessageText", o{"message_id": m.MessageID, "text": "b"}, c.edit},
				{"getChat", o{}, c.read},
				{"getChatMember", o{"user_id": hoa}, c.member},
			} {
				asked.params["chat_id"] = c.chat
				if a := w.call(asked.method, asked.params); a.Description != asked.want || a.OK != (asked.want == "") {
					t.Errorf("%s: %d %q, want %q", asked.method, a.status, a.Description, asked.want)
				}
			}
		})
	}
}

// A bot is told when it is thrown out or leaves, hears nothing meanwhile, and is told when it is added again.
func TestComingAndGoing(t *testing.T) {
	for route, status := range map[string]string{"kick": statusKicked, "leave": statusLeft} {
		w := newWorld(t, withGroup())
		w.play(route, o{"chat": nhom, "from": binh})
		w.play(route, o{"chat": nhom})
		w.write(nhom, hoa, "/nhiemvu")
		if got := w.drain(); len(got) != 1 || got[0].Member.Chat.ID != nhom || got[0].Member.From.ID != binh ||
			got[0].Member.Old.Status != statusMember || got[0].Member.New.Status != status {
			t.Errorf("%s: %+v", route, got)
		}
		w.play(route, o{"chat": nhom, "back": true})
		w.send(nhom, "a")
		w.write(nhom, hoa, "/nhiemvu")
		if got := w.drain(); len(got) != 2 || got[0].Member.Old.Status != status || got[0].Member.New.Status != statusMember || got[1].Message == nil {
			t.Errorf("back after %s: %+v", route, got)
		}
	}
}

// A group becomes a supergroup: another chat with its people. Both say so, the error tells the new id, and what was said
// before stays where it was.
func TestMigration(t *testing.T) {
	w := newWorld(t, withGroup())
	w.send(nhom, "trước")
	var moved migration
	w.get(http.MethodPost, "/sandbox/migrate", o{"chat": nhom, "from": hoa}, &moved)
	if moved.To != firstSupergroup {
		t.Fatalf("%+v", moved)
	}
	a := w.call("sendMessage", o{"chat_id": nhom, "text": "a"})
	w.refused(a, 400, "Bad Request: group chat was upgraded to a supergroup chat")
	if a.Parameters.MigrateTo != moved.To || a.retry != "" {
		t.Errorf("parameters %+v", a.Parameters)
	}
	got := w.drain()
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}
	if m := got[0].Message; m.Chat.ID != nhom || m.MigrateToChatID != moved.To || m.Text != "" {
		t.Errorf("in the old chat: %+v", m)
	}
	if m := got[1].Member; m.Chat.ID != moved.To || m.Chat.Type != supergroup || m.Old.Status != statusLeft || m.New.Status != statusMember {
		t.Errorf("the bot: %+v", m)
	}
	if m := got[2].Message; m.Chat.ID != moved.To || m.MigrateFromChatID != nhom || m.MessageID != 1 || m.Chat.Title != "Nhóm thường" {
		t.Errorf("in the new chat: %+v", m)
	}
	if m := w.send(moved.To, "sau"); m.MessageID != 2 {
		t.Errorf("%+v", m)
	}
	if old := w.messages(nhom); len(old) != 2 || old[1].Text != "Nhóm được nâng cấp thành siêu nhóm" {
		t.Errorf("%+v", old)
	}
	w.write(moved.To, hoa, "/nhiemvu")
	if len(w.drain()) != 1 {
		t.Error("the bot does not hear the new chat")
	}
}

// Whoever writes again to a chat that has refused, though nothing has changed there, is noted, once it can know.
func TestSendingAgainToWhoRefusedIsAViolation(t *testing.T) {
	w, now := timed(t)
	send := func() { w.call("sendMessage", o{"chat_id": hoa, "text": "a"}) }
	toGroup := func() { w.call("sendMessage", o{"chat_id": doi, "text": "a"}) }
	block := func(on bool) { w.play("block", o{"person": hoa, "blocked": on}) }
	block(true)
	send()
	*now = now.Add(underWay)
	send()
	if got := w.kinds(); len(got) != 0 {
		t.Errorf("a call that was under way already: %v", got)
	}
	*now = now.Add(time.Minute)
	send()
	if got := w.kinds(); len(got) != 1 || got[0] != "refused_chat" {
		t.Errorf("%v", got)
	}
	block(false)
	block(true)
	*now = now.Add(time.Minute)
	send()
	block(false)
	send()
	block(true)
	*now = now.Add(time.Minute)
	send()
	for range 2 {
		w.play("kick", o{"chat": doi})
		*now = now.Add(time.Minute)
		toGroup()
		w.play("kick", o{"chat": doi, "back": true})
	}
	if got := w.kinds(); len(got) != 1 {
		t.Errorf("refused anew: %v", got)
	}
}

// Edits without a change and buttons that nobody will see are noted.
func TestEditsAndButtonsThatMissTheirPurpose(t *testing.T) {
	w := newWorld(t, people())
	var m apiMessage
	w.must("sendMessage", o{"chat_id": hoa, "text": "a", "reply_markup": o{"inline_keyboard": [][]o{
		{{"text": "", "callback_data": "d"}, {"text": "x", "callback_data": "d"}}, buttons(13), {{"text": "", "callback_data": "d"}},
	}}}, &m)
	if rows := m.ReplyMarkup.InlineKeyboard; len(rows) != 2 || len(rows[0]) != 1 || len(rows[1]) != maxRow {
		t.Errorf("%+v", rows)
	}
	w.call("editMessageReplyMarkup", o{"chat_id": hoa, "message_id": 1, "reply_markup": m.ReplyMarkup})
	got := w.Violations()
	if len(got) != 2 || got[0].Kind != "dropped_button" || got[0].Text != "3 buttons left out" || got[1].Kind != "unchanged_edit" || got[1].Chat != hoa {
		t.Errorf("%+v", got)
	}
}

// A press on a message that is deleted reaches the bot all the same, with nothing but its number.
func TestAPressOnADeletedMessage(t *testing.T) {
	w := newWorld(t, people())
	w.must("sendMessage", o{"chat_id": hoa, "text": "a", "reply_markup": rows(1)}, nil)
	w.must("deleteMessage", o{"chat_id": hoa, "message_id": 1}, nil)
	if _, err := w.pressButton(pressed{Chat: hoa, Message: 1, Data: "d"}, w.now()); err == nil {
		t.Error("a button that is not there was pressed")
	}
	if _, err := w.pressButton(pressed{Chat: hoa, Message: 1, Data: "d", Forged: true}, w.now()); err != nil {
		t.Fatal(err)
	}
	m := w.drain()[0].Callback.Message
	if m.MessageID != 1 || m.Date != 0 || m.Chat.ID != hoa || m.Text != "" {
		t.Errorf("%+v", m)
	}
}

// What cannot happen to a group or an account is refused in words.
func TestMistakesAboutGroups(t *testing.T) {
	w := newWorld(t, withGroup())
	w.play("delete", o{"chat": nhom})
	w.AddGroup(Group{ID: -5, Name: "Nhóm trống"})
	for _, c := range []struct {
		route string
		in    any
	}{
		{"kick", o{"chat": 5}}, {"kick", o{"chat": hoa}}, {"kick", o{"chat": nhom}}, {"kick", o{"chat": -5}}, {"kick", "x"},
		{"leave", o{"chat": -6}}, {"delete", o{"chat": nhom}}, {"migrate", o{"chat": doi}}, {"migrate", o{"chat": -5, "from": hoa, "to": 7}},
		{"migrate", o{"chat": -5, "from": hoa, "to": doi}}, {"deactivate", o{"person": 5}}, {"deactivate", o{"person": doi}},
		{"topic", o{"chat": -5, "from": hoa, "name": "a"}}, {"topic", o{"chat": doi, "topic": 9, "closed": true}},
		{"topic", o{"chat": doi, "topic": 9, "deleted": true}}, {"topic", o{"chat": doi, "topic": 1, "deleted": true}}, {"update", o{"kind": "a"}}, {"update", o{"payload": o{}}},
		{"chats/-2002/send", o{"from": hoa, "text": "a"}}, {"press", o{"chat": nhom, "message": 1, "data": "d", "from": hoa}},
	} {
		if code, body := w.page(http.MethodPost, "/sandbox/"+c.route, c.in); code != http.StatusBadRequest || !contains(body, `{"error":"`) {
			t.Errorf("%s %v: %d %s", c.route, c.in, code, body)
		}
	}
}
