package store

import (
	"context"
	"strconv"
	"time"

	"dondoc/escalation"
)

const (
	linkColumns = `kind, id, chat, topic, reachable, source, configured_chat, configured_topic, changed`

	selectLinks = `SELECT ` + linkColumns + ` FROM links ORDER BY kind, id`
	upsertLink  = `INSERT INTO links (` + linkColumns + `) VALUES (
			:kind, :id, :chat, :topic, :reachable, :source, :configured_chat, :configured_topic, :changed)
		ON CONFLICT (kind, id) DO UPDATE SET chat = excluded.chat, topic = excluded.topic, reachable = excluded.reachable,
			source = excluded.source, configured_chat = excluded.configured_chat, configured_topic = excluded.configured_topic,
			changed = excluded.changed`
	deleteLink = `DELETE FROM links WHERE kind = ? AND id = ?`

	// dropOwners ends whatever ties an account to another person than the configuration does.
	dropOwners = `UPDATE links SET chat = 0, topic = 0, reachable = 0 WHERE kind = 'person' AND source = 'invite' AND chat = ? AND id <> ?`

	moveLinks         = `UPDATE links SET chat = ?, changed = ? WHERE chat = ?`
	moveNotices       = `UPDATE notices SET chat = ? WHERE chat = ? AND state IN ('pending', 'sending')`
	moveConversations = `UPDATE conversations SET chat = ? WHERE chat = ?`
)

// The sources of links: the configuration, or something that a person did.
const (
	fromConfiguration = "yaml"
	fromPerson        = "invite"
)

// linkRow is a link as it is stored, with the chat that the configuration named for it; 0: none.
type linkRow struct {
	Kind            string `db:"kind"`
	ID              string `db:"id"`
	Chat            int64  `db:"chat"`
	Topic           int64  `db:"topic"`
	Reachable       flag   `db:"reachable"`
	Source          string `db:"source"`
	ConfiguredChat  int64  `db:"configured_chat"`
	ConfiguredTopic int64  `db:"configured_topic"`
	Changed         int64  `db:"changed"`
}

func (r linkRow) recipient() escalation.Recipient {
	return escalation.Recipient{Kind: escalation.RecipientKind(r.Kind), ID: r.ID}
}

func (r linkRow) link() escalation.Link {
	return escalation.Link{
		Recipient: r.recipient(), Chat: r.Chat, Topic: r.Topic, Reachable: bool(r.Reachable), Changed: atMilli(r.Changed),
	}
}

// Links says who is tied to which chat, and who is reachable.
func (s *Store) Links(ctx context.Context) (escalation.Links, error) {
	rows, err := readLinks(ctx, s.read)
	if err != nil {
		return escalation.Links{}, err
	}
	var list []escalation.Link
	for _, r := range rows {
		if r.Chat != 0 { // else it was untied
			list = append(list, r.link())
		}
	}
	return escalation.NewLinks(list), nil
}

func readLinks(ctx context.Context, c conn) ([]linkRow, error) {
	var rows []linkRow
	err := all(ctx, c, &rows, selectLinks)
	return rows, wrap("read links", err)
}

// SyncLinks follows the ties that the configuration names, at office time at. One whose chat the configuration has not changed stays as
// it is, reachable or not, even if a person or Telegram has moved it since; a new chat counts as reachable; a tie that left the
// configuration ends.
func (s *Store) SyncLinks(ctx context.Context, at time.Time, links []escalation.Link) error {
	return wrap("follow the configured links", s.write(ctx, func(w *writer) error {
		stored, err := readLinks(ctx, w.tx)
		if err != nil {
			return err
		}
		known := map[escalation.Recipient]linkRow{}
		for _, r := range stored {
			known[r.recipient()] = r
		}
		for _, l := range links {
			if err = w.configureLink(ctx, known[l.Recipient], l, at); err != nil {
				return err
			}
			delete(known, l.Recipient)
		}
		for _, r := range known {
			if err = w.unconfigureLink(ctx, r); err != nil {
				return err
			}
		}
		return nil
	}))
}

