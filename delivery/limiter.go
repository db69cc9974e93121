package delivery

import (
	"context"
	"sync"
	"time"

	"dondoc/escalation"
)

// Rate is at most Count calls in any span of Per.
type Rate struct {
	Count int
	Per   time.Duration
}

// Limits are the rates that are kept: over all chats, per private chat and per group (DESIGN 3, telegram.limits).
type Limits struct {
	All, Private, Group Rate
}

// reserved is the part of the rate over all chats that only replies to people may use, so that they never wait behind a broadcast.
const reserved = 4

// Limiter keeps Telegram's limits by counting what was sent in sliding windows, and holds back what Telegram asked to wait. It runs on
// machine time and is safe for concurrent use.
type Limiter struct {
	limits Limits

	mu     sync.Mutex
	all    window
	chats  map[int64]*window
	parked map[int64]time.Time
	// until holds back everything.
	until time.Time
}

// NewLimiter makes a limiter that has seen nothing yet.
func NewLimiter(l Limits) *Limiter {
	return &Limiter{limits: l, chats: map[int64]*window{}, parked: map[int64]time.Time{}}
}

// Take counts one call to a chat when it may go out now; else it says for how long to wait at least.
func (l *Limiter) Take(chat int64, lane escalation.Lane, now time.Time) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(now)
	rate, all := l.limits.Private, l.limits.All
	if chat < 0 {
		rate = l.limits.Group
	}
	if lane != escalation.LaneReply && all.Count > 2*reserved {
		all.Count -= reserved
	}
	w := l.chat(chat)
	wait = max(w.wait(rate, now), l.all.wait(all, now), l.until.Sub(now), l.parked[chat].Sub(now))
	if wait > 0 {
		return wait, false
	}
	w.count(now)
	l.all.count(now)
	return 0, true
}

func (l *Limiter) chat(id int64) *window {
	w := l.chats[id]
	if w == nil {
		w = &window{}
		l.chats[id] = w
	}
	return w
}

// Wait blocks until a reply may go out to a chat, and counts it.
func (l *Limiter) Wait(ctx context.Context, chat int64) error {
	for {
		wait, ok := l.Take(chat, escalation.LaneReply, time.Now())
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err() //nolint:wrapcheck // the caller's own context
		case <-time.After(wait):
		}
	}
}

// Park holds a chat back as Telegram asked; when another chat is held back already, the limit over all chats was meant, and everything
// waits.
func (l *Limiter) Park(chat int64, until, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for other, t := range l.parked {
		if other != chat && t.After(now) && until.After(l.until) {
			l.until = until
		}
	}
	l.parked[chat] = until
}

// ParkAll holds everything back.
func (l *Limiter) ParkAll(until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.After(l.until) {
		l.until = until
	}
}

// forgetAbove is how many chats are remembered before those without recent calls are let go.
const forgetAbove = 10_000

func (l *Limiter) forget(now time.Time) {
	l.all.drop(now.Add(-l.limits.All.Per))
	if len(l.chats) <= forgetAbove {
		return
	}
	keep := max(l.limits.Private.Per, l.limits.Group.Per)
	for id, w := range l.chats {
		if w.drop(now.Add(-keep)); len(w.calls) == 0 {
			delete(l.chats, id)
		}
	}
	for id, t := range l.parked {
		if !t.After(now) {
			delete(l.parked, id)
		}
	}
}

// window remembers the calls of a span, oldest first.
type window struct{ calls []time.Time }

func (w *window) count(now time.Time) { w.calls = append(w.calls, now) }

func (w *window) drop(until time.Time) {
	n := 0
	for n < len(w.calls) && !w.calls[n].After(until) {
		n++
	}
	w.calls = w.calls[n:]
}

// wait is how long until fewer than the rate's count lie in its span.
func (w *window) wait(r Rate, now time.Time) time.Duration {
	w.drop(now.Add(-r.Per))
	if len(w.calls) < r.Count {
		return 0
	}
	return w.calls[len(w.calls)-r.Count].Add(r.Per).Sub(now)
}
