package store

import (
	"errors"
	"testing"
	"time"

	"dondoc/escalation"
)

func TestWhatWasSentIsOnRecord(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		linked(t, s, person("an"))
		a := task("a")
		n := notice(a, escalation.KindRemind, "7d", person("an"))
		n.Late = true
		kept(t, s, epoch, a, n, receipt(a, "x", person("an"), 1001))
		reply := claim(t, s, epoch)
		ok(t, s.MarkSent(t.Context(), epoch, ids(reply.Notices), 76, at))
		b := claim(t, s, epoch)
		sentAt := at.Add(time.Second)
		ok(t, s.MarkSent(t.Context(), epoch, ids(b.Notices), 77, sentAt))

		got := get(s.Notice(t.Context(), b.Notices[0].ID))(t)
		if got.State != escalation.NoticeSent || got.MessageID != 77 {
			t.Errorf("%+v", got)
		}
		e := get(s.History(t.Context(), a.Key, 1))(t)[0]
		want := escalation.EventData{
			Kind: escalation.KindRemind, Occur: "7d", Late: true, Recipient: "person:an", Notice: got.ID, Message: 77,
		}
		same(t, "data", e.Data, want)
		if e.Kind != escalation.EventSent || !e.At.Equal(sentAt) || e.Actor != escalation.System {
			t.Errorf("%+v", e)
		}
		// The outcome was stored, but the answer was lost and it is stored again.
		ok(t, s.MarkSent(t.Context(), epoch, ids(b.Notices), 77, at))
		ok(t, s.Release(t.Context(), epoch, ids(b.Notices), at, true, "x"))
		equal(t, "history", kinds(t, s, a.Key), "created sent sent ")
		equal(t, "told", get(s.Assignment(t.Context(), a.Key))(t).Reminded, 1)
		whole(t, s)
	})
}

func TestAReminderCountsOnceHoweverManyHearIt(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		linked(t, s, person("an"), person("binh"))
		a, b := task("a"), task("b")
		kept(t, s, epoch, a, notice(a, escalation.KindRemind, "7d", person("an")), notice(a, escalation.KindRemind, "3d", person("an")),
			notice(a, escalation.KindRemind, "7d", person("binh")), notice(a, escalation.KindReview, "7d", person("binh")),
			// What only tells of the work, asks of it or is told above is no reminder.
			notice(a, escalation.KindAssigned, "", person("an")), notice(a, escalation.KindPrompt, "2022-01-24", person("an")),
			notice(a, escalation.KindEscalate, "1wd#1", person("an")))
		kept(t, s, epoch, b, notice(b, escalation.KindOverdue, "1", person("an")))
		for range 2 {
			ok(t, s.MarkSent(t.Context(), epoch, ids(claim(t, s, epoch).Notices), 1, at))
		}
		equal(t, "a", get(s.Assignment(t.Context(), a.Key))(t).Reminded, 2)
		equal(t, "b", get(s.Assignment(t.Context(), b.Key))(t).Reminded, 1)

		// A decision that was made before the sending does not take the count back.
		stored := get(s.Assignment(t.Context(), a.Key))(t)
		stored.Reminded = 0
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{{Assignment: stored}}))
		equal(t, "after a change", get(s.Assignment(t.Context(), a.Key))(t).Reminded, 2)
	})
}

func TestAStepThatOneMessageTellsTwiceCountsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		ok(t, s.SyncLinks(t.Context(), at, []escalation.Link{{Recipient: group("toan"), Chat: -5}, {Recipient: group("doan"), Chat: -5}}))
		a := task("a")
		kept(t, s, epoch, a, notice(a, escalation.KindRemind, "7d", group("toan")), notice(a, escalation.KindRemind, "7d", group("doan")))
		b := claim(t, s, epoch)
		equal(t, "in one message", len(b.Notices), 2)
		ok(t, s.MarkSent(t.Context(), epoch, ids(b.Notices), 1, at))
		equal(t, "told", get(s.Assignment(t.Context(), a.Key))(t).Reminded, 1)
	})
}

func TestAQuestionThatReachedItsHeadMakesTheAssignmentDue(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		linked(t, s, person("an"), person("binh"))
		a := task("a")
		a.NextAt = at.AddDate(0, 0, 9)
		ask := notice(a, escalation.KindEscalate, "1wd", person("an"))
		ask.Level, ask.Ask = 1, escalation.AskStatus
		twice := ask
		twice.Recipient = person("binh")
		told := notice(a, escalation.KindEscalate, "1wd", group("x"))
		kept(t, s, epoch, a, ask, twice, told)
		before := get(s.Assignment(t.Context(), a.Key))(t)

		ok(t, s.MarkSent(t.Context(), epoch, ids(claim(t, s, epoch).Notices), 1, at.Add(time.Minute)))
		asked := get(s.Assignment(t.Context(), a.Key))(t)
		question := escalation.Asked{
			Level: 1, Ask: escalation.AskStatus, Deadline: a.Due.DeadlineKey(), Sent: at.Add(time.Minute), Occurrence: "1wd", Persons: []string{"an"},
		}
		same(t, "asks", asked.Asks, []escalation.Asked{question})
		equal(t, "due", keysOf(get(s.Due(t.Context(), at, 9))(t)), "a ")
		equal(t, "its next step", asked.NextAt, a.NextAt)
		equal(t, "revision", asked.Rev, before.Rev+1)

		// The second recipient of the same question is asked as well; the time to answer goes on.
		ok(t, s.MarkSent(t.Context(), epoch, ids(claim(t, s, epoch).Notices), 2, at.Add(time.Hour)))
		question.Persons = []string{"an", "binh"}
		same(t, "asks", get(s.Assignment(t.Context(), a.Key))(t).Asks, []escalation.Asked{question})
	})
}

