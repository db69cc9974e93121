package testpg

import (
	"database/sql"
	"errors"
	"testing"
)

// TestEachTestHasItsOwnDatabase lets two tests use the same table name, and then looks whether their databases are gone,
// though one of them was left with an open connection.
func TestEachTestHasItsOwnDatabase(t *testing.T) {
	var used []string
	t.Run("two tests at work", func(t *testing.T) {
		for range 2 {
			dsn := Database(t)
			used = append(used, dsn)
			if _, err := open(t, dsn).Exec("CREATE TABLE notice (id TEXT PRIMARY KEY)"); err != nil {
				t.Fatal(err)
			}
		}
	})
	for _, dsn := range used {
		if err := open(t, dsn).Ping(); err == nil {
			t.Errorf("%s is still there after its test", dsn)
		}
	}
}

// open leaves the connection open: Database must be able to drop what is in use.
func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestAMissingServerIsSaidPlainly(t *testing.T) {
	if _, err := parse(""); !errors.Is(err, errNoServer) {
		t.Errorf("without the variable: %v", err)
	}
	if _, err := parse("host=localhost dbname=x"); err == nil {
		t.Error("a DSN that is no URL was taken")
	}
}

func TestSSLModeIsAlwaysSettled(t *testing.T) {
	for given, want := range map[string]string{
		"postgres://u@127.0.0.1:5432/x":                     "postgres://u@127.0.0.1:5432/x?sslmode=disable",
		"postgresql://u@127.0.0.1:5432/x?sslmode=verify-ca": "postgresql://u@127.0.0.1:5432/x?sslmode=verify-ca",
	} {
		server, err := parse(given)
		if err != nil {
			t.Fatal(err)
		}
		if server.String() != want {
			t.Errorf("%s became %s, want %s", given, server, want)
		}
	}
}
