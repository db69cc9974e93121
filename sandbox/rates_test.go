package sandbox

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// timed is a strict sandbox whose machine time the test moves.
func timed(t *testing.T) (world, *time.Time) {
	opt := people()
	opt.Rates = true
	for i := range int64(40) {
		opt.People = append(opt.People, Person{ID: 5000 + i, Name: "Người", Started: true})
	}
	w := newWorld(t, opt)
	now := time.Date(2022, 1, 25, 8, 0, 0, 0, time.UTC)
	w.now = func() time.Time { return now }
	return w, &now
}

// tooSoon wants a 429 that tells the same wait in body, parameters and header.
func (w world) tooSoon(a answered, seconds int) {
	w.t.Helper()
	w.refused(a, 429, "Too Many Requests: retry after "+itoa(seconds))
	if a.Parameters.RetryAfter != seconds || a.retry != itoa(seconds) {
		w.t.Errorf("parameters %d, header %q, want %d", a.Parameters.RetryAfter, a.retry, seconds)
	}
}

func (w world) kinds() []string {
	var kinds []string
	for _, v := range w.Violations() {
		kinds = append(kinds, v.Kind)
	}
	return kinds
}

// A private chat takes three at once, then one a second; edits count, deleting and answering do not.
func TestPrivateRate(t *testing.T) {
	w, now := timed(t)
	a := o{"chat_id": hoa, "text": "a"}
	m := w.send(hoa, "a")
	w.must("editMessageText", o{"chat_id": hoa, "message_id": m.MessageID, "text": "b"}, nil)
	w.send(hoa, "a")
	w.tooSoon(w.call("sendMessage", a), 1)
	w.must("sendChatAction", o{"chat_id": hoa, "action": "typing"}, nil)
	w.must("deleteMessage", o{"chat_id": hoa, "message_id": m.MessageID}, nil)
	w.send(doi, "another chat")
	*now = now.Add(500 * time.Millisecond)
	w.tooSoon(w.call("sendMessage", a), 1)
	*now = now.Add(500 * time.Millisecond)
	w.send(hoa, "a")
	w.tooSoon(w.call("sendMessage", a), 1)
	if got := w.kinds(); len(got) != 3 || got[0] != "over_limit" || got[1] != "early_retry" || got[2] != "over_limit" {
		t.Errorf("%v", got)
	}
}

// A group takes twenty in any sixty seconds, all at once too; the wait ends when the oldest leaves the window.
func TestGroupRate(t *testing.T) {
	w, now := timed(t)
	w.send(doi, "a")
	*now = now.Add(10 * time.Second)
	for range 19 {
		w.send(doi, "a")
	}
	w.tooSoon(w.call("sendMessage", o{"chat_id": doi, "text": "a"}), 50)
	*now = now.Add(50 * time.Second)
	w.send(doi, "a")
	w.tooSoon(w.call("sendMessage", o{"chat_id": doi, "text": "a"}), 10)
}

// Over all chats thirty go in a second; then every chat has to wait.
func TestOverallRate(t *testing.T) {
	w, now := timed(t)
	for i := range int64(30) {
		w.send(5000+i, "a")
	}
	w.tooSoon(w.call("sendMessage", o{"chat_id": 5030, "text": "a"}), 1)
	w.tooSoon(w.call("sendMessage", o{"chat_id": 5031, "text": "a"}), 1)
	*now = now.Add(time.Second)
	w.send(5030, "a")
	if got := w.kinds(); len(got) != 2 || got[1] != "early_retry" {
		t.Errorf("%v", got)
	}
}

// Without Rates nothing is counted.
func TestRatesCanBeOff(t *testing.T) {
	w := newWorld(t, people())
	for range 60 {
		w.send(hoa, "a")
	}
	if len(w.Violations()) != 0 {
		t.Error("violations")
	}
}

// However a bot sends, what is admitted keeps the published rates, and who waits as told is admitted.
func TestRatesHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, now := newLimiter(), time.Unix(1e9, 0)
		sent := map[int64][]time.Time{}
		for range rapid.IntRange(1, 300).Draw(t, "calls") {
			now = now.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "ms")) * time.Millisecond)
			chat := rapid.SampledFrom([]int64{-1, -2, 1, 2}).Draw(t, "chat")
			wait, early := l.take(now, chat)
			if wait > 0 && rapid.Bool().Draw(t, "obeys") {
				now = now.Add(wait)
				if again, early := l.take(now, chat); early {
					t.Fatalf("told to wait %v, then %v again as if too early", wait, again)
				} else if wait = again; wait > 0 {
					continue
				}
			} else if wait > 0 || early {
				continue
			}
			sent[0] = append(sent[0], now)
			sent[chat] = append(sent[chat], now)
		}
		for chat, times := range sent {
			limit, window := privateBurst+1, time.Second
			if chat < 0 {
				limit, window = groupMessages, groupWindow
			} else if chat == 0 {
				limit, window = allPerSecond, time.Second
			}
			for i := limit; i < len(times); i++ {
				if times[i].Sub(times[i-limit]) < window {
					t.Fatalf("chat %d: %d within %v", chat, limit+1, times[i].Sub(times[i-limit]))
				}
			}
		}
	})
}
