//go:build unix

package e2e

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/lib/pq"  // the driver "postgres"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// ledgerOf opens the database of a process from outside, to read what it has stored.
func ledgerOf(t *testing.T, dir, dsn string) *sql.DB {
	t.Helper()
	driver := "postgres"
	if !strings.HasPrefix(dsn, driver) {
		driver, dsn = "sqlite", "file:"+filepath.Join(dir, "dondoc.db")+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
