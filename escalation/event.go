package escalation

import "time"

// EventKind says what happened.
type EventKind string

// The events of the ledger.
const (
	EventCreated   EventKind = "created"   // the assignment came into being
	EventTold      EventKind = "told"      // a step became notices
	EventMissed    EventKind = "missed"    // a step was seen too late and is not told (DESIGN 4.8)
	EventSkipped   EventKind = "skipped"   // steps that fell while nothing was told (DESIGN 4.10)
	EventSent      EventKind = "sent"      // a notice reached Telegram; the data has the message id
	EventMoot      EventKind = "moot"      // a pending notice was overtaken
	EventDead      EventKind = "dead"      // a notice could not be delivered
	EventResent    EventKind = "resent"    // an administrator has it sent again
	EventUnreached EventKind = "unreached" // a person or group refused the bot
	EventReached   EventKind = "reached"   // and can be reached again
	EventMoved     EventKind = "moved"     // a group has another chat id

	EventOutage     EventKind = "outage"      // for a while no tick ran; the data has from (old) and to (new)
	EventUnheard    EventKind = "unheard"     // for longer than Telegram keeps updates none were taken; the data has the same
	EventAskedAgain EventKind = "asked_again" // a question whose answer may have been lost is asked again

	EventInvited  EventKind = "invited"  // a one-time link was made for a person
	EventLinked   EventKind = "linked"   // a person's account, or a unit's group, was tied
	EventUnlinked EventKind = "unlinked" // and is tied no longer
	EventGuessed  EventKind = "guessed"  // an account tried too many wrong codes

	EventAccepted    EventKind = "accepted"
	EventSubmitted   EventKind = "submitted"
	EventRecalled    EventKind = "recalled" // the unit withdrew what it handed in
	EventCompleted   EventKind = "completed"
	EventReturned    EventKind = "returned"
	EventSuspended   EventKind = "suspended"
	EventResumed     EventKind = "resumed"
	EventWithdrawn   EventKind = "withdrawn"
	EventAnswered    EventKind = "answered"
	EventExplained   EventKind = "explained"
	EventExtension   EventKind = "extension_requested"
	EventExtended    EventKind = "extended"          // it was granted
	EventRefused     EventKind = "extension_refused" // it was refused
	EventHeldBack    EventKind = "held_back"         // the approving head does not want a level to be sent yet
	EventRescheduled EventKind = "rescheduled"       // the configured deadline changed
	EventHeld        EventKind = "held"              // a level waits for its approval
	EventApproved    EventKind = "approved"          // and may be sent
	EventOrphaned    EventKind = "orphaned"          // the source left the configuration
)

// System is the actor of what dondoc does by itself.
const System = "system"

// Event is one entry of the ledger. Seq and Hash are given by the store.
type Event struct {
	Seq        int64
	At         time.Time // office time
	Kind       EventKind
	Assignment string // key; "" for none
	Actor      string // person id, or System
	Data       EventData
	Hash       string // hex SHA-256 over the canonical encoding of this event and the hash before it
}

// EventData is what else is known of an event; empty fields are left out of the record.
type EventData struct {
	From      State        `json:"from,omitempty"`
	To        State        `json:"to,omitempty"`
	Kind      Kind         `json:"kind,omitempty"`
	Level     int          `json:"level,omitempty"`
	Occur     string       `json:"occurrence,omitempty"`
	StepAt    time.Time    `json:"step_at,omitzero"`
	Late      bool         `json:"late,omitempty"`
	Recipient string       `json:"recipient,omitempty"` // kind:id
	Notice    int64        `json:"notice,omitempty"`
	Message   int64        `json:"message,omitempty"`
	Resent    bool         `json:"resent,omitempty"`
	Text      string       `json:"text,omitempty"`
	Date      string       `json:"date,omitempty"`
	DocNumber string       `json:"doc_number,omitempty"`
	DocDate   string       `json:"doc_date,omitempty"`
	Old       string       `json:"old,omitempty"`
	New       string       `json:"new,omitempty"`
	Chosen    StatusAnswer `json:"chosen,omitempty"`
	Steps     []string     `json:"steps,omitempty"`
	Figures   []Figure     `json:"figures,omitempty"`
	Files     []string     `json:"files,omitempty"`      // names
	LateReply bool         `json:"late_reply,omitempty"` // the answer came after answer_within
}
