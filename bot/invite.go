package bot

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
	"time"

	"dondoc/escalation"
	"dondoc/wording"
)

const (
	commandInvite = string(wording.CommandInvite)
	// codeBytes is how random a code is.
	codeBytes = 16
	// invitesMost is how many links one command makes: with what stands around them they are one message.
	invitesMost = 8
)

// codeShape is what Telegram lets a deep link carry.
var codeShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// NewCode makes the code of an invitation: 128 random bits in letters that a deep link takes. It stands nowhere but in the link.
func NewCode() string {
	raw := make([]byte, codeBytes)
	rand.Read(raw) //nolint:errcheck // never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

// StartLink is the link that opens the bot's chat with a code; the name is the bot's, without @.
func StartLink(name, code string) string { return "https://t.me/" + name + "?start=" + code }

// invited answers Start with a code: the account is tied to the person that the code was made for, or it says why not. It is only for
// private chats.
func (b *Bot) invited(ctx context.Context, t *turn, code string) (reply, error) {
	guesses, err := b.store.Guesses(ctx, t.account)
	if err != nil {
		return reply{}, err
	}
	if until, paused := guesses.Paused(t.now); paused {
		return saying(t.say(wording.StartPaused, wording.Args{At: t.local(until)})), nil
	}
	var invite escalation.Invite
	err = escalation.ErrNotFound
	if codeShape.MatchString(code) {
		invite, err = b.store.Invite(ctx, escalation.CodeHash(code))
	}
	if errors.Is(err, escalation.ErrNotFound) {
		return t.guessed(guesses.Next(t.now)), nil
	}
	if err != nil {
		return reply{}, err
	}
	return t.welcomed(invite), nil
}

// guessed counts a wrong code. With the last one that is allowed the account has to pause, and the admins are told.
func (t *turn) guessed(g escalation.Guesses) reply {
	left := escalation.GuessesAllowed - g.Wrong
	r := saying(t.say(wording.StartWrong, wording.Args{Number: int64(left)}))
	r.commit.Tying = &escalation.Tying{By: escalation.System, Guesses: &g}
	if until, paused := g.Paused(t.now); paused {
		r.views = []view{fixed(t.say(wording.StartPaused, wording.Args{At: t.local(until)}))}
		r.commit.Tying.Notices = escalation.GuessNotices(t.office, g)
	}
	return r
}

// welcomed ties the account, and greets it by the notice that comes of that; or it says why it does not.
func (t *turn) welcomed(i escalation.Invite) reply {
	person := t.office.Person(i.Person)
	open := i.Used.IsZero() && !i.Expired(t.now) && person != nil
	switch {
	case t.person != "" && t.person == i.Person:
		r := saying(t.say(wording.StartSame, wording.Args{Person: person, Units: t.unitsToday()}))
		if open {
			r.commit.Tying = &escalation.Tying{By: t.person, Used: i.Hash, Account: t.account}
		}
		return r
	case !i.Used.IsZero():
		return saying(t.say(wording.StartUsed))
	case !open:
		return saying(t.say(wording.StartExpired))
	case t.person != "":
		return saying(t.say(wording.StartForeign, wording.Args{Person: t.office.Person(t.person), Units: t.unitsToday()}))
	}
	var r reply
	r.commit.Tying = &escalation.Tying{By: i.Person, Used: i.Hash, Account: t.account}
	r.commit.Links = []escalation.Link{{
		Recipient: escalation.Recipient{Kind: escalation.ToPerson, ID: i.Person}, Chat: t.account, Reachable: true, Changed: t.now,
	}}
	if gone := t.links.PersonOf(t.account); gone != "" && gone != i.Person { // somebody who has left the configuration
		r.commit.Tying.Ended = []escalation.Recipient{{Kind: escalation.ToPerson, ID: gone}}
	}
	return r
}

// invite makes links for the people whom an admin names, and without a name lists those who have no account yet.
func (b *Bot) invite(t *turn, rest string) reply {
	switch {
	case !t.office.IsAdmin(t.person):
		return saying(t.say(wording.UnknownCommand))
	case rest == "":
		return saying(t.say(wording.InviteHelp, wording.Args{Text: t.unlinked()}))
	}
	people, unknown := t.named(rest)
	switch {
	case unknown != "":
		return saying(t.say(wording.InviteUnknown, wording.Args{Text: unknown}))
	case len(people) > invitesMost:
		return saying(t.say(wording.InviteTooMany, wording.Args{Max: invitesMost}))
	}
	var r reply
	r.commit.Tying = &escalation.Tying{By: t.person}
	expires := t.local(t.now).AddDate(0, 0, escalation.InviteFor)
	for _, p := range people {
		code := NewCode()
		r.commit.Tying.Issued = append(r.commit.Tying.Issued, escalation.Invite{
			Hash: escalation.CodeHash(code), Person: p.ID, By: t.person, Created: t.now, Expires: expires,
		})
		r.views = append(r.views, fixed(t.say(wording.InviteMade, t.inviteArgs(p, code, expires))))
	}
	return r
}

func (t *turn) inviteArgs(p *escalation.Person, code string, expires time.Time) wording.Args {
	a := wording.Args{
		Person: p, Units: t.office.UnitsOn(p.ID, t.today()), Text: StartLink(t.me.Username, code), At: t.local(expires),
	}
	if _, tied := t.links.Of(escalation.Recipient{Kind: escalation.ToPerson, ID: p.ID}); tied {
		a.Number = 1
	}
	return a
}

// unlinked lists who has no account yet, by id and name.
func (t *turn) unlinked() string {
	var out []string
	for _, p := range t.office.People {
		if _, tied := t.links.Of(escalation.Recipient{Kind: escalation.ToPerson, ID: p.ID}); !tied {
			out = append(out, p.ID+" – "+p.Name)
		}
	}
	return strings.Join(out, "\n")
}

// named finds people by their ids, or one by name; unknown is what nobody is called.
func (t *turn) named(text string) (people []*escalation.Person, unknown string) {
	for _, p := range t.office.People {
		if strings.EqualFold(typed(p.Name), typed(text)) {
			people = append(people, p)
		}
	}
	if len(people) == 1 {
		return people, ""
	}
	people = nil
	seen := map[string]bool{}
	for _, id := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		p := t.office.Person(id)
		if p == nil {
			return nil, text
		}
		if !seen[id] {
			people, seen[id] = append(people, p), true
		}
	}
	if len(people) == 0 {
		return nil, text
	}
	return people, ""
}
