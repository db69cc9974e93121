package bot

import (
	"context"
	"strings"

	"dondoc/escalation"
	"dondoc/wording"
)

// The commands; help is what Telegram's own clients call it.
const (
	commandStart  = string(wording.CommandStart)
	commandHelp   = string(wording.CommandHelp)
	commandMine   = string(wording.CommandMine)
	commandCancel = string(wording.CommandCancel)
	commandAssist = "help"

	commandSoon     = string(wording.CommandSoon)
	commandOverdue  = string(wording.CommandOverdue)
	commandReview   = string(wording.CommandReview)
	commandPaper    = string(wording.CommandPaper)
	commandLanguage = string(wording.CommandLanguage)
	commandAdmin    = string(wording.CommandAdmin)
)

// told answers what somebody writes in private. A stranger learns the number that ties them, and nothing else (DESIGN 5).
func (b *Bot) told(ctx context.Context, t *turn, m *incoming) (reply, error) {
	switch {
	case len(m.Pinned) > 0:
		return reply{}, nil
	}
	name, _, rest, command := commandOf(m.Text)
	switch {
	case (name == commandStart || name == commandTie) && rest != "":
		return b.invited(ctx, t, rest)
	case t.person == "":
		return saying(t.say(wording.Stranger, wording.Args{ID: t.account})), nil
	case name == commandInvite:
		return b.invite(t, rest), nil
	case command:
		return b.commanded(ctx, t, name)
	}
	talk, err := b.store.Conversation(ctx, t.chat, t.account)
	if err != nil {
		return reply{}, err
	}
	switch {
	case talk != nil:
		return b.answered(ctx, t, *talk, m)
	case m.Text == "" && !m.hasFile():
		return saying(t.say(wording.Unsupported)), nil
	}
	return saying(t.say(wording.NothingAsked)), nil
}

// commanded answers a command of somebody who is known.
func (b *Bot) commanded(ctx context.Context, t *turn, name string) (reply, error) {
	switch name {
	case commandStart:
		return saying(t.write(t.greeting(), nil)), nil
	case commandHelp, commandAssist:
		return saying(t.say(wording.Help, wording.Args{Commands: t.commands()})), nil
	case commandMine:
		return b.firstPage(ctx, t, listMine)
	case commandSoon:
		return b.firstPage(ctx, t, listSoon)
	case commandOverdue:
		return b.firstPage(ctx, t, listOverdue)
	case commandReview:
		return b.firstPage(ctx, t, listReview)
	case commandPaper:
		return b.firstPage(ctx, t, listPaper)
	case commandLanguage:
		return t.askLanguage(), nil
	case commandAdmin:
		return b.adminPage(ctx, t, press{})
	case commandCancel:
		return b.brokenOff(ctx, t)
	case commandExplain, commandStatus:
		return b.askedOfMe(ctx, t, questions()[name])
	case commandTie:
		return saying(t.say(wording.TieHere)), nil
	case commandUntie:
		return t.untie(), nil
	}
	return saying(t.say(wording.UnknownCommand)), nil
}

// greeting greets by name and units, or a group by its unit.
func (t *turn) greeting() string {
	if t.group {
		return t.words.Say(wording.TiedGroup, wording.Args{Units: []*escalation.Unit{t.unit()}})
	}
	welcome := t.words.Say(wording.Welcome, wording.Args{Person: t.office.Person(t.person), Units: t.unitsToday()})
	return welcome + "\n\n" + t.words.Say(wording.Help, wording.Args{Commands: t.commands()})
}

// brokenOff ends the conversation.
func (b *Bot) brokenOff(ctx context.Context, t *turn) (reply, error) {
	talk, err := b.store.Conversation(ctx, t.chat, t.account)
	if err != nil {
		return reply{}, err
	}
	if talk == nil {
		return saying(t.say(wording.NothingAsked)), nil
	}
	r := saying(t.say(wording.Cancelled))
	r.commit.EndConversation = t.talkKey()
	return r, nil
}

// forOther reports a command that names another bot.
func (t *turn) forOther(whose string) bool {
	return whose != "" && !strings.EqualFold(whose, t.me.Username)
}
