package sandbox

import (
	"slices"
	"time"
)

// Bounds of what is kept for the observer; the oldest goes first.
const (
	maxCalls      = 50000
	maxViolations = 10000
)

// callRecord is one line of the log of API calls. It never holds a token or a text.
type callRecord struct {
	At     time.Time `json:"at"` // machine time
	Bot    int64     `json:"bot"`
	Method string    `json:"method"`
	Chat   int64     `json:"chat,omitempty"`
	Code   int       `json:"code"` // HTTP status; 0 when nothing was answered
	Fault  string    `json:"fault,omitempty"`
}

func (s *Server) record(c *call, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := callRecord{c.machine, c.bot.id, c.method, c.chatID(), code, c.fault.kind()}
	s.calls = trimmed(append(s.calls, r), maxCalls)
}

func (s *Server) violate(v Violation) {
	s.violations = trimmed(append(s.violations, v), maxViolations)
}

// trimmed drops the oldest fifth of a list that has outgrown its bound.
func trimmed[T any](list []T, bound int) []T {
	if len(list) <= bound {
		return list
	}
	return slices.Clone(list[len(list)-bound*4/5:])
}

// Violations returns what bots did against the rules, oldest first:
//
//   - over_limit: a message or edit over a limit;
//   - early_retry: a call repeated before retry_after had passed;
//   - unanswered_callback: a pressed button that was never answered in time;
//   - unchanged_edit: an edit that changed nothing;
//   - refused_chat: a message to a chat that had refused the bot before, though nothing had changed;
//   - dropped_button: a button that Telegram leaves out of a message without a word.
func (s *Server) Violations() []Violation {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expireCallbacks(now)
	return append([]Violation{}, s.violations...)
}
