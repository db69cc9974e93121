package sandbox

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func keyboard(buttons ...o) o { return o{"inline_keyboard": [][]o{buttons}} }

// rows are n buttons, as many beside each other as Telegram takes.
func rows(n int) o {
	var all [][]o
	for ; n > 0; n -= maxRow {
		all = append(all, buttons(min(n, maxRow)))
	}
	return o{"inline_keyboard": all}
}

func buttons(n int) []o {
	list := make([]o, n)
	for i := range list {
		list[i] = o{"text": "x", "callback_data": "d"}
	}
	return list
}

// Each row breaks one rule of the Bot API and wants Telegram's own words (telegram.md §2.2, §2.4).
func TestWhatTelegramRefuses(t *testing.T) {
	w := newWorld(t, people())
	mine := w.send(hoa, "Kính gửi")
	w.write(hoa, hoa, "Vâng")
	const theirs = 2
	text := func(s string) o { return o{"chat_id": hoa, "text": s} }
	html := func(s string) o { return o{"chat_id": hoa, "text": s, "parse_mode": "HTML"} }
	with := func(markup any) o { return o{"chat_id": hoa, "text": "a", "reply_markup": markup} }
	edit := func(id int, s string) o { return o{"chat_id": hoa, "message_id": id, "text": s} }
	for _, c := range []struct {
		name, method string
		params       o
		code         int
		want         string
	}{
		{"unknown method", "sendCarrot", nil, 404, "Not Found: method not found"},
		{"no chat", "sendMessage", o{"text": "a"}, 400, "Bad Request: chat_id is empty"},
		{"unknown chat", "sendMessage", o{"chat_id": 999, "text": "a"}, 400, "Bad Request: chat not found"},
		{"chat by name", "sendMessage", o{"chat_id": "@hoa", "text": "a"}, 400, "Bad Request: chat not found"},
		{"never started", "sendMessage", o{"chat_id": binh, "text": "a"}, 403, "Forbidden: bot can't initiate conversation with a user"},
		{"action never started", "sendChatAction", o{"chat_id": binh, "action": "typing"}, 403, "Forbidden: bot can't initiate conversation with a user"},
		{"unknown action", "sendChatAction", o{"chat_id": hoa, "action": "dance"}, 400, "Bad Request: wrong parameter action in request"},

		{"no text", "sendMessage", text(""), 400, "Bad Request: message text is empty"},
		{"blank text", "sendMessage", text(" \n "), 400, "Bad Request: text must be non-empty"},
		{"only a tag", "sendMessage", html("<b> </b>"), 400, "Bad Request: text must be non-empty"},
		{"4097 letters", "sendMessage", text(strings.Repeat("ệ", 4097)), 400, "Bad Request: message is too long"},
		{"32769 bytes", "sendMessage", html(strings.Repeat("<b></b>", 4681) + "aaa"), 400, "Bad Request: text is too long"},
		{"unknown mode", "sendMessage", o{"chat_id": hoa, "text": "a", "parse_mode": "BBCode"}, 400, "Bad Request: unsupported parse_mode"},
		{"unclosed tag", "sendMessage", html("a <b>c"), 400, `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`},
		{"tag of another world", "sendMessage", html("é <p>c</p>"), 400, `Bad Request: can't parse entities: Unsupported start tag "p" at byte offset 3`},
		{"entity in a pair", "sendMessage", o{"chat_id": hoa, "text": "😀a", "entities": []o{{"type": "bold", "offset": 1, "length": 2}}}, 400,
			"Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 4"},
		{"negative entity", "sendMessage", o{"chat_id": hoa, "text": "a", "entities": []o{{"type": "bold", "offset": 0, "length": -1}}}, 400,
			"Bad Request: receive an entity with incorrect length -1"},
		{"entity before the text", "sendMessage", o{"chat_id": hoa, "text": "a", "entities": []o{{"type": "bold", "offset": -1, "length": 1}}}, 400,
			"Bad Request: receive an entity with incorrect offset -1"},
		{"entity behind the text", "sendMessage", o{"chat_id": hoa, "text": "hello", "entities": []o{{"type": "bold", "offset": 100, "length": 1}}}, 400,
			"Bad Request: entity begins after the end of the text at UTF-16 offset 100"},
		{"entity too long", "sendMessage", o{"chat_id": hoa, "text": "hello", "entities": []o{{"type": "bold", "offset": 0, "length": 100}}}, 400,
			"Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100"},
		{"entity ends in a pair", "sendMessage", o{"chat_id": hoa, "text": "😀a", "entities": []o{{"type": "bold", "offset": 0, "length": 1}}}, 400,
			"Bad Request: entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4"},
		{"link to nowhere", "sendMessage", o{"chat_id": hoa, "text": "a", "entities": []o{{"type": "text_link", "offset": 0, "length": 1, "url": "not-a-url"}}}, 400,
			"Bad Request: entity URL 'not-a-url' is invalid: Wrong HTTP URL"},
		{"unknown entity", "sendMessage", o{"chat_id": hoa, "text": "a", "entities": []o{{"type": "loud", "offset": 0, "length": 1}}}, 400,
			"Bad Request: can't parse MessageEntity: Unsupported type specified"},

		{"markup no JSON", "sendMessage", with("{"), 400, "Bad Request: can't parse reply keyboard markup JSON object"},
		{"markup no object", "sendMessage", with([]int{1}), 400, "Bad Request: object expected as reply markup"},
		{"null markup", "sendMessage", with(nil), 400, "Bad Request: object expected as reply markup"},
		{"null keyboard", "sendMessage", with(o{"inline_keyboard": nil}), 400, `Bad Request: field "inline_keyboard" must be of type Array`},
		{"flat keyboard", "sendMessage", with(o{"inline_keyboard": buttons(1)}), 400,
			`Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays`},
		{"button no object", "sendMessage", with(o{"inline_keyboard": [][]string{{"a"}}}), 400,
			"Bad Request: can't parse inline keyboard button: InlineKeyboardButton must be an Object"},
		{"button without text", "sendMessage", with(keyboard(o{"callback_data": "d"})), 400,
			`Bad Request: can't parse inline keyboard button: Can't find field "text"`},
		{"button without action", "sendMessage", with(keyboard(o{"text": "x"})), 400,
			"Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"button with two actions", "sendMessage", with(keyboard(o{"text": "x", "callback_data": "d", "url": "http://a.vn"})), 400,
			"Bad Request: can't parse inline keyboard button: exactly one action is allowed in a button"},
		{"65 bytes of data", "sendMessage", with(keyboard(o{"text": "x", "callback_data": strings.Repeat("ệ", 21) + "ab"})), 400, "Bad Request: BUTTON_DATA_INVALID"},
		{"button to nowhere", "sendMessage", with(keyboard(o{"text": "x", "url": "nowhere"})), 400, "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"},
		{"101 buttons", "sendMessage", with(rows(101)), 400, "Bad Request: reply markup is too long"},

		{"reply to nothing", "sendMessage", o{"chat_id": hoa, "text": "a", "reply_parameters": o{"message_id": 77}}, 400, "Bad Request: message to be replied not found"},
		{"old reply to nothing", "sendMessage", o{"chat_id": hoa, "text": "a", "reply_to_message_id": 77}, 400, "Bad Request: message to be replied not found"},

		{"reply to no object", "sendMessage", o{"chat_id": hoa, "text": "a", "reply_parameters": nil}, 400, "Bad Request: object expected as reply parameters"},
		{"reply to no number", "sendMessage", o{"chat_id": hoa, "text": "a", "reply_parameters": o{"quote": "b"}}, 400, `Bad Request: can't find field "message_id"`},
		{"topic of a person", "sendMessage", o{"chat_id": hoa, "text": "a", "message_thread_id": 7}, 400, "Bad Request: message thread not found"},
		{"topic of no forum", "sendMessage", o{"chat_id": doi, "text": "a", "message_thread_id": 7}, 400, "Bad Request: message thread not found"},

		{"edit nothing", "editMessageText", edit(77, "a"), 400, "Bad Request: message to edit not found"},
		{"edit without id", "editMessageText", text("a"), 400, "Bad Request: message to edit not found"},
		{"edit nowhere", "editMessageText", o{"text": "a"}, 400, "Bad Request: message identifier is not specified"},
		{"edit theirs", "editMessageText", edit(theirs, "a"), 400, "Bad Request: message can't be edited"},
		{"edit to the same", "editMessageText", edit(int(mine.MessageID), "Kính gửi"), 400,
			"Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"keyboard to the same", "editMessageReplyMarkup", o{"chat_id": hoa, "message_id": mine.MessageID}, 400, "Bad Request: " + notModified},
		{"edit to a forced reply", "editMessageText", o{"chat_id": hoa, "message_id": mine.MessageID, "text": "b", "reply_markup": o{"force_reply": true}}, 400,
			"Bad Request: inline keyboard expected"},
		{"delete nothing", "deleteMessage", o{"chat_id": hoa, "message_id": 77}, 400, "Bad Request: message to delete not found"},

		{"delete without id", "deleteMessage", o{"chat_id": hoa}, 400, "Bad Request: message identifier is not specified"},
		{"delete nowhere", "deleteMessage", o{"message_id": 1}, 400, "Bad Request: chat identifier is not specified"},

		{"answer nothing", "answerCallbackQuery", o{"callback_query_id": "1"}, 400,
			"Bad Request: query is too old and response timeout expired or query ID is invalid"},
		{"unknown file", "sendDocument", o{"chat_id": hoa, "document": "BQ"}, 400, "Bad Request: wrong file identifier/HTTP URL specified"},
		{"file of the web", "sendDocument", o{"chat_id": hoa, "document": "http://a.vn/b.csv"}, 400, "Bad Request: failed to get HTTP URL content"},
		{"no file", "sendDocument", o{"chat_id": hoa}, 400, "Bad Request: there is no document in the request"},
		{"unknown file_id", "getFile", o{"file_id": "x"}, 400, "Bad Request: invalid file_id"},
		{"no file_id", "getFile", nil, 400, "Bad Request: file_id not specified"},
		{"chat of nobody", "getChat", o{"chat_id": 5}, 400, "Bad Request: chat not found"},
		{"member nobody", "getChatMember", o{"chat_id": doi, "user_id": 5}, 400, "Bad Request: member not found"},
		{"no member", "getChatMember", o{"chat_id": doi}, 400, "Bad Request: invalid user_id specified"},
		{"webhook over http", "setWebhook", o{"url": "http://a.vn"}, 400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world{t, w.Server}
			w.refused(w.call(c.method, c.params), c.code, c.want)
		})
	}
}

