package escalation

import (
	"time"

	"dondoc/calendar"
)

// Kind is what a notice is about: a step of an assignment, or something that somebody did.
type Kind string

// The kinds of steps (DESIGN 1).
const (
	KindAssigned Kind = "assigned"
	KindRemind   Kind = "remind"
	KindPrompt   Kind = "prompt"
	KindOverdue  Kind = "overdue"
	KindEscalate Kind = "escalate"
)

// The kinds of notices that are no steps.
const (
	KindReceipt     Kind = "receipt"     // to the chat that acted: what was recorded
	KindReview      Kind = "review"      // to the reviewing unit: something was handed in
	KindReviewDue   Kind = "review_due"  // to the reviewing unit: what was handed in still waits
	KindAnswerDue   Kind = "answer_due"  // to who was asked: the time to answer runs out
	KindFile        Kind = "file"        // to the reviewing unit: a file that was handed in
	KindReviewed    Kind = "reviewed"    // to the unit: accepted or returned
	KindExtension   Kind = "extension"   // to the reviewing unit: a later deadline is asked for
	KindDifficulty  Kind = "difficulty"  // to the supervisor: a head reported difficulties
	KindUnreachable Kind = "unreachable" // to the supervisor and the admins: the head could not be reached
	KindApproval    Kind = "approval"    // to the approving head: may this level be sent
	KindOrphaned    Kind = "orphaned"    // to the admins: the source left the configuration
	KindLink        Kind = "link"        // of no assignment: what became of a tie, to the chat itself and to the admins
	KindOutage      Kind = "outage"      // of no assignment, to the admins: the system did not work for a while
)

// Severity orders what is told: the higher, the more severe.
func (k Kind) Severity() int {
	switch k {
	case KindEscalate:
		return 5
	case KindOverdue:
		return 4
	case KindPrompt:
		return 3
	case KindRemind:
		return 2
	case KindAssigned:
		return 1
	}
	return 0
}

// Step is one moment of an assignment, with the reason for it.
type Step struct {
	At    time.Time
	Kind  Kind
	Level int // from 1 for escalate, 0 otherwise
	// Occurrence names the step within its kind and level, so that it stays the same step when a changed calendar moves it:
	// "7d" (remind), "2022-03-07" (prompt: the day before any move), "2" (overdue), "10wd#2" (escalate).
	Occurrence   string
	To           []Addressee
	Ask          Ask
	AnswerWithin *calendar.Offset
	ApproveBy    Addressee
	Reason       Reason

	// day is the day that the step belongs to; at 24:00 it is not the civil day of At.
	day calendar.Date
}

// Reason says in data why a step is; wording turns it into a sentence.
type Reason struct {
	Policy string `json:"policy,omitempty"`
	// Offset is the rule's offset from the deadline as written, such as 7d, 1wd, 20s; "" for assigned and prompt.
	Offset string `json:"offset,omitempty"`
	Times  int    `json:"times,omitempty"` // which occurrence of a repeated rule, from 1
	// Nominal is the date that the rule gave when a day off moved it, else zero.
	Nominal calendar.Date `json:"nominal,omitzero"`
	// Unanswered is the level of the ladder that was not answered; 0: none.
	Unanswered int `json:"unanswered,omitempty"`
	// AnswerBy is when the answer to this step is due; zero: no limit.
	AnswerBy time.Time `json:"answer_by,omitzero"`
	// To is the addressee of the policy by which this recipient hears it.
	To Addressee `json:"to,omitempty"`
	// InsteadOf is the person id of the head for whom a deputy stands in because the head could not be reached.
	InsteadOf string `json:"instead_of,omitempty"`
	// CountedFrom is the day that the ladder counts from when an assignment came into being overdue (DESIGN 4.7).
	CountedFrom calendar.Date `json:"counted_from,omitzero"`
}
