package scheduler_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"dondoc/config"
	"dondoc/escalation"
	"dondoc/scheduler"
	"dondoc/store"
)

const twoUnits = `
admins: [quan-tri]
people:
  - {id: quan-tri, name: "Quản trị", telegram: 1}
  - {id: an, name: "Bí thư An", telegram: 2}
  - {id: binh, name: "Bí thư Bình", telegram: 3}
  - {id: cuong, name: "Trưởng ban Cường", telegram: 4}
units:
  - {id: ban, name: "Ban Nội chính", head: cuong, chat: -4}
  - {id: huyen-a, name: "Huyện ủy A", head: an, supervisor: ban, chat: -2}
  - {id: huyen-b, name: "Huyện ủy B", head: binh, supervisor: ban, chat: -3}
documents:
  - {id: nq, number: "04-NQ/TU", date: 2022-01-25, issuer: "Tỉnh ủy", title: "Nghị quyết", clauses: [{id: "IV.1", text: "…"}]}
tasks:
  - {id: ke-hoach, document: nq, clause: "IV.1", title: "Xây dựng kế hoạch", lead: [huyen-a, huyen-b], due: 2022-03-31}
policies:
  - id: standard
    remind: [7d, 1d]
    overdue: {every: 1wd, times: 3}
    escalate: [{after: 2wd, to: head, ask: status, answer_within: 1wd}, {after: 3wd, to: supervisor, when: unanswered}]
`

// desk is a scheduler over a real database, with a clock that the test names at each tick.
type desk struct {
	t      *testing.T
	store  *store.Store
	ticks  *scheduler.Scheduler
	office *escalation.Office
	lease  escalation.Lease
}

func newDesk(t *testing.T, yaml string) *desk {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	d := &desk{t: t, store: db, office: officeOf(t, yaml)}
	d.ticks = scheduler.New(db, func() *escalation.Office { return d.office }, func() {}, slog.New(slog.DiscardHandler))
	lease, ok, err := db.Lead(t.Context(), "test", time.Minute)
	if err != nil || !ok {
		t.Fatal("no lease", err)
	}
	d.lease = lease
	d.adopt(yaml)
	return d
}

func officeOf(t testing.TB, yaml string) *escalation.Office {
	t.Helper()
	office, _, _, err := config.LoadFS(fstest.MapFS{"dondoc.yaml": {Data: []byte(yaml)}}, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	return office
}

func (d *desk) adopt(yaml string) {
	d.t.Helper()
	d.office = officeOf(d.t, yaml)
	if err := d.store.SyncLinks(d.t.Context(), at("2022-01-25 08:00"), d.office.Links()); err != nil {
		d.t.Fatal(err)
	}
}

// at is a moment in Viet Nam.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, time.FixedZone("+07", 7*60*60))
	if err != nil {
		panic(err)
	}
	return t
}

