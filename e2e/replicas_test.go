package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"dondoc/internal/testpg"
)

// wire is the way of one replica to Telegram: it notes who sends, and can keep an answer back.
type wire struct {
	t    *testing.T
	name string
	url  string
	log  *sends

	mu   sync.Mutex
	held chan struct{} // told when a message was delivered whose answer is kept back
	free chan struct{} // closed to let that answer go
}

// sends is who sent, in the order in which it reached Telegram.
type sends struct {
	mu  sync.Mutex
	who []string
}

func (s *sends) add(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.who = append(s.who, name)
}

func (s *sends) of(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, who := range s.who {
		if who == name {
			n++
		}
	}
	return n
}

// turns lists the senders, each as often as it began to send after another one.
func (s *sends) turns() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Compact(slices.Clone(s.who))
}

func newWire(t *testing.T, name, sandbox string, log *sends) *wire {
	t.Helper()
	target, err := url.Parse(sandbox)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{t: t, name: name, log: log}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ModifyResponse = func(r *http.Response) error {
		if strings.HasSuffix(r.Request.URL.Path, "/sendMessage") {
			w.keepBack()
		}
		return nil
	}
	proxy.ErrorHandler = func(rw http.ResponseWriter, _ *http.Request, _ error) { rw.WriteHeader(http.StatusBadGateway) }
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/sendMessage") {
			log.add(name)
		}
		proxy.ServeHTTP(rw, r)
	}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	w.url = server.URL
	return w
}

// hold keeps back the answer to the next message; held is told when that was delivered, release lets the answer go.
func (w *wire) hold() (held <-chan struct{}, release func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held, w.free = make(chan struct{}), make(chan struct{})
	release = sync.OnceFunc(func() { close(w.free) })
	w.t.Cleanup(release)
	return w.held, release
}

func (w *wire) keepBack() {
	w.mu.Lock()
	held, free := w.held, w.free
	w.held = nil
	w.mu.Unlock()
	if held != nil {
		close(held)
		<-free
	}
}

// replica is a process with its ways to Telegram and to the database.
type replica struct {
	*process
	name string
	wire *wire
	way  *testpg.Proxy
	dir  string
	addr string // of its health page, if the test gave it one
}

func newReplica(t *testing.T, name string, box *process, database string, tasks int, due func(int) time.Time, log *sends) *replica {
	t.Helper()
	r := &replica{name: name, wire: newWire(t, name, box.url, log), way: testpg.NewProxy(t, database)}
	r.dir = quick(t, r.wire.url, tasks, due)
	return r
}

func (r *replica) start(t *testing.T) {
	t.Helper()
	r.process = start(t, r.dir, []string{"DONDOC_DATABASE=" + r.way.URL}, "run")
}

// says counts the lines that a replica has logged with all of these parts.
func (r *replica) says(parts ...string) int { return countLines(r.output.String(), parts...) }

func countLines(log string, parts ...string) int {
	n := 0
	for line := range strings.Lines(log) {
		if !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(line, p) }) {
			n++
		}
	}
	return n
}

// next waits until one of the replicas leads an epoch, and says how long it took since something happened.
func next(t *testing.T, what string, since time.Time, epoch int, among ...*replica) *replica {
	t.Helper()
	var leader *replica
	eventually(t, 40*time.Second, fmt.Sprintf("somebody leads epoch %d, %s", epoch, what), func() bool {
		for _, r := range among {
			if r.says("msg=leading", fmt.Sprintf("epoch=%d", epoch)) > 0 {
				leader = r
			}
		}
		return leader != nil
	})
	t.Logf("%s: %s leads epoch %d after %v", what, leader.name, epoch, time.Since(since).Round(10*time.Millisecond))
	before := leader.wire.log.of(leader.name)
	eventually(t, 20*time.Second, leader.name+" sends", func() bool { return leader.wire.log.of(leader.name) > before })
	return leader
}

func others(r *replica, all ...*replica) []*replica {
	return slices.DeleteFunc(slices.Clone(all), func(o *replica) bool { return o == r })
}

