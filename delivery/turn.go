package delivery

import (
	"cmp"
	"slices"
	"time"

	"dondoc/escalation"
)

// place is where a notice goes: a chat, or, without one, its recipient. Calls to one place follow each other.
type place struct {
	chat int64
	who  escalation.Recipient
}

func placeOf(w escalation.Waiting) place {
	if w.Chat != 0 {
		return place{chat: w.Chat}
	}
	return place{who: w.Recipient}
}

// queue is what waits, as far as is known: what the last looks saw, less what was sent since.
type queue struct {
	replies, bulk []escalation.Waiting
	// gone are the places that were claimed since a look at all began; what it says of them is old.
	gone map[place]bool
	turn int
	// quick says that the last call took so little time that a reply need not wait long for room.
	quick bool
}

func (q *queue) clear() { q.replies, q.bulk = nil, nil }

func (q *queue) empty() bool { return len(q.replies) == 0 && len(q.bulk) == 0 }

func (q *queue) looking() { q.gone = map[place]bool{} }

// replace takes over a look at all. Replies that are not in it may have come since, and are kept.
func (q *queue) replace(list []escalation.Waiting) {
	stay := slices.DeleteFunc(q.bulk, func(w escalation.Waiting) bool { return !q.gone[placeOf(w)] })
	q.bulk = stay
	for _, w := range list {
		switch {
		case q.gone[placeOf(w)]:
		case w.Lane != escalation.LaneReply:
			q.bulk = append(q.bulk, w)
		case !slices.ContainsFunc(q.replies, func(o escalation.Waiting) bool { return sameTurn(o, w) }):
			q.replies = append(q.replies, w)
		}
	}
}

// addReplies takes over a look for replies.
func (q *queue) addReplies(list []escalation.Waiting) { q.replies = list }

// settle notes what became of a chat's turn: left of its notices wait and may go at once.
func (q *queue) settle(w escalation.Waiting, left int) {
	if q.gone != nil {
		q.gone[placeOf(w)] = true
	}
	list := &q.bulk
	if w.Lane == escalation.LaneReply {
		list = &q.replies
	}
	i := slices.IndexFunc(*list, func(o escalation.Waiting) bool { return sameTurn(o, w) })
	switch {
	case i < 0 && left > 0: // a look found it claimed
		w.Count = left
		*list = append(*list, w)
	case i < 0:
	case left == 0:
		*list = slices.Delete(*list, i, i+1)
	default:
		(*list)[i].Count = left
	}
}

// sameTurn reports whether two entries are about the same notices.
func sameTurn(a, b escalation.Waiting) bool {
	return placeOf(a) == placeOf(b) && a.Topic == b.Topic
}

// total counts the notices that wait and are no replies.
func (q *queue) total() int {
	n := 0
	for _, w := range q.bulk {
		n += w.Count
	}
	return n
}

// order says which of two goes first.
type order func(a, b candidate) int

// candidate is a chat whose turn it may be.
type candidate struct {
	escalation.Waiting
	// span is how long the chat needs for what waits there.
	span time.Duration
}

// byLane is the order in half of all turns: the more urgent lane, in it the longer queue, since what takes longest should begin first.
func byLane(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.Lane, b.Lane), cmp.Compare(b.span, a.span), a.Since.Compare(b.Since))
}

// byAge is the order in one turn of eight, so that no lane and no chat waits for ever: whoever has waited longest.
func byAge(a, b candidate) int {
	return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(b.span, a.span))
}

// bySpan is the order in the other turns, as long as all: a chat that needs as long as everything together, or longer, goes first. It
// takes but one call a second, or fewer, and all would end later if it began later.
func bySpan(all time.Duration) order {
	return func(a, b candidate) int {
		long := func(c candidate) int {
			if c.span >= all {
				return 0
			}
			return 1
		}
		if l := cmp.Compare(long(a), long(b)); l != 0 {
			return l
		}
		if long(a) == 0 {
			return cmp.Or(cmp.Compare(b.span, a.span), cmp.Compare(a.Lane, b.Lane))
		}
		return byLane(a, b)
	}
}

// order is that of the turn which is next.
func (q *queue) order(all time.Duration) order {
	switch {
	case q.turn%8 == 7:
		return byAge
	case q.turn%2 == 1:
		return bySpan(all)
	}
	return byLane
}

// pickReply is the reply that goes next; false with the time until one may.
func (d *Delivery) pickReply(now time.Time) (w escalation.Waiting, wait time.Duration, ok bool) {
	wait = lookEvery
	for _, w := range d.queue.replies {
		if d.flying[placeOf(w)] != nil {
			continue
		}
		hold := max(d.Limiter.Ready(escalation.LaneReply, now), d.Limiter.ReadyFor(w.Chat, now))
		if hold <= 0 {
			return w, 0, true
		}
		wait = min(wait, hold)
	}
	return w, wait, false
}

// pickBulk is what goes next of all that is no reply; false with the time until something may.
func (d *Delivery) pickBulk(now time.Time) (w escalation.Waiting, wait time.Duration, ok bool) {
	if len(d.queue.bulk) == 0 {
		return w, lookEvery, false
	}
	if wait = d.Limiter.Ready(escalation.LaneReminder, now); wait > 0 {
		return w, wait, false
	}
	wait = lookEvery
	first := d.queue.order(d.Limiter.SpanOfAll(d.queue.total()))
	var best candidate
	for _, w := range d.queue.bulk {
		if d.flying[placeOf(w)] != nil {
			continue
		}
		if hold := d.readyFor(w, now); hold > 0 {
			wait = min(wait, hold)
			continue
		}
		c := candidate{w, d.Limiter.Span(w.Chat, w.Count)}
		if !ok || first(c, best) < 0 {
			best, ok = c, true
		}
	}
	if ok {
		d.queue.turn++
	}
	return best.Waiting, wait, ok
}

// readyFor asks the limiter about a chat; what has no chat ends without a call.
func (d *Delivery) readyFor(w escalation.Waiting, now time.Time) time.Duration {
	if w.Chat == 0 {
		return 0
	}
	return d.Limiter.ReadyFor(w.Chat, now)
}
