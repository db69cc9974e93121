package sandbox

func (s *Server) getChat(c *call) (any, error) {
	of, err := s.target(c)
	if err != nil {
		return nil, err
	}
	return apiFullChat{apiChat: of.api(), MaxReactionCount: 11}, nil
}

func (s *Server) getChatMember(c *call) (any, error) {
	in, err := s.target(c)
	if err != nil {
		return nil, err
	}
	id := c.args.number("user_id", 0, 0, 1<<53)
	if id == c.bot.id {
		return botMember(c.bot, "member"), nil
	}
	p := s.chat(id)
	switch {
	case p == nil || p.isGroup():
		return nil, bad("user not found")
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
