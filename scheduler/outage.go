package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"dondoc/escalation"
)

// beatEvery is how often the pulse is stored, in office time.
const beatEvery = time.Minute

// Pulses is what the scheduler asks of the database about outages.
type Pulses interface {
	Pulse(ctx context.Context) (escalation.Pulse, error)
	// Beat stores the pulse, and gives it with the id of an outage that had none yet.
	Beat(ctx context.Context, epoch int64, p escalation.Pulse) (escalation.Pulse, error)
	// EndOutage ends the outage that is being caught up with and has it told, once; p is the pulse after it.
	EndOutage(ctx context.Context, epoch int64, p escalation.Pulse, notices func(escalation.Outage) []escalation.Notice) error
	// Asking lists open assignments that may ask something, by number from the next one on.
	Asking(ctx context.Context, after int64, limit int) ([]escalation.Assignment, error)
}

// watch knows when the system was last at work, and with it what outage lies behind a tick.
type watch struct {
	on bool
	// pulse is what is stored, as of an epoch; 0: not read yet.
	pulse escalation.Pulse
	epoch int64

	mu sync.Mutex
	// heard is when updates were last taken, based on what was stored when an epoch began; unheard is a time without any, longer than
	// Telegram keeps them, that is not stored yet.
	heard      time.Time
	heardEpoch int64
	unheard    escalation.Span
}

// NoticeOutages has every tick compare office time with that of the one before, and the admins told of an outage. It is called before
// the first tick; where office time is moved by hand, a move is no outage, and it is not called.
func (s *Scheduler) NoticeOutages() { s.watch.on = true }

// UpdatesTaken notes that all updates until an office time were taken and have had their effect.
func (s *Scheduler) UpdatesTaken(at time.Time) {
	s.watch.mu.Lock()
	defer s.watch.mu.Unlock()
	s.watch.take(at)
}

func (w *watch) take(at time.Time) {
	if !w.heard.IsZero() && at.Sub(w.heard) > escalation.UpdatesKept {
		w.unheard = escalation.Span{From: w.heard, To: at}
	}
	w.heard = at
}

// base begins an epoch with what is stored; updates may have been taken under it already.
func (w *watch) base(epoch int64, stored time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.heardEpoch == epoch {
		return
	}
	taken := w.heard
	w.heard, w.unheard, w.heardEpoch = stored, escalation.Span{}, epoch
	if taken.After(stored) {
		w.take(taken)
	}
}

func (w *watch) hearing() (heard time.Time, unheard escalation.Span) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.heard, w.unheard
}

// noted forgets a time without updates once it is stored.
func (w *watch) noted(unheard escalation.Span) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.unheard == unheard {
		w.unheard = escalation.Span{}
	}
}

// wake notes an outage that lies behind this tick, before anything is caught up with.
func (t *tick) wake(ctx context.Context) error {
	w := &t.watch
	if !w.on {
		return nil
	}
	if w.epoch != t.epoch {
		p, err := t.store.Pulse(ctx)
		if err != nil {
			return fmt.Errorf("read the pulse: %w", err)
		}
		w.pulse, w.epoch = p, t.epoch
		w.base(t.epoch, p.Heard)
	}
	heard, unheard := w.hearing()
	last := w.pulse
	if unheard.IsZero() {
		last.Heard = heard
	}
	next, outage := last.Wake(t.now, unheard)
	if !outage {
		return nil
	}
	if err := t.beat(ctx, next); err != nil {
		return err
	}
	w.noted(unheard)
	t.log.Warn("the system did not work for a while", "down", spanText(w.pulse.Outage.Down), "unheard", spanText(w.pulse.Outage.Unheard))
	return nil
}

func spanText(s escalation.Span) string {
	if s.IsZero() {
		return ""
	}
	return s.From.Format(time.RFC3339) + "/" + s.To.Format(time.RFC3339)
}

