package bot_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// What the sandbox does wrong on demand (POST /sandbox/faults) is what a network and Telegram do wrong: each is waited out, and only what may
// have arrived is sent again, saying so.
func TestWhateverGoesWrongOnTheWayTheMessageArrives(t *testing.T) {
	for _, c := range []struct {
		fault  string
		copies int // of the message, in the chat in the end
		again  bool
	}{
		{`"kind":"429","retry_after":1`, 1, false},
		{`"kind":"500"`, 1, true},
		{`"kind":"502html"`, 1, true},
	} {
		t.Run(c.fault, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			before := len(w.chat(member))
			w.post("/sandbox/faults", fmt.Sprintf(`[{"method":"sendMessage","chat":%d,%s}]`, member, c.fault))
			w.at("2022-03-24 08:00")
			if n := len(w.chat(member)) - before; n != c.copies {
				t.Errorf("%d messages, want %d", n, c.copies)
			}
			if strings.Contains(w.last(member).Text, "(gửi lại)") != c.again {
				t.Errorf("says (gửi lại): %v, want %v", !c.again, c.again)
			}
			if list := w.box.Violations(); len(list) > 0 {
				t.Errorf("%+v", list)
			}
		})
	}
}

// A button or a keyboard that Telegram refuses does not keep the message from its reader.
func TestAMessageWhoseButtonsAreRefusedArrivesWithoutThem(t *testing.T) {
	w := newWorld(t)
	var calls atomic.Int32
	w.breaks(func(method string, form url.Values) (int, string) {
		if method == "sendMessage" && form.Get("chat_id") == itoa(member) {
			calls.Add(1)
			if form.Get("reply_markup") != "" {
				return http.StatusBadRequest, `{"ok":false,"error_code":400,"description":"Bad Request: reply markup is too long"}`
			}
		}
		return 0, ""
	})
	w.at("2022-03-24 08:00")
	if m := w.says(member, "còn 5 ngày làm việc"); len(m.labels()) != 0 || calls.Load() != 2 {
		t.Errorf("%d calls, %q", calls.Load(), m.labels())
	}
}

// What Telegram takes in no form is a dead letter after two calls, and its chat stays reachable.
func TestAMessageThatIsRefusedInAnyFormIsADeadLetter(t *testing.T) {
	w := newWorld(t)
	var calls atomic.Int32
	w.breaks(func(method string, form url.Values) (int, string) {
		if method == "sendMessage" && form.Get("chat_id") == itoa(member) {
			calls.Add(1)
			return http.StatusBadRequest, `{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}`
		}
		return 0, ""
	})
	w.at("2022-03-24 08:00")
	dead, err := w.db.Dead(t.Context(), 10)
	if err != nil || len(dead) != 1 || !strings.Contains(dead[0].Error, "too long") || calls.Load() != 2 {
		t.Errorf("%d calls, dead: %+v (%v)", calls.Load(), dead, err)
	}
	w.breaks(nil)
	w.open(member, 1)
}
