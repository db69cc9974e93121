package sandbox

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// chatView is a chat as GET /sandbox/chats shows it (DESIGN §7).
type chatView struct {
	ID      int64      `json:"id"`
	Type    string     `json:"type"` // private or group
	Name    string     `json:"name"`
	Title   string     `json:"title"`
	Unread  int        `json:"unread"`
	Last    string     `json:"last"`    // beginning of the last message, "" without one
	LastAt  string     `json:"last_at"` // RFC 3339, "" without one
	Started bool       `json:"started"`
	Blocked bool       `json:"blocked"`
	Members []nameView `json:"members,omitempty"`

	// Stamp tells whether there is news in the chat; for the page.
	Stamp    int64 `json:"-"`
	lastDate time.Time
}

type nameView struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// messageView is a message as GET /sandbox/chats/{id}/messages shows it (DESIGN §7).
type messageView struct {
	ID       int64          `json:"id"`
	From     fromView       `json:"from"`
	Date     time.Time      `json:"date"`
	Text     string         `json:"text"`
	HTML     string         `json:"html"`
	Buttons  [][]buttonView `json:"buttons"`
	Edited   bool           `json:"edited"`
	ReplyTo  int64          `json:"reply_to,omitempty"`
	Force    bool           `json:"force_reply,omitempty"`
	Sticker  bool           `json:"sticker,omitempty"`
	Document *documentView  `json:"document,omitempty"`

	quote       string
	placeholder string
}

type fromView struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Bot  bool   `json:"bot"`
}

type buttonView struct {
	Text string `json:"text"`
	Data string `json:"data"`
	URL  string `json:"url,omitempty"`
}

type documentView struct {
	Name string `json:"name"`
	Size int    `json:"size"`
	URL  string `json:"url"`
}

// chatViews returns all chats, in the order in which they came.
func (s *Server) chatViews() []chatView {
	s.mu.Lock()
	defer s.mu.Unlock()
	views := []chatView{}
	for _, id := range s.order {
		views = append(views, s.viewChat(s.chats[id]))
	}
	return views
}

func (s *Server) viewChat(c *chat) chatView {
	v := chatView{
		ID: c.id, Type: private, Name: c.name, Title: c.title, Unread: c.unread(), Started: c.started, Blocked: c.blocked,
		Stamp: c.stamp,
	}
	if c.isGroup() {
		v.Type, v.Started = group, true
		for _, id := range c.members {
			if p := s.chats[id]; p != nil {
				v.Members = append(v.Members, nameView{id, p.name})
			}
		}
		if why := c.gone(); why != "" {
			v.Title = strings.TrimSuffix(why, ".")
		}
		if v.Title == "" {
			v.Title = "Nhóm, " + strconv.Itoa(len(v.Members)) + " thành viên"
		}
	}
	if m := c.last(); m != nil {
		v.Last, v.LastAt, v.lastDate = m.summary(), m.date.Format(time.RFC3339), m.date
	}
	return v
}

// messageViews returns the messages of a chat, oldest first; false when there is no such chat.
func (s *Server) messageViews(id int64) ([]messageView, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[id]
	if c == nil {
		return nil, false
	}
	views := []messageView{}
	for _, m := range c.messages {
		if !m.deleted {
			views = append(views, m.view())
		}
	}
	return views, true
}

func (m *message) view() messageView {
	v := messageView{
		ID: m.id, From: fromView{m.from.ID, m.from.FirstName, m.by != nil}, Date: m.date,
		Text: m.text, HTML: renderHTML(m.text, m.entities), Buttons: [][]buttonView{},
		Edited: !m.edited.IsZero(), Force: m.force != "", Sticker: m.sticker,
		placeholder: strings.TrimSpace(m.force),
	}
	for _, row := range m.keyboard {
		cells := []buttonView{}
		for _, b := range row {
			cells = append(cells, buttonView{b.Text, b.CallbackData, b.URL})
		}
		v.Buttons = append(v.Buttons, cells)
	}
	if m.service != nil {
		v.Text, v.HTML = m.service.text, renderHTML(m.service.text, nil)
	}
	if m.replyTo != nil {
		v.ReplyTo, v.quote = m.replyTo.id, m.replyTo.from.FirstName+": "+m.replyTo.summary()
	}
	if m.document != nil {
		v.Document = &documentView{m.document.FileName, m.document.FileSize, "sandbox/files/" + m.document.FileID}
	}
	return v
}

// summary is the beginning of a message, on one line.
func (m *message) summary() string {
	text := strings.Join(strings.Fields(m.text), " ")
	switch {
	case m.sticker:
		text = "Nhãn dán"
	case m.service != nil:
		text = m.service.text
	case text == "" && m.document != nil:
		text = m.document.FileName
	}
	if utf8.RuneCountInString(text) > 80 {
		text = string([]rune(text)[:79]) + "…"
	}
	return text
}

// see marks a chat as read up to its newest message.
func (s *Server) see(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[id]
	if c == nil {
		return false
	}
	if last := int64(len(c.messages)); c.unread() > 0 {
		c.seen = last
		s.touch()
	}
	return true
}

// menu returns the commands that a chat's menu offers.
func (s *Server) menu(id int64) []apiCommand { return s.menuFor(id, id) }

// menuFor returns the commands that a chat's menu offers to one person in it.
func (s *Server) menuFor(id, person int64) []apiCommand {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, p := s.chats[id], s.chats[person]
	list := []apiCommand{}
	if c == nil || p == nil {
		return list
	}
	for _, b := range s.bots {
		list = append(list, b.commandsIn(c, p)...)
	}
	return list
}
