package delivery

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"dondoc/escalation"
)

const (
	// firstRetry doubles with every attempt up to lastRetry.
	firstRetry, lastRetry = time.Second, 5 * time.Minute
	// tokenRetry is how long everything waits when Telegram does not know the token.
	tokenRetry = 30 * time.Second
)

// deliver makes one call and stores its outcome. A call in flight is finished, within its time, while shutting down; the context only
// keeps further ones from starting.
func (d *Delivery) deliver(ctx context.Context, lease escalation.Lease, b escalation.Bundle) {
	r := &run{Delivery: d, epoch: lease.Epoch, b: b, ctx: context.WithoutCancel(ctx)}
	switch {
	case b.Chat == 0:
		r.dead(b.Notices, escalation.NotLinked, true)
	case !lease.Outlives(time.Now().Add(callTime)):
		r.unclaim(b.Notices)
	default:
		r.send(ctx, b)
	}
}

// run is one bundle being delivered.
type run struct {
	*Delivery
	epoch int64
	b     escalation.Bundle
	ctx   context.Context //nolint:containedctx // outlives the caller's, to store the outcome
}

func (r *run) send(ctx context.Context, b escalation.Bundle) {
	call, cancel := context.WithTimeout(r.ctx, callTime)
	defer cancel()
	began := time.Now()
	sent, err := r.Sender.Send(call, b)
	r.observe(b.Notices[0].Lane, err, time.Since(began))
	if err == nil {
		r.sent(b.Notices[:sent.Count], sent.MessageID)
		r.unclaim(b.Notices[sent.Count:])
		return
	}
	carried := b.Notices
	if sent.Count > 0 {
		carried = b.Notices[:sent.Count]
	}
	r.failed(ctx, b, carried, b.Notices[len(carried):], err)
}

// observe tells who watches what came of a call.
func (r *run) observe(lane escalation.Lane, err error, took time.Duration) {
	if r.Observe == nil {
		return
	}
	outcome := "sent"
	if err != nil {
		outcome = string(failureOf(err).Outcome)
	}
	r.Observe(outcome, lane, took)
}

// failureOf is what an error of a Sender means; one that does not say so may be tried again.
func failureOf(err error) *escalation.SendError {
	failure := &escalation.SendError{Outcome: escalation.SendRetry, Err: err}
	errors.As(err, &failure)
	return failure
}

func (r *run) failed(ctx context.Context, b escalation.Bundle, carried, rest []escalation.Notice, err error) {
	failure := failureOf(err)
	r.Log.Warn("message not delivered", "chat", b.Chat, "notices", len(carried), "outcome", failure.Outcome, "error", err)
	switch failure.Outcome {
	case escalation.SendUnreachable:
		r.dead(b.Notices, err.Error(), true)
	case escalation.SendRefused:
		r.refused(ctx, b, carried, rest, err)
	case escalation.SendMigrated:
		r.store("move a chat", func(ctx context.Context) error {
			return r.Outbox.MoveChat(ctx, r.epoch, b.Chat, failure.MigratedTo, r.OfficeNow())
		})
		r.unclaim(b.Notices)
	case escalation.SendUnauthorized:
		r.Limiter.ParkAll(time.Now().Add(tokenRetry))
		r.unclaim(b.Notices)
	default:
		r.retry(b.Chat, carried, failure)
		r.unclaim(rest)
	}
}

// refused tries the notices of a message one by one, so that a bad one does not take the others with it.
func (r *run) refused(ctx context.Context, b escalation.Bundle, carried, rest []escalation.Notice, err error) {
	if len(carried) == 1 {
		r.dead(carried, err.Error(), false)
		r.unclaim(rest)
		return
	}
	for _, n := range carried {
		if e := r.Limiter.Wait(ctx, b.Chat); e != nil {
			r.unclaim([]escalation.Notice{n})
			continue
		}
		one := b
		one.Notices = []escalation.Notice{n}
		r.send(ctx, one)
	}
	r.unclaim(rest)
}

// retry puts notices back until Telegram may take them; a chat that Telegram asked to leave alone is.
func (r *run) retry(chat int64, carried []escalation.Notice, failure *escalation.SendError) {
	now := time.Now()
	after := backoff(carried[0].Attempts)
	if failure.RetryAfter > 0 {
		after = failure.RetryAfter
		r.Limiter.Park(chat, now.Add(after), now)
	}
	r.store("put notices back", func(ctx context.Context) error {
		return r.Outbox.Release(ctx, r.epoch, ids(carried), now.Add(after), failure.Uncertain, failure.Error())
	})
}

// backoff doubles from attempt to attempt, with a jitter of a quarter, so that what failed together does not come back together.
func backoff(attempts int) time.Duration {
	d := min(firstRetry<<min(attempts, 10), lastRetry)
	return d - rand.N(d/4)
}

func (r *run) sent(notices []escalation.Notice, message int64) {
	r.store("record what was sent", func(ctx context.Context) error {
		return r.Outbox.MarkSent(ctx, r.epoch, ids(notices), message, r.OfficeNow())
	})
	r.count.Add(1)
	r.Log.Info("sent", "chat", r.b.Chat, "message", message, "notices", len(notices), "lane", notices[0].Lane)
}

func (r *run) dead(notices []escalation.Notice, cause string, unreachable bool) {
	r.Log.Warn("dead letter", "notices", ids(notices), "cause", cause)
	r.store("record what cannot be delivered", func(ctx context.Context) error {
		return r.Outbox.MarkDead(ctx, r.epoch, ids(notices), cause, unreachable, r.OfficeNow())
	})
}

func (r *run) unclaim(notices []escalation.Notice) {
	if len(notices) == 0 {
		return
	}
	r.store("put notices back", func(ctx context.Context) error { return r.Outbox.Unclaim(ctx, r.epoch, ids(notices)) })
}

// store keeps at it through an outage of the database: what is known of a message must not be forgotten. Only another leader ends it;
// that one takes the rows for uncertain.
func (r *run) store(doing string, write func(context.Context) error) {
	const tries = 120
	for n := range tries {
		ctx, cancel := context.WithTimeout(r.ctx, 10*time.Second)
		err := write(ctx)
		cancel()
		if err == nil || errors.Is(err, escalation.ErrFenced) {
			return
		}
		r.Log.Error("outcome not stored", "doing", doing, "error", err, "try", n+1)
		time.Sleep(min(backoff(n), callTime))
	}
}

func ids(notices []escalation.Notice) []int64 {
	out := make([]int64, len(notices))
	for i, n := range notices {
		out[i] = n.ID
	}
	return out
}
