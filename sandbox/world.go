package sandbox

import (
	"slices"
	"sort"
	"strconv"
	"time"
)

// Kinds of chats, as the Bot API names them.
const (
	private    = "private"
	group      = "group"
	supergroup = "supergroup"
)

// chat is a person's private chat with the bot, or a group. Guarded by Server.mu.
type chat struct {
	id       int64
	kind     string
	name     string
	title    string // of a person, for the page only
	username string
	language string
	started  bool    // a person has pressed Start
	blocked  bool    // a person has blocked the bot
	members  []int64 // of a group
	messages []*message
	seen     int64 // highest message id that the page has shown
	stamp    int64 // of the newest message, counted over all chats

	deactivated bool             // the person's account is no more
	status      string           // what the bot is in a group: "" for member, left or kicked
	deleted     bool             // the group is no more
	migratedTo  int64            // the supergroup that a group has become
	topics      map[int64]*topic // of a forum; nil for any other chat
}

// message in a chat. Ids rise by one within the chat.
type message struct {
	id       int64
	thread   int64
	from     apiUser
	by       *robot // nil when a person wrote it
	date     time.Time
	edited   time.Time
	text     string // or the caption, with a document
	entities []entity
	replyTo  *message
	keyboard [][]button
	force    string // placeholder of force_reply; " " without one, "" when no reply is forced
	document *apiDocument
	sticker  bool
	service  *service // what has happened, in place of a text
	deleted  bool
}

func (s *Server) chat(id int64) *chat { return s.chats[id] }

// person returns the chat of a person, made up when nobody has that id yet.
func (s *Server) person(id int64) *chat {
	if c := s.chats[id]; c != nil {
		return c
	}
	return s.addChat(&chat{id: id, kind: private, name: "Người " + strconv.FormatInt(id, 10)})
}

func (s *Server) addChat(c *chat) *chat {
	s.chats[c.id] = c
	s.order = append(s.order, c.id)
	return c
}

func (c *chat) isGroup() bool { return c.kind != private }

func (c *chat) has(person int64) bool { return slices.Contains(c.members, person) }

func (c *chat) user() apiUser {
	return apiUser{ID: c.id, FirstName: c.name, Username: c.username, LanguageCode: c.language}
}

func (c *chat) api() apiChat {
	if c.isGroup() {
		return apiChat{ID: c.id, Type: c.kind, Title: c.name, IsForum: c.topics != nil}
	}
	return apiChat{ID: c.id, Type: c.kind, FirstName: c.name, Username: c.username}
}

// post appends a message to a chat under the next id.
func (s *Server) post(c *chat, m *message) {
	s.posted++
	c.stamp = s.posted
	m.id = int64(len(c.messages)) + 1
	c.messages = append(c.messages, m)
}

// find returns the message with that id, nil when there is none or it was deleted.
func (c *chat) find(id int64) *message {
	i := sort.Search(len(c.messages), func(i int) bool { return c.messages[i].id >= id })
	if i == len(c.messages) || c.messages[i].id != id || c.messages[i].deleted {
		return nil
	}
	return c.messages[i]
}

// unread counts the bot's messages that the page has not shown.
func (c *chat) unread() int {
	n := 0
	for i := len(c.messages) - 1; i >= 0 && c.messages[i].id > c.seen; i-- {
		if m := c.messages[i]; m.by != nil && !m.deleted {
			n++
		}
	}
	return n
}

// last returns the newest message that is still there, or nil.
func (c *chat) last() *message {
	for _, m := range slices.Backward(c.messages) {
		if !m.deleted {
			return m
		}
	}
	return nil
}

// api returns the message as the Bot API shows it; a replied message without its own reply.
func (m *message) api(c *chat) *apiMessage {
	a := m.bare(c)
	if m.replyTo != nil && !m.replyTo.deleted {
		a.ReplyToMessage = m.replyTo.bare(c)
	}
	return a
}

// accessible is a message as a callback query shows it: one that is deleted only by its number.
func (m *message) accessible(c *chat) any {
	if m.deleted {
		return apiInaccessible{Chat: c.api(), MessageID: m.id}
	}
	return m.api(c)
}

func (m *message) bare(c *chat) *apiMessage {
	a := &apiMessage{
		MessageID: m.id, MessageThreadID: m.thread, IsTopicMessage: m.thread != 0 && c.topics != nil, From: m.from,
		Chat: c.api(), Date: m.date.Unix(), Document: m.document,
	}
	if m.service != nil {
		a.apiService = m.service.apiService
	}
	if !m.edited.IsZero() {
		a.EditDate = m.edited.Unix()
	}
	if m.document != nil {
		a.Caption, a.CaptionEntities = m.text, m.entities
	} else {
		a.Text, a.Entities = m.text, m.entities
	}
	if m.sticker {
		a.Sticker = &apiSticker{
			FileID: "sandbox-sticker", FileUniqueID: "sticker", Type: "regular", Width: 512, Height: 512, Emoji: "🙂",
		}
	}
	if len(m.keyboard) > 0 {
		a.ReplyMarkup = &apiMarkup{m.keyboard}
	}
	return a
}

// hasButton says whether the keyboard has a button with that callback data.
func (m *message) hasButton(data string) bool {
	for _, row := range m.keyboard {
		if slices.ContainsFunc(row, func(b button) bool { return b.CallbackData == data && data != "" }) {
			return true
		}
	}
	return false
}
