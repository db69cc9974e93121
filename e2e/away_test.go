package e2e

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"dondoc/internal/testpg"
)

// ready asks a process whether it is ready.
func ready(addr string) int {
	resp, err := http.Get("http://" + addr + "/readyz")
	if err != nil {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

// listening gives the office in a folder an address for its health page.
func listening(t *testing.T, dir string) (addr string) {
	t.Helper()
	file := filepath.Join(dir, "dondoc.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	addr = "127.0.0.1" + freePort(t)
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), "127.0.0.1:0", addr, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return addr
}

// PostgreSQL is killed and comes back after longer than a lease: the process lives, says so once, and goes on; what people pressed meanwhile
// has its effect once.
func TestPostgresIsAwayForAWhile(t *testing.T) {
	t.Parallel()
	box := sandboxWith(t, 900, 901, 902)
	cluster := testpg.NewCluster(t)
	cluster.Stop()
	begin := time.Now()
	const tasks = 4
	due := func(i int) time.Time {
		return begin.Add(12*time.Second + time.Duration(i)*4*time.Second).Truncate(time.Second)
	}
	dir := quick(t, box.url, tasks, due)
	addr := listening(t, dir)
	env := []string{"DONDOC_DATABASE=" + cluster.URL}
	bot := start(t, dir, env, "run")
	eventually(t, 10*time.Second, "a start waits for PostgreSQL", func() bool { return countLines(bot.output.String(), "not up yet") == 1 })
	cluster.Start()
	eventually(t, 30*time.Second, "the head is told", func() bool { return mentions(box, 901, "Việc thứ 00") > 0 && ready(addr) == 200 })

	cluster.Stop()
	stopped := time.Now()
	answers := func() int { return len(box.fromBot(901)) - mentions(box, 901, "Việc thứ") }
	before := answers()
	box.post("/sandbox/chats/901/send", map[string]any{"from": 901, "text": "/duyet"}, nil)
	eventually(t, 10*time.Second, "it is not ready", func() bool { return ready(addr) == 503 })
	eventually(t, 30*time.Second, "the lease has run out and a level has fallen", func() bool {
		return time.Since(stopped) > 16*time.Second && time.Since(due(0)) > 11*time.Second
	})
	cluster.Start()
	eventually(t, 30*time.Second, "it goes on", func() bool { return ready(addr) == 200 })
	t.Logf("PostgreSQL was away for %v", time.Since(stopped).Round(time.Second))
	eventually(t, 20*time.Second, "what was written meanwhile is answered", func() bool { return answers() > before })
	for i := range tasks {
		title := fmt.Sprintf("Việc thứ %02d", i)
		eventually(t, 60*time.Second, title+" reached the head and the supervisor", func() bool {
			return mentions(box, 901, title) > 0 && mentions(box, 902, title) > 0
		})
	}
	noRepeats(t, box, 4)
	saysItOnce(t, bot)
	if n := answers() - before; n != 1 {
		t.Errorf("%d answers to what was written while PostgreSQL was away", n)
	}
	out, errs, code := command(t, dir, env, "ledger", "verify")
	if code != 0 {
		t.Errorf("ledger verify: %d %s %s", code, out, errs)
	}
}

// saysItOnce sees that an outage is in the log once when it begins and once when it ends, and does not fill it.
func saysItOnce(t *testing.T, p *process) {
	t.Helper()
	log := p.output.String()
	if began, over := countLines(log, "level=ERROR", "database away"), countLines(log, "database back"); began != 1 || over != 1 {
		t.Errorf("said %d times that the database is away, %d times that it is back", began, over)
	}
	if n := countLines(log, "level=ERROR") + countLines(log, "level=WARN"); n > 6 {
		t.Errorf("%d warnings and errors of one outage:\n%s", n, log)
	}
}

// The disk is full: a limit on the size of files stands in for it. The process lives, says so once, and goes on when there is room again.
func TestTheDiskIsFullForAWhile(t *testing.T) {
	t.Parallel()
	box := sandboxWith(t, 900, 901, 902)
	begin := time.Now()
	const tasks = 2
	due := func(i int) time.Time {
		return begin.Add(9*time.Second + time.Duration(i)*2*time.Second).Truncate(time.Second)
	}
	dir := quick(t, box.url, tasks, due)
	addr := listening(t, dir)
	bot := start(t, dir, nil, "run")
	eventually(t, 30*time.Second, "the head is told", func() bool { return mentions(box, 901, "Việc thứ 00") > 0 && ready(addr) == 200 })

	room := func(limit string) {
		t.Helper()
		if out, err := exec.Command("prlimit", "--pid", strconv.Itoa(bot.cmd.Process.Pid), "--fsize="+limit+":unlimited").CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
	}
	room("4096")
	eventually(t, 30*time.Second, "it is not ready", func() bool { return ready(addr) == 503 })
	eventually(t, 30*time.Second, "two levels have fallen meanwhile", func() bool { return time.Since(due(tasks-1)) > 16*time.Second })
	if mentions(box, 902, "Việc thứ") > 0 {
		t.Error("a level went out that could not be stored")
	}
	room("unlimited")
	eventually(t, 10*time.Second, "it goes on", func() bool { return ready(addr) == 200 })
	for i := range tasks {
		title := fmt.Sprintf("Việc thứ %02d", i)
		eventually(t, 30*time.Second, title+" reached the head and the supervisor", func() bool {
			return mentions(box, 901, title) > 0 && mentions(box, 902, title) > 0
		})
	}
	noRepeats(t, box, 4)
	saysItOnce(t, bot)
	bot.stop()
	out, errs, code := command(t, dir, nil, "ledger", "verify")
	if code != 0 {
		t.Errorf("ledger verify: %d %s %s", code, out, errs)
	}
}
