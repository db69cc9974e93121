package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dondoc/escalation"
)

// lines writes what waits, one word per chat: chat/topic or recipient, lane and count.
func lines(list []escalation.Waiting) string {
	text := ""
	for _, w := range list {
		place := fmt.Sprintf("%d/%d", w.Chat, w.Topic)
		if w.Chat == 0 {
			place = recipientText(w.Recipient)
		}
		text += fmt.Sprintf("%s(%d×%d) ", place, w.Lane, w.Count)
	}
	return text
}

func occurrences(b escalation.Bundle) string {
	text := ""
	for _, n := range b.Notices {
		text += n.Occurrence + " "
	}
	return text
}

func TestWaitingListsChatsByUrgencyThenAge(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		an, binh, chi, toan := person("an"), person("binh"), person("chi"), group("toan")
		linked(t, s, an, binh, chi, toan) // 1001 to 1004
		a := task("a")
		late := notice(a, escalation.KindRemind, "1", chi)
		late.Due = at.Add(-time.Hour)
		future := notice(a, escalation.KindRemind, "2", chi)
		future.Due = at.Add(time.Second)
		here := receipt(a, "5", binh, 1004)
		here.Topic = 7
		kept(t, s, epoch, a, notice(a, escalation.KindRemind, "3", an), notice(a, escalation.KindRemind, "4", an), late, future,
			notice(a, escalation.KindEscalate, "6", toan), here, notice(a, escalation.KindRemind, "7", person("stranger")),
			notice(a, escalation.KindPrompt, "8", an))

		equal(t, "open", lines(waiting(t, s)), "1004/7(0×1) 1001/0(1×3) 1004/0(1×1) 1003/0(2×1) person:stranger(2×1) ")
		equal(t, "the first two", lines(get(s.Waiting(t.Context(), at, at, true, 2))(t)), "1004/7(0×1) 1001/0(1×3) ")
		equal(t, "closed", lines(get(s.Waiting(t.Context(), at, at, false, 9))(t)), "1004/7(0×1) ")
		equal(t, "pending", get(s.Pending(t.Context(), at, true))(t), 7)
		equal(t, "pending when closed", get(s.Pending(t.Context(), at, false))(t), 1)
		if w := waiting(t, s)[3]; !w.Since.Equal(at.Add(-time.Hour)) || w.Recipient != chi {
			t.Errorf("%+v", w)
		}
	})
}

func TestABundleIsEverythingForAChatTheMostSevereFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		an, toan := person("an"), group("toan")
		linked(t, s, an, toan)
		a := task("a")
		level2 := notice(a, escalation.KindEscalate, "e2", an)
		level2.Level = 2
		older := notice(a, escalation.KindRemind, "older", an)
		older.Due = at.Add(-time.Minute)
		kept(t, s, epoch, a, notice(a, escalation.KindAssigned, "a", an), notice(a, escalation.KindRemind, "r", an), older,
			notice(a, escalation.KindEscalate, "e1", an), level2, notice(a, escalation.KindOverdue, "o", an),
			notice(a, escalation.KindReview, "x", an), notice(a, escalation.KindPrompt, "p", an), notice(a, escalation.KindRemind, "r", toan))

		b := claim(t, s, epoch)
		equal(t, "order", occurrences(b), "e2 e1 o p older r a x ")
		equal(t, "chat", b.Chat, 1001)
		for _, n := range b.Notices {
			equal(t, "state", n.State, escalation.NoticeSending)
		}
		equal(t, "left", lines(waiting(t, s)), "1002/0(2×1) ")
		again := get(s.Claim(t.Context(), epoch, escalation.Waiting{Chat: 1001}, at, at, true))(t)
		equal(t, "claimed again", len(again.Notices), 0)
		equal(t, "pending and sending", get(s.Pending(t.Context(), at, true))(t), 9)
	})
}

func TestAReplyGoesAloneAndOutsideWorkingHours(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		an := person("an")
		linked(t, s, an)
		a := task("a")
		kept(t, s, epoch, a, notice(a, escalation.KindEscalate, "e", an), receipt(a, "second", an, 1001), receipt(a, "third", an, 1001))
		w := waiting(t, s)[0]
		equal(t, "closed", occurrences(get(s.Claim(t.Context(), epoch, w, at, at, false))(t)), "second third ")
		equal(t, "still closed", occurrences(get(s.Claim(t.Context(), epoch, w, at, at, false))(t)), "")
		equal(t, "open", occurrences(get(s.Claim(t.Context(), epoch, w, at, at, true))(t)), "e ")
	})
}

