// Package delivery empties the outbox through a Sender, within Telegram's limits, and loses nothing: a row is `sending` only while its
// own call runs, every outcome is stored, and what is uncertain is sent again (DESIGN 2, 6).
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
	// inFlight is how many calls run at once; bulkInFlight of them may carry something else than replies.
	inFlight, bulkInFlight = 4, 3
	// callTime bounds one call; the lease must outlive it, so it is well below the time for which leases are taken.
	callTime = 10 * time.Second
	// look is how often the outbox is looked at when nobody pokes.
	look = 500 * time.Millisecond
	// queue is how many chats are looked at at a time.
	queue = 1000
)

// Outbox is what delivery asks of the database. Every change names the epoch that it was made under and fails with
// escalation.ErrFenced when another process leads.
type Outbox interface {
	// Reclaim makes rows pending again that another epoch left `sending`; their fate is unknown.
	Reclaim(ctx context.Context, epoch int64) (int, error)
	// Waiting lists chats with pending notices, most urgent first; only replies when the office is closed.
	Waiting(ctx context.Context, office, machine time.Time, open bool, limit int) ([]escalation.Waiting, error)
	// Claim takes all that is pending for one chat.
	Claim(ctx context.Context, epoch int64, w escalation.Waiting, office, machine time.Time, open bool) (escalation.Bundle, error)
	MarkSent(ctx context.Context, epoch int64, ids []int64, messageID int64, at time.Time) error
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
	// Observe hears of each message that was tried: "sent", or the escalation.SendOutcome, and how long the call took; nil: nobody does.
	Observe func(outcome string, lane escalation.Lane, took time.Duration)
}

// Delivery empties the outbox. Run may be called once.
type Delivery struct {
	Options
	poke chan struct{}
	done chan call
	// epoch is the one whose predecessors' rows were reclaimed.
	epoch  int64
	flying map[int64]bool // by chat
	bulk   int
	count  atomic.Int64
}

// New makes a delivery that does nothing yet.
func New(o Options) *Delivery {
	return &Delivery{Options: o, poke: make(chan struct{}, 1), done: make(chan call, inFlight), flying: map[int64]bool{}}
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

// call is one bundle on its way.
type call struct {
	chat int64
	bulk bool
}

// Run sends until the context ends, then waits for the calls in flight.
func (d *Delivery) Run(ctx context.Context) {
	for ctx.Err() == nil {
		wait, err := d.runOnce(ctx)
		if err != nil && ctx.Err() == nil && !errors.Is(err, escalation.ErrFenced) {
			d.Log.Error("delivery broke off", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-d.poke:
		case c := <-d.done:
			d.landed(c)
		case <-time.After(wait):
		}
	}
	for len(d.flying) > 0 {
		d.landed(<-d.done)
	}
}

func (d *Delivery) landed(c call) {
	delete(d.flying, c.chat)
	if c.bulk {
		d.bulk--
	}
}

// runOnce starts what may be started now and says when to look again at the latest.
func (d *Delivery) runOnce(ctx context.Context) (time.Duration, error) {
	lease := d.Leading.Lease()
	if !lease.Outlives(time.Now().Add(callTime)) || len(d.flying) == inFlight {
		return look, nil
	}
	if err := d.reclaim(ctx, lease.Epoch); err != nil {
		return look, err
	}
	now := d.OfficeNow()
	waiting, err := d.Outbox.Waiting(ctx, now, time.Now(), d.open(now), queue)
	if err != nil {
		return look, fmt.Errorf("look into the outbox: %w", err)
	}
	wait := look
	for _, w := range waiting {
		if d.flying[w.Chat] || (w.Lane != escalation.LaneReply && d.bulk == bulkInFlight) {
			continue
		}
		if hold, ok := d.mayGo(w); !ok {
			wait = min(wait, hold)
			continue
		}
		if err := d.start(ctx, lease, w, now); err != nil {
			return wait, err
		}
		if len(d.flying) == inFlight {
			break
		}
	}
	return wait, nil
}

// mayGo asks the limiter; what has no chat ends without a call.
func (d *Delivery) mayGo(w escalation.Waiting) (time.Duration, bool) {
	if w.Chat == 0 {
		return 0, true
	}
	return d.Limiter.Take(w.Chat, w.Lane, time.Now())
}

// open reports whether the office is open; working hours end with the minute that they name.
func (d *Delivery) open(now time.Time) bool {
	return d.Office().Calendar.IsOpen(now.Truncate(time.Minute))
}

func (d *Delivery) reclaim(ctx context.Context, epoch int64) error {
	if d.epoch == epoch {
		return nil
	}
	n, err := d.Outbox.Reclaim(ctx, epoch)
	if err != nil {
		return fmt.Errorf("reclaim what an earlier process was sending: %w", err)
	}
	if n > 0 {
		d.Log.Warn("messages of unknown fate are sent again", "notices", n)
	}
	d.epoch = epoch
	return nil
}

// start claims a chat's notices and sends them in the background.
func (d *Delivery) start(ctx context.Context, lease escalation.Lease, w escalation.Waiting, now time.Time) error {
	b, err := d.Outbox.Claim(ctx, lease.Epoch, w, now, time.Now(), d.open(now))
	if err != nil {
		return fmt.Errorf("claim notices: %w", err)
	}
	if len(b.Notices) == 0 {
		return nil
	}
	c := call{chat: w.Chat, bulk: w.Lane != escalation.LaneReply}
	d.flying[c.chat] = true
	if c.bulk {
		d.bulk++
	}
	go func() {
		d.deliver(ctx, lease, b)
		d.done <- c
	}()
	return nil
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
