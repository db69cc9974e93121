package bot

import (
	"context"
	"slices"
	"time"

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
	forEveryone  audience = iota
	forKnown              // persons who are linked, in private
	forUnits              // the same, and groups
	forReviewers          // who decides on something
	forRecorders          // who records papers on behalf of units
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
	case wording.CommandPaper:
		return forRecorders
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
	return commandsOf(t.office, t.person, t.now)
}

func commandsOf(o *escalation.Office, person string, now time.Time) []wording.Command {
	who := []audience{forEveryone}
	if o.Person(person) != nil {
		who = append(who, forKnown, forUnits)
	}
	if !o.Decides(person, now).Empty() {
		who = append(who, forReviewers)
	}
	if len(o.UnitsIn(o.Records(person, now))) > 0 {
		who = append(who, forRecorders)
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
	commands := commandsOf(o, l.Recipient.ID, b.now())
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
	if err == nil {
		return true
	}
	if s.Type == scopeChat && classify(err).Outcome == escalation.SendUnreachable { // who has not pressed Start has no menu yet
		return true
	}
	if ctx.Err() == nil {
		b.log.WarnContext(ctx, "a menu of commands is not set", "scope", s.Type, "language", code, "error", err)
	}
	return false
}

// menusAfter has the menus of those set anew whose link or language has changed; t knows the links from before.
func (b *Bot) menusAfter(t *turn, c escalation.Commit) {
	leave := func(r escalation.Recipient, to int64) {
		if l, _ := t.links.Of(r); r.Kind == escalation.ToPerson && l.Chat != 0 && l.Chat != to {
			b.menuLater(l.Chat)
		}
	}
	for _, l := range c.Links {
		leave(l.Recipient, l.Chat)
		if l.Recipient.Kind == escalation.ToPerson && l.Reachable {
			b.menuLater(l.Chat)
		}
	}
	if c.Tying != nil {
		for _, r := range c.Tying.Ended {
			leave(r, 0)
		}
	}
	if c.Prefer != nil {
		b.menuLater(c.Prefer.Account)
	}
}

// Reloaded has the menus follow another configuration, the one that is in force now: of accounts that another person has, or nobody, and
// of people whose roles have changed. Before is the configuration until then, ties are those of before it was followed; another process may
// have followed it first.
func (b *Bot) Reloaded(before *escalation.Office, ties escalation.Links) {
	b.later(func(ctx context.Context) {
		if err := b.menusFollow(ctx, before, ties); err != nil && ctx.Err() == nil {
			b.log.WarnContext(ctx, "a menu of commands is not set", "error", err)
		}
	})
}

func (b *Bot) menusFollow(ctx context.Context, before *escalation.Office, ties escalation.Links) error {
	o, now := b.office(), b.now()
	links, err := b.store.Links(ctx)
	if err != nil {
		return err
	}
	if before.Language != o.Language {
		b.SetCommands(ctx)
	}
	was, is := escalation.NewLinks(before.Links()), escalation.NewLinks(o.Links())
	for _, account := range accountsIn(slices.Concat(before.People, o.People), ties, links, was, is) {
		p := links.PersonOf(account)
		if before == o && p != "" { // a start sets the menus of all who are linked by itself
			continue
		}
		same := p == ties.PersonOf(account) && was.PersonOf(account) == is.PersonOf(account)
		if same && slices.Equal(commandsOf(before, p, now), commandsOf(o, p, now)) {
			continue
		}
		err := b.menuFollows(ctx, account)
		if refused := classify(err); refused != nil && refused.Outcome != escalation.SendUnreachable {
			return err
		}
	}
	return nil
}

// accountsIn lists the accounts that one of these ties gives to one of these people, each once.
func accountsIn(people []*escalation.Person, ties ...escalation.Links) []int64 {
	var out []int64
	for _, p := range people {
		for _, by := range ties {
			if l, ok := by.Of(escalation.Recipient{Kind: escalation.ToPerson, ID: p.ID}); ok {
				out = append(out, l.Chat)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// menuLater sets the menu of an account when there is time.
func (b *Bot) menuLater(account int64) {
	b.later(func(ctx context.Context) {
		if err := b.menuFollows(ctx, account); err != nil && ctx.Err() == nil {
			b.log.WarnContext(ctx, "a menu of commands is not set", "error", err)
		}
	})
}

// menuFollows sets the menu of an account as it is linked now; one that is linked no more has the menu of strangers again.
func (b *Bot) menuFollows(ctx context.Context, account int64) error {
	links, err := b.store.Links(ctx)
	if err != nil {
		return err
	}
	l, ok := links.Of(escalation.Recipient{Kind: escalation.ToPerson, ID: links.PersonOf(account)})
	if !ok {
		return b.client.dropCommands(ctx, scope{Type: scopeChat, Chat: account})
	}
	language, err := b.store.Language(ctx, account)
	if err != nil {
		return err
	}
	b.menuOf(ctx, l, language)
	return nil
}
