package delivery_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dondoc/delivery"
	"dondoc/escalation"
)

// crowd ties so many people, p1 to chat 1001 and so on.
func (r *round) crowd(n int) {
	r.t.Helper()
	var links []escalation.Link
	for i := range n {
		links = append(links, escalation.Link{Recipient: who(i + 1), Chat: int64(1001 + i), Reachable: true})
	}
	if err := r.store.Commit(r.t.Context(), escalation.Commit{At: r.now, Links: links}); err != nil {
		r.t.Fatal(err)
	}
}

func who(i int) escalation.Recipient {
	return escalation.Recipient{Kind: escalation.ToPerson, ID: fmt.Sprint("p", i)}
}

// reply is what answers somebody who has just pressed a button.
func (r *round) reply(person string, chat int64, name string) escalation.Notice {
	n := r.to(person, name)
	n.Kind, n.Lane, n.Chat = escalation.KindReceipt, escalation.LaneReply, chat
	return n
}

// one is a Telegram that takes one notice in each message, after a while.
func one(after time.Duration) func(escalation.Bundle, int) (escalation.Delivered, error) {
	return func(_ escalation.Bundle, call int) (escalation.Delivered, error) {
		time.Sleep(after)
		return escalation.Delivered{MessageID: int64(call), Count: 1}, nil
	}
}

func failing(outcome escalation.SendOutcome, text string) (escalation.Delivered, error) {
	return escalation.Delivered{Count: 1}, &escalation.SendError{Outcome: outcome, Err: errors.New(text)}
}

// The whole loop, with its looks, claims and outcomes, is as fast as the limiter alone, and as safe.
func TestABroadcastGoesOutNearlyAsFastAsTelegramAllows(t *testing.T) {
	onRound(t, func(r *round) {
		const chats, each = 100, 6
		r.crowd(chats)
		server := delivery.NewTelegram()
		var mu sync.Mutex
		began := time.Now()
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			time.Sleep(25 * time.Millisecond)
			mu.Lock()
			server.Arrives(b.Chat, began.Add(time.Since(began)))
			mu.Unlock()
			return one(25*time.Millisecond)(b, call)
		}
		var notices []escalation.Notice
		for i := range chats {
			for k := range each {
				notices = append(notices, r.to(who(i+1).ID, fmt.Sprint(k)))
			}
		}
		r.put(notices...)
		r.run(25 * time.Second)
		calls := r.post.log()
		last := calls[len(calls)-1].at.Sub(began)
		if len(calls) != chats*each || last > 209*time.Second/10 || server.Refusals > 0 {
			t.Errorf("%d messages in %v with %d refusals, want 600 in 20.9 s, which is 1.1 times the shortest time", len(calls), last, server.Refusals)
		}
	})
}

func TestAReplyGoesAtOnceThoughBroadcastAndTelegramAreSlow(t *testing.T) {
	onRound(t, func(r *round) {
		r.crowd(50)
		r.post.answer = one(5 * time.Second)
		for i := range 50 {
			r.put(r.to(who(i+1).ID, "7d"))
		}
		r.run(12 * time.Second)
		pressed := time.Now()
		r.put(r.reply("binh", 3, "receipt"))
		r.del.Poke()
		r.run(4 * time.Second)
		i := slices.IndexFunc(r.post.log(), func(s sent) bool { return s.chat == 3 })
		if i < 0 || r.post.log()[i].at.Sub(pressed) > 50*time.Millisecond {
			t.Errorf("the reply waits: %+v", r.post.log())
		}
	})
}

// Four calls are in flight at most; when they are quick, a broadcast may use them all, so that 60 messages a second go out in spite of 50 ms.
func TestNeverMoreThanFourCallsAreInFlight(t *testing.T) {
	onRound(t, func(r *round) {
		r.crowd(200)
		free := delivery.Rate{Count: 1_000_000, Per: time.Second}
		r.limits = delivery.Limits{All: free, Private: free, Group: free}
		var mu sync.Mutex
		now, most := 0, 0
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			defer func() { mu.Lock(); now--; mu.Unlock() }()
			return one(50*time.Millisecond)(b, call)
		}
		var notices []escalation.Notice
		for i := range 200 {
			notices = append(notices, r.to(who(i+1).ID, "7d"))
		}
		r.put(notices...)
		r.run(3 * time.Second)
		if n := len(r.post.log()); n != 200 || most != 4 {
			t.Errorf("%d messages in three seconds, %d calls at once; want 200 and 4", n, most)
		}
	})
}

