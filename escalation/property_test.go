package escalation_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dondoc/calendar"
	"dondoc/escalation"
)

// rowsOf writes what Plan says as rows.
func rowsOf(planned []escalation.Planned, zone *time.Location) []row {
	var out []row
	for _, p := range planned {
		r := row{
			at: p.Step.At.Format(time.RFC3339), key: p.Assignment.Key, unit: p.Assignment.Unit, due: "null",
			kind: string(p.Step.Kind), level: p.Step.Level, to: fmt.Sprint(p.Step.To), ask: string(p.Step.Ask),
		}
		if due := p.Assignment.Due; !due.IsZero() {
			r.due = due.Moment.In(zone).Format(time.RFC3339)
		}
		out = append(out, r)
	}
	return out
}

// sameRows fails with the first line on which two plans differ.
func sameRows(t interface{ Fatalf(string, ...any) }, want, got []row) {
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got):
			t.Fatalf("line %d is missing: %+v", i, want[i])
		case i >= len(want):
			t.Fatalf("line %d should not be: %+v", i, got[i])
		case want[i] != got[i]:
			t.Fatalf("line %d:\nwant %+v\ngot  %+v", i, want[i], got[i])
		}
	}
}

// aWindow draws two days in order.
func aWindow(t *rapid.T) (from, to calendar.Date) {
	from = aDay(t, "from", 400)
	return from, shift(from, rapid.IntRange(0, 300).Draw(t, "days"))
}

// A plan is what an independent reading of DESIGN 3 and 4 says: the same lines in the same order.
func TestPlanAgreesWithTheOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := anOffice(t)
		from, to := aWindow(t)
		sameRows(t, o.plan(from, to), rowsOf(escalation.Plan(o.office, from, to, ""), o.zone))
	})
}

// Without asking the oracle: each step is inside its rule, in working hours, not before `assigned`, there once, in order.
func TestEveryStepIsInsideItsRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := anOffice(t)
		from, to := aWindow(t)
		planned := escalation.Plan(o.office, from, to, "")
		seen := map[string]bool{}
		for i, p := range planned {
			if i > 0 && !inOrder(planned[i-1], p) {
				t.Fatalf("%v does not come after %v", p.Step, planned[i-1].Step)
			}
			for _, name := range []string{p.Step.At.String(), p.Step.Occurrence} {
				if name = fmt.Sprint(p.Assignment.Key, p.Step.Kind, p.Step.Level, "|", name); seen[name] {
					t.Fatalf("%s is there twice", name)
				} else {
					seen[name] = true
				}
			}
			if why := o.outside(p); why != "" {
				t.Fatalf("%s %s at %v: %s", p.Assignment.Key, p.Step.Name(), p.Step.At, why)
			}
			if day := dayOf(o.wall(p.Step.At)); earlier(day, from) || earlier(to, day) {
				t.Fatalf("%v is printed on %v, not from %v to %v", p.Step, day, from, to)
			}
		}
	})
}

// inOrder is the order of DESIGN 7: by instant, assignment, kind (both by bytes), level.
func inOrder(a, b escalation.Planned) bool {
	if !a.Step.At.Equal(b.Step.At) {
		return a.Step.At.Before(b.Step.At)
	}
	if a.Assignment.Key != b.Assignment.Key {
		return a.Assignment.Key < b.Assignment.Key
	}
	if a.Step.Kind != b.Step.Kind {
		return a.Step.Kind < b.Step.Kind
	}
	return a.Step.Level < b.Step.Level
}

// outside says what is wrong with a step, "" if nothing is.
func (o *oracle) outside(p escalation.Planned) string {
	s, due := p.Step, p.Assignment.Due
	switch {
	case !o.inside(s.At):
		return "outside working hours"
	case s.At.Before(p.Assignment.AssignedAt):
		return "before assigned"
	case due.IsZero() && s.Kind != escalation.KindAssigned && s.Kind != escalation.KindPrompt:
		return "needs a deadline"
	case s.Kind == escalation.KindPrompt && !s.At.After(p.Assignment.AssignedAt):
		return "not after assigned"
	case s.Kind == escalation.KindPrompt && !due.IsZero() && !s.At.Before(due.Moment):
		return "not before the deadline"
	case s.Kind == escalation.KindRemind && s.At.After(due.Moment):
		return "after the deadline"
	case (s.Kind == escalation.KindOverdue || s.Kind == escalation.KindEscalate) && s.At.Before(due.Moment):
		return "before the deadline"
	case (s.Level > 0) != (s.Kind == escalation.KindEscalate):
		return "level and kind do not agree"
	}
	return ""
}

// A plan of two halves is the plan of the whole, and one unit's plan is its part of it.
func TestPlanSplits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := anOffice(t)
		from, to := aWindow(t)
		middle := shift(from, rapid.IntRange(0, 300).Draw(t, "middle"))
		if !earlier(middle, to) {
			middle = from
		}
		whole := rowsOf(escalation.Plan(o.office, from, to, ""), o.zone)
		first := rowsOf(escalation.Plan(o.office, from, middle, ""), o.zone)
		second := rowsOf(escalation.Plan(o.office, shift(middle, 1), to, ""), o.zone)
		if earlier(middle, to) {
			sameRows(t, whole, append(first, second...))
		}
		for _, unit := range []string{"a", "b", "c"} {
			var part []row
			for _, r := range whole {
				if r.unit == unit {
					part = append(part, r)
				}
			}
			sameRows(t, part, rowsOf(escalation.Plan(o.office, from, to, unit), o.zone))
		}
	})
}

// Assignments that come into being in two spans are those of the whole, each once; Expected finds each of them as it was listed, and
// nothing that was never listed.
func TestExpectedFindsWhatAssignmentsLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := anOffice(t)
		end := o.moment(aDay(t, "end", 600), rapid.IntRange(0, 1440).Draw(t, "at"))
		middle := o.moment(aDay(t, "middle", 600), rapid.IntRange(0, 1440).Draw(t, "at"))
		all := escalation.Assignments(o.office, time.Time{}, end)
		keys := map[string]int{}
		for _, a := range all {
			keys[a.Key]++
			if got, ok := o.office.Expected(&a); !ok || !reflect.DeepEqual(got, a) {
				t.Fatalf("Expected(%s) = %+v, %v\nlisted   %+v", a.Key, got, ok, a)
			}
			strange := a
			strange.Unit = "d"
			if _, ok := o.office.Expected(&strange); ok {
				t.Fatalf("%s of a unit that owes nothing is expected", a.Key)
			}
		}
		for _, span := range [][2]time.Time{{{}, middle}, {middle, end}} {
			for _, a := range escalation.Assignments(o.office, span[0], span[1]) {
				if !a.AssignedAt.After(span[0]) || a.AssignedAt.After(span[1]) {
					t.Fatalf("%s is assigned at %v, not in %v", a.Key, a.AssignedAt, span)
				}
				keys[a.Key]--
			}
		}
		for key, n := range keys {
			if n != 0 && middle.Before(end) {
				t.Fatalf("%s is listed %d times more in the whole than in its parts", key, n)
			}
		}
	})
}
