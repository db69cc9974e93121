package delivery

import (
	"context"
	"errors"
	"time"

	"dondoc/escalation"
)

const (
	// lookEvery is how often the outbox is looked at when nobody pokes, lookApart how long between two looks at all of it while there is
	// enough to send: replies are looked for at once.
	lookEvery, lookApart = 500 * time.Millisecond, 200 * time.Millisecond
	// queueMost is how many chats are looked at at a time.
	queueMost = 5000
	// lookKinds are a look for replies, which costs little however much waits, and one at everything.
	lookKinds = 2
)

// look is what was seen in the outbox.
type look struct {
	replies bool // only they were looked for
	list    []escalation.Waiting
	err     error
}

// looks says when to look.
type looks struct {
	// repliesAsked, allAsked: somebody poked since that look began.
	repliesAsked, allAsked     bool
	repliesRunning, allRunning bool
	began                      time.Time // the last look at all
}

func (l *looks) poked() { l.repliesAsked, l.allAsked = true, true }

func (l *looks) running() bool { return l.repliesRunning || l.allRunning }

// next is how long until a look is due.
func (l *looks) next() time.Duration {
	every := lookEvery
	if l.allAsked {
		every = lookApart
	}
	if l.allRunning {
		return lookEvery
	}
	return max(time.Millisecond, time.Until(l.began.Add(every)))
}

// due says whether to look at all; when nothing is left to send, a poke is enough.
func (l *looks) due(nothing bool) bool {
	switch since := time.Since(l.began); {
	case l.allRunning:
		return false
	case l.allAsked:
		return nothing || since >= lookApart
	default:
		return since >= lookEvery
	}
}

// look looks into the outbox aside, when it is time to.
func (d *Delivery) look(ctx context.Context) {
	if d.looks.due(d.queue.empty()) {
		d.looks.allAsked, d.looks.allRunning, d.looks.began = false, true, time.Now()
		d.queue.looking()
		now := d.OfficeNow()
		go d.read(ctx, false, now, d.open(now))
	}
	if d.looks.repliesAsked && !d.looks.repliesRunning {
		d.looks.repliesAsked, d.looks.repliesRunning = false, true
		go d.read(ctx, true, d.OfficeNow(), false)
	}
}

func (d *Delivery) read(ctx context.Context, replies bool, now time.Time, open bool) {
	list, err := d.Outbox.Waiting(ctx, now, time.Now(), open, queueMost)
	d.looked <- look{replies: replies, list: list, err: err}
}

// saw takes over what a look found.
func (d *Delivery) saw(l look) {
	if l.replies {
		d.looks.repliesRunning = false
	} else {
		d.looks.allRunning = false
	}
	switch {
	case l.err == nil && l.replies:
		d.queue.addReplies(l.list)
	case l.err == nil:
		d.queue.replace(l.list)
		d.troubles.end(TroubleDatabase)
	case !errors.Is(l.err, context.Canceled):
		d.troubles.begin(TroubleDatabase, l.err)
	}
}
