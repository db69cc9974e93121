package escalation

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"dondoc/calendar"
)

// Planned is one step of one assignment, as `dondoc plan` shows it.
type Planned struct {
	Assignment *Assignment
	Step       Step
}

// Plan lists the steps whose moment, in the office's zone, falls on a day from `from` to `to` (both inside), if nobody acted and
// everything had been in force from the start (DESIGN 7); unit limits it to one unit's assignments, "" means all. It is ordered by
// moment, assignment, kind and level.
func Plan(o *Office, from, to calendar.Date, unit string) []Planned {
	loc := o.Calendar.Location()
	start, end := o.Calendar.Moment(from, 0).Add(-1), o.Calendar.Moment(to.AddDays(1), 0).Add(-1)
	var out []Planned
	all := Assignments(o, time.Time{}, end)
	for i := range all {
		a := &all[i]
		if unit != "" && a.Unit != unit {
			continue
		}
		for _, s := range o.Steps(a, start, end) {
			s.At = s.At.In(loc)
			out = append(out, Planned{Assignment: a, Step: s})
		}
	}
	slices.SortStableFunc(out, func(x, y Planned) int {
		return cmp.Or(x.Step.At.Compare(y.Step.At), strings.Compare(x.Assignment.Key, y.Assignment.Key),
			strings.Compare(string(x.Step.Kind), string(y.Step.Kind)), cmp.Compare(x.Step.Level, y.Step.Level))
	})
	return out
}