func (d *desk) tick(moment string) scheduler.Result {
	d.t.Helper()
	r, err := d.ticks.RunOnce(d.t.Context(), d.lease.Epoch, at(moment))
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

// outbox lists what waits for an assignment, as "kind recipient".
func (d *desk) outbox(key string) []string {
	d.t.Helper()
	notices, err := d.store.NoticesOf(d.t.Context(), key, 100)
	if err != nil {
		d.t.Fatal(err)
	}
	var out []string
	for _, n := range notices {
		late := ""
		if n.Late {
			late = " late"
		}
		out = append(out, string(n.Kind)+" "+n.Recipient.ID+late)
	}
	slices.Sort(out)
	return out
}

func (d *desk) wantOutbox(key string, want ...string) {
	d.t.Helper()
	slices.Sort(want)
	if got := d.outbox(key); !slices.Equal(got, want) {
		d.t.Errorf("outbox of %s: %q, want %q", key, got, want)
	}
}

func TestAResolutionIsToldOnItsDayAndOnlyOnce(t *testing.T) {
	d := newDesk(t, twoUnits)
	if r := d.tick("2022-01-24 09:00"); r.Created != 2 || r.Told != 0 {
		t.Errorf("the day before: %+v, want two created ahead and nothing told", r)
	}
	d.tick("2022-01-25 08:00")
	for range 3 {
		d.tick("2022-01-25 08:00")
	}
	d.wantOutbox("ke-hoach/huyen-a", "assigned huyen-a")
	d.wantOutbox("ke-hoach/huyen-b", "assigned huyen-b")
}

func TestRemindersFollowTheirDates(t *testing.T) {
	d := newDesk(t, twoUnits)
	d.tick("2022-01-25 08:00")
	d.tick("2022-03-24 07:59")
	d.wantOutbox("ke-hoach/huyen-a", "assigned huyen-a")
	d.tick("2022-03-24 08:00")
	d.wantOutbox("ke-hoach/huyen-a", "assigned huyen-a", "remind huyen-a")
}

// Five days without the system: one late message for each assignment, the rest is listed as missed.
func TestAfterAnOutageOnlyTheMostSevereIsTold(t *testing.T) {
	d := newDesk(t, twoUnits)
	d.tick("2022-01-25 08:00")
	d.tick("2022-03-24 08:00")
	r := d.tick("2022-04-05 14:00")
	if r.Told != 2 || r.Missed == 0 {
		t.Errorf("%+v, want one told for each of the two, others missed", r)
	}
	d.wantOutbox("ke-hoach/huyen-a", "assigned huyen-a", "remind huyen-a", "escalate an late")
	history, err := d.store.History(t.Context(), "ke-hoach/huyen-a", 100)
	if err != nil {
		t.Fatal(err)
	}
	missed := 0
	for _, e := range history {
		if e.Kind == escalation.EventMissed {
			missed++
		}
	}
	if missed != 4 { // the reminder of 30/3, overdue on 1/4, 4/4 and 5/4; the ladder's first level is more severe
		t.Errorf("%d missed steps in the ledger, want 4", missed)
	}
}

func TestAChangedPolicyConcernsTheFutureOnly(t *testing.T) {
	d := newDesk(t, twoUnits)
	d.tick("2022-01-25 08:00")
	d.tick("2022-03-24 08:00")
	d.adopt(strings.Replace(twoUnits, "remind: [7d, 1d]", "remind: [20d, 7d, 2d]", 1))
	d.tick("2022-03-24 09:00")
	d.wantOutbox("ke-hoach/huyen-a", "assigned huyen-a", "remind huyen-a")
	a, err := d.store.Assignment(t.Context(), "ke-hoach/huyen-a")
	if err != nil {
		t.Fatal(err)
	}
	if a.ConfigHash != d.office.Hash || !a.NextAt.Equal(at("2022-03-29 08:00")) {
		t.Errorf("next step %v under %s, want 2022-03-29 under %s", a.NextAt, a.ConfigHash, d.office.Hash)
	}
}

func TestATaskThatLeftTheConfigurationIsSuspendedAndTheAdminsAreAsked(t *testing.T) {
	d := newDesk(t, twoUnits)
	d.tick("2022-01-25 08:00")
	gone := officeOf(t, twoUnits)
	without := *gone
	without.Tasks, without.Hash = nil, "another"
	d.office = escalation.NewOffice(without)
	d.tick("2022-02-07 08:00")
	a, err := d.store.Assignment(t.Context(), "ke-hoach/huyen-a")
	if err != nil {
		t.Fatal(err)
	}
	if a.State != escalation.Suspended || !a.NextAt.IsZero() {
		t.Errorf("state %s, next %v", a.State, a.NextAt)
	}
	if got := d.outbox("ke-hoach/huyen-a"); !slices.Contains(got, "orphaned quan-tri") {
		t.Errorf("outbox %q: the admin was not asked", got)
	}
}

func TestAReportsPeriodsThatAreOverDoNotBegin(t *testing.T) {
	yaml := twoUnits + "reports:\n  - {id: bao-cao, document: nq, clause: \"IV.1\", title: \"Báo cáo\", from: [huyen-a], to: ban, every: month, due: day 20}\n"
	d := newDesk(t, yaml)
	d.tick("2022-06-01 08:00")
	got, _, err := d.store.List(t.Context(), escalation.Filter{Units: []string{"huyen-a"}}, 100, 0)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, a := range got {
		keys = append(keys, a.Key)
	}
	if want := []string{"ke-hoach/huyen-a", "bao-cao@2022-06/huyen-a"}; !slices.Equal(keys, want) {
		t.Errorf("%q, want %q", keys, want)
	}
}

// badStore refuses whatever concerns one assignment.
type badStore struct {
	*store.Store
	bad string
}

var errBad = errors.New("refused")

func (b badStore) Apply(ctx context.Context, epoch int64, changes []escalation.Change) error {
	for _, c := range changes {
		if c.Assignment.Key == b.bad && c.Assignment.Rev > 0 {
			return errBad
		}
	}
	return b.Store.Apply(ctx, epoch, changes)
}

func TestABadAssignmentBlocksNobody(t *testing.T) {
	d := newDesk(t, twoUnits)
	d.ticks = scheduler.New(badStore{d.store, "ke-hoach/huyen-a"}, func() *escalation.Office { return d.office }, func() {},
		slog.New(slog.DiscardHandler))
	r := d.tick("2022-01-25 08:00")
	if r.Failed != 1 || r.Told != 1 {
		t.Errorf("%+v, want one failed and one told", r)
	}
	d.wantOutbox("ke-hoach/huyen-a")
	d.wantOutbox("ke-hoach/huyen-b", "assigned huyen-b")
}

func TestAnExLeaderChangesNothing(t *testing.T) {
	d := newDesk(t, twoUnits)
	_, err := d.ticks.RunOnce(t.Context(), d.lease.Epoch-1, at("2022-01-25 08:00"))
	if !errors.Is(err, escalation.ErrFenced) {
		t.Errorf("%v, want ErrFenced", err)
	}
	d.wantOutbox("ke-hoach/huyen-a")
}
