//go:build unix

package e2e

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"syscall"
	"time"
)

// ordeal is something that goes wrong in one round.
type ordeal string

// What goes wrong. Each round takes the next of a shuffled deck, so that all come equally often.
const (
	killed   ordeal = "SIGKILL"
	frozen   ordeal = "SIGSTOP, SIGCONT"
	limited  ordeal = "429"
	broken   ordeal = "5xx, resets"
	dropped  ordeal = "answers dropped"
	dbAway   ordeal = "PostgreSQL away"
	everyRun        = 5 * time.Second // how long a round takes, at least
)

// tooSlow is an answer for which nobody waits.
const tooSlow = "15s"

// wrong is a fault as POST /sandbox/faults takes it.
type wrong struct {
	Method     string `json:"method,omitempty"`
	Count      int    `json:"count"`
	Kind       string `json:"kind"`
	RetryAfter int    `json:"retry_after,omitempty"`
	All        bool   `json:"all,omitempty"`
	Delay      string `json:"delay,omitempty"`
}

// deal gives the ordeal of the next round.
func (w *siege) deal() ordeal {
	if len(w.deck) == 0 {
		w.deck = []ordeal{killed, frozen, limited, broken, dropped}
		if w.pg != nil {
			w.deck = []ordeal{killed, frozen, dbAway, dropped, limited, broken}
		}
		w.random.Shuffle(len(w.deck), func(i, j int) { w.deck[i], w.deck[j] = w.deck[j], w.deck[i] })
	}
	next := w.deck[0]
	w.deck = w.deck[1:]
	return next
}

// round lets one thing go wrong, and in a third of the rounds a second one on top of it.
func (w *siege) round(n int) {
	w.t.Helper()
	until := time.After(everyRun)
	what, also := w.deal(), ordeal("")
	if w.random.IntN(3) == 0 {
		also = []ordeal{limited, broken, dropped}[w.random.IntN(3)]
		w.strike(also)
	}
	w.t.Logf("%5.1fs  round %d: %s", time.Since(w.begin).Seconds(), n, strings.TrimSuffix(string(what)+" + "+string(also), " + "))
	began := time.Now()
	w.strike(what)
	w.troubled = append(w.troubled, span{began, time.Now()})
	<-until
	w.calm()
}

// strike lets one thing go wrong at once or, where a process is hit, after a moment.
func (w *siege) strike(what ordeal) {
	w.t.Helper()
	between := func(least, most int) time.Duration {
		return time.Duration(least+w.random.IntN(most-least)) * time.Millisecond
	}
	switch what {
	case killed:
		w.faults(wrong{Method: "sendMessage", Count: 30, Kind: "slow", Delay: "400ms"}) // so that calls are in flight
		<-time.After(between(300, 3000))
		w.kill()
		<-time.After(between(0, 1000))
		if w.random.IntN(3) == 0 { // and once more, while it is starting
			w.launch()
			<-time.After(between(0, 500))
			w.kill()
		}
		w.run()
	case frozen:
		w.faults(wrong{Method: "sendMessage", Count: 5, Kind: "slow", Delay: "300ms"})
		<-time.After(between(0, 1000))
		w.signal(syscall.SIGSTOP)
		if w.long() {
			<-time.After(overLease) // what was in flight is as uncertain as after a crash
			w.crashes = append(w.crashes, time.Now())
		}
		<-time.After(between(1000, 4000))
		w.signal(syscall.SIGCONT)
	case dbAway:
		w.faults(wrong{Method: "sendMessage", Count: 10, Kind: "slow", Delay: "300ms"})
		<-time.After(between(300, 2000))
		w.crashes = append(w.crashes, time.Now())
		w.pg.Stop()
		if w.long() {
			<-time.After(overLease)
		}
		<-time.After(between(500, 4000))
		w.pg.Start()
		w.outlives("PostgreSQL's absence")
	default:
		w.faults(trouble(w.random, what)...)
	}
}

