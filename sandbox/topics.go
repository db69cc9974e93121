package sandbox

import (
	"fmt"
	"slices"
	"time"
)

// general is the topic of a forum to which everything without a topic goes; no message names it, and no call may.
const general = 1

func newTopics() map[int64]*topic { return map[int64]*topic{general: {name: "Chung"}} }

// topic of a forum.
type topic struct {
	name    string
	closed  bool
	deleted bool
}

// service is something that has happened in a chat: a message that nobody has written.
type service struct {
	apiService
	text string // as the page and the transcript show it
}

// thread returns the message_thread_id of a message: of the topic that is asked for, else of the message that it
// replies to. In a supergroup without topics replies make a thread of their own, which is no topic.
func (c *chat) thread(asked int64, replyTo *message) (int64, error) {
	if asked == 0 && replyTo != nil {
		asked = replyTo.thread
		if c.kind == supergroup && c.topics == nil {
			return threadOf(replyTo), nil
		}
	}
	t := c.topics[asked]
	switch {
	case asked == 0 && (c.topics == nil || !c.topics[general].closed):
		return 0, nil
	case asked == 0:
		return 0, bad("TOPIC_CLOSED")
	case t == nil || t.deleted || asked == general:
		return 0, bad("message thread not found")
	case t.closed:
		return 0, bad("TOPIC_CLOSED")
	}
	return asked, nil
}

func threadOf(m *message) int64 {
	if m.thread != 0 {
		return m.thread
	}
	return m.id
}

// setTopics makes a group the forum that it is to be at first; without topics it stays what it is.
func (c *chat) setTopics(list []Topic) {
	if len(list) == 0 {
		return
	}
	c.kind = supergroup
	c.topics = newTopics()
	for _, t := range list {
		c.topics[t.ID] = &topic{name: t.Name, closed: t.Closed}
	}
}

// topicChange is what POST /sandbox/topic asks for: a new topic, or one to be closed, opened again or deleted.
type topicChange struct {
	Chat    int64  `json:"chat"`
	Topic   int64  `json:"topic"` // 0: a new one, with the number of the message that tells of it, if that is free
	From    int64  `json:"from"`  // who does it; 0: the first member
	Name    string `json:"name"`  // of a new one
	Closed  bool   `json:"closed"`
	Deleted bool   `json:"deleted"`
}

// changeTopic does what people do to topics and returns the topic's number. A supergroup becomes a forum with its first.
func (s *Server) changeTopic(in topicChange, date time.Time) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, by, err := s.groupOf(in.Chat, in.From)
	switch {
	case err != nil:
		return 0, err
	case c.kind != supergroup:
		return 0, mistakef("Nhóm %d chưa là siêu nhóm nên không có chủ đề.", in.Chat)
	case c.topics == nil:
		c.topics = newTopics()
	}
	defer s.touch()
	t := c.topics[in.Topic]
	switch {
	case t == nil:
		return s.newTopic(c, by, in, date)
	case t.deleted:
		return 0, mistakef("Chủ đề số %d đã bị xóa.", in.Topic)
	case in.Deleted && in.Topic == general:
		return 0, mistakef("Không xóa được chủ đề chung.")
	case in.Deleted:
		s.deleteTopic(c, in.Topic)
	case t.closed != in.Closed:
		t.closed = in.Closed
		s.tellClosed(c, by, in.Topic, date)
	}
	return in.Topic, nil
}

func (s *Server) newTopic(c, by *chat, in topicChange, date time.Time) (int64, error) {
	if in.Deleted || in.Closed {
		return 0, mistakef("Không có chủ đề số %d trong nhóm này.", in.Topic)
	}
	m := &message{from: by.user(), date: date, service: &service{
		apiService: apiService{ForumTopicCreated: &apiTopicName{in.Name, 0x6FB9F0}}, text: "Chủ đề mới: " + in.Name,
	}}
	s.post(c, m)
	for in.Topic == 0 || c.topics[in.Topic] != nil {
		in.Topic = max(in.Topic+1, m.id)
	}
	m.thread = in.Topic
	c.topics[in.Topic] = &topic{name: in.Name}
	s.tell(heard("message", c, m))
	return in.Topic, nil
}

func (s *Server) tellClosed(c, by *chat, id int64, date time.Time) {
	what := &service{apiService: apiService{ForumTopicReopened: &struct{}{}}, text: "Chủ đề được mở lại"}
	if c.topics[id].closed {
		what = &service{apiService: apiService{ForumTopicClosed: &struct{}{}}, text: "Chủ đề đã đóng"}
	}
	m := &message{from: by.user(), date: date, thread: id, service: what}
	s.post(c, m)
	s.tell(heard("message", c, m))
}

// deleteTopic deletes a topic with everything in it; bots are not told.
func (s *Server) deleteTopic(c *chat, id int64) {
	c.topics[id].deleted = true
	for _, m := range c.messages {
		m.deleted = m.deleted || m.thread == id
	}
}

// topicName names the topic of a message; "" outside of a forum.
func (c *chat) topicName(m *message) string {
	if c.topics == nil || m.thread == 0 {
		return ""
	}
	if t := c.topics[m.thread]; t != nil {
		return t.name
	}
	return fmt.Sprintf("số %d", m.thread)
}

// groupOf finds a group that is in use, and who in it does something.
func (s *Server) groupOf(id, from int64) (c, by *chat, err error) {
	c = s.chat(id)
	switch {
	case c == nil || !c.isGroup():
		return nil, nil, mistakef("Không có nhóm số %d.", id)
	case c.gone() != "":
		return nil, nil, mistakef("%s", c.gone())
	case from == 0 && len(c.members) > 0:
		from = c.members[0]
	case from <= 0:
		return nil, nil, mistakef("Trong nhóm phải nói ai làm (from).")
	}
	by = s.person(from)
	if !slices.Contains(c.members, from) {
		c.members = append(c.members, from)
	}
	return c, by, nil
}
