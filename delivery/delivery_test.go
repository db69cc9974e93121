package delivery_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"dondoc/config"
	"dondoc/delivery"
	"dondoc/escalation"
	"dondoc/store"
)

const smallOffice = `
people:
  - {id: an, name: "Bí thư An", telegram: 2}
  - {id: binh, name: "Bí thư Bình", telegram: 3}
  - {id: cuong, name: "Cường"}
units: [{id: huyen-a, name: "Huyện ủy A", head: an}]
documents: [{id: nq, number: "1", date: 2022-01-25, title: "NQ", clauses: [{id: "I", text: "…"}]}]
tasks: [{id: t, document: nq, clause: "I", title: "Việc", lead: [huyen-a], due: 2022-03-31}]
policies: [{id: p, remind: [1d]}]
`

// sent is one call of the sender.
type sent struct {
	chat    int64
	names   []string // the occurrences that the bundle held
	resent  bool
	at      time.Time
	carried int
}

// postman is a Sender that answers as the test says, in place of Telegram; package bot has its own tests over HTTP.
type postman struct {
	mu     sync.Mutex
	calls  []sent
	answer func(b escalation.Bundle, call int) (escalation.Delivered, error)
}

func (p *postman) Send(_ context.Context, b escalation.Bundle) (escalation.Delivered, error) {
	p.mu.Lock()
	s := sent{chat: b.Chat, at: time.Now()}
	for _, n := range b.Notices {
		s.names = append(s.names, n.Occurrence)
		s.resent = s.resent || n.Resent
	}
	p.calls = append(p.calls, s)
	call := len(p.calls)
	p.mu.Unlock()
	if p.answer == nil {
		return escalation.Delivered{MessageID: int64(call), Count: len(b.Notices)}, nil
	}
	return p.answer(b, call)
}

func (p *postman) log() []sent {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.calls)
}

type leading struct{ lease escalation.Lease }

func (l leading) Lease() escalation.Lease { return l.lease }

// round is an outbox on a real database with the office's clock at a working hour.
type round struct {
	t      *testing.T
	store  *store.Store
	office *escalation.Office
	now    time.Time
	lease  escalation.Lease
	post   *postman
	box    *fragile
	del    *delivery.Delivery
	log    bytes.Buffer
	limits delivery.Limits
	ended  func(outcome string)
	stop   func()
}

// fragile is the outbox of a database that fails as the test says.
type fragile struct {
	*store.Store
	mu   sync.Mutex
	down error
	// lostClaims is how many claims are made without their answer coming back.
	lostClaims int
}

func (f *fragile) set(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down = err
}

func (f *fragile) fails() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.down
}

func (f *fragile) MarkCarried(ctx context.Context, epoch int64, ids, rest []int64, message int64, at time.Time) error {
	if err := f.fails(); err != nil {
		return err
	}
	return f.Store.MarkCarried(ctx, epoch, ids, rest, message, at)
}

func (f *fragile) Waiting(ctx context.Context, office, machine time.Time, open bool, limit int) ([]escalation.Waiting, error) {
	if err := f.fails(); err != nil {
		return nil, err
	}
	return f.Store.Waiting(ctx, office, machine, open, limit)
}

func (f *fragile) Claim(
	ctx context.Context, epoch int64, w escalation.Waiting, office, machine time.Time, open bool,
) (escalation.Bundle, error) {
	if err := f.fails(); err != nil {
		return escalation.Bundle{}, err
	}
	b, err := f.Store.Claim(ctx, epoch, w, office, machine, open)
	f.mu.Lock()
	defer f.mu.Unlock()
	if err == nil && len(b.Notices) > 0 && f.lostClaims > 0 {
		f.lostClaims--
		return escalation.Bundle{}, errors.New("connection reset by peer")
	}
	return b, err
}

