package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteReaders is how many connections read beside the one that writes.
const sqliteReaders = 4

// openSQLite opens the file at path, or creates it. It takes the lock of the file first, which the system frees when the process ends,
// however it ends.
func openSQLite(ctx context.Context, path string) (*Store, error) {
	path, err := resolve(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrUnreachable, path, err)
	}
	lock, err := lockFile(path + ".lock")
	switch {
	case errors.Is(err, errLocked):
		return nil, fmt.Errorf("%w: another dondoc runs on %s; stop it first, or use Postgres to run several", ErrInUse, path)
	case err != nil:
		return nil, fmt.Errorf("%w: %s: %w; %s", ErrUnreachable, path, cause(err), fileAdvice(err))
	}
	s, err := openSQLiteFile(ctx, path)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s: %w; %s", ErrUnreachable, path, cause(err), fileAdvice(err)), lock.Close())
	}
	s.lock = lock
	return s, nil
}

// resolve names the file itself, so that two paths to one file have one lock.
func resolve(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return path, wrap("find the file", err)
	}
	if file, failed := filepath.EvalSymlinks(path); failed == nil {
		return file, nil
	}
	if folder, failed := filepath.EvalSymlinks(filepath.Dir(path)); failed == nil {
		return filepath.Join(folder, filepath.Base(path)), nil
	}
	return path, nil
}

// openSQLiteFile opens the file, which is for its owner alone when it is new: people's names and reasons are in it.
func openSQLiteFile(ctx context.Context, path string) (*Store, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, wrap("create the file", err)
	}
	if err = f.Close(); err != nil {
		return nil, wrap("create the file", err)
	}
	db, err := openPool(ctx, sqliteDSN(path, url.Values{
		"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_foreign_keys": {"on"}, "_txlock": {"immediate"},
	}), 1)
	if err != nil {
		return nil, err
	}
	read, err := openPool(ctx, sqliteDSN(path, url.Values{"_query_only": {"on"}}), sqliteReaders)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return newStore(SQLite, db, read, nil), nil
}

// sqliteDSN names a file with its settings; they go into the DSN because a PRAGMA would hold for one connection of the pool only.
func sqliteDSN(path string, settings url.Values) string {
	settings.Set("_busy_timeout", "10000")
	settings.Set("_dqs", "0")
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + settings.Encode()
}

func openPool(ctx context.Context, dsn string, size int) (*sqlx.DB, error) {
	sqlx.BindDriver("sqlite", sqlx.QUESTION)
	db, err := sqlx.Open("sqlite", dsn)
	if err != nil {
		return nil, wrap("open", err)
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	// The first query reads the file, which shows whether it is a database at all.
	var tables int
	if err = db.GetContext(ctx, &tables, `SELECT count(*) FROM sqlite_master`); err != nil {
		return nil, errors.Join(wrap("read", err), db.Close())
	}
	return db, nil
}

// fileAdvice says what to do about a file that cannot be opened.
func fileAdvice(err error) string {
	var failed *sqlite.Error
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "create the folder, or give another path"
	case errors.Is(err, fs.ErrPermission):
		return "let the user that runs dondoc write in the folder"
	case errors.As(err, &failed) && failed.Code()&0xff == sqlite3.SQLITE_NOTADB:
		return "it is another kind of file; give another path"
	case errors.As(err, &failed) && failed.Code()&0xff == sqlite3.SQLITE_BUSY:
		return "another program has it locked; close that"
	}
	return "check the path, the disk and the rights of the file and its folder"
}

// cause leaves the path out of a file's error, which names it already.
func cause(err error) error {
	var failed *os.PathError
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
