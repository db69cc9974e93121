package sandbox

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// An update comes again until a higher offset confirms it, though the bot died meanwhile.
func TestUpdatesComeUntilConfirmed(t *testing.T) {
	w := newWorld(t, people())
	for _, text := range []string{"một", "hai", "ba"} {
		w.write(hoa, hoa, text)
	}
	first := w.updates(nil)
	if len(first) != 3 || first[1].ID != first[0].ID+1 || first[2].Message.Text != "ba" {
		t.Fatalf("%+v", first)
	}
	if again := w.updates(o{"offset": first[0].ID, "limit": 2}); len(again) != 2 || again[0].Message.Text != "một" {
		t.Errorf("%+v", again)
	}
	if w.Idle() {
		t.Error("idle with three updates unconfirmed")
	}
	if rest := w.updates(o{"offset": first[1].ID}); len(rest) != 2 {
		t.Errorf("%+v", rest)
	}
	if last := w.updates(o{"offset": -1}); len(last) != 1 || last[0].Message.Text != "ba" {
		t.Errorf("%+v", last)
	}
	if none := w.updates(o{"offset": first[2].ID + 1}); len(none) != 0 || !w.Idle() {
		t.Errorf("%+v, idle %v", none, w.Idle())
	}
}

func TestLimitIsClamped(t *testing.T) {
	w := newWorld(t, people())
	for range 101 {
		w.write(hoa, hoa, "a")
	}
	for limit, want := range map[int]int{0: 1, -5: 1, 7: 7, 1000: 100} {
		if got := len(w.updates(o{"limit": limit})); got != want {
			t.Errorf("limit %d: %d", limit, got)
		}
	}
}

// The kinds asked for stay in force until others are asked for; null and an absent list change nothing.
func TestAllowedUpdatesAreSticky(t *testing.T) {
	w := newWorld(t, people())
	w.updates(o{"allowed_updates": []string{"callback_query", "carrot"}})
	w.updates(o{"allowed_updates": nil})
	w.write(hoa, hoa, "không ai nghe")
	if got := w.updates(nil); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	w.updates(o{"allowed_updates": []string{}})
	w.write(hoa, hoa, "nghe")
	if got := w.updates(nil); len(got) != 1 {
		t.Errorf("%+v", got)
	}
}

// waiting starts a long poll and hands over its answer.
func (w world) waiting(ctx context.Context, seconds int) <-chan answered {
	done := make(chan answered, 1)
	go func() { done <- w.callAs(ctx, token, "getUpdates", o{"timeout": seconds}) }()
	synctest.Wait()
	return done
}

func TestLongPolling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, people())
		begin := time.Now()

		poll := w.waiting(t.Context(), 90)
		if a := <-poll; !a.OK || time.Since(begin) != 50*time.Second {
			t.Errorf("a poll of 90 s ended after %v: %+v", time.Since(begin), a)
		}

		poll = w.waiting(t.Context(), 30)
		w.write(hoa, hoa, "a")
		var got []heardUpdate
		(<-poll).into(t, &got)
		if len(got) != 1 || time.Since(begin) != 50*time.Second {
			t.Errorf("%+v after %v", got, time.Since(begin))
		}
		w.drain()

		older, newer := w.waiting(t.Context(), 30), w.waiting(t.Context(), 30)
		w.refused(<-older, 409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
		if w.updates(nil) == nil {
			t.Error("a poll that does not wait got null")
		}
		w.must("setWebhook", o{"url": "https://a.vn/hook"}, nil)
		w.refused(<-newer, 409, "Conflict: terminated by setWebhook request")
		w.refused(w.call("getUpdates", nil), 409,
			"Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
		w.write(hoa, hoa, "b")
		var info apiWebhookInfo
		w.must("getWebhookInfo", nil, &info)
		if info.URL != "https://a.vn/hook" || info.PendingUpdateCount != 1 {
			t.Errorf("%+v", info)
		}
		w.must("deleteWebhook", o{"drop_pending_updates": true}, nil)

		ctx, cancel := context.WithCancel(t.Context())
		gone := w.waiting(ctx, 30)
		cancel()
		<-gone
		w.write(hoa, hoa, "c")
		if got := w.drain(); len(got) != 1 {
			t.Errorf("after a client that left: %+v", got)
		}

		closing := w.waiting(t.Context(), 30)
		w.Close()
		w.Close()
		<-closing
	})
}

// WaitIdle returns at the confirmation, not at the delivery, and not before its time.
func TestWaitIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, people())
		w.write(hoa, hoa, "a")
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := w.WaitIdle(short); err != context.DeadlineExceeded {
			t.Errorf("idle too early: %v", err)
		}
		done := make(chan error, 1)
		go func() { done <- w.WaitIdle(t.Context()) }()
		got := w.updates(nil)
		synctest.Wait()
		if len(done) > 0 {
			t.Error("idle before the confirmation")
		}
		w.updates(o{"offset": got[0].ID + 1})
		if err := <-done; err != nil {
			t.Error(err)
		}
		w.write(hoa, hoa, "b")
		w.Close()
		if err := w.WaitIdle(t.Context()); err != errClosed {
			t.Errorf("after closing: %v", err)
		}
	})
}

// What people did before any bot came waits for the first one.
func TestTheFirstBotHearsWhatWasBefore(t *testing.T) {
	w := newWorld(t, Options{})
	w.write(7, 7, "/start")
	if w.Idle() {
		t.Error("idle though /start has not been heard")
	}
	var got []heardUpdate
	w.callAs(t.Context(), "77:abc", "getUpdates", nil).into(t, &got)
	if len(got) != 1 || got[0].Message.Text != "/start" {
		t.Errorf("%+v", got)
	}
	w.callAs(t.Context(), "78:abc", "getUpdates", nil).into(t, &got)
	if len(got) != 0 {
		t.Errorf("the second bot heard %+v", got)
	}
}

// The log of calls tells what was called and how it ended, and never a token or a text.
func TestCallsAreLogged(t *testing.T) {
	w := newWorld(t, people())
	w.send(hoa, "mật")
	w.call("sendMessage", o{"chat_id": 5, "text": "mật"})
	_, log := w.page(http.MethodGet, "/sandbox/calls", nil)
	var calls []callRecord
	w.get(http.MethodGet, "/sandbox/calls", nil, &calls)
	if len(calls) != 2 || calls[0].Method != "sendmessage" || calls[0].Chat != hoa || calls[0].Code != 200 || calls[1].Code != 400 {
		t.Errorf("%s", log)
	}
	for _, secret := range []string{"sandbox-test", "mật"} {
		if contains(log, secret) {
			t.Errorf("the log tells %q", secret)
		}
	}
}