func onRound(t *testing.T, test func(r *round)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "outbox.db")
	synctest.Test(t, func(t *testing.T) {
		office, _, _, err := config.LoadFS(fstest.MapFS{"dondoc.yaml": {Data: []byte(smallOffice)}}, func(string) (string, bool) { return "", false })
		if err != nil {
			t.Fatal(err)
		}
		r := &round{t: t, office: office, post: &postman{}, now: time.Date(2022, 3, 7, 8, 0, 0, 0, office.Calendar.Location())}
		if r.store, err = store.Open(t.Context(), "sqlite:"+path); err != nil {
			t.Fatal(err)
		}
		defer r.store.Close()
		lease, _, err := r.store.Lead(t.Context(), "test", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		r.lease, r.box, r.ended = lease, &fragile{Store: r.store}, func(string) {}
		r.limits = delivery.Limits{
			All: delivery.Rate{Count: 28, Per: time.Second}, Private: delivery.Rate{Count: 1, Per: time.Second},
			Group: delivery.Rate{Count: 19, Per: time.Minute},
		}
		if err := r.store.SyncLinks(t.Context(), r.now, office.Links()); err != nil {
			t.Fatal(err)
		}
		test(r)
		if r.stop != nil {
			r.stop()
		}
	})
}

// put puts notices into the outbox: a person each, named by their occurrence.
func (r *round) put(notices ...escalation.Notice) {
	r.t.Helper()
	a, err := r.store.Assignment(r.t.Context(), "t/huyen-a")
	if errors.Is(err, escalation.ErrNotFound) {
		a = escalation.Create(r.office, escalation.Assignments(r.office, time.Time{}, r.now)[0], r.now).Assignment
	} else if err != nil {
		r.t.Fatal(err)
	}
	if err := r.store.Apply(r.t.Context(), r.lease.Epoch, []escalation.Change{{Assignment: a, Notices: notices}}); err != nil {
		r.t.Fatal(err)
	}
}

func (r *round) to(person, name string) escalation.Notice {
	return escalation.Notice{
		Assignment: "t/huyen-a", Kind: escalation.KindRemind, Occurrence: name, Lane: escalation.LaneReminder, Due: r.now,
		Recipient: escalation.Recipient{Kind: escalation.ToPerson, ID: person}, State: escalation.NoticePending,
	}
}

// run delivers for a while of machine time.
func (r *round) run(d time.Duration) {
	r.t.Helper()
	if r.stop == nil {
		r.del = delivery.New(delivery.Options{
			Outbox: r.box, Sender: r.post, Leading: leading{r.lease}, Office: func() *escalation.Office { return r.office },
			OfficeNow: func() time.Time { return r.now }, Limiter: delivery.NewLimiter(r.limits), Log: slog.New(slog.NewTextHandler(&r.log, nil)),
			Observe: func(outcome string, _ escalation.Lane, _ time.Duration) { r.ended(outcome) },
		})
		ctx, cancel := context.WithCancel(r.t.Context())
		done := make(chan struct{})
		go func() { r.del.Run(ctx); close(done) }()
		r.stop = func() { cancel(); <-done }
	}
	time.Sleep(d)
}

func (r *round) states() map[string]escalation.NoticeState {
	r.t.Helper()
	list, err := r.store.NoticesOf(r.t.Context(), "t/huyen-a", 100)
	if err != nil {
		r.t.Fatal(err)
	}
	out := map[string]escalation.NoticeState{}
	for _, n := range list {
		out[n.Occurrence+" "+n.Recipient.ID] = n.State
	}
	return out
}

func (r *round) want(state escalation.NoticeState, notices ...string) {
	r.t.Helper()
	states := r.states()
	for _, n := range notices {
		if states[n] != state {
			r.t.Errorf("%s is %s, want %s", n, states[n], state)
		}
	}
}

func TestAllThatWaitsForAChatGoesInOneMessage(t *testing.T) {
	onRound(t, func(r *round) {
		r.put(r.to("an", "7d"), r.to("an", "3d"), r.to("binh", "7d"))
		r.run(2 * time.Second)
		if calls := r.post.log(); len(calls) != 2 {
			t.Errorf("%d calls, want one for each chat: %+v", len(calls), calls)
		}
		r.want(escalation.NoticeSent, "7d an", "3d an", "7d binh")
	})
}

