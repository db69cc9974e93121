package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	growthUnits = 1000
	// bigTick is how many tasks fall on a big day: 10,000 assignments at 1,000 units. There are so many big days.
	bigTick, bigDays = 10, 3
	// idleTicks are measured; the median is told.
	idleTicks = 200
	// dueTicks are measured at most; the median is told.
	dueTicks = 5
)

// growth is what ticks cost on one database with so many open assignments.
type growth struct {
	open      int
	idle, due time.Duration // an idle tick; one with 1,000 due
	big, bare time.Duration // one with 10,000 due, and the bare script; 0: not measured
}

// ticks measures ticks while the number of open assignments grows, on both databases.
func (s *suite) ticks(ctx context.Context) error {
	grown := make([][]growth, 2)
	for _, tasks := range []int{1, 10, 100, 1000} {
		for i, database := range s.databases() {
			g, err := s.grow(ctx, database, tasks)
			if err != nil {
				return err
			}
			grown[i] = append(grown[i], g)
		}
	}
	s.growthTables(grown[0], grown[1])
	return s.picture(grown[0], grown[1])
}

func (s *suite) growthTables(sqlite, postgres []growth) {
	var rows [][]string
	for i, g := range sqlite {
		p := postgres[i]
		rows = append(rows, []string{fmt.Sprint(g.open), millis(g.idle), millis(p.idle), millis(g.due), millis(p.due)})
	}
	due := s.of(growthUnits)
	s.table("Ticks as work grows", []string{
		"open assignments", "idle tick, SQLite", "PostgreSQL", fmt.Sprintf("%d due, SQLite", due), "PostgreSQL",
	}, rows)
	big := []string{fmt.Sprintf("%d due of %d open", due*bigTick, sqlite[len(sqlite)-1].open)}
	for _, list := range [][]growth{sqlite, postgres} {
		g := list[len(list)-1]
		big = append(big, millis(g.big), millis(g.bare), fmt.Sprintf("%.2f", g.big.Seconds()/g.bare.Seconds()))
	}
	s.table("A big tick, and a bare script that writes the same rows", []string{
		"tick", "SQLite", "bare", "ratio", "PostgreSQL", "bare", "ratio",
	}, [][]string{big})
}

// daysOf spreads tasks over days: one each, and the last of many on big days.
func daysOf(tasks int) []int {
	days := slices.Repeat([]int{1}, tasks)
	if tasks < 1000 {
		return days
	}
	return append(days[:tasks-bigTick*bigDays], slices.Repeat([]int{bigTick}, bigDays)...)
}

// grow measures a database of its own with so many tasks of 1,000 units each.
func (s *suite) grow(ctx context.Context, database string, tasks int) (growth, error) {
	p := plan{units: s.of(growthUnits), days: daysOf(tasks)}
	g := growth{open: p.size()}
	r, err := newRig(ctx, setting{plan: p, database: database, limits: unlimited()})
	if err != nil {
		return g, err
	}
	defer r.close()
	s.say("filling %s with %d assignments", r.db.Dialect(), g.open)
	if err = r.fill(ctx); err != nil {
		return g, err
	}
	if _, err = r.tick(ctx, r.officeNow()); err != nil { // brings nothing into being, but looks
		return g, err
	}
	if g.idle, err = r.idle(ctx); err != nil {
		return g, err
	}
	small := min(dueTicks, len(p.days))
	if g.due, err = r.ticksOn(ctx, 0, small); err != nil || tasks < 1000 {
		return g, err
	}
	g.big, g.bare, err = s.bigTicks(ctx, r, database)
	s.leave(r.db.Dialect(), database, p)
	return g, err
}

// idle is the median of ticks that find nothing to do.
func (r *rig) idle(ctx context.Context) (time.Duration, error) {
	var took []time.Duration
	for range idleTicks {
		began := time.Now()
		result, err := r.tick(ctx, r.officeNow())
		if err != nil || result.Decided > 0 {
			return 0, errors.Join(fmt.Errorf("an idle tick decided on %d", result.Decided), err)
		}
		took = append(took, time.Since(began))
	}
	return quantile(took, 0.5), nil
}

// ticksOn is the median of the ticks on some days, each with the reminders of that day.
func (r *rig) ticksOn(ctx context.Context, from, to int) (time.Duration, error) {
	var took []time.Duration
	for day := from; day < to; day++ {
		t, err := r.tickOn(ctx, day)
		if err != nil {
			return 0, err
		}
		took = append(took, t)
	}
	return quantile(took, 0.5), nil
}

func (r *rig) tickOn(ctx context.Context, day int) (time.Duration, error) {
	began := time.Now()
	result, err := r.tick(ctx, r.day(day))
	took := time.Since(began)
	if want := r.plan.days[day] * r.plan.units; err == nil && result.Told != want {
		err = fmt.Errorf("day %d told %d, want %d", day, result.Told, want)
	}
	return took, err
}

// bigTicks measures the big days, those in between included so that nothing else is due, and after each the bare script.
func (s *suite) bigTicks(ctx context.Context, r *rig, database string) (tick, script time.Duration, err error) {
	days := len(r.plan.days)
	if _, err = r.tick(ctx, r.day(days-bigDays-1)); err != nil {
		return 0, 0, err
	}
	b, err := openBare(database)
	if err != nil {
		return 0, 0, err
	}
	defer b.close()
	var ticks, scripts []time.Duration
	for day := days - bigDays; day < days; day++ {
		if err = b.mark(ctx); err != nil {
			return 0, 0, err
		}
		t, err := r.tickOn(ctx, day)
		if err != nil {
			return 0, 0, err
		}
		again, err := b.replay(ctx)
		if err != nil {
			return 0, 0, err
		}
		ticks, scripts = append(ticks, t), append(scripts, again)
	}
	return quantile(ticks, 0.5), quantile(scripts, 0.5), nil
}
