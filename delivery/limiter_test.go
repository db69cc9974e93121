package delivery

import (
	"cmp"
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"dondoc/escalation"
)

func defaults() Limits {
	return Limits{All: Rate{28, time.Second}, Private: Rate{1, time.Second}, Group: Rate{19, time.Minute}}
}

// morning is when the stories begin.
var morning = time.Date(2022, 1, 25, 8, 0, 0, 0, time.UTC)

// Telegram is a server that keeps Telegram's limits (DESIGN 6.5): 30 a second in all, as a bucket and, stricter, in any second; one a
// second and a burst of three in a private chat; 20 in any 60 s in a group.
type Telegram struct {
	all      float64
	last     time.Time
	second   []time.Time
	private  map[int64]float64
	filled   map[int64]time.Time
	groups   map[int64][]time.Time
	lenient  bool // keeps only a bucket over all chats
	Refusals int
}

func NewTelegram() *Telegram {
	return &Telegram{
		all: 30, private: map[int64]float64{}, filled: map[int64]time.Time{}, groups: map[int64][]time.Time{},
	}
}

func (s *Telegram) Arrives(chat int64, at time.Time) bool {
	if s.last.IsZero() {
		s.last = at
	}
	s.all = min(30, s.all+30*at.Sub(s.last).Seconds())
	s.last = at
	s.second = recent(s.second, at, time.Second)
	ok := s.all >= 1 && (s.lenient || len(s.second) < 30)
	if chat > 0 {
		tokens, known := s.private[chat]
		if !known {
			tokens = 3
		}
		tokens = min(3, tokens+max(0, at.Sub(s.filled[chat]).Seconds()))
		s.filled[chat] = at
		ok = ok && tokens >= 1
		s.private[chat] = tokens - 1
	} else {
		s.groups[chat] = recent(s.groups[chat], at, time.Minute)
		ok = ok && len(s.groups[chat]) < 20
		s.groups[chat] = append(s.groups[chat], at)
	}
	s.all--
	s.second = append(s.second, at)
	if !ok {
		s.Refusals++
	}
	return ok
}

func recent(list []time.Time, now time.Time, span time.Duration) []time.Time {
	return slices.DeleteFunc(list, func(t time.Time) bool { return now.Sub(t) >= span })
}

// load is how many messages wait for each chat.
type load map[int64]int

func (w load) total() int {
	n := 0
	for _, k := range w {
		n += k
	}
	return n
}

// best is the shortest time in which any schedule can get a load through the server: no bound of all chats or of one can be beaten.
func (w load) best() time.Duration {
	t := max(0, float64(w.total()-30)/30)
	for chat, n := range w {
		if chat > 0 {
			t = max(t, float64(n-3))
		} else {
			t = max(t, 60*float64((n-1)/20))
		}
	}
	return time.Duration(t * float64(time.Second))
}

// table plays delivery's loop in virtual time, without a database: it gives turns as Run does, at once and with any number of calls in
// flight, so that only limiter and order decide.
type table struct {
	*Delivery
	now time.Time
}

func newTable(waiting []escalation.Waiting) *table {
	d := New(Options{Limiter: NewLimiter(defaults())})
	for _, w := range waiting {
		if w.Lane == escalation.LaneReply {
			d.queue.replies = append(d.queue.replies, w)
		} else {
			d.queue.bulk = append(d.queue.bulk, w)
		}
	}
	return &table{Delivery: d, now: morning}
}

func waitingFor(w load, lane func(chat int64) escalation.Lane) []escalation.Waiting {
	var list []escalation.Waiting
	for chat, n := range w {
		list = append(list, escalation.Waiting{Chat: chat, Lane: lane(chat), Since: morning, Count: n})
	}
	slices.SortFunc(list, func(a, b escalation.Waiting) int { return cmp.Compare(a.Chat, b.Chat) })
	return list
}

func reminders(int64) escalation.Lane { return escalation.LaneReminder }

