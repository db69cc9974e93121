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
	// tokenRetry is how long everything waits when Telegram does not know the token, downRetry how long at most when it is down.
	tokenRetry, downRetry = 30 * time.Second, 15 * time.Second
	// storeRetry is how long to wait at most before an outcome is stored again, storeTime how long one try may take.
	storeRetry, storeTime = 5 * time.Second, 10 * time.Second
)

// What Observe is told of a call besides an escalation.SendOutcome.
const sent, limited = "sent", "limited"

// run is one bundle being delivered.
type run struct {
	*Delivery
	lease escalation.Lease
	b     escalation.Bundle
	//nolint:containedctx // ctx ends when no further call may begin, landing when outcomes are given up
	ctx, landing context.Context
	// written is set when a failed message was at least written: else it was not Telegram that failed.
	written bool
	// left counts notices that went back and may go at once, alone those of them that may not share a message any more.
	left, alone int
	took        time.Duration // of the call
}

// mayCall waits until a call may be made, and reports whether this process may still make it.
func (r *run) mayCall() bool {
	if r.Limiter.WaitIn(r.ctx, r.b.Chat, r.b.Notices[0].Lane) != nil {
		return false
	}
	may := r.lease.Outlives(time.Now().Add(callTime))
	if !may {
		r.Limiter.Landed(r.b.Chat)
	}
	return may
}

// single puts all back but the first notice.
func (r *run) single() {
	r.unclaim(r.b.Notices[1:])
	r.b.Notices = r.b.Notices[:1]
}

// send makes the call and stores its outcome.
func (r *run) send() {
	b := r.b
	call, cancel := context.WithTimeout(r.landing, callTime)
	defer cancel()
	began := time.Now()
	done, err := r.Sender.Send(call, b)
	r.Limiter.Landed(b.Chat)
	r.took = time.Since(began)
	if err == nil {
		r.Observe(sent, b.Notices[0].Lane, r.took)
		r.troubles.answered()
		r.sent(b.Notices[:done.Count], b.Notices[done.Count:], done.MessageID)
		return
	}
	r.written = done.Count > 0
	carried := b.Notices
	if r.written {
		carried = b.Notices[:done.Count]
	}
	failure := &escalation.SendError{Outcome: escalation.SendRetry, Err: err}
	errors.As(err, &failure)
	outcome := string(failure.Outcome)
	if failure.RetryAfter > 0 {
		outcome = limited
	}
	r.Observe(outcome, b.Notices[0].Lane, r.took)
	r.failed(carried, b.Notices[len(carried):], failure)
}

// failed stores what a failed call means for what it carried; the rest goes back.
func (r *run) failed(carried, rest []escalation.Notice, failure *escalation.SendError) {
	b := r.b
	if failure.Outcome == escalation.SendUnauthorized {
		r.troubles.begin(TroubleToken, failure)
		r.Limiter.ParkAll(time.Now().Add(tokenRetry))
		r.unclaim(r.b.Notices)
		return
	}
	r.Log.Warn("message not delivered", "chat", b.Chat, "notices", len(carried), "outcome", failure.Outcome, "attempt", carried[0].Attempts+1,
		"error", failure)
	if failure.Outcome != escalation.SendRetry || failure.RetryAfter > 0 {
		r.troubles.answered()
	}
	switch failure.Outcome {
	case escalation.SendUnreachable:
		r.dead(b.Notices, failure.Error(), true)
	case escalation.SendRefused:
		r.refused(carried, rest, failure)
	case escalation.SendMigrated:
		r.store("move a chat", func(ctx context.Context) error {
			return r.Outbox.MoveChat(ctx, r.lease.Epoch, b.Chat, failure.MigratedTo, r.OfficeNow())
		})
		r.unclaim(b.Notices)
	default:
		r.retry(carried, failure)
		r.unclaim(rest)
		r.left = 0 // they wait behind it
	}
}

// refused ends a notice that Telegram does not take. Of several in one message, each goes alone next, so that a bad one does not take the
// others with it.
func (r *run) refused(carried, rest []escalation.Notice, failure *escalation.SendError) {
	if len(carried) == 1 {
		r.dead(carried, failure.Error(), false)
		r.unclaim(rest)
		return
	}
	r.alone = len(carried)
	r.unclaim(r.b.Notices)
}

// retry puts notices back until Telegram may take them; a chat that Telegram asked to leave alone is, and when Telegram is down,
// everything waits, so that it goes on soon after.
func (r *run) retry(carried []escalation.Notice, failure *escalation.SendError) {
	now := time.Now()
	after := backoff(carried[0].Attempts)
	if failure.RetryAfter > 0 {
		after = failure.RetryAfter
		r.Limiter.Hold(r.b.Chat, after)
	} else if r.written {
		if n := r.troubles.failed(r.b.Chat, failure); n > 0 {
			r.Limiter.ParkAll(now.Add(min(backoff(n-down), downRetry)))
		}
	}
	r.store("put notices back", func(ctx context.Context) error {
		return r.Outbox.Release(ctx, r.lease.Epoch, ids(carried), now.Add(after), failure.Uncertain, failure.Error())
	})
}

// backoff doubles from attempt to attempt, with a jitter of a quarter, so that what failed together does not come back together.
func backoff(attempts int) time.Duration {
	d := min(firstRetry<<min(max(0, attempts), 10), lastRetry)
	return d - rand.N(d/4)
}

func (r *run) sent(notices, rest []escalation.Notice, message int64) {
	r.left += len(rest)
	r.store("record what was sent", func(ctx context.Context) error {
		return r.Outbox.MarkCarried(ctx, r.lease.Epoch, ids(notices), ids(rest), message, r.OfficeNow())
	})
	if len(notices) == 0 {
		return
	}
	r.count.Add(1)
	r.Log.Info("sent", "chat", r.b.Chat, "message", message, "notices", len(notices), "lane", notices[0].Lane)
}

func (r *run) dead(notices []escalation.Notice, cause string, unreachable bool) {
	r.Log.Warn("dead letter", "notices", ids(notices), "cause", cause)
	r.store("record what cannot be delivered", func(ctx context.Context) error {
		return r.Outbox.MarkDead(ctx, r.lease.Epoch, ids(notices), cause, unreachable, r.OfficeNow())
	})
}

func (r *run) unclaim(notices []escalation.Notice) {
	if len(notices) == 0 {
		return
	}
	r.left = len(notices)
	r.store("put notices back", func(ctx context.Context) error { return r.Outbox.Unclaim(ctx, r.lease.Epoch, ids(notices)) })
}

// store keeps at it through an outage of the database, however long: what is known of a message must not be forgotten. Another leader
// ends it, who takes the rows for uncertain, and so does the end of shutting down.
func (r *run) store(doing string, write func(context.Context) error) {
	for n := 0; ; n++ {
		ctx, cancel := context.WithTimeout(r.landing, storeTime)
		err := write(ctx)
		cancel()
		switch {
		case errors.Is(err, escalation.ErrFenced):
			r.Log.Warn("outcome is the next leader's to find out", "doing", doing, "chat", r.b.Chat)
			return
		case err == nil:
			r.troubles.end(TroubleStoring)
			return
		}
		r.troubles.begin(TroubleStoring, err)
		if pause(r.landing, min(backoff(n), storeRetry)) != nil {
			r.Log.Error("outcome not stored", "doing", doing, "chat", r.b.Chat, "error", err)
			return
		}
	}
}

func ids(notices []escalation.Notice) []int64 {
	out := make([]int64, len(notices))
	for i, n := range notices {
		out[i] = n.ID
	}
	return out
}
