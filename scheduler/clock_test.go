package scheduler_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dondoc/escalation"
)

// A clock that jumps forward and back, by minutes or by days, under the real scheduler and store, with restarts in between: each step is
// in the ledger once, none is skipped up to the latest reading, each jump forward is told once, and the ledger's chain is whole.
func TestAClockThatJumps(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := 0
	rapid.Check(t, func(r *rapid.T) {
		file++
		d := watchedDesk(t, "sqlite:"+filepath.Join(folder, fmt.Sprint(file)+".db"), friday())
		now := at("2022-03-14 08:00")
		d.work(now.Format("2006-01-02 15:04"))
		latest, beat, outages := now, now, 0
		for range rapid.IntRange(1, 12).Draw(r, "jumps") {
			minutes := rapid.SampledFrom([]int{1, 30, 59, 61, 60 * 24, 60 * 24 * 5, -1, -30, -60 * 7, -60 * 24 * 4}).Draw(r, "minutes")
			now = now.Add(time.Duration(minutes) * time.Minute)
			if rapid.Bool().Draw(r, "restart") {
				d.restart(d.store)
			}
			d.work(now.Format("2006-01-02 15:04"))
			if now.Sub(beat) > escalation.OutageAfter {
				outages++
			}
			if beat = now; now.After(latest) {
				latest = now
			}
		}
		if told := d.summaries(); len(told) != outages {
			r.Fatalf("%d summaries of %d outages: %+v", len(told), outages, told)
		}
		for _, a := range d.all() {
			got := d.ledger(a.Key)
			if len(slices.Compact(slices.Clone(got))) != len(got) {
				r.Fatalf("%s: twice in the ledger: %q", a.Key, got)
			}
			for _, s := range d.office.Steps(&a, time.Time{}, a.Through) {
				if !slices.Contains(got, s.Name()) {
					r.Fatalf("%s: %s of %v is neither told nor listed, decided up to %v: %q", a.Key, s.Name(), s.At, a.Through, got)
				}
			}
			if next := a.NextAt; !next.IsZero() && (!next.After(a.Through) || !next.After(latest)) {
				r.Fatalf("%s: next at %v, decided up to %v, latest %v", a.Key, next, a.Through, latest)
			}
		}
		d.whole()
	})
}
