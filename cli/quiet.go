package cli

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// quietFor is for how long a trouble that goes on is not told again.
const quietFor = time.Minute

// quiet is a log in which an outage is a line a minute and not three a second: a warning or an error that is about nothing but its cause
// is told once, and after a minute again with how often it was not. What is about a message, a chat or an assignment is always told.
type quiet struct {
	slog.Handler
	troubles *troubles
}

// troubles are the lines that were told, by their message.
type troubles struct {
	mu   sync.Mutex
	told map[string]*trouble
}

type trouble struct {
	at     time.Time
	hushed int
}

func newQuiet(h slog.Handler) *quiet {
	return &quiet{Handler: h, troubles: &troubles{told: map[string]*trouble{}}}
}

// Handle implements slog.Handler.
func (q *quiet) Handle(ctx context.Context, r slog.Record) error {
	if r.Level < slog.LevelWarn || !onlyCause(r) {
		return q.Handler.Handle(ctx, r) //nolint:wrapcheck // the handler's own error
	}
	hushed, tell := q.troubles.tell(r.Message, r.Time)
	if !tell {
		return nil
	}
	if hushed > 0 {
		r.AddAttrs(slog.Int("more", hushed))
	}
	return q.Handler.Handle(ctx, r) //nolint:wrapcheck // the handler's own error
}

// WithAttrs implements slog.Handler.
func (q *quiet) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &quiet{Handler: q.Handler.WithAttrs(attrs), troubles: q.troubles}
}

// WithGroup implements slog.Handler.
func (q *quiet) WithGroup(name string) slog.Handler {
	return &quiet{Handler: q.Handler.WithGroup(name), troubles: q.troubles}
}

// onlyCause reports that a line has one attribute, its error.
func onlyCause(r slog.Record) bool {
	only := false
	r.Attrs(func(a slog.Attr) bool {
		only = a.Key == "error"
		return only
	})
	return only
}

// tell reports whether a line is to be told, and how often it was not since the last time.
func (t *troubles) tell(message string, now time.Time) (hushed int, tell bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	last := t.told[message]
	if last != nil && now.Sub(last.at) < quietFor {
		last.hushed++
		return 0, false
	}
	if last != nil {
		hushed = last.hushed
	}
	t.told[message] = &trouble{at: now}
	return hushed, true
}
