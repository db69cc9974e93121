package store

import (
	"errors"
	"fmt"
)

// What can be wrong with a database when it is opened. Each comes wrapped with what to do about it.
var (
	// ErrInUse says that another process has the SQLite file.
	ErrInUse = errors.New("the database is in use")
	// ErrNewer says that a newer dondoc has changed the database's tables.
	ErrNewer = errors.New("the database is of a newer version")
	// ErrOlder says that the database's tables are those of an older dondoc, and that they were to be looked at only.
	ErrOlder = errors.New("the database is of an older version")
	// ErrUnreachable says that the database cannot be opened: no such server, refused, a wrong password, a folder that is missing.
	ErrUnreachable = errors.New("the database cannot be opened")
	// ErrNotUp is an ErrUnreachable that may pass by itself: the server does not run yet, is starting, or has no connection left.
	ErrNotUp = fmt.Errorf("%w yet", ErrUnreachable)
)
