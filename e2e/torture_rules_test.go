//go:build unix

package e2e

import (
	"slices"
	"strings"
	"time"
)

// breach is a rule of Telegram's that was broken (GET /sandbox/violations), called a call as the sandbox answered it (GET /sandbox/calls).
type breach struct {
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"`
	Method string    `json:"method"`
	Chat   int64     `json:"chat"`
	Text   string    `json:"text"`
}

type called struct {
	At     time.Time `json:"at"`
	Method string    `json:"method"`
	Chat   int64     `json:"chat"`
	Code   int       `json:"code"`
	Fault  string    `json:"fault"`
}

const (
	// pressLives is how long a press can be answered, gotOver how long the poller still pauses after a trouble.
	pressLives, gotOver = 15 * time.Second, 10 * time.Second
	// longestWait is the longest retry_after that the faults ask for, with a margin; crossing is how long two calls may be on their way at once.
	longestWait, crossing = 4 * time.Second, 250 * time.Millisecond
)

// obedient checks that the bot broke no rule of Telegram's but where the faults explain it.
func (w *siege) obedient() {
	w.t.Helper()
	var breaches []breach
	var calls []called
	w.box.get("/sandbox/violations", &breaches)
	w.box.get("/sandbox/calls", &calls)
	kinds := map[string]int{}
	for _, b := range breaches {
		kinds[b.Kind]++
		if !w.explained(b, calls) {
			w.t.Errorf("%s by %s to %d at %s: %s", b.Kind, b.Method, b.Chat, b.At.Format("15:04:05.000"), b.Text)
		}
	}
	w.t.Logf("violations of Telegram's rules, explained by the faults: %v", kinds)
}

// explained reports whether a fault explains a breach: a new process knows neither what its predecessor sent nor what that one was told nor
// what messages show, nobody is told that a 429 is meant for every chat, and what an edit without an answer has done is not known.
func (w *siege) explained(b breach, calls []called) bool {
	after := func(moments []time.Time, within time.Duration) bool {
		return slices.ContainsFunc(moments, func(m time.Time) bool { return b.At.After(m) && b.At.Before(m.Add(within)) })
	}
	switch b.Kind {
	case "over_limit":
		return after(w.crashes, time.Minute+10*time.Second)
	case "early_retry":
		return after(w.kills, longestWait) || within(w.limited, span{b.At.Add(-time.Millisecond), b.At}, longestWait) || crosses(b, calls)
	case "unanswered_callback":
		return within(w.troubled, span{b.At.Add(-pressLives), b.At}, gotOver)
	case "unchanged_edit":
		return after(w.kills, time.Hour) || editLost(b, calls)
	}
	return false
}

// crosses reports whether the 429 of which a call should have known was on its way when the call was made.
func crosses(b breach, calls []called) bool {
	return slices.ContainsFunc(calls, func(c called) bool {
		return c.Chat == b.Chat && c.Code == 429 && c.Fault == "429" && c.At.Before(b.At) && b.At.Sub(c.At) < crossing
	})
}

// editLost reports whether an earlier edit in that chat had no answer that could be read.
func editLost(b breach, calls []called) bool {
	return slices.ContainsFunc(calls, func(c called) bool {
		lost := c.Fault == "reset_after" || c.Fault == "truncated" || c.Fault == "slow"
		return lost && c.Chat == b.Chat && strings.HasPrefix(strings.ToLower(c.Method), "editmessage") && c.At.Before(b.At)
	})
}
