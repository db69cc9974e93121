package sandbox

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// A message counts as delivered once it is in its chat, whatever the bot hears of it, and keeps the words with which it came.
func TestDeliveriesAreKeptAsTheyCame(t *testing.T) {
	w := newWorld(t, people())
	w.send(hoa, "một")
	w.breaks(o{"method": "sendMessage", "kind": "truncated"}, o{"method": "sendMessage", "kind": "500"})
	srv := httptest.NewServer(w.Server)
	defer srv.Close()
	for _, text := range []string{"hai", "ba"} {
		if _, _, err := post(srv.URL, o{"chat_id": doi, "text": text}); err != nil {
			t.Fatal(err)
		}
	}
	w.must("editMessageText", o{"chat_id": hoa, "message_id": 1, "text": "khác"}, nil)

	var got []delivery
	w.get(http.MethodGet, "/sandbox/deliveries", nil, &got)
	if len(got) != 2 || got[0].Chat != hoa || got[0].Text != "một" || got[0].Fault != "" || got[0].Bot != 4242 ||
		got[1].Chat != doi || got[1].Message != 1 || got[1].Text != "hai" || got[1].Fault != faultTruncated || got[1].At.IsZero() {
		t.Errorf("%+v", got)
	}
}

// A bot that is told to wait with everything is refused in any chat, and may do anything else.
func TestToldToWaitWithEverything(t *testing.T) {
	w, now := timed(t)
	w.opt.Rates = false
	w.breaks(o{"method": "sendMessage", "kind": "429", "retry_after": 5, "all": true})
	w.tooSoon(w.call("sendMessage", o{"chat_id": hoa, "text": "a"}), 5)
	w.must("getMe", nil, nil)
	w.tooSoon(w.call("sendMessage", o{"chat_id": doi, "text": "a"}), 5)
	if got := w.kinds(); len(got) != 1 || got[0] != "early_retry" {
		t.Errorf("%v", got)
	}
	*now = now.Add(5 * time.Second)
	w.send(doi, "a")
	w.send(hoa, "a")
}