func TestWhatFollowsInAChatWaitsBehindWhatIsTriedAgain(t *testing.T) {
	onRound(t, func(r *round) {
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			if call <= 3 {
				return failing(escalation.SendRetry, "502 Bad Gateway")
			}
			return escalation.Delivered{MessageID: int64(call), Count: 1}, nil
		}
		r.put(r.to("an", "1"), r.to("an", "2"), r.to("an", "3"))
		r.run(2 * time.Second)
		r.put(r.to("an", "4"))
		r.run(time.Minute)
		var order []string
		for _, c := range r.post.log()[3:] {
			order = append(order, c.names[0])
		}
		if got := strings.Join(order, " "); got != "1 2 3 4" {
			t.Errorf("arrived: %s", got)
		}
	})
}

func TestALateDatabaseForgetsNoOutcome(t *testing.T) {
	onRound(t, func(r *round) {
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			r.box.set(errors.New("connection refused")) // while the call runs
			return escalation.Delivered{MessageID: int64(call), Count: len(b.Notices)}, nil
		}
		r.put(r.to("an", "7d"))
		r.run(time.Hour)
		r.want(escalation.NoticeSending, "7d an")
		trouble := r.del.Trouble()
		if len(trouble) != 2 || trouble[1].Kind != delivery.TroubleStoring || trouble[1].Cause != "connection refused" {
			t.Errorf("%+v", trouble)
		}
		r.box.set(nil)
		r.run(10 * time.Second)
		r.want(escalation.NoticeSent, "7d an")
		if n := len(r.post.log()); n != 1 || len(r.del.Trouble()) != 0 {
			t.Errorf("%d calls, still in trouble: %v", n, r.del.Trouble())
		}
		if n := strings.Count(r.log.String(), "nothing can be sent"); n != 2 {
			t.Errorf("an hour of outage is told %d times, want once for reading and once for writing:\n%s", n, &r.log)
		}
	})
}

func TestAStopDoesNotWaitForADatabaseForEver(t *testing.T) {
	onRound(t, func(r *round) {
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			r.box.set(errors.New("connection refused"))
			return escalation.Delivered{MessageID: int64(call), Count: len(b.Notices)}, nil
		}
		r.put(r.to("an", "7d"))
		r.run(time.Minute)
		began := time.Now()
		r.stop()
		r.stop = nil
		if took := time.Since(began); took > 21*time.Second {
			t.Errorf("it took %v", took)
		}
		r.want(escalation.NoticeSending, "7d an") // the next leader's, who says (gửi lại)
	})
}

func TestAnotherLeaderEndsTheWaitForAnOutcome(t *testing.T) {
	onRound(t, func(r *round) {
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			r.box.set(escalation.ErrFenced)
			return escalation.Delivered{MessageID: int64(call), Count: len(b.Notices)}, nil
		}
		r.put(r.to("an", "7d"))
		r.run(time.Minute)
		began := time.Now()
		r.stop()
		r.stop = nil
		if took := time.Since(began); took > time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestAClaimWhoseAnswerWasLostIsMadeAgain(t *testing.T) {
	onRound(t, func(r *round) {
		r.box.lostClaims = 2
		r.put(r.to("an", "7d"), r.to("binh", "7d"))
		r.run(10 * time.Second)
		r.want(escalation.NoticeSent, "7d an", "7d binh")
		for _, c := range r.post.log() {
			if c.resent {
				t.Errorf("%+v says (gửi lại), though it was never on its way", c)
			}
		}
	})
}

func TestTelegramIsDownForAWhile(t *testing.T) {
	onRound(t, func(r *round) {
		r.crowd(40)
		var up sync.Map
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			if _, ok := up.Load("up"); !ok {
				return escalation.Delivered{Count: 1}, &escalation.SendError{Outcome: escalation.SendRetry, Err: errors.New("no route to host")}
			}
			return escalation.Delivered{MessageID: int64(call), Count: len(b.Notices)}, nil
		}
		var notices []escalation.Notice
		for i := range 40 {
			notices = append(notices, r.to(who(i+1).ID, "7d"))
		}
		r.put(notices...)
		r.run(10 * time.Minute)
		if n := len(r.post.log()); n > 600/10*inFlight {
			t.Errorf("%d calls in ten minutes without Telegram", n)
		}
		if trouble := r.del.Trouble(); len(trouble) != 1 || trouble[0].Kind != delivery.TroubleTelegram {
			t.Errorf("%+v", trouble)
		}
		up.Store("up", true)
		r.run(6 * time.Minute)
		for notice, state := range r.states() {
			if state != escalation.NoticeSent {
				t.Errorf("%s is %s", notice, state)
			}
		}
		if len(r.del.Trouble()) != 0 {
			t.Error("still in trouble")
		}
	})
}

// inFlight is DESIGN's bound on calls at once.
const inFlight = 4

func TestOneChatThatFailsIsNoTroubleOfTelegrams(t *testing.T) {
	onRound(t, func(r *round) {
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			if b.Chat == 2 {
				return failing(escalation.SendRetry, "500 Internal Server Error")
			}
			return escalation.Delivered{MessageID: int64(call), Count: len(b.Notices)}, nil
		}
		r.put(r.to("an", "7d"))
		r.run(10 * time.Minute)
		r.put(r.to("binh", "7d"))
		r.run(time.Second)
		r.want(escalation.NoticeSent, "7d binh")
		r.want(escalation.NoticePending, "7d an")
		if trouble := r.del.Trouble(); len(trouble) != 0 {
			t.Errorf("%+v", trouble)
		}
	})
}

