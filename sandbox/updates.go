package sandbox

import (
	"encoding/json"
	"slices"
	"time"
)

// robot is a bot as the server knows it: one per token. Guarded by Server.mu.
type robot struct {
	id       int64
	name     string
	username string

	pending []update        // neither confirmed nor too old, oldest first
	lastID  int64           // of updates
	allowed map[string]bool // nil: every kind
	webhook string
	poll    *poll // the getUpdates that waits, if any

	lastOffset   int64     // of the getUpdates before
	lastPoll     time.Time // when that came; machine time, as below
	nextConflict time.Time // from when on a conflict is answered at once

	commands map[commandKey][]apiCommand
	limits   *limiter
	refused  map[int64]refusal // by chat
}

// poll is a getUpdates that waits.
type poll struct {
	limit   int64
	timeout time.Duration
	wake    chan struct{} // closed when there is an answer
	beaten  bool          // by a newer poll, or by a webhook
	reason  string
}

func (p *poll) end() {
	select {
	case <-p.wake:
	default:
		close(p.wake)
	}
}

// news is something that happened. It returns the update that a bot is told, or kind "" if it is not for that bot.
type news func(b *robot) (kind string, payload any)

// newRobot starts update ids at the machine's time, as seconds: a bot that remembers the ids it has seen (DESIGN §2)
// must not meet them again after the sandbox was started anew.
func newRobot(id int64, name, username string, now time.Time) *robot {
	return &robot{
		id: id, name: name, username: username, lastID: now.Unix(),
		commands: map[commandKey][]apiCommand{}, limits: newLimiter(), refused: map[int64]refusal{},
	}
}

func (b *robot) user() apiUser {
	return apiUser{ID: b.id, IsBot: true, FirstName: b.name, Username: b.username}
}

// tell queues news for every bot; for the first that comes, while there is none yet.
func (s *Server) tell(n news) {
	if len(s.bots) == 0 {
		s.early = append(s.early, n)
	}
	for _, b := range s.bots {
		s.tellOne(b, n)
	}
}

// tellOne queues news for one bot, if it is for it and of a kind that it asked for.
func (s *Server) tellOne(b *robot, n news) {
	kind, payload := n(b)
	if kind == "" || b.allowed != nil && !b.allowed[kind] {
		return
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		s.log.Error("encode update", "kind", kind, "error", err)
		return
	}
	b.lastID++
	b.pending = append(b.pending, update{b.lastID, kind, raw, s.now().Add(life(kind))})
	if b.poll != nil {
		b.poll.end()
	}
}

// life is how long an update is kept for a bot that does not fetch it (srv Client.cpp, add_update).
func life(kind string) time.Duration {
	if kind == "callback_query" {
		return 150 * time.Second
	}
	return 24 * time.Hour
}

// forget drops the updates that have become too old.
func (b *robot) forget(now time.Time) {
	b.pending = slices.DeleteFunc(b.pending, func(u update) bool { return !now.Before(u.until) })
}

// confirm forgets what an offset confirms: all before it; a negative one all but the last so many (telegram.md §2.3).
func (b *robot) confirm(offset int64) {
	if offset < 0 {
		keep := min(int(-max(offset, -1<<31)), len(b.pending))
		b.pending = slices.Clone(b.pending[len(b.pending)-keep:])
		return
	}
	i := 0
	for i < len(b.pending) && b.pending[i].id < offset {
		i++
	}
	b.pending = slices.Clone(b.pending[i:])
}

// maxAnswerBytes bounds one answer of getUpdates, in which each update counts 50 bytes more (srv Client.cpp, JsonUpdates).
const maxAnswerBytes = 4 << 20

// first returns at most limit of the oldest unconfirmed updates; never nil.
func (b *robot) first(limit int64) []update {
	found, left := []update{}, maxAnswerBytes
	for _, u := range b.pending[:min(int(limit), len(b.pending))] {
		if left -= 50 + len(u.payload); left <= 0 {
			break
		}
		found = append(found, u)
	}
	return found
}

// allow changes which kinds the bot is told, for what happens from now on. Anything but a list leaves the setting; an
// empty list, or one without any known kind, means all (srv Client.cpp, get_allowed_update_types).
func (b *robot) allow(raw json.RawMessage) {
	var kinds []string
	if raw == nil || json.Unmarshal(raw, &kinds) != nil {
		return
	}
	known := []string{
		"message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "chosen_inline_result",
		"callback_query", "shipping_query", "pre_checkout_query", "poll", "poll_answer", "my_chat_member", "chat_member",
		"chat_join_request", "message_reaction", "message_reaction_count", "chat_boost", "removed_chat_boost",
	}
	b.allowed = nil
	for _, k := range kinds {
		if slices.Contains(known, k) {
			if b.allowed == nil {
				b.allowed = map[string]bool{}
			}
			b.allowed[k] = true
		}
	}
}

// beat ends the waiting poll with a 409.
func (b *robot) beat(reason string) {
	if b.poll != nil {
		b.poll.beaten, b.poll.reason = true, reason
		b.poll.end()
		b.poll = nil
	}
}
