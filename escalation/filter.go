package escalation

import "time"

// Filter says which assignments a list shows. The zero value shows all.
type Filter struct {
	// Units limits the list to these units; nil: all units, empty: none.
	Units []string
	// Reviewers limits the list to what these units review; nil: no limit. "" stands for the admins.
	Reviewers []string
	// Awaiting limits it to what waits for a decision: a review, an extension, or a level's approval.
	Awaiting bool
	// Open limits it to assignments that still await something (State.Open).
	Open bool
	// States limits it to these states; empty: all.
	States []State
	// DueFrom and DueBefore limit it by the moment of the deadline in force: not before DueFrom, before DueBefore. Zero: no limit; what
	// has no deadline is shown only without limits.
	DueFrom, DueBefore time.Time
	// AssignedBy leaves out what is to be assigned only after it. Zero: no limit.
	AssignedBy time.Time
	// Seen limits it to what somebody may see, nil: no limit; Decides to what waits for somebody's decision, nil: no limit.
	Seen, Decides *Scope
}