// configureLink writes a configured tie unless it was configured so before. A zero row stands for a link that is not stored yet.
func (w *writer) configureLink(ctx context.Context, was linkRow, l escalation.Link, at time.Time) error {
	if was.ConfiguredChat == l.Chat && was.ConfiguredTopic == l.Topic {
		return nil
	}
	if l.Recipient.Kind == escalation.ToPerson {
		if _, err := execute(ctx, w.tx, dropOwners, l.Chat, l.Recipient.ID); err != nil {
			return wrap("take an account from somebody else", err)
		}
	}
	return w.setLink(ctx, was, linkRow{
		Kind: string(l.Recipient.Kind), ID: l.Recipient.ID, Chat: l.Chat, Topic: l.Topic, Reachable: true,
		Source: fromConfiguration, ConfiguredChat: l.Chat, ConfiguredTopic: l.Topic, Changed: at.UnixMilli(),
	})
}

// unconfigureLink ends a tie that the configuration names no longer; one that a person made stays.
func (w *writer) unconfigureLink(ctx context.Context, was linkRow) error {
	if was.Source == fromConfiguration {
		_, err := execute(ctx, w.tx, deleteLink, was.Kind, was.ID)
		return wrap("end a link", err)
	}
	if was.ConfiguredChat == 0 {
		return nil
	}
	is := was
	is.ConfiguredChat, is.ConfiguredTopic = 0, 0
	return w.setLink(ctx, was, is)
}

// setLink stores a link, and tells the ledger when that makes its recipient reachable or unreachable.
func (w *writer) setLink(ctx context.Context, was, is linkRow) error {
	if _, err := insert(ctx, w.tx, upsertLink, []linkRow{is}); err != nil {
		return wrap("set a link", err)
	}
	if was.Reachable == is.Reachable || was.Chat == 0 && bool(is.Reachable) {
		return nil
	}
	kind := escalation.EventUnreached
	if is.Reachable {
		kind = escalation.EventReached
	}
	return w.linkChanged(ctx, was, is, kind)
}

// personLinks sets links by what a person did; the configuration's word on them is kept, for SyncLinks to compare with.
func (w *writer) personLinks(ctx context.Context, links []escalation.Link, at time.Time) error {
	if len(links) == 0 {
		return nil
	}
	stored, err := readLinks(ctx, w.tx)
	if err != nil {
		return err
	}
	for _, l := range links {
		var was linkRow
		for _, r := range stored {
			if r.recipient() == l.Recipient {
				was = r
			}
		}
		is := was
		is.Kind, is.ID = string(l.Recipient.Kind), l.Recipient.ID
		is.Chat, is.Topic, is.Reachable, is.Changed = l.Chat, l.Topic, flag(l.Reachable), at.UnixMilli()
		moved := was.ID == "" || was.Chat != is.Chat || was.Topic != is.Topic
		if moved {
			is.Source = fromPerson
		}
		if moved && w.actor != "" {
			err = w.tieAnew(ctx, was, is)
		} else {
			err = w.setLink(ctx, was, is)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unreached marks the links by which the notices went out, or should have.
func (w *writer) unreached(ctx context.Context, notices []noticeRow, at time.Time) error {
	stored, err := readLinks(ctx, w.tx)
	if err != nil {
		return err
	}
	for _, was := range stored {
		if !bool(was.Reachable) || !concerns(was, notices) {
			continue
		}
		is := was
		is.Reachable, is.Changed = false, at.UnixMilli()
		if err = w.setLink(ctx, was, is); err != nil {
			return err
		}
	}
	return nil
}

// concerns reports whether one of the notices goes to the link's chat.
func concerns(l linkRow, notices []noticeRow) bool {
	for _, n := range notices {
		if n.Chat == l.Chat && n.Topic == l.Topic || n.Chat == 0 && n.recipient() == l.recipient() {
			return true
		}
	}
	return false
}

// MoveChat follows a group that Telegram gave another chat id, at office time at.
func (s *Store) MoveChat(ctx context.Context, epoch, from, to int64, at time.Time) error {
	return wrap("move a chat", s.lead(ctx, epoch, func(w *writer) error {
		links, err := execute(ctx, w.tx, moveLinks, to, at.UnixMilli(), from)
		if err != nil {
			return err
		}
		notices, err := execute(ctx, w.tx, moveNotices, to, from)
		if err != nil {
			return err
		}
		if _, err = execute(ctx, w.tx, moveConversations, to, from); err != nil {
			return err
		}
		if links+notices > 0 {
			w.record(escalation.Event{At: at, Kind: escalation.EventMoved, Actor: escalation.System, Data: escalation.EventData{
				Old: strconv.FormatInt(from, 10), New: strconv.FormatInt(to, 10),
			}})
		}
		return nil
	}))
}
