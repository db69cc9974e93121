package escalation

import "time"

// RecipientKind tells a person from a unit's Telegram group.
type RecipientKind string

// The kinds of recipients.
const (
	ToPerson RecipientKind = "person"
	ToGroup  RecipientKind = "group"
)

// Recipient is who hears a notice: a person in private, or a unit's group. The chat is looked up when the notice is claimed.
type Recipient struct {
	Kind RecipientKind
	ID   string // person or unit id
}

// Lane orders what waits to be sent: replies to people, then escalations and prompts, then reminders.
type Lane int

// The lanes, most urgent first.
const (
	LaneReply Lane = iota
	LaneEscalation
	LaneReminder
	LaneDigest
)

// NoticeState is where a notice is on its way out. It ends as sent, moot, missed or dead (DESIGN 6.1).
type NoticeState string

// The states of a notice.
const (
	NoticePending NoticeState = "pending"
	NoticeSending NoticeState = "sending"
	NoticeSent    NoticeState = "sent"
	NoticeMoot    NoticeState = "moot"
	NoticeMissed  NoticeState = "missed"
	NoticeDead    NoticeState = "dead"
)

// Notice is one step, or something that somebody did, to be told to one recipient. Its key is (Assignment, Deadline, Kind, Level,
// Occurrence, Recipient): it exists once (DESIGN 2).
type Notice struct {
	ID         int64 // given by the store
	Assignment string
	Deadline   int64 // Unix milliseconds of the deadline whose ladder it belongs to; 0: none
	Kind       Kind
	Level      int
	Occurrence string
	Recipient  Recipient

	Lane Lane
	Ask  Ask
	// Due is the office time before which it is not sent.
	Due time.Time
	// Late marks a step that was missed and is told all the same (DESIGN 4.8).
	Late   bool
	Reason Reason
	// Detail is what else the text needs, for notices that are no steps.
	Detail Detail
	// Chat is set for a reply: the chat that acted, which hears it outside working hours too. 0: looked up by Recipient.
	Chat, Topic int64

	State    NoticeState
	Attempts int
	// Resent marks a notice whose fate was unknown and that is sent again (DESIGN 6.2).
	Resent    bool
	MessageID int64
	Error     string // of the last attempt, without secrets
}

// Settled reports that nobody has any use for the notice: it tells a step of an assignment that is closed.
func (n Notice) Settled(a *Assignment) bool {
	switch n.Kind {
	case KindReceipt, KindReviewed, KindFile:
		return false
	}
	return !a.State.Open()
}

// Detail is what a notice tells that is not in the assignment: the act that it reports.
type Detail struct {
	Event  EventKind `json:"event,omitempty"`
	Actor  string    `json:"actor,omitempty"` // person id
	At     time.Time `json:"at,omitzero"`
	Text   string    `json:"text,omitempty"`
	Date   string    `json:"date,omitempty"` // YYYY-MM-DD: a supplement's or an extension's date
	Person string    `json:"person,omitempty"`
	// File is what a notice of a file carries.
	File *File `json:"file,omitempty"`
	// LateReply marks an answer that came after the time to answer had run out.
	LateReply bool `json:"late_reply,omitempty"`
	// Chosen is the button that was pressed in answer to a status question.
	Chosen StatusAnswer `json:"chosen,omitempty"`
	// Outage is the one that the notice tells of, or after which its question is asked again.
	Outage *Outage `json:"outage,omitempty"`
}

// StatusAnswer is a head's answer to the question for the status.
type StatusAnswer string

// The answers to a status question.
const (
	OnTrack        StatusAnswer = "on_track"
	HasDifficulty  StatusAnswer = "difficulty"
	AnswerDone     StatusAnswer = "done"
	WantsExtension StatusAnswer = "extension"
)
