package cli

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"dondoc/bot"
	"dondoc/delivery"
	"dondoc/escalation"
	"dondoc/scheduler"
	"dondoc/store"
	"dondoc/web"
)

// leaseTime is how long a crashed leader is waited for (DESIGN 6.4). It is renewed every fifth of it, and what is left then (12 s) is longer
// than a call to Telegram may take (10 s), so that sending goes on between two renewals.
const leaseTime = 15 * time.Second

// How long shutting down may take, all in all 15 s with the web server's second, whatever hangs.
const (
	// updatesWithin is for the updates in hand, callsWithin for the calls in flight with their outcomes, leaseWithin for giving the lease back.
	updatesWithin = 2 * time.Second
	callsWithin   = 10 * time.Second
	leaseWithin   = 2 * time.Second
)

// engine is the running bot: the parts of the line out and of the line back, wired (DESIGN 2). `run` and `demo` differ in what they pass.
type engine struct {
	store     *store.Store
	scheduler *scheduler.Scheduler
	leader    *scheduler.Leader
	delivery  *delivery.Delivery
	bot       *bot.Bot
	client    *bot.Client
	officeNow func() time.Time
	office    atomic.Pointer[escalation.Office]
	log       *slog.Logger
}

// engineParts is what an engine is made of.
type engineParts struct {
	store     *store.Store
	office    *escalation.Office
	client    *bot.Client
	limits    delivery.Limits
	officeNow func() time.Time
	// meters count what the engine does; nil: nobody does.
	meters *web.Meters
	log    *slog.Logger
}

func newEngine(p engineParts) *engine {
	e := &engine{store: p.store, officeNow: p.officeNow, client: p.client, log: p.log}
	e.office.Store(p.office)
	e.leader = scheduler.NewLeader(p.store, holder(), leaseTime, p.log)
	p.store.Announce(func(c escalation.LinkChange) []escalation.Notice { return escalation.LinkNotices(e.office.Load(), c) })
	limiter := delivery.NewLimiter(p.limits)
	e.delivery = delivery.New(delivery.Options{
		Outbox: p.store, Sender: bot.NewSender(p.client, p.store, e.office.Load, p.officeNow), Leading: e.leader,
		Office: e.office.Load, OfficeNow: p.officeNow, Limiter: limiter, Log: p.log,
	})
	e.scheduler = scheduler.New(p.store, e.office.Load, e.delivery.Poke, p.log)
	if p.meters != nil {
		e.delivery.Observe = p.meters.Sent
		e.scheduler.Observe = func(r scheduler.Result, took time.Duration, err error) { p.meters.Ticked(r.Failed, took, err) }
	}
	e.bot = bot.New(bot.Options{
		Client: p.client, Store: &promptStore{Store: p.store, lease: e.leader.Lease, committed: e.delivery.Poke}, Office: e.office.Load, Now: p.officeNow,
		Limiter: limiter, Taken: e.scheduler.UpdatesTaken, Log: p.log,
	})
	return e
}

// promptStore has what people do stored under the lease that their updates were taken under, and receipts sent at once instead of at
// the next look into the outbox.
type promptStore struct {
	*store.Store
	lease     func() escalation.Lease
	committed func()
}

// fenced is an epoch that is never in force: what a process does after it lost the lease.
const fenced = -1

// Commit stores, then has the outbox looked at.
func (s *promptStore) Commit(ctx context.Context, c escalation.Commit) error {
	if c.Epoch = s.lease().Epoch; c.Epoch == 0 {
		c.Epoch = fenced
	}
	err := s.Store.Commit(ctx, c)
	if err == nil {
		s.committed()
	}
	return err //nolint:wrapcheck // the store's own error
}

// holder names this process in the lease.
func holder() string {
	host, err := os.Hostname()
	if err != nil {
		host = "?"
	}
	return host + ":" + strconv.Itoa(os.Getpid())
}

// adopt puts an office in force: its ties first, then the swap.
func (e *engine) adopt(ctx context.Context, o *escalation.Office) error {
	ties, err := e.store.Links(ctx)
	if err != nil {
		return fmt.Errorf("read the ties: %w", err)
	}
	if err := e.store.SyncLinks(ctx, e.officeNow(), o.Links()); err != nil {
		return fmt.Errorf("store the configured ties: %w", err)
	}
	e.bot.Reloaded(e.office.Swap(o), ties)
	return nil
}

// run works until the context ends, and then stops in this order: no further update is taken, and those in hand are finished; no further
// tick and no further call begins, and the calls in flight are finished and their outcomes stored; the lease is given back. What does not
// end in its time is left behind: its notices are the next leader's, who takes them for uncertain. The caller closes web server and store
// after that.
func (e *engine) run(ctx context.Context) error {
	if err := e.adopt(ctx, e.office.Load()); err != nil {
		return err
	}
	working, stopWorking := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWorking()
	leading, stopLeading := context.WithCancel(context.WithoutCancel(ctx))
	defer stopLeading()
	failed := make(chan error, 1)
	leads := begin(func() { e.leader.Run(leading) })
	sends := begin(func() { e.delivery.Run(working) })
	ticks := begin(func() { failed <- e.scheduler.Run(working, e.leader, e.officeNow) })
	listens := begin(func() { e.listen(ctx) })
	<-ctx.Done()

	e.log.Info("stopping: no further update is taken, what is in flight is finished")
	e.await("updates", updatesWithin, listens)
	stopWorking()
	e.await("calls", callsWithin, sends, ticks)
	stopLeading()
	e.await("lease", leaseWithin, leads)
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// begin runs fn aside; the channel is closed when it is done.
func begin(fn func()) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		fn()
	}()
	return done
}

// await waits for parts to end, but not longer than within.
func (e *engine) await(what string, within time.Duration, parts ...<-chan struct{}) {
	end := time.NewTimer(within)
	defer end.Stop()
	for _, done := range parts {
		select {
		case <-done:
		case <-end.C:
			e.log.Warn("not ended in time, left behind", "what", what, "within", within)
			return
		}
	}
}

// standby is how often a process that stands by looks whether it leads.
const standby = 200 * time.Millisecond

// listen takes updates while this process leads, until the context ends.
func (e *engine) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if e.leader.IsLeader(ctx) == nil {
			e.listenLeading(ctx)
		}
		select {
		case <-ctx.Done():
		case <-time.After(standby):
		}
	}
}

func (e *engine) listenLeading(ctx context.Context) {
	polling, stop := context.WithCancel(ctx)
	defer stop()
	var watch sync.WaitGroup
	defer watch.Wait()
	defer stop()
	watch.Go(func() {
		for polling.Err() == nil && e.leader.IsLeader(polling) == nil {
			select {
			case <-polling.Done():
			case <-time.After(standby):
			}
		}
		stop()
	})
	if err := e.bot.Run(polling); err != nil && ctx.Err() == nil {
		e.log.Error("updates not taken", "error", err)
	}
}
