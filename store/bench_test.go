package store

import (
	"fmt"
	"testing"
	"time"

	"dondoc/escalation"
)

// eachDatabase benchmarks on both databases.
func eachDatabase(b *testing.B, run func(*testing.B, *Store)) {
	for dialect, fresh := range databases() {
		b.Run(string(dialect), func(b *testing.B) { run(b, open(b, fresh(b))) })
	}
}

// fill creates n open assignments that are due at next.
func fill(b *testing.B, s *Store, epoch int64, n int, next time.Time) {
	b.Helper()
	for from := 0; from < n; from += 500 {
		changes := make([]escalation.Change, 0, 500)
		for i := from; i < min(from+500, n); i++ {
			a := task(fmt.Sprintf("don-vi-%07d", i))
			a.NextAt = next
			changes = append(changes, creation(a))
		}
		ok(b, s.Apply(b.Context(), epoch, changes))
	}
}

// told is what a tick does to an assignment: the step's notice and event, and the moment of the next step.
func told(a escalation.Assignment, now, next time.Time) escalation.Change {
	n := notice(a, escalation.KindRemind, now.Format(time.RFC3339), person("nguoi-nhan"))
	n.Due = now
	a.Through, a.NextAt = now, next
	return escalation.Change{Assignment: a, Notices: []escalation.Notice{n}, Events: []escalation.Event{{
		At: now, Kind: escalation.EventTold, Assignment: a.Key, Actor: escalation.System,
		Data: escalation.EventData{Kind: escalation.KindRemind, Occur: "7d", StepAt: now},
	}}}
}

// BenchmarkTick500 reads 500 due assignments and stores what a tick decides on them.
func BenchmarkTick500(b *testing.B) {
	eachDatabase(b, func(b *testing.B, s *Store) {
		epoch := leading(b, s)
		fill(b, s, epoch, 500, at)
		now := at
		for b.Loop() {
			due, err := s.Due(b.Context(), now, 500)
			ok(b, err)
			next := now.Add(time.Hour)
			changes := make([]escalation.Change, len(due))
			for i, a := range due {
				changes[i] = told(a, now, next)
			}
			if len(changes) != 500 {
				b.Fatal(len(changes))
			}
			ok(b, s.Apply(b.Context(), epoch, changes))
			now = next
		}
	})
}

func BenchmarkDueIdle(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			eachDatabase(b, func(b *testing.B, s *Store) {
				fill(b, s, leading(b, s), n, at.Add(time.Hour))
				for b.Loop() {
					due, err := s.Due(b.Context(), at, 500)
					ok(b, err)
					if len(due) != 0 {
						b.Fatal(len(due))
					}
				}
			})
		})
	}
}

// BenchmarkDelivery takes 3,000 notices to 600 people through the outbox, as delivery does: look, claim, mark as sent.
func BenchmarkDelivery(b *testing.B) {
	eachDatabase(b, func(b *testing.B, s *Store) {
		epoch := leading(b, s)
		fill(b, s, epoch, 3000, at)
		var links []escalation.Link
		for i := range 600 {
			links = append(links, escalation.Link{Recipient: person(fmt.Sprint("p", i)), Chat: int64(1000 + i)})
		}
		ok(b, s.SyncLinks(b.Context(), at, links))
		now := at
		var waiting, claim, mark time.Duration
		for b.Loop() {
			n := 0
			for {
				due, err := s.Due(b.Context(), now, 500)
				ok(b, err)
				if len(due) == 0 {
					break
				}
				changes := make([]escalation.Change, len(due))
				for i, a := range due {
					changes[i] = told(a, now, now.Add(time.Hour))
					changes[i].Notices[0].Recipient.ID = fmt.Sprint("p", n%600)
					n++
				}
				ok(b, s.Apply(b.Context(), epoch, changes))
			}
			for {
				t := time.Now()
				ws, err := s.Waiting(b.Context(), now, at, true, 1000)
				ok(b, err)
				waiting += time.Since(t)
				if len(ws) == 0 {
					break
				}
				t = time.Now()
				bundle, err := s.Claim(b.Context(), epoch, ws[0], now, at, true)
				ok(b, err)
				claim += time.Since(t)
				t = time.Now()
				ok(b, s.MarkSent(b.Context(), epoch, ids(bundle.Notices), 1, now))
				mark += time.Since(t)
			}
			now = now.Add(time.Hour)
		}
		per := float64(b.N) * 600 * 1000
		b.ReportMetric(float64(waiting.Nanoseconds())/per, "waiting-µs")
		b.ReportMetric(float64(claim.Nanoseconds())/per, "claim-µs")
		b.ReportMetric(float64(mark.Nanoseconds())/per, "mark-µs")
	})
}
