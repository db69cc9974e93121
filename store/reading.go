package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/pressly/goose/v3"
)

const selectVersion = `SELECT max(version_id) FROM goose_db_version`

// OpenReading opens a database to be looked at while another process may run on it, a SQLite file too: it takes no lock and changes
// nothing. Besides what Open answers there is ErrOlder, when the tables are of an older version.
func OpenReading(ctx context.Context, url string) (*Store, error) {
	s, err := connectReading(ctx, url)
	if err != nil {
		return nil, err
	}
	if err = s.sameVersion(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func connectReading(ctx context.Context, address string) (*Store, error) {
	file, isFile := strings.CutPrefix(address, "sqlite:")
	if !isFile {
		return connect(ctx, address)
	}
	path, err := resolve(file)
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w; %s", ErrUnreachable, path, cause(err), fileAdvice(err))
	}
	read, err := openPool(ctx, sqliteDSN(path, url.Values{"_query_only": {"on"}}), 1)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w; %s", ErrUnreachable, path, cause(err), fileAdvice(err))
	}
	return newStore(SQLite, read, read, nil), nil
}

// sameVersion answers ErrNewer or ErrOlder when the tables are not those that this dondoc knows.
func (s *Store) sameVersion(ctx context.Context) error {
	steps, err := s.steps()
	if err != nil {
		return wrap("prepare the migrations", err)
	}
	var version int64
	if err = one(ctx, s.read, &version, selectVersion); err != nil {
		return fmt.Errorf("%w: nothing of dondoc is in it: %w", ErrUnreachable, err)
	}
	known := newest(steps)
	switch {
	case version > known:
		return fmt.Errorf("%w: it is version %d, this dondoc knows %d", ErrNewer, version, known)
	case version < known:
		return fmt.Errorf("%w: it is version %d, this dondoc knows %d", ErrOlder, version, known)
	}
	return nil
}

func newest(steps []*goose.Migration) int64 {
	var version int64
	for _, s := range steps {
		version = max(version, s.Version)
	}
	return version
}
