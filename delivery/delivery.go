// Package delivery empties the outbox through a Sender, within Telegram's limits, and loses nothing: a row is `sending` only while its
// own call runs, every outcome is stored, and what is uncertain is sent again (DESIGN 2, 6).
//
// One loop decides what goes next (turn.go) and never waits for the database: it looks into the outbox aside (look.go), and claiming,
// calling and storing the outcome happen in the call's own goroutine (flight.go, outcome.go).
package delivery

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"dondoc/escalation"
)

const (
	// inFlight is how many calls run at once (DESIGN 2). One of them is kept for replies, unless calls are so quick that a reply need not
	// wait long for the next one to land.
	inFlight, bulkInFlight = 4, 3
	quick                  = 300 * time.Millisecond
	// callTime bounds one call; the lease must outlive it, so it is well below the time for which leases are taken.
	callTime = 10 * time.Second
	// landingTime is how much longer than its call an outcome may take to be stored while shutting down.
	landingTime = callTime + 10*time.Second
)

// Outbox is what delivery asks of the database. Every change names the epoch that it was made under and fails with
// escalation.ErrFenced when another process leads.
type Outbox interface {
	// Reclaim makes rows pending again that another epoch left `sending`; their fate is unknown.
	Reclaim(ctx context.Context, epoch int64) (int, error)
	// Recover makes rows pending again that this epoch claimed without getting to know it.
	Recover(ctx context.Context, epoch int64) (int, error)
	// Waiting lists chats with pending notices, replies apart from the rest, most urgent first; only replies when open is false.
	Waiting(ctx context.Context, office, machine time.Time, open bool, limit int) ([]escalation.Waiting, error)
	// Claim takes all that is pending for one chat.
	Claim(ctx context.Context, epoch int64, w escalation.Waiting, office, machine time.Time, open bool) (escalation.Bundle, error)
	// MarkCarried records that one message carried the notices, and makes the rest of its bundle pending again.
	MarkCarried(ctx context.Context, epoch int64, ids, rest []int64, messageID int64, at time.Time) error
	// Release makes rows pending again after an attempt, not before retryAt (machine time).
	Release(ctx context.Context, epoch int64, ids []int64, retryAt time.Time, resent bool, cause string) error
	// Unclaim makes rows pending again that were not attempted.
	Unclaim(ctx context.Context, epoch int64, ids []int64) error
	MarkDead(ctx context.Context, epoch int64, ids []int64, cause string, unreachable bool, at time.Time) error
	MoveChat(ctx context.Context, epoch, from, to int64, at time.Time) error
	// Pending counts what is due and not settled.
	Pending(ctx context.Context, office time.Time, open bool) (int, error)
}

// Sender renders as many notices of a bundle as fit into one message and sends it. Its error is an *escalation.SendError; Delivered.Count
// is set then, too, when it is known how many the message carried.
type Sender interface {
	Send(ctx context.Context, b escalation.Bundle) (escalation.Delivered, error)
}

// Leading tells the lease under which this process may send.
type Leading interface {
	Lease() escalation.Lease
}

// Options are the parts that a Delivery is made of.
type Options struct {
	Outbox    Outbox
	Sender    Sender
	Leading   Leading
	Office    func() *escalation.Office
	OfficeNow func() time.Time
	Limiter   *Limiter
	Log       *slog.Logger
	// Observe is told of each call: its outcome ("sent", "limited" for a 429, or an escalation.SendOutcome), the lane of the first notice
	// that it carried, and how long it took. It is called from several goroutines; nil: nobody is told.
	Observe func(outcome string, lane escalation.Lane, took time.Duration)
}

// Delivery empties the outbox. Run may be called once.
type Delivery struct {
	Options
	poke   chan struct{}
	news   chan news
	looked chan look
	// epoch is the one whose predecessors' rows were reclaimed.
	epoch int64
	// stray says that rows may be claimed that nobody knows of.
	stray    bool
	looks    looks
	queue    queue
	flying   map[place]*flight
	alone    map[place]int // how many notices of a chat go one by one, since it refused them together
	count    atomic.Int64
	troubles troubles
}

