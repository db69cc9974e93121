//go:build unix

package e2e

import (
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/lib/pq"  // the driver "postgres"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// cluster is a PostgreSQL server of the test's own, which it may stop at any moment. It writes as a server in production does.
type cluster struct {
	t      *testing.T
	folder string
	port   int
	owner  *syscall.SysProcAttr
	cmd    *exec.Cmd
	ended  chan struct{}
	log    *transcript
}

// startCluster makes a server and starts it; the end of the test removes it.
func startCluster(t *testing.T) *cluster {
	t.Helper()
	// Not in t.TempDir: another user must be able to get there, and the path of a Unix socket may be 107 bytes long at most.
	folder, err := os.MkdirTemp("/tmp", "dondoc-torture-")
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{t: t, folder: folder, log: &transcript{}, owner: notRoot(t, folder)}
	t.Cleanup(func() {
		if c.cmd != nil {
			c.stop(syscall.SIGQUIT)
		}
		os.RemoveAll(folder)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	initdb := c.program("initdb", "-D", filepath.Join(folder, "data"), "-U", "dondoc", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
	if out, err := initdb.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	c.start()
	return c
}

// notRoot gives a folder to a user as whom PostgreSQL runs, which refuses to run as root.
func notRoot(t *testing.T, folder string) *syscall.SysProcAttr {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	owner, err := user.Lookup("postgres")
	if err != nil {
		owner, err = user.Lookup("nobody")
	}
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(owner.Uid)
	gid, _ := strconv.Atoi(owner.Gid)
	if err := os.Chown(folder, uid, gid); err != nil {
		t.Fatal(err)
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}

// program is one of PostgreSQL's, which Debian keeps out of PATH.
func (c *cluster) program(name string, args ...string) *exec.Cmd {
	c.t.Helper()
	path, err := exec.LookPath(name)
	for _, found := range globbed("/usr/lib/postgresql/*/bin/" + name) {
		path, err = found, nil
	}
	if err != nil {
		c.t.Fatalf("the torture test starts and stops a PostgreSQL of its own: install postgresql, or run `make test`: %v", err)
	}
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.SysProcAttr = c.folder, c.owner
	return cmd
}

func globbed(pattern string) []string {
	found, _ := filepath.Glob(pattern) // fails on a bad pattern only
	return found
}

// start starts the server and waits until it answers.
func (c *cluster) start() {
	c.t.Helper()
	c.cmd = c.program("postgres", "-D", filepath.Join(c.folder, "data"), "-h", "127.0.0.1", "-p", strconv.Itoa(c.port), "-k", c.folder)
	c.cmd.Stdout, c.cmd.Stderr = c.log, c.log
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	ended := make(chan struct{})
	c.ended = ended
	go func(cmd *exec.Cmd) {
		cmd.Wait() //nolint:errcheck // it is ended by a signal
		close(ended)
	}(c.cmd)
	db, err := sql.Open("postgres", c.dsn())
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	for end := time.Now().Add(30 * time.Second); db.Ping() != nil; {
		if time.Now().After(end) {
			c.t.Fatalf("PostgreSQL does not answer:\n%s", c.log)
		}
		<-time.After(50 * time.Millisecond)
	}
}

// stop ends the server: SIGQUIT as a crash does, SIGINT in order.
func (c *cluster) stop(signal syscall.Signal) {
	c.cmd.Process.Signal(signal) //nolint:errcheck // it may have ended by itself; start would say so
	select {
	case <-c.ended:
	case <-time.After(30 * time.Second):
		c.cmd.Process.Signal(syscall.SIGQUIT) //nolint:errcheck // as above
		<-c.ended
	}
}

func (c *cluster) dsn() string {
	return fmt.Sprintf("postgres://dondoc@127.0.0.1:%d/postgres?sslmode=disable", c.port)
}

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
