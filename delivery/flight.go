package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dondoc/escalation"
)

// flight is one chat's turn: claim, call, store what came of it.
type flight struct {
	waiting escalation.Waiting
	bulk    bool
	// claiming is set until its call is made. Of what is no reply one is claimed at a time, so that no row waits long as `sending`.
	claiming bool
	// alone is set for a chat that refused a message of several notices: one goes at a time.
	alone bool
}

// news is what a flight tells the loop.
type news struct {
	flight *flight
	landed bool // else its call begins
	left   int  // how many of the chat's notices may go at once
	alone  int  // how many of them may not share a message
	took   time.Duration
	err    error // of the claim
}

// startAll starts what may go now, replies first, and says when to come again at the latest.
func (d *Delivery) startAll(ctx, landing context.Context, lease escalation.Lease) time.Duration {
	for {
		now := time.Now()
		if len(d.flying) == inFlight {
			return lookEvery
		}
		reply, wait, ok := d.pickReply(now)
		if ok {
			d.start(ctx, landing, lease, reply, false)
			continue
		}
		if !d.roomForBulk() {
			return wait
		}
		bulk, later, ok := d.pickBulk(now)
		if !ok {
			return min(wait, later)
		}
		d.start(ctx, landing, lease, bulk, true)
	}
}

// roomForBulk reports whether something that is no reply may be started.
func (d *Delivery) roomForBulk() bool {
	n := 0
	for _, f := range d.flying {
		if f.bulk && f.claiming {
			return false
		}
		if f.bulk {
			n++
		}
	}
	return n < bulkInFlight || d.queue.quick
}

func (d *Delivery) start(ctx, landing context.Context, lease escalation.Lease, w escalation.Waiting, bulk bool) {
	at := placeOf(w)
	f := &flight{waiting: w, bulk: bulk, claiming: true, alone: d.alone[at] > 0}
	d.flying[at] = f
	go func() { d.news <- d.fly(ctx, landing, lease, f) }()
}

// heard takes over what a flight tells.
func (d *Delivery) heard(n news) {
	n.flight.claiming = false
	if !n.landed {
		return
	}
	at := placeOf(n.flight.waiting)
	delete(d.flying, at)
	if n.flight.alone {
		d.alone[at]--
	}
	if n.alone > 0 {
		d.alone[at] = n.alone
	}
	if d.alone[at] <= 0 {
		delete(d.alone, at)
	}
	d.queue.settle(n.flight.waiting, n.left)
	if n.took > 0 {
		d.queue.quick = n.took < quick
	}
	if n.err != nil && !errors.Is(n.err, escalation.ErrFenced) {
		// The answer to the claim may have been lost, not the claim.
		d.stray = true
		if !errors.Is(n.err, context.Canceled) {
			d.troubles.begin(TroubleStoring, n.err)
		}
	}
}

// fly claims a chat's notices and sends them. A call in flight is finished, within its time, while shutting down (landing); the context
// only keeps further ones from starting.
func (d *Delivery) fly(ctx, landing context.Context, lease escalation.Lease, f *flight) news {
	now := d.OfficeNow()
	b, err := d.Outbox.Claim(landing, lease.Epoch, f.waiting, now, time.Now(), d.open(now))
	if err != nil {
		return news{flight: f, landed: true, err: fmt.Errorf("claim notices: %w", err)}
	}
	if len(b.Notices) == 0 {
		return news{flight: f, landed: true}
	}
	r := &run{Delivery: d, lease: lease, b: b, ctx: ctx, landing: landing}
	if b.Chat == 0 {
		r.dead(b.Notices, escalation.NotLinked, true)
		return news{flight: f, landed: true}
	}
	if f.alone {
		r.single()
	}
	if !r.mayCall() {
		r.unclaim(r.b.Notices)
		return news{flight: f, landed: true}
	}
	d.news <- news{flight: f}
	r.send()
	return news{flight: f, landed: true, left: r.left, alone: r.alone, took: r.took}
}
