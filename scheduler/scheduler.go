// Package scheduler is the clockwork: it leads or stands by, brings assignments into being when the configuration gives them, and on
// each tick turns due steps into notices. What is due and what that changes is decided by package escalation; here it is only asked,
// in batches, and stored.
package scheduler

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"sync"
	"time"

	"dondoc/escalation"
)

const (
	// batch is how many assignments one transaction advances (DESIGN 2).
	batch = 500
	// ahead is how long before their `assigned` moment assignments come into being, and again how often that is looked at: half of it.
	ahead = 24 * time.Hour
)

// Store is what the scheduler asks of the database.
type Store interface {
	// FirstStart gives the office time of the very first start, which it stores when there is none yet.
	FirstStart(ctx context.Context, now time.Time) (time.Time, error)
	// Existing tells which of the assignments are there.
	Existing(ctx context.Context, keys []string) (map[string]bool, error)
	// MarkStale makes all open assignments due that were computed under another configuration.
	MarkStale(ctx context.Context, epoch int64, hash string) (int64, error)
	// Due lists open assignments whose next step is due, at most limit.
	Due(ctx context.Context, now time.Time, limit int) ([]escalation.Assignment, error)
	// NextDue is the earliest moment at which a step falls or a notice may go out.
	NextDue(ctx context.Context) (time.Time, bool, error)
	// Apply stores changes, all or none; ErrStale when one was decided on an older revision, ErrFenced when another leads.
	Apply(ctx context.Context, epoch int64, changes []escalation.Change) error
	// Unreached lists notices that their recipient refused and for which no fallback was decided.
	Unreached(ctx context.Context, limit int) ([]escalation.Notice, error)
	Assignment(ctx context.Context, key string) (escalation.Assignment, error)
	Links(ctx context.Context) (escalation.Links, error)
	Pulses
}

// Scheduler ticks. It is safe for concurrent use; ticks do not overlap.
type Scheduler struct {
	store  Store
	office func() *escalation.Office
	told   func()
	log    *slog.Logger
	// Observe hears of each tick of Run, how long it took and why it broke off; nil: nobody does. It is set before Run.
	Observe func(r Result, took time.Duration, err error)

	mu sync.Mutex
	// hash is the configuration that open assignments were last checked against, in this epoch.
	hash  string
	epoch int64
	// through is up to when assignments were brought into being; zero: not yet under this configuration.
	through time.Time

	watch watch
}

// New makes a scheduler over a store and the office in force. told is called after a tick that left notices to be sent.
func New(store Store, office func() *escalation.Office, told func(), log *slog.Logger) *Scheduler {
	return &Scheduler{store: store, office: office, told: told, log: log}
}

// Result is what one tick did.
type Result struct {
	Created, Decided, Told, Missed, Failed int
}

// RunOnce does all that is due at an office time, under the epoch of the lease that the caller holds. It is idempotent. An assignment
// that fails is logged and left for the next tick; the others go on.
func (s *Scheduler) RunOnce(ctx context.Context, epoch int64, now time.Time) (Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &tick{Scheduler: s, office: s.office(), epoch: epoch, now: now}
	for _, part := range []func(context.Context) error{t.configuration, t.wake, t.materialise, t.reroute, t.askAgain, t.decide, t.settle} {
		if err := part(ctx); err != nil {
			return t.result, err
		}
	}
	if t.result.Decided > 0 {
		s.told()
	}
	return t.result, nil
}

// tick is one run at one moment.
type tick struct {
	*Scheduler
	office *escalation.Office
	epoch  int64
	now    time.Time
	result Result
}

// configuration makes what was computed under another configuration due, once per configuration and epoch.
func (t *tick) configuration(ctx context.Context) error {
	if t.hash == t.office.Hash && t.Scheduler.epoch == t.epoch {
		return nil
	}
	n, err := t.store.MarkStale(ctx, t.epoch, t.office.Hash)
	if err != nil {
		return fmt.Errorf("mark assignments of another configuration: %w", err)
	}
	if n > 0 {
		t.log.Info("configuration changed, open assignments are computed anew", "assignments", n)
	}
	t.hash, t.Scheduler.epoch, t.through = t.office.Hash, t.epoch, time.Time{}
	return nil
}

// materialise brings assignments into being a day ahead of their `assigned` moment.
func (t *tick) materialise(ctx context.Context) error {
	to := t.now.Add(ahead)
	if !t.through.IsZero() && to.Sub(t.through) < ahead/2 {
		return nil
	}
	first, err := t.store.FirstStart(ctx, t.now)
	if err != nil {
		return fmt.Errorf("read the first start: %w", err)
	}
	if err := inBatches(escalation.EachAssignment(t.office, t.through, to), func(wanted []escalation.Assignment) error {
		return t.create(ctx, wanted, first)
	}); err != nil {
		return fmt.Errorf("bring assignments into being: %w", err)
	}
	t.through = to
	return nil
}

// inBatches hands on what comes, a batch at a time, so that a large office is never held whole. The slice is used again.
func inBatches(all iter.Seq[escalation.Assignment], do func([]escalation.Assignment) error) error {
	held := make([]escalation.Assignment, 0, batch)
	for a := range all {
		if held = append(held, a); len(held) == batch {
			if err := do(held); err != nil {
				return err
			}
			held = held[:0]
		}
	}
	if len(held) == 0 {
		return nil
	}
	return do(held)
}

