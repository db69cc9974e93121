package scheduler_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dondoc/escalation"
	"dondoc/internal/testpg"
)

// Five days without the system, over many due steps, on both databases: one late message for an assignment at most, the others listed as
// missed, none forgotten, and one summary to the admins that counts them.
func TestFiveDaysWithoutTheSystem(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "desk.db") },
		"postgres": testpg.Database,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := watchedDesk(t, url(t), fiveDays())
			d.work("2022-03-14 08:00")
			d.goOn("2022-03-14 08:50", "2022-03-24 17:00")
			d.work("2022-03-24 17:00")
			d.restart(d.store)
			d.work("2022-03-29 17:00", "2022-03-29 17:01", "2022-03-29 18:00")

			lates, missed := 0, 0
			for _, a := range d.all() {
				steps := d.ledger(a.Key)
				var want []string
				for _, s := range d.office.Steps(&a, time.Time{}, at("2022-03-29 17:00")) {
					want = append(want, s.Name())
				}
				slices.Sort(want)
				if !slices.Equal(steps, want) {
					t.Errorf("%s: told or missed\n%q\nof\n%q", a.Key, steps, want)
				}
				l, m := d.since(a.Key, at("2022-03-29 17:00"))
				if l > 1 {
					t.Errorf("%s: %d late messages", a.Key, l)
				}
				lates, missed = lates+l, missed+m
			}
			told := d.summaries()
			if len(told) != 1 || told[0].Late != lates || told[0].Missed != missed || lates < 10 || missed < 20 {
				t.Fatalf("%+v, want one summary of %d late and %d missed", told, lates, missed)
			}
			if x := told[0].Down; !x.From.Equal(at("2022-03-24 17:00")) || !x.To.Equal(at("2022-03-29 17:00")) {
				t.Errorf("the outage is %v", x)
			}
			t.Logf("%d assignments told late, %d steps listed as missed", lates, missed)
			d.whole()
		})
	}
}

// since counts what the ledger has as late and as missed from a moment on.
func (d *desk) since(key string, from time.Time) (late, missed int) {
	d.t.Helper()
	history, err := d.store.History(d.t.Context(), key, 1000)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, e := range history {
		switch {
		case e.At.Before(from):
		case e.Kind == escalation.EventMissed:
			missed++
		case e.Kind == escalation.EventTold && e.Data.Late:
			late++
		}
	}
	return late, missed
}

// Killed at whatever write of catching up, and begun anew: the summary comes once and counts everything, and every question is asked
// again once.
func TestKilledWhileCatchingUp(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "until-the-outage.db")
	begin := watchedDesk(t, "sqlite:"+path, fiveDays())
	begin.work("2022-03-14 08:00")
	begin.goOn("2022-03-14 08:50", "2022-03-24 17:00")
	if err := begin.store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, after := range []bool{false, true} {
		instants := 0
		for left := 1; ; left++ {
			d := watchedDesk(t, "sqlite:"+copyOf(t, path), fiveDays())
			d.restart(&killed{d.store, left, after})
			d.ticks.UpdatesTaken(at("2022-03-29 17:00"))
			_, err := d.ticks.RunOnce(t.Context(), d.lease.Epoch, at("2022-03-29 17:00"))
			d.restart(d.store)
			d.work("2022-03-29 17:00", "2022-03-29 17:02")

			told := d.summaries()
			lates, missed := 0, 0
			for _, a := range d.all() {
				l, m := d.since(a.Key, at("2022-03-29 17:00"))
				lates, missed = lates+l, missed+m
			}
			if len(told) != 1 || told[0].Late != lates || told[0].Missed != missed || told[0].Again == 0 || told[0].Unheard.IsZero() {
				t.Fatalf("killed at write %d (after it: %v): %+v, want one summary of %d late and %d missed", left, after, told, lates, missed)
			}
			if got := d.askedAgain(); len(got) != told[0].Again || len(slices.Compact(slices.Sorted(slices.Values(got)))) != len(got) {
				t.Fatalf("killed at write %d: asked again %q, the summary says %d", left, got, told[0].Again)
			}
			d.whole()
			if err == nil {
				break
			}
			instants++
		}
		t.Logf("killed at %d writes", instants)
	}
}

// askedAgain lists the questions that were repeated.
func (d *desk) askedAgain() []string {
	d.t.Helper()
	var out []string
	for _, a := range d.all() {
		history, err := d.store.History(d.t.Context(), a.Key, 1000)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, e := range history {
			if e.Kind == escalation.EventAskedAgain {
				out = append(out, a.Key+" "+e.Data.Occur)
			}
		}
	}
	return out
}

