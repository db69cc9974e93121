package delivery

import (
	"cmp"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// TroubleKind is what stands in the way of everything.
type TroubleKind string

// The kinds of trouble.
const (
	TroubleToken    TroubleKind = "token"    // Telegram does not know the token
	TroubleTelegram TroubleKind = "telegram" // Telegram does not answer, or not with sense
	TroubleDatabase TroubleKind = "database" // the outbox cannot be read
	TroubleStoring  TroubleKind = "storing"  // nor what becomes of messages be written
)

// Trouble is something that keeps all messages from going out. Nothing is lost meanwhile.
type Trouble struct {
	Kind  TroubleKind
	Since time.Time // machine time
	Cause string    // without secrets
}

// down is how many chats in a row must fail before Telegram is taken to be down.
const down = 3

// troubles knows what is wrong and says it once in the log, and once when it is over.
type troubles struct {
	log *slog.Logger

	mu  sync.Mutex
	now []Trouble
	// failing are the chats of the calls that failed since the last one that did not.
	failing map[int64]bool
	fails   int
}

func (t *troubles) begin(kind TroubleKind, cause error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if slices.ContainsFunc(t.now, func(o Trouble) bool { return o.Kind == kind }) {
		return
	}
	t.now = append(t.now, Trouble{Kind: kind, Since: time.Now(), Cause: cause.Error()})
	t.log.Error("nothing can be sent", "trouble", kind, "error", cause)
}

func (t *troubles) end(kind TroubleKind) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now = slices.DeleteFunc(t.now, func(o Trouble) bool {
		if o.Kind != kind {
			return false
		}
		t.log.Info("messages go out again", "trouble", kind, "after", time.Since(o.Since).Round(time.Second))
		return true
	})
}

func (t *troubles) list() []Trouble {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := slices.Clone(t.now)
	slices.SortFunc(out, func(a, b Trouble) int { return cmp.Compare(a.Kind, b.Kind) })
	return out
}

// answered notes that Telegram took a call for what it is.
func (t *troubles) answered() {
	t.mu.Lock()
	t.failing, t.fails = nil, 0
	t.mu.Unlock()
	t.end(TroubleToken)
	t.end(TroubleTelegram)
}

// failed notes a call that Telegram did not answer, or could not, and says how many there were in a row, once several chats met it; before
// that 0.
func (t *troubles) failed(chat int64, cause error) int {
	t.mu.Lock()
	if t.failing == nil {
		t.failing = map[int64]bool{}
	}
	t.failing[chat] = true
	t.fails++
	n := t.fails
	several := len(t.failing) >= down
	t.mu.Unlock()
	if !several {
		return 0
	}
	t.begin(TroubleTelegram, cause)
	return n
}