// next makes the next call, waiting for it if it has to.
func (tb *table) next() escalation.Waiting {
	for {
		w, wait, ok := tb.pickReply(tb.now)
		if !ok {
			var later time.Duration
			if w, later, ok = tb.pickBulk(tb.now); !ok {
				tb.now = tb.now.Add(min(wait, later))
				continue
			}
		}
		if wait, ok := tb.Limiter.Take(w.Chat, w.Lane, tb.now); !ok {
			panic("told that it may go, and then to wait " + wait.String())
		}
		tb.Limiter.landed(w.Chat, tb.now)
		tb.queue.settle(w, w.Count-1)
		return w
	}
}

// run makes all calls and gives the moment of the last one.
func (tb *table) run(each func(w escalation.Waiting, at time.Time)) time.Duration {
	for !tb.queue.empty() {
		each(tb.next(), tb.now)
	}
	return tb.now.Sub(morning)
}

// What is sent never draws a 429, and all is out in hardly more than the shortest time possible: a tenth, and two seconds for the start.
func TestAnyLoadGoesOutNearlyAsFastAsTelegramAllows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := load{}
		for i := range rapid.IntRange(0, 200).Draw(t, "private chats") {
			w[int64(i+1)] = rapid.SampledFrom([]int{1, 1, 1, 2, 5, 30}).Draw(t, "messages")
		}
		for i := range rapid.IntRange(0, 20).Draw(t, "groups") {
			w[-int64(i+1)] = rapid.SampledFrom([]int{1, 1, 2, 19, 21, 50}).Draw(t, "messages")
		}
		if rapid.Bool().Draw(t, "a long one") {
			w[1000] = rapid.IntRange(1, 60).Draw(t, "long")
		}
		lanes := map[int64]escalation.Lane{}
		for chat := range w {
			lanes[chat] = escalation.Lane(rapid.IntRange(1, 3).Draw(t, "lane"))
		}
		server := NewTelegram()
		tb := newTable(waitingFor(w, func(chat int64) escalation.Lane { return lanes[chat] }))
		took := tb.run(func(o escalation.Waiting, at time.Time) { server.Arrives(o.Chat, at) })
		if best := w.best(); server.Refusals > 0 || took > best*110/100+2*time.Second {
			t.Fatalf("%d messages in %v with %d refusals, possible are %v", w.total(), took, server.Refusals, best)
		}
	})
}

// The loads that issue 5 names, and uneven ones.
func TestTheKnownLoadsKeepTheirRatio(t *testing.T) {
	even := func(chats, each int) load {
		w := load{}
		for i := range chats {
			w[int64(i+1)] = each
		}
		return w
	}
	oneLong := even(500, 1)
	oneLong[501] = 25
	towns := even(300, 2)
	for i := range 20 {
		towns[-int64(i+1)] = 20
	}
	for _, c := range []struct {
		name string
		load load
		most float64
	}{
		{"600 to 100 chats", even(100, 6), 1.09},
		{"3,000 to 600 chats", even(600, 5), 1.08},
		{"200 to one group", load{-1: 200}, 1.06},
		{"300 to one chat", load{1: 300}, 1.01},
		{"one long queue, many short ones", oneLong, 1.10},
		{"chats and groups", towns, 1.08},
	} {
		server := NewTelegram()
		took := newTable(waitingFor(c.load, reminders)).run(func(w escalation.Waiting, at time.Time) { server.Arrives(w.Chat, at) })
		ratio := took.Seconds() / c.load.best().Seconds()
		t.Logf("%-32s %7.2f s of %7.2f s: %.3f", c.name, took.Seconds(), c.load.best().Seconds(), ratio)
		if ratio > c.most || server.Refusals > 0 {
			t.Errorf("%s: %.3f times the shortest time, with %d refusals", c.name, ratio, server.Refusals)
		}
	}
}

