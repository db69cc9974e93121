package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"dondoc/store"
)

// defaultLatency is a round trip to Telegram from a provincial office.
const defaultLatency = 50 * time.Millisecond

// suite is one run of everything.
type suite struct {
	out, log    io.Writer
	postgresURL string
	scale       float64
	latency     time.Duration
	pictures    string

	folder string // for databases and the binary
	made   []string
	left   []filled
}

// part is one thing to measure.
type part struct {
	name string
	run  func(*suite, context.Context) error
}

func parts() []part {
	return []part{
		{"rates", (*suite).rates}, {"throughput", (*suite).throughput}, {"press", (*suite).presses}, {"ticks", (*suite).ticks},
		{"memory", (*suite).memory},
	}
}

func names() []string {
	var out []string
	for _, p := range parts() {
		out = append(out, p.name)
	}
	return out
}

// run measures all parts, or those that are named.
func (s *suite) run(ctx context.Context, only string) (err error) {
	if s.postgresURL == "" {
		return errors.New("no PostgreSQL: run it by `make bench`, or name a server with -postgres")
	}
	if s.folder, err = os.MkdirTemp("", "dondoc-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.drop(), os.RemoveAll(s.folder)) }()
	fmt.Fprintf(s.out, "%s, %d cores, %s; round trip %v.\n", machine(), runtime.NumCPU(), runtime.Version(), s.latency)
	for _, p := range parts() {
		if only != "" && !slices.Contains(strings.Split(only, ","), p.name) {
			continue
		}
		s.say("measuring %s", p.name)
		if err := p.run(s, ctx); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

// machine names the processor, where the system tells.
func machine() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOOS + "/" + runtime.GOARCH
	}
	_, after, _ := strings.Cut(string(info), "model name")
	name, _, _ := strings.Cut(after, "\n")
	return strings.Trim(name, "\t :")
}

// of is a part of the full load, at least one of each.
func (s *suite) of(n int) int { return max(10, int(float64(n)*s.scale)) }

func (s *suite) say(format string, args ...any) { fmt.Fprintf(s.log, "bench: "+format+"\n", args...) }

// databases gives a new database of each kind: SQLite, PostgreSQL.
func (s *suite) databases() []string {
	name := "bench_" + strings.ToLower(rand.Text())
	server, err := url.Parse(s.postgresURL)
	if err != nil {
		return []string{s.sqlite(), s.postgresURL}
	}
	server.Path = "/" + name
	if err := s.execute("CREATE DATABASE " + name + " TEMPLATE template0"); err != nil {
		s.say("%v", err) // opening it will fail
	}
	s.made = append(s.made, name)
	return []string{s.sqlite(), server.String()}
}

func (s *suite) sqlite() string {
	return "sqlite:" + filepath.Join(s.folder, strings.ToLower(rand.Text())+".db")
}

// drop removes the databases from the server.
func (s *suite) drop() error {
	var faults []error
	for _, name := range s.made {
		faults = append(faults, s.execute("DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"))
	}
	return errors.Join(faults...)
}

func (s *suite) execute(statement string) error {
	db, err := sql.Open("postgres", s.postgresURL)
	if err != nil {
		return err
	}
	_, err = db.Exec(statement)
	return errors.Join(err, db.Close())
}

// table prints a table in Markdown.
func (s *suite) table(title string, head []string, rows [][]string) {
	line := func(cells []string) { fmt.Fprintf(s.out, "| %s |\n", strings.Join(cells, " | ")) }
	fmt.Fprintf(s.out, "\n## %s\n\n", title)
	line(head)
	line(slices.Repeat([]string{"---"}, len(head)))
	for _, r := range rows {
		line(r)
	}
}

// filled is a database with an office, for the measurement of memory.
type filled struct {
	dialect store.Dialect
	url     string
	plan    plan
}

func (s *suite) leave(d store.Dialect, url string, p plan) {
	s.left = append(s.left, filled{d, url, p})
}