// Telegram keeps answers for a day. After longer than that the summary waits until updates come in again; then it says what may be lost,
// and nobody was reported meanwhile.
func TestTheSummaryWaitsUntilItIsKnownWhatWasLost(t *testing.T) {
	t.Parallel()
	d := watchedDesk(t, "sqlite:"+filepath.Join(t.TempDir(), "desk.db"), friday())
	d.work("2022-03-14 08:00")
	d.goOn("2022-03-14 08:50", "2022-03-22 17:00")
	d.work("2022-03-22 17:00")
	d.restart(d.store)
	for _, m := range []string{"2022-03-25 09:00", "2022-03-25 09:10", "2022-03-25 10:00", "2022-03-25 11:00"} {
		d.tick(m)
		d.send(at(m))
	}
	if told := d.summaries(); len(told) != 0 {
		t.Fatalf("told before anything was heard: %+v", told)
	}
	if got := d.outbox("ke-hoach/huyen-a"); slices.ContainsFunc(got, supervisorTold) {
		t.Errorf("reported while answers could not come in: %q", got)
	}
	d.work("2022-03-25 12:00", "2022-03-25 12:01")
	told := d.summaries()
	if len(told) != 1 || told[0].Again != 2 || !told[0].Down.To.Equal(at("2022-03-25 09:00")) ||
		!told[0].Unheard.From.Equal(at("2022-03-22 17:00")) || !told[0].Unheard.To.Equal(at("2022-03-25 12:00")) {
		t.Fatalf("told %+v", told)
	}
	d.goOn("2022-03-25 12:30", "2022-03-28 16:59") // asked again on Friday, one working day to answer
	if got := d.outbox("ke-hoach/huyen-a"); slices.ContainsFunc(got, supervisorTold) {
		t.Errorf("reported before the time to answer ran out anew: %q", got)
	}
	d.goOn("2022-03-28 17:00", "2022-03-29 12:00")
	if got := d.outbox("ke-hoach/huyen-a"); !slices.ContainsFunc(got, supervisorTold) {
		t.Errorf("never reported: %q", got)
	}
	if told := d.summaries(); len(told) != 1 {
		t.Errorf("told again: %+v", told)
	}
}

// supervisorTold says that an entry of the outbox reports to the supervisor.
func supervisorTold(entry string) bool { return strings.HasPrefix(entry, "escalate cuong") }

// Telegram alone was away for 30 hours, while the ticks went on.
func TestTelegramAloneWasAway(t *testing.T) {
	t.Parallel()
	d := watchedDesk(t, "sqlite:"+filepath.Join(t.TempDir(), "desk.db"), friday())
	d.work("2022-03-14 08:00")
	d.goOn("2022-03-14 08:50", "2022-03-22 17:00")
	d.work("2022-03-22 17:00")
	for now := at("2022-03-22 17:30"); now.Before(at("2022-03-23 23:00")); now = now.Add(30 * time.Minute) {
		d.tick(now.Format("2006-01-02 15:04"))
	}
	d.work("2022-03-23 23:00")
	told := d.summaries()
	if len(told) != 1 || !told[0].Down.IsZero() || told[0].Again != 2 {
		t.Fatalf("told %+v", told)
	}
	if got := d.outbox("ke-hoach/huyen-a"); slices.ContainsFunc(got, supervisorTold) {
		t.Errorf("reported while nobody could answer: %q", got)
	}
	notices, err := d.store.NoticesOf(t.Context(), "", 10)
	if err != nil || !notices[0].Due.Equal(at("2022-03-24 07:30")) {
		t.Errorf("to be told at %v, want the opening (%v)", notices[0].Due, err)
	}
}

// A first start, half an hour, a night with ticks, a clock that is put back, and moves of a clock that is moved by hand are no outages.
func TestWhatIsNoOutage(t *testing.T) {
	t.Parallel()
	d := watchedDesk(t, "sqlite:"+filepath.Join(t.TempDir(), "desk.db"), twoUnits)
	d.work("2022-01-25 08:00", "2022-01-25 08:01", "2022-01-25 09:00")
	d.restart(d.store)
	d.work("2022-01-25 09:59", "2022-01-25 08:30", "2022-01-25 09:29")
	d.goOn("2022-01-25 09:30", "2022-01-26 08:00")
	if told := d.summaries(); len(told) != 0 {
		t.Errorf("told of %+v", told)
	}
	demo := newDesk(t, twoUnits)
	for _, m := range []string{"2022-01-25 08:00", "2022-03-24 08:00", "2022-04-01 08:00"} {
		demo.tick(m)
	}
	if told := demo.summaries(); len(told) != 0 {
		t.Errorf("a moved clock: told of %+v", told)
	}
}

// Two outages, the second while the first is still being caught up with, are one message; later ones have their own.
func TestEachOutageIsToldOnce(t *testing.T) {
	t.Parallel()
	d := watchedDesk(t, "sqlite:"+filepath.Join(t.TempDir(), "desk.db"), twoUnits)
	d.work("2022-01-25 08:00", "2022-01-25 08:01")
	d.restart(&killed{d.store, 2, true}) // whatever comes after the outage was noted fails
	d.tick("2022-03-24 08:00")
	if told := d.summaries(); len(told) != 0 {
		t.Fatalf("told of %+v", told)
	}
	d.restart(d.store)
	d.work("2022-03-24 20:00", "2022-03-24 20:01", "2022-03-25 09:00", "2022-03-25 09:01")
	told := d.summaries()
	if len(told) != 2 || !told[0].Down.From.Equal(at("2022-01-25 08:01")) || !told[1].Down.To.Equal(at("2022-03-25 09:00")) {
		t.Errorf("told of %+v", told)
	}
}
