package delivery_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"dondoc/config"
	"dondoc/delivery"
	"dondoc/escalation"
	"dondoc/internal/testpg"
	"dondoc/store"
)

// BenchmarkOut is how many messages a second go out when Telegram sets no limits and answers after 50 ms, bookkeeping included: 600 to as
// many chats, and 600 to 100 chats, six to each.
func BenchmarkOut(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{
		"sqlite":   func(b testing.TB) string { return "sqlite:" + filepath.Join(b.TempDir(), "out.db") },
		"postgres": testpg.Database,
	} {
		for _, chats := range []int{600, 100} {
			b.Run(fmt.Sprintf("%s/%d", name, chats), func(b *testing.B) {
				o := newOut(b, url(b), chats)
				for b.Loop() {
					b.StopTimer()
					o.put(b, 600/chats)
					b.StartTimer()
					if err := o.Drain(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(600*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
			})
		}
	}
}

// out is a delivery that runs, with a Telegram that is 50 ms away.
type out struct {
	*delivery.Delivery
	store  *store.Store
	office *escalation.Office
	lease  escalation.Lease
	now    time.Time
	chats  int
	round  int
}

type distant struct{}

func (distant) Send(_ context.Context, b escalation.Bundle) (escalation.Delivered, error) {
	time.Sleep(50 * time.Millisecond)
	return escalation.Delivered{MessageID: 1, Count: 1}, nil
}

func newOut(b *testing.B, url string, chats int) *out {
	office, _, _, err := config.LoadFS(fstest.MapFS{"dondoc.yaml": {Data: []byte(smallOffice)}}, func(string) (string, bool) { return "", false })
	if err != nil {
		b.Fatal(err)
	}
	o := &out{office: office, chats: chats, now: time.Date(2022, 3, 7, 8, 0, 0, 0, office.Calendar.Location())}
	if o.store, err = store.Open(b.Context(), url); err != nil {
		b.Fatal(err)
	}
	if o.lease, _, err = o.store.Lead(b.Context(), "bench", time.Hour); err != nil {
		b.Fatal(err)
	}
	var links []escalation.Link
	for i := range chats {
		links = append(links, escalation.Link{Recipient: o.person(i), Chat: int64(i + 1)})
	}
	if err := o.store.SyncLinks(b.Context(), o.now, links); err != nil {
		b.Fatal(err)
	}
	free := delivery.Rate{Count: 1_000_000, Per: time.Second}
	o.Delivery = delivery.New(delivery.Options{
		Outbox: o.store, Sender: distant{}, Leading: leading{o.lease}, Office: func() *escalation.Office { return office },
		OfficeNow: func() time.Time { return o.now }, Log: slog.New(slog.DiscardHandler),
		Limiter: delivery.NewLimiter(delivery.Limits{All: free, Private: free, Group: free}),
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { o.Run(ctx); close(done) }()
	b.Cleanup(func() { cancel(); <-done; o.store.Close() })
	return o
}

func (o *out) person(i int) escalation.Recipient {
	return escalation.Recipient{Kind: escalation.ToPerson, ID: fmt.Sprint("p", i)}
}

// put puts so many notices for each chat into the outbox.
func (o *out) put(b *testing.B, each int) {
	a := escalation.Create(o.office, escalation.Assignments(o.office, time.Time{}, o.now)[0], o.now).Assignment
	if o.round > 0 {
		var err error
		if a, err = o.store.Assignment(b.Context(), a.Key); err != nil {
			b.Fatal(err)
		}
	}
	o.round++
	var notices []escalation.Notice
	for i := range o.chats {
		for k := range each {
			notices = append(notices, escalation.Notice{
				Assignment: a.Key, Kind: escalation.KindRemind, Occurrence: fmt.Sprint(o.round, "-", k), Lane: escalation.LaneReminder, Due: o.now,
				Recipient: o.person(i), State: escalation.NoticePending,
			})
		}
	}
	if err := o.store.Apply(b.Context(), o.lease.Epoch, []escalation.Change{{Assignment: a, Notices: notices}}); err != nil {
		b.Fatal(err)
	}
}
