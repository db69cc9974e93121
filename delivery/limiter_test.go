package delivery

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"dondoc/escalation"
)

func defaults() Limits {
	return Limits{All: Rate{28, time.Second}, Private: Rate{1, time.Second}, Group: Rate{19, time.Minute}}
}

// However many chats want something, and in whatever order, no span ever holds more calls than a limit allows.
func TestNoSpanHoldsMoreThanItsLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := NewLimiter(defaults())
		start := time.Date(2022, 1, 25, 8, 0, 0, 0, time.UTC)
		now := start
		var all []time.Time
		perChat := map[int64][]time.Time{}
		for range rapid.IntRange(1, 300).Draw(t, "calls") {
			now = now.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "ms")) * time.Millisecond)
			chat := rapid.Int64Range(-3, 30).Filter(func(n int64) bool { return n != 0 }).Draw(t, "chat")
			lane := escalation.Lane(rapid.IntRange(0, 3).Draw(t, "lane"))
			wait, ok := l.Take(chat, lane, now)
			if !ok && wait <= 0 {
				t.Fatalf("held back for %v", wait)
			}
			if ok {
				all, perChat[chat] = append(all, now), append(perChat[chat], now)
			}
		}
		within(t, all, defaults().All)
		for chat, calls := range perChat {
			if chat < 0 {
				within(t, calls, defaults().Group)
			} else {
				within(t, calls, defaults().Private)
			}
		}
	})
}

func within(t *rapid.T, calls []time.Time, r Rate) {
	for i := range calls {
		if i >= r.Count && calls[i].Sub(calls[i-r.Count]) < r.Per {
			t.Fatalf("%d calls within %v", r.Count+1, calls[i].Sub(calls[i-r.Count]))
		}
	}
}

// What it says to wait is enough: asked again after that, the call goes out.
func TestTheWaitThatItNamesIsEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := NewLimiter(defaults())
		now := time.Date(2022, 1, 25, 8, 0, 0, 0, time.UTC)
		for range rapid.IntRange(1, 60).Draw(t, "calls") {
			chat := rapid.Int64Range(-2, 3).Filter(func(n int64) bool { return n != 0 }).Draw(t, "chat")
			wait, ok := l.Take(chat, escalation.LaneReminder, now)
			if ok {
				continue
			}
			now = now.Add(wait)
			if again, ok := l.Take(chat, escalation.LaneReminder, now); !ok {
				t.Fatalf("told to wait %v, and then %v more", wait, again)
			}
		}
	})
}

func TestAReplyFindsRoomWhileABroadcastRuns(t *testing.T) {
	l := NewLimiter(defaults())
	now := time.Date(2022, 1, 25, 8, 0, 0, 0, time.UTC)
	chat := int64(1)
	for ; ; chat++ {
		if _, ok := l.Take(chat, escalation.LaneReminder, now); !ok {
			break
		}
	}
	if _, ok := l.Take(chat+1, escalation.LaneReply, now); !ok {
		t.Error("the reply to a press waits behind the broadcast")
	}
}

func TestAChatThatTelegramHoldsBackIsLeftAlone(t *testing.T) {
	l := NewLimiter(defaults())
	now := time.Date(2022, 1, 25, 8, 0, 0, 0, time.UTC)
	l.Park(5, now.Add(17*time.Second), now)
	if wait, ok := l.Take(5, escalation.LaneReply, now); ok || wait != 17*time.Second {
		t.Errorf("parked chat: ok %v, wait %v", ok, wait)
	}
	if _, ok := l.Take(6, escalation.LaneReminder, now); !ok {
		t.Error("another chat waits, too")
	}
	l.Park(7, now.Add(9*time.Second), now)
	if _, ok := l.Take(8, escalation.LaneReminder, now); ok {
		t.Error("two chats were held back, so all should wait")
	}
	if _, ok := l.Take(8, escalation.LaneReminder, now.Add(9*time.Second)); !ok {
		t.Error("the hold is over")
	}
}

func TestWaitingForAReplyEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(defaults())
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		if err := l.Wait(ctx, 1); err != nil {
			t.Fatal(err)
		}
		if err := l.Wait(ctx, 1); err == nil {
			t.Error("the second message to a person within a second went out")
		}
		if err := l.Wait(t.Context(), 1); err != nil {
			t.Error(err)
		}
	})
}
