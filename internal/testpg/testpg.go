// Package testpg gives each test a PostgreSQL database of its own. Only tests import it.
package testpg

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	_ "github.com/lib/pq" // the driver "postgres"
)

// Variable names the environment variable with the DSN (a postgres:// URL) of a server whose user may create databases.
// scripts/with-postgres sets it, and so does make test.
const Variable = "DONDOC_TEST_POSTGRES"

var errNoServer = errors.New("the tests on PostgreSQL need a server: run them by `make test`, or by `scripts/with-postgres go test ./...`, " +
	"or set " + Variable + " to the postgres:// URL of a server whose user may create databases")

// Database creates an empty database, drops it when the test ends, whoever is still connected, and returns its DSN, with
// sslmode=disable unless the server's DSN says otherwise. Without a server the test fails: PostgreSQL is never left out silently.
func Database(t testing.TB) string {
	t.Helper()
	server, err := parse(os.Getenv(Variable))
	if err != nil {
		t.Fatal(err)
	}
	name := "dondoc_" + strings.ToLower(rand.Text())
	if err := execute(server, "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := execute(server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	database := *server
	database.Path = "/" + name
	return database.String()
}

// parse reads the server's DSN and settles sslmode, whose default in the driver may change.
func parse(dsn string) (*url.URL, error) {
	if dsn == "" {
		return nil, errNoServer
	}
	server, err := url.Parse(dsn)
	if err != nil || (server.Scheme != "postgres" && server.Scheme != "postgresql") {
		return nil, fmt.Errorf("%s is not a postgres:// URL", Variable)
	}
	query := server.Query()
	if !query.Has("sslmode") {
		query.Set("sslmode", "disable")
	}
	server.RawQuery = query.Encode()
	return server, nil
}

// execute runs one statement on a connection of its own, so that none of them keeps a database in use.
func execute(server *url.URL, statement string) error {
	db, err := sql.Open("postgres", server.String())
	if err != nil {
		return fmt.Errorf("open PostgreSQL: %w", err)
	}
	_, err = db.Exec(statement)
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}
