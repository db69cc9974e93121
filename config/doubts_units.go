package config

import (
	"slices"

	"dondoc/escalation"
)

func (l *loader) doubtUnit(u *escalation.Unit, f *fields) {
	if len(u.Heads) == 0 {
		f.get("id").warn("no-head", u.ID)
	}
	l.doubtRoles(u, f)
	l.doubtSupervisor(u, f)
	if other, twice := l.unitNames[u.Name]; twice {
		f.get("name").warn("name-twice", u.Name, other)
	} else if u.Until.IsZero() { // a reorganised unit may leave its name to a successor
		l.unitNames[u.Name] = u.ID
	}
}

// doubtRoles warns of people who have two roles in one unit.
func (l *loader) doubtRoles(u *escalation.Unit, f *fields) {
	heads := stayingHeads(u)
	for _, id := range u.Deputies {
		if slices.Contains(heads, id) {
			f.get("deputies").item(id).warn("role-twice", id, "head")
		}
	}
	for _, id := range u.Members {
		switch {
		case slices.Contains(heads, id):
			f.get("members").item(id).warn("role-twice", id, "head")
		case slices.Contains(u.Deputies, id):
			f.get("members").item(id).warn("role-twice", id, "deputies")
		}
	}
	for _, a := range u.Acting {
		if slices.ContainsFunc(u.Heads, func(h escalation.Term) bool { return h.Person == a.Person && overlap(h, a) }) {
			f.get("acting").warn("acting-for-self", a.Person)
		}
	}
}

// stayingHeads are the heads whose term has no end.
func stayingHeads(u *escalation.Unit) []string {
	var heads []string
	for _, t := range u.Heads {
		if t.Until.IsZero() {
			heads = append(heads, t.Person)
		}
	}
	return heads
}

// doubtSupervisor warns of a supervisor that is the same head, or is no more.
func (l *loader) doubtSupervisor(u *escalation.Unit, f *fields) {
	above := l.built.Unit(u.Supervisor)
	if above == nil {
		return
	}
	for _, t := range u.Heads {
		if slices.ContainsFunc(above.Heads, func(a escalation.Term) bool { return a.Person == t.Person && overlap(a, t) }) {
			f.get("head").warn("same-head", t.Person, u.ID, above.ID)
			break
		}
	}
	if !above.Until.IsZero() && (u.Until.IsZero() || u.Until.After(above.Until)) {
		f.get("supervisor").warn("supervisor-ended", above.ID, above.Until)
	}
}

// item finds an item of a list by its text; the list itself when there is none.
func (v value) item(text string) value {
	for _, item := range v.list() {
		if s, _ := item.text(); s == text {
			return item
		}
	}
	return v
}
