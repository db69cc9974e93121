package escalation_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dondoc/escalation"
)

// life follows one assignment as store, scheduler and delivery do: it applies changes, keeps each notice once by its key, drops what is
// moot, sends what may go out and notes what was asked.
type life struct {
	t       testing.TB
	office  *escalation.Office
	links   escalation.Links
	a       escalation.Assignment
	notices []escalation.Notice
	events  []escalation.Event
	broken  string // a step that was told twice
}

// begin brings the world's only assignment into being.
func (w *world) begin(now string) *life {
	w.t.Helper()
	l := &life{t: w.t, office: w.build(), links: escalation.NewLinks(w.links)}
	l.apply(escalation.Create(l.office, w.only(), w.at(now)))
	return l
}

// key is the identity of a notice (DESIGN 2).
func key(n escalation.Notice) string {
	return fmt.Sprint(n.Assignment, n.Deadline, n.Kind, n.Level, n.Occurrence, n.Recipient)
}

func (l *life) apply(c escalation.Change) {
	l.a = c.Assignment
	l.a.Rev++
	for i := range l.notices {
		n := &l.notices[i]
		kept := c.MootExcept != nil && n.Deadline == *c.MootExcept
		if n.State == escalation.NoticePending && slices.Contains(c.Moot, n.Kind) && !kept {
			n.State = escalation.NoticeMoot
		}
	}
	l.events = append(l.events, c.Events...)
	for _, n := range c.Notices {
		if slices.ContainsFunc(l.notices, func(x escalation.Notice) bool { return key(x) == key(n) }) {
			if n.Kind != escalation.KindUnreachable && len(c.Rerouted) == 0 {
				l.broken = key(n) // those two rely on the outbox, that a head is not reached is told once
			}
			continue
		}
		n.ID = int64(len(l.notices) + 1)
		l.notices = append(l.notices, n)
	}
}

// tick decides, if the scheduler would: when the next step has come, or the configuration is another one.
func (l *life) tick(now time.Time) {
	due := !l.a.NextAt.IsZero() && !l.a.NextAt.After(now)
	if l.a.State.Open() && (due || l.a.ConfigHash != l.office.Hash) {
		l.apply(escalation.Decide(l.office, l.links, l.a, now))
	}
}

// send delivers what is pending and may go out; what its recipient refuses is dead and decided on anew.
func (l *life) send(now time.Time) {
	for i := 0; i < len(l.notices); i++ {
		n := l.notices[i]
		if n.State != escalation.NoticePending || n.Due.After(now) {
			continue
		}
		if n.Chat == 0 && !l.links.Reaches(n.Recipient) {
			l.notices[i].State = escalation.NoticeDead
			l.apply(escalation.Reroute(l.office, l.links, l.a, n, now))
			continue
		}
		l.notices[i].State = escalation.NoticeSent
		if n.Ask != escalation.NoAsk && l.a.NoteAsked(n, slices.MaxFunc([]time.Time{now, l.a.Through}, time.Time.Compare)) {
			l.apply(escalation.Decide(l.office, l.links, l.a, now))
		}
	}
}

// at is a tick and what it sends.
func (l *life) at(w *world, moments ...string) {
	for _, m := range moments {
		l.tick(w.at(m))
		l.send(w.at(m))
	}
}

// walk ticks at every moment from which something is due, until a moment.
func (l *life) walk(w *world, until string) {
	end := w.at(until)
	for !l.a.NextAt.IsZero() && !l.a.NextAt.After(end) {
		now := l.a.NextAt
		l.tick(now)
		l.send(now)
		if l.a.NextAt.Equal(now) {
			l.t.Fatalf("the next step stays at %v", now)
		}
	}
}

func (l *life) reload(w *world, hash string) {
	w.office.Hash = hash
	l.office, l.links = w.build(), escalation.NewLinks(w.links)
}

// do acts and expects it to be taken.
func (l *life) do(act escalation.Act, now time.Time) {
	l.t.Helper()
	c, err := escalation.Do(l.office, l.links, l.a, act, now)
	if err != nil {
		l.t.Fatalf("%s by %s: %v", act.Action, act.By, err)
	}
	l.apply(c)
}

// told lists the steps that became notices, with their day and time, and "(late)" when told late.
func (l *life) told() []string {
	var out []string
	for _, n := range l.notices {
		if !slices.Contains(escalation.StepKinds(), n.Kind) {
			continue
		}
		s := string(n.Kind)
		if n.Level > 0 {
			s += fmt.Sprint(" ", n.Level)
		}
		s += " " + n.Due.In(l.office.Calendar.Location()).Format("2006-01-02 15:04")
		if n.Late {
			s += " (late)"
		}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// logged lists the steps that an event of that kind names.
func (l *life) logged(kind escalation.EventKind) []string {
	var out []string
	for _, e := range l.events {
		switch {
		case e.Kind != kind:
		case len(e.Data.Steps) > 0:
			out = append(out, e.Data.Steps...)
		case e.Data.Kind == "":
			out = append(out, string(e.Data.From)+">"+string(e.Data.To))
		case e.Data.Level > 0:
			out = append(out, fmt.Sprint(e.Data.Kind, " ", e.Data.Level))
		default:
			out = append(out, string(e.Data.Kind))
		}
	}
	return out
}

// heard lists who got notices of a kind, as "group x" or "person y".
func (l *life) heard(kind escalation.Kind) []string {
	var out []string
	for _, n := range l.notices {
		if r := fmt.Sprint(n.Recipient.Kind, " ", n.Recipient.ID); n.Kind == kind && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}