// Calls may be held up on their way, by this machine or the net, some for long and some not at all: over all chats that draws no 429, since
// the limiter hears when each was answered.
func TestCallsThatBunchOnTheirWayDrawNo429(t *testing.T) {
	const back = 25 * time.Millisecond // from the server
	type call struct {
		chat        int64
		arrives, at time.Time // at the server, and the answer here
	}
	rapid.Check(t, func(t *rapid.T) {
		l, server, now := NewLimiter(defaults()), NewTelegram(), morning
		var up, made []call
		for chat := int64(1); chat <= 150; {
			wait, ok := 10*time.Second, false
			if len(up) < inFlight {
				wait, ok = l.Take(chat, escalation.LaneReminder, now)
			}
			if ok {
				late := time.Duration(rapid.SampledFrom([]int{0, 0, 0, 0, 1, 5, 30, 200, 900}).Draw(t, "late")) * time.Millisecond
				c := call{chat, now.Add(back + late), now.Add(2*back + late)}
				up, made = append(up, c), append(made, c)
				chat++
				continue
			}
			now = now.Add(wait)
			if first := slices.MinFunc(append(up, call{at: now}), func(a, b call) int { return a.at.Compare(b.at) }); first.chat != 0 {
				now = first.at
				l.landed(first.chat, now)
				up = slices.DeleteFunc(up, func(c call) bool { return c.chat == first.chat })
			}
		}
		slices.SortFunc(made, func(a, b call) int { return a.arrives.Compare(b.arrives) })
		for _, c := range made {
			server.Arrives(c.chat, c.arrives)
		}
		if server.Refusals > 0 {
			t.Fatalf("%d of %d refused", server.Refusals, len(made))
		}
	})
}

// The way to Telegram takes its time, and not always the same: what the limiter promises about that holds.
func TestACallThatIsLateOnItsWayDrawsNo429(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lenient := rapid.Bool().Draw(t, "lenient")
		most := 16 // ms
		if lenient {
			most = 1000
		}
		w := load{-1: rapid.IntRange(1, 45).Draw(t, "to a group")}
		for i := range rapid.IntRange(1, 120).Draw(t, "chats") {
			w[int64(i+1)] = rapid.IntRange(1, 6).Draw(t, "messages")
		}
		type call struct {
			chat int64
			at   time.Time
		}
		var calls []call
		newTable(waitingFor(w, reminders)).run(func(o escalation.Waiting, at time.Time) {
			late := time.Duration(rapid.IntRange(0, most).Draw(t, "late")) * time.Millisecond
			calls = append(calls, call{o.Chat, at.Add(late)})
		})
		slices.SortStableFunc(calls, func(a, b call) int { return a.at.Compare(b.at) })
		server := NewTelegram()
		server.lenient = lenient
		for _, c := range calls {
			server.Arrives(c.chat, c.at)
		}
		if server.Refusals > 0 {
			t.Fatalf("%d of %d refused", server.Refusals, len(calls))
		}
	})
}

// In whatever order and with whatever pauses calls are wanted, replies among them, the server has nothing to refuse.
func TestNoPatternOfCallsDrawsA429(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := NewLimiter(defaults())
		server := NewTelegram()
		now := morning
		for range rapid.IntRange(1, 300).Draw(t, "calls") {
			now = now.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 10, 35, 400, 5000}).Draw(t, "ms")) * time.Millisecond)
			chat := rapid.Int64Range(-3, 30).Filter(func(n int64) bool { return n != 0 }).Draw(t, "chat")
			lane := escalation.Lane(rapid.IntRange(0, 3).Draw(t, "lane"))
			wait, ok := l.Take(chat, lane, now)
			if !ok && wait <= 0 {
				t.Fatalf("held back for %v", wait)
			}
			if !ok {
				continue
			}
			l.landed(chat, now)
			if !server.Arrives(chat, now) {
				t.Fatalf("a call to %d is refused", chat)
			}
		}
	})
}

// What it says to wait is enough: asked again after that, the call goes out.
func TestTheWaitThatItNamesIsEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := NewLimiter(defaults())
		now := morning
		for range rapid.IntRange(1, 100).Draw(t, "calls") {
			chat := rapid.Int64Range(-2, 3).Filter(func(n int64) bool { return n != 0 }).Draw(t, "chat")
			if rapid.IntRange(0, 30).Draw(t, "429") == 0 {
				l.Park(chat, now.Add(7*time.Second), now)
			}
			wait, ok := l.Take(chat, escalation.LaneReminder, now)
			if ok {
				l.landed(chat, now)
				continue
			}
			now = now.Add(wait)
			again, ok := l.Take(chat, escalation.LaneReminder, now)
			if !ok && again > time.Second {
				t.Fatalf("told to wait %v, and then %v more", wait, again)
			}
			if ok {
				l.landed(chat, now)
			}
		}
	})
}