func TestWhoIsNotLinkedOrRefusedTheBotHasNoChat(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		an, binh := person("an"), person("binh")
		linked(t, s, an)
		a := task("a")
		kept(t, s, epoch, a, notice(a, escalation.KindRemind, "r", an), notice(a, escalation.KindRemind, "r", binh),
			receipt(a, "x", binh, 55))
		ok(t, s.Commit(t.Context(), escalation.Commit{At: at, Links: []escalation.Link{{Recipient: an, Chat: 1001}}}))

		equal(t, "waiting", lines(waiting(t, s)), "55/0(0×1) person:an(2×1) person:binh(2×1) ")
		b := get(s.Claim(t.Context(), epoch, waiting(t, s)[2], at, at, true))(t)
		if b.Chat != 0 || b.Recipient != binh || len(b.Notices) != 1 || b.Notices[0].Recipient != binh {
			t.Errorf("%+v", b)
		}
		equal(t, "its chat", len(get(s.Claim(t.Context(), epoch, escalation.Waiting{Chat: 1001}, at, at, true))(t).Notices), 0)
	})
}

func TestAChatThatWaitsForAnotherTryHearsNothingElseButReplies(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		an := person("an")
		linked(t, s, an)
		a := kept(t, s, epoch, task("a"), notice(task("a"), escalation.KindRemind, "first", an))
		soon := at.Add(time.Minute)
		ok(t, s.Release(t.Context(), epoch, ids(claim(t, s, epoch).Notices), soon, false, "502 Bad Gateway"))
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{{Assignment: a, Notices: []escalation.Notice{
			notice(a, escalation.KindEscalate, "second", an),
		}}}))

		equal(t, "waiting", lines(waiting(t, s)), "")
		chat := escalation.Waiting{Chat: 1001}
		equal(t, "claimed", occurrences(get(s.Claim(t.Context(), epoch, chat, at, at, true))(t)), "")
		a = get(s.Assignment(t.Context(), a.Key))(t)
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{{Assignment: a, Notices: []escalation.Notice{receipt(a, "reply", an, 1001)}}}))
		equal(t, "with a reply", lines(waiting(t, s)), "1001/0(0×1) ")
		equal(t, "claimed with a reply", occurrences(claim(t, s, epoch)), "reply ")
		equal(t, "waiting later", lines(get(s.Waiting(t.Context(), at, soon, true, 9))(t)), "1001/0(1×2) ")
		equal(t, "claimed later", occurrences(get(s.Claim(t.Context(), epoch, chat, at, soon, true))(t)), "second first ")
	})
}

func TestAReplyWaitsBehindAnEarlierOneThatIsTriedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		an := person("an")
		linked(t, s, an)
		a := kept(t, s, epoch, task("a"), receipt(task("a"), "first", an, 1001))
		soon := at.Add(time.Second)
		ok(t, s.Release(t.Context(), epoch, ids(claim(t, s, epoch).Notices), soon, true, "time-out"))
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{{Assignment: a, Notices: []escalation.Notice{
			receipt(a, "second", an, 1001), notice(a, escalation.KindRemind, "7d", an),
		}}}))
		equal(t, "waiting", lines(waiting(t, s)), "1001/0(2×1) ")
		equal(t, "later", lines(get(s.Waiting(t.Context(), at, soon, true, 9))(t)), "1001/0(0×2) 1001/0(2×1) ")
		b := get(s.Claim(t.Context(), epoch, escalation.Waiting{Chat: 1001}, at, soon, true))(t)
		equal(t, "in their order", occurrences(b), "first second ")
	})
}

func TestEightWorkersNeverClaimANoticeTwice(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		const people, each = 20, 15
		epoch := leading(t, s)
		var all []escalation.Recipient
		for i := range people {
			all = append(all, person(fmt.Sprintf("p%02d", i)))
		}
		linked(t, s, all...)
		a := task("a")
		var notices []escalation.Notice
		for i := range each {
			for _, p := range all {
				notices = append(notices, notice(a, escalation.KindRemind, fmt.Sprint(i), p))
			}
		}
		kept(t, s, epoch, a, notices...)

		var mu sync.Mutex
		claimed := map[int64]int{}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				ctx := context.Background()
				list, err := s.Waiting(ctx, at, at, true, people)
				if err != nil {
					t.Error(err)
				}
				for _, w := range list {
					b, err := s.Claim(ctx, epoch, w, at, at, true)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					for _, n := range b.Notices {
						claimed[n.ID]++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		equal(t, "claimed", len(claimed), people*each)
		for id, n := range claimed {
			if n != 1 {
				t.Errorf("notice %d was claimed %d times", id, n)
			}
		}
	})
}

