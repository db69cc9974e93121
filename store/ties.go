package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"dondoc/escalation"
)

const (
	inviteColumns = `hash, person, invited_by, created, expires, used, account`

	selectInvite = `SELECT ` + inviteColumns + ` FROM invites WHERE hash = ?`
	insertInvite = `INSERT INTO invites (` + inviteColumns + `) VALUES (:hash, :person, :invited_by, :created, :expires, :used, :account)`
	voidInvites  = `UPDATE invites SET expires = ? WHERE person IN (?) AND used IS NULL AND expires > ?`
	useInvite    = `UPDATE invites SET used = ?, account = ? WHERE hash = ? AND used IS NULL AND expires > ?`

	selectGuesses = `SELECT account, wrong, at FROM guesses WHERE account = ?`
	upsertGuesses = `INSERT INTO guesses (account, wrong, at) VALUES (?, ?, ?)
		ON CONFLICT (account) DO UPDATE SET wrong = excluded.wrong, at = excluded.at`
	deleteGuesses = `DELETE FROM guesses WHERE account = ?`

	// selectOtherOwners counts the persons whose account it is, but for one.
	selectOtherOwners = `SELECT count(*) FROM links WHERE kind = 'person' AND chat = ? AND id <> ?`
)

// inviteRow is an invitation as it is stored.
type inviteRow struct {
	Hash    string  `db:"hash"`
	Person  string  `db:"person"`
	By      string  `db:"invited_by"`
	Created int64   `db:"created"`
	Expires int64   `db:"expires"`
	Used    instant `db:"used"`
	Account int64   `db:"account"`
}

// Announce has notices made of every change of a tie, in the transaction that makes it. It is called before the store is used.
func (s *Store) Announce(notices func(escalation.LinkChange) []escalation.Notice) {
	s.announce = notices
}

// Invite finds an invitation by the hash of its code; ErrNotFound.
func (s *Store) Invite(ctx context.Context, hash string) (escalation.Invite, error) {
	var r inviteRow
	if err := one(ctx, s.read, &r, selectInvite, hash); err != nil {
		return escalation.Invite{}, wrap("read an invitation", err)
	}
	return escalation.Invite{
		Hash: r.Hash, Person: r.Person, By: r.By, Created: atMilli(r.Created), Expires: atMilli(r.Expires), Used: r.Used.Time, Account: r.Account,
	}, nil
}

// Guesses says how many wrong codes an account has tried.
func (s *Store) Guesses(ctx context.Context, account int64) (escalation.Guesses, error) {
	var row struct {
		Account int64 `db:"account"`
		Wrong   int   `db:"wrong"`
		At      int64 `db:"at"`
	}
	err := one(ctx, s.read, &row, selectGuesses, account)
	if errors.Is(err, escalation.ErrNotFound) {
		return escalation.Guesses{Account: account}, nil
	}
	return escalation.Guesses{Account: account, Wrong: row.Wrong, At: atMilli(row.At)}, wrap("read wrong codes", err)
}

// tie does what a commit says about invitations and ties.
func (w *writer) tie(ctx context.Context, c escalation.Commit) error {
	if t := c.Tying; t != nil {
		w.actor = t.By
		for _, r := range t.Ended { // first: what ends makes room for what is tied
			if err := w.untie(ctx, r, c.At); err != nil {
				return err
			}
		}
		if err := errors.Join(w.issue(ctx, t, c.At), w.use(ctx, t, c), w.guessed(ctx, t)); err != nil {
			return err
		}
		if err := w.enqueue(ctx, t.Notices); err != nil {
			return err
		}
	}
	return w.personLinks(ctx, c.Links, c.At)
}

// issue stores new invitations in place of the open ones of the same persons.
func (w *writer) issue(ctx context.Context, t *escalation.Tying, at time.Time) error {
	if len(t.Issued) == 0 {
		return nil
	}
	persons := make([]string, len(t.Issued))
	rows := make([]inviteRow, len(t.Issued))
	for i, v := range t.Issued {
		persons[i] = v.Person
		rows[i] = inviteRow{Hash: v.Hash, Person: v.Person, By: v.By, Created: v.Created.UnixMilli(), Expires: v.Expires.UnixMilli()}
		w.record(escalation.Event{At: at, Kind: escalation.EventInvited, Actor: t.By, Data: escalation.EventData{
			Recipient: recipientText(escalation.Recipient{Kind: escalation.ToPerson, ID: v.Person}), StepAt: v.Expires,
		}})
	}
	for chunk := range slices.Chunk(persons, bulkRows) {
		if _, err := execute(ctx, w.tx, voidInvites, at.UnixMilli(), chunk, at.UnixMilli()); err != nil {
			return wrap("void invitations", err)
		}
	}
	_, err := insert(ctx, w.tx, insertInvite, rows)
	return wrap("store invitations", err)
}

