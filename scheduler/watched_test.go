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
