package scheduler_test

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dondoc/escalation"
	"dondoc/internal/testpg"
	"dondoc/scheduler"
	"dondoc/store"
)

const (
	benchUnits = 1000
	benchTasks = 100 // each due on a day of its own, so that a day has 1,000 due of 100,000 open
)

// BenchmarkTick measures what a tick costs, on both databases: one with 1,000 due among 100,000 open, and an idle one.
func BenchmarkTick(b *testing.B) {
	for _, database := range []struct {
		name string
		url  func(testing.TB) string
	}{
		{"sqlite", func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "bench.db") }},
		{"postgres", testpg.Database},
	} {
		b.Run(database.name, func(b *testing.B) {
			db, err := store.Open(b.Context(), database.url(b))
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			d := crowded(b, db)
			b.Run("idle", d.idle)
			b.Run("1000_due", d.thousandDue)
		})
	}
}

// crowd is an office with 100,000 open assignments of which 1,000 fall due on each of 100 working days.
type crowd struct {
	store  *store.Store
	ticks  *scheduler.Scheduler
	office *escalation.Office
	epoch  int64
	days   []time.Time // in order, those not reached yet
	now    time.Time
}

func crowded(b *testing.B, db *store.Store) *crowd {
	b.Helper()
	d := &crowd{store: db, office: crowdedOffice(b), now: at("2022-01-25 09:00")}
	d.ticks = scheduler.New(db, func() *escalation.Office { return d.office }, func() {}, slog.New(slog.DiscardHandler))
	lease, _, err := db.Lead(b.Context(), "bench", time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	d.epoch = lease.Epoch
	if err := db.SyncLinks(b.Context(), d.now, d.office.Links()); err != nil {
		b.Fatal(err)
	}
	d.fill(b)
	d.run(b, d.now)
	return d
}

func crowdedOffice(b *testing.B) *escalation.Office {
	b.Helper()
	var y strings.Builder
	y.WriteString("calendar: {holidays: none}\npeople:\n")
	for u := range benchUnits {
		fmt.Fprintf(&y, "  - {id: p%d, name: \"Bí thư %d\", telegram: %d}\n", u, u, 1000+u)
	}
	y.WriteString("units:\n")
	for u := range benchUnits {
		fmt.Fprintf(&y, "  - {id: u%d, name: \"Đơn vị %d\", head: p%d, chat: %d}\n", u, u, u, -1000-u)
	}
	y.WriteString("groups:\n  all: [u0")
	for u := 1; u < benchUnits; u++ {
		fmt.Fprintf(&y, ", u%d", u)
	}
	y.WriteString("]\ndocuments:\n  - {id: nq, number: \"1\", date: 2022-01-25, title: \"NQ\", clauses: [{id: \"I\", text: \"…\"}]}\n")
	y.WriteString("policies:\n  - {id: p, remind: [0d]}\ntasks:\n")
	day := at("2022-02-01 00:00")
	for i := 0; i < benchTasks; day = day.AddDate(0, 0, 1) {
		if wd := day.Weekday(); wd != time.Saturday && wd != time.Sunday {
			fmt.Fprintf(&y, "  - {id: t%03d, document: nq, clause: I, title: \"Việc %d\", lead: [all], due: %s}\n", i, i, day.Format(time.DateOnly))
			i++
		}
	}
	return officeOf(b, y.String())
}

// fill creates the assignments as if `assigned` had been told.
func (d *crowd) fill(b *testing.B) {
	b.Helper()
	all := escalation.Assignments(d.office, time.Time{}, d.now)
	for len(all) > 0 {
		n := min(500, len(all))
		changes := make([]escalation.Change, n)
		for i, a := range all[:n] {
			changes[i] = escalation.Create(d.office, a, d.now)
			changes[i].Assignment.Through, changes[i].Assignment.NextAt = d.now, d.office.Calendar.Moment(a.Due.Date, 8*60)
			if day := changes[i].Assignment.NextAt; len(d.days) == 0 || day.After(d.days[len(d.days)-1]) {
				d.days = append(d.days, day)
			}
		}
		if err := d.store.Apply(b.Context(), d.epoch, changes); err != nil {
			b.Fatal(err)
		}
		all = all[n:]
	}
}

func (d *crowd) run(b *testing.B, now time.Time) scheduler.Result {
	b.Helper()
	r, err := d.ticks.RunOnce(b.Context(), d.epoch, now)
	if err != nil || r.Failed > 0 {
		b.Fatal(r, err)
	}
	return r
}

func (d *crowd) idle(b *testing.B) {
	for b.Loop() {
		if r := d.run(b, d.now); r.Decided > 0 {
			b.Fatal("not idle", r)
		}
	}
}

// thousandDue measures the next days one after the other.
func (d *crowd) thousandDue(b *testing.B) {
	told := 0
	for b.Loop() {
		if len(d.days) == 0 {
			b.Fatal("no days left: use a smaller -benchtime")
		}
		day := d.days[0]
		d.days = d.days[1:]
		told += d.run(b, day).Told
	}
	b.ReportMetric(float64(told)/float64(b.N), "told/op")
}
