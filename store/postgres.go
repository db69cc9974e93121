package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

const (
	postgresConnections = 10
	// connectTimeout bounds how long a server that does not answer is waited for.
	connectTimeout = 10 * time.Second
	// idleInTransaction is how long a process that froze in a transaction may keep others from writing; the server then ends it.
	idleInTransaction = 10 * time.Second
	// answersWithin is how long a server may take for one answer before it is taken for lost: more than the longest statement, which looks
	// at every open assignment. leaseWithin is that for the lease, which has run out when it takes longer.
	answersWithin, leaseWithin = time.Minute, 6 * time.Second
)

func openPostgres(ctx context.Context, url string) (*Store, error) {
	// The cause, or what a misread URL takes for a host or a database, may be a part of the password, so neither is told.
	config, err := pq.NewConfig(url)
	if err != nil || misread(url) {
		return nil, fmt.Errorf("%w: the postgres:// URL cannot be read; write it as postgres://USER:PASSWORD@HOST:5432/DATABASE?sslmode=require,"+
			" with %%40 for @, %%3A for :, %%2F for / and %%3F for ? in a password", ErrUnreachable)
	}
	var answers, leases atomic.Int64
	leases.Store(int64(leaseWithin))
	db, err := postgresPool(config, &answers, postgresConnections)
	if err != nil {
		return nil, err
	}
	if err = db.PingContext(ctx); err != nil {
		return nil, errors.Join(unreachable(config, err), db.Close())
	}
	s := newStore(Postgres, db, db, nil)
	s.bound = func() { answers.Store(int64(answersWithin)) }
	if s.leases, err = postgresPool(config, &leases, 1); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func postgresPool(config pq.Config, answers *atomic.Int64, size int) (*sqlx.DB, error) {
	connector, err := pq.NewConnectorConfig(settle(config))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	connector.Dialer(dialer{answers})
	db := sqlx.NewDb(sql.OpenDB(connector), "postgres")
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

// misread reports that a password with a bare /, ? or # has broken the URL into the wrong parts: an @ is left over after the host.
func misread(url string) bool {
	_, rest, _ := strings.Cut(url, "://")
	end := strings.IndexAny(rest, "/?#")
	return end >= 0 && strings.Contains(rest[end:], "@")
}

// settle fills in what the URL and the environment leave open. sslmode is set because its default in the driver may change.
func settle(c pq.Config) pq.Config {
	c = c.Clone()
	if c.SSLMode == "" {
		c.SSLMode = pq.SSLModeRequire
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = connectTimeout
	}
	if c.ApplicationName == "" {
		c.ApplicationName = "dondoc"
	}
	// One round trip for a query with arguments, instead of two.
	c.BinaryParameters = true
	const idle = "idle_in_transaction_session_timeout"
	if c.Runtime[idle] == "" {
		c.Runtime[idle] = strconv.FormatInt(idleInTransaction.Milliseconds(), 10)
	}
	return c
}

func unreachable(c pq.Config, err error) error {
	where := net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port)))
	kind := ErrUnreachable
	if away(err) {
		kind = ErrNotUp
	}
	return fmt.Errorf("%w: Postgres at %s, database %q: %w; %s", kind, where, c.Database, err, postgresAdvice(err))
}

// postgresAdvice says what to do about a server that does not let us in.
func postgresAdvice(err error) string {
	switch {
	case errors.Is(err, pq.ErrSSLNotSupported):
		return "add sslmode=disable to the URL if the way to the server is safe without TLS"
	case pq.As(err, pqerror.InvalidPassword, pqerror.InvalidAuthorizationSpecification) != nil:
		return "check user and password in the URL"
	case pq.As(err, pqerror.InvalidCatalogName) != nil:
		return "create the database, or name another one in the URL"
	}
	return "check that the server runs and that host and port are right"
}
