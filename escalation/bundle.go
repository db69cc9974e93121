package escalation

import "time"

// Waiting is a chat for which notices are pending.
type Waiting struct {
	// Chat is 0 when the recipient is not linked; then Recipient says whose notices they are.
	Chat, Topic int64
	Recipient   Recipient
	Lane        Lane      // the most urgent of them
	Since       time.Time // office time at which the oldest fell due
	Count       int
}

// Bundle is what was claimed for one chat: all its pending notices, most severe first. A message carries as many as fit.
type Bundle struct {
	Chat, Topic int64
	Recipient   Recipient
	Notices     []Notice
}

// NotLinked is the Error of a notice that could not be sent because its recipient has no chat, or none that takes messages.
const NotLinked = "not linked"

// Delivered is what became of a message: its id and how many of the bundle's notices, from the first on, it carried.
type Delivered struct {
	MessageID int64
	Count     int
}

// SendOutcome says what a failed call means for what it carried.
type SendOutcome string

// The outcomes of a call that did not deliver.
const (
	SendRetry        SendOutcome = "retry"        // 429, 5xx, network, time-out: try again later
	SendUnreachable  SendOutcome = "unreachable"  // 403 and the like: this chat refuses the bot for good
	SendRefused      SendOutcome = "refused"      // 400: this message will never be taken
	SendMigrated     SendOutcome = "migrated"     // the group has another chat id now
	SendUnauthorized SendOutcome = "unauthorized" // 401, 404: the token is wrong; everything waits
)

// SendError is the error of a Sender. Its text has no secrets.
type SendError struct {
	Outcome    SendOutcome
	RetryAfter time.Duration // as Telegram asked; 0: not said
	MigratedTo int64
	// Uncertain is set when the message may have been delivered although no answer came.
	Uncertain bool
	Err       error
}

func (e *SendError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *SendError) Unwrap() error { return e.Err }
