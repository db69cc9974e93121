package escalation

// Links are the ties that the configuration names: people by `telegram`, units by `chat` and `topic`.
func (o *Office) Links() []Link {
	var out []Link
	for _, p := range o.People {
		if p.Telegram != 0 {
			out = append(out, Link{Recipient: Recipient{ToPerson, p.ID}, Chat: p.Telegram, Reachable: true})
		}
	}
	for _, u := range o.Units {
		if u.Chat != 0 {
			out = append(out, Link{Recipient: Recipient{ToGroup, u.ID}, Chat: u.Chat, Topic: u.Topic, Reachable: true})
		}
	}
	return out
}
