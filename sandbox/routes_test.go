package sandbox

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// The formats of GET /sandbox/chats and …/messages are fixed (DESIGN §7): others read them.
func TestChatsAndMessagesAreToldInAFixedForm(t *testing.T) {
	opt := people()
	opt.Clock = newClock()
	w := newWorld(t, opt)
	w.must("sendMessage", o{
		"chat_id": hoa, "text": "<b>Đến hạn</b> &lt;mai&gt;", "parse_mode": "HTML",
		"reply_markup": keyboard(o{"text": "Đã nhận", "callback_data": "d1"}),
	}, nil)
	_, got := w.page(http.MethodGet, "/sandbox/chats", nil)
	want := `[{"id":1001,"type":"private","name":"Nguyễn Thị Hòa","title":"Trưởng ban","unread":1,"last":"Đến hạn <mai>",` +
		`"last_at":"2022-01-25T08:00:00+07:00","started":true,"blocked":false},` +
		`{"id":1002,"type":"private","name":"Trần <b>\"Bình\" & Em","title":"","unread":0,"last":"","last_at":"","started":false,"blocked":false},` +
		`{"id":-2001,"type":"group","name":"Nhóm <i>Nội chính","title":"Nhóm, 2 thành viên","unread":0,"last":"","last_at":"","started":true,"blocked":false,` +
		`"members":[{"id":1001,"name":"Nguyễn Thị Hòa"},{"id":1002,"name":"Trần <b>\"Bình\" & Em"}]}]`
	if strings.TrimSpace(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	_, got = w.page(http.MethodGet, "/sandbox/chats/1001/messages", nil)
	want = `[{"id":1,"from":{"id":4242,"name":"Đôn đốc","bot":true},"date":"2022-01-25T08:00:00+07:00","text":"Đến hạn <mai>",` +
		`"html":"<b>Đến hạn</b> &lt;mai&gt;","buttons":[[{"text":"Đã nhận","data":"d1"}]],"edited":false}]`
	if strings.TrimSpace(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if code, _ := w.page(http.MethodGet, "/sandbox/chats/5/messages", nil); code != http.StatusNotFound {
		t.Errorf("a chat of nobody: %d", code)
	}
}

// What the page has shown is read; writing reads too.
func TestUnreadMarks(t *testing.T) {
	w := newWorld(t, people())
	unread := func() int {
		var chats []chatView
		w.get(http.MethodGet, "/sandbox/chats", nil, &chats)
		return chats[0].Unread
	}
	w.send(hoa, "a")
	w.send(hoa, "b")
	if unread() != 2 {
		t.Errorf("%d", unread())
	}
	var ok bool
	w.get(http.MethodPost, "/sandbox/chats/1001/read", nil, &ok)
	if unread() != 0 {
		t.Errorf("%d after reading", unread())
	}
	w.send(hoa, "c")
	w.write(hoa, hoa, "d")
	if unread() != 0 {
		t.Errorf("%d after writing", unread())
	}
}

func TestTheClockIsMovedOverHTTP(t *testing.T) {
	opt, clock := people(), newClock()
	opt.Clock = clock
	w := newWorld(t, opt)
	for body, want := range map[string]string{
		`{"advance":"24h"}`:                  "advance 2022-01-26T08:00:00+07:00",
		`{"to":"2022-01-31T08:00:00+07:00"}`: "to 2022-01-31T08:00:00+07:00",
		`{"next":true}`:                      "next 2022-01-25T09:00:00+07:00",
		`{"advance":"0s"}`:                   "settle 2022-01-25T08:00:00+07:00",
	} {
		clock.t, clock.moves = newClock().t, nil
		rec := w.request(t.Context(), httptest.NewRequest(http.MethodPost, "/sandbox/clock", strings.NewReader(body)))
		name, now, _ := strings.Cut(want, " ")
		if rec.Code != 200 || strings.TrimSpace(rec.Body.String()) != `{"now":"`+now+`"}` || len(clock.moves) != 1 || clock.moves[0] != name {
			t.Errorf("%s: %d %s %v", body, rec.Code, rec.Body, clock.moves)
		}
	}
	clock.moves = nil
	for _, body := range []string{
		``, `{`, `{}`, `{"advance":"24"}`, `{"advance":"-1h"}`, `{"to":"mai"}`, `{"to":"2021-01-01T00:00:00Z"}`,
		`{"advance":"1h","next":true}`, `{"next":false}`, `{"advance":5}`,
	} {
		rec := w.request(t.Context(), httptest.NewRequest(http.MethodPost, "/sandbox/clock", strings.NewReader(body)))
		if rec.Code != 400 || !contains(rec.Body.String(), `{"error":"`) {
			t.Errorf("%s: %d %s", body, rec.Code, rec.Body)
		}
	}
	if len(clock.moves) != 0 {
		t.Errorf("bad input moved the clock: %v", clock.moves)
	}
	clock.err = errors.New("không còn bước nào")
	if code, body := w.page(http.MethodPost, "/sandbox/clock", o{"next": true}); code != 500 || !contains(body, "không còn bước nào") {
		t.Errorf("%d %s", code, body)
	}
}

func TestWithoutClockAndBoard(t *testing.T) {
	w := newWorld(t, people())
	for _, r := range [][2]string{{"GET", "/sandbox/clock"}, {"POST", "/sandbox/clock"}, {"GET", "/sandbox/board"}, {"GET", "/page/board"}, {"GET", "/page/clock"}} {
		if code, _ := w.page(r[0], r[1], o{"next": true}); code != http.StatusNotFound {
			t.Errorf("%v: %d", r, code)
		}
	}
	if _, page := w.page(http.MethodGet, "/", nil); contains(page, "bước kế tiếp") || contains(page, "Bảng theo dõi") {
		t.Error("the page shows a clock or a board")
	}
}

func TestTheBoard(t *testing.T) {
	opt := people()
	var fail error
	opt.Board = func(context.Context) ([]BoardRow, error) {
		return []BoardRow{{7, "Kế hoạch <1>", "Huyện ủy", "31/03/2022", "Đã tiếp nhận", "Quá hạn 3 ngày", "overdue", 0}}, fail
	}
	w := newWorld(t, opt)
	_, got := w.page(http.MethodGet, "/sandbox/board", nil)
	want := `[{"number":7,"title":"Kế hoạch <1>","unit":"Huyện ủy","deadline":"31/03/2022","state":"Đã tiếp nhận","timeliness":"Quá hạn 3 ngày","level":"overdue"}]`
	if strings.TrimSpace(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	_, part := w.page(http.MethodGet, "/page/board", nil)
	for _, piece := range []string{"Kế hoạch &lt;1&gt;", `class="chip overdue"`, "Tất cả <b>1</b>", "Quá hạn <b>1</b>"} {
		if !contains(part, piece) {
			t.Errorf("the board lacks %s: %s", piece, part)
		}
	}
	fail = errors.New("no database")
	if code, body := w.page(http.MethodGet, "/sandbox/board", nil); code != 500 || contains(body, "database") {
		t.Errorf("%d %s", code, body)
	}
	if _, part := w.page(http.MethodGet, "/page/board", nil); !contains(part, "Không đọc được bảng theo dõi") {
		t.Error(part)
	}
}

// The page shows names, titles and texts as they are, whatever they hold.
func TestThePageEscapesEverything(t *testing.T) {
	const evil = `</article><script>alert("1")</script>' onx='&`
	opt, clock := people(), newClock()
	opt.Clock, opt.Title = clock, evil
	opt.People[0] = Person{ID: hoa, Name: evil, Title: evil, Started: true}
	opt.Groups[0].Name = evil
	opt.Board = func(context.Context) ([]BoardRow, error) {
		return []BoardRow{{1, evil, evil, evil, evil, evil, evil, hoa}}, nil
	}
	w := newWorld(t, opt)
	w.must("sendMessage", o{"chat_id": doi, "text": evil + " https://a.vn/'\"><script> /lenh",
		"reply_markup": keyboard(o{"text": evil, "callback_data": evil})}, nil)
	w.write(hoa, hoa, evil)
	w.must("sendMessage", o{"chat_id": hoa, "text": "a", "reply_parameters": o{"message_id": 1},
		"reply_markup": o{"force_reply": true, "input_field_placeholder": evil}}, nil)
	w.must("setMyCommands", o{"commands": []o{{"command": "a", "description": evil}}}, nil)
	for _, path := range []string{"/", "/page/chats", "/page/chat/1001", "/page/chat/-2001", "/page/board", "/page/clock"} {
		code, page := w.page(http.MethodGet, path, nil)
		if code != 200 || contains(page, "<script>") || contains(page, "onx='&") || contains(page, "ZgotmplZ") {
			t.Errorf("%s: %d %s", path, code, page)
		}
	}
	_, chat := w.page(http.MethodGet, "/page/chat/1001", nil)
	if !contains(chat, "&lt;script&gt;") || !contains(chat, "Thứ Ba, 25/01/2022") || !contains(chat, "08:00") {
		t.Error(chat)
	}
}

// The page asks for nothing beyond this server, and its parts are there.
func TestThePageNeedsNothingFromOutside(t *testing.T) {
	w := newWorld(t, people())
	for _, path := range []string{"/", "/static/page.css", "/static/page.js"} {
		code, body := w.page(http.MethodGet, path, nil)
		if code != 200 || contains(body, "http://") || contains(body, "https://") || contains(body, "url(") {
			t.Errorf("%s: %d", path, code)
		}
	}
	rec := w.request(t.Context(), httptest.NewRequest(http.MethodGet, "/", nil))
	if csp := rec.Header().Get("Content-Security-Policy"); !contains(csp, "default-src 'none'") {
		t.Errorf("policy %q", csp)
	}
}

// The page is told of every change, and let go when the sandbox closes.
func TestEvents(t *testing.T) {
	w := newWorld(t, people())
	srv := httptest.NewServer(w.Server)
	defer srv.Close()
	r, err := http.Get(srv.URL + "/sandbox/events")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	buf := make([]byte, 100)
	first, _ := r.Body.Read(buf)
	w.send(hoa, "a")
	second, err := r.Body.Read(buf)
	if first == 0 || second == 0 || err != nil {
		t.Errorf("%d and %d bytes, %v", first, second, err)
	}
	w.Close()
	for deadline := time.Now().Add(10 * time.Second); err == nil && time.Now().Before(deadline); {
		_, err = r.Body.Read(buf)
	}
	if err == nil {
		t.Error("the stream goes on after closing")
	}
}