func TestTokensAndPaths(t *testing.T) {
	w := newWorld(t, people())
	for path, want := range map[string]struct {
		code int
		text string
	}{
		"/bot" + token + "/GETme":                     {200, ""},
		"/bot4242:other/getMe":                        {401, "Unauthorized"},
		"/bot0:x/getMe":                               {401, "Unauthorized: invalid token specified"},
		"/botcarrot/getMe":                            {401, "Unauthorized: invalid token specified"},
		"/bot1:" + strings.Repeat("x", 80) + "/getMe": {401, "Unauthorized: invalid token specified"},
		"/bot" + token:                                {404, "Not Found"},
		"/carrot":                                     {404, "Not Found"},
		"/file/bot" + token + "/documents/x":          {404, "Not Found"},
		"/file/bot4242:other/documents/file_1":        {401, "Unauthorized"},
	} {
		a := w.decode(w.request(t.Context(), httptest.NewRequest(http.MethodGet, path, nil)))
		if a.status != want.code || a.Description != want.text || a.OK != (want.code == 200) {
			t.Errorf("%s: %d %q, want %d %q", path, a.status, a.Description, want.code, want.text)
		}
	}
}

// Any well-formed token names a bot of its own where none is given.
func TestAnyTokenNamesItsBot(t *testing.T) {
	w := newWorld(t, Options{})
	var me apiMe
	w.callAs(t.Context(), "77:abc", "getMe", nil).into(t, &me)
	if me.ID != 77 || !me.IsBot || me.Username != "sandbox77_bot" {
		t.Errorf("%+v", me)
	}
}

