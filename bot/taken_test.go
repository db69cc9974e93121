package bot_test

import (
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"
)

// TestItIsKnownWhenUpdatesWereTaken: a refused poll does not count.
func TestItIsKnownWhenUpdatesWereTaken(t *testing.T) {
	w := newWorld(t)
	times := func() int {
		w.mu.Lock()
		defer w.mu.Unlock()
		return len(w.heard)
	}
	w.types(member, "/start")
	w.says(member, "Kính chào")
	w.until("updates were taken", func() bool { return times() > 0 })
	w.mu.Lock()
	if last := w.heard[len(w.heard)-1]; !last.Equal(w.now) {
		t.Errorf("taken at %v, the office has %v", last, w.now)
	}
	w.mu.Unlock()

	var refused atomic.Int32
	w.breaks(func(method string, _ url.Values) (int, string) {
		if method == "getUpdates" {
			refused.Add(1)
			return http.StatusBadGateway, "<html>502</html>"
		}
		return 0, ""
	})
	w.post("/sandbox/chats/"+itoa(member)+"/send", `{"from":`+itoa(member)+`,"text":"/start"}`) // ends the poll that waits
	w.until("polls are refused", func() bool { return refused.Load() >= 1 })
	before := times()
	w.until("polls are refused again", func() bool { return refused.Load() >= 2 })
	if after := times(); after != before {
		t.Errorf("taken %d times while Telegram refused", after-before)
	}
}
