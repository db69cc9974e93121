package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

func (s *Server) sendMessage(c *call) (any, error) {
	m := &message{}
	var err error
	if m.text, m.entities, err = s.readText(c); err != nil {
		return nil, err
	}
	return s.send(c, m)
}

// send puts a bot's message into its chat, when all else about the call is right too.
func (s *Server) send(c *call, m *message) (any, error) {
	to, err := s.writable(c)
	if err != nil {
		return nil, err
	}
	look, err := readMarkup(c.args)
	if err != nil {
		return nil, err
	}
	if m.replyTo, err = readReply(c.args, to); err != nil {
		return nil, err
	}
	if m.thread, err = to.thread(c.args.number("message_thread_id", 0, 0, 1<<53), m.replyTo); err != nil {
		return nil, err
	}
	if err := s.admit(c, to.id); err != nil {
		return nil, err
	}
	m.from, m.by, m.date = c.bot.user(), c.bot, c.date
	m.keyboard, m.force = look.keyboard, look.force
	s.dropped(c, to.id, look)
	s.post(to, m)
	s.delivered(c, to, m)
	s.touch()
	return m.api(to), nil
}

// readText reads the text of a message within Telegram's limits (telegram.md §2.2).
func (s *Server) readText(c *call) (string, []entity, error) {
	raw := c.args.text("text")
	if raw == "" {
		return "", nil, bad("message text is empty")
	}
	if len(raw) > maxRawText {
		return "", nil, bad("text is too long")
	}
	text, found, err := formatted(c.args, "text", "entities")
	switch {
	case err != nil:
		return "", nil, err
	case text == "":
		return "", nil, bad("text must be non-empty")
	case utf8.RuneCountInString(text) > maxText:
		return "", nil, bad("message is too long")
	}
	return text, s.mentioned(found), nil
}

// mentioned fills in the people behind text mentions; a mention of nobody known goes.
func (s *Server) mentioned(found []entity) []entity {
	return slices.DeleteFunc(found, func(e entity) bool {
		if e.Type != "text_mention" {
			return false
		}
		c := s.chat(e.User.ID)
		if c != nil {
			*e.User = c.user()
		}
		return c == nil
	})
}

// readReply finds the message that is replied to, by reply_parameters or the older reply_to_message_id
// (srv Client.cpp); nil when the call replies to nothing, or may be sent without it.
func readReply(a args, to *chat) (*message, error) {
	id, without := a.number("reply_to_message_id", 0, 0, 1<<53), a.flag("allow_sending_without_reply")
	if raw := json.RawMessage(a.text("reply_parameters")); len(raw) > 0 {
		var err error
		if id, without, err = readReplyParameters(raw); err != nil {
			return nil, err
		}
	}
	if id == 0 {
		return nil, nil
	}
	if m := to.find(id); m != nil || without {
		return m, nil
	}
	return nil, bad("message to be replied not found")
}

// readReplyParameters reads reply_parameters; an empty object replies to nothing.
func readReplyParameters(raw json.RawMessage) (id int64, without bool, err error) {
	var fields map[string]json.RawMessage
	var p struct {
		MessageID int64 `json:"message_id"`
		Without   bool  `json:"allow_sending_without_reply"`
	}
	switch {
	case !json.Valid(raw):
		return 0, false, bad("can't parse reply parameters JSON object")
	case isNull(raw) || json.Unmarshal(raw, &fields) != nil:
		return 0, false, bad("object expected as reply parameters")
	case len(fields) == 0:
		return 0, false, nil
	case fields["message_id"] == nil:
		return 0, false, bad(`can't find field "message_id"`)
	case json.Unmarshal(raw, &p) != nil:
		return 0, false, bad("can't parse reply parameters JSON object")
	}
	return p.MessageID, p.Without, nil
}

func (s *Server) sendChatAction(c *call) (any, error) {
	actions := []string{
		"typing", "cancel", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "record_audio",
		"upload_audio", "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
	}
	if !slices.Contains(actions, strings.ToLower(c.args.text("action"))) {
		return nil, bad("wrong parameter action in request")
	}
	if _, err := s.target(c, toWrite); err != nil {
		return nil, err
	}
	return true, nil
}
