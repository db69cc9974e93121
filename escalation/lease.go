package escalation

import "time"

// Lease is the right of one process to lead: to tick, to send and to poll. Its epoch is checked inside every leader transaction; whoever
// leads next has a higher one (DESIGN 2).
type Lease struct {
	Epoch int64
	// Until is machine time with a monotonic reading: the lease is not to be relied on after it. Zero: it does not run out.
	Until time.Time
}

// Outlives reports whether the lease still runs at a moment of machine time.
func (l Lease) Outlives(t time.Time) bool {
	return l.Epoch > 0 && (l.Until.IsZero() || t.Before(l.Until))
}
