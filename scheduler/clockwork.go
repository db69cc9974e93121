package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/go-co-op/gocron/v2"

	"dondoc/escalation"
)

// Every is how often the clockwork ticks, in machine time.
const Every = time.Second

// stopWithin is how long a tick that was called off is waited for; the database may not answer any more.
const stopWithin = 5 * time.Second

// Leading is who may tick.
type Leading interface {
	IsLeader(ctx context.Context) error
	Lease() escalation.Lease
}

// Run ticks about every second while this process leads, until the context ends; it returns when a running tick is over. gocron only
// calls: what is due is in the store, never in a job.
func (s *Scheduler) Run(ctx context.Context, leading Leading, officeNow func() time.Time) error {
	clockwork, err := gocron.NewScheduler(
		gocron.WithLocation(time.UTC),
		gocron.WithDistributedElector(leading),
		gocron.WithLogger(slog.New(slog.DiscardHandler)),
		gocron.WithStopTimeout(stopWithin),
	)
	if err != nil {
		return fmt.Errorf("make the clockwork: %w", err)
	}
	tick := func() { s.tick(ctx, leading, officeNow) }
	if _, err := clockwork.NewJob(gocron.DurationJob(Every), gocron.NewTask(tick), gocron.WithStartAt(gocron.WithStartImmediately())); err != nil {
		return fmt.Errorf("make the tick's job: %w", err)
	}
	clockwork.Start()
	<-ctx.Done()
	if err := clockwork.Shutdown(); err != nil {
		// What such a tick may still write is one transaction, whole or not at all.
		s.log.Warn("the last tick has not ended", "error", err)
	}
	return nil
}

// tick runs once and logs what went wrong; a panic must not end the process, the next tick comes in a second.
func (s *Scheduler) tick(ctx context.Context, leading Leading, officeNow func() time.Time) {
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("tick panicked", "panic", r)
		}
	}()
	if ctx.Err() != nil {
		return
	}
	began := time.Now()
	result, err := s.RunOnce(ctx, leading.Lease().Epoch, officeNow())
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		s.log.Log(ctx, levelOf(err), "tick broke off", "error", err)
	}
	if s.Observe != nil {
		s.Observe(result, time.Since(began), err)
	}
}

// levelOf keeps quiet of what the leader says once: the database does not answer, or somebody else leads.
func levelOf(err error) slog.Level {
	if errors.Is(err, escalation.ErrAway) || errors.Is(err, escalation.ErrFenced) {
		return slog.LevelDebug
	}
	return slog.LevelError
}
