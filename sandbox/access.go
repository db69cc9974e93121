package sandbox

import (
	"strconv"
	"strings"
	"time"
)

// What a bot is in a group.
const (
	statusMember = "member"
	statusLeft   = "left"
	statusKicked = "kicked"
)

// access is what a call needs of a chat; each includes those before it (srv Client.cpp, AccessRights).
type access int

const (
	toRead access = iota
	toEdit
	toWrite
)

// underWay is how long a call may have been under way when another one was refused: its sender could not know.
const underWay = 250 * time.Millisecond

// target finds the chat that a call names. Names (@…) belong to public chats, of which there are none here.
func (s *Server) target(c *call, need access) (*chat, error) {
	text := strings.TrimSpace(c.args.text("chat_id"))
	if text == "" {
		return nil, bad("chat_id is empty")
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || s.chat(id) == nil {
		return nil, bad("chat not found")
	}
	of := s.chat(id)
	return of, of.refuses(need)
}

// refuses says why a bot may not do a thing in a chat; nil when it may (srv Client.cpp, check_chat_access). Only writing
// meets what the person has done to the bot, which Telegram's inner server says: an edit still reaches who has blocked it.
func (c *chat) refuses(need access) error {
	switch c.kind {
	case group:
		return c.groupRefuses(need)
	case supergroup:
		switch c.status {
		case statusKicked:
			return forbidden("bot was kicked from the supergroup chat")
		case statusLeft:
			return forbidden("bot is not a member of the supergroup chat")
		}
	case private:
		switch {
		case c.deactivated && need >= toEdit:
			return forbidden("user is deactivated")
		case c.blocked && need >= toWrite:
			return forbidden("bot was blocked by the user")
		case !c.started && need >= toWrite:
			return forbidden("bot can't initiate conversation with a user")
		}
	}
	return nil
}

func (c *chat) groupRefuses(need access) error {
	switch {
	case c.migratedTo != 0 && need >= toWrite:
		return migrated(c.migratedTo)
	case c.deleted && need >= toWrite:
		return forbidden("the group chat was deleted")
	case c.migratedTo != 0, c.deleted:
		return nil
	case c.status == statusKicked && need >= toEdit:
		return forbidden("bot was kicked from the group chat")
	case c.status == statusLeft && need >= toEdit:
		return forbidden("bot is not a member of the group chat")
	}
	return nil
}

// writable finds the chat that a call writes in. A bot that was refused there before, and writes again though nothing has
// changed, does not listen: that is held against it.
func (s *Server) writable(c *call) (*chat, error) {
	to, err := s.target(c, toWrite)
	if to == nil {
		return nil, err
	}
	before, known := c.bot.refused[to.id]
	if err == nil {
		delete(c.bot.refused, to.id)
		return to, nil
	}
	if known && before.text == err.Error() && c.machine.Sub(before.at) > underWay {
		s.violate(Violation{c.machine, "refused_chat", c.method, to.id, "sent again to a chat that had refused: " + err.Error()})
	}
	if !known || before.text != err.Error() {
		c.bot.refused[to.id] = refusal{c.machine, err.Error()}
	}
	return nil, err
}

// refusal is the first time that a chat refused a bot, and why.
type refusal struct {
	at   time.Time // machine time
	text string
}