func TestWhatDoesNotFitFollows(t *testing.T) {
	onRound(t, func(r *round) {
		r.post.answer = func(_ escalation.Bundle, call int) (escalation.Delivered, error) {
			return escalation.Delivered{MessageID: int64(call), Count: 1}, nil
		}
		r.put(r.to("an", "7d"), r.to("an", "3d"), r.to("an", "1d"))
		r.run(10 * time.Second)
		calls := r.post.log()
		if len(calls) != 3 || len(calls[0].names) != 3 || len(calls[2].names) != 1 {
			t.Errorf("%+v", calls)
		}
		r.want(escalation.NoticeSent, "7d an", "3d an", "1d an")
	})
}

func TestAFaultOfTheServerIsWaitedOut(t *testing.T) {
	onRound(t, func(r *round) {
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			if call <= 3 {
				return escalation.Delivered{Count: 1}, &escalation.SendError{Outcome: escalation.SendRetry, Err: errors.New("502 Bad Gateway")}
			}
			return escalation.Delivered{MessageID: 1, Count: len(b.Notices)}, nil
		}
		r.put(r.to("an", "7d"))
		r.run(time.Minute)
		calls := r.post.log()
		if len(calls) != 4 {
			t.Fatalf("%d calls, want four", len(calls))
		}
		if first, third := calls[1].at.Sub(calls[0].at), calls[3].at.Sub(calls[2].at); third <= first {
			t.Errorf("pauses of %v and then %v, want longer ones", first, third)
		}
		if calls[3].resent {
			t.Error("says (gửi lại) although nothing was delivered before")
		}
		r.want(escalation.NoticeSent, "7d an")
	})
}

func TestAnAnswerThatNeverCameMakesItUncertain(t *testing.T) {
	onRound(t, func(r *round) {
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			if call == 1 {
				return escalation.Delivered{Count: 1}, &escalation.SendError{Outcome: escalation.SendRetry, Uncertain: true, Err: errors.New("time-out")}
			}
			return escalation.Delivered{MessageID: 1, Count: len(b.Notices)}, nil
		}
		r.put(r.to("an", "7d"))
		r.run(time.Minute)
		if calls := r.post.log(); len(calls) != 2 || !calls[1].resent {
			t.Errorf("%+v, want it sent again, saying so", calls)
		}
	})
}

func TestAChatThatMustWaitHoldsUpNobodyElse(t *testing.T) {
	onRound(t, func(r *round) {
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			if b.Chat == 2 && call <= 2 {
				return escalation.Delivered{Count: 1}, &escalation.SendError{
					Outcome: escalation.SendRetry, RetryAfter: 17 * time.Second, Err: errors.New("429"),
				}
			}
			return escalation.Delivered{MessageID: int64(call), Count: len(b.Notices)}, nil
		}
		r.put(r.to("an", "7d"), r.to("binh", "7d"))
		r.run(5 * time.Second)
		r.want(escalation.NoticeSent, "7d binh")
		r.want(escalation.NoticePending, "7d an")
		r.run(20 * time.Second)
		r.want(escalation.NoticeSent, "7d an")
		var toAn []time.Time
		for _, c := range r.post.log() {
			if c.chat == 2 {
				toAn = append(toAn, c.at)
			}
		}
		if len(toAn) != 2 || toAn[1].Sub(toAn[0]) < 17*time.Second {
			t.Errorf("asked to wait 17 s, tried at %v", toAn)
		}
	})
}

func TestAChatThatRefusesIsNotAskedAgain(t *testing.T) {
	onRound(t, func(r *round) {
		r.post.answer = func(escalation.Bundle, int) (escalation.Delivered, error) {
			return escalation.Delivered{Count: 1}, &escalation.SendError{Outcome: escalation.SendUnreachable, Err: errors.New("403 blocked")}
		}
		r.put(r.to("an", "7d"))
		r.run(10 * time.Minute)
		if calls := r.post.log(); len(calls) != 1 {
			t.Errorf("%d calls to a chat that blocked the bot", len(calls))
		}
		r.want(escalation.NoticeDead, "7d an")
		links, err := r.store.Links(r.t.Context())
		if err != nil || links.Reaches(escalation.Recipient{Kind: escalation.ToPerson, ID: "an"}) {
			t.Errorf("still counted as reachable (%v)", err)
		}
		if list, err := r.store.Unreached(r.t.Context(), 10); err != nil || len(list) != 1 {
			t.Errorf("%d notices wait for a fallback, want one (%v)", len(list), err)
		}
	})
}