// Parameters come in every encoding, null entities stand for none, and unknown parameters are ignored.
func TestEncodings(t *testing.T) {
	w := newWorld(t, people())
	get := httptest.NewRequest(http.MethodGet, "/bot"+token+"/sendMessage?chat_id=1001&text=a%20b&carrot=1", nil)
	multipart := httptest.NewRequest(http.MethodPost, "/bot"+token+"/sendMessage",
		strings.NewReader("--x\r\nContent-Disposition: form-data; name=chat_id\r\n\r\n1001\r\n--x\r\nContent-Disposition: form-data; name=text\r\n\r\na b\r\n--x--\r\n"))
	multipart.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	empty := httptest.NewRequest(http.MethodPost, "/bot"+token+"/getMe", http.NoBody)
	empty.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	for name, a := range map[string]answered{
		"GET":       w.decode(w.request(t.Context(), get)),
		"multipart": w.decode(w.request(t.Context(), multipart)),
		"no parts":  w.decode(w.request(t.Context(), empty)),
		"form":      w.form("sendMessage", url.Values{"chat_id": {"1001"}, "text": {"a b"}, "entities": {"null"}, "allowed_updates": {"null"}}),
		"JSON":      w.call("sendMessage", o{"chat_id": hoa, "text": "a b", "entities": nil}),
		"as text":   w.call("sendMessage", o{"chat_id": "1001", "text": "a b", "reply_markup": `{"inline_keyboard":[]}`}),
	} {
		if !a.OK {
			t.Errorf("%s: %s", name, a.Description)
		}
	}
	bad := httptest.NewRequest(http.MethodPost, "/bot"+token+"/getMe", strings.NewReader("{"))
	bad.Header.Set("Content-Type", "application/json")
	w.refused(w.decode(w.request(t.Context(), bad)), 400, "Bad Request: can't parse JSON content")
	w.refused(w.form("sendMessage", url.Values{"chat_id": {"1001"}, "text": {"\xff"}}), 400, "Bad Request: strings must be encoded in UTF-8")
}

