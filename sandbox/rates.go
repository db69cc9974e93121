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
	banned map[scope]time.Time // until when the bot was told to wait
}

// scope is what a bot is told to wait with: a method in a chat, or, without a method, every message and edit in it;
// messages and edits in every chat are under the zero scope.
type scope struct {
	method string
	chat   int64
}

// scope is what a 429 to this call would be about.
func (c *call) scope() scope {
	switch c.method {
	case "sendmessage", "senddocument", "editmessagetext", "editmessagereplymarkup":
		return scope{chat: c.chatID()}
	}
	return scope{c.method, c.chatID()}
}

type chatRate struct {
	sent   []time.Time // of a group, within the window
	tokens float64     // of a private chat
	filled time.Time
}

func newLimiter() *limiter {
	return &limiter{chats: map[int64]*chatRate{}, banned: map[scope]time.Time{}}
}

// told returns how long the bot has been told to wait.
func (l *limiter) told(now time.Time, of scope) time.Duration {
	scopes := []scope{of}
	if of.method == "" {
		scopes = append(scopes, scope{})
	}
	for _, s := range scopes {
		if until, ok := l.banned[s]; ok && now.Before(until) {
			return until.Sub(now)
		}
		delete(l.banned, s)
	}
	return 0
}

// take admits a message to a chat or returns how long to wait; early says that the bot had been told to wait longer.
func (l *limiter) take(now time.Time, chat int64) (wait time.Duration, early bool) {
	if wait := l.told(now, scope{chat: chat}); wait > 0 {
		return wait, true
	}
	c := l.chats[chat]
	if c == nil {
		c = &chatRate{tokens: privateBurst, filled: now}
		l.chats[chat] = c
	}
	l.all = within(l.all, now, time.Second)
	if len(l.all) >= allPerSecond {
		return l.ban(scope{}, now, l.all[0].Add(time.Second).Sub(now)), false
	}
	if wait := c.wait(now, chat < 0); wait > 0 {
		return l.ban(scope{chat: chat}, now, wait), false
	}
	l.all = append(l.all, now)
	c.use(now, chat < 0)
	return 0, false
}

// ban refuses a scope for as many whole seconds as the answer will say.
func (l *limiter) ban(of scope, now time.Time, wait time.Duration) time.Duration {
	wait = time.Duration(seconds(wait)) * time.Second
	l.banned[of] = now.Add(wait)
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

// admit applies the rates to a message or edit of a bot, last of all checks. Whoever was told to wait has to, even where
// there are no rates.
func (s *Server) admit(c *call, chat int64) error {
	wait, early := c.bot.limits.told(c.machine, scope{chat: chat}), true
	if wait == 0 && s.opt.Rates {
		wait, early = c.bot.limits.take(c.machine, chat)
	}
	switch {
	case wait == 0:
		return nil
	case early:
		return s.tooEarly(c, wait)
	}
	s.violate(Violation{c.machine, "over_limit", c.method, chat, fmt.Sprintf("sent over the limit; %d s to wait", seconds(wait))})
	return tooMany(seconds(wait))
}

// tooEarly refuses a bot that does not wait as it was told, and holds it against it.
func (s *Server) tooEarly(c *call, wait time.Duration) error {
	text := fmt.Sprintf("called again before retry_after had passed; %d s to wait", seconds(wait))
	s.violate(Violation{c.machine, "early_retry", c.method, c.chatID(), text})
	return tooMany(seconds(wait))
}
