package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"dondoc/escalation"
)

func TestAnUpdateHasItsEffectOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		a := kept(t, s, leading(t, s), task("a"))
		accepted := a
		accepted.State = escalation.Accepted
		press := escalation.Commit{
			Update: escalation.UpdateID{Bot: 1, Update: 64}, At: at,
			Changes: []escalation.Change{{
				Assignment: accepted, Events: []escalation.Event{happened(a, escalation.EventAccepted)},
				Notices: []escalation.Notice{receipt(a, "1:64", person("an"), 1001)},
			}},
			Converse: &escalation.Conversation{Chat: 1001, Account: 5, Expect: "reason", At: at},
		}
		equal(t, "seen before", get(s.Seen(t.Context(), press.Update))(t), false)
		ok(t, s.Commit(t.Context(), press))
		equal(t, "seen", get(s.Seen(t.Context(), press.Update))(t), true)

		press.EndConversation, press.Converse = &escalation.ConversationKey{Chat: 1001, Account: 5}, nil
		if err := s.Commit(t.Context(), press); !errors.Is(err, escalation.ErrSeen) {
			t.Fatalf("delivered again: %v", err)
		}
		if c := get(s.Conversation(t.Context(), 1001, 5))(t); c == nil {
			t.Error("the second delivery has ended the conversation")
		}
		equal(t, "history", kinds(t, s, a.Key), "created accepted ")
		equal(t, "of another bot", get(s.Seen(t.Context(), escalation.UpdateID{Bot: 2, Update: 64}))(t), false)
		whole(t, s)
	})
}

func TestOfTwoWhoPressAtOnceTheSecondIsToldSo(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		a := kept(t, s, leading(t, s), task("a"))
		var wg sync.WaitGroup
		results := make(chan error, 8)
		for i := range 8 {
			wg.Go(func() {
				accepted := a
				accepted.State = escalation.Accepted
				results <- s.Commit(context.Background(), escalation.Commit{
					Update: escalation.UpdateID{Bot: 1, Update: int64(i + 1)}, At: at, Changes: []escalation.Change{
						{Assignment: accepted, Events: []escalation.Event{happened(a, escalation.EventAccepted)}},
					},
				})
			})
		}
		wg.Wait()
		close(results)
		won := 0
		for err := range results {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, escalation.ErrStale):
				t.Error(err)
			}
		}
		equal(t, "effects", won, 1)
		equal(t, "history", kinds(t, s, a.Key), "created accepted ")
		// An update whose effect was refused has not been seen: it comes again and is decided on anew.
		seen := 0
		for i := range 8 {
			if get(s.Seen(t.Context(), escalation.UpdateID{Bot: 1, Update: int64(i + 1)}))(t) {
				seen++
			}
		}
		equal(t, "seen", seen, 1)
		whole(t, s)
	})
}

func TestUpdatesAreForgottenAfterSevenDays(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		see := func(id int64, when time.Time) {
			t.Helper()
			ok(t, s.Commit(t.Context(), escalation.Commit{Update: escalation.UpdateID{Bot: 1, Update: id}, At: when}))
		}
		see(1, at)
		see(2, at.Add(time.Hour))
		for id := range int64(pruneEvery) {
			see(100+id, at.Add(seenFor+time.Minute))
		}
		equal(t, "after more than seven days", get(s.Seen(t.Context(), escalation.UpdateID{Bot: 1, Update: 1}))(t), false)
		equal(t, "within seven days", get(s.Seen(t.Context(), escalation.UpdateID{Bot: 1, Update: 2}))(t), true)
	})
}

func TestAConversationGoesOnAfterARestart(t *testing.T) {
	for dialect, fresh := range databases() {
		t.Run(string(dialect), func(t *testing.T) {
			url := fresh(t)
			s := get(Open(t.Context(), url))(t)
			c := fillAll[escalation.Conversation]()
			ok(t, s.Commit(t.Context(), escalation.Commit{At: at, Converse: &c}))
			ok(t, s.Close())

			s = open(t, url)
			same(t, "by account", *get(s.Conversation(t.Context(), c.Chat, c.Account))(t), c)
			same(t, "by message", *get(s.ConversationByMessage(t.Context(), c.Chat, c.Message))(t), c)
			for what, none := range map[string]*escalation.Conversation{
				"another account": get(s.Conversation(t.Context(), c.Chat, 999))(t),
				"another message": get(s.ConversationByMessage(t.Context(), c.Chat, 999))(t),
			} {
				if none != nil {
					t.Errorf("%s: %+v", what, none)
				}
			}

			c.Expect, c.Draft = "date", nil
			ok(t, s.Commit(t.Context(), escalation.Commit{At: at, Converse: &c}))
			same(t, "its next step", *get(s.Conversation(t.Context(), c.Chat, c.Account))(t), c)
			ok(t, s.Commit(t.Context(), escalation.Commit{
				At: at, EndConversation: &escalation.ConversationKey{Chat: c.Chat, Account: c.Account},
			}))
			if get(s.Conversation(t.Context(), c.Chat, c.Account))(t) != nil {
				t.Error("it has not ended")
			}
		})
	}
}

func linkText(t *testing.T, s *Store, recipients ...escalation.Recipient) string {
	t.Helper()
	links := get(s.Links(t.Context()))(t)
	text := ""
	for _, r := range recipients {
		l, _ := links.Of(r)
		text += fmt.Sprintf("%s:%d:%v ", r.ID, l.Chat, l.Reachable)
	}
	return text
}

func TestLinksFollowTheConfiguration(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		an, binh, chi := person("an"), person("binh"), person("chi")
		sync := func(links ...escalation.Link) {
			t.Helper()
			ok(t, s.SyncLinks(t.Context(), at, links))
		}
		refuse := func(r escalation.Recipient, chat int64) {
			t.Helper()
			ok(t, s.Commit(t.Context(), escalation.Commit{At: at, Links: []escalation.Link{{Recipient: r, Chat: chat}}}))
		}
		sync(escalation.Link{Recipient: an, Chat: 1}, escalation.Link{Recipient: binh, Chat: 2})
		equal(t, "new", linkText(t, s, an, binh), "an:1:true binh:2:true ")
		refuse(an, 1)
		refuse(binh, 2)
		sync(escalation.Link{Recipient: an, Chat: 1}, escalation.Link{Recipient: binh, Chat: 3})
		equal(t, "an unchanged, binh changed", linkText(t, s, an, binh), "an:1:false binh:3:true ")
		equal(t, "events", kinds(t, s, ""), "unreached unreached reached ")

		// A tie that somebody made stays when the configuration names none, and while it names what it named.
		ok(t, s.Commit(t.Context(), escalation.Commit{At: at, Links: []escalation.Link{
			{Recipient: an, Chat: 11, Reachable: true}, {Recipient: chi, Chat: 33, Reachable: true},
		}}))
		sync(escalation.Link{Recipient: an, Chat: 1})
		equal(t, "binh left", linkText(t, s, an, binh, chi), "an:11:true binh:0:false chi:33:true ")
		sync()
		equal(t, "an left", linkText(t, s, an, chi), "an:11:true chi:33:true ")
		sync(escalation.Link{Recipient: an, Chat: 1})
		equal(t, "an named again", linkText(t, s, an, chi), "an:1:true chi:33:true ")
		l, _ := get(s.Links(t.Context()))(t).Of(an)
		if !l.Changed.Equal(at) {
			t.Errorf("%+v", l)
		}
		whole(t, s)
	})
}
