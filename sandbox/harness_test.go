package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

const token = "4242:sandbox-test"

type o = map[string]any

// hoa has pressed Start, binh has not; doi is their group.
const (
	hoa  = 1001
	binh = 1002
	doi  = -2001
)

func people() Options {
	return Options{
		Token: token, BotName: "Đôn đốc", BotUsername: "don_doc_bot",
		People: []Person{
			{ID: hoa, Name: "Nguyễn Thị Hòa", Title: "Trưởng ban", Username: "hoa", Language: "vi", Started: true},
			{ID: binh, Name: `Trần <b>"Bình" & Em`, Language: "vi"},
		},
		Groups: []Group{{ID: doi, Name: "Nhóm <i>Nội chính", Members: []int64{hoa, binh}, Supergroup: true}},
	}
}

// world is a sandbox that a test talks to as bots and as the page do, over HTTP's own types.
type world struct {
	t *testing.T
	*Server
}

func newWorld(t *testing.T, opt Options) world {
	t.Helper()
	w := world{t, New(opt)}
	t.Cleanup(w.Close)
	return w
}

// answered is an answer of the Bot API.
type answered struct {
	status int
	retry  string // the Retry-After header

	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	ErrorCode   int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  parameters      `json:"parameters"`
}

func (a answered) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(a.Result, v); err != nil {
		t.Fatalf("result %s: %v", a.Result, err)
	}
}

func (w world) request(ctx context.Context, r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r.WithContext(ctx))
	return rec
}

// call calls a method with a JSON body.
func (w world) call(method string, params o) answered {
	w.t.Helper()
	return w.callAs(w.t.Context(), token, method, params)
}

func (w world) callAs(ctx context.Context, as, method string, params o) answered {
	w.t.Helper()
	body, err := json.Marshal(params)
	if err != nil {
		w.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/bot"+as+"/"+method, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return w.decode(w.request(ctx, r))
}

// form calls a method with an urlencoded body.
func (w world) form(method string, values url.Values) answered {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/bot"+token+"/"+method, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.decode(w.request(w.t.Context(), r))
}

func (w world) decode(rec *httptest.ResponseRecorder) answered {
	w.t.Helper()
	a := answered{status: rec.Code, retry: rec.Header().Get("Retry-After")}
	if err := json.Unmarshal(rec.Body.Bytes(), &a); err != nil {
		w.t.Fatalf("answer %q: %v", rec.Body, err)
	}
	return a
}

// must calls a method that has to succeed and decodes its result.
func (w world) must(method string, params o, into any) {
	w.t.Helper()
	a := w.call(method, params)
	if !a.OK || a.status != http.StatusOK {
		w.t.Fatalf("%s: %d %s", method, a.status, a.Description)
	}
	if into != nil {
		a.into(w.t, into)
	}
}

// refused wants an error answer, status and body alike.
func (w world) refused(a answered, code int, description string) {
	w.t.Helper()
	if a.OK || a.status != code || a.ErrorCode != code || a.Description != description {
		w.t.Errorf("got %v %d/%d %q\nwant %d %q", a.OK, a.status, a.ErrorCode, a.Description, code, description)
	}
}

func (w world) send(chat int64, text string) apiMessage {
	w.t.Helper()
	var m apiMessage
	w.must("sendMessage", o{"chat_id": chat, "text": text}, &m)
	return m
}

// page sends a request to the routes under /sandbox/ and returns status and body.
func (w world) page(method, path string, body any) (int, string) {
	w.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	rec := w.request(w.t.Context(), httptest.NewRequest(method, path, bytes.NewReader(raw)))
	return rec.Code, rec.Body.String()
}

// write has a person write in a chat.
func (w world) write(chat, from int64, text string) messageView {
	w.t.Helper()
	var v messageView
	w.get(http.MethodPost, fmt.Sprintf("/sandbox/chats/%d/send", chat), o{"from": from, "text": text}, &v)
	return v
}

// get wants a route to succeed and decodes what it says.
func (w world) get(method, path string, body, into any) {
	w.t.Helper()
	code, text := w.page(method, path, body)
	if code != http.StatusOK {
		w.t.Fatalf("%s %s: %d %s", method, path, code, text)
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		w.t.Fatalf("%s %s: %q: %v", method, path, text, err)
	}
}

func (w world) messages(chat int64) []messageView {
	w.t.Helper()
	var v []messageView
	w.get(http.MethodGet, fmt.Sprintf("/sandbox/chats/%d/messages", chat), nil, &v)
	return v
}

// heardUpdate is an update as a bot decodes it.
type heardUpdate struct {
	ID       int64             `json:"update_id"`
	Message  *apiMessage       `json:"message"`
	Edited   *apiMessage       `json:"edited_message"`
	Callback *heardCallback    `json:"callback_query"`
	Member   *apiMemberUpdated `json:"my_chat_member"`
}

type heardCallback struct {
	apiCallback
	Message *apiMessage `json:"message"`
}

// updates polls without waiting.
func (w world) updates(params o) []heardUpdate {
	w.t.Helper()
	var got []heardUpdate
	w.must("getUpdates", params, &got)
	return got
}

// drain confirms everything that waits and returns it.
func (w world) drain() []heardUpdate {
	w.t.Helper()
	got := w.updates(nil)
	if n := len(got); n > 0 {
		w.updates(o{"offset": got[n-1].ID + 1})
	}
	return got
}

// handClock is office time that a test moves; it counts how it was moved.
type handClock struct {
	mu    sync.Mutex
	t     time.Time
	moves []string
	err   error
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *handClock) move(name string, to time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moves = append(c.moves, name)
	c.t = to
	return c.err
}

func (c *handClock) Advance(_ context.Context, d time.Duration) error {
	return c.move("advance", c.Now().Add(d))
}
func (c *handClock) To(_ context.Context, t time.Time) error { return c.move("to", t) }
func (c *handClock) Next(context.Context) error              { return c.move("next", c.Now().Add(time.Hour)) }
func (c *handClock) Settle(context.Context) error            { return c.move("settle", c.Now()) }

func newClock() *handClock {
	return &handClock{t: time.Date(2022, 1, 25, 8, 0, 0, 0, time.FixedZone("+07", 7*3600))}
}