func TestWhatFailsIsTriedAgainAndSaysSoWhenItsFateIsUnknown(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		linked(t, s, person("an"))
		a := task("a")
		kept(t, s, epoch, a, notice(a, escalation.KindRemind, "7d", person("an")))
		try := func(uncertain bool, cause string) escalation.Notice {
			b := claim(t, s, epoch)
			ok(t, s.Release(t.Context(), epoch, ids(b.Notices), at, uncertain, cause))
			return get(s.Notice(t.Context(), b.Notices[0].ID))(t)
		}
		for i, c := range []struct {
			uncertain, resent bool
			cause             string
		}{{false, false, "502"}, {true, true, "timeout"}, {false, true, "429"}} {
			n := try(c.uncertain, c.cause)
			if n.State != escalation.NoticePending || n.Attempts != i+1 || n.Resent != c.resent || n.Error != c.cause {
				t.Errorf("attempt %d: %+v", i+1, n)
			}
		}
		b := claim(t, s, epoch)
		ok(t, s.Unclaim(t.Context(), epoch, ids(b.Notices)))
		n := get(s.Notice(t.Context(), b.Notices[0].ID))(t)
		if n.State != escalation.NoticePending || n.Attempts != 3 {
			t.Errorf("put back unattempted: %+v", n)
		}
		ok(t, s.Release(t.Context(), epoch, nil, at, true, ""))
	})
}

func TestWhatAnEarlierLeaderWasSendingIsSentAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		old := leading(t, s)
		linked(t, s, person("an"), person("binh"))
		a := task("a")
		kept(t, s, old, a, notice(a, escalation.KindRemind, "7d", person("an")), notice(a, escalation.KindRemind, "7d", person("binh")))
		lost := claim(t, s, old)
		equal(t, "of the current epoch", get(s.Reclaim(t.Context(), old))(t), 0)
		ok(t, s.Resign(t.Context(), escalation.Lease{Epoch: old}))
		epoch := leading(t, s)
		// A notice of an earlier epoch is not this one's to settle, before it is reclaimed.
		ok(t, s.MarkSent(t.Context(), epoch, ids(lost.Notices), 1, at))
		equal(t, "history", kinds(t, s, a.Key), "created ")
		equal(t, "reclaimed", get(s.Reclaim(t.Context(), epoch))(t), 1)
		equal(t, "reclaimed again", get(s.Reclaim(t.Context(), epoch))(t), 0)
		n := get(s.Notice(t.Context(), lost.Notices[0].ID))(t)
		if n.State != escalation.NoticePending || !n.Resent {
			t.Errorf("%+v", n)
		}
		equal(t, "waiting", len(waiting(t, s)), 2)
	})
}

func TestAClaimWhoseAnswerWasLostIsPutBack(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		linked(t, s, person("an"))
		a := task("a")
		kept(t, s, epoch, a, notice(a, escalation.KindRemind, "7d", person("an")))
		lost := claim(t, s, epoch)
		equal(t, "of another epoch", fencedOff(s.Recover(t.Context(), epoch+1)), true)
		equal(t, "recovered", get(s.Recover(t.Context(), epoch))(t), 1)
		equal(t, "again", get(s.Recover(t.Context(), epoch))(t), 0)
		n := get(s.Notice(t.Context(), lost.Notices[0].ID))(t)
		if n.State != escalation.NoticePending || n.Resent || n.Attempts != 0 {
			t.Errorf("it was never on its way, yet: %+v", n)
		}
	})
}

func TestWhatBecameMootOnItsWayIsNotTriedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		linked(t, s, person("an"), person("binh"), person("chi"), person("dung"))
		a := task("a")
		var notices []escalation.Notice
		for _, p := range []string{"an", "binh", "chi", "dung"} {
			notices = append(notices, notice(a, escalation.KindRemind, "7d", person(p)))
		}
		a = kept(t, s, epoch, a, notices...)
		var sending []escalation.Bundle
		for range 4 {
			sending = append(sending, claim(t, s, epoch))
		}
		a.State = escalation.Submitted
		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{
			{Assignment: a, Moot: escalation.StepKinds(), Events: []escalation.Event{happened(a, escalation.EventSubmitted)}},
		}))
		equal(t, "on their way", states(t, s, a.Key), "sending sending sending sending ")
		later := at.Add(time.Hour)
		ok(t, s.MarkSent(t.Context(), epoch, ids(sending[0].Notices), 1, later))
		ok(t, s.Release(t.Context(), epoch, ids(sending[1].Notices), later, true, "timeout"))
		ok(t, s.Unclaim(t.Context(), epoch, ids(sending[2].Notices)))
		ok(t, s.Resign(t.Context(), escalation.Lease{Epoch: epoch}))
		equal(t, "reclaimed", get(s.Reclaim(t.Context(), leading(t, s)))(t), 1)
		equal(t, "in the end", states(t, s, a.Key), "sent moot moot moot ")
		equal(t, "history", kinds(t, s, a.Key), "created submitted sent moot moot moot ")
		whole(t, s)
	})
}

