package store

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"dondoc/escalation"
)

// TestBothDatabasesAnswerAlike lets the same random office live on both databases and compares every answer, up to the ledger's hash.
func TestBothDatabasesAnswerAlike(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			var diaries [2][]string
			for i, dialect := range []Dialect{SQLite, Postgres} {
				w := &walker{t: t, s: open(t, databases()[dialect](t)), rand: rand.New(rand.NewPCG(seed, 1)), now: at}
				w.epoch = leading(t, w.s)
				w.walk(120)
				diaries[i] = w.diary
			}
			for i, line := range diaries[0] {
				if diaries[1][i] != line {
					t.Fatalf("step %d:\nSQLite   %s\nPostgres %s", i, line, diaries[1][i])
				}
			}
		})
	}
}

// walker does random things with a store and writes down what it answers.
type walker struct {
	t     *testing.T
	s     *Store
	rand  *rand.Rand
	epoch int64
	now   time.Time
	made  int
	diary []string
}

func (w *walker) walk(steps int) {
	acts := []func() any{
		w.create, w.create, w.advance, w.advance, w.advance, w.press, w.press, w.tie, w.send, w.send, w.send, w.send, w.takeOver, w.reroute,
		w.reconfigure, w.list, w.look,
	}
	for range steps {
		w.now = w.now.Add(time.Duration(w.rand.IntN(90)) * time.Minute)
		w.write(acts[w.rand.IntN(len(acts))]())
	}
	seq, hash, err := w.s.Head(w.t.Context())
	w.write(map[string]any{"seq": seq, "hash": hash, "error": err})
	whole(w.t, w.s)
}

func (w *walker) write(answer any) {
	text, err := json.Marshal(answer)
	ok(w.t, err)
	w.diary = append(w.diary, string(text))
}

func (w *walker) person() escalation.Recipient { return person(string(rune('a' + w.rand.IntN(5)))) }

func (w *walker) create() any {
	var changes []escalation.Change
	for range 1 + w.rand.IntN(4) {
		w.made++
		a := task(fmt.Sprintf("đơn-vị-%d", w.made))
		a.NextAt = w.now.Add(time.Duration(w.rand.IntN(600)-300) * time.Minute)
		changes = append(changes, creation(a, notice(a, escalation.KindAssigned, "", w.person())))
	}
	return w.s.Apply(w.t.Context(), w.epoch, changes)
}

// advance is a tick.
func (w *walker) advance() any {
	due := get(w.s.Due(w.t.Context(), w.now, 5))(w.t)
	changes := make([]escalation.Change, len(due))
	for i, a := range due {
		kind := escalation.StepKinds()[w.rand.IntN(5)]
		n := notice(a, kind, fmt.Sprint(w.rand.IntN(4)), w.person())
		n.Due = w.now
		if kind == escalation.KindEscalate {
			n.Ask = escalation.AskStatus
		}
		a.Through, a.NextAt, a.ConfigHash = w.now, w.now.Add(time.Duration(w.rand.IntN(200))*time.Minute), "h1"
		changes[i] = escalation.Change{
			Assignment: a, Events: []escalation.Event{happened(a, escalation.EventTold)}, Notices: []escalation.Notice{n, n},
		}
	}
	return []any{due, w.s.Apply(w.t.Context(), w.epoch, changes)}
}

// press is an act of somebody, perhaps on an assignment that has changed since, perhaps delivered twice.
func (w *walker) press() any {
	a, err := w.s.ByNumber(w.t.Context(), int64(1+w.rand.IntN(w.made+1)))
	if err != nil {
		return err.Error()
	}
	a.State = escalation.States()[w.rand.IntN(7)]
	a.Rev -= int64(w.rand.IntN(8) / 7)
	c := escalation.Change{
		Assignment: a, Moot: escalation.StepKinds(), Events: []escalation.Event{happened(a, escalation.EventSubmitted)},
		Notices: []escalation.Notice{receipt(a, w.now.String(), w.person(), int64(1000+w.rand.IntN(3)))},
	}
	err = w.s.Commit(w.t.Context(), escalation.Commit{
		Update: escalation.UpdateID{Bot: 1, Update: int64(w.rand.IntN(40))}, At: w.now, Changes: []escalation.Change{c},
	})
	return fmt.Sprint(err)
}

func (w *walker) tie() any {
	var links []escalation.Link
	for i := range 5 {
		if w.rand.IntN(4) > 0 {
			links = append(links, escalation.Link{Recipient: person(string(rune('a' + i))), Chat: int64(1000 + w.rand.IntN(8))})
		}
	}
	return w.s.SyncLinks(w.t.Context(), w.now, links)
}

// send is one look into the outbox, and a call with some outcome.
func (w *walker) send() any {
	ctx := w.t.Context()
	list := get(w.s.Waiting(ctx, w.now, w.now, w.rand.IntN(4) > 0, 10))(w.t)
	if len(list) == 0 {
		return get(w.s.Pending(ctx, w.now, true))(w.t)
	}
	b := get(w.s.Claim(ctx, w.epoch, list[w.rand.IntN(len(list))], w.now, w.now, true))(w.t)
	some := ids(b.Notices)
	var err error
	switch w.rand.IntN(7) {
	case 0:
		err = w.s.Release(ctx, w.epoch, some, w.now.Add(time.Hour), w.rand.IntN(2) == 0, "502")
	case 1:
		err = w.s.Unclaim(ctx, w.epoch, some)
	case 2:
		err = w.s.MarkDead(ctx, w.epoch, some, "403", w.rand.IntN(2) == 0, w.now)
	case 3: // lost
	default:
		err = w.s.MarkSent(ctx, w.epoch, some, w.rand.Int64N(1000), w.now)
	}
	return []any{list, b, err}
}

func (w *walker) takeOver() any {
	ok(w.t, w.s.Resign(w.t.Context(), escalation.Lease{Epoch: w.epoch}))
	w.epoch = leading(w.t, w.s)
	return []any{w.epoch, get(w.s.Reclaim(w.t.Context(), w.epoch))(w.t)}
}

func (w *walker) reroute() any {
	unreached := get(w.s.Unreached(w.t.Context(), 3))(w.t)
	for _, n := range unreached {
		a := get(w.s.Assignment(w.t.Context(), n.Assignment))(w.t)
		ok(w.t, w.s.Apply(w.t.Context(), w.epoch, []escalation.Change{{Assignment: a, Rerouted: []int64{n.ID}}}))
	}
	return unreached
}

func (w *walker) reconfigure() any {
	return get(w.s.MarkStale(w.t.Context(), w.epoch, fmt.Sprint("h", w.rand.IntN(2))))(w.t)
}

func (w *walker) list() any {
	f := escalation.Filter{Open: w.rand.IntN(2) == 0}
	if w.rand.IntN(2) == 0 {
		f.DueBefore = at.AddDate(0, 0, 35)
	}
	list, total, err := w.s.List(w.t.Context(), f, 4, w.rand.IntN(5))
	return []any{list, total, err}
}

func (w *walker) look() any {
	key := fmt.Sprintf("ke-hoach/đơn-vị-%d", 1+w.rand.IntN(w.made+1))
	next, any_, err := w.s.NextDue(w.t.Context())
	return []any{
		get(w.s.History(w.t.Context(), key, 5))(w.t), get(w.s.NoticesOf(w.t.Context(), key, 5))(w.t), get(w.s.Dead(w.t.Context(), 5))(w.t),
		next, any_, err,
	}
}
