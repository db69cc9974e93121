package escalation

import (
	"slices"
	"strconv"
	"time"
)

const (
	// OutageAfter is how long nothing was seen to when it counts as an outage: then steps are missed (DESIGN 4.8).
	OutageAfter = missedAfter
	// UpdatesKept is how long Telegram keeps what people press and write while nobody takes it.
	UpdatesKept = 24 * time.Hour
	// HeardWithin is how long ago updates may have been taken when it is known who has answered.
	HeardWithin = 5 * time.Minute
)

// Span is a stretch of office time. The zero value is none.
type Span struct {
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
}

// IsZero reports that there is none.
func (s Span) IsZero() bool { return s == Span{} }

// Outage is a time in which the system did not work, of which the admins are told once.
type Outage struct {
	// ID is the number of the first event in the ledger after the outage was noticed: no two have the same. 0: given by the store.
	ID int64 `json:"id"`
	// Down is from the last tick to the first one after it; zero: ticks went on.
	Down Span `json:"down,omitzero"`
	// Unheard is from when updates were last taken to when they were taken again, if that is longer than Telegram keeps them; else zero.
	Unheard Span `json:"unheard,omitzero"`
	// What came of it, known once all is caught up with: assignments that were told late, steps that were missed and not told, questions
	// that were asked again.
	Late   int `json:"late,omitempty"`
	Missed int `json:"missed,omitempty"`
	Again  int `json:"again,omitempty"`
}

// Lost is the span whose answers Telegram keeps no longer; zero: none were lost.
func (x Outage) Lost() Span {
	if x.Unheard.IsZero() {
		return Span{}
	}
	return Span{From: x.Unheard.From, To: x.Unheard.To.Add(-UpdatesKept)}
}

// Pulse is when the system was last at work, in office time; zero moments: never.
type Pulse struct {
	Tick  time.Time // when all that was due was last seen to
	Heard time.Time // when updates were last taken
	// Outage is the one that is being caught up with; nil: none.
	Outage *Outage
}

// Wake notes at the begin of a tick what outage lies behind it: the time since the last tick, and the one in which updates were not
// taken, if there is such a one; both go into the outage that is being caught up with already. false: none does.
func (p Pulse) Wake(now time.Time, unheard Span) (Pulse, bool) {
	down := !p.Tick.IsZero() && now.Sub(p.Tick) > OutageAfter
	if !down && unheard.IsZero() {
		return p, false
	}
	var x Outage
	if p.Outage != nil {
		x = *p.Outage
	}
	if down {
		x.Down = x.Down.through(Span{p.Tick, now})
		p.Tick = now
	}
	if !unheard.IsZero() {
		x.Unheard = x.Unheard.through(unheard)
		p.Heard = unheard.To
	}
	p.Outage = &x
	return p, true
}

// through is the span prolonged to the end of another.
func (s Span) through(other Span) Span {
	if s.IsZero() {
		return other
	}
	return Span{From: s.From, To: other.To}
}

// OutageNotices tell each admin of an outage, in working hours.
func OutageNotices(o *Office, x Outage, now time.Time) []Notice {
	var out []Notice
	for _, admin := range slices.Compact(slices.Sorted(slices.Values(o.Admins))) {
		out = append(out, Notice{
			Kind: KindOutage, Occurrence: strconv.FormatInt(x.ID, 10), Recipient: Recipient{ToPerson, admin}, Lane: LaneEscalation,
			Due: o.Calendar.NextOpen(now), Detail: Detail{Event: EventOutage, At: now, Outage: &x},
		})
	}
	return out
}

// OutageEvents record an outage in the ledger, of no assignment.
func OutageEvents(x Outage, now time.Time) []Event {
	var out []Event
	add := func(kind EventKind, s Span) {
		if !s.IsZero() {
			out = append(out, Event{At: now, Kind: kind, Actor: System, Data: EventData{
				Old: s.From.UTC().Format(time.RFC3339), New: s.To.UTC().Format(time.RFC3339),
			}})
		}
	}
	add(EventOutage, x.Down)
	add(EventUnheard, x.Unheard)
	return out
}
