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
)

// leaseTime is how long a crashed leader is waited for (DESIGN 6.4).
const leaseTime = 20 * time.Second

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
	log       *slog.Logger
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
	e.bot = bot.New(bot.Options{
		Client: p.client, Store: &promptStore{Store: p.store, lease: e.leader.Lease, committed: e.delivery.Poke}, Office: e.office.Load, Now: p.officeNow,
		Limiter: limiter, Log: p.log,
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

// run works until the context ends. Then, in this order: no further update is taken, no further tick begins, calls in flight are finished
// and stored, the lease is given back. The caller closes the store after that.
func (e *engine) run(ctx context.Context) error {
	if err := e.adopt(ctx, e.office.Load()); err != nil {
		return err
	}
	working, stopWorking := context.WithCancel(context.WithoutCancel(ctx))
	leading, stopLeading := context.WithCancel(context.WithoutCancel(ctx))
	defer stopLeading()
	var work, lead sync.WaitGroup
	lead.Go(func() { e.leader.Run(leading) })
	work.Go(func() { e.delivery.Run(working) })
	failed := make(chan error, 1)
	work.Go(func() {
		if err := e.scheduler.Run(working, e.leader, e.officeNow); err != nil {
			failed <- err
		}
	})
	e.listen(ctx)
	stopWorking()
	work.Wait()
	stopLeading()
	lead.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
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
		e.log.Error("taking updates", "error", err)
	}
}
