package store

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"dondoc/escalation"
)

func issued(code, who string) escalation.Commit {
	return escalation.Commit{At: at, Tying: &escalation.Tying{By: "an", Issued: []escalation.Invite{
		{Hash: escalation.CodeHash(code), Person: who, By: "an", Created: at, Expires: at.AddDate(0, 0, 7)},
	}}}
}

func use(code, who string, account int64, when time.Time) escalation.Commit {
	return escalation.Commit{
		At: when, Tying: &escalation.Tying{By: who, Used: escalation.CodeHash(code), Account: account},
		Links: []escalation.Link{{Recipient: person(who), Chat: account, Reachable: true}},
	}
}

func TestOfManyAccountsWithOneCodeOneIsTied(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ok(t, s.Commit(t.Context(), issued("ma", "an")))
		var wg sync.WaitGroup
		results := make(chan error, 8)
		for i := range 8 {
			wg.Go(func() { results <- s.Commit(context.Background(), use("ma", "an", int64(100+i), at)) })
		}
		wg.Wait()
		close(results)
		won := 0
		for err := range results {
			if err == nil {
				won++
			} else if !errors.Is(err, escalation.ErrStale) {
				t.Error(err)
			}
		}
		equal(t, "tied", won, 1)
		links := get(s.Links(t.Context()))(t)
		l, _ := links.Of(person("an"))
		equal(t, "the account", get(s.Invite(t.Context(), escalation.CodeHash("ma")))(t).Account, l.Chat)
		equal(t, "the ledger", kinds(t, s, ""), "invited linked ")
		whole(t, s)
	})
}

func TestAnInvitationIsGoodForItsTimeAndOneOwner(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ok(t, s.Commit(t.Context(), issued("mot", "an")))
		for what, c := range map[string]escalation.Commit{
			"after its time": use("mot", "an", 1, at.AddDate(0, 0, 7)), "that was never made": use("hai", "an", 1, at),
		} {
			if err := s.Commit(t.Context(), c); !errors.Is(err, escalation.ErrStale) {
				t.Errorf("one %s: %v", what, err)
			}
		}
		ok(t, s.Commit(t.Context(), issued("ba", "an")))
		if err := s.Commit(t.Context(), use("mot", "an", 1, at)); !errors.Is(err, escalation.ErrStale) {
			t.Errorf("one that was replaced: %v", err)
		}
		ok(t, s.Commit(t.Context(), use("ba", "an", 1, at)))
		ok(t, s.Commit(t.Context(), issued("bon", "binh")))
		if err := s.Commit(t.Context(), use("bon", "binh", 1, at)); !errors.Is(err, escalation.ErrStale) {
			t.Errorf("an account that is somebody else's: %v", err)
		}
		if _, err := s.Invite(t.Context(), "bon"); !errors.Is(err, escalation.ErrNotFound) {
			t.Errorf("found by its code: %v", err)
		}
		whole(t, s)
	})
}

func TestAReloadKeepsWhatAPersonTiedUnlessItSaysOtherwise(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		tied := func(who string) int64 {
			l, _ := get(s.Links(t.Context()))(t).Of(person(who))
			return l.Chat
		}
		configured := func(account int64, who string) []escalation.Link {
			return []escalation.Link{{Recipient: person(who), Chat: account, Reachable: true}}
		}
		ok(t, s.SyncLinks(t.Context(), at, configured(1, "an")))
		ok(t, s.Commit(t.Context(), issued("ma", "an")))
		ok(t, s.Commit(t.Context(), use("ma", "an", 2, at)))
		ok(t, s.SyncLinks(t.Context(), at, configured(1, "an")))
		equal(t, "after a reload", tied("an"), 2)
		ok(t, s.SyncLinks(t.Context(), at, append(configured(1, "an"), configured(2, "binh")...)))
		equal(t, "whose account the configuration gives to somebody else", tied("an"), 0)
		equal(t, "who has it then", tied("binh"), 2)
		ok(t, s.Commit(t.Context(), escalation.Commit{At: at, Tying: &escalation.Tying{By: "binh", Ended: []escalation.Recipient{person("binh")}}}))
		ok(t, s.SyncLinks(t.Context(), at, configured(2, "binh")))
		equal(t, "who ended it", tied("binh"), 0)
		ok(t, s.SyncLinks(t.Context(), at, configured(3, "binh")))
		equal(t, "whom the configuration ties anew", tied("binh"), 3)
		whole(t, s)
	})
}

func TestWrongCodesAreRemembered(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		g := get(s.Guesses(t.Context(), 7))(t)
		for range escalation.GuessesAllowed {
			g = g.Next(at)
			ok(t, s.Commit(t.Context(), escalation.Commit{At: at, Tying: &escalation.Tying{By: escalation.System, Guesses: &g}}))
		}
		g = get(s.Guesses(t.Context(), 7))(t)
		if until, paused := g.Paused(at.Add(time.Hour - 1)); !paused || !until.Equal(at.Add(time.Hour)) {
			t.Errorf("%+v: paused %v until %v", g, paused, until)
		}
		if _, paused := g.Paused(at.Add(time.Hour)); paused || g.Next(at.Add(time.Hour)).Wrong != 1 {
			t.Error("not forgotten after an hour")
		}
		equal(t, "the ledger", kinds(t, s, ""), "guessed ")
		ok(t, s.Commit(t.Context(), issued("ma", "an")))
		ok(t, s.Commit(t.Context(), use("ma", "an", 7, at)))
		equal(t, "after the right one", get(s.Guesses(t.Context(), 7))(t).Wrong, 0)
	})
}

func TestChangesOfTiesAreAnnouncedWithThem(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		office := escalation.NewOffice(escalation.Office{Admins: []string{"quan-tri"}, People: []*escalation.Person{{ID: "an"}, {ID: "quan-tri"}}})
		s.Announce(func(c escalation.LinkChange) []escalation.Notice { return escalation.LinkNotices(office, c) })
		ok(t, s.SyncLinks(t.Context(), at, []escalation.Link{
			{Recipient: person("an"), Chat: 1, Reachable: true}, {Recipient: person("quan-tri"), Chat: 9, Reachable: true},
		}))
		for range 2 { // in one instant, and each only once
			for _, is := range []bool{false, false, true} {
				ok(t, s.Commit(t.Context(), escalation.Commit{At: at, Links: []escalation.Link{{Recipient: person("an"), Chat: 1, Reachable: is}}}))
			}
		}
		equal(t, "told the admin", len(get(s.NoticesOf(t.Context(), "", 100))(t)), 4)
		ok(t, s.Commit(t.Context(), escalation.Commit{At: at, Links: []escalation.Link{{Recipient: person("quan-tri"), Chat: 9}}}))
		equal(t, "told of themselves", len(get(s.NoticesOf(t.Context(), "", 100))(t)), 4)
	})
}
