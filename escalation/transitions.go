package escalation

import "slices"

// transition is one row of the table of DESIGN 1: from which states an action is possible and which state it leads to.
type transition struct {
	from []State
	// to is the new state; "" leaves it.
	to State
}

// transitions is the table; actions that change no state say from which ones they are possible.
func transitions(act Action) transition {
	working := []State{Assigned, Accepted, Returned}
	switch act {
	case ActAccept:
		return transition{from: []State{Assigned}, to: Accepted}
	case ActSubmit, ActRecordPaper:
		return transition{from: working, to: Submitted}
	case ActRecall:
		return transition{from: []State{Submitted}, to: Accepted}
	case ActConfirm:
		return transition{from: []State{Submitted}, to: Completed}
	case ActReturn:
		return transition{from: []State{Submitted}, to: Returned}
	case ActSuspend:
		return transition{from: []State{Assigned, Accepted, Submitted, Returned}, to: Suspended}
	case ActResume:
		return transition{from: []State{Suspended}} // to what it was before
	case ActWithdraw:
		return transition{from: []State{Assigned, Accepted, Submitted, Returned, Suspended}, to: Withdrawn}
	case ActAnswer, ActAskMore, ActApprove, ActHoldBack, ActGrant, ActRefuse:
		return transition{from: working}
	case ActExplain:
		return transition{from: []State{Assigned, Accepted, Submitted, Returned, Suspended}}
	}
	return transition{from: States()} // ActView
}

// Possible reports whether the state lets an action happen, whoever asks.
func Possible(act Action, s State) bool { return slices.Contains(transitions(act).from, s) }
