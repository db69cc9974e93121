package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"dondoc/bot"
	"dondoc/calendar"
	"dondoc/delivery"
	"dondoc/escalation"
	"dondoc/sandbox"
	"dondoc/scheduler"
	"dondoc/store"
)

const token = "123456:bench-bench-bench-bench-bench-bench"

// rig is dondoc's real parts on a real database and the sandbox, as cli wires them, but for an office time that stands where it is put.
type rig struct {
	plan      plan
	line      *line
	db        *store.Store
	office    *escalation.Office
	scheduler *scheduler.Scheduler
	leader    *scheduler.Leader
	delivery  *delivery.Delivery
	bot       *bot.Bot
	now       atomic.Pointer[time.Time]
	stop      func()
}

// setting says what a rig is made of.
type setting struct {
	plan     plan
	database string // URL
	latency  time.Duration
	limits   delivery.Limits
	rates    bool // the server keeps Telegram's rates
	// single sends each notice in a message of its own, as a peer without bundles would.
	single bool
}

// byDefault are the rates that a configuration without telegram.limits has (DESIGN 3).
func byDefault() delivery.Limits {
	return delivery.Limits{
		All: delivery.Rate{Count: 28, Per: time.Second}, Private: delivery.Rate{Count: 1, Per: time.Second},
		Group: delivery.Rate{Count: 19, Per: time.Minute},
	}
}

// unlimited are rates that nothing reaches.
func unlimited() delivery.Limits {
	r := delivery.Rate{Count: 1_000_000, Per: time.Second}
	return delivery.Limits{All: r, Private: r, Group: r}
}

// newRig sets everything up; nothing runs yet.
func newRig(ctx context.Context, s setting) (*rig, error) {
	office, err := s.plan.office()
	if err != nil {
		return nil, err
	}
	r := &rig{plan: s.plan, office: office}
	r.at(office.Calendar.Moment(calendar.Date{Year: 2039, Month: 12, Day: 30}, 9*60))
	if r.line, err = openLine(s.sandbox(), s.latency); err != nil {
		return nil, err
	}
	if r.db, err = store.Open(ctx, s.database); err != nil {
		return nil, err
	}
	client, err := bot.NewClient(bot.ClientOptions{Token: token, API: r.line.url})
	if err != nil {
		return nil, err
	}
	silent := slog.New(slog.DiscardHandler)
	inForce := func() *escalation.Office { return office }
	r.leader = scheduler.NewLeader(r.db, "bench", time.Hour, silent)
	limiter := delivery.NewLimiter(s.limits)
	r.delivery = delivery.New(delivery.Options{
		Outbox: r.db, Sender: s.sender(bot.NewSender(client, r.db, inForce, r.officeNow)), Leading: r.leader, Office: inForce,
		OfficeNow: r.officeNow, Limiter: limiter, Log: silent,
	})
	r.scheduler = scheduler.New(r.db, inForce, r.delivery.Poke, silent)
	r.bot = bot.New(bot.Options{
		Client: client, Store: &poking{r.db, r.delivery.Poke}, Office: inForce, Now: r.officeNow, Limiter: limiter, Log: silent,
	})
	return r, r.lead(ctx)
}

func (s setting) sandbox() sandbox.Options {
	o := sandbox.Options{Token: token, Rates: s.rates}
	for u := range s.plan.units {
		o.People = append(o.People, sandbox.Person{ID: account(u), Name: person(u), Started: true})
		if s.plan.groups {
			o.Groups = append(o.Groups, sandbox.Group{ID: group(u), Name: fmt.Sprint("Nhóm ", u), Members: []int64{account(u)}, Supergroup: true})
		}
	}
	return o
}

func (s setting) sender(real delivery.Sender) delivery.Sender {
	if s.single {
		return oneByOne{real}
	}
	return real
}

// oneByOne sends only the first notice of a bundle.
type oneByOne struct{ delivery.Sender }

func (o oneByOne) Send(ctx context.Context, b escalation.Bundle) (escalation.Delivered, error) {
	b.Notices = b.Notices[:1]
	return o.Sender.Send(ctx, b)
}

// poking has receipts looked for at once.
type poking struct {
	*store.Store
	poke func()
}

func (p *poking) Commit(ctx context.Context, c escalation.Commit) error {
	err := p.Store.Commit(ctx, c)
	p.poke()
	return err
}

func (r *rig) officeNow() time.Time { return *r.now.Load() }
func (r *rig) at(t time.Time)       { r.now.Store(&t) }

// lead takes the lease and stores who is tied to which chat.
func (r *rig) lead(ctx context.Context) error {
	if ok, err := r.leader.Beat(ctx); err != nil || !ok {
		return errors.Join(errors.New("the database is in use"), err)
	}
	return r.db.SyncLinks(ctx, r.officeNow(), r.office.Links())
}

// fill brings the assignments that the office gives by now into being, as if `assigned` had been told.
func (r *rig) fill(ctx context.Context) error {
	var changes []escalation.Change
	for a := range escalation.EachAssignment(r.office, time.Time{}, r.officeNow()) {
		c := escalation.Create(r.office, a, r.officeNow())
		c.Assignment.Through, c.Assignment.NextAt = r.officeNow(), r.reminder(a.Due.Date)
		if changes = append(changes, c); len(changes) == 500 {
			if err := r.apply(ctx, changes); err != nil {
				return err
			}
			changes = changes[:0]
		}
	}
	return r.apply(ctx, changes)
}

func (r *rig) apply(ctx context.Context, changes []escalation.Change) error {
	return r.db.Apply(ctx, r.leader.Lease().Epoch, changes)
}

// reminder is when the only reminder falls: on the deadline's date.
func (r *rig) reminder(due calendar.Date) time.Time { return r.office.Calendar.Moment(due, 8*60) }

// day is the moment of the n-th day's reminders, and of what is announced on it.
func (r *rig) day(n int) time.Time {
	day := firstDue()
	for range n {
		day = nextWorkday(day)
	}
	return r.reminder(calendar.DateOf(day))
}

// lastDay is the last one on which anything is due.
func (r *rig) lastDay() time.Time { return r.day(len(r.plan.days) - 1) }

// tick moves office time and does what is due.
func (r *rig) tick(ctx context.Context, now time.Time) (scheduler.Result, error) {
	r.at(now)
	return r.scheduler.RunOnce(ctx, r.leader.Lease().Epoch, now)
}

// work lets messages out, and with people lets people in, until stop.
func (r *rig) work(ctx context.Context, people bool) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { r.delivery.Run(ctx) })
	if people {
		running.Go(func() { r.bot.Run(ctx) }) //nolint:errcheck // never fails
	}
	r.stop = func() { cancel(); running.Wait() }
}

// close ends everything.
func (r *rig) close() {
	if r.stop != nil {
		r.stop()
	}
	r.line.close()
	// A lease that is not given back is in the way of who measures memory on this database.
	_ = r.db.Resign(context.Background(), r.leader.Lease())
	r.db.Close() //nolint:errcheck // measured by then
}
