package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"slices"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"dondoc/escalation"
)

// away reports that it is not the statement that failed but the database: it is stopped, starting, full, or the way to it is cut. The same
// statement may work later.
func away(err error) bool {
	var network net.Error
	switch {
	case errors.Is(err, escalation.ErrAway):
		return false // said already
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, context.DeadlineExceeded), errors.As(err, &network):
		return true
	}
	if refusal := pq.As(err); refusal != nil {
		return slices.Contains(awayClasses, refusal.Code.Class()) || refusal.Code == pqerror.ReadOnlySQLTransaction
	}
	var failed *sqlite.Error
	return errors.As(err, &failed) && slices.Contains(awayCodes, failed.Code()&0xff)
}

// awayClasses are the classes of PostgreSQL's errors that tell of the server: connections, room and memory, an operator who stops it, its
// system. A server that may only be read has just become a standby, or is one.
var awayClasses = []pqerror.Class{
	pqerror.ClassConnectionException, pqerror.ClassInsufficientResources, pqerror.ClassOperatorIntervention, pqerror.ClassSystemError,
}

// awayCodes are those of SQLite's errors that tell of the disk: full, broken, write-protected, or the file locked by another program.
var awayCodes = []int{
	sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_NOMEM,
}