// A reply waits for its turn in the even flow of a broadcast, 34 ms, and no longer, even when the broadcast has used up all it may use.
func TestAReplyNeverWaitsBehindABroadcast(t *testing.T) {
	w := load{}
	for i := range 600 {
		w[int64(i+1)] = 5
	}
	tb := newTable(waitingFor(w, reminders))
	for i := range 2500 {
		tb.next()
		if i%50 != 49 {
			continue
		}
		pressed := tb.now
		for k := range reserved {
			chat := int64(10_000 + i*10 + k)
			tb.queue.addReplies([]escalation.Waiting{{Chat: chat, Count: 1, Since: tb.now}})
			if next := tb.next(); next.Chat != chat {
				t.Fatalf("%+v goes before the reply", next)
			}
		}
		if waited := tb.now.Sub(pressed); waited > reserved*35*time.Millisecond {
			t.Fatalf("after %d messages %d replies took %v", i+1, reserved, waited)
		}
	}
}

// However many escalations keep coming, reminders and digests go out, too.
func TestNoLaneStarves(t *testing.T) {
	tb := newTable(nil)
	for lane := escalation.LaneReminder; lane <= escalation.LaneDigest; lane++ {
		tb.queue.bulk = append(tb.queue.bulk, escalation.Waiting{Chat: int64(lane), Lane: lane, Since: morning, Count: 1})
	}
	chat, urgent := int64(100), 0
	for tb.now.Before(morning.Add(10 * time.Second)) {
		for len(tb.queue.bulk) < 200 {
			chat++
			tb.queue.bulk = append(tb.queue.bulk, escalation.Waiting{Chat: chat, Lane: escalation.LaneEscalation, Since: tb.now.Add(time.Millisecond), Count: 1})
		}
		if tb.next().Lane == escalation.LaneEscalation {
			urgent++
		}
	}
	for _, w := range tb.queue.bulk {
		if w.Lane != escalation.LaneEscalation {
			t.Errorf("lane %d still waits after %d escalations", w.Lane, urgent)
		}
	}
	if urgent < 200 {
		t.Errorf("only %d escalations", urgent)
	}
}

// What is more urgent goes first, but for the turns that keep the others from starving.
func TestEscalationsGoBeforeReminders(t *testing.T) {
	w := load{}
	for i := range 400 {
		w[int64(i+1)] = 1
	}
	tb := newTable(waitingFor(w, func(chat int64) escalation.Lane {
		if chat > 200 {
			return escalation.LaneEscalation
		}
		return escalation.LaneReminder
	}))
	early := 0
	for range 200 {
		if tb.next().Lane == escalation.LaneEscalation {
			early++
		}
	}
	if early < 170 {
		t.Errorf("%d of the first 200 are escalations", early)
	}
}

func TestAChatThatTelegramHoldsBackIsLeftAloneAndThenSpared(t *testing.T) {
	l := NewLimiter(defaults())
	now := morning
	l.Park(5, now.Add(17*time.Second), now)
	if wait, ok := l.Take(5, escalation.LaneReply, now); ok || wait != 17*time.Second {
		t.Errorf("parked chat: ok %v, wait %v", ok, wait)
	}
	if _, ok := l.Take(6, escalation.LaneReminder, now); !ok {
		t.Error("another chat waits, too")
	}
	now = now.Add(17 * time.Second)
	if n := calls(l, 5, now, 10*time.Second); n > 9 {
		t.Errorf("%d calls in ten seconds to a chat that drew a 429, as if nothing had been", n)
	}
	now = now.Add(time.Hour)
	if n := calls(l, 5, now, 10*time.Second); n < 11 {
		t.Errorf("%d calls in ten seconds an hour later: it is still held against the chat", n)
	}
}

