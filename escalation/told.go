package escalation

import (
	"slices"

	"dondoc/calendar"
)

// Told is that a person was told of an assignment in private, by an addressee of the ladder.
type Told struct {
	Person string
	To     Addressee
}

// Heard is what a person was told of in private by one of these addressees; of assignments of Units alone, nil: of any.
type Heard struct {
	Person string
	To     []Addressee
	Units  []string
}

// wasTold reports whether the person was told of the assignment by an addressee that still leads to them: who is told may look at what
// they are told of, and loses that with the office that they were told in.
func (o *Office) wasTold(person string, a *Assignment, day calendar.Date) bool {
	return slices.ContainsFunc(a.Told, func(t Told) bool {
		return t.Person == person && slices.ContainsFunc(o.heard(person, day), func(h Heard) bool {
			return slices.Contains(h.To, t.To) && (h.Units == nil || slices.Contains(h.Units, a.Unit))
		})
	})
}

// heard says by which addressees the ladder leads to the person today, reachable or not. That of the unit itself and of its head are left
// out: they lead to who sees the unit's assignments anyway; and so is that of the admins, who see all.
func (o *Office) heard(person string, day calendar.Date) []Heard {
	named := Heard{Person: person, To: []Addressee{Addressee("person:" + person)}}
	above := Heard{Person: person, To: []Addressee{ToSupervisor}}
	for _, u := range o.UnitsOf(person) {
		if len(roles(u, person, day, RoleHead, RoleDeputy, RoleMember)) == 0 {
			continue
		}
		named.To = append(named.To, Addressee("unit:"+u.ID))
		if len(roles(u, person, day, RoleHead, RoleDeputy, "")) > 0 {
			above.Units = append(above.Units, o.below(u)...)
		}
	}
	if above.Units == nil {
		return []Heard{named}
	}
	return []Heard{named, above}
}

// below lists the ids of the units that a unit supervises.
func (o *Office) below(above *Unit) []string {
	var out []string
	for _, u := range o.Units {
		if u.Supervisor == above.ID {
			out = append(out, u.ID)
		}
	}
	return out
}

// names reports whether a ladder names an addressee, to be told or to approve.
func (o *Office) names(to Addressee) bool {
	return slices.ContainsFunc(o.Policies, func(p *Policy) bool {
		return slices.ContainsFunc(p.Escalate, func(l Level) bool { return l.ApproveBy == to || slices.Contains(l.To, to) })
	})
}