func TestALongQueueIsClaimedPieceByPiece(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		linked(t, s, person("an"))
		a := task("a")
		var notices []escalation.Notice
		for i := range bundleMax + 5 {
			notices = append(notices, notice(a, escalation.KindRemind, fmt.Sprint(i), person("an")))
		}
		kept(t, s, epoch, a, notices...)
		equal(t, "first", len(claim(t, s, epoch).Notices), bundleMax)
		equal(t, "then", len(claim(t, s, epoch).Notices), 5)
	})
}

// TestTheChoiceOfAMessage checks the rules of a bundle on random queues of one chat.
func TestTheChoiceOfAMessage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const now = 100
		var list []candidate
		for i := range rapid.IntRange(0, 150).Draw(t, "length") {
			list = append(list, candidate{
				ID: int64(i), Lane: rapid.IntRange(0, 3).Draw(t, "lane"), Level: rapid.IntRange(0, 2).Draw(t, "level"),
				Kind: string(rapid.SampledFrom(escalation.StepKinds()).Draw(t, "kind")), Due: int64(rapid.IntRange(0, 9).Draw(t, "due")),
				RetryAt: rapid.SampledFrom([]int64{0, 0, 0, 0, now, now + 1}).Draw(t, "retry"),
			})
		}
		open := rapid.Bool().Draw(t, "open")
		var chosen []candidate
		for _, id := range choose(list, now, open) {
			chosen = append(chosen, list[id])
		}
		reply := func(c candidate) bool { return c.Lane == 0 }
		heldReply := func(c candidate) bool { return c.Lane == 0 && c.RetryAt > now }
		held := func(c candidate) bool { return c.Lane > 0 && c.RetryAt > now }
		switch {
		case len(chosen) > bundleMax:
			t.Fatalf("%d in one message", len(chosen))
		case slices.ContainsFunc(list, reply) && !slices.ContainsFunc(list, heldReply):
			if len(chosen) == 0 || !slices.IsSortedFunc(chosen, byDue) {
				t.Fatalf("replies wait or are out of order: %v", chosen)
			}
			for _, c := range chosen {
				if !reply(c) {
					t.Fatalf("%v goes with the replies", c)
				}
			}
		case !open || slices.ContainsFunc(list, held):
			if len(chosen) != 0 {
				t.Fatalf("%v goes out", chosen)
			}
		case !slices.IsSortedFunc(chosen, bySeverity):
			t.Fatalf("out of order: %v", chosen)
		default:
			rest := slices.DeleteFunc(list, func(c candidate) bool { return c.Lane == 0 })
			if len(chosen) != min(len(rest), bundleMax) {
				t.Fatalf("%d of %d", len(chosen), len(rest))
			}
		}
	})
}

func TestDeadNoticesAreListedNewestFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		linked(t, s, person("an"))
		a := task("a")
		for i, cause := range []string{"400 Bad Request", "403 Forbidden"} {
			n := notice(a, escalation.KindRemind, fmt.Sprint(i), person("an"))
			if i == 0 {
				kept(t, s, epoch, a, n)
			} else {
				stored := get(s.Assignment(t.Context(), a.Key))(t)
				ok(t, s.Apply(t.Context(), epoch, []escalation.Change{{Assignment: stored, Notices: []escalation.Notice{n}}}))
			}
			ok(t, s.MarkDead(t.Context(), epoch, ids(claim(t, s, epoch).Notices), cause, false, at))
		}
		dead := get(s.Dead(t.Context(), 10))(t)
		if len(dead) != 2 || !strings.HasPrefix(dead[0].Error, "403") || !strings.HasPrefix(dead[1].Error, "400") {
			t.Errorf("%+v", dead)
		}
		equal(t, "one", len(get(s.Dead(t.Context(), 1))(t)), 1)
	})
}
