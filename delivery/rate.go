package delivery

import (
	"math"
	"time"
)

// Rate is Count calls in Per, on average. What may go at once is said where it is used.
type Rate struct {
	Count int
	Per   time.Duration
}

// every is the time from one call to the next.
func (r Rate) every() time.Duration { return r.Per / time.Duration(max(1, r.Count)) }

// oneMore is a rate's count and one more, if the rate stays below the published one.
func (r Rate) oneMore(published Rate) int {
	if r.every() > published.every() {
		return r.Count + 1
	}
	return max(1, r.Count)
}

// bucket holds tokens of which one comes back at a time. It is kept as the moment at which it will be full again.
type bucket struct{ full time.Time }

// ready is when a bucket of so many tokens has one to give and keep others left.
func (b *bucket) ready(every time.Duration, tokens, keep int) time.Time {
	return b.full.Add(-time.Duration(tokens-keep-1) * every)
}

// take takes a token at a moment, which may lie ahead.
func (b *bucket) take(at time.Time, every time.Duration) {
	if b.full.Before(at) {
		b.full = at
	}
	b.full = b.full.Add(every)
}

// window remembers the last calls of a span, oldest first.
type window struct{ calls []time.Time }

// ready is when fewer calls than a count lie in the span.
func (w *window) ready(span time.Duration, count int) time.Time {
	if len(w.calls) < count {
		return time.Time{}
	}
	return w.calls[len(w.calls)-count].Add(span)
}

// take counts a call; more than the last count of them are of no interest.
func (w *window) take(at time.Time, count int) {
	w.calls = append(w.calls, at)
	if extra := len(w.calls) - count; extra > 0 {
		w.calls = append(w.calls[:0], w.calls[extra:]...)
	}
}

const (
	// slowBy is how much longer everything is taken to be with each 429, up to slowest times as long.
	slowBy, slowest = 1.5, 8
	// recovers is the time in which all but a third of that is forgotten.
	recovers = 5 * time.Minute
)

// slowness is how much slower than configured a limit is taken to be, after Telegram said so.
type slowness struct {
	factor float64 // at the moment since
	since  time.Time
}

// at is the factor by which spans are longer; 1 when nothing is wrong.
func (s *slowness) at(now time.Time) float64 {
	if s.factor <= 1 {
		return 1
	}
	return 1 + (s.factor-1)*math.Exp(-max(0, now.Sub(s.since).Seconds())/recovers.Seconds())
}

// hit makes it slower.
func (s *slowness) hit(now time.Time) {
	s.factor, s.since = min(slowest, s.at(now)*slowBy), now
}

// of is a span as long as it is taken to be.
func (s *slowness) of(span time.Duration, now time.Time) time.Duration {
	if f := s.at(now); f > 1 {
		return time.Duration(float64(span) * f)
	}
	return span
}
