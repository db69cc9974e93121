package escalation

import (
	"slices"
	"time"

	"dondoc/calendar"
)

// Scope is what concerns one person: assignments of Units, those that Reviewers review, those of which a level waits as Holds
// says, and those that the person was told of as Heard says. Any of them is enough. Without anything in it, it holds nothing.
type Scope struct {
	Units []string
	// Reviewers are reviewing units; "" stands for the admins.
	Reviewers []string
	Holds     []Hold
	Heard     []Heard
}

// Hold is a level that waits for approval: of an assignment of one of these sources (task or report ids) and units.
type Hold struct {
	Level          int
	Sources, Units []string
}

// Empty reports that nothing can be in the scope.
func (s *Scope) Empty() bool {
	return len(s.Units) == 0 && len(s.Reviewers) == 0 && len(s.Holds) == 0 && len(s.Heard) == 0
}

// Sees is what the person may see on the day of now (ActView); nil: everything.
func (o *Office) Sees(person string, now time.Time) *Scope {
	if o.IsAdmin(person) {
		return nil
	}
	day := calendar.DateOf(now.In(o.Calendar.Location()))
	s := &Scope{Holds: o.holdsFor(person, day), Heard: o.heard(person, day)}
	for _, u := range o.Units {
		if len(roles(u, person, day, RoleHead, RoleDeputy, RoleMember)) > 0 {
			s.Units, s.Reviewers = append(s.Units, u.ID), append(s.Reviewers, u.ID)
			continue
		}
		if above := o.Unit(u.Supervisor); above != nil && above.HeadOn(day) == person {
			s.Units = append(s.Units, u.ID)
		}
	}
	return s
}

// Decides is what the person decides on, on the day of now: the submissions and extensions of what their units review, and levels that
// wait for their approval.
func (o *Office) Decides(person string, now time.Time) *Scope {
	day := calendar.DateOf(now.In(o.Calendar.Location()))
	s := &Scope{Holds: o.holdsFor(person, day)}
	for _, u := range o.Units {
		if len(roles(u, person, day, RoleHead, RoleDeputy, "")) > 0 {
			s.Reviewers = append(s.Reviewers, u.ID)
		}
	}
	if o.IsAdmin(person) {
		s.Reviewers = append(s.Reviewers, "")
	}
	return s
}

// Records is what the person may record a paper for, on the day of now (ActRecordPaper): what their units review.
func (o *Office) Records(person string, now time.Time) *Scope {
	day := calendar.DateOf(now.In(o.Calendar.Location()))
	s := &Scope{}
	for _, u := range o.UnitsOf(person) {
		if len(roles(u, person, day, RoleReviewHead, RoleReviewDeputy, RoleReviewMember)) > 0 {
			s.Reviewers = append(s.Reviewers, u.ID)
		}
	}
	if o.IsAdmin(person) {
		s.Reviewers = append(s.Reviewers, "")
	}
	return s
}

// holdsFor lists where the person's approval is waited for, when something is held.
func (o *Office) holdsFor(person string, day calendar.Date) []Hold {
	var out []Hold
	for _, p := range o.Policies {
		for i, l := range p.Escalate {
			if l.ApproveBy == "" {
				continue
			}
			h := Hold{Level: i + 1}
			for _, u := range o.Units {
				if slices.Contains(o.approvers(&Assignment{Unit: u.ID}, l.ApproveBy, day), person) {
					h.Units = append(h.Units, u.ID)
				}
			}
			if len(h.Units) == 0 {
				continue
			}
			if h.Sources = o.sourcesUnder(p.ID); len(h.Sources) > 0 {
				out = append(out, h)
			}
		}
	}
	return out
}

// sourcesUnder lists the tasks and reports that follow a policy.
func (o *Office) sourcesUnder(policy string) []string {
	var out []string
	for _, t := range o.Tasks {
		if t.Policy == policy {
			out = append(out, t.ID)
		}
	}
	for _, r := range o.Reports {
		if r.Policy == policy {
			out = append(out, r.ID)
		}
	}
	return out
}

// UnitsIn lists the units that owe something in a scope, in the configuration's order; nil stands for everything. Those that the person
// may have been told of count when a ladder names who they are.
func (o *Office) UnitsIn(s *Scope) []*Unit {
	owing := map[string]bool{}
	note := func(w *Work, units []string) {
		for _, id := range units {
			reviewer := w.Review
			if u := o.Unit(id); reviewer == "" && u != nil {
				reviewer = u.Supervisor
			}
			owing[id] = owing[id] || s == nil || slices.Contains(s.Units, id) || slices.Contains(s.Reviewers, reviewer)
		}
	}
	for _, t := range o.Tasks {
		note(&t.Work, t.Lead)
	}
	for _, r := range o.Reports {
		note(&r.Work, r.From)
	}
	for _, h := range s.holds() {
		for _, id := range h.Units {
			owing[id] = true
		}
	}
	o.owingTo(s, owing)
	return slices.DeleteFunc(slices.Clone(o.Units), func(u *Unit) bool { return !owing[u.ID] })
}

// owingTo marks the units that owe something of which a ladder may have told the person of a scope.
func (o *Office) owingTo(s *Scope, owing map[string]bool) {
	if s == nil {
		return
	}
	for _, h := range s.Heard {
		if !slices.ContainsFunc(h.To, o.names) {
			continue
		}
		for id, is := range owing {
			owing[id] = is || h.Units == nil || slices.Contains(h.Units, id)
		}
	}
}

func (s *Scope) holds() []Hold {
	if s == nil {
		return nil
	}
	return s.Holds
}

// Holding lists the levels that wait for approval, each once.
func (a *Assignment) Holding() []int {
	var out []int
	for _, h := range a.Held {
		if !h.Released && !slices.Contains(out, h.Level) {
			out = append(out, h.Level)
		}
	}
	return out
}
