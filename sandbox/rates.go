package sandbox

import (
	"fmt"
	"math"
	"time"
)

// Telegram's published rates (telegram.md §2.1). A group's limit is a sliding window, as measured there, and edits
// count like new messages: the sources disagree, and this is the stricter reading.
const (
	allPerSecond  = 30
	privateBurst  = 3
	privateRate   = 1.0 // messages a second once the burst is used up
	groupMessages = 20
	groupWindow   = time.Minute
)

// limiter counts what one bot sends. Guarded by Server.mu; times are machine time.
type limiter struct {
	all    []time.Time
	chats  map[int64]*chatRate
	banned map[int64]time.Time // until when a chat is refused; under 0, all chats
}

type chatRate struct {
	sent   []time.Time // of a group, within the window
	tokens float64     // of a private chat
	filled time.Time
}

func newLimiter() *limiter {
	return &limiter{chats: map[int64]*chatRate{}, banned: map[int64]time.Time{}}
}

// take admits a message to a chat or returns how long to wait; early says that the bot had been told to wait longer.
func (l *limiter) take(now time.Time, chat int64) (wait time.Duration, early bool) {
	for _, scope := range []int64{0, chat} {
		if until, ok := l.banned[scope]; ok && now.Before(until) {
			return until.Sub(now), true
		}
		delete(l.banned, scope)
	}
	c := l.chats[chat]
	if c == nil {
		c = &chatRate{tokens: privateBurst, filled: now}
		l.chats[chat] = c
	}
	l.all = within(l.all, now, time.Second)
	if len(l.all) >= allPerSecond {
		return l.ban(0, now, l.all[0].Add(time.Second).Sub(now)), false
	}
	if wait := c.wait(now, chat < 0); wait > 0 {
		return l.ban(chat, now, wait), false
	}
	l.all = append(l.all, now)
	c.use(now, chat < 0)
	return 0, false
}

// ban refuses a scope for as many whole seconds as the answer will say.
func (l *limiter) ban(scope int64, now time.Time, wait time.Duration) time.Duration {
	wait = time.Duration(seconds(wait)) * time.Second
	l.banned[scope] = now.Add(wait)
	return wait
}

func (c *chatRate) wait(now time.Time, group bool) time.Duration {
	if group {
		c.sent = within(c.sent, now, groupWindow)
		if len(c.sent) < groupMessages {
			return 0
		}
		return c.sent[0].Add(groupWindow).Sub(now)
	}
	c.tokens = min(privateBurst, c.tokens+now.Sub(c.filled).Seconds()*privateRate)
	c.filled = now
	if c.tokens >= 1 {
		return 0
	}
	return time.Duration((1 - c.tokens) / privateRate * float64(time.Second))
}

func (c *chatRate) use(now time.Time, group bool) {
	if group {
		c.sent = append(c.sent, now)
	} else {
		c.tokens--
	}
}

// within drops what is older than the window.
func within(times []time.Time, now time.Time, window time.Duration) []time.Time {
	for len(times) > 0 && now.Sub(times[0]) >= window {
		times = times[1:]
	}
	return times
}

// seconds rounds up, as retry_after does.
func seconds(d time.Duration) int { return max(1, int(math.Ceil(d.Seconds()))) }

// admit applies the rates to a message or edit of a bot, last of all checks.
func (s *Server) admit(c *call, chat int64) error {
	if !s.opt.Rates {
		return nil
	}
	wait, early := c.bot.limits.take(c.machine, chat)
	if wait == 0 {
		return nil
	}
	kind, text := "over_limit", "sent over the limit"
	if early {
		kind, text = "early_retry", "sent again before retry_after had passed"
	}
	s.violate(Violation{c.machine, kind, c.method, chat, fmt.Sprintf("%s; %d s to wait", text, seconds(wait))})
	return tooMany(seconds(wait))
}
