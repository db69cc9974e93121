package cli

import (
	"context"
	"fmt"
	"sync"
	"time"

	"dondoc/sandbox"
)

// demoClock is office time that stands still between moves. A move walks through every due moment in order and returns when all that fell
// due is told (DESIGN 7).
type demoClock struct {
	engine  *engine
	sandbox *sandbox.Server

	moving sync.Mutex // one move at a time
	mu     sync.Mutex
	now    time.Time
}

// Now is the office's time.
func (c *demoClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *demoClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t.In(c.engine.office.Load().Calendar.Location())
}

// Advance moves the clock by a span.
func (c *demoClock) Advance(ctx context.Context, d time.Duration) error {
	return c.To(ctx, c.Now().Add(d))
}

// To moves the clock to a moment.
func (c *demoClock) To(ctx context.Context, target time.Time) error {
	c.moving.Lock()
	defer c.moving.Unlock()
	if target.Before(c.Now()) {
		o := c.engine.office.Load()
		return fmt.Errorf(texts(o.Language).clockBack, c.Now().In(o.Calendar.Location()).Format("02/01/2006 15:04"))
	}
	if err := c.settle(ctx); err != nil {
		return err
	}
	for c.Now().Before(target) {
		next, err := c.next(ctx)
		if err != nil {
			return err
		}
		if next.After(target) {
			next = target
		}
		c.set(next)
		if err := c.settle(ctx); err != nil {
			return err
		}
	}
	return nil
}

// farthest bounds the search for the next step, in moments looked at: more than ten years without one.
const farthest = 10_000

// Next moves the clock to the next moment at which something is told.
func (c *demoClock) Next(ctx context.Context) error {
	c.moving.Lock()
	defer c.moving.Unlock()
	sent := c.engine.delivery.Sent()
	if err := c.settle(ctx); err != nil {
		return err
	}
	for range farthest {
		if c.engine.delivery.Sent() != sent {
			return nil
		}
		next, err := c.next(ctx)
		if err != nil {
			return err
		}
		c.set(next)
		if err := c.settle(ctx); err != nil {
			return err
		}
	}
	return nil
}

// next is the next moment worth stopping at.
func (c *demoClock) next(ctx context.Context) (time.Time, error) {
	next, err := c.engine.scheduler.Next(ctx)
	if err != nil {
		return time.Time{}, err //nolint:wrapcheck // says what was being done
	}
	if now := c.Now(); !next.After(now) {
		next = c.engine.office.Load().Calendar.NextOpen(now.Add(time.Minute))
	}
	return next, nil
}

// Settle returns when nothing that is due now is left to do.
func (c *demoClock) Settle(ctx context.Context) error {
	c.moving.Lock()
	defer c.moving.Unlock()
	return c.settle(ctx)
}

// settle lets the bot finish, ticks and sends until nothing is due.
func (c *demoClock) settle(ctx context.Context) error {
	e := c.engine
	if err := c.lead(ctx); err != nil {
		return err
	}
	for {
		if err := c.sandbox.WaitIdle(ctx); err != nil {
			return fmt.Errorf("wait for the bot: %w", err)
		}
		sent := e.delivery.Sent()
		r, err := e.scheduler.RunOnce(ctx, e.leader.Lease().Epoch, c.Now())
		if err != nil {
			return err //nolint:wrapcheck // says what was being done
		}
		if err := e.delivery.Drain(ctx); err != nil {
			return err //nolint:wrapcheck // says what was being done
		}
		if r.Decided == 0 && r.Created == 0 && e.delivery.Sent() == sent {
			return nil
		}
	}
}

// lead waits until the engine leads, which at the start takes a moment.
func (c *demoClock) lead(ctx context.Context) error {
	for c.engine.leader.IsLeader(ctx) != nil {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the lead: %w", ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}