func (t *tick) create(ctx context.Context, wanted []escalation.Assignment, first time.Time) error {
	keys := make([]string, len(wanted))
	for i := range wanted {
		keys[i] = wanted[i].Key
	}
	there, err := t.store.Existing(ctx, keys)
	if err != nil {
		return fmt.Errorf("look for existing ones: %w", err)
	}
	var changes []escalation.Change
	for _, a := range wanted {
		if !there[a.Key] && !t.office.OverBefore(&a, first) {
			changes = append(changes, escalation.Create(t.office, a, t.now))
		}
	}
	if len(changes) == 0 {
		return nil
	}
	t.result.Created += len(changes)
	return t.store.Apply(ctx, t.epoch, changes) //nolint:wrapcheck // materialise says what was being done
}

// decide turns due steps into notices, batch by batch.
func (t *tick) decide(ctx context.Context) error {
	failed := map[string]bool{}
	var links *escalation.Links
	for {
		due, err := t.store.Due(ctx, t.now, batch+len(failed))
		if err != nil {
			return fmt.Errorf("list due assignments: %w", err)
		}
		due = without(due, failed)
		if len(due) == 0 {
			return nil
		}
		if links == nil {
			l, err := t.store.Links(ctx)
			if err != nil {
				return fmt.Errorf("read links: %w", err)
			}
			links = &l
		}
		if err := t.advance(ctx, due, *links, failed); err != nil {
			return err
		}
	}
}

func without(due []escalation.Assignment, failed map[string]bool) []escalation.Assignment {
	kept := due[:0]
	for _, a := range due {
		if !failed[a.Key] {
			kept = append(kept, a)
		}
	}
	return kept
}

// advance decides on a batch and stores it in one transaction; if that fails, one by one, so that a bad one blocks nobody (DESIGN 2).
func (t *tick) advance(ctx context.Context, due []escalation.Assignment, links escalation.Links, failed map[string]bool) error {
	var changes []escalation.Change
	for _, a := range due {
		c, err := t.decideOn(links, a)
		if err != nil {
			t.fail(failed, a.Key, err)
			continue
		}
		changes = append(changes, c)
	}
	err := t.apply(ctx, changes)
	if err == nil || fatal(ctx, err) {
		return err
	}
	for _, c := range changes {
		err := t.apply(ctx, []escalation.Change{c})
		if fatal(ctx, err) {
			return err
		}
		if err != nil {
			t.fail(failed, c.Assignment.Key, err)
		}
	}
	return nil
}

// fatal reports that no further assignment can be stored either: another process leads, the database does not answer, or the tick is
// called off.
func fatal(ctx context.Context, err error) bool {
	return errors.Is(err, escalation.ErrFenced) || errors.Is(err, escalation.ErrAway) || ctx.Err() != nil
}

func (t *tick) fail(failed map[string]bool, key string, err error) {
	failed[key] = true
	t.result.Failed++
	level := slog.LevelError
	if errors.Is(err, escalation.ErrStale) {
		level = slog.LevelDebug // somebody acted in between; the next tick decides anew
	}
	t.log.Log(context.Background(), level, "assignment not decided", "assignment", key, "error", err)
}

func (t *tick) apply(ctx context.Context, changes []escalation.Change) error {
	if len(changes) == 0 {
		return nil
	}
	if err := t.store.Apply(ctx, t.epoch, changes); err != nil {
		return fmt.Errorf("store decisions: %w", err)
	}
	for _, c := range changes {
		t.count(c)
	}
	return nil
}

func (t *tick) count(c escalation.Change) {
	t.result.Decided++
	for _, e := range c.Events {
		switch e.Kind {
		case escalation.EventTold, escalation.EventHeld:
			t.result.Told++
		case escalation.EventMissed:
			t.result.Missed++
		}
	}
}

// decideOn keeps a panic over one assignment from stopping the others.
func (t *tick) decideOn(links escalation.Links, a escalation.Assignment) (c escalation.Change, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("decide: panic: %v", r)
		}
	}()
	return escalation.DecideHearing(t.office, links, a, t.listening(), t.now), nil
}

// reroute decides on fallbacks for what was refused since the last tick.
func (t *tick) reroute(ctx context.Context) error {
	dead, err := t.store.Unreached(ctx, batch)
	if err != nil || len(dead) == 0 {
		return wrap("list refused notices", err)
	}
	links, err := t.store.Links(ctx)
	if err != nil {
		return fmt.Errorf("read links: %w", err)
	}
	for _, n := range dead {
		a, err := t.store.Assignment(ctx, n.Assignment)
		if err != nil {
			return fmt.Errorf("read assignment of a refused notice: %w", err)
		}
		err = t.store.Apply(ctx, t.epoch, []escalation.Change{escalation.Reroute(t.office, links, a, n, t.now)})
		if err != nil && !errors.Is(err, escalation.ErrStale) {
			return fmt.Errorf("store a fallback: %w", err)
		}
	}
	return nil
}

func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// Next is the next office time at which a tick or the delivery has something to do, for a clock that is moved by hand; assignments that
// do not exist yet are looked for half a day later at the latest.
func (s *Scheduler) Next(ctx context.Context) (time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	look := s.through.Add(-ahead / 2)
	next, ok, err := s.store.NextDue(ctx)
	switch {
	case err != nil:
		return time.Time{}, fmt.Errorf("look for the next step: %w", err)
	case !ok || look.Before(next):
		return look, nil
	}
	return next, nil
}
