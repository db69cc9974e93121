// Package store keeps what dondoc knows: assignments, notices on their way out, links, conversations, and the ledger. It is the only
// place with SQL, one text for SQLite and Postgres (DESIGN 2). Every change runs in a transaction that takes the ledger's head first,
// so writers follow each other and the ledger is one chain.
package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jmoiron/sqlx"

	"dondoc/escalation"
)

// Dialect is the kind of database.
type Dialect string

// The databases that a store speaks to.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Store is an open database. It is safe for concurrent use.
type Store struct {
	dialect Dialect
	// self tells this store from every other one that ever led.
	self string
	// db writes; on SQLite it is a single connection. read only reads; on Postgres it is the same pool.
	db, read *sqlx.DB
	// leases is where the lease is kept alive, whatever else waits for a connection; on SQLite it is db.
	leases *sqlx.DB
	// lock keeps other processes off a SQLite file.
	lock io.Closer
	// bound ends the time in which an answer may take as long as it likes; nil: there is no such bound.
	bound func()
	// announce says who is told of a change of a tie; nil: nobody.
	announce func(escalation.LinkChange) []escalation.Notice
}

// Open connects to a database and brings its tables up to date. The url is "sqlite:PATH", or "postgres://…" as lib/pq reads it.
// It answers ErrInUse, ErrNewer or ErrUnreachable with a line that says what to do and holds no password.
func Open(ctx context.Context, url string) (*Store, error) {
	s, err := connect(ctx, url)
	if err != nil {
		return nil, err
	}
	if err = s.migrate(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if s.bound != nil { // a migration may take its time
		s.bound()
	}
	return s, nil
}

func connect(ctx context.Context, url string) (*Store, error) {
	scheme, rest, _ := strings.Cut(url, ":")
	switch {
	case scheme == "sqlite" && rest != "":
		return openSQLite(ctx, rest)
	case scheme == "postgres" || scheme == "postgresql":
		return openPostgres(ctx, url)
	}
	return nil, fmt.Errorf("%w: want sqlite:PATH or postgres://USER@HOST/DATABASE", ErrUnreachable)
}

func newStore(d Dialect, db, read *sqlx.DB, lock io.Closer) *Store {
	return &Store{dialect: d, self: rand.Text(), db: db, read: read, leases: db, lock: lock}
}

// Close ends all connections and frees a SQLite file for others.
func (s *Store) Close() error {
	err := s.db.Close()
	if s.read != s.db {
		err = errors.Join(err, s.read.Close())
	}
	if s.leases != s.db {
		err = errors.Join(err, s.leases.Close())
	}
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return wrap("close the database", err)
}

// Dialect says which kind of database it is.
func (s *Store) Dialect() Dialect { return s.dialect }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return wrap("ask the database", s.read.PingContext(ctx))
}

// writer is one writing transaction. It holds the ledger's head from its first statement to its end.
type writer struct {
	tx   *sqlx.Tx
	head head
	// events are what the transaction adds to the ledger, in order.
	events []escalation.Event
	// acts says that it stores what people did. That, like a fallback, decides on no steps: what a tick is to look at stays so.
	acts bool
	// actor is who changes ties; "" for dondoc itself.
	actor    string
	announce func(escalation.LinkChange) []escalation.Notice
}

// write runs fn in one transaction and adds what it recorded to the ledger.
func (s *Store) write(ctx context.Context, fn func(*writer) error) error {
	return s.transact(ctx, func(w *writer) error {
		if err := w.takeHead(ctx); err != nil {
			return err
		}
		if err := fn(w); err != nil {
			return err
		}
		return w.seal(ctx)
	})
}

// transact runs fn in one transaction.
func (s *Store) transact(ctx context.Context, fn func(*writer) error) error {
	return s.transactOn(ctx, s.db, fn)
}

func (s *Store) transactOn(ctx context.Context, db *sqlx.DB, fn func(*writer) error) error {
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return wrap("begin", err)
	}
	// After a commit this does nothing, and after an error that error says more.
	defer func() { _ = tx.Rollback() }()
	if err = fn(&writer{tx: tx, announce: s.announce}); err != nil {
		return err
	}
	return wrap("commit", tx.Commit())
}

// lead is write for the leader of an epoch (DESIGN 6.4).
func (s *Store) lead(ctx context.Context, epoch int64, fn func(*writer) error) error {
	return s.write(ctx, func(w *writer) error {
		if err := w.fence(ctx, epoch); err != nil {
			return err
		}
		return fn(w)
	})
}

// record adds an event to the ledger when the transaction ends.
func (w *writer) record(events ...escalation.Event) { w.events = append(w.events, events...) }

// wrap says what was being done when err came, and that it is escalation.ErrAway if so; a nil err stays nil.
func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	if away(err) {
		return fmt.Errorf("%s: %w: %w", doing, escalation.ErrAway, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
