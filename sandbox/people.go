package sandbox

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// What people do on their phones. An error is for whoever plays them and is worded in Vietnamese, as the page shows it.

// mistake is wrong input from the page or a test: a 400 of the routes under /sandbox/.
type mistake string

func (m mistake) Error() string { return string(m) }

func mistakef(format string, a ...any) error { return mistake(fmt.Sprintf(format, a...)) }

// typed is a message that a person writes.
type typed struct {
	From    int64  `json:"from"`
	Text    string `json:"text"`
	ReplyTo int64  `json:"reply_to"`
	Thread  int64  `json:"thread"` // the topic, in a forum
	Kind    string `json:"kind"`   // "" or sticker
	Edit    int64  `json:"edit"`   // the person's message that gets this text instead
	File    *sent  `json:"file"`   // the text is its caption then
}

// sent is a file that a person sends.
type sent struct {
	Name string `json:"name"`
	Type string `json:"type"` // MIME; "": application/octet-stream
	Data []byte `json:"data"` // base64 in JSON
}

// write puts a person's message into a chat and tells the bots. Unknown people and groups come into being.
func (s *Server) write(id int64, in typed, date time.Time) (*message, *chat, error) {
	if err := in.check(); err != nil {
		return nil, nil, err
	}
	in.Text = strings.Trim(clean(in.Text), " \n\t")
	s.mu.Lock()
	defer s.mu.Unlock()
	c, from, err := s.speaker(id, in.From, date)
	if err != nil {
		return nil, nil, err
	}
	if in.Edit != 0 {
		return s.rewrite(c, from, in, date)
	}
	m := &message{from: from.user(), date: date, text: in.Text, sticker: in.Kind == "sticker"}
	if in.ReplyTo != 0 {
		if m.replyTo = c.find(in.ReplyTo); m.replyTo == nil {
			return nil, nil, mistakef("Không có tin số %d để trả lời.", in.ReplyTo)
		}
	}
	if !c.isGroup() {
		if err := s.press(c, in, date); err != nil {
			return nil, nil, err
		}
	}
	m.thread, err = c.thread(in.Thread, m.replyTo)
	if err != nil {
		return nil, nil, mistakef("Không viết được trong chủ đề số %d.", in.Thread)
	}
	m.entities = detect(m.text)
	sortEntities(m.entities)
	if in.File != nil {
		m.document = s.keep(s.file(in.File.Name, in.File.Type, in.File.Data))
	}
	s.post(c, m)
	c.seen = m.id
	s.tell(heard("message", c, m))
	s.touch()
	return m, c, nil
}

func (in typed) check() error {
	text := strings.TrimSpace(in.Text)
	switch {
	case in.Kind != "" && in.Kind != "sticker":
		return mistakef("Không có loại tin %q.", in.Kind)
	case in.Kind == "sticker" && (text != "" || in.Edit != 0 || in.File != nil):
		return mistakef("Nhãn dán không có nội dung chữ, không kèm tệp.")
	case in.File != nil && (in.File.Name == "" || in.Edit != 0):
		return mistakef("Tệp phải có tên, và gửi bằng tin mới.")
	case in.File != nil && utf8.RuneCountInString(text) > maxCaption:
		return mistakef("Lời kèm tệp dài quá %d ký tự.", maxCaption)
	case in.Kind == "" && text == "" && in.File == nil:
		return mistakef("Tin chưa có nội dung.")
	case !utf8.ValidString(text):
		return mistakef("Nội dung tin không phải UTF-8.")
	case utf8.RuneCountInString(text) > maxText:
		return mistakef("Tin dài quá %d ký tự.", maxText)
	}
	return nil
}

// speaker finds or makes the chat and the person who writes in it. In a private chat only its owner writes.
func (s *Server) speaker(id, from int64, date time.Time) (c, who *chat, err error) {
	switch {
	case id == 0:
		return nil, nil, mistakef("Không có hội thoại số 0.")
	case id > 0 && from != 0 && from != id:
		return nil, nil, mistakef("Người %d không viết được trong hội thoại riêng của người %d.", from, id)
	case id > 0:
		c = s.person(id)
		if why := c.gone(); why != "" {
			return nil, nil, mistakef("%s", why)
		}
		return c, c, nil
	case from <= 0:
		return nil, nil, mistakef("Trong nhóm phải nói ai viết (from).")
	}
	who = s.person(from)
	if c = s.chat(id); c == nil {
		c = s.addChat(&chat{id: id, kind: group, name: "Nhóm " + strconv.FormatInt(id, 10)})
		s.tell(memberChanged(c, who, date, statusLeft, ""))
	}
	if why := c.gone(); why != "" {
		return nil, nil, mistakef("%s", why)
	}
	if !c.has(from) {
		c.members = append(c.members, from)
	}
	return c, who, nil
}

// press is what writing to the bot in private does beside: it starts the conversation, and /start unblocks the bot.
func (s *Server) press(c *chat, in typed, date time.Time) error {
	if c.blocked {
		if in.Text != "/start" && !strings.HasPrefix(in.Text, "/start ") {
			return mistakef("%s đã chặn bot; gửi /start để bỏ chặn.", c.name)
		}
		s.setBlocked(c, false, date)
	}
	if !c.started {
		s.forgive(c)
	}
	c.started = true
	return nil
}

