package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dondoc/escalation"
)

func keysOf(list []escalation.Assignment) string {
	text := ""
	for _, a := range list {
		text += a.Unit + " "
	}
	return text
}

// stored creates assignments of units a, b, c, … and lets the test shape each first.
func stored(t *testing.T, s *Store, epoch int64, shape ...func(*escalation.Assignment)) {
	t.Helper()
	for i, f := range shape {
		a := task(string(rune('a' + i)))
		f(&a)
		kept(t, s, epoch, a)
	}
}

func TestDueListsWhatHasComeTheEarliestFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		next := func(d time.Duration, state escalation.State) func(*escalation.Assignment) {
			return func(a *escalation.Assignment) { a.NextAt, a.State = at.Add(d), state }
		}
		stored(t, s, epoch, next(0, "assigned"), next(time.Millisecond, "assigned"), next(-time.Hour, "returned"), next(0, "accepted"),
			next(-time.Hour, "completed"), next(-time.Hour, "withdrawn"), next(-time.Minute, "submitted"),
			func(a *escalation.Assignment) { a.NextAt = time.Time{} })
		equal(t, "due", keysOf(get(s.Due(t.Context(), at, 10))(t)), "c g a d ")
		equal(t, "the first two", keysOf(get(s.Due(t.Context(), at, 2))(t)), "c g ")
		equal(t, "too early", len(get(s.Due(t.Context(), at.Add(-2*time.Hour), 10))(t)), 0)
	})
}

func TestTheNextDueMomentIsAStepOrANotice(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		if _, any, err := s.NextDue(t.Context()); any || err != nil {
			t.Fatalf("on an empty database: %v, %v", any, err)
		}
		epoch := leading(t, s)
		expect := func(want time.Time) {
			t.Helper()
			got, any, err := s.NextDue(t.Context())
			if !any || err != nil || !got.Equal(want) {
				t.Errorf("got %v, %v, %v, want %v", got, any, err, want)
			}
		}
		a := task("a")
		a.NextAt = time.Time{}
		n := notice(a, escalation.KindRemind, "7d", person("an"))
		n.Due = at.Add(3 * time.Hour)
		kept(t, s, epoch, a, n)
		expect(at.Add(3 * time.Hour))
		b := task("b")
		b.NextAt = at.Add(2 * time.Hour)
		kept(t, s, epoch, b)
		expect(at.Add(2 * time.Hour))
		c := task("c")
		c.State, c.NextAt = escalation.Completed, at
		kept(t, s, epoch, c)
		expect(at.Add(2 * time.Hour))
	})
}

func TestTheFirstStartIsKeptForGood(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		for _, now := range []time.Time{at, at.Add(time.Hour), at.Add(-time.Hour)} {
			if got := get(s.FirstStart(t.Context(), now))(t); !got.Equal(at) {
				t.Errorf("got %v", got)
			}
		}
	})
}

func TestAnotherConfigurationMakesOpenAssignmentsDue(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		later := at.AddDate(0, 1, 0)
		under := func(hash string, state escalation.State) func(*escalation.Assignment) {
			return func(a *escalation.Assignment) { a.ConfigHash, a.State, a.NextAt = hash, state, later }
		}
		stored(t, s, epoch, under("h1", "assigned"), under("h2", "assigned"), under("h3", "accepted"), under("h1", "completed"),
			under("h1", "suspended"))
		equal(t, "marked", get(s.MarkStale(t.Context(), epoch, "h2"))(t), 3)
		equal(t, "due", keysOf(get(s.Due(t.Context(), at, 10))(t)), "a c e ")
		equal(t, "marked again", get(s.MarkStale(t.Context(), epoch, "h2"))(t), 0)

		// A change that was decided under the old configuration, just before it was replaced, comes in late.
		a := get(s.Assignment(t.Context(), "ke-hoach/a"))(t)
		a.ConfigHash, a.NextAt = "h1", later
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{{Assignment: a}}))
		equal(t, "marked late", get(s.MarkStale(t.Context(), epoch, "h2"))(t), 1)
	})
}

