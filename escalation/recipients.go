package escalation

import (
	"slices"
	"time"

	"dondoc/calendar"
)

// Hearing is one recipient of a step, and by which addressee of the policy.
type Hearing struct {
	Recipient Recipient
	To        Addressee
	// InsteadOf is the id of the head for whom this deputy hears it.
	InsteadOf string
}

// Unreached is a head who could not be told: the supervisor of Unit and the admins hear of it (DESIGN 5).
type Unreached struct {
	Unit, Person string
}

// Recipients says who hears a step on a day, and which heads cannot be reached (DESIGN 5). Who would hear it twice hears it once.
func (o *Office) Recipients(links Links, a *Assignment, to []Addressee, day calendar.Date) ([]Hearing, []Unreached) {
	h := &hearers{office: o, links: links, day: day}
	for _, t := range to {
		h.addressee(a, t)
	}
	return h.list, h.unreached
}

type hearers struct {
	office    *Office
	links     Links
	day       calendar.Date
	to        Addressee
	list      []Hearing
	unreached []Unreached
}

func (h *hearers) addressee(a *Assignment, to Addressee) {
	h.to = to
	owner := h.office.Unit(a.Unit)
	kind, id := to.Split()
	switch {
	case to == ToUnit:
		h.unit(owner)
	case to == ToHead:
		h.head(owner)
	case to == ToSupervisor:
		h.supervisor(owner)
	case kind == "unit" && id == a.Unit:
		h.nextUp(owner)
	case kind == "unit":
		h.unitAndHead(h.office.Unit(id))
	case kind == "person":
		h.person(id, "")
	default:
		h.admins()
	}
}

func (h *hearers) add(r Recipient, insteadOf string) {
	if !slices.ContainsFunc(h.list, func(x Hearing) bool { return x.Recipient == r }) {
		h.list = append(h.list, Hearing{Recipient: r, To: h.to, InsteadOf: insteadOf})
	}
}

func (h *hearers) person(id, insteadOf string) { h.add(Recipient{ToPerson, id}, insteadOf) }

func (h *hearers) reaches(person string) bool { return h.links.Reaches(Recipient{ToPerson, person}) }

func (h *hearers) admins() {
	for _, p := range h.office.Admins {
		h.person(p, "")
	}
}

// unit is told in its group; without one, each linked member and deputy; the head if nobody else is reachable. When nobody is, the
// group stays the recipient, so that the notice ends as a dead letter and not as nothing.
func (h *hearers) unit(u *Unit) {
	if u == nil {
		h.admins()
		return
	}
	group := Recipient{ToGroup, u.ID}
	if h.links.Reaches(group) {
		h.add(group, "")
		return
	}
	found := false
	for _, p := range slices.Concat(u.Deputies, u.Members) {
		if h.reaches(p) {
			h.person(p, "")
			found = true
		}
	}
	if head := u.HeadOn(h.day); !found && h.reaches(head) {
		h.person(head, "")
	} else if !found {
		h.add(group, "")
	}
}

// head is told in private; one who cannot be reached is replaced by the deputies, and that is noted. When no deputy can be reached
// either, the head stays the recipient, so that the notice ends as a dead letter.
func (h *hearers) head(u *Unit) {
	if u == nil {
		h.admins()
		return
	}
	head := u.HeadOn(h.day)
	if h.reaches(head) {
		h.person(head, "")
		return
	}
	h.unreached = append(h.unreached, Unreached{Unit: u.ID, Person: head})
	found := false
	for _, p := range u.Deputies {
		if h.reaches(p) {
			h.person(p, head)
			found = true
		}
	}
	if !found && head != "" {
		h.person(head, "")
	}
}

func (h *hearers) supervisor(u *Unit) {
	if u == nil || h.office.Unit(u.Supervisor) == nil {
		h.admins()
		return
	}
	h.head(h.office.Unit(u.Supervisor))
}

// nextUp replaces a recipient that is the unit itself.
func (h *hearers) nextUp(u *Unit) {
	if u == nil || h.office.Unit(u.Supervisor) == nil {
		h.admins()
		return
	}
	h.to = Addressee("unit:" + u.Supervisor)
	h.unitAndHead(h.office.Unit(u.Supervisor))
}

func (h *hearers) unitAndHead(u *Unit) {
	h.unit(u)
	if u != nil {
		h.head(u)
	}
}

// approves reports whether the person may let a held level of the assignment be sent: the head of the unit that approve_by names.
func (o *Office) approves(person string, a *Assignment, day calendar.Date) bool {
	return slices.ContainsFunc(a.Holding(), func(level int) bool { return o.approvesLevel(person, a, level, day) })
}

// approvesLevel reports the same for one level: each may wait for somebody else.
func (o *Office) approvesLevel(person string, a *Assignment, level int, day calendar.Date) bool {
	p := o.policyOf(a)
	return p != nil && level >= 1 && level <= len(p.Escalate) && slices.Contains(o.approvers(a, p.Escalate[level-1].ApproveBy, day), person)
}

// HeldFor is the first level of the ladder that waits for the approval of this person; 0: none does.
func (o *Office) HeldFor(person string, a *Assignment, now time.Time) int {
	day := calendar.DateOf(now.In(o.Calendar.Location()))
	held := a.Holding()
	if i := slices.IndexFunc(held, func(level int) bool { return o.approvesLevel(person, a, level, day) }); i >= 0 {
		return held[i]
	}
	return 0
}

// approvers lists the persons whose approval counts: the head of that unit, or who was named; where that office is vacant, the head of
// the next unit up, at last the admins.
func (o *Office) approvers(a *Assignment, by Addressee, day calendar.Date) []string {
	kind, id := by.Split()
	unit := o.Unit(a.Unit)
	switch {
	case kind == "person":
		return []string{id}
	case by == ToAdmins || unit == nil:
		return o.Admins
	case by == ToSupervisor:
		unit = o.Unit(unit.Supervisor)
	case kind == "unit" && id != "":
		unit = o.Unit(id)
	}
	for unit != nil {
		if head := unit.HeadOn(day); head != "" {
			return []string{head}
		}
		unit = o.Unit(unit.Supervisor)
	}
	return o.Admins
}