// New makes a delivery that does nothing yet.
func New(o Options) *Delivery {
	d := &Delivery{
		Options: o, poke: make(chan struct{}, 1), news: make(chan news, 2*inFlight), looked: make(chan look, lookKinds),
		flying: map[place]*flight{}, alone: map[place]int{},
	}
	d.troubles.log = o.Log
	if d.Observe == nil {
		d.Observe = func(string, escalation.Lane, time.Duration) {}
	}
	return d
}

// Poke makes Run look at the outbox now.
func (d *Delivery) Poke() {
	select {
	case d.poke <- struct{}{}:
	default:
	}
}

// Sent counts the messages that were delivered since the start.
func (d *Delivery) Sent() int64 { return d.count.Load() }

// Trouble lists what keeps everything from going out at the moment; nothing when all is well.
func (d *Delivery) Trouble() []Trouble { return d.troubles.list() }

// Run sends until the context ends, then waits for the calls in flight, whose outcomes are still stored.
func (d *Delivery) Run(ctx context.Context) {
	landing, stop := outliving(ctx, landingTime)
	defer stop()
	for ctx.Err() == nil {
		wait := d.step(ctx, landing)
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-d.poke:
			d.looks.poked()
		case l := <-d.looked:
			d.saw(l)
		case n := <-d.news:
			d.heard(n)
		case <-timer.C:
		}
		timer.Stop()
	}
	for len(d.flying) > 0 {
		d.heard(<-d.news)
	}
	for d.looks.running() {
		d.saw(<-d.looked)
	}
}

// outliving is a context that ends a while after another one.
func outliving(ctx context.Context, by time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		_ = pause(longer, by) // ended earlier is as good
		cancel()
	})
	return longer, func() {
		stop()
		cancel()
	}
}

// step looks and starts what may be started now, and says for how long nothing changes by itself.
func (d *Delivery) step(ctx, landing context.Context) time.Duration {
	lease := d.Leading.Lease()
	if !lease.Outlives(time.Now().Add(callTime)) {
		d.queue.clear()
		return lookEvery
	}
	if err := d.tidy(ctx, lease.Epoch); err != nil {
		if !errors.Is(err, escalation.ErrFenced) {
			d.troubles.begin(TroubleDatabase, err)
		}
		return lookEvery
	}
	if d.stray {
		return lookEvery
	}
	d.look(ctx)
	return min(d.startAll(ctx, landing, lease), d.looks.next())
}

// tidy puts back what an earlier leader was sending, whose fate is unknown, and what was claimed by a claim that seemed to fail.
func (d *Delivery) tidy(ctx context.Context, epoch int64) error {
	if d.epoch != epoch {
		n, err := d.Outbox.Reclaim(ctx, epoch)
		if err != nil {
			return fmt.Errorf("reclaim what an earlier process was sending: %w", err)
		}
		if n > 0 {
			d.Log.Warn("messages of unknown fate are sent again", "notices", n)
		}
		d.epoch = epoch
	}
	if d.stray && len(d.flying) == 0 {
		if _, err := d.Outbox.Recover(ctx, epoch); err != nil {
			return fmt.Errorf("recover what was claimed: %w", err)
		}
		d.stray = false
	}
	return nil
}

// open reports whether the office is open; working hours end with the minute that they name.
func (d *Delivery) open(now time.Time) bool {
	return d.Office().Calendar.IsOpen(now.Truncate(time.Minute))
}

// Drain returns when nothing is due and unsettled; it needs Run to run.
func (d *Delivery) Drain(ctx context.Context) error {
	for {
		now := d.OfficeNow()
		n, err := d.Outbox.Pending(ctx, now, d.open(now))
		if err != nil {
			return fmt.Errorf("count what waits: %w", err)
		}
		if n == 0 {
			return nil
		}
		d.Poke()
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d notices still wait: %w", n, ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
}