// use uses an invitation up, of two who try at once for the first of them, and forgets the account's wrong codes.
func (w *writer) use(ctx context.Context, t *escalation.Tying, c escalation.Commit) error {
	if t.Used == "" {
		return nil
	}
	n, err := execute(ctx, w.tx, useInvite, c.At.UnixMilli(), t.Account, t.Used, c.At.UnixMilli())
	if err != nil {
		return wrap("use an invitation", err)
	}
	if n == 0 {
		return fmt.Errorf("%w: the invitation is not open any more", escalation.ErrStale)
	}
	for _, l := range c.Links {
		var others int
		if err = one(ctx, w.tx, &others, selectOtherOwners, l.Chat, l.Recipient.ID); err != nil {
			return err
		}
		if others > 0 {
			return fmt.Errorf("%w: the account has been tied to somebody else", escalation.ErrStale)
		}
	}
	_, err = execute(ctx, w.tx, deleteGuesses, t.Account)
	return wrap("forget wrong codes", err)
}

// guessed counts a wrong code; the one with which an account has to pause goes into the ledger.
func (w *writer) guessed(ctx context.Context, t *escalation.Tying) error {
	g := t.Guesses
	if g == nil {
		return nil
	}
	if g.Wrong == escalation.GuessesAllowed {
		w.record(escalation.Event{At: g.At, Kind: escalation.EventGuessed, Actor: escalation.System, Data: escalation.EventData{
			Text: fmt.Sprint(g.Account),
		}})
	}
	_, err := execute(ctx, w.tx, upsertGuesses, g.Account, g.Wrong, g.At.UnixMilli())
	return wrap("count a wrong code", err)
}

// tieAnew stores a tie that a person made.
func (w *writer) tieAnew(ctx context.Context, was, is linkRow) error {
	if _, err := insert(ctx, w.tx, upsertLink, []linkRow{is}); err != nil {
		return wrap("set a link", err)
	}
	return w.linkChanged(ctx, was, is, escalation.EventLinked)
}

// untie ends a tie. One that the configuration names is kept without a chat, so that a reload of the same configuration does not bring it
// back.
func (w *writer) untie(ctx context.Context, r escalation.Recipient, at time.Time) error {
	stored, err := readLinks(ctx, w.tx)
	if err != nil {
		return err
	}
	for _, was := range stored {
		if was.recipient() != r || was.Chat == 0 {
			continue
		}
		is := was
		is.Chat, is.Topic, is.Reachable, is.Source, is.Changed = 0, 0, false, fromPerson, at.UnixMilli()
		if _, err = insert(ctx, w.tx, upsertLink, []linkRow{is}); err != nil {
			return wrap("end a tie", err)
		}
		return w.linkChanged(ctx, was, is, escalation.EventUnlinked)
	}
	return nil
}

// linkChanged tells the ledger and whoever is to hear it what became of a tie.
func (w *writer) linkChanged(ctx context.Context, was, is linkRow, kind escalation.EventKind) error {
	actor := w.actor
	if actor == "" || kind == escalation.EventReached || kind == escalation.EventUnreached {
		actor = escalation.System
	}
	w.record(escalation.Event{
		At: atMilli(is.Changed), Kind: kind, Actor: actor, Data: escalation.EventData{Recipient: recipientText(is.recipient())},
	})
	if w.announce == nil {
		return nil
	}
	return w.enqueue(ctx, w.announce(escalation.LinkChange{
		Was: was.link(), Is: is.link(), Kind: kind, Actor: actor, At: atMilli(is.Changed), Seq: w.head.Seq + int64(len(w.events)),
	}))
}

// enqueue puts notices into the outbox.
func (w *writer) enqueue(ctx context.Context, notices []escalation.Notice) error {
	if len(notices) == 0 {
		return nil
	}
	var last int64
	if err := one(ctx, w.tx, &last, selectLastNotice); err != nil {
		return wrap("find the last notice", err)
	}
	rows := make([]noticeRow, len(notices))
	for i, n := range notices {
		rows[i] = rowOfNotice(last+int64(i)+1, n)
	}
	_, err := insert(ctx, w.tx, insertNotice, rows)
	return wrap("write notices", err)
}