func signal(t *testing.T, r *replica, s syscall.Signal) {
	t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// Three replicas on one PostgreSQL. Whoever leads is killed, frozen in the middle of a call, cut off from the database, stopped: there is
// always another one, never two at a time, and nothing is lost.
func TestThreeReplicasOneSender(t *testing.T) {
	t.Parallel()
	box := sandboxWith(t, 900, 901, 902)
	database := testpg.Database(t)
	const tasks = 12
	begin := time.Now()
	due := func(i int) time.Time {
		return begin.Add(24*time.Second + time.Duration(i)*3*time.Second).Truncate(time.Second)
	}
	log := &sends{}
	a, b, c := newReplica(t, "A", box, database, tasks, due, log), newReplica(t, "B", box, database, tasks, due, log), newReplica(t, "C", box, database, tasks, due, log)
	a.start(t)
	eventually(t, 20*time.Second, "the first one leads", func() bool { return a.says("msg=leading", "epoch=1") == 1 })
	b.start(t)
	c.start(t)
	for _, r := range []*replica{b, c} {
		eventually(t, 20*time.Second, r.name+" stands by", func() bool { return r.says("standing by") == 1 })
	}
	eventually(t, 30*time.Second, "the head is reminded", func() bool { return mentions(box, 901, "Việc thứ 00", "đến hạn") > 0 })

	at := time.Now()
	a.kill()
	second := next(t, "leader killed", at, 2, b, c)
	third := others(second, b, c)[0]
	a.start(t)

	held, release := second.wire.hold()
	<-held
	at = time.Now()
	signal(t, second, syscall.SIGSTOP)
	leader := next(t, "leader frozen in a call", at, 3, a, third)
	release()
	signal(t, second, syscall.SIGCONT)
	eventually(t, 20*time.Second, "the thawed leader's write is refused", func() bool {
		return second.says("outcome is the next leader's to find out") > 0 && second.says("fenced", "epoch=2") == 1
	})
	t.Logf("%s thawed:\n%s", second.name, lastLines(second.output.String(), 3))

	rest := others(leader, a, b, c)
	at = time.Now()
	leader.way.Freeze()
	fourth := next(t, "leader cut off from PostgreSQL", at, 4, rest...)
	leader.way.Mend()
	eventually(t, 20*time.Second, "the leader that was cut off hears of it", func() bool { return leader.says("fenced", "epoch=3") == 1 })
	if n := leader.says("level=ERROR", "database away"); n != 1 {
		t.Errorf("it said %d times that the database is away", n)
	}

	at = time.Now()
	signal(t, fourth, syscall.SIGTERM)
	<-fourth.done
	t.Logf("leader stopped: it took %v", time.Since(at).Round(10*time.Millisecond))
	eventually(t, 2*time.Second, "somebody else leads at once", func() bool {
		return slices.ContainsFunc(others(fourth, a, b, c), func(r *replica) bool { return r.says("msg=leading", "epoch=5") > 0 })
	})
	next(t, "leader stopped", at, 5, others(fourth, a, b, c)...)

	for i := range tasks {
		title := fmt.Sprintf("Việc thứ %02d", i)
		eventually(t, 60*time.Second, title+" reached the head and the supervisor", func() bool {
			return mentions(box, 901, title) > 0 && mentions(box, 902, title) > 0
		})
	}
	turns := log.turns()
	t.Logf("senders in turn: %v", turns)
	if len(turns) != 5 {
		t.Errorf("five leaders sent in %d turns: two sent at a time", len(turns))
	}
	noRepeats(t, box, 4*3)
	out, errs, code := command(t, a.dir, []string{"DONDOC_DATABASE=" + database}, "ledger", "verify")
	if code != 0 {
		t.Errorf("ledger verify: %d %s %s", code, out, errs)
	}
}

// noRepeats sees that no message came twice without saying so, and few that say so.
func noRepeats(t *testing.T, box *process, allowed int) {
	t.Helper()
	resent := 0
	for _, chat := range []int64{900, 901, 902} {
		seen := map[string]bool{}
		for _, m := range box.fromBot(chat) {
			switch {
			case strings.Contains(m.Text, "gửi lại"):
				resent++
			case seen[m.Text]:
				t.Errorf("twice to %d:\n%s", chat, m.Text)
			}
			seen[m.Text] = true
		}
	}
	t.Logf("%d messages were sent again and said so", resent)
	if resent > allowed {
		t.Errorf("%d repeats, at most %d can be of unknown fate", resent, allowed)
	}
}

func lastLines(log string, n int) string {
	lines := strings.Split(strings.TrimSpace(log), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
