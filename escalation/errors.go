package escalation

import "errors"

// What the keeper of the assignments may answer, for those who decide on it. Compare with errors.Is.
var (
	// ErrStale says that an assignment has changed since the decision was made on it; decide anew. Its text names the assignment.
	ErrStale = errors.New("the assignment has changed since it was read")
	// ErrSeen says that an update has had its effect already (DESIGN 6.3).
	ErrSeen = errors.New("the update has had its effect already")
	// ErrFenced says that somebody else has taken over the lead since; whoever gets it leads no longer (DESIGN 6.4).
	ErrFenced = errors.New("another process leads now")
	// ErrAway says that the database does not answer, or has no room to write: nothing is wrong with what was asked of it, and it may be asked
	// again later.
	ErrAway = errors.New("the database does not answer")
	// ErrNotFound says that there is no such thing.
	ErrNotFound = errors.New("not found")
)