// What is just within the limits goes through, and comes back as Telegram would show it.
func TestWhatTelegramTakes(t *testing.T) {
	w := newWorld(t, people())
	var m apiMessage
	w.must("sendMessage", o{
		"chat_id": hoa, "parse_mode": "html", "text": "  <b>" + strings.Repeat("ệ", 4096) + "</b>\n",
		"reply_markup": rows(100),
	}, &m)
	w.must("editMessageReplyMarkup", o{"chat_id": hoa, "message_id": 1,
		"reply_markup": keyboard(o{"text": "x", "callback_data": strings.Repeat("ệ", 21) + "a"})}, nil)
	if len([]rune(m.Text)) != 4096 || len(m.Entities) != 1 || m.Entities[0] != (entity{Type: "bold", Length: 4096}) {
		t.Errorf("%d letters, entities %+v", len([]rune(m.Text)), m.Entities)
	}
	if m.From.ID != 4242 || !m.From.IsBot || m.Chat != (apiChat{ID: hoa, Type: "private", FirstName: "Nguyễn Thị Hòa", Username: "hoa"}) {
		t.Errorf("from %+v in %+v", m.From, m.Chat)
	}
	w.must("sendMessage", o{"chat_id": doi, "text": "😀 xem https://a.vn", "reply_markup": o{"force_reply": true}}, &m)
	if m.MessageID != 1 || m.Chat.Type != "supergroup" || m.MessageThreadID != 0 || m.Date < 1e9 || m.Date > 1e10 {
		t.Errorf("%+v", m)
	}
	if len(m.Entities) != 1 || m.Entities[0] != (entity{Type: "url", Offset: 7, Length: 12}) {
		t.Errorf("entities %+v", m.Entities)
	}
	w.must("sendMessage", o{"chat_id": doi, "text": "a", "reply_parameters": o{"message_id": 1}}, &m)
	if m.MessageID != 2 || m.ReplyToMessage == nil || m.ReplyToMessage.MessageID != 1 || m.MessageThreadID != 1 || m.IsTopicMessage {
		t.Errorf("%+v", m)
	}
	w.must("sendMessage", o{"chat_id": doi, "text": "a", "reply_parameters": o{"message_id": 9, "allow_sending_without_reply": true}}, &m)
}

