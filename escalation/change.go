package escalation

import "time"

// Change is what one decision does to one assignment: its new value, what goes into the ledger, what is to be told and what is
// overtaken. The store applies it in one transaction or not at all; there is no other way to change an assignment (DESIGN 2).
type Change struct {
	// Assignment is the new value. Its Rev is the revision that the decision was made on; another one in the store makes the change
	// stale. Rev 0 is a new assignment.
	Assignment Assignment
	Events     []Event
	Notices    []Notice
	// Moot lists the kinds of this assignment's pending notices that are overtaken.
	Moot []Kind
	// MootExcept limits Moot to notices of deadlines other than this one (see Deadline.DeadlineKey) when it is not nil.
	MootExcept *int64
	// Rerouted lists the ids of dead notices for which a fallback was decided.
	Rerouted []int64
}

// StepKinds lists the kinds of notices that tell steps.
func StepKinds() []Kind {
	return []Kind{KindAssigned, KindRemind, KindPrompt, KindOverdue, KindEscalate}
}

// Conversation is what dondoc expects next from a person in a chat; it is stored, so a restart continues where it stopped.
type Conversation struct {
	Chat, Account int64
	// Expect names what is expected: the bot's word for it.
	Expect     string
	Assignment string // key
	Level      int    // the level whose question is answered
	// Draft holds what was given so far.
	Draft   map[string]string
	Message int64 // the bot's message that asked
	At      time.Time
}

// UpdateID names an update of one bot; each has its effect once (DESIGN 6.3).
type UpdateID struct {
	Bot, Update int64
}

// Commit is what the bot stores for one update, all in one transaction.
type Commit struct {
	// Epoch is that of the lease under which the update was taken; 0: not checked.
	Epoch   int64
	Update  UpdateID
	At      time.Time // office time
	Changes []Change
	// Converse replaces the conversation of its chat and account; nil leaves it.
	Converse *Conversation
	// EndConversation ends the conversation of the chat and account; nil leaves it.
	EndConversation *ConversationKey
	// Links are links to set.
	Links []Link
	// Tying is what is done about invitations and ties; nil: nothing.
	Tying *Tying
	// Prefer sets in which language an account is written to; nil leaves it.
	Prefer *Preference
	// Resend puts a dead letter back into the outbox; nil: none. ErrStale when it is dead no longer.
	Resend *Resend
}

// ConversationKey names a conversation.
type ConversationKey struct {
	Chat, Account int64
}
