// Package sandbox is a Telegram Bot API server on this machine, with a page on
// which one sees the chats as people see them on their phones, writes and presses
// in their place, and moves the clock of the office.
//
// It knows nothing of the bot that talks to it: it takes plain values and
// callbacks (DESIGN §2). It opens no connection of its own and keeps everything in
// memory. Where one of its rules comes from Telegram's own server, the comment says
// so: srv is tdlib/telegram-bot-api, td is tdlib/td, telegram.md is
// shared/notes/telegram.md.
//
// # Routes beside the Bot API
//
// Those that the page needs are fixed by DESIGN §7: /sandbox/chats, /sandbox/press, /sandbox/clock and so on. For tests
// there are more. Bodies and answers are JSON; an error is a 400 with {"error": "…"}.
//
//	GET    /sandbox/chats/{id}/commands   what the menu offers; ?person=ID: to whom, in a group
//	GET    /sandbox/violations   what bots did against the rules: see Server.Violations
//	GET    /sandbox/calls        every call of the Bot API, with its outcome; no token, no text
//	GET    /sandbox/deliveries   every message of a bot as it arrived, in that order, with its text before any edit
//	GET    /sandbox/transcript   the chats as people see them, as plain text; ?chat=ID for one
//	POST   /sandbox/block        {"person", "blocked"}: a person blocks the bot, or no longer
//	POST   /sandbox/deactivate   {"person"}: a person's account is no more
//	POST   /sandbox/kick         {"chat", "from", "back"}: the bot is thrown out of a group, or added again
//	POST   /sandbox/leave        {"chat", "from", "back"}: the bot is no member any more, or again
//	POST   /sandbox/delete       {"chat", "from"}: a group is deleted
//	POST   /sandbox/migrate      {"chat", "to", "from"}: a group becomes a supergroup; the answer tells its id as "to"
//	POST   /sandbox/topic        {"chat", "topic", "name", "from", "closed", "deleted"}: a topic is opened ("topic": 0
//	                             takes the next number, which the answer tells), closed, opened again or deleted
//	POST   /sandbox/update       {"kind", "payload"}: an update as it is, of a kind yet unheard of, say
//	GET    /sandbox/faults       the faults that are still to come
//	POST   /sandbox/faults       [{"method", "chat", "count", "kind", "retry_after", "all", "delay"}]: adds faults
//	DELETE /sandbox/faults       no more faults
//
// In a group "from" is the person who acts; without it the first member does.
//
// A fault hits the next "count" calls (1 if not given) of "method" (any, if not given) for "chat" (any, if 0). The kinds:
// 429 (with "retry_after" in seconds; a bot that calls again earlier is refused again, and that is a violation; with "all"
// every chat is meant, though the answer does not say so, as Telegram's does not), 400, 401, 409,
// 500 (JSON), 502html (no JSON), reset_before (the connection breaks and nothing has happened), and three after which the
// call has had its effect: reset_after (the connection breaks), slow (the answer comes after "delay", 2s if not given) and
// truncated (half of the answer comes).
package sandbox

import (
	"context"
	"log/slog"
	"time"
)

// Person is somebody who has a private chat with the bot.
type Person struct {
	ID       int64  // Telegram user id, positive; also the id of the private chat
	Name     string // as shown in Telegram (first_name; no last_name)
	Title    string // shown on the page only, e.g. "Trưởng ban, Ban Nội chính Tỉnh ủy"
	Username string // without @; may be empty
	Language string // IETF code such as "vi"; may be empty
	Started  bool   // has pressed Start: before that the bot may not write (403)
}

// Group is a group chat in which the bot is a member.
type Group struct {
	ID         int64 // negative
	Name       string
	Members    []int64 // ids of persons
	Supergroup bool    // type "supergroup" instead of "group"
	Topics     []Topic // with any, the group is a forum, which only a supergroup can be
}

// Topic is a topic of a forum group.
type Topic struct {
	ID     int64 // positive; 1 is "General", to which messages without a topic go
	Name   string
	Closed bool // nobody but administrators may write in it
}

// BoardRow is one assignment on the board beside the phone. Title, Unit, Deadline, State and
// Timeliness are shown as they are.
type BoardRow struct {
	Number     int64  `json:"number"`
	Title      string `json:"title"`
	Unit       string `json:"unit"`
	Deadline   string `json:"deadline"`
	State      string `json:"state"`
	Timeliness string `json:"timeliness"`
	// Level colours the row: no_deadline, not_due, due_soon, due_today, overdue,
	// done_on_time or done_late (DESIGN §1).
	Level string `json:"level"`
	// Chat is the chat that the page opens for the row; 0: none.
	Chat int64 `json:"chat,omitempty"`
}

// Clock is office time as the page shows and moves it (DESIGN §2, two clocks).
type Clock interface {
	// Now returns the office's time.
	Now() time.Time
	// Advance moves the clock forward by d and returns when everything that fell due on the way has been told.
	Advance(ctx context.Context, d time.Duration) error
	// To moves the clock forward to t, like Advance.
	To(ctx context.Context, t time.Time) error
	// Next moves the clock to the next moment at which something is due, like Advance.
	Next(ctx context.Context) error
	// Settle returns when every update sent to the bot is handled and nothing is waiting to be told.
	Settle(ctx context.Context) error
}

// Options say what a sandbox holds at first and how strict it is.
type Options struct {
	// Token is the only token accepted. Empty: any well-formed token is accepted and names its own bot.
	Token string
	// BotName and BotUsername (without @) are what getMe answers. Empty: a default is made up.
	BotName, BotUsername string
	// Rates enforces Telegram's published rates: 30 messages a second in all, 1 a second and a
	// burst of 3 in a private chat, 20 in any sliding 60 s in a group (telegram.md §2.1). It also slows down
	// getUpdates that asks again for the same, or is in conflict again, within 3 s (telegram.md §2.3).
	Rates  bool
	People []Person
	Groups []Group
	// Clock is office time. Nil: /sandbox/clock answers 404, the page shows no clock, and
	// messages carry machine time.
	Clock Clock
	// Board lists the assignments for the page. Nil: no board.
	Board func(ctx context.Context) ([]BoardRow, error)
	// Timeline tells for the page what came and what comes next. Nil: no timeline.
	Timeline func(ctx context.Context) (Timeline, error)
	// Guide names whom the page's explanation recommends to look at first. The zero value names nobody.
	Guide Guide
	// Title is the heading of the page.
	Title string
	// Log takes what goes wrong inside; nil discards. It never gets a token or a text.
	Log *slog.Logger
}

// Violation is something that a well-behaved bot does not do.
type Violation struct {
	At     time.Time `json:"at"`   // machine time
	Kind   string    `json:"kind"` // one of those that Server.Violations lists
	Method string    `json:"method"`
	Chat   int64     `json:"chat"`
	Text   string    `json:"text"` // what happened, for a person
}
