package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// pressEvery is how often somebody presses a button while a broadcast goes out.
const pressEvery = 250 * time.Millisecond

// presses measures how long people wait for an answer while a broadcast goes out within the default limits: the time from the press to
// its notice, and to the receipt in the chat.
func (s *suite) presses(ctx context.Context) error {
	n := s.of(3000)
	people := min(s.of(300), n/5)
	var rows [][]string
	for i, database := range s.databases() {
		p := &pressing{suite: s, broadcast: n, people: people}
		if err := p.run(ctx, database); err != nil {
			return err
		}
		rows = append(rows, []string{
			[]string{"SQLite", "PostgreSQL"}[i], fmt.Sprint(len(p.receipts)), millis(quantile(p.toasts, 0.5)), millis(quantile(p.toasts, 0.99)),
			millis(quantile(p.receipts, 0.5)), millis(quantile(p.receipts, 0.99)), fmt.Sprint(p.refused),
		})
	}
	s.table(fmt.Sprintf("A press while %d notices go out", n),
		[]string{"database", "presses", "button answered, median", "p99", "receipt in the chat, median", "p99", "429s"}, rows)
	return nil
}

// pressing is one broadcast with people who press. Everybody hears of the first task beforehand; some accept it while the broadcast of the
// others goes out.
type pressing struct {
	*suite
	broadcast, people int
	toasts, receipts  []time.Duration
	refused           int
}

func (p *pressing) run(ctx context.Context, database string) error {
	units := p.broadcast / 5
	r, err := newRig(ctx, setting{
		plan: plan{units: units, days: []int{1, 5}, announced: true}, database: database, latency: p.latency, limits: byDefault(), rates: true,
		single: true,
	})
	if err != nil {
		return err
	}
	defer r.close()
	if err := r.fill(ctx); err != nil {
		return err
	}
	messages, err := p.invite(ctx, r)
	if err != nil {
		return err
	}
	if _, err := r.tick(ctx, r.lastDay()); err != nil {
		return err
	}
	if err := p.during(ctx, r, messages); err != nil {
		return err
	}
	p.refused = len(r.line.made(call.refused))
	return nil
}

// invite has everybody told of the first task, and lists the messages.
func (p *pressing) invite(ctx context.Context, r *rig) ([]button, error) {
	if _, err := r.tick(ctx, r.day(0)); err != nil {
		return nil, err
	}
	r.work(ctx, true)
	if err := r.delivery.Drain(ctx); err != nil {
		return nil, err
	}
	var out []button
	for u := range p.people {
		b, err := buttonOf(r.line, account(u))
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// button is one that somebody can press.
type button struct {
	Chat    int64  `json:"chat"`
	Message int64  `json:"message"`
	Data    string `json:"data"`
	From    int64  `json:"from"`
}

// accept is what the button says that accepts an assignment; its press is a change of state with a receipt.
const accept = "Đã nhận"

func buttonOf(l *line, chat int64) (button, error) {
	var messages []struct {
		ID      int64 `json:"id"`
		Buttons [][]struct {
			Text string `json:"text"`
			Data string `json:"data"`
		} `json:"buttons"`
	}
	if err := l.get(fmt.Sprintf("/sandbox/chats/%d/messages", chat), &messages); err != nil {
		return button{}, err
	}
	var seen []string
	for _, m := range slices.Backward(messages) {
		for _, row := range m.Buttons {
			for _, b := range row {
				if seen = append(seen, b.Text); b.Text == accept {
					return button{Chat: chat, Message: m.ID, Data: b.Data, From: chat}, nil
				}
			}
		}
	}
	return button{}, fmt.Errorf("no button %q for %d, only %q", accept, chat, seen)
}

// during has one after the other press while the broadcast goes out.
func (p *pressing) during(ctx context.Context, r *rig, buttons []button) error {
	pace := time.NewTicker(pressEvery)
	defer pace.Stop()
	answers := make(chan error, len(buttons))
	pressed := make([]time.Time, 0, len(buttons))
	for _, b := range buttons {
		<-pace.C
		n, err := r.db.Pending(ctx, r.officeNow(), true)
		if err != nil {
			return err
		}
		if n == 0 { // the broadcast is over
			break
		}
		pressed = append(pressed, time.Now())
		go func() { answers <- r.line.post("/sandbox/press", b, nil) }()
	}
	for range pressed {
		if err := <-answers; err != nil {
			return err
		}
	}
	time.Sleep(5 * time.Second) // the last receipts
	return p.count(r.line, buttons[:len(pressed)], pressed)
}

// count finds the answers: button notices come in the order of the presses, a receipt names the first task.
func (p *pressing) count(l *line, buttons []button, pressed []time.Time) error {
	toasts := l.made(func(c call) bool { return c.method == "answercallbackquery" })
	if len(toasts) != len(pressed) || len(pressed) == 0 {
		return fmt.Errorf("%d of %d presses were answered", len(toasts), len(pressed))
	}
	for i, b := range buttons {
		p.toasts = append(p.toasts, toasts[i].at.Sub(pressed[i]))
		receipt := l.made(func(c call) bool {
			return c.delivered() && c.chat == b.Chat && c.at.After(pressed[i]) && strings.Contains(c.text, "Việc số 0")
		})
		if len(receipt) == 0 {
			return fmt.Errorf("no receipt for the press of %d", b.From)
		}
		p.receipts = append(p.receipts, receipt[0].at.Sub(pressed[i]))
	}
	return nil
}

// quantile of some durations; 0 of none.
func quantile(list []time.Duration, q float64) time.Duration {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

func millis(d time.Duration) string {
	if d < 10*time.Millisecond {
		return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.0f ms", float64(d)/float64(time.Millisecond))
}
