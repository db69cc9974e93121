package web

import "time"

// status is what /readyz answers. It names no host, no person and no assignment.
type status struct {
	// Ready: the database answers and, while this process leads, so does Telegram.
	Ready    bool      `json:"ready"`
	Database condition `json:"database"`
	Telegram condition `json:"telegram"`
	// Role is leader or standby; Epoch is 0 while it stands by.
	Role  string `json:"role"`
	Epoch int64  `json:"epoch"`
	// Lag is for how long the oldest notice waits that may go out, in seconds; absent while the database is away.
	Lag *float64 `json:"oldest_due_notice_seconds,omitempty"`
}

// condition is how something outside stands, and since when (machine time).
type condition struct {
	State string    `json:"state"`
	Since time.Time `json:"since,omitzero"`
}

// The states of a condition. Telegram's are besides those of a call's answer.
const (
	stateOK      = "ok"
	stateAway    = "away"
	stateUnknown = "unknown" // not asked yet, or not by this process
	// stateUnauthorized: Telegram does not know the token.
	stateUnauthorized = "unauthorized"
)

// set notes a state and reports whether it is another one than before. The moment is kept while the state stays.
func (c *condition) set(state string, now time.Time) bool {
	if c.State == state {
		return false
	}
	*c = condition{State: state, Since: now.UTC().Truncate(time.Second)}
	return true
}

const (
	leader  = "leader"
	standby = "standby"
	// patience is how long Telegram may be in trouble before a leader is not ready: a gateway's bad minute is nobody's alarm.
	patience = time.Minute
)

// troubled reports that Telegram's state keeps a leader from its work: at once when the token is not known, else after a while.
func (c condition) troubled(now time.Time) bool {
	switch c.State {
	case stateOK, stateUnknown:
		return false
	case stateUnauthorized:
		return true
	}
	return now.Sub(c.Since) >= patience
}