// calls counts what may go to a chat in a span.
func calls(l *Limiter, chat int64, from time.Time, span time.Duration) int {
	n := 0
	for now := from; now.Before(from.Add(span)); {
		wait, ok := l.Take(chat, escalation.LaneReply, now)
		if ok {
			n++
			l.landed(chat, now)
		}
		now = now.Add(wait)
	}
	return n
}

func TestTwoChatsHeldBackMeanAll(t *testing.T) {
	l := NewLimiter(defaults())
	now := morning
	l.Park(5, now.Add(17*time.Second), now)
	l.Park(7, now.Add(9*time.Second), now)
	if _, ok := l.Take(8, escalation.LaneReminder, now); ok {
		t.Error("two chats were held back, so all should wait")
	}
	now = now.Add(9 * time.Second)
	if _, ok := l.Take(8, escalation.LaneReminder, now); !ok {
		t.Error("the hold is over")
	}
	n := 0
	for end := now.Add(10 * time.Second); now.Before(end); n++ {
		now = now.Add(l.Ready(escalation.LaneReminder, now))
		l.Take(int64(1000+n), escalation.LaneReminder, now)
		l.landed(int64(1000+n), now)
	}
	if n > 225 {
		t.Errorf("%d calls in ten seconds after a 429 for all", n)
	}
}

func TestWaitingForAReplyEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(defaults())
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		for range privateBurst {
			if err := l.Wait(ctx, 1); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Wait(ctx, 1); err == nil {
			t.Error("the third message to a person within a second went out")
		}
		if err := l.Wait(t.Context(), 1); err != nil {
			t.Error(err)
		}
	})
}

// Who waits for the limit over all chats is served in turn, and a chat that has to wait keeps nobody else from it.
func TestAFullGroupHoldsUpNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(defaults())
		for range 20 {
			if err := l.Wait(t.Context(), -1); err != nil {
				t.Fatal(err)
			}
		}
		full := make(chan error, 1)
		go func() { full <- l.Wait(t.Context(), -1) }()
		synctest.Wait()
		began := time.Now()
		if err := l.Wait(t.Context(), 1); err != nil || time.Since(began) > 50*time.Millisecond {
			t.Errorf("waited %v for a person's chat (%v)", time.Since(began), err)
		}
		if err := <-full; err != nil || time.Since(began) < 59*time.Second {
			t.Errorf("the group had its 21st message after %v (%v)", time.Since(began), err)
		}
	})
}

// A big office does not make the limiter remember chats for ever.
func TestChatsThatHoldNothingBackAreForgotten(t *testing.T) {
	l := NewLimiter(defaults())
	now := morning
	for chat := int64(1); chat <= 3*sweepFrom; chat++ {
		now = now.Add(40 * time.Millisecond)
		l.Take(chat, escalation.LaneReply, now)
		l.landed(chat, now)
	}
	if len(l.chats) > sweepFrom {
		t.Errorf("%d chats are remembered", len(l.chats))
	}
}

// BenchmarkPick is what one turn costs while 3,000 notices wait for 600 chats.
func BenchmarkPick(b *testing.B) {
	w := load{}
	for i := range 600 {
		w[int64(i+1)] = 5
	}
	tb := newTable(waitingFor(w, reminders))
	for b.Loop() {
		tb.pickReply(tb.now)
		tb.pickBulk(tb.now)
	}
}

// Who has a place in the line gives it up when Telegram asks the chat to wait meanwhile: a call before that is over would be refused again.
func TestWhoStandsInTheLineHearsOfA429(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(Limits{All: Rate{1, time.Second}, Private: Rate{5, time.Second}, Group: Rate{19, time.Minute}})
		if err := l.Wait(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		waited := make(chan time.Duration)
		go func() {
			if err := l.Wait(t.Context(), 2); err != nil {
				t.Error(err)
			}
			waited <- time.Since(began)
		}()
		synctest.Wait()
		l.Hold(2, 10*time.Second)
		if took := <-waited; took < 10*time.Second {
			t.Errorf("called again after %s, was told to wait 10 s", took)
		}
	})
}
