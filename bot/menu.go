package bot

import (
	"context"
	"slices"

	"dondoc/escalation"
	"dondoc/wording"
)

// scope says where a menu of commands is shown, as Telegram writes it.
type scope struct {
	Type string `json:"type"`
	Chat int64  `json:"chat_id,omitempty"`
}

// The scopes that are not about one chat.
const (
	scopeDefault = "default"
	scopePrivate = "all_private_chats"
	scopeGroups  = "all_group_chats"
	scopeChat    = "chat"
)

// audience is who a command is for.
type audience int

// The audiences.
const (
	forEveryone audience = iota
	forKnown             // persons who are linked, in private
	forUnits             // the same, and groups
	forReviewers
	forAdmins
)

// audienceOf says who a command is for; who uses it all the same is told what they may not.
func audienceOf(c wording.Command) audience {
	switch c {
	case wording.CommandStart, wording.CommandHelp:
		return forEveryone
	case wording.CommandMine, wording.CommandSoon, wording.CommandOverdue, wording.CommandTie, wording.CommandUntie:
		return forUnits
	case wording.CommandReview:
		return forReviewers
	case wording.CommandAdmin, wording.CommandInvite:
		return forAdmins
	}
	return forKnown
}

// commandsFor lists the commands of some audiences, in the order of the menu.
func commandsFor(who ...audience) []wording.Command {
	return slices.DeleteFunc(wording.Commands(), func(c wording.Command) bool { return !slices.Contains(who, audienceOf(c)) })
}

// commandsInGroups lists what a group can ask.
func commandsInGroups() []wording.Command { return commandsFor(forEveryone, forUnits) }

// commands lists what who acts may use here.
func (t *turn) commands() []wording.Command {
	if t.group {
		return commandsInGroups()
	}
	return commandsOf(t.office, t.person, !t.office.Decides(t.person, t.now).Empty())
}

func commandsOf(o *escalation.Office, person string, decides bool) []wording.Command {
	who := []audience{forEveryone}
	if o.Person(person) != nil {
		who = append(who, forKnown, forUnits)
	}
	if decides {
		who = append(who, forReviewers)
	}
	if o.IsAdmin(person) {
		who = append(who, forAdmins)
	}
	return commandsFor(who...)
}

// SetCommands sets the menus of commands: of strangers, of groups, in both languages, and of everybody who is linked. Failing is of no
// consequence: other Bot API servers know no menu.
func (b *Bot) SetCommands(ctx context.Context) {
	strangers := commandsFor(forEveryone)
	for _, m := range []struct {
		scope    string
		commands []wording.Command
	}{{scopeDefault, strangers}, {scopePrivate, strangers}, {scopeGroups, commandsInGroups()}} {
		for code, language := range map[string]escalation.Language{"": b.office().Language, "vi": escalation.Vietnamese, "en": escalation.English} {
			if !b.setMenu(ctx, scope{Type: m.scope}, code, language, m.commands) {
				return
			}
		}
	}
	links, err := b.store.Links(ctx)
	if err != nil {
		b.log.WarnContext(ctx, "a menu of commands is not set", "error", err)
		return
	}
	chosen, err := b.store.Languages(ctx)
	if err != nil {
		b.log.WarnContext(ctx, "a menu of commands is not set", "error", err)
		return
	}
	for _, p := range b.office().People {
		l, ok := links.Of(escalation.Recipient{Kind: escalation.ToPerson, ID: p.ID})
		if ok && l.Reachable && !b.menuOf(ctx, l, chosen[l.Chat]) {
			return
		}
	}
}

// menuOf sets the menu of somebody who is linked; false when it is no use to go on.
func (b *Bot) menuOf(ctx context.Context, l escalation.Link, language escalation.Language) bool {
	o := b.office()
	if language == "" {
		language = o.Language
	}
	commands := commandsOf(o, l.Recipient.ID, !o.Decides(l.Recipient.ID, b.now()).Empty())
	return b.setMenu(ctx, scope{Type: scopeChat, Chat: l.Chat}, "", language, commands)
}

// setMenu sets one menu; false when it is no use to go on: Telegram wants to be left alone, or the server knows no menus.
func (b *Bot) setMenu(ctx context.Context, s scope, code string, language escalation.Language, commands []wording.Command) bool {
	words := wording.For(language)
	var list []command
	for _, c := range commands {
		list = append(list, command{string(c), words.Command(c)})
	}
	err := b.client.setCommands(ctx, s, code, list)
	if err != nil && ctx.Err() == nil {
		b.log.WarnContext(ctx, "a menu of commands is not set", "scope", s.Type, "language", code, "error", err)
	}
	return err == nil || s.Type == scopeChat && classify(err).Outcome == escalation.SendUnreachable
}

// menusAfter has the menus of those set anew whose link or language has changed.
func (b *Bot) menusAfter(c escalation.Commit) {
	for _, l := range c.Links {
		if l.Recipient.Kind == escalation.ToPerson && l.Reachable {
			b.menuLater(l.Chat)
		}
	}
	if c.Prefer != nil {
		b.menuLater(c.Prefer.Account)
	}
}

func (b *Bot) menuLater(account int64) {
	b.later(func(ctx context.Context) {
		links, err := b.store.Links(ctx)
		if err != nil {
			b.log.WarnContext(ctx, "a menu of commands is not set", "error", err)
			return
		}
		language, err := b.store.Language(ctx, account)
		if err != nil {
			b.log.WarnContext(ctx, "a menu of commands is not set", "error", err)
			return
		}
		if l, ok := links.Of(escalation.Recipient{Kind: escalation.ToPerson, ID: links.PersonOf(account)}); ok {
			b.menuOf(ctx, l, language)
		}
	})
}
