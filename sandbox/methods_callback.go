package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

const (
	// callbackLife is how long a press can be answered: undocumented, 10 to 20 s were seen (telegram.md §2.4).
	callbackLife = 15 * time.Second
	// maxAnswer is the length of the text of an answer ([doc] answerCallbackQuery).
	maxAnswer = 200
)

// callback is a pressed button that waits for its answer. Guarded by Server.mu, but done is closed with the
// answer, after which nothing changes any more.
type callback struct {
	id    string
	to    *robot
	chat  int64
	at    time.Time // machine time
	text  string
	alert bool
	done  chan struct{}
}

// newCallback opens a callback for a press.
func (s *Server) newCallback(to *robot, chat int64, now time.Time) *callback {
	s.expireCallbacks(now)
	s.presses++
	id := strconv.FormatInt(to.id%1_000_000_000+1, 10) + fmt.Sprintf("%09d", s.presses)
	cb := &callback{id: id, to: to, chat: chat, at: now, done: make(chan struct{})}
	s.open = append(s.open, cb)
	return cb
}

// expireCallbacks closes what was not answered in time, and holds it against the bot.
func (s *Server) expireCallbacks(now time.Time) {
	for len(s.open) > 0 && now.Sub(s.open[0].at) > callbackLife {
		cb := s.open[0]
		s.open = s.open[1:]
		s.violate(Violation{
			cb.at.Add(callbackLife), "unanswered_callback", "answercallbackquery", cb.chat,
			"a pressed button was not answered within " + callbackLife.String(),
		})
	}
}

// answerCallbackQuery answers a press: once, in time, and only the bot that got it.
func (s *Server) answerCallbackQuery(c *call) (any, error) {
	s.expireCallbacks(c.machine)
	id := c.args.text("callback_query_id")
	at := slices.IndexFunc(s.open, func(cb *callback) bool { return cb.id == id && cb.to == c.bot })
	if at < 0 {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	cb := s.open[at]
	if utf8.RuneCountInString(c.args.text("text")) > maxAnswer {
		return nil, bad("MESSAGE_TOO_LONG")
	}
	cb.text, cb.alert = c.args.text("text"), c.args.flag("show_alert")
	s.open = slices.Delete(s.open, at, at+1)
	close(cb.done)
	return true, nil
}
