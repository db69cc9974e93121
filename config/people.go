package config

import (
	"errors"
	"math"
	"net/mail"
	"slices"

	"dondoc/escalation"
)

func (l *loader) person(id string, f *fields) {
	p := &escalation.Person{ID: id, Name: f.text("name"), Title: f.text("title")}
	telegram := f.get("telegram")
	p.Telegram, _ = telegram.integer("bad-telegram", 1, math.MaxInt64)
	p.Email, _ = parsed(f.get("email"), "bad-email", email)
	l.office.People = append(l.office.People, p)
	if other, twice := l.accounts[p.Telegram]; twice {
		telegram.fault("telegram-twice", p.Telegram, other)
	} else if p.Telegram != 0 {
		l.accounts[p.Telegram] = id
	}
	l.doubt(func() {
		if !l.people.used[id] {
			f.get("id").warn("unused-person", id)
		}
	})
}

func email(s string) (string, error) {
	address, err := mail.ParseAddress(s)
	if err != nil {
		return "", err
	}
	if address.Address != s {
		return "", errors.New("more than an address")
	}
	return s, nil
}

func (l *loader) unit(id string, f *fields) {
	u := &escalation.Unit{
		ID: id, Name: f.text("name"),
		Deputies: f.get("deputies").references(l.people),
		Members:  f.get("members").references(l.people),
	}
	acting, head := f.get("acting"), f.get("head")
	var sure bool
	u.Acting, _ = l.terms(acting)
	if u.Heads, sure = l.terms(head); sure {
		noGap(head, u)
	}
	l.supervisor(u, f.get("supervisor"))
	l.chat(u, f)
	l.reorganised(u, f)
	l.office.Units = append(l.office.Units, u)
	l.doubt(func() { l.doubtUnit(u, f) })
}

// telegramChat is a Telegram group, or a topic of it.
type telegramChat struct{ id, topic int64 }

func (l *loader) chat(u *escalation.Unit, f *fields) {
	chat, topic := f.get("chat"), f.get("topic")
	u.Chat, _ = chat.integer("bad-chat", math.MinInt64, -1)
	u.Topic, _ = topic.integer("bad-topic", 1, math.MaxInt32)
	if u.Chat == 0 || topic.present() && u.Topic == 0 {
		return
	}
	at := telegramChat{u.Chat, u.Topic}
	if other, twice := l.chats[at]; twice {
		chat.fault("chat-twice", other)
		return
	}
	l.chats[at] = u.ID
}

func (l *loader) reorganised(u *escalation.Unit, f *fields) {
	u.Until, _ = f.get("until").date()
	successors := f.get("successors")
	successors.unitList(&u.Successors)
	l.later(func() {
		for _, id := range u.Successors {
			switch next := l.built.Unit(id); {
			case id == u.ID:
				successors.item(id).fault("own-successor", id)
			case next != nil && !next.Until.IsZero() && !u.Until.IsZero() && !next.Until.After(u.Until):
				successors.item(id).fault("successor-ended", id, next.Until, u.Until)
			}
		}
	})
}

// supervisor reads the unit above, and reports a circle at the first unit of it.
func (l *loader) supervisor(u *escalation.Unit, v value) {
	u.Supervisor = v.reference(l.units)
	l.later(func() {
		switch circle := l.circle(u); {
		case len(circle) == 1:
			v.fault("own-supervisor", u.ID)
		case len(circle) > 1 && circle[0] == slices.Min(circle):
			v.fault("supervisor-circle", append(circle, u.ID))
		}
	})
}

// circle follows the supervisors from a unit back to it; nil when they do not lead there.
func (l *loader) circle(u *escalation.Unit) route {
	way := route{u.ID}
	for at := u; at != nil && at.Supervisor != "" && len(way) <= len(l.office.Units); {
		if at.Supervisor == u.ID {
			return way
		}
		way = append(way, at.Supervisor)
		at = l.built.Unit(at.Supervisor)
	}
	return nil
}

// terms reads a person, or terms of office: from and until are inside, an open end is open. It is sure of them when all could be read.
func (l *loader) terms(v value) (terms []escalation.Term, sure bool) {
	if v.isScalar() {
		return []escalation.Term{{Person: v.reference(l.people)}}, true
	}
	if v.isEmptyList() {
		v.fault("no-terms")
	}
	sure = true
	var places []value
	each(v, v.key.of, func(f *fields) {
		t, ok := l.term(f)
		terms, places = append(terms, t), append(places, f.value)
		f.end(func() { sure = sure && ok && len(f.meant) == 0 })
	})
	for i, t := range terms {
		earlier := slices.IndexFunc(terms[:i], func(other escalation.Term) bool { return overlap(t, other) })
		if sure && earlier >= 0 {
			places[i].fault("terms-overlap", t.Person, terms[earlier].Person)
		}
	}
	return terms, sure
}

func (l *loader) term(f *fields) (t escalation.Term, ok bool) {
	from, until := f.get("from"), f.get("until")
	t.Person = f.get("person").reference(l.people)
	t.From, _ = from.date()
	t.Until, _ = until.date()
	if notBefore(until, "until-before-from", t.Until, t.From) {
		return t, false
	}
	return t, t.Person != "" && from.present() != t.From.IsZero() && until.present() != t.Until.IsZero()
}

func overlap(a, b escalation.Term) bool {
	return !endsBefore(a, b) && !endsBefore(b, a)
}

func endsBefore(a, b escalation.Term) bool {
	return !a.Until.IsZero() && !b.From.IsZero() && a.Until.Before(b.From)
}

// noGap reports days between two heads on which nobody answers for the unit.
func noGap(v value, u *escalation.Unit) {
	for _, t := range u.Heads {
		day := t.Until.AddDays(1)
		if t.Until.IsZero() || u.HeadOn(day) != "" {
			continue
		}
		comesLater := func(next escalation.Term) bool { return next.From.After(day) }
		if slices.ContainsFunc(u.Heads, comesLater) {
			v.fault("terms-gap", u.ID, day)
		}
	}
}

// group reads `groups`: units by the name that stands for them.
func (l *loader) group(v value) {
	groups, ok := v.entries()
	l.groups.unsure = l.groups.unsure || !ok
	for _, g := range groups {
		if g.value.isNull() {
			g.value.fault("no-value", g.name)
			continue
		}
		l.groups.add(g.key, g.name)
		var units []string
		items := g.value.list()
		for _, item := range items {
			if id, ok := item.word(); ok && !slices.Contains(units, id) {
				units = append(units, id)
			}
			l.later(func() { l.groupMember(item) })
		}
		if g.value.isEmptyList() {
			g.value.fault("empty-group", g.name)
		}
		l.members[g.name] = units
		l.later(func() {
			if l.units.has(g.name) {
				g.key.fault("group-is-unit", g.name, l.units.places[g.name])
			}
		})
		l.doubt(func() {
			if !l.groups.used[g.name] {
				g.key.warn("unused-group", g.name)
			}
		})
	}
}

func (l *loader) groupMember(v value) {
	name, _ := v.word()
	if !l.units.has(name) && l.groups.has(name) {
		v.fault("group-in-group", name)
		return
	}
	l.units.check(v, name)
}
