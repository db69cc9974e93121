package escalation

import (
	"strings"
	"time"

	"dondoc/calendar"
)

// Policy says when to remind, when to ask, and what the ladder is.
type Policy struct {
	ID       string
	At       calendar.TimeOfDay // inside working hours
	Remind   []calendar.Offset
	Overdue  *Repeat // nil: none
	Prompt   *PromptRule
	Escalate []Level // level n of the ladder is Escalate[n-1]
	// Review says how often a reviewing unit is reminded of what waits for it, from the day it was handed in; nil: never.
	Review *Repeat
	// Extensions limits what may be asked for; nil: no limit.
	Extensions *ExtensionRule
}

// ExtensionRule is `{max, before}`: how many extensions may be granted, and how long before the deadline they must be asked for.
type ExtensionRule struct {
	Max    int
	Before calendar.Offset
}

// Repeat is `{every, times}`: Times counts all occurrences, the first included (DESIGN 4.4).
type Repeat struct {
	Every calendar.Offset
	Times int
}

// PromptRule says when the head is asked before the deadline (DESIGN 4.6).
type PromptRule struct {
	Every Frequency // Weekly or Monthly
	On    time.Weekday
	From  calendar.Offset // days before the deadline; meaningful when HasFrom
	// HasFrom tells `from: 0d` from no from.
	HasFrom bool
}

// Level is one entry of the ladder.
type Level struct {
	After        calendar.Offset
	To           []Addressee
	When         When
	Ask          Ask
	AnswerWithin *calendar.Offset
	ApproveBy    Addressee // "": sent without approval
	Repeat       *Repeat   // nil: once
}

// When is the condition of a level.
type When string

// The values of when; the zero value counts as always.
const (
	Always     When = "always"
	Unanswered When = "unanswered"
)

// Ask is what a step asks of its recipient.
type Ask string

// What can be asked. NoAsk asks nothing.
const (
	NoAsk          Ask = ""
	AskStatus      Ask = "status"
	AskExplanation Ask = "explanation"
)

// Addressee is an entry of `to` as written in the policy: unit, head, supervisor, unit:ID, person:ID or admins.
type Addressee string

// The addressees without an id.
const (
	ToUnit       Addressee = "unit"
	ToHead       Addressee = "head"
	ToSupervisor Addressee = "supervisor"
	ToAdmins     Addressee = "admins"
)

// Split separates `unit:ID` and `person:ID` into kind and id; the others have no id.
func (a Addressee) Split() (kind, id string) {
	kind, id, _ = strings.Cut(string(a), ":")
	return kind, id
}
