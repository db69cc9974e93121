package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dondoc/escalation"
	"dondoc/internal/testpg"
	"dondoc/scheduler"
	"dondoc/store"
)

// fiveDays is an office in which many steps fall between 24/3 and 1/4: tasks of both units due on each of those days.
func fiveDays() string {
	var tasks strings.Builder
	for i := range 12 {
		fmt.Fprintf(&tasks, "  - {id: viec-%02d, document: nq, clause: \"IV.1\", title: \"Việc %d\", lead: [huyen-a, huyen-b], due: 2022-03-%02d}\n", i, i, 20+i)
	}
	return march(strings.Replace(twoUnits, "policies:\n", tasks.String()+"policies:\n", 1))
}

// march is an office whose resolution is of 14 March, so that a test need not wait for long.
func march(yaml string) string {
	return strings.Replace(yaml, "date: 2022-01-25", "date: 2022-03-14", 1)
}

// friday is such an office with work that was due on Friday 18 March: both heads are asked on Tuesday 22 March.
func friday() string {
	return march(strings.Replace(twoUnits, "due: 2022-03-31", "due: 2022-03-18", 1))
}

// watchedDesk is a desk that has outages noticed.
func watchedDesk(t *testing.T, url, yaml string) *desk {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	d := &desk{t: t, store: db, office: officeOf(t, yaml)}
	d.restart(db)
	d.adopt(yaml)
	return d
}

// restart begins with a scheduler that knows nothing but what is stored.
func (d *desk) restart(over scheduler.Store) {
	d.t.Helper()
	lease, ok, err := d.store.Lead(d.t.Context(), "test", time.Minute)
	if err != nil || !ok {
		d.t.Fatal("no lease", err)
	}
	d.lease = lease
	d.ticks = scheduler.New(over, func() *escalation.Office { return d.office }, func() {}, slog.New(slog.DiscardHandler))
	d.ticks.NoticeOutages()
}

// work ticks and takes updates at these moments, and sends what may go out.
func (d *desk) work(moments ...string) {
	d.t.Helper()
	for _, m := range moments {
		d.ticks.UpdatesTaken(at(m))
		d.tick(m)
		d.send(at(m))
	}
}

// send delivers all that may go out.
func (d *desk) send(now time.Time) {
	d.t.Helper()
	ctx := d.t.Context()
	open := d.office.Calendar.IsOpen(now)
	waiting, err := d.store.Waiting(ctx, now, now, open, 1000)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, w := range waiting {
		b, err := d.store.Claim(ctx, d.lease.Epoch, w, now, now, open)
		if err != nil {
			d.t.Fatal(err)
		}
		var ids []int64
		for _, n := range b.Notices {
			ids = append(ids, n.ID)
		}
		if err := d.store.MarkSent(ctx, d.lease.Epoch, ids, 1, now); err != nil {
			d.t.Fatal(err)
		}
	}
}

// summaries lists what the admins are told of outages.
func (d *desk) summaries() []escalation.Outage {
	d.t.Helper()
	notices, err := d.store.NoticesOf(d.t.Context(), "", 1000)
	if err != nil {
		d.t.Fatal(err)
	}
	var out []escalation.Outage
	for _, n := range notices {
		if n.Kind == escalation.KindOutage {
			out = append(out, *n.Detail.Outage)
		}
	}
	return out
}

// all are the assignments.
func (d *desk) all() []escalation.Assignment {
	d.t.Helper()
	list, _, err := d.store.List(d.t.Context(), escalation.Filter{}, 1000, 0)
	if err != nil {
		d.t.Fatal(err)
	}
	return list
}

// ledger lists the steps of an assignment that were told, missed or held, by name.
func (d *desk) ledger(key string) (steps []string) {
	d.t.Helper()
	history, err := d.store.History(d.t.Context(), key, 1000)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, e := range history {
		switch {
		case !slices.Contains(escalation.StepKinds(), e.Data.Kind): // a reminder to answer is none
		case e.Kind == escalation.EventTold, e.Kind == escalation.EventMissed, e.Kind == escalation.EventHeld:
			steps = append(steps, escalation.Step{Kind: e.Data.Kind, Level: e.Data.Level, Occurrence: e.Data.Occur}.Name())
		}
	}
	slices.Sort(steps)
	return steps
}

func (d *desk) whole() {
	d.t.Helper()
	v, err := d.store.Verify(d.t.Context())
	if err != nil || v.Fault != nil {
		d.t.Errorf("the ledger: %+v %v", v.Fault, err)
	}
}

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

// killed is a database whose client dies at a certain write: before it is stored, or after that and before anybody knows.
type killed struct {
	*store.Store
	left  int
	after bool
}

var errKilled = errors.New("killed")

func (k *killed) write(do func() error) error {
	if k.left--; k.left > 0 {
		return do()
	}
	if k.left == 0 && k.after {
		if err := do(); err != nil {
			return err
		}
	}
	return errKilled
}

func (k *killed) Apply(ctx context.Context, epoch int64, changes []escalation.Change) error {
	return k.write(func() error { return k.Store.Apply(ctx, epoch, changes) })
}

func (k *killed) Beat(ctx context.Context, epoch int64, p escalation.Pulse) (out escalation.Pulse, err error) {
	err = k.write(func() (err error) { out, err = k.Store.Beat(ctx, epoch, p); return err })
	return out, err
}

func (k *killed) EndOutage(
	ctx context.Context, epoch int64, p escalation.Pulse, notices func(escalation.Outage) []escalation.Notice,
) error {
	return k.write(func() error { return k.Store.EndOutage(ctx, epoch, p, notices) })
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

// copyOf copies a file that nobody has open.
func copyOf(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(to, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// goOn is at work without an outage.
func (d *desk) goOn(from, until string) {
	d.t.Helper()
	for now := at(from); !now.After(at(until)); now = now.Add(50 * time.Minute) {
		d.ticks.UpdatesTaken(now)
		d.tick(now.In(at(from).Location()).Format("2006-01-02 15:04"))
		if d.office.Calendar.IsOpen(now) {
			d.send(now)
		}
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
