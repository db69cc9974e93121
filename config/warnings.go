package config

import (
	"slices"

	"dondoc/escalation"
)

// doubts notes the warnings that concern the office as a whole.
func (l *loader) doubts() {
	l.last(func() {
		l.noAdmins()
		l.noWork()
		l.noSupervisor()
	})
}

func (l *loader) noAdmins() {
	if len(l.office.Admins) == 0 {
		l.warn(place{file: l.files[0]}, "no-admins")
	}
}

func (l *loader) noWork() {
	if len(l.tasks.places)+len(l.reports.places) == 0 {
		l.warn(place{file: l.files[0]}, "no-work")
	}
}

// noSupervisor warns of units without a supervisor that owe something under a ladder which names it.
func (l *loader) noSupervisor() {
	warned := map[string]bool{}
	check := func(units []string, policy string) {
		if !climbs(l.built.Policy(policy)) {
			return
		}
		for _, id := range units {
			if u := l.built.Unit(id); u != nil && u.Supervisor == "" && !warned[id] {
				warned[id] = true
				l.warn(l.units.places[id], "no-supervisor", id, policy)
			}
		}
	}
	for _, t := range l.office.Tasks {
		check(t.Lead, t.Policy)
	}
	for _, r := range l.office.Reports {
		check(r.From, r.Policy)
	}
}

// climbs reports whether a policy's ladder needs the supervisor.
func climbs(p *escalation.Policy) bool {
	return p != nil && slices.ContainsFunc(p.Escalate, func(level escalation.Level) bool {
		return level.ApproveBy == escalation.ToSupervisor || slices.Contains(level.To, escalation.ToSupervisor)
	})
}
