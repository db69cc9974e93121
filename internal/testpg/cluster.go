//go:build unix

package testpg

import (
	"bufio"
	"bytes"
	"database/sql"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Cluster is a PostgreSQL server of a test's own, which it may stop and start.
type Cluster struct {
	// URL is that of an empty database.
	URL string

	t    testing.TB
	data string // its folder
	line []string
	pid  int
}

// NewCluster starts a server by scripts/with-postgres and ends it with the test. What it has said to be stored is there when it was killed.
func NewCluster(t testing.TB) *Cluster {
	t.Helper()
	cmd := exec.Command(filepath.Join(root(t), "scripts", "with-postgres"), "sh", "-c", `echo "$`+Variable+`"; cat`)
	cmd.Env = append(os.Environ(), Variable+"=")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Error("end the cluster:", err)
		}
	})
	dsn, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	server, err := parse(strings.TrimSpace(dsn))
	must(t, err)
	c := &Cluster{t: t}
	// A throwaway cluster forgets the last moments when it is killed; this one is there to be killed.
	must(t, execute(server, "ALTER ROLE "+server.User.Username()+" SET synchronous_commit = on"))
	must(t, execute(server, "CREATE DATABASE dondoc TEMPLATE template0"))
	c.locate(server)
	server.Path = "/dondoc"
	c.URL = server.String()
	return c
}

// locate finds out where the server lives, and how it was started.
func (c *Cluster) locate(server *url.URL) {
	db, err := sql.Open("postgres", server.String())
	must(c.t, err)
	defer db.Close()
	must(c.t, db.QueryRow("SHOW data_directory").Scan(&c.data))
	line, err := os.ReadFile(filepath.Join(c.data, "postmaster.opts"))
	must(c.t, err)
	for word := range strings.FieldsSeq(string(line)) {
		c.line = append(c.line, strings.Trim(word, `"`))
	}
	c.pid = c.postmaster()
}

func (c *Cluster) postmaster() int {
	file, err := os.ReadFile(filepath.Join(c.data, "postmaster.pid"))
	must(c.t, err)
	first, _, _ := bytes.Cut(file, []byte("\n"))
	pid, err := strconv.Atoi(string(first))
	must(c.t, err)
	return pid
}

// Stop ends the server without letting it finish anything.
func (c *Cluster) Stop() {
	c.t.Helper()
	must(c.t, syscall.Kill(c.pid, syscall.SIGQUIT))
	for { // a process that nobody waits for stays in the table, its file does not
		if _, err := os.Stat(filepath.Join(c.data, "postmaster.pid")); err != nil {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
}

// Start starts the server again, as who owns it. It does not wait until the server takes connections.
func (c *Cluster) Start() {
	c.t.Helper()
	cmd := exec.Command(c.line[0], c.line[1:]...)
	info, err := os.Stat(c.data)
	must(c.t, err)
	if owner := info.Sys().(*syscall.Stat_t); int(owner.Uid) != os.Geteuid() {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid, NoSetGroups: true}}
	}
	cmd.Dir = c.data
	must(c.t, cmd.Start())
	c.pid = cmd.Process.Pid
	go cmd.Wait() //nolint:errcheck // it is ended by a signal
}

// root is the folder of the module.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	must(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
