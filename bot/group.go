package bot

import (
	"context"
	"slices"

	"dondoc/wording"
)

// toldInGroup answers what is written in a group: commands, and replies to the bot. Everything else is between people.
func (b *Bot) toldInGroup(ctx context.Context, t *turn, m *incoming) (reply, error) {
	if m.MovedTo != 0 || m.MovedOff != 0 {
		return t.moved(m), nil
	}
	if name, whose, rest, ok := commandOf(m.Text); ok {
		if r, tying := b.tyingInGroup(ctx, t, name, rest); tying && !t.forOther(whose) {
			return r, nil
		}
		return b.commandedInGroup(ctx, t, name, whose)
	}
	if m.ReplyTo == nil || m.ReplyTo.From.ID != t.me.ID {
		return reply{}, nil
	}
	return b.repliedInGroup(ctx, t, m)
}

// moved follows a group that became a supergroup, whichever of the two messages about it comes first.
func (t *turn) moved(m *incoming) reply {
	from, to := m.Chat.ID, m.MovedTo
	if m.MovedOff != 0 {
		from, to = m.MovedOff, m.Chat.ID
	}
	var r reply
	for _, l := range t.links.In(from) {
		l.Chat, l.Reachable, l.Changed = to, true, t.now
		r.commit.Links = append(r.commit.Links, l)
	}
	return r
}

func (b *Bot) commandedInGroup(ctx context.Context, t *turn, name, whose string) (reply, error) {
	inGroups := name == commandCancel || name == commandAssist || slices.Contains(commandsInGroups(), wording.Command(name))
	known := inGroups || slices.Contains(wording.Commands(), wording.Command(name))
	switch {
	case t.forOther(whose) || (!known && whose == ""):
		return reply{}, nil
	case known && !inGroups: // what it would say is for who asks alone
		return saying(t.say(wording.PrivateOnly)), nil
	case t.unit() == nil:
		return saying(t.say(wording.UntiedGroup, wording.Args{ID: t.chat})), nil
	case name == commandStart || name == commandHelp:
		return b.commanded(ctx, t, name)
	case t.person == "" || !t.atHome():
		return saying(t.say(wording.PrivateOnly)), nil
	}
	return b.commanded(ctx, t, name)
}

// repliedInGroup takes a reply to a question: only who was asked can answer it.
func (b *Bot) repliedInGroup(ctx context.Context, t *turn, m *incoming) (reply, error) {
	talk, err := b.store.Conversation(ctx, t.chat, t.account)
	if err != nil {
		return reply{}, err
	}
	if talk != nil && t.person != "" && t.unit() == nil {
		return saying(t.answering(m, wording.UntiedGroup)), nil
	}
	if talk != nil && t.person != "" && (talk.Message == 0 || talk.Message == m.ReplyTo.ID) {
		return b.answered(ctx, t, *talk, m)
	}
	other, err := b.store.ConversationByMessage(ctx, t.chat, m.ReplyTo.ID)
	switch {
	case err != nil:
		return reply{}, err
	case other != nil:
		return saying(t.answering(m, wording.NotAsked)), nil
	case t.person == "":
		return reply{}, nil
	case talk != nil:
		return saying(t.answering(m, wording.Expired)), nil
	}
	return saying(t.answering(m, wording.NothingAsked)), nil
}

// answering is a text in reply to a message.
func (t *turn) answering(m *incoming, k wording.Key) message {
	out := t.say(k, wording.Args{ID: t.chat})
	out.replyTo = m.ID
	return out
}

// memberChanged notices that the bot was blocked or let in again, and tells a group that has it what to do.
func (b *Bot) memberChanged(t *turn, c *memberChange) reply {
	t.group = c.Chat.group()
	var out reply
	out.commit.Links = t.reachable(allTopics, c.New.in())
	if !t.group || c.Old.in() || !c.New.in() {
		return out
	}
	if t.unit() == nil {
		out.views = []view{fixed(t.say(wording.UntiedGroup, wording.Args{ID: t.chat}))}
	} else {
		out.views = []view{fixed(t.write(t.greeting(), nil))}
	}
	return out
}
