package sandbox

import "cmp"

func (s *Server) getChat(c *call) (any, error) {
	of, err := s.target(c, toRead)
	if err != nil {
		return nil, err
	}
	return apiFullChat{apiChat: of.api(), MaxReactionCount: 11}, nil
}

func (s *Server) getChatMember(c *call) (any, error) {
	id := c.args.number("user_id", 0, 0, 1<<53)
	if id == 0 {
		return nil, bad("invalid user_id specified")
	}
	in, err := s.target(c, toRead)
	if err == nil {
		err = in.refuses(in.toReadMembers())
	}
	if err != nil {
		return nil, err
	}
	if id == c.bot.id {
		return botMember(c.bot, cmp.Or(in.status, statusMember)), nil
	}
	p := s.chat(id)
	switch {
	case p == nil || p.isGroup():
		return nil, bad("member not found")
	case in.id == id || in.has(id):
		return apiMember{Status: "member", User: p.user()}, nil
	}
	return apiMember{Status: "left", User: p.user()}, nil
}

// botMember is what a bot is in a chat; kicked comes with the date until when, 0 for ever.
func botMember(b *robot, status string) apiMember {
	m := apiMember{Status: status, User: b.user()}
	if status == "kicked" {
		m.UntilDate = new(int64)
	}
	return m
}

// toReadMembers is what the members of a chat ask for: those of an ordinary group cannot be seen once it is no more.
func (c *chat) toReadMembers() access {
	if c.kind == group {
		return toWrite
	}
	return toRead
}
