package delivery

import (
	"slices"
	"time"
)

const (
	// fastestOf is how many of the last calls tell how long a call takes at the least, once there were so many as fastestFrom.
	fastestOf, fastestFrom = 64, 16
	// lookAgain is how soon to look again while only a landing makes room.
	lookAgain = 20 * time.Millisecond
)

// arrivals keeps the limit over all chats by what the server may have counted, however unevenly calls arrive: a call counts from the moment
// it was let go until a second after it may have arrived, and that it had, at the latest, as long before its answer as the fastest call
// takes.
type arrivals struct {
	up     []letGo
	landed []time.Time // by when each of the last calls had arrived, in no order
	took   []time.Duration
	next   int // of took
}

// letGo is a call that was let go, or will be at that moment.
type letGo struct {
	chat int64
	from time.Time
}

func (a *arrivals) begin(chat int64, at time.Time) { a.up = append(a.up, letGo{chat, at}) }

// end notes that the oldest call to a chat was answered, or given up.
func (a *arrivals) end(chat int64, now time.Time) {
	i := slices.IndexFunc(a.up, func(c letGo) bool { return c.chat == chat })
	if i < 0 {
		return
	}
	took := max(0, now.Sub(a.up[i].from))
	a.landed = append(a.landed, now.Add(-a.fastest(took)))
	a.up = slices.Delete(a.up, i, i+1)
}

// fastest is how long the fastest of the last calls took, this one among them; 0 while there were too few to tell.
func (a *arrivals) fastest(took time.Duration) time.Duration {
	if len(a.took) < fastestOf {
		a.took = append(a.took, took)
	} else {
		a.took[a.next] = took
		a.next = (a.next + 1) % fastestOf
	}
	if len(a.took) < fastestFrom {
		return 0
	}
	return slices.Min(a.took)
}

// ready is when fewer than a rate's count may have arrived in its span; what is under way may arrive then.
func (a *arrivals) ready(r Rate, now time.Time) time.Time {
	a.forget(now.Add(-r.Per))
	over := len(a.up) + len(a.landed) - r.Count
	switch {
	case over < 0:
		return time.Time{}
	case len(a.landed) == 0:
		return now.Add(lookAgain)
	}
	first := slices.SortedFunc(slices.Values(a.landed), time.Time.Compare)
	return first[min(over, len(first)-1)].Add(r.Per)
}

func (a *arrivals) forget(until time.Time) {
	a.landed = slices.DeleteFunc(a.landed, func(t time.Time) bool { return !t.After(until) })
}
