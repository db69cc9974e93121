package sandbox

import (
	"context"
	"net/url"
	"time"
)

func (s *Server) getMe(c *call) (any, error) {
	return apiMe{apiUser: c.bot.user(), CanJoinGroups: true}, nil
}

const otherPoll = "terminated by other getUpdates request; make sure that only one bot instance is running"

// slowDown is how long getUpdates is held back that comes too often (telegram.md §2.3).
const slowDown = 3 * time.Second

// getUpdates is long polling: telegram.md §2.3, srv Client.cpp process_get_updates_query. Only a poll that waits
// ends an older one that waits.
func getUpdates(ctx context.Context, s *Server, c *call) (any, error) {
	p, now, err := s.beginPoll(c)
	if p != nil {
		s.pause(ctx, p.timeout, p.wake)
		now, err = s.endPoll(c, p)
	}
	if err != nil {
		s.pause(ctx, s.holdConflict(c), nil)
	}
	return now, err
}

// pause waits for a while, or until it is woken or nobody waits any more.
func (s *Server) pause(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-wake:
	case <-t.C:
	case <-ctx.Done():
	case <-s.closed:
	}
}

// beginPoll answers at once, or returns the poll to wait for.
func (s *Server) beginPoll(c *call) (*poll, any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := c.bot
	if b.webhook != "" {
		return nil, nil, conflict("can't use getUpdates method while webhook is active; " +
			"use deleteWebhook to delete the webhook first")
	}
	b.allow(c.args.json("allowed_updates"))
	before := len(b.pending)
	p := s.readPoll(c)
	b.confirm(c.args.number("offset", 0, -1<<31, 1<<53))
	b.forget(c.machine)
	if len(b.pending) != before {
		s.touch()
	}
	if len(b.pending) > 0 || p.timeout == 0 {
		return nil, b.first(p.limit), nil
	}
	b.beat(otherPoll)
	b.poll = p
	return p, nil, nil
}

// readPoll reads how much a poll wants and how long it waits. One that asks again for the same is slowed down.
func (s *Server) readPoll(c *call) *poll {
	p := &poll{
		wake: make(chan struct{}), limit: c.args.number("limit", 100, 1, 100),
		timeout: time.Duration(c.args.number("timeout", 0, 0, 50)) * time.Second,
	}
	b, offset := c.bot, c.args.number("offset", 0, -1<<31, 1<<53)
	if again := c.machine.Sub(b.lastPoll); s.opt.Rates && offset == b.lastOffset {
		if again < slowDown {
			p.timeout = max(p.timeout, slowDown)
		}
		if again < slowDown/6 {
			p.limit = 1
		}
	}
	b.lastOffset, b.lastPoll = offset, c.machine
	return p
}

// holdConflict says how long to hold back the answer that there is a conflict, when there was one just before.
func (s *Server) holdConflict(c *call) time.Duration {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opt.Rates && now.Before(c.bot.nextConflict) {
		return slowDown
	}
	c.bot.nextConflict = now.Add(slowDown)
	return 0
}

func (s *Server) endPoll(c *call, p *poll) (any, error) {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.beaten {
		return nil, conflict(p.reason)
	}
	if c.bot.poll == p {
		c.bot.poll = nil
	}
	c.bot.forget(now)
	return c.bot.first(p.limit), nil
}

// setWebhook only remembers the address, so that getUpdates answers 409: the sandbox opens no connection of its own
// and keeps the updates until the webhook is deleted.
func (s *Server) setWebhook(c *call) (any, error) {
	address := c.args.text("url")
	if address == "" {
		return s.deleteWebhook(c)
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return nil, bad("bad webhook: An HTTPS URL must be provided for webhook")
	}
	c.bot.allow(c.args.json("allowed_updates"))
	c.bot.webhook = address
	c.bot.beat("terminated by setWebhook request")
	s.dropPending(c)
	return true, nil
}

func (s *Server) deleteWebhook(c *call) (any, error) {
	c.bot.webhook = ""
	s.dropPending(c)
	return true, nil
}

func (s *Server) dropPending(c *call) {
	if c.args.flag("drop_pending_updates") {
		c.bot.pending = nil
		s.touch()
	}
}

func (s *Server) getWebhookInfo(c *call) (any, error) {
	c.bot.forget(c.machine)
	return apiWebhookInfo{URL: c.bot.webhook, PendingUpdateCount: len(c.bot.pending)}, nil
}
