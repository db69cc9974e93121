package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dondoc/internal/testpg"
)

// pipe is the way to a database, which can be cut.
type pipe struct {
	t      *testing.T
	target string
	mu     sync.Mutex
	closed bool
	ends   []net.Conn
}

// throughPipe gives a database's URL that leads through a pipe.
func throughPipe(t *testing.T, database string) (*pipe, string) {
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &pipe{t: t, target: u.Host}
	t.Cleanup(func() { l.Close(); p.cut(true) })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			p.connect(conn)
		}
	}()
	u.Host = l.Addr().String()
	return p, u.String()
}

func (p *pipe) connect(conn net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	far, err := net.Dial("tcp", p.target)
	if p.closed || err != nil {
		conn.Close()
		return
	}
	p.ends = append(p.ends, conn, far)
	for from, to := range map[net.Conn]net.Conn{conn: far, far: conn} {
		go func() {
			io.Copy(to, from)
			to.Close()
		}()
	}
}

// cut breaks what is connected, and what wants to be, or lets it through again.
func (p *pipe) cut(closed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = closed
	for _, c := range p.ends {
		c.Close()
	}
	p.ends = nil
}

// listensWhereTold has a configuration in a folder listen where the environment says, and adds lines to it.
func listensWhereTold(t *testing.T, dir, lines string) {
	t.Helper()
	file := filepath.Join(dir, "dondoc.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "127.0.0.1:0", "${LISTEN}", 1) + lines
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
}

// asked gives the status and body of an address; 0 when nobody answers.
func asked(url string) (int, string) {
	resp, err := http.Get(url)
	if err != nil {
		return 0, ""
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text)
}

type readiness struct {
	Ready              bool
	Database, Telegram struct {
		State string
		Since time.Time
	}
	Role string
}

func readyz(url string) (code int, r readiness) {
	code, text := asked(url + "/readyz")
	json.Unmarshal([]byte(text), &r)
	return code, r
}

// Somebody watches: with curl, with Prometheus, and through a heartbeat. The database goes away and comes back; a dead letter is found and
// sent again beside the running bot.
func TestItIsWatchedFromOutside(t *testing.T) {
	t.Parallel()
	box := sandboxWith(t, 900, 902) // the head, 901, has not pressed Start
	var beats atomic.Int64
	service := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && r.URL.Path == "/ping/hush" {
			beats.Add(1)
		}
	}))
	t.Cleanup(service.Close)
	dir := quick(t, box.url, 1, func(int) time.Time { return time.Now().Add(time.Hour) })
	listensWhereTold(t, dir, fmt.Sprintf("heartbeat: %q\n", service.URL+"/ping/${HUSH}"))
	direct := testpg.Database(t)
	way, database := throughPipe(t, direct)
	here, there := "127.0.0.1"+freePort(t), "127.0.0.1"+freePort(t)
	web := "http://" + here
	env := []string{"DONDOC_DATABASE=" + database, "HUSH=hush", "LISTEN=" + here}

	bot := start(t, dir, env, "run")
	eventually(t, 20*time.Second, "it leads and is ready", func() bool {
		code, r := readyz(web)
		return code == 200 && r.Ready && r.Role == "leader" && r.Database.State == "ok" && r.Telegram.State == "ok"
	})
	eventually(t, 30*time.Second, "the heartbeat is given", func() bool { return beats.Load() > 0 })
	eventually(t, 20*time.Second, "the dead letters are counted", func() bool {
		_, text := asked(web + "/metrics")
		return strings.Contains(text, "\ndondoc_dead_letters 2\n") && // the head, and after that the unit, which has no group
			strings.Contains(text, "\ndondoc_leader 1\n") &&
			strings.Contains(text, `dondoc_sends_total{lane="reminder",outcome="unreachable"} 1`)
	})

	second := start(t, dir, []string{"DONDOC_DATABASE=" + direct, "HUSH=hush", "LISTEN=" + there}, "run")
	eventually(t, 20*time.Second, "a second process stands by, ready", func() bool {
		code, r := readyz("http://" + there)
		return code == 200 && r.Role == "standby" && r.Telegram.State == "unknown"
	})
	second.stop()

	out, errs, code := command(t, dir, env, "outbox", "--dead")
	if code != 0 || !strings.Contains(out, "Bí thư Huyện ủy Tiền Hải; không gửi được") || !strings.Contains(out, "chat not found") {
		t.Errorf("outbox: %d %s %s", code, out, errs)
	}
	box.post("/sandbox/chats/901/send", map[string]any{"from": 901, "text": "/start"}, nil)
	eventually(t, 20*time.Second, "the head is greeted", func() bool { return len(box.fromBot(901)) > 0 })
	if out, errs, code = command(t, dir, env, "outbox", "resend", "--all"); code != 0 {
		t.Errorf("resend: %d %s %s", code, out, errs)
	}
	eventually(t, 20*time.Second, "the head hears what was not delivered", func() bool { return mentions(box, 901, "Việc thứ 00") > 0 })

	way.cut(true)
	eventually(t, 20*time.Second, "it says that the database is away", func() bool {
		code, r := readyz(web)
		return code == 503 && r.Database.State == "away" && time.Since(r.Database.Since) < time.Minute
	})
	if code, text := asked(web + "/metrics"); code != 200 || !strings.Contains(text, "\ndondoc_database_up 0\n") || strings.Contains(text, "\ndondoc_dead_letters") {
		t.Errorf("a scrape without the database: %d\n%s", code, text)
	}
	if code, _ := asked(web + "/healthz"); code != 200 {
		t.Errorf("/healthz answers %d without the database", code)
	}
	way.cut(false)
	eventually(t, 60*time.Second, "it is ready again", func() bool { code, r := readyz(web); return code == 200 && r.Role == "leader" })

	log := bot.output.String()
	if n := strings.Count(log, `msg="database away"`); n != 1 {
		t.Errorf("one outage, %d lines", n)
	}
	for _, hidden := range []string{secret, "hush", "Việc thứ"} {
		if strings.Contains(log, hidden) {
			t.Errorf("the log tells %q", hidden)
		}
	}
}
