package sandbox

import (
	"bytes"
	"cmp"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Kinds of faults. Those that end a connection or an answer are of two sorts: before the effect of the call, so that it
// has none, and after it, so that the bot cannot know that it had one.
const (
	faultTooMany     = "429"          // Too Many Requests; who calls again before retry_after is refused again, and noted
	faultRefused     = "400"          // Bad Request, as for a message that Telegram will never take; no effect
	faultUnauth      = "401"          // Unauthorized, as after the token was revoked
	faultConflict    = "409"          // Conflict, as when another process polls
	faultInternal    = "500"          // Internal Server Error, in JSON; no effect
	faultBadGateway  = "502html"      // Bad Gateway, in HTML; no effect
	faultResetBefore = "reset_before" // the connection is reset; no effect
	faultResetAfter  = "reset_after"  // the connection is reset after the effect
	faultSlow        = "slow"         // the answer comes late, after the effect
	faultTruncated   = "truncated"    // half of the answer comes, after the effect
)

// Bounds of what a fault may ask for.
const (
	maxFaultCount = 1_000_000
	maxFaultDelay = time.Hour
	maxRetryAfter = 24 * 60 * 60
)

// fault is something that goes wrong on demand, as POST /sandbox/faults asks for it.
type fault struct {
	Method     string `json:"method"` // of the Bot API, in any case; "": every one
	Chat       int64  `json:"chat"`   // 0: every one, and calls without a chat
	Count      int    `json:"count"`  // how many calls are hit, at least 1; 0: one
	Kind       string `json:"kind"`
	RetryAfter int    `json:"retry_after,omitempty"` // seconds, of a 429; 0: 1
	All        bool   `json:"all,omitempty"`         // of a 429: messages and edits in every chat have to wait
	Delay      string `json:"delay,omitempty"`       // a duration, of slow; "": 2s

	delay time.Duration
}

// check completes a fault, or says what is wrong with it.
func (s *Server) check(f *fault) error {
	f.Method = strings.ToLower(f.Method)
	f.Count = cmp.Or(f.Count, 1)
	kinds := []string{
		faultTooMany, faultRefused, faultUnauth, faultConflict, faultInternal, faultBadGateway, faultResetBefore, faultResetAfter,
		faultSlow, faultTruncated,
	}
	if _, ok := s.methods[f.Method]; !ok && f.Method != "" {
		return mistakef("Không có phương thức %q.", f.Method)
	}
	switch {
	case !slices.Contains(kinds, f.Kind):
		return mistakef("Không có loại lỗi %q; có: %s.", f.Kind, strings.Join(kinds, ", "))
	case f.Count < 0 || f.Count > maxFaultCount:
		return mistakef("Số lần (count) phải từ 1 đến %d.", maxFaultCount)
	case f.RetryAfter < 0 || f.RetryAfter > maxRetryAfter || f.RetryAfter != 0 && f.Kind != faultTooMany:
		return mistakef("retry_after là số giây từ 1 đến %d, chỉ dùng với 429.", maxRetryAfter)
	case f.All && f.Kind != faultTooMany:
		return mistakef("all chỉ dùng với 429.")
	case f.Delay != "" && f.Kind != faultSlow:
		return mistakef("delay chỉ dùng với slow.")
	}
	if f.Kind == faultTooMany {
		f.RetryAfter = cmp.Or(f.RetryAfter, 1)
	}
	if f.Kind != faultSlow {
		return nil
	}
	f.Delay = cmp.Or(f.Delay, "2s")
	var err error
	if f.delay, err = time.ParseDuration(f.Delay); err != nil || f.delay <= 0 || f.delay > maxFaultDelay {
		return mistakef("%q không phải khoảng thời gian chờ (ví dụ 2s; nhiều nhất 1h).", f.Delay)
	}
	return nil
}

// addFaults puts faults behind those that are there: all of them, or none and an error.
func (s *Server) addFaults(list []fault) error {
	for i := range list {
		if err := s.check(&list[i]); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, list...)
	return nil
}

// takeFault returns what goes wrong with a call, the first fault that fits, and counts it down; nil when all goes well.
func (s *Server) takeFault(c *call) *fault {
	chat := c.chatID()
	for i, f := range s.faults {
		if f.Method != "" && f.Method != c.method || f.Chat != 0 && f.Chat != chat {
			continue
		}
		if s.faults[i].Count--; s.faults[i].Count == 0 {
			s.faults = slices.Delete(s.faults, i, i+1)
		}
		return &f
	}
	return nil
}

// goWrong lets a call fail before it has any effect, when that is its fault. A bot that was told to wait with such calls
// and does not is refused again, and meets no fault; one that sends is refused where the rates are kept.
func (s *Server) goWrong(c *call) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := c.scope()
	if wait := c.bot.limits.told(c.machine, of); wait > 0 {
		if of.method == "" {
			return nil
		}
		return s.tooEarly(c, wait)
	}
	c.fault = s.takeFault(c)
	if c.fault.kind() == faultTooMany {
		if c.fault.All {
			of = scope{}
		}
		c.bot.limits.ban(of, c.machine, time.Duration(c.fault.RetryAfter)*time.Second)
	}
	return c.fault.error()
}

// errReset stands for an answer that does not come.
var errReset = errors.New("connection reset on demand")

// kind of a fault; "" of none.
func (f *fault) kind() string {
	if f == nil {
		return ""
	}
	return f.Kind
}

func (f *fault) resets() bool { return f.kind() == faultResetBefore || f.kind() == faultResetAfter }

// error is what a call fails with before it has any effect; nil when it goes on.
func (f *fault) error() error {
	switch f.kind() {
	case faultTooMany:
		return tooMany(f.RetryAfter)
	case faultRefused:
		return bad("message is refused")
	case faultUnauth:
		return &failure{code: http.StatusUnauthorized, text: "Unauthorized"}
	case faultConflict:
		return conflict(otherPoll)
	case faultInternal:
		return &failure{code: http.StatusInternalServerError, text: "Internal Server Error: restart"}
	case faultBadGateway:
		return &failure{code: http.StatusBadGateway, page: true}
	case faultResetBefore:
		return errReset
	}
	return nil
}

// reply writes the answer of a call, or what its fault leaves of it, and returns its HTTP status.
func (s *Server) reply(w http.ResponseWriter, r *http.Request, c *call, result any, err error) int {
	switch c.fault.kind() {
	case faultSlow:
		s.pause(r.Context(), c.fault.delay, nil)
	case faultTruncated:
		whole := &collected{ResponseWriter: w}
		code := writeAnswer(whole, result, err)
		w.WriteHeader(code)
		// The only error left is a client that has gone.
		_, _ = w.Write(whole.body.Bytes()[:whole.body.Len()/2])
		return code
	}
	return writeAnswer(w, result, err)
}

// reset ends a connection without a word. Where there is none to end, as in a test's recorder, it panics with
// http.ErrAbortHandler, which servers take for the same.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		// Without waiting for what is unsent the system resets the connection instead of closing it in order.
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// collected keeps an answer back.
type collected struct {
	http.ResponseWriter
	body bytes.Buffer
}

func (c *collected) WriteHeader(int)             {}
func (c *collected) Write(p []byte) (int, error) { return c.body.Write(p) }
