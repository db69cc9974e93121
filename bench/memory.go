package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// settling is how long a process runs before its memory is read.
const settling = 20 * time.Second

// memory starts the real binary on the databases that ticks has filled, and on an empty one with the smallest office, and compares what
// they hold.
func (s *suite) memory(ctx context.Context) error {
	if runtime.GOOS != "linux" || len(s.left) == 0 {
		s.say("memory is measured on Linux, after ticks")
		return nil
	}
	binary := filepath.Join(s.folder, "dondoc")
	if out, err := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", binary, ".").CombinedOutput(); err != nil {
		return fmt.Errorf("build dondoc: %w: %s", err, out)
	}
	bare, err := s.running(ctx, binary, filled{url: s.sqlite(), plan: plan{units: 1, days: []int{1}}})
	if err != nil {
		return err
	}
	rows := [][]string{{"an empty database", megabytes(bare.now), megabytes(bare.most), "–"}}
	for _, f := range s.left {
		m, err := s.running(ctx, binary, f)
		if err != nil {
			return err
		}
		rows = append(rows, []string{
			fmt.Sprintf("%d open on %s", f.plan.size(), f.dialect), megabytes(m.now), megabytes(m.most), megabytes(m.now - bare.now),
		})
	}
	s.table("Memory of `dondoc run`", []string{"with", "resident", "at the most", "above the bare process"}, rows)
	return nil
}

func megabytes(kilobytes int) string { return fmt.Sprintf("%.0f MB", float64(kilobytes)/1024) }

// resident is what a process holds in memory, in kB.
type resident struct{ now, most int }

// running starts dondoc on a database, lets it settle, and reads its memory.
func (s *suite) running(ctx context.Context, binary string, f filled) (resident, error) {
	l, err := openLine(setting{plan: f.plan}.sandbox(), s.latency)
	if err != nil {
		return resident{}, err
	}
	defer l.close()
	folder, err := os.MkdirTemp(s.folder, "run-")
	if err != nil {
		return resident{}, err
	}
	web, err := freeAddress()
	if err != nil {
		return resident{}, err
	}
	yaml := fmt.Sprintf("database: %q\nweb: {listen: %q}\ntelegram: {token: \"%s\", api: %q}\n", f.url, web, token, l.url) + f.plan.yaml()
	if err := os.WriteFile(filepath.Join(folder, "dondoc.yaml"), []byte(yaml), 0o600); err != nil {
		return resident{}, err
	}
	cmd := exec.CommandContext(ctx, binary, "run")
	cmd.Dir, cmd.Stderr = folder, s.log
	if err := cmd.Start(); err != nil {
		return resident{}, err
	}
	defer func() { cmd.Process.Signal(syscall.SIGTERM); cmd.Wait() }() //nolint:errcheck // it is measured
	if err := ready(ctx, "http://"+web+"/readyz"); err != nil {
		return resident{}, err
	}
	select {
	case <-ctx.Done():
	case <-time.After(settling):
	}
	return residentOf(cmd.Process.Pid)
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// ready waits until a process says that it works.
func ready(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for ctx.Err() == nil {
		if r, err := http.Get(url); err == nil {
			r.Body.Close() //nolint:errcheck // only the status counts
			if r.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return errors.New("dondoc did not become ready")
}

func residentOf(pid int) (resident, error) {
	file, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return resident{}, err
	}
	defer file.Close() //nolint:errcheck // only read
	var r resident
	for lines := bufio.NewScanner(file); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ":")
		n, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(value, " kB")))
		switch name {
		case "VmRSS":
			r.now = n
		case "VmHWM":
			r.most = n
		}
	}
	return r, nil
}