func TestABlockedBotAsksAtMostTwice(t *testing.T) {
	onRound(t, func(r *round) {
		r.post.answer = func(escalation.Bundle, int) (escalation.Delivered, error) {
			return failing(escalation.SendUnreachable, "403 Forbidden: bot was blocked by the user")
		}
		var notices []escalation.Notice
		for i := range 150 {
			notices = append(notices, r.to("an", fmt.Sprint(i)))
		}
		r.put(append(notices, r.reply("an", 2, "receipt"))...)
		r.run(10 * time.Minute)
		if n := len(r.post.log()); n > 2 {
			t.Errorf("%d calls to a chat that blocked the bot", n)
		}
		for notice, state := range r.states() {
			if state != escalation.NoticeDead {
				t.Errorf("%s is %s", notice, state)
			}
		}
	})
}

func TestAGroupThatMovedHearsItThere(t *testing.T) {
	onRound(t, func(r *round) {
		toan := escalation.Recipient{Kind: escalation.ToGroup, ID: "huyen-a"}
		if err := r.store.Commit(r.t.Context(), escalation.Commit{At: r.now, Links: []escalation.Link{{Recipient: toan, Chat: -5, Reachable: true}}}); err != nil {
			t.Fatal(err)
		}
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			if b.Chat == -5 {
				return escalation.Delivered{Count: 1}, &escalation.SendError{
					Outcome: escalation.SendMigrated, MigratedTo: -100500, Err: errors.New("400 group chat was upgraded to a supergroup chat"),
				}
			}
			return escalation.Delivered{MessageID: int64(call), Count: len(b.Notices)}, nil
		}
		n := r.to("", "7d")
		n.Recipient = toan
		r.put(n)
		r.run(5 * time.Second)
		calls := r.post.log()
		if len(calls) != 2 || calls[1].chat != -100500 || calls[1].resent {
			t.Errorf("%+v", calls)
		}
		r.want(escalation.NoticeSent, "7d huyen-a")
	})
}

func TestEachCallIsObserved(t *testing.T) {
	onRound(t, func(r *round) {
		var mu sync.Mutex
		var seen []string
		r.ended = func(outcome string) {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, outcome)
		}
		r.post.answer = func(b escalation.Bundle, call int) (escalation.Delivered, error) {
			switch call {
			case 1:
				return escalation.Delivered{Count: 1}, &escalation.SendError{Outcome: escalation.SendRetry, RetryAfter: time.Second, Err: errors.New("429")}
			case 2:
				return failing(escalation.SendRetry, "502 Bad Gateway")
			case 3:
				return failing(escalation.SendUnauthorized, "401 Unauthorized")
			}
			return escalation.Delivered{MessageID: 1, Count: 1}, nil
		}
		r.put(r.to("an", "7d"))
		r.run(2 * time.Minute)
		mu.Lock()
		defer mu.Unlock()
		if got := strings.Join(seen, " "); got != "limited retry unauthorized sent" {
			t.Errorf("observed: %s", got)
		}
	})
}