func TestABadNoticeDoesNotTakeTheOthersWithIt(t *testing.T) {
	onRound(t, func(r *round) {
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			bad := slices.ContainsFunc(b.Notices, func(n escalation.Notice) bool { return n.Occurrence == "3d" })
			if bad {
				return escalation.Delivered{Count: len(b.Notices)}, &escalation.SendError{Outcome: escalation.SendRefused, Err: errors.New("400")}
			}
			return escalation.Delivered{MessageID: int64(call), Count: len(b.Notices)}, nil
		}
		r.put(r.to("an", "7d"), r.to("an", "3d"), r.to("an", "1d"))
		r.run(time.Minute)
		r.want(escalation.NoticeSent, "7d an", "1d an")
		r.want(escalation.NoticeDead, "3d an")
	})
}

func TestWhoIsNotLinkedIsADeadLetterAndNoCall(t *testing.T) {
	onRound(t, func(r *round) {
		r.put(r.to("cuong", "7d"))
		r.run(time.Minute)
		if calls := r.post.log(); len(calls) != 0 {
			t.Errorf("%+v", calls)
		}
		r.want(escalation.NoticeDead, "7d cuong")
	})
}

func TestAtNightOnlyRepliesGoOut(t *testing.T) {
	onRound(t, func(r *round) {
		r.now = time.Date(2022, 3, 7, 20, 0, 0, 0, r.office.Calendar.Location())
		receipt := r.to("binh", "receipt")
		receipt.Kind, receipt.Lane, receipt.Chat = escalation.KindReceipt, escalation.LaneReply, 3
		r.put(r.to("an", "7d"), receipt)
		r.run(time.Minute)
		r.want(escalation.NoticePending, "7d an")
		r.want(escalation.NoticeSent, "receipt binh")
	})
}

func TestAClosingMinuteIsStillOpen(t *testing.T) {
	onRound(t, func(r *round) {
		r.now = time.Date(2022, 3, 7, 17, 0, 40, 0, r.office.Calendar.Location())
		r.put(r.to("an", "7d"))
		r.run(time.Minute)
		r.want(escalation.NoticeSent, "7d an")
	})
}

func TestAWrongTokenLosesNothing(t *testing.T) {
	onRound(t, func(r *round) {
		var right atomic.Bool
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			if !right.Load() {
				return escalation.Delivered{Count: 1}, &escalation.SendError{Outcome: escalation.SendUnauthorized, Err: errors.New("401")}
			}
			return escalation.Delivered{MessageID: int64(call), Count: len(b.Notices)}, nil
		}
		r.put(r.to("an", "7d"), r.to("binh", "7d"))
		r.run(time.Minute)
		if n := len(r.post.log()); n > 12 {
			t.Errorf("%d calls in a minute with a token that is wrong", n)
		}
		for notice, state := range r.states() {
			if state != escalation.NoticePending && state != escalation.NoticeSending {
				t.Errorf("%s is %s, want it to wait", notice, state)
			}
		}
		right.Store(true)
		r.run(time.Minute)
		r.want(escalation.NoticeSent, "7d an", "7d binh")
	})
}

func TestStoppingFinishesWhatIsOnItsWay(t *testing.T) {
	onRound(t, func(r *round) {
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			time.Sleep(3 * time.Second)
			return escalation.Delivered{MessageID: int64(call), Count: len(b.Notices)}, nil
		}
		r.put(r.to("an", "7d"))
		r.run(time.Second)
		r.stop()
		r.stop = nil
		r.want(escalation.NoticeSent, "7d an")
	})
}
