package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dondoc/escalation"
)

// TestTagsThatTelegramRefusesGoOutAsPlainText: the message arrives all the same, and is counted as one.
func TestTagsThatTelegramRefusesGoOutAsPlainText(t *testing.T) {
	w := newWorld(t)
	before := len(w.chat(member))
	w.breaks(func(method string, form url.Values) (int, string) {
		if method == "sendMessage" && form.Get("parse_mode") != "" {
			return http.StatusBadRequest, `{"ok":false,"error_code":400,"description":"Bad Request: can't parse entities: Unsupported start tag"}`
		}
		return 0, ""
	})
	w.at("2022-03-24 08:00")
	if n := len(w.chat(member)) - before; n != 1 {
		t.Fatalf("%d messages", n)
	}
	if m := w.says(member, `<tội phạm>`, "còn 5 ngày làm việc"); strings.Contains(m.Text, "<b>") || m.data("Báo cáo hoàn thành") == "" {
		t.Errorf("%s %q", m.Text, m.labels())
	}
}

// TestAMessageOfUnknownFateIsSentAgainAndSaysSo.
func TestAMessageOfUnknownFateIsSentAgainAndSaysSo(t *testing.T) {
	w := newWorld(t)
	var once atomic.Bool
	w.breaks(func(method string, form url.Values) (int, string) {
		if method == "sendMessage" && form.Get("chat_id") == itoa(member) && once.CompareAndSwap(false, true) {
			return http.StatusBadGateway, "<html>502</html>"
		}
		return 0, ""
	})
	w.at("2022-03-24 08:00")
	w.says(member, "còn 5 ngày làm việc", "(gửi lại)")
	if strings.Contains(w.last(deputy).Text, "(gửi lại)") {
		t.Error("what arrived was sent again")
	}
}

// TestThePollerWaitsOutTrouble: a conflict with a webhook, an outage, a poisoned update; then everything goes on.
func TestThePollerWaitsOutTrouble(t *testing.T) {
	w := newWorld(t)
	var polls, removed atomic.Int32
	poison := `{"ok":true,"result":[{"update_id":900,"message":{"chat":"not a chat"}},{"update_id":"not a number"},7]}`
	w.breaks(func(method string, _ url.Values) (int, string) {
		switch {
		case method == "deleteWebhook":
			removed.Add(1)
		case method == "getWebhookInfo":
			return http.StatusOK, `{"ok":true,"result":{"url":"https://old.example/hook/secret"}}`
		case method == "getUpdates" && polls.Add(1) == 1:
			return http.StatusConflict, `{"ok":false,"error_code":409,"description":"Conflict: can't use getUpdates method while webhook is active"}`
		case method == "getUpdates" && polls.Load() == 2:
			return http.StatusTooManyRequests, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}`
		case method == "getUpdates" && polls.Load() == 3:
			return http.StatusOK, poison
		}
		return 0, ""
	})
	w.types(member, "/start")
	w.says(member, "Kính chào")
	if removed.Load() != 1 || polls.Load() < 4 {
		t.Errorf("%d polls, the webhook was removed %d times", polls.Load(), removed.Load())
	}
}

// TestAnotherProcessWithTheSameTokenIsReported, and nobody's webhook is touched for it.
func TestAnotherProcessWithTheSameTokenIsReported(t *testing.T) {
	w := newWorld(t)
	var polls, removed atomic.Int32
	w.breaks(func(method string, _ url.Values) (int, string) {
		switch {
		case method == "deleteWebhook":
			removed.Add(1)
		case method == "getUpdates" && polls.Add(1) <= 2:
			return http.StatusConflict, `{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}`
		}
		return 0, ""
	})
	w.types(member, "/start")
	w.says(member, "Kính chào")
	if removed.Load() != 0 {
		t.Error("a webhook was removed")
	}
	if log := w.logged(); strings.Count(log, "another process polls with this bot's token") != 2 || strings.Contains(log, "webhook") {
		t.Errorf("the log says\n%s", log)
	}
}

// TestTheBotStopsAtOnce, in the middle of a long poll.
func TestTheBotStopsAtOnce(t *testing.T) {
	w := newWorld(t)
	began := time.Now()
	w.stop()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	w.start()
}

// TestAnUpdateIsConfirmedOnlyWhenItsEffectIsStored: while the database refuses, nothing is confirmed, and nothing is lost.
func TestAnUpdateIsConfirmedOnlyWhenItsEffectIsStored(t *testing.T) {
	w := newWorld(t)
	w.open(member, 1)
	w.closeDatabase()
	message, data := w.button(member, "Đã nhận")
	ctx, again := context.WithCancel(t.Context())
	var polls atomic.Int32
	w.breaks(func(method string, _ url.Values) (int, string) {
		if method == "getUpdates" && polls.Add(1) == 2 { // the first one after the failure would have confirmed it
			again()
		}
		return 0, ""
	})
	go w.post("/sandbox/press", fmt.Sprintf(`{"chat":%d,"message":%d,"data":%q,"from":%d}`, member, message, data, member))
	w.untilPending(ctx)
	w.restart()
	w.settle()
	w.state(plan, escalation.Accepted)
}

// FuzzUpdate: no update, whatever it holds, makes the bot panic or fail.
func FuzzUpdate(f *testing.F) {
	for _, s := range []string{
		`{"update_id":1,"message":{"message_id":1,"from":{"id":103},"chat":{"id":103,"type":"private"},"text":"/start"}}`,
		`{"update_id":2,"message":{"message_id":1,"from":{"id":103},"chat":{"id":-500,"type":"supergroup"},"text":"/nhiemvu@don_doc_bot",
			"reply_to_message":{"message_id":3,"from":{"id":4242}}}}`,
		`{"update_id":3,"callback_query":{"id":"1","from":{"id":103},"data":"1:s:1:1:0:0","message":{"message_id":1,"date":1,"chat":{"id":103,"type":"private"}}}}`,
		`{"update_id":4,"my_chat_member":{"chat":{"id":-500,"type":"group"},"from":{"id":1},"new_chat_member":{"status":"left"}}}`,
		`{"update_id":5,"message":{"chat":{"id":-500,"type":"group"},"migrate_to_chat_id":-1}}`,
		`{"update_id":6,"callback_query":{"data":"1:l:0:0:0:0","from":{"id":301}}}`,
		`{"update_id":7,"edited_message":{}}`, `{"update_id":8,"message":{}}`, `{"update_id":9}`, `{}`, `[]`, `null`, `7`,
	} {
		f.Add([]byte(s))
	}
	w := newWorld(f)
	id := int64(1000)
	f.Fuzz(func(t *testing.T, raw []byte) {
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &fields) != nil || fields == nil {
			if err := w.bot.Handle(t.Context(), raw); err == nil && !json.Valid(raw) {
				t.Errorf("%q was taken", raw)
			}
			return
		}
		id++
		fields["update_id"] = json.RawMessage(itoa(id))
		again, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		var known struct{}
		if err := w.bot.Handle(t.Context(), again); err != nil && json.Unmarshal(again, &known) == nil && !strings.Contains(err.Error(), "decode") {
			t.Errorf("%s: %v", again, err)
		}
	})
}