func (s *Server) rewrite(c, from *chat, in typed, date time.Time) (*message, *chat, error) {
	m := c.find(in.Edit)
	if m == nil || m.by != nil || m.from.ID != from.id || m.sticker {
		return nil, nil, mistakef("Không có tin số %d của người này để sửa.", in.Edit)
	}
	m.text, m.entities, m.edited = in.Text, detect(in.Text), date
	sortEntities(m.entities)
	s.tell(heard("edited_message", c, m))
	s.touch()
	return m, c, nil
}

// heard tells a person's message to the bots that may hear it: in private all, in a group of which they are members what
// privacy mode lets through, which is commands, replies to the bot, mentions of it and what nobody has written ([doc]
// bots/features#privacy-mode).
func heard(kind string, c *chat, m *message) news {
	payload := m.api(c)
	return func(b *robot) (string, any) {
		if c.isGroup() && (c.status != "" || !addressed(m, b)) {
			return "", nil
		}
		return kind, payload
	}
}

func addressed(m *message, b *robot) bool {
	if m.service != nil || m.replyTo != nil && m.replyTo.by == b {
		return true
	}
	if _, bot, ok := command(m.text, m.entities); ok {
		return bot == "" || strings.EqualFold(bot, b.username)
	}
	return slices.ContainsFunc(m.entities, func(e entity) bool {
		begin, _ := byteOffset(m.text, e.Offset)
		end, _ := byteOffset(m.text, e.end())
		return e.Type == "mention" && strings.EqualFold(m.text[begin+1:end], b.username)
	})
}

// memberChanged tells bots that they are something else in a chat now, and who did it; "" stands for a member.
func memberChanged(c, by *chat, date time.Time, before, after string) news {
	before, after = cmp.Or(before, statusMember), cmp.Or(after, statusMember)
	return func(b *robot) (string, any) {
		return "my_chat_member", apiMemberUpdated{
			Chat: c.api(), From: by.user(), Date: date.Unix(), Old: botMember(b, before), New: botMember(b, after),
		}
	}
}

// block makes a person block or unblock the bot.
func (s *Server) block(person int64, blocked bool, date time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(person)
	if c == nil || c.isGroup() {
		return mistakef("Không có người số %d.", person)
	}
	s.setBlocked(c, blocked, date)
	s.touch()
	return nil
}

func (s *Server) setBlocked(c *chat, blocked bool, date time.Time) {
	if c.blocked == blocked {
		return
	}
	c.blocked = blocked
	s.forgive(c)
	if blocked {
		s.tell(memberChanged(c, c, date, "", statusKicked))
	} else {
		s.tell(memberChanged(c, c, date, statusKicked, ""))
	}
}

// pressed is a button that a person presses.
type pressed struct {
	Chat    int64  `json:"chat"`
	Message int64  `json:"message"`
	Data    string `json:"data"`
	From    int64  `json:"from"`
	Forged  bool   `json:"forged"` // data that no button has, or of a deleted message, as a modified client can send it
}

// pressButton tells the bot of the message that a button was pressed, and returns what waits for the answer.
func (s *Server) pressButton(in pressed, now time.Time) (*callback, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(in.Chat)
	if c == nil {
		return nil, mistakef("Không có hội thoại số %d.", in.Chat)
	}
	switch {
	case c.gone() != "":
		return nil, mistakef("%s", c.gone())
	case c.blocked:
		return nil, mistakef("%s đã chặn bot; gửi /start để bỏ chặn.", c.name)
	case c.status != "":
		return nil, mistakef("Bot không còn trong nhóm này.")
	}
	m := c.find(in.Message)
	if in.Forged && m == nil && in.Message > 0 && in.Message <= int64(len(c.messages)) {
		m = c.messages[in.Message-1]
	}
	switch {
	case m == nil || m.by == nil:
		return nil, mistakef("Không có tin số %d của bot trong hội thoại này.", in.Message)
	case !m.hasButton(in.Data) && !in.Forged:
		return nil, mistakef("Tin số %d không có nút này.", in.Message)
	}
	from, err := s.presser(c, in.From)
	if err != nil {
		return nil, err
	}
	c.seen = max(c.seen, m.id)
	cb := s.newCallback(m.by, c.id, now)
	s.tellOne(m.by, func(*robot) (string, any) {
		return "callback_query", apiCallback{
			ID: cb.id, From: from.user(), Message: m.accessible(c), ChatInstance: strconv.FormatInt(c.id^m.by.id<<20, 10), Data: in.Data,
		}
	})
	s.touch()
	return cb, nil
}

// presser finds who presses a button of a chat. In a private chat only its owner does.
func (s *Server) presser(c *chat, from int64) (*chat, error) {
	switch {
	case !c.isGroup() && from != 0 && from != c.id:
		return nil, mistakef("Người %d không bấm được trong hội thoại riêng của người %d.", from, c.id)
	case !c.isGroup():
		return c, nil
	case from <= 0:
		return nil, mistakef("Trong nhóm phải nói ai bấm (from).")
	}
	return s.person(from), nil
}
