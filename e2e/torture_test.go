//go:build unix

package e2e

import (
	"database/sql"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"dondoc/internal/testpg"
)

// What the torture test takes from the environment: how many rounds in all, and the seed that chooses what goes wrong.
const (
	roundsVariable = "DONDOC_TORTURE_ROUNDS"
	seedVariable   = "DONDOC_TORTURE_SEED"
	shortForm      = 10
)

// For round after round something breaks: the process, the line to Telegram, the database. Nothing is lost, little is repeated, the order
// is kept, and what people did meanwhile has its effect once (DESIGN 6.1 to 6.3, 6.6, 6.7). `make torture` runs the long form. The seed
// chooses what breaks and when, not how the machine takes it.
func TestTorture(t *testing.T) {
	t.Parallel()
	rounds, seed := number(t, roundsVariable, shortForm), number(t, seedVariable, int(time.Now().UnixNano()%1_000_000))
	t.Logf("%s=%d %s=%d", roundsVariable, rounds, seedVariable, seed)
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		newSiege(t, rand.New(rand.NewPCG(uint64(seed), 1)), nil, rounds/2, 6*time.Second).torture()
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		newSiege(t, rand.New(rand.NewPCG(uint64(seed), 2)), testpg.NewCluster(t), rounds-rounds/2, 9*time.Second).torture()
	})
}

func number(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	s := os.Getenv(variable)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q is no number above 0", variable, s)
	}
	return n
}

// siege is one office, its bot and its Telegram, and what was done to them.
type siege struct {
	t      *testing.T
	random *rand.Rand
	deck   []ordeal
	rounds int
	box    *process
	pg     *testpg.Cluster // nil on SQLite
	office besieged
	env    []string
	bot    *process
	db     *sql.DB
	begin  time.Time
	people []*person
	logs   []*transcript

	// crashes are the moments when the process, or PostgreSQL below it, was ended, kills only those of the process; timeouts counts the
	// answers that may have come too late.
	crashes, kills []time.Time
	timeouts       int
	// troubled are the times in which something was wrong, limited those in which 429s may come that are meant for every chat.
	troubled, limited []span
	// suspects are chats whose transcript helps to see what went wrong.
	suspects map[int64]bool
}

// newSiege starts a sandbox in which everybody has pressed Start, and writes an office whose work lasts for so many rounds.
func newSiege(t *testing.T, random *rand.Rand, pg *testpg.Cluster, rounds int, each time.Duration) *siege {
	t.Helper()
	w := &siege{t: t, random: random, pg: pg, rounds: rounds, begin: time.Now(), suspects: map[int64]bool{}}
	w.box = sandboxWith(t, tortureAdmin, tortureSupervisor)
	for i := range tortureUnits {
		w.people = append(w.people, newPerson(w.box.url, int64(firstHead+i)))
		w.people[i].write("/start")
		if i%hasGroup == 0 {
			group := &person{url: w.box.url, chat: int64(firstGroup - i)}
			if err := call("POST", w.box.url+"/sandbox/chats/"+itoa(group.chat)+"/send", map[string]any{"from": firstHead + i, "text": "Xin chào"}, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.office = besiege(t, w.box.url, time.Duration(rounds)*each)
	dsn := ""
	if pg != nil {
		dsn = pg.URL
		w.env = []string{"DONDOC_DATABASE=" + dsn}
	}
	w.run()
	w.db = ledgerOf(t, w.office.dir, dsn)
	return w
}

// torture goes through all rounds while people live their lives, waits until calm has come, and judges.
func (w *siege) torture() {
	w.t.Helper()
	plan := w.office.planned(w.t)
	defer func() { w.bot.cmd.Process.Signal(syscall.SIGCONT) }() //nolint:errcheck // it may not be frozen
	stop := make(chan struct{})
	var lives sync.WaitGroup
	for _, p := range w.people {
		lives.Go(func() { p.live(stop) })
	}
	for n := range w.rounds {
		w.round(n + 1)
	}
	stormed := time.Since(w.begin)
	<-time.After(time.Until(w.office.last))
	close(stop)
	lives.Wait()
	v := w.wait(plan)
	w.bot.stop()
	w.t.Logf("%.0f s of storm, %.0f s in all", stormed.Seconds(), time.Since(w.begin).Seconds())
	v.judge(w)
	w.stored(v)
	out, errs, code := command(w.t, w.office.dir, w.env, "ledger", "verify")
	if code != 0 {
		w.t.Errorf("ledger verify: %d %s %s", code, out, errs)
	}
	w.keepsSecret()
	for chat := range w.suspects {
		w.t.Logf("chat %d:\n%s", chat, w.transcript(chat))
	}
}

// transcript is a chat as its members see it in the end.
func (w *siege) transcript(chat int64) string {
	w.t.Helper()
	resp, err := http.Get(w.box.url + "/sandbox/transcript?chat=" + itoa(chat))
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

// wait returns when everything that was planned has come and nothing waits to go out, or when that takes too long.
func (w *siege) wait(plan map[told]time.Time) *verdict {
	w.t.Helper()
	for end := time.Now().Add(2 * time.Minute); ; {
		v := w.verdict(plan)
		waiting := w.count("SELECT count(*) FROM notices WHERE state IN ('pending', 'sending')")
		if len(v.lost) == 0 && waiting == 0 {
			return v
		}
		if time.Now().After(end) {
			w.t.Errorf("after all is calm %d notices still wait", waiting)
			return v
		}
		<-time.After(2 * time.Second)
	}
}

func (w *siege) count(query string) (n int) {
	w.t.Helper()
	if err := w.db.QueryRow(query).Scan(&n); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return n
}

// keepsSecret looks for the token in everything that was logged.
func (w *siege) keepsSecret() {
	w.t.Helper()
	lines := 0
	for _, log := range append(w.logs, w.box.output) {
		text := log.String()
		lines += strings.Count(text, "\n")
		if strings.Contains(text, secret) {
			w.t.Error("the token is in a log")
		}
	}
	w.t.Logf("%d lines of logs of %d processes, the token in none", lines, len(w.logs)+1)
}
