package bot

import (
	"context"
	"hash/fnv"
	"slices"

	"dondoc/escalation"
	"dondoc/wording"
)

const (
	commandTie   = string(wording.CommandTie)
	commandUntie = string(wording.CommandUntie)

	// The verbs of buttons about ties; their number names a unit, see unitNumber.
	verbTie   verb = "ti"
	verbUntie verb = "ut"
)

// unitNumber names a unit in a button, whatever the order of the configuration is when it is pressed.
func unitNumber(id string) int64 {
	h := fnv.New32a()
	h.Write([]byte(id)) //nolint:errcheck // never fails
	return int64(h.Sum32())
}

// tieGroup ties the group, or its topic, to a unit: the only one of who asks, the one that is chosen, or any that an admin names.
func (t *turn) tieGroup(wanted string) reply {
	own := t.unitsToday()
	if wanted != "" {
		u := t.office.Unit(wanted)
		switch {
		case t.person == "" || !t.office.IsAdmin(t.person) && !slices.Contains(own, u):
			return saying(t.say(wording.TieNone))
		case u == nil:
			return saying(t.say(wording.TieUnknown, wording.Args{Text: wanted}))
		}
		own = []*escalation.Unit{u}
	}
	if len(own) == 0 {
		return saying(t.say(wording.TieNone))
	}
	if len(own) == 1 {
		return t.tieTo(own[0])
	}
	var keys []key
	for _, u := range own {
		keys = append(keys, key{shortenRunes(u.Name, buttonMost), press{verb: verbTie, number: unitNumber(u.ID)}})
	}
	return saying(t.write(t.words.Say(wording.TieWhich), inRows(keys[:min(len(keys), buttonsMost)])))
}

// buttonMost is how many characters of a unit's name a button shows.
const buttonMost = 40

// tieTo ties this place to the unit, wherever the unit was tied before. The place itself has to be free.
func (t *turn) tieTo(u *escalation.Unit) reply {
	r := escalation.Recipient{Kind: escalation.ToGroup, ID: u.ID}
	for _, l := range t.links.In(t.chat) {
		if l.Topic != t.topic {
			continue
		}
		if l.Recipient == r {
			return saying(t.say(wording.TieSame, wording.Args{Units: []*escalation.Unit{u}}))
		}
		if holder := t.office.Unit(l.Recipient.ID); holder != nil {
			return saying(t.say(wording.TieTaken, wording.Args{Units: []*escalation.Unit{holder}}))
		}
	}
	var out reply
	out.commit.Tying = &escalation.Tying{By: t.person}
	for _, l := range t.links.In(t.chat) {
		if l.Topic == t.topic { // of a unit that has left the configuration
			out.commit.Tying.Ended = append(out.commit.Tying.Ended, l.Recipient)
		}
	}
	out.commit.Links = []escalation.Link{{Recipient: r, Chat: t.chat, Topic: t.topic, Reachable: true, Changed: t.now}}
	return out
}

// pressedTie answers the buttons about ties. Who may is seen to now.
func (t *turn) pressedTie(p press) reply {
	if p.verb == verbUntie {
		return t.untied(p.number)
	}
	for _, u := range t.unitsToday() {
		if t.group && unitNumber(u.ID) == p.number {
			r := t.tieTo(u)
			if r.commit.Tying != nil {
				r.views = append(r.views, t.withoutKeys())
			}
			return r
		}
	}
	return t.alerting(wording.NotAllowed)
}

// tied is what the untying of this place would end: the account's own tie, or the unit's; false: nothing.
func (t *turn) tied() (escalation.Recipient, wording.Args, bool) {
	if t.private {
		r := escalation.Recipient{Kind: escalation.ToPerson, ID: t.person}
		return r, wording.Args{Person: t.office.Person(t.person), Units: t.unitsToday()}, t.person != ""
	}
	u := t.unit()
	if u == nil {
		return escalation.Recipient{}, wording.Args{}, false
	}
	return escalation.Recipient{Kind: escalation.ToGroup, ID: u.ID}, wording.Args{Units: []*escalation.Unit{u}}, true
}

// mayUntie reports whether the person may end the tie: their own, or that of a unit in which they have a role.
func (t *turn) mayUntie(r escalation.Recipient) bool {
	if r.Kind == escalation.ToPerson {
		return r.ID == t.person
	}
	return t.person != "" && (t.office.IsAdmin(t.person) || slices.Contains(t.unitsToday(), t.office.Unit(r.ID)))
}

// untie asks whether the tie is to end.
func (t *turn) untie() reply {
	r, args, ok := t.tied()
	switch {
	case !ok:
		return saying(t.say(wording.UntieNone))
	case !t.mayUntie(r):
		return saying(t.say(wording.NotAllowed))
	}
	keys := keyboard{{{t.words.Label(wording.Untie), press{verb: verbUntie, number: unitNumber(r.ID)}}}}
	return saying(t.write(t.words.Say(wording.UntieSure, args), keys))
}

// untied ends the tie that the button was about, if it still is the one of this place.
func (t *turn) untied(number int64) reply {
	r, _, ok := t.tied()
	switch {
	case !ok || unitNumber(r.ID) != number:
		return t.alerting(wording.Stale)
	case !t.mayUntie(r):
		return t.alerting(wording.NotAllowed)
	}
	var out reply
	out.commit.Tying = &escalation.Tying{By: t.person, Ended: []escalation.Recipient{r}}
	out.views = []view{t.withoutKeys()}
	return out
}

// tyingInGroup answers the commands about ties in a group, tied or not; false: it is another command.
func (b *Bot) tyingInGroup(_ context.Context, t *turn, name, rest string) (reply, bool) {
	switch name {
	case commandTie:
		return t.tieGroup(rest), true
	case commandUntie:
		return t.untie(), true
	case commandInvite:
		return saying(t.say(wording.PrivateOnly)), true
	}
	return reply{}, false
}