func TestARecipientThatRefusesIsMarkedAndTheStepWaitsForAFallback(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		an := person("an")
		linked(t, s, an)
		a := task("a")
		a = kept(t, s, epoch, a, notice(a, escalation.KindRemind, "7d", an), notice(a, escalation.KindReview, "x", an),
			notice(a, escalation.KindEscalate, "1wd", person("nobody")))
		b := claim(t, s, epoch)
		if b.Recipient.ID == "nobody" {
			ok(t, s.MarkDead(t.Context(), epoch, ids(b.Notices), "not linked", true, at))
			b = claim(t, s, epoch)
		}
		ok(t, s.MarkDead(t.Context(), epoch, ids(b.Notices), "403 bot was blocked by the user", true, at))

		links := get(s.Links(t.Context()))(t)
		equal(t, "reachable", links.Reaches(an), false)
		unreached := get(s.Unreached(t.Context(), 10))(t)
		equal(t, "wait for a fallback", len(unreached), 2)
		equal(t, "dead", len(get(s.Dead(t.Context(), 10))(t)), 3)
		equal(t, "events of the link", kinds(t, s, ""), "unreached ")
		equal(t, "history", kinds(t, s, a.Key), "created dead dead dead ")

		ok(t, s.Apply(t.Context(), epoch, []escalation.Change{{Assignment: a, Rerouted: ids(unreached[:1])}}))
		same(t, "left", ids(get(s.Unreached(t.Context(), 10))(t)), ids(unreached[1:]))
		ok(t, s.Commit(t.Context(), escalation.Commit{At: at, Links: []escalation.Link{{Recipient: an, Chat: 1001, Reachable: true}}}))
		equal(t, "after Start", kinds(t, s, ""), "unreached reached ")
		whole(t, s)
	})
}

func TestAMessageThatIsRefusedIsNoFaultOfItsChat(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		linked(t, s, person("an"))
		a := task("a")
		kept(t, s, epoch, a, notice(a, escalation.KindRemind, "7d", person("an")))
		ok(t, s.MarkDead(t.Context(), epoch, ids(claim(t, s, epoch).Notices), "400 Bad Request", false, at))
		equal(t, "unreached", len(get(s.Unreached(t.Context(), 10))(t)), 0)
		equal(t, "reachable", get(s.Links(t.Context()))(t).Reaches(person("an")), true)
		e := get(s.History(t.Context(), a.Key, 1))(t)[0]
		equal(t, "cause", e.Data.Text, "400 Bad Request")
	})
}

func TestAMigratedGroupIsFollowed(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		toan := group("toan")
		links := []escalation.Link{{Recipient: toan, Chat: -5, Topic: 3}}
		ok(t, s.SyncLinks(t.Context(), at, links))
		a := task("a")
		kept(t, s, epoch, a, notice(a, escalation.KindRemind, "7d", toan), receipt(a, "x", person("an"), -5))
		ok(t, s.Commit(t.Context(), escalation.Commit{
			At: at, Converse: &escalation.Conversation{Chat: -5, Account: 9, Expect: "reason", At: at},
		}))
		b := claim(t, s, epoch)
		ok(t, s.MoveChat(t.Context(), epoch, -5, -100500, at))
		ok(t, s.Unclaim(t.Context(), epoch, ids(b.Notices)))

		equal(t, "waiting", lines(waiting(t, s)), "-100500/0(0×1) -100500/3(2×1) ")
		ok(t, s.MoveChat(t.Context(), epoch, -5, -100500, at))
		equal(t, "events", kinds(t, s, ""), "moved ")
		same(t, "what moved", get(s.History(t.Context(), "", 1))(t)[0].Data, escalation.EventData{Old: "-5", New: "-100500"})
		if c := get(s.Conversation(t.Context(), -100500, 9))(t); c == nil {
			t.Error("the conversation stayed behind")
		}
		// The configuration still has the old id; that does not bring it back.
		ok(t, s.SyncLinks(t.Context(), at, links))
		l, _ := get(s.Links(t.Context()))(t).Of(toan)
		equal(t, "chat", l.Chat, -100500)
		links[0].Chat = -7
		ok(t, s.SyncLinks(t.Context(), at, links))
		l, _ = get(s.Links(t.Context()))(t).Of(toan)
		equal(t, "as configured anew", l.Chat, -7)
	})
}

// fencedOff reports that the epoch of a call was not in force.
func fencedOff(_ int, err error) bool { return errors.Is(err, escalation.ErrFenced) }
