package delivery

import (
	"context"
	"sync"
	"time"

	"dondoc/escalation"
)

// Limits are the rates that are kept: over all chats, per private chat and per group (DESIGN 3, telegram.limits).
type Limits struct {
	All, Private, Group Rate
}

// Telegram's published rates, over all chats and in a group (DESIGN 6.5).
func publishedAll() Rate   { return Rate{Count: 30, Per: time.Second} }
func publishedGroup() Rate { return Rate{Count: 20, Per: time.Minute} }

const (
	// privateBurst is how many calls to a private chat may follow each other at once.
	privateBurst = 2
	// reserved is how many tokens of the bucket over all chats only replies to people may take.
	reserved = 4
)

// Limiter keeps Telegram's limits and holds back what Telegram asked to wait. It runs on machine time and is safe for concurrent use.
//
// Over all chats there is a bucket: with 28/s it holds 28 tokens and gets 28 back each second, and the last four are for replies. What it
// gives goes out evenly, at most one more than the rate in a second (29, one every 34 ms), so that it is no matter whether the server
// keeps a bucket or looks at the last second. A private chat has a bucket of two tokens. A group has a sliding window, since a bucket
// would let twice as many through: with 19/m, at most 20 calls in 63.2 s, which is 19 a minute.
//
// A call is counted when it is let go, and Telegram counts it when it arrives. How much later that may be for some calls than for others
// before one too many arrives at once: over all chats it does not matter, as long as Landed tells of every answer (arrivals); in a private
// chat (a burst of three) a second; in a group 3.2 s. Calls to one chat follow each other, so that a call which hangs holds up its own chat
// alone.
type Limiter struct {
	limits Limits

	mu       sync.Mutex
	bucket   bucket
	arrivals arrivals
	// next is when the next call may be made, so that they go out evenly.
	next  time.Time
	until time.Time // everything is held back
	slow  slowness
	chats map[int64]*chat
	// sweep is at how many chats those are let go that hold nothing back.
	sweep int
}

// chat is what is known of one chat.
type chat struct {
	bucket bucket // of a private chat
	window window // of a group
	parked time.Time
	slow   slowness
}

// NewLimiter makes a limiter that has seen nothing yet.
func NewLimiter(l Limits) *Limiter {
	return &Limiter{limits: l, chats: map[int64]*chat{}, sweep: sweepFrom}
}

// Ready is how long to wait at least before anything of a lane may go out to any chat; 0: now.
func (l *Limiter) Ready(lane escalation.Lane, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(0, l.ready(lane, now).Sub(now))
}

// ReadyFor is how long a chat alone makes a call wait; 0: not at all.
func (l *Limiter) ReadyFor(chat int64, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(0, l.readyFor(chat, now).Sub(now))
}

// Take counts one call to a chat when it may go out now; else it says for how long to wait at least. Landed has to follow.
func (l *Limiter) Take(chat int64, lane escalation.Lane, now time.Time) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.readyFor(chat, now)
	if all := l.ready(lane, now); all.After(at) {
		at = all
	}
	if at.After(now) {
		return at.Sub(now), false
	}
	l.take(chat, now)
	return 0, true
}

// Wait blocks until a reply may go out to a chat, and counts it; Landed has to follow. An error is the context's: nothing was counted then
// that could follow.
func (l *Limiter) Wait(ctx context.Context, chat int64) error {
	return l.WaitIn(ctx, chat, escalation.LaneReply)
}

// WaitIn is Wait for what goes out in another lane. Who waits for the limit over all chats has a place in the line, that nobody
// takes; it is given up when Telegram asks to wait meanwhile.
func (l *Limiter) WaitIn(ctx context.Context, chat int64, lane escalation.Lane) error {
	for {
		wait, ok := l.plan(chat, lane, time.Now())
		err := pause(ctx, wait)
		may := err == nil && ok && !(wait > 0 && l.held(chat, time.Now()))
		if ok && !may {
			l.Landed(chat)
		}
		if err != nil || may {
			return err
		}
	}
}

// Landed notes that a call to a chat that Wait or Take has let go was answered, or is given up.
func (l *Limiter) Landed(chat int64) { l.landed(chat, time.Now()) }

func (l *Limiter) landed(chat int64, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.arrivals.end(chat, now)
}

// held reports whether Telegram has asked, for a chat or for all, to wait beyond now.
func (l *Limiter) held(id int64, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.chats[id]
	return l.until.After(now) || c != nil && c.parked.After(now)
}

// plan counts a call for the moment at which the limit over all chats lets it go; false: the chat itself has to wait first.
func (l *Limiter) plan(chat int64, lane escalation.Lane, now time.Time) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at := l.readyFor(chat, now); at.After(now) {
		return at.Sub(now), false
	}
	if l.until.After(now) {
		return l.until.Sub(now), false
	}
	at := now
	if all := l.ready(lane, now); all.After(at) {
		at = all
	}
	l.take(chat, at)
	return at.Sub(now), true
}

