package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// load is so many notices to so many chats, against a server that keeps Telegram's rates.
type load struct {
	name    string
	plan    plan
	single  bool
	blocked bool // the chat refuses the bot
	best    time.Duration
}

// Telegram's rates as the sandbox keeps them (notes on the Bot API: 30 a second in all, 20 in any 60 s to a group).
const (
	allRate   = 30
	groupRate = 20
)

// best is how long n messages take at the least when so many may go in every span.
func best(n, rate int, span time.Duration) time.Duration {
	return time.Duration((n-1)/rate) * span
}

func (s *suite) loads() []load {
	few, many, one := s.of(600), s.of(3000), s.of(200)
	return []load{
		{name: fmt.Sprintf("%d notices to %d people, a message each", few, few/6), plan: plan{units: few / 6, days: []int{6}}, single: true,
			best: best(few, allRate, time.Second)},
		{name: fmt.Sprintf("%d notices to %d people, a message each", many, many/5), plan: plan{units: many / 5, days: []int{5}}, single: true,
			best: best(many, allRate, time.Second)},
		{name: fmt.Sprintf("%d notices to one group, a message each", one), plan: plan{units: 1, days: []int{one}, groups: true}, single: true,
			best: best(one, groupRate, time.Minute)},
		{name: fmt.Sprintf("%d notices to %d people, as dondoc bundles them", few, few/6), plan: plan{units: few / 6, days: []int{6}},
			best: best(few/6, allRate, time.Second)},
		{name: "6 notices to one who blocked the bot", plan: plan{units: 1, days: []int{6}}, single: true, blocked: true},
	}
}

// rates runs all loads side by side, each with a server and a database of its own: they mostly wait.
func (s *suite) rates(ctx context.Context) error {
	loads := s.loads()
	rows, faults := make([][]string, len(loads)), make([]error, len(loads))
	var running sync.WaitGroup
	for i, l := range loads {
		running.Go(func() { rows[i], faults[i] = s.rate(ctx, l) })
	}
	running.Wait()
	s.table("Telegram's rates kept", []string{"load", "best possible", "dondoc", "ratio", "requests", "429s", "order kept"}, rows)
	return errors.Join(faults...)
}

func (s *suite) rate(ctx context.Context, l load) ([]string, error) {
	r, err := newRig(ctx, setting{plan: l.plan, database: s.sqlite(), latency: s.latency, limits: byDefault(), rates: true, single: l.single})
	if err != nil {
		return nil, err
	}
	defer r.close()
	if l.blocked {
		if err := r.line.post("/sandbox/block", map[string]any{"person": account(0), "blocked": true}, nil); err != nil {
			return nil, err
		}
	}
	if err := r.due(ctx); err != nil {
		return nil, err
	}
	began := time.Now()
	r.work(ctx, false)
	if err := r.delivery.Drain(ctx); err != nil {
		return nil, err
	}
	return l.row(r.line, began), nil
}

// due makes everything due and puts it into the outbox.
func (r *rig) due(ctx context.Context) error {
	if err := r.fill(ctx); err != nil {
		return err
	}
	_, err := r.tick(ctx, r.lastDay())
	return err
}

func (l load) row(line *line, began time.Time) []string {
	all := line.made(func(c call) bool { return c.method == "sendmessage" })
	arrived := slices.DeleteFunc(slices.Clone(all), func(c call) bool { return !c.delivered() })
	refused := len(line.made(call.refused))
	if len(arrived) == 0 {
		return []string{l.name, "–", "–", "–", fmt.Sprint(len(all)), fmt.Sprint(refused), "–"}
	}
	took := arrived[len(arrived)-1].at.Sub(began)
	ratio := "–"
	if l.best > 0 {
		ratio = fmt.Sprintf("%.2f", took.Seconds()/l.best.Seconds())
	}
	return []string{
		l.name, seconds(l.best), seconds(took), ratio, fmt.Sprint(len(all)), fmt.Sprint(refused), l.order(arrived),
	}
}

// order tells whether every chat heard its tasks in their order.
func (l load) order(arrived []call) string {
	last := map[int64]int{}
	for _, c := range arrived {
		n := numberIn(c.text)
		if n < last[c.chat] {
			return "no"
		}
		last[c.chat] = n
	}
	return "yes"
}

// numberIn finds the first task's number in a text.
func numberIn(text string) int {
	var n int
	if _, after, ok := strings.Cut(text, "Việc số "); ok {
		fmt.Sscanf(after, "%d", &n) //nolint:errcheck // 0 then
	}
	return n
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
