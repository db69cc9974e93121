package escalation

import (
	"time"

	"dondoc/calendar"
)

// Figures are what is stored at a moment, counted for those who watch.
type Figures struct {
	// Dead counts notices that could not be delivered.
	Dead int
	// Step is the office time of the oldest step that no tick has turned into notices; zero: there is none.
	Step time.Time
	// Queues are what is in the outbox on its way out; one that is empty may be missing.
	Queues []Queue
	// Links count who is tied to a chat, and who is not.
	Links map[LinkFigure]int
}

// Queue is what stands in one lane of the outbox, pending or being sent.
type Queue struct {
	State  NoticeState
	Lane   Lane
	Count  int
	Oldest time.Time // office time at which the oldest of them falls due
}

// LinkFigure is what links are counted by.
type LinkFigure struct {
	Kind  RecipientKind
	State LinkState
}

// LinkState is whether somebody can be written to.
type LinkState string

// The states of a link.
const (
	LinkReachable   LinkState = "reachable"
	LinkUnreachable LinkState = "unreachable" // Telegram refuses: never started, blocked, deactivated, thrown out
	LinkMissing     LinkState = "unlinked"    // no chat is known
)

// LinkFigures counts the office's people and its units' groups. A unit need not have a group, so none is missing.
func LinkFigures(o *Office, links Links) map[LinkFigure]int {
	count := map[LinkFigure]int{}
	add := func(r Recipient) {
		switch l, ok := links.Of(r); {
		case ok && l.Reachable:
			count[LinkFigure{r.Kind, LinkReachable}]++
		case ok:
			count[LinkFigure{r.Kind, LinkUnreachable}]++
		case r.Kind == ToPerson:
			count[LinkFigure{r.Kind, LinkMissing}]++
		}
	}
	for _, p := range o.People {
		add(Recipient{ToPerson, p.ID})
	}
	for _, u := range o.Units {
		add(Recipient{ToGroup, u.ID})
	}
	return count
}

// NoticeLag is for how long the oldest notice waits that may go out: since it fell due or, but for replies, since the office opened after
// that. 0 when none waits.
func (f Figures) NoticeLag(c *calendar.Calendar, now time.Time) time.Duration {
	var lag time.Duration
	for _, q := range f.Queues {
		since := q.Oldest
		if q.Lane != LaneReply {
			since = c.NextOpen(since)
		}
		lag = max(lag, now.Sub(since))
	}
	return lag
}

// StepLag is for how long the oldest step waits for a tick; 0 when none does.
func (f Figures) StepLag(now time.Time) time.Duration {
	if f.Step.IsZero() {
		return 0
	}
	return max(0, now.Sub(f.Step))
}