func TestWhatIsToBeLookedAtStaysSoUntilATickHasDecided(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		later := at.AddDate(0, 1, 0)
		stored(t, s, epoch, func(a *escalation.Assignment) { a.NextAt = later })
		equal(t, "marked", get(s.MarkStale(t.Context(), epoch, "h2"))(t), 1)
		read := func() escalation.Assignment { return get(s.Assignment(t.Context(), "ke-hoach/a"))(t) }
		equal(t, "its next step", read().NextAt, later)

		ok(t, s.Commit(t.Context(), escalation.Commit{At: at, Changes: []escalation.Change{{Assignment: read()}}}))
		equal(t, "after somebody acted", keysOf(get(s.Due(t.Context(), at, 9))(t)), "a ")
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{{Assignment: read(), Rerouted: []int64{1}}}))
		equal(t, "after a fallback", keysOf(get(s.Due(t.Context(), at, 9))(t)), "a ")
		if next, _, err := s.NextDue(t.Context()); err != nil || next.After(at) {
			t.Errorf("next due: %v, %v", next, err)
		}
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{{Assignment: read()}}))
		equal(t, "after a tick", keysOf(get(s.Due(t.Context(), at, 9))(t)), "")
		ok(t, s.Commit(t.Context(), escalation.Commit{At: at, Changes: []escalation.Change{{Assignment: read()}}}))
		equal(t, "after another act", keysOf(get(s.Due(t.Context(), at, 9))(t)), "")
	})
}

func TestManyAssignmentsOfAnotherConfigurationAreMarkedInBatches(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		var changes []escalation.Change
		for i := range 2*staleBatch + 3 {
			changes = append(changes, creation(task(fmt.Sprint(i))))
		}
		ok(t, s.Apply(t.Context(), epoch, changes))
		equal(t, "marked", get(s.MarkStale(t.Context(), epoch, "h0"))(t), int64(len(changes)))
	})
}

func TestAListIsFilteredOrderedAndPaged(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		due := func(days int, state escalation.State) func(*escalation.Assignment) {
			return func(a *escalation.Assignment) {
				a.Due.Moment, a.State = at.AddDate(0, 0, days), state
				if days == 0 {
					a.Due = escalation.Deadline{}
				}
			}
		}
		stored(t, s, epoch, due(0, "assigned"), due(9, "assigned"), due(3, "completed"), due(-2, "submitted"), due(3, "assigned"),
			func(a *escalation.Assignment) { a.Extended.Moment = at.AddDate(0, 0, 20) })
		for _, c := range []struct {
			name          string
			filter        escalation.Filter
			limit, offset int
			want          string
			total         int
		}{
			{"all", escalation.Filter{}, 10, 0, "d c e b f a ", 6},
			{"a page", escalation.Filter{}, 2, 3, "b f ", 6},
			{"past the end", escalation.Filter{}, 2, 6, "", 6},
			{"open", escalation.Filter{Open: true}, 10, 0, "d e b f a ", 5},
			{"of units", escalation.Filter{Units: []string{"b", "a", "x"}}, 10, 0, "b a ", 2},
			{"of no unit", escalation.Filter{Units: []string{}}, 10, 0, "", 0},
			{"by state", escalation.Filter{States: []escalation.State{"completed", "submitted"}}, 10, 0, "d c ", 2},
			{"overdue", escalation.Filter{Open: true, DueBefore: at}, 10, 0, "d ", 1},
			{"this week", escalation.Filter{DueFrom: at, DueBefore: at.AddDate(0, 0, 7)}, 10, 0, "c e ", 2},
		} {
			list, total, err := s.List(t.Context(), c.filter, c.limit, c.offset)
			ok(t, err)
			equal(t, c.name, keysOf(list), c.want)
			equal(t, c.name+", total", total, c.total)
		}
	})
}

func TestTextsAreComparedByBytes(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		want := []string{"an", "Ánh", "Oanh", "Ơn", "Đức", "z"}
		for _, unit := range want {
			kept(t, s, epoch, task(unit))
		}
		var got []string
		ok(t, all(t.Context(), s.read, &got, `SELECT unit FROM assignments ORDER BY unit`))
		slices.Sort(want)
		same(t, "order", got, want)
	})
}