// An edit replaces text and keyboard; a keyboard that is not sent again is gone; then the same edit changes nothing.
func TestEdits(t *testing.T) {
	w := newWorld(t, people())
	var m apiMessage
	w.must("sendMessage", o{"chat_id": hoa, "text": "a", "reply_markup": keyboard(buttons(1)...)}, &m)
	at := o{"chat_id": hoa, "message_id": m.MessageID, "text": "a"}
	var edited apiMessage
	w.must("editMessageText", at, &edited)
	if edited.ReplyMarkup != nil || edited.EditDate == 0 {
		t.Errorf("%+v", edited)
	}
	w.refused(w.call("editMessageText", at), 400, "Bad Request: "+notModified)
	w.must("editMessageReplyMarkup", o{"chat_id": hoa, "message_id": m.MessageID, "reply_markup": keyboard(buttons(2)...)}, &m)
	if m.ReplyMarkup == nil || len(m.ReplyMarkup.InlineKeyboard[0]) != 2 {
		t.Errorf("%+v", m)
	}
	w.must("deleteMessage", o{"chat_id": hoa, "message_id": m.MessageID}, nil)
	w.refused(w.call("editMessageText", at), 400, "Bad Request: message to edit not found")
	if left := w.messages(hoa); len(left) != 0 {
		t.Errorf("left %+v", left)
	}
}

// After two days of office time a message cannot be deleted any more.
func TestOldMessagesStay(t *testing.T) {
	opt, clock := people(), newClock()
	opt.Clock = clock
	w := newWorld(t, opt)
	m := w.send(hoa, "a")
	clock.t = clock.t.Add(deletable + 1)
	w.refused(w.call("deleteMessage", o{"chat_id": hoa, "message_id": m.MessageID}), 400, "Bad Request: message can't be deleted")
}

// Clients write the name of a file as they like, and Telegram takes it.
func TestNamesOfFilesAreReadLeniently(t *testing.T) {
	for header, want := range map[string]string{
		`form-data; name="tep"; filename="sổ.csv"`:               "tep sổ.csv",
		`form-data;name="tep";filename=sổ theo dõi.csv`:          "tep sổ theo dõi.csv",
		`form-data; name=tep ; filename="a \"b\"; c\\.csv"; x=y`: `tep a "b"; c\.csv`,
		`form-data; NAME = "tep"; filename=""`:                   "tep ",
		`form-data; name="tep`:                                   "tep (none)",
		`form-data`:                                              " (none)",
		`form-data;;=;`:                                          " (none)",
	} {
		fields := disposition(header)
		file, ok := fields["filename"]
		if !ok {
			file = "(none)"
		}
		if got := fields["name"] + " " + file; got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
}
