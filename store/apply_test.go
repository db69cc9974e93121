package store

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// filled sets every field of a value to something of its own, so that a field which is not stored shows.
func filled(v reflect.Value, n *int) {
	*n++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(at.Add(time.Duration(*n) * 1001 * time.Millisecond)))
		return
	case calendar.Date:
		v.Set(reflect.ValueOf(calendar.DateOf(at).AddDays(*n)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.Repeat("đ", *n%7+1) + `<&'"` + "\u0001")
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Float64:
		v.SetFloat(float64(*n) + 0.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		filled(v.Index(0), n)
		filled(v.Index(1), n)
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"number": "12-BC/ĐU", "date": "2022-03-01"}))
	case reflect.Struct:
		for i := range v.NumField() {
			filled(v.Field(i), n)
		}
	default:
		panic(v.Kind())
	}
}

func fillAll[T any]() T {
	var v T
	n := 0
	filled(reflect.ValueOf(&v).Elem(), &n)
	return v
}

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\ngot  %+v\nwant %+v", what, got, want)
	}
}

func TestEveryFieldOfAnAssignmentIsKept(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		a := fillAll[escalation.Assignment]()
		a.Key, a.Kind, a.State, a.Rev = "bao-cao@2022-Q1/cong-an", escalation.FromReport, escalation.Returned, 0
		a.Told = nil // it is read from the notices
		epoch := leading(t, s)
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{{Assignment: a}}))
		a.Number, a.Rev = 1, 1
		same(t, "new", get(s.Assignment(t.Context(), a.Key))(t), a)

		// What may change does, and what an assignment is stays.
		b := fillAll[escalation.Assignment]()
		b.Title, b.Confidential, b.State, b.Before, b.Submission, b.Asks = "Báo cáo", false, escalation.Suspended, escalation.Accepted, nil, nil
		b.Due.Moment, b.Extended = at.AddDate(1, 0, 0), escalation.Deadline{}
		b.Key, b.Number, b.Kind, b.Source, b.Period, b.Unit, b.Rev = a.Key, 99, a.Kind, a.Source, a.Period, a.Unit, 1
		b.Told = nil
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{{Assignment: b}}))
		b.Number, b.Rev = 1, 2
		same(t, "changed", get(s.ByNumber(t.Context(), 1))(t), b)
	})
}

func TestAnAssignmentOfZeroesComesBackAsZeroes(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		a := escalation.Assignment{Key: "k", Kind: escalation.FromTask, State: escalation.Assigned}
		got := kept(t, s, leading(t, s), a)
		a.Number, a.Rev = 1, 1
		same(t, "assignment", got, a)
	})
}

func TestEveryFieldOfANoticeIsKept(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		n := fillAll[escalation.Notice]()
		n.Recipient.Kind, n.State = escalation.ToGroup, escalation.NoticePending
		a := kept(t, s, epoch, task("cong-an"), n)
		n.Assignment, n.Kind = a.Key, escalation.KindEscalate
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{{Assignment: a, Notices: []escalation.Notice{n}}}))

		// Nothing has been tried, whatever the notice said.
		n.ID, n.Attempts, n.Resent, n.MessageID, n.Error = 2, 0, false, 0, ""
		same(t, "notice", get(s.Notice(t.Context(), 2))(t), n)
		same(t, "of the assignment", get(s.NoticesOf(t.Context(), a.Key, 10))(t), []escalation.Notice{n})
		if _, err := s.Notice(t.Context(), 3); !errors.Is(err, escalation.ErrNotFound) {
			t.Errorf("a notice that is not there: %v", err)
		}
	})
}

func TestEveryFieldOfAnEventIsKept(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		e := fillAll[escalation.Event]()
		ok(t, s.Record(t.Context(), leading(t, s), []escalation.Event{e}))
		got := get(s.History(t.Context(), e.Assignment, 10))(t)
		e.Seq, e.Hash = 1, got[0].Hash
		same(t, "event", got, []escalation.Event{e})
	})
}

func TestWhatPeopleTypeIsKeptWhateverItIs(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		odd := "a\x00b\xff <i>'; DROP TABLE events; -- ? $1 :name 🙂 " + strings.Repeat("Nghị quyết ", 300)
		a := task("cong-an")
		a.Title, a.Submission = odd, &escalation.Submission{Text: odd, By: "an", At: at}
		epoch := leading(t, s)
		n := notice(a, escalation.KindRemind, odd, person("an"))
		n.Detail.Text = odd
		got := kept(t, s, epoch, a, n)
		linked(t, s, person("an"))
		b := claim(t, s, epoch)
		ok(t, s.Release(t.Context(), epoch, ids(b.Notices), at, false, odd))
		whole(t, s)
		if !strings.Contains(got.Title, "🙂") || !strings.HasPrefix(got.Submission.Text, "a\x00b\uFFFD <i>") {
			t.Errorf("%q, %q", got.Title, got.Submission.Text)
		}
	})
}

func TestNumbersAreSmallAndInOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{creation(task("a")), creation(task("b"))}))
		kept(t, s, epoch, task("c"))
		for unit, want := range map[string]int64{"a": 1, "b": 2, "c": 3} {
			equal(t, unit, get(s.Assignment(t.Context(), "ke-hoach/"+unit))(t).Number, want)
		}
		same(t, "existing", get(s.Existing(t.Context(), []string{"ke-hoach/a", "ke-hoach/x", "ke-hoach/c"}))(t),
			map[string]bool{"ke-hoach/a": true, "ke-hoach/c": true})
		for _, err := range []error{second(s.Assignment(t.Context(), "x")), second(s.ByNumber(t.Context(), 4))} {
			if !errors.Is(err, escalation.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestADecisionOnAnOlderRevisionChangesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		a := kept(t, s, epoch, task("a"))
		b := kept(t, s, epoch, task("b"))
		accepted := b
		accepted.State = escalation.Accepted
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{{Assignment: accepted}}))
		seq, hash, err := s.Head(t.Context())
		ok(t, err)

		told := func(a escalation.Assignment) escalation.Change {
			a.NextAt = at.Add(time.Hour)
			c := creation(a, notice(a, escalation.KindRemind, "7d", person("an")))
			return c
		}
		gone := b
		gone.Key, gone.Rev = "ke-hoach/gone", 3
		fresh := b
		fresh.Rev = 0
		for name, c := range map[string]escalation.Change{
			"an older revision":   told(b),
			"new, but there":      told(fresh),
			"old, but not there":  told(gone),
			"twice in one change": told(a),
		} {
			err = s.Apply(t.Context(), epoch, []escalation.Change{told(a), c})
			if !errors.Is(err, escalation.ErrStale) || !strings.Contains(err.Error(), c.Assignment.Key) {
				t.Errorf("%s: %v", name, err)
			}
		}
		same(t, "the other assignment of the batch", get(s.Assignment(t.Context(), a.Key))(t), a)
		after, sameHash, err := s.Head(t.Context())
		ok(t, err)
		equal(t, "the ledger's head", sameHash, hash)
		equal(t, "events", after, seq)
		equal(t, "notices", len(get(s.NoticesOf(t.Context(), a.Key, 9))(t)), 0)
	})
}

func TestAChangeThatTheDatabaseRefusesLeavesNothingBehind(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		bad := notice(task("a"), escalation.KindRemind, "7d", person("an"))
		bad.State = "lost"
		if err := s.Apply(t.Context(), epoch, []escalation.Change{creation(task("a"), bad)}); err == nil {
			t.Fatal("a state that does not exist was stored")
		}
		if _, err := s.Assignment(t.Context(), "ke-hoach/a"); !errors.Is(err, escalation.ErrNotFound) {
			t.Errorf("the assignment is there: %v", err)
		}
		kept(t, s, epoch, task("a"))
		whole(t, s)
	})
}

func TestANoticeExistsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		a := task("a")
		base := notice(a, escalation.KindEscalate, "1wd", person("an"))
		a = kept(t, s, epoch, a, base, base)
		others := []escalation.Notice{base, base, base, base, base, base}
		others[0].Deadline++
		others[1].Kind = escalation.KindOverdue
		others[2].Level = 2
		others[3].Occurrence = "1wd#2"
		others[4].Recipient = person("binh")
		others[5].Recipient = group("an")
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{{Assignment: a, Notices: append(others, base)}}))
		equal(t, "notices", len(get(s.NoticesOf(t.Context(), a.Key, 99))(t)), 7)
	})
}

func TestWhatIsOvertakenIsDroppedAndTheLedgerSaysSo(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		a := task("a")
		old := notice(a, escalation.KindOverdue, "1", person("an"))
		old.Deadline = 1
		other := task("b")
		kept(t, s, epoch, other, notice(other, escalation.KindRemind, "7d", person("an")))
		a = kept(t, s, epoch, a, old, notice(a, escalation.KindRemind, "7d", person("an")),
			notice(a, escalation.KindReview, "x", person("an")), notice(a, escalation.KindRemind, "3d", person("binh")))

		key := a.Ladder().DeadlineKey()
		moot := escalation.Change{
			Assignment: a, Moot: escalation.StepKinds(), MootExcept: &key, Events: []escalation.Event{happened(a, escalation.EventRescheduled)},
		}
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{moot}))
		equal(t, "another deadline", states(t, s, a.Key), "moot pending pending pending ")

		a = get(s.Assignment(t.Context(), a.Key))(t)
		moot = escalation.Change{
			Assignment: a, Moot: escalation.StepKinds(), Events: []escalation.Event{happened(a, escalation.EventSubmitted)},
			Notices: []escalation.Notice{notice(a, escalation.KindRemind, "1d", person("an"))},
		}
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{moot}))
		equal(t, "any deadline", states(t, s, a.Key), "moot moot pending moot pending ")
		equal(t, "history", kinds(t, s, a.Key), "created rescheduled moot submitted moot moot ")
		equal(t, "the other assignment", states(t, s, other.Key), "pending ")
		e := get(s.History(t.Context(), a.Key, 1))(t)[0]
		if !e.At.Equal(at) || e.Data.Recipient != "person:binh" || e.Data.Occur != "3d" || e.Data.Notice == 0 {
			t.Errorf("%+v", e)
		}
		whole(t, s)
	})
}

// states lists the states of an assignment's notices, oldest first.
func states(t testing.TB, s *Store, key string) string {
	t.Helper()
	text := ""
	for _, n := range get(s.NoticesOf(t.Context(), key, 99))(t) {
		text += string(n.State) + " "
	}
	return text
}

func TestALargeBatchIsOneTransaction(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		var changes []escalation.Change
		var keys []string
		for i := range 1203 {
			a := task(strings.Repeat("x", i%5) + time.Duration(i).String())
			keys = append(keys, a.Key)
			changes = append(changes, creation(a, notice(a, escalation.KindRemind, "7d", person("an"))))
		}
		ok(t, s.Apply(t.Context(), epoch, changes))
		equal(t, "existing", len(get(s.Existing(t.Context(), keys))(t)), len(keys))
		equal(t, "waiting", get(s.Pending(t.Context(), at, true))(t), len(keys))
		ok(t, s.Apply(t.Context(), epoch, nil))
		whole(t, s)
	})
}