// beat stores the pulse. Whether a failed attempt was stored is not known, so that it is read again.
func (t *tick) beat(ctx context.Context, p escalation.Pulse) error {
	t.watch.epoch = 0
	p, err := t.store.Beat(ctx, t.epoch, p)
	if err != nil {
		return fmt.Errorf("store the pulse: %w", err)
	}
	t.watch.pulse, t.watch.epoch = p, t.epoch
	return nil
}

// listening is what is known of people's answers at this tick.
func (t *tick) listening() escalation.Listening {
	var l escalation.Listening
	if !t.watch.on {
		return l
	}
	if heard, _ := t.watch.hearing(); !heard.IsZero() && t.now.Sub(heard) > escalation.HeardWithin {
		l.Since = heard
	}
	if x := t.watch.pulse.Outage; x != nil && !x.Unheard.IsZero() {
		l.Lost = x
	}
	return l
}

// askAgain decides on everything that asks something to which answers may have been lost. What was asked again once is left alone, so that
// it may be done twice.
func (t *tick) askAgain(ctx context.Context) error {
	lost := t.listening().Lost
	if lost == nil {
		return nil
	}
	links, err := t.store.Links(ctx)
	if err != nil {
		return fmt.Errorf("read links: %w", err)
	}
	failed := map[string]bool{}
	for after := int64(0); ; {
		asking, err := t.store.Asking(ctx, after, batch)
		if err != nil {
			return fmt.Errorf("list what is asked: %w", err)
		}
		if len(asking) == 0 {
			return t.retry(ctx, failed, links)
		}
		after = asking[len(asking)-1].Number
		asking = slices.DeleteFunc(asking, func(a escalation.Assignment) bool { return !lost.Concerns(&a) })
		if err := t.advance(ctx, asking, links, failed); err != nil {
			return err
		}
	}
}

// retryMost is how often an assignment is decided on anew on which somebody acts meanwhile.
const retryMost = 3

// retry decides once more on those on which somebody acted in between: they are to be asked again all the same.
func (t *tick) retry(ctx context.Context, failed map[string]bool, links escalation.Links) error {
	for key := range failed {
		for range retryMost {
			a, err := t.store.Assignment(ctx, key)
			if err != nil {
				return fmt.Errorf("read an assignment again: %w", err)
			}
			c, err := t.decideOn(links, a)
			if err != nil {
				break
			}
			err = t.apply(ctx, []escalation.Change{c})
			if fatal(ctx, err) {
				return err
			}
			if !errors.Is(err, escalation.ErrStale) {
				break
			}
		}
	}
	return nil
}

// settle ends an outage once all is caught up with, but for what fails again and again, and updates are taken again, since only then it
// is known what was lost. Else it stores now and then that the system is at work.
func (t *tick) settle(ctx context.Context) error {
	w := &t.watch
	if !w.on {
		return nil
	}
	heard, unheard := w.hearing()
	if !unheard.IsZero() {
		return nil // the next tick begins with it
	}
	deaf := !heard.IsZero() && t.now.Sub(heard) > escalation.UpdatesKept
	if x := w.pulse.Outage; x != nil && !deaf && (t.result.Failed == 0 || t.now.Sub(x.Down.To) > beatEvery) {
		return t.endOutage(ctx, heard)
	}
	if since := t.now.Sub(w.pulse.Tick); since > -beatEvery && since < beatEvery {
		return nil
	}
	return t.beat(ctx, escalation.Pulse{Tick: t.now, Heard: heard, Outage: w.pulse.Outage})
}

func (t *tick) endOutage(ctx context.Context, heard time.Time) error {
	t.watch.epoch = 0
	p := escalation.Pulse{Tick: t.now, Heard: heard}
	err := t.store.EndOutage(ctx, t.epoch, p, func(x escalation.Outage) []escalation.Notice {
		return escalation.OutageNotices(t.office, x, t.now)
	})
	if err != nil {
		return fmt.Errorf("tell of an outage: %w", err)
	}
	t.watch.pulse, t.watch.epoch = p, t.epoch
	t.told()
	return nil
}
