package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// lockPolls bounds how long, in seconds, one process waits for another one that is migrating.
const lockPolls = 300

// migrate brings the tables up to date. On Postgres a lock lets one of several processes do it while the others wait; a SQLite file has
// been locked already.
func (s *Store) migrate(ctx context.Context) error {
	provider, err := s.provider()
	if err != nil {
		return err
	}
	if _, err = provider.Up(ctx); err != nil {
		return wrap("migrate the database", err)
	}
	current, known, err := provider.GetVersions(ctx)
	if err != nil {
		return wrap("read the database's version", err)
	}
	if current > known {
		return fmt.Errorf("%w: it is version %d, this dondoc knows %d; install the newer dondoc, or restore a backup from before it",
			ErrNewer, current, known)
	}
	return nil
}

// Version is the version of the database's tables.
func (s *Store) Version(ctx context.Context) (int64, error) {
	provider, err := s.provider()
	if err != nil {
		return 0, err
	}
	version, err := provider.GetDBVersion(ctx)
	return version, wrap("read the database's version", err)
}

func (s *Store) provider() (*goose.Provider, error) {
	steps, err := s.steps()
	if err != nil {
		return nil, wrap("prepare the migrations", err)
	}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(steps...)}
	if s.dialect == Postgres {
		locker, failed := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, lockPolls))
		if failed != nil {
			return nil, wrap("prepare the lock for migrations", failed)
		}
		dialect, options = goose.DialectPostgres, append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, s.db.DB, nil, options...)
	return provider, wrap("prepare the migrations", err)
}

// steps are the embedded files as migrations, each run as a whole in one transaction.
func (s *Store) steps() ([]*goose.Migration, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, wrap("list", err)
	}
	steps := make([]*goose.Migration, len(names))
	for i, name := range names {
		if steps[i], err = s.step(name); err != nil {
			return nil, err
		}
	}
	return steps, nil
}

func (s *Store) step(name string) (*goose.Migration, error) {
	version, err := goose.NumericComponent(name)
	if err != nil {
		return nil, wrap("read the version of "+name, err)
	}
	text, err := migrations.ReadFile(name)
	if err != nil {
		return nil, wrap("read "+name, err)
	}
	up := func(ctx context.Context, tx *sql.Tx) error {
		_, failed := tx.ExecContext(ctx, s.dialect.ddl(string(text)))
		return wrap("run "+name, failed)
	}
	return goose.NewGoMigration(version, &goose.GoFunc{RunTx: up}, nil), nil
}

// ddl is a migration's text for the database. A server's own collation would make comparing texts slow, and the order of texts another
// one than on SQLite.
func (d Dialect) ddl(text string) string {
	if d == Postgres {
		return strings.ReplaceAll(text, " TEXT ", ` TEXT COLLATE "C" `)
	}
	return text
}