// overLease is longer than the lease of a leader, and than any call takes.
const overLease = 21 * time.Second

// long reports, in the long form, that an absence shall outlast the lease: every fourth does.
func (w *siege) long() bool { return w.random.IntN(4) == 0 && w.rounds > shortForm }

// trouble makes up faults between the bot and Telegram.
func trouble(random *rand.Rand, what ordeal) []wrong {
	some := func(least, most int) int { return least + random.IntN(most-least+1) }
	anything := []string{"", "sendMessage", "sendMessage", "getUpdates", "answerCallbackQuery", "editMessageText"}
	var list []wrong
	switch what {
	case limited:
		for range some(1, 3) {
			list = append(list, wrong{Method: "sendMessage", Count: some(1, 3), Kind: "429", RetryAfter: some(1, 3), All: random.IntN(2) == 0})
		}
	case broken:
		for range some(2, 4) {
			kind := []string{"500", "502html", "reset_before"}[random.IntN(3)]
			list = append(list, wrong{Method: anything[random.IntN(len(anything))], Count: some(1, 4), Kind: kind})
		}
	case dropped:
		for range some(2, 4) {
			kind := []string{"reset_after", "truncated"}[random.IntN(2)]
			list = append(list, wrong{Method: anything[random.IntN(len(anything))], Count: some(1, 2), Kind: kind})
		}
		if random.IntN(3) == 0 {
			list = append(list, wrong{Method: "sendMessage", Count: 1, Kind: "slow", Delay: tooSlow})
		}
	}
	return list
}

func (w *siege) faults(list ...wrong) {
	w.t.Helper()
	w.box.post("/sandbox/faults", list, nil)
	for _, f := range list {
		if f.All {
			w.limited = append(w.limited, span{from: time.Now()})
		}
		if f.Delay == tooSlow {
			w.timeouts++
		}
	}
	w.troubled = append(w.troubled, span{from: time.Now()})
}

// calm ends what still would go wrong.
func (w *siege) calm() {
	w.t.Helper()
	if err := clearFaults(w.box.url); err != nil {
		w.t.Fatal(err)
	}
	for _, list := range [][]span{w.troubled, w.limited} {
		for i := range list {
			if list[i].to.IsZero() {
				list[i].to = time.Now()
			}
		}
	}
}

// span is a while; from what was begun to what ended it.
type span struct{ from, to time.Time }

// meets reports whether two spans have a moment in common.
func (s span) meets(o span) bool { return s.from.Before(o.to) && o.from.Before(s.to) }

// within reports whether a span, longer by what it takes to get over it, meets another.
func within(list []span, other span, longer time.Duration) bool {
	return slices.ContainsFunc(list, func(s span) bool { return span{s.from, s.to.Add(longer)}.meets(other) })
}

// kill ends the bot without a warning.
func (w *siege) kill() {
	w.bot.kill()
	w.crashes = append(w.crashes, time.Now())
	w.kills = append(w.kills, time.Now())
}

// launch starts the bot.
func (w *siege) launch() {
	w.t.Helper()
	w.bot = start(w.t, w.office.dir, w.env, "run")
	w.logs = append(w.logs, w.bot.output)
}

// run starts the bot, and waits until it leads: on PostgreSQL the lease of one that was killed runs out first.
func (w *siege) run() {
	w.t.Helper()
	w.launch()
	eventually(w.t, 60*time.Second, "the bot leads", func() bool { return strings.Contains(w.bot.output.String(), "leading") })
}

func (w *siege) signal(s syscall.Signal) {
	w.t.Helper()
	if err := w.bot.cmd.Process.Signal(s); err != nil {
		w.t.Fatal(err)
	}
}

// outlives checks that the bot did not end of something, and goes on with a new one if it did.
func (w *siege) outlives(what string) {
	w.t.Helper()
	select {
	case <-w.bot.done:
		w.t.Error(fmt.Sprintf("the bot ended of %s", what))
		w.run()
	case <-time.After(time.Second):
	}
}
