package config

import (
	"slices"

	"dondoc/calendar"
	"dondoc/escalation"
)

// Doubts are about what can be meant and probably is not. They are raised when there is no fault, so that every reference leads somewhere.

// doubtOffice notes the doubts that concern the office as a whole.
func (l *loader) doubtOffice() {
	l.doubt(l.noAdmins)
	l.doubt(l.noWork)
	l.doubt(l.noSupervisor)
	l.doubt(l.unusedDocuments)
	l.doubt(l.unusedIndicators)
}

func (l *loader) noAdmins() {
	if len(l.office.Admins) == 0 {
		l.warn(place{file: l.files[0]}, "no-admins")
	}
}

func (l *loader) noWork() {
	if len(l.office.Tasks)+len(l.office.Reports) == 0 {
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
			if l.built.Unit(id).Supervisor == "" && !warned[id] {
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
	return slices.ContainsFunc(p.Escalate, func(level escalation.Level) bool {
		return level.ApproveBy == escalation.ToSupervisor || slices.Contains(level.To, escalation.ToSupervisor)
	})
}

// unusedDocuments warns of documents that assign nothing, unless nothing is assigned at all.
func (l *loader) unusedDocuments() {
	assign := map[string]bool{}
	for _, t := range l.office.Tasks {
		assign[t.Document] = true
	}
	for _, r := range l.office.Reports {
		assign[r.Document] = true
	}
	for _, d := range l.office.Documents {
		if len(assign) > 0 && !assign[d.ID] {
			l.warn(l.documents.places[d.ID], "unused-document", d.ID)
		}
	}
}

func (l *loader) unusedIndicators() {
	for _, i := range l.office.Indicators {
		if !l.indicators.used[i.ID] {
			l.warn(l.indicators.places[i.ID], "unused-indicator", i.ID)
		}
	}
}

// doubtDays warns of days that change nothing: a day off that is no workday anyway, a worked one that is worked anyway.
func (l *loader) doubtDays(listed map[calendar.Date]place) {
	spec := l.spec
	spec.Off, spec.Worked = nil, nil
	without := calendar.New(spec)
	for _, d := range l.spec.Off {
		if !slices.Contains(spec.Workdays, d.Date.Weekday()) {
			l.warn(listed[d.Date], "already-off", d.Date)
		}
	}
	for _, d := range l.spec.Worked {
		if without.IsWorkingDay(d.Date) {
			l.warn(listed[d.Date], "already-worked", d.Date)
		}
	}
}
