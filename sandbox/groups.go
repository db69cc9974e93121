package sandbox

import "time"

// What happens to groups and accounts, played by a test or a person (POST /sandbox/kick, leave, delete, migrate,
// deactivate).

// firstSupergroup is where the ids of supergroups begin, downwards (td DialogId.h, ZERO_CHANNEL_ID).
const firstSupergroup = -1_000_000_000_001

// gone says in words why nobody can write in a chat any more; "" while they can.
func (c *chat) gone() string {
	switch {
	case c.deactivated:
		return c.name + " không còn tài khoản."
	case c.deleted:
		return "Nhóm đã bị xóa."
	case c.migratedTo != 0:
		return "Nhóm đã được nâng cấp thành siêu nhóm."
	}
	return ""
}

// groupChange names a group and who changes what the bot is in it.
type groupChange struct {
	Chat int64 `json:"chat"`
	From int64 `json:"from"` // 0: the first member
	Back bool  `json:"back"` // take it back: the bot is added again
}

func (s *Server) kick(in groupChange, date time.Time) error {
	return s.setStatus(in, statusKicked, date)
}

func (s *Server) leave(in groupChange, date time.Time) error {
	return s.setStatus(in, statusLeft, date)
}

func (s *Server) setStatus(in groupChange, status string, date time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, by, err := s.groupOf(in.Chat, in.From)
	if err != nil {
		return err
	}
	if in.Back {
		status = ""
	}
	s.changeStatus(c, by, status, date)
	return nil
}

// changeStatus makes a bot something else in a group and tells it.
func (s *Server) changeStatus(c, by *chat, status string, date time.Time) {
	if c.status == status {
		return
	}
	before := c.status
	c.status = status
	s.forgive(c)
	s.tell(memberChanged(c, by, date, before, status))
	s.touch()
}

// forgive lets bots try anew in a chat in which something has changed.
func (s *Server) forgive(c *chat) {
	for _, b := range s.bots {
		delete(b.refused, c.id)
	}
}

// deleteGroup ends a group. A supergroup that is no more looks to a bot as if it had been thrown out.
func (s *Server) deleteGroup(in groupChange, date time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, by, err := s.groupOf(in.Chat, in.From)
	if err != nil {
		return err
	}
	status := statusLeft
	if c.kind == supergroup {
		status = statusKicked
	}
	s.changeStatus(c, by, status, date)
	c.deleted = true
	s.touch()
	return nil
}

// migration is what POST /sandbox/migrate asks for.
type migration struct {
	Chat int64 `json:"chat"`
	To   int64 `json:"to"`   // id of the supergroup; 0: one that is free
	From int64 `json:"from"` // 0: the first member
}

// migrate makes a group a supergroup, which is another chat: both say so in a message, and the bot is told that it is a
// member of the new one, but not that it has left the old one (tdlib/telegram-bot-api issues 170 and 266).
func (s *Server) migrate(in migration, date time.Time) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, by, err := s.groupOf(in.Chat, in.From)
	switch {
	case err != nil:
		return 0, err
	case old.kind == supergroup:
		return 0, mistakef("Nhóm %d đã là siêu nhóm.", in.Chat)
	case in.To > 0 || s.chat(in.To) != nil:
		return 0, mistakef("Số %d không dùng được cho siêu nhóm mới.", in.To)
	}
	if in.To == 0 {
		in.To = s.freeSupergroup()
	}
	next := s.addChat(&chat{
		id: in.To, kind: supergroup, name: old.name, title: old.title, members: old.members, status: old.status,
	})
	old.migratedTo = next.id
	s.happen(old, by, date, apiService{MigrateToChatID: next.id})
	if next.status == "" {
		s.tell(memberChanged(next, by, date, statusLeft, ""))
	}
	s.happen(next, by, date, apiService{MigrateFromChatID: old.id})
	s.touch()
	return next.id, nil
}

func (s *Server) freeSupergroup() int64 {
	id := int64(firstSupergroup)
	for s.chat(id) != nil {
		id--
	}
	return id
}

// happen posts a service message about a migration and tells it.
func (s *Server) happen(c, by *chat, date time.Time, what apiService) {
	m := &message{from: by.user(), date: date, service: &service{what, "Nhóm được nâng cấp thành siêu nhóm"}}
	s.post(c, m)
	s.tell(heard("message", c, m))
}

// deactivate ends a person's account.
func (s *Server) deactivate(person int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(person)
	if c == nil || c.isGroup() {
		return mistakef("Không có người số %d.", person)
	}
	c.deactivated = true
	s.touch()
	return nil
}
