package sandbox

import (
	"reflect"
	"time"
)

// deletable is how old a message may be that a bot deletes ([doc] deleteMessage).
const deletable = 48 * time.Hour

const notModified = "message is not modified: specified new message content and reply markup are exactly the same " +
	"as a current content and reply markup of the message"

// own finds the chat and the message that a call wants to change; it must be the bot's.
func (s *Server) own(c *call) (*chat, *message, error) {
	id := c.args.number("message_id", 0, 0, 1<<53)
	if id == 0 && c.args.text("chat_id") == "" {
		return nil, nil, bad("message identifier is not specified")
	}
	in, err := s.target(c, toEdit)
	if err != nil {
		return nil, nil, err
	}
	m := in.find(id)
	switch {
	case m == nil:
		return nil, nil, bad("message to edit not found")
	case m.by != c.bot, in.migratedTo != 0, in.deleted:
		return nil, nil, bad("message can't be edited")
	}
	return in, m, nil
}

// editMessageText replaces text and keyboard; a keyboard that is not sent again goes.
func (s *Server) editMessageText(c *call) (any, error) {
	in, m, err := s.own(c)
	if err != nil {
		return nil, err
	}
	if m.document != nil {
		return nil, bad("there is no text in the message to edit")
	}
	next := *m
	if next.text, next.entities, err = s.readText(c); err != nil {
		return nil, err
	}
	return s.edit(c, in, m, next)
}

func (s *Server) editMessageReplyMarkup(c *call) (any, error) {
	in, m, err := s.own(c)
	if err != nil {
		return nil, err
	}
	return s.edit(c, in, m, *m)
}

func (s *Server) edit(c *call, in *chat, m *message, next message) (any, error) {
	look, err := readMarkup(c.args)
	if err != nil {
		return nil, err
	}
	if look.force != "" {
		return nil, bad("inline keyboard expected")
	}
	next.keyboard = look.keyboard
	if sameContent(m, &next) {
		s.violate(Violation{c.machine, "unchanged_edit", c.method, in.id, "an edit that changed nothing"})
		return nil, bad(notModified)
	}
	if err := s.admit(c, in.id); err != nil {
		return nil, err
	}
	s.dropped(c, in.id, look)
	next.edited = c.date
	*m = next
	s.touch()
	return m.api(in), nil
}

func sameContent(a, b *message) bool {
	return a.text == b.text && reflect.DeepEqual(a.keyboard, b.keyboard) &&
		(len(a.entities) == 0 && len(b.entities) == 0 || reflect.DeepEqual(a.entities, b.entities))
}

// deleteMessage deletes the bot's messages, and in a private chat the person's too ([doc] deleteMessage).
func (s *Server) deleteMessage(c *call) (any, error) {
	id := c.args.number("message_id", 0, 0, 1<<53)
	switch {
	case c.args.text("chat_id") == "":
		return nil, bad("chat identifier is not specified")
	case id == 0:
		return nil, bad("message identifier is not specified")
	}
	in, err := s.target(c, toWrite)
	if err != nil {
		return nil, err
	}
	m := in.find(id)
	switch {
	case m == nil:
		return nil, bad("message to delete not found")
	case in.isGroup() && m.by != c.bot, c.date.Sub(m.date) > deletable:
		return nil, bad("message can't be deleted")
	}
	m.deleted = true
	s.touch()
	return true, nil
}
