package store

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/lib/pq"

	"dondoc/internal/testpg"
)

func TestADatabaseThatIsOpenedAgainHasKeptEverything(t *testing.T) {
	for dialect, fresh := range databases() {
		t.Run(string(dialect), func(t *testing.T) {
			url := fresh(t)
			s := get(Open(t.Context(), url))(t)
			a := kept(t, s, leading(t, s), task("cong-an"))
			ok(t, s.Close())

			again := open(t, url)
			equal(t, "dialect", again.Dialect(), dialect)
			equal(t, "version", get(again.Version(t.Context()))(t), 5)
			equal(t, "title", get(again.Assignment(t.Context(), a.Key))(t).Title, a.Title)
			ok(t, again.Ping(t.Context()))
			whole(t, again)
		})
	}
}

func TestADatabaseOfANewerDondocIsRefused(t *testing.T) {
	for dialect, fresh := range databases() {
		t.Run(string(dialect), func(t *testing.T) {
			url := fresh(t)
			s := get(Open(t.Context(), url))(t)
			_ = get(tamper(s, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, TRUE)`))(t)
			ok(t, s.Close())

			_, err := Open(t.Context(), url)
			if !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "version 99") {
				t.Errorf("got %v", err)
			}
			// The refusal has let go of the file.
			_, err = Open(t.Context(), url)
			if !errors.Is(err, ErrNewer) {
				t.Errorf("the second time: %v", err)
			}
		})
	}
}

// tamper changes the database behind the store's back.
func tamper(s *Store, query string, args ...any) (int64, error) {
	return execute(context.Background(), s.db, query, args...)
}

func TestFiveReplicasStartOnAnEmptyDatabaseAtOnce(t *testing.T) {
	t.Parallel()
	url := testpg.Database(t)
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			s, err := Open(context.Background(), url)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	equal(t, "version", get(open(t, url).Version(t.Context()))(t), 5)
}

func TestASecondProcessIsRefusedUntilTheFirstOneIsKilled(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "dondoc.db")
	first := another(t, "sqlite:"+path)

	_, err := Open(t.Context(), "sqlite:"+path)
	if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), path) {
		t.Fatalf("the second process: %v", err)
	}
	link := filepath.Join(t.TempDir(), "link.db")
	ok(t, os.Symlink(path, link))
	if _, err = Open(t.Context(), "sqlite:"+link); !errors.Is(err, ErrInUse) {
		t.Fatalf("the second process by another path: %v", err)
	}

	ok(t, first.Process.Kill())
	_ = first.Wait()
	open(t, "sqlite:"+path)
}

// another starts a process that has the database open.
func another(t *testing.T, url string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperURL+"="+url)
	in, err := cmd.StdinPipe()
	ok(t, err)
	t.Cleanup(func() { _ = in.Close() })
	out, err := cmd.StdoutPipe()
	ok(t, err)
	ok(t, cmd.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	if (err != nil && err != io.EOF) || line != "open: <nil>\n" {
		t.Fatalf("the other process: %q, %v", line, err)
	}
	return cmd
}

func TestWhatCannotBeOpenedSaysWhatToDo(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	ok(t, os.WriteFile(filepath.Join(folder, "letter.txt"), []byte(strings.Repeat("Kính gửi ", 200)), 0o600))
	server := strings.TrimSuffix(os.Getenv(testpg.Variable), "?sslmode=disable")
	for name, c := range map[string]struct{ url, want string }{
		"no scheme":         {"dondoc.db", "sqlite:PATH"},
		"no path":           {"sqlite:", "sqlite:PATH"},
		"another database":  {"mysql://root@localhost/x", "sqlite:PATH"},
		"no folder":         {"sqlite:" + filepath.Join(folder, "missing", "dondoc.db"), "create the folder"},
		"a folder":          {"sqlite:" + folder, "check the path"},
		"another file":      {"sqlite:" + filepath.Join(folder, "letter.txt"), "another kind of file"},
		"nobody there":      {"postgres://dondoc:hunter2@127.0.0.1:1/dondoc?sslmode=disable", "check that the server runs"},
		"no such host":      {"postgres://dondoc:hunter2@dondoc.invalid/dondoc?sslmode=disable", "check that the server runs"},
		"no such database":  {server[:strings.LastIndex(server, "/")] + "/nowhere?sslmode=disable", "create the database"},
		"no TLS":            {server, "sslmode=disable"},
		"a broken URL":      {"postgres://dondoc:hunter2 x@/%zz", "%40 for @"},
		"a broken port":     {"postgres://dondoc:x@localhost:hunter2/x", "%40 for @"},
		"a password with /": {"postgres://dondoc:x@/hunter2@localhost/x?sslmode=disable", "%40 for @"},
		"a password with ?": {"postgres://dondoc:12?hunter2@localhost/x", "%40 for @"},
		"an unknown option": {"postgres://dondoc:hunter2@127.0.0.1:1/dondoc?sslmode=hunter2", "%40 for @"},
	} {
		_, err := Open(t.Context(), c.url)
		switch {
		case !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), c.want):
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
		case strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n"):
			t.Errorf("%s: the error tells the password or has two lines: %v", name, err)
		}
	}
}

func TestAWrongPasswordIsNamedButNotTold(t *testing.T) {
	t.Parallel()
	err := unreachable(settle(mustConfig(t, "postgres://an:hunter2@localhost/x")), wrongPassword())
	if text := err.Error(); !strings.Contains(text, "check user and password") || strings.Contains(text, "hunter2") {
		t.Error(text)
	}
}

func TestAFolderThatNobodyMayWriteInIsNamed(t *testing.T) {
	if got := fileAdvice(&os.PathError{Op: "open", Path: "x", Err: os.ErrPermission}); !strings.Contains(got, "write in the folder") {
		t.Error(got)
	}
}

func TestPathsWithOddCharactersAreFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sổ theo dõi 100% #1?.db")
	s := open(t, "sqlite:"+path)
	kept(t, s, leading(t, s), task("cong-an"))
	info, err := os.Stat(path)
	ok(t, err)
	equal(t, "rights", info.Mode().Perm(), 0o600)
}

func TestSQLiteIsSetUpToLoseNothing(t *testing.T) {
	t.Parallel()
	s := open(t, databases()[SQLite](t))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000"} {
		var got string
		ok(t, one(t.Context(), s.db, &got, "PRAGMA "+pragma))
		equal(t, pragma, got, want)
	}
	if _, err := execute(t.Context(), s.read, `DELETE FROM assignments`); err == nil {
		t.Error("a reading connection has written")
	}
}

func TestTLSIsRequiredUnlessTheURLOrTheEnvironmentSaysOtherwise(t *testing.T) {
	bare := settle(pq.Config{})
	equal(t, "by default", bare.SSLMode, pq.SSLModeRequire)
	equal(t, "idle in a transaction", bare.Runtime["idle_in_transaction_session_timeout"], "10000")
	equal(t, "by the URL", settle(mustConfig(t, "postgres://h/d?sslmode=disable")).SSLMode, pq.SSLModeDisable)
	t.Setenv("PGSSLMODE", "verify-full")
	equal(t, "by the environment", settle(mustConfig(t, "postgres://h/d")).SSLMode, pq.SSLModeVerifyFull)
}
