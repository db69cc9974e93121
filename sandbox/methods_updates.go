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

// getUpdates is long polling: telegram.md §2.3, srv Client.cpp process_get_updates_query. Only a poll that waits
// ends an older one that waits.
func getUpdates(ctx context.Context, s *Server, c *call) (any, error) {
	limit := c.args.number("limit", 100, 1, 100)
	p, now, err := s.beginPoll(c, limit)
	if p == nil {
		return now, err
	}
	timeout := time.Duration(c.args.number("timeout", 0, 0, 50)) * time.Second
	t := time.NewTimer(timeout)
	defer t.Stop()
	select {
	case <-p.wake:
	case <-t.C:
	case <-ctx.Done():
	case <-s.closed:
	}
	return s.endPoll(c, p, limit)
}

// beginPoll answers at once, or returns the poll to wait for.
func (s *Server) beginPoll(c *call, limit int64) (*poll, any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := c.bot
	if b.webhook != "" {
		return nil, nil, conflict("can't use getUpdates method while webhook is active; " +
			"use deleteWebhook to delete the webhook first")
	}
	b.allow(c.args.json("allowed_updates"))
	before := len(b.pending)
	b.confirm(c.args.number("offset", 0, -1<<31, 1<<53))
	if len(b.pending) != before {
		s.touch()
	}
	if len(b.pending) > 0 || c.args.number("timeout", 0, 0, 50) == 0 {
		return nil, b.first(limit), nil
	}
	b.beat(otherPoll)
	b.poll = &poll{wake: make(chan struct{})}
	return b.poll, nil, nil
}

func (s *Server) endPoll(c *call, p *poll, limit int64) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.beaten {
		return nil, conflict(p.reason)
	}
	if c.bot.poll == p {
		c.bot.poll = nil
	}
	return c.bot.first(limit), nil
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
	return apiWebhookInfo{URL: c.bot.webhook, PendingUpdateCount: len(c.bot.pending)}, nil
}
