package sandbox

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// strict is a world that keeps Telegram's rates.
func strict(t *testing.T) world {
	opt := people()
	opt.Rates = true
	return newWorld(t, opt)
}

// Who asks again for the same within three seconds waits for them; within half a second it gets one update at a time. Each
// row polls after a pause and says how long that takes and how much comes (telegram.md §2.3).
func TestPollsThatComeTooOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := strict(t)
		for _, c := range []struct {
			name  string
			pause time.Duration
			write int
			poll  o
			takes time.Duration
			comes int
		}{
			{"the first", 0, 0, o{"offset": 0}, 0, 0},
			{"again at once", 0, 0, o{"offset": 0}, slowDown, 0},
			{"three seconds after that began", 0, 0, o{"offset": 0}, 0, 0},
			{"with another offset", 0, 0, o{"offset": 5}, 0, 0},
			{"with the first again", 0, 0, o{"offset": 0}, 0, 0},
			{"a second later", time.Second, 0, o{"offset": 0}, slowDown, 0},
			{"there is something", time.Minute, 3, o{"offset": 0}, 0, 3},
			{"there is something, again at once", 0, 0, o{"offset": 0}, 0, 1},
			{"there is something, a second later", time.Second, 0, o{"offset": 0}, 0, 3},
		} {
			time.Sleep(c.pause)
			for range c.write {
				w.write(hoa, hoa, "a")
			}
			begin := time.Now()
			if got := w.updates(c.poll); len(got) != c.comes || time.Since(begin) != c.takes {
				t.Errorf("%s: %d updates after %v, want %d after %v", c.name, len(got), time.Since(begin), c.comes, c.takes)
			}
		}
	})
}

// A second conflict within three seconds is told three seconds late, so that two bots do not beat each other in a circle.
func TestConflictsAreHeldBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := strict(t)
		w.must("setWebhook", o{"url": "https://a.vn/hook"}, nil)
		for i, takes := range []time.Duration{0, slowDown, 0} {
			begin := time.Now()
			if a := w.call("getUpdates", nil); a.status != 409 || time.Since(begin) != takes {
				t.Errorf("%d: %d after %v, want %v", i, a.status, time.Since(begin), takes)
			}
		}
	})
}

// An update that nobody fetches is kept for a day, a press for two and a half minutes.
func TestUpdatesExpire(t *testing.T) {
	w, now := timed(t)
	w.opt.Rates = false
	w.must("sendMessage", o{"chat_id": hoa, "text": "a", "reply_markup": rows(1)}, nil)
	begin := *now
	w.write(hoa, hoa, "một")
	if _, err := w.pressButton(pressed{Chat: hoa, Message: 1, Data: "d"}, begin); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		left  int
	}{{150*time.Second - 1, 2}, {150 * time.Second, 1}, {24*time.Hour - 1, 1}, {24 * time.Hour, 0}} {
		*now = begin.Add(c.after)
		if got := w.updates(nil); len(got) != c.left || w.Idle() != (c.left == 0) {
			t.Errorf("after %v: %d updates, idle %v", c.after, len(got), w.Idle())
		}
	}
	var info apiWebhookInfo
	w.must("getWebhookInfo", nil, &info)
	if info.PendingUpdateCount != 0 {
		t.Errorf("%+v", info)
	}
}

// One answer never exceeds four megabytes; the rest follows.
func TestAnAnswerIsBounded(t *testing.T) {
	w := newWorld(t, people())
	for range 5 {
		w.play("update", o{"kind": "message", "payload": o{"text": strings.Repeat("a", 1_000_000)}})
	}
	if got := w.updates(nil); len(got) != 4 {
		t.Errorf("%d updates", len(got))
	}
}

// An update of a kind that is yet unheard of comes as it is, but not to a bot that asked for certain kinds only.
func TestUpdatesOfTheFuture(t *testing.T) {
	w := newWorld(t, people())
	future := o{"kind": "telepathy", "payload": o{"thought": "đúng hạn"}}
	w.play("update", future)
	if got := w.call("getUpdates", nil); !strings.Contains(string(got.Result), `"telepathy":{"thought":"đúng hạn"}`) {
		t.Errorf("%s", got.Result)
	}
	w.drain()
	w.updates(o{"allowed_updates": []string{"message"}})
	w.play("update", future)
	if got := w.updates(nil); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}