// pause waits, or gives the context's error.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err() //nolint:wrapcheck // the caller's own context
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // the caller's own context
	case <-t.C:
		return nil
	}
}

// Hold is Park from now on.
func (l *Limiter) Hold(chat int64, span time.Duration) {
	now := time.Now()
	l.Park(chat, now.Add(span), now)
}

// Park holds a chat back as Telegram asked, and goes slower there for a while. When another chat is held back already, the limit over all
// chats was meant, and everything waits and goes slower.
func (l *Limiter) Park(id int64, until, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for other, c := range l.chats {
		if other != id && c.parked.After(now) {
			l.parkAll(until, now)
			break
		}
	}
	c := l.chat(id)
	if !c.parked.After(now) {
		c.slow.hit(now)
	}
	if until.After(c.parked) {
		c.parked = until
	}
}

// parkAll counts one 429 for all that come before its end.
func (l *Limiter) parkAll(until, now time.Time) {
	if !l.until.After(now) {
		l.slow.hit(now)
	}
	if until.After(l.until) {
		l.until = until
	}
}

// ParkAll holds everything back, for another reason than a limit.
func (l *Limiter) ParkAll(until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.After(l.until) {
		l.until = until
	}
}

// Span is how long a chat needs for so many calls, when it is alone and nothing went out before.
func (l *Limiter) Span(chat int64, calls int) time.Duration {
	if chat > 0 {
		return time.Duration(max(0, calls-privateBurst)) * l.limits.Private.every()
	}
	count, span := l.groupWindow()
	return time.Duration(max(0, calls-1)/count) * span
}

// SpanOfAll is how long so many calls take over all chats.
func (l *Limiter) SpanOfAll(calls int) time.Duration {
	return time.Duration(calls) * l.limits.All.every()
}

// groupWindow is the group's rate as a window that is Telegram's own, but longer, if the rate is lower.
func (l *Limiter) groupWindow() (count int, span time.Duration) {
	count = l.limits.Group.oneMore(publishedGroup())
	return count, time.Duration(count) * l.limits.Group.every()
}

// ready is when the limits over all chats let something go.
func (l *Limiter) ready(lane escalation.Lane, now time.Time) time.Time {
	keep := 0
	if lane != escalation.LaneReply {
		keep = min(reserved, l.limits.All.Count/4)
	}
	at := l.bucket.ready(l.slow.of(l.limits.All.every(), now), max(1, l.limits.All.Count), keep)
	for _, t := range []time.Time{l.next, l.until, l.arrivals.ready(l.atMost(), now)} {
		if t.After(at) {
			at = t
		}
	}
	return at
}

// atMost is what may arrive over all chats, whatever comes together: Telegram's own rate, unless more was configured.
func (l *Limiter) atMost() Rate {
	if most := publishedAll(); l.limits.All.every() > most.every() {
		return most
	}
	return l.limits.All
}

// readyFor is when the limits of a chat let something go.
func (l *Limiter) readyFor(id int64, now time.Time) time.Time {
	c := l.chats[id]
	if c == nil {
		return time.Time{}
	}
	var at time.Time
	if id > 0 {
		at = c.bucket.ready(c.slow.of(l.limits.Private.every(), now), privateBurst, 0)
	} else {
		count, span := l.groupWindow()
		at = c.window.ready(c.slow.of(span, now), count)
	}
	if c.parked.After(at) {
		return c.parked
	}
	return at
}

// take counts a call at a moment, which may lie ahead.
func (l *Limiter) take(id int64, at time.Time) {
	l.forget(at)
	l.arrivals.begin(id, at)
	l.bucket.take(at, l.slow.of(l.limits.All.every(), at))
	gap := l.slow.of(l.limits.All.Per/time.Duration(l.limits.All.oneMore(publishedAll())), at)
	// Who comes a little late does not make all after it late.
	if late := at.Add(-gap / 2); l.next.Before(late) {
		l.next = late
	}
	l.next = l.next.Add(gap)
	c := l.chat(id)
	if id > 0 {
		c.bucket.take(at, c.slow.of(l.limits.Private.every(), at))
		return
	}
	count, _ := l.groupWindow()
	c.window.take(at, count)
}

func (l *Limiter) chat(id int64) *chat {
	c := l.chats[id]
	if c == nil {
		c = &chat{}
		l.chats[id] = c
	}
	return c
}

// sweepFrom keeps small offices from ever sweeping.
const sweepFrom = 10_000

func (l *Limiter) forget(now time.Time) {
	if len(l.chats) < l.sweep {
		return
	}
	_, span := l.groupWindow()
	for id, c := range l.chats {
		last := c.window.ready(c.slow.of(span, now), 1)
		if !c.parked.After(now) && !c.bucket.full.After(now) && !last.After(now) && c.slow.at(now) < 1.01 {
			delete(l.chats, id)
		}
	}
	l.sweep = max(sweepFrom, 2*len(l.chats))
}
