package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// house is a process that is watched: what its parts would say, on a clock that stands still between moves.
type house struct {
	t     *testing.T
	watch *Watch
	log   *bytes.Buffer

	mu      sync.Mutex // over what follows
	figures escalation.Figures
	fails   error // of the database
	looks   int
	lease   escalation.Lease
	away    time.Time // since when the disk is full
	full    error
	beats   []string // what the heartbeat's service was asked
	answer  int
	refuses error
}

const pingURL = "https://hc.example.vn/ping/5f0c-secret?all=1"

// RoundTrip is the heartbeat's service.
func (h *house) RoundTrip(req *http.Request) (*http.Response, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.beats = append(h.beats, req.Method+" "+req.URL.String())
	if h.refuses != nil {
		return nil, h.refuses
	}
	return &http.Response{StatusCode: h.answer, Body: io.NopCloser(strings.NewReader("")), Request: req}, nil
}

// watched runs a story in a house with a running watch, which leads, and whose ticks and polls go well.
func watched(t *testing.T, story func(h *house)) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, log: &bytes.Buffer{}, answer: 200, lease: escalation.Lease{Epoch: 3}}
		office := escalation.NewOffice(escalation.Office{
			Calendar: calendar.New(calendar.Spec{
				Location: time.UTC, Workdays: []time.Weekday{1, 2, 3, 4, 5}, Hours: calendar.Hours{Open: 7*60 + 30, Close: 17 * 60}, Holidays: "none",
			}),
			People: []*escalation.Person{{ID: "an"}, {ID: "binh"}, {ID: "chi"}},
			Units:  []*escalation.Unit{{ID: "ban"}, {ID: "huyen"}},
		})
		links := escalation.NewLinks([]escalation.Link{
			{Recipient: escalation.Recipient{Kind: escalation.ToPerson, ID: "an"}, Chat: 1, Reachable: true},
			{Recipient: escalation.Recipient{Kind: escalation.ToPerson, ID: "binh"}, Chat: 2},
			{Recipient: escalation.Recipient{Kind: escalation.ToGroup, ID: "ban"}, Chat: -1, Reachable: true},
		})
		h.watch = NewWatch(Options{
			Meters: NewMeters(),
			Figures: func(context.Context) (escalation.Figures, error) {
				h.mu.Lock()
				defer h.mu.Unlock()
				h.looks++
				return h.figures, h.fails
			},
			Links:  func(context.Context) (escalation.Links, error) { return links, nil },
			Open:   func(context.Context) (int, error) { return 42, nil },
			Office: func() *escalation.Office { return office }, OfficeNow: time.Now,
			Lease: func() escalation.Lease {
				h.mu.Lock()
				defer h.mu.Unlock()
				return h.lease
			},
			Away: func() (time.Time, error) {
				h.mu.Lock()
				defer h.mu.Unlock()
				return h.away, h.full
			}, Heartbeat: pingURL, HTTP: &http.Client{Transport: h},
			Version: "1.2.3", Log: slog.New(slog.NewTextHandler(h.log, nil)),
		})
		ctx, stop := context.WithCancel(t.Context())
		h.works()
		go h.watch.Run(ctx)
		synctest.Wait()
		story(h)
		stop()
		synctest.Wait()
		if text := h.log.String(); strings.Contains(text, "secret") || strings.Contains(text, "ping") {
			t.Errorf("the log tells the heartbeat's URL:\n%s", text)
		}
	})
}

// now changes what the parts would say.
func (h *house) now(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
}

// works has a tick and a poll go well.
func (h *house) works() {
	h.watch.Meters.Ticked(0, time.Millisecond, nil)
	h.watch.Meters.Called("getUpdates", "ok")
}

// pass lets time pass, second by second, in which ticks and polls go well.
func (h *house) pass(d time.Duration) {
	for ; d > 0; d -= time.Second {
		h.idle(time.Second)
		h.works()
	}
}

// idle lets time pass in which the parts report nothing.
func (h *house) idle(d time.Duration) {
	time.Sleep(d) // of the bubble's clock
	synctest.Wait()
}

func (h *house) get(path string) (int, string) {
	rec := httptest.NewRecorder()
	Handler(h.watch).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec.Code, rec.Body.String()
}

// ready asks /readyz and compares the status and some of the fields.
func (h *house) ready(what string, code int, want map[string]string) map[string]any {
	h.t.Helper()
	got, body := h.get("/readyz")
	var fields map[string]any
	if err := json.Unmarshal([]byte(body), &fields); err != nil || got != code {
		h.t.Errorf("%s: /readyz answers %d %s %v, want %d", what, got, body, err, code)
	}
	for key, state := range want {
		value := fields[key]
		if c, ok := value.(map[string]any); ok {
			value = c["state"]
		}
		if value != state {
			h.t.Errorf("%s: %s is %v, want %s", what, key, value, state)
		}
	}
	if alive, _ := h.get("/healthz"); alive != 200 {
		h.t.Errorf("%s: /healthz answers %d", what, alive)
	}
	return fields
}

// metric finds a metric's value by its name with labels; "" when it is not served.
func (h *house) metric(name string) string {
	h.t.Helper()
	code, body := h.get("/metrics")
	if code != 200 {
		h.t.Errorf("/metrics answers %d %s", code, body)
	}
	for line := range strings.Lines(body) {
		if value, found := strings.CutPrefix(line, name+" "); found {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func (h *house) shows(what string, want map[string]string) {
	h.t.Helper()
	for name, value := range want {
		if got := h.metric(name); got != value {
			h.t.Errorf("%s: %s is %q, want %q", what, name, got, value)
		}
	}
}

func (h *house) logged(what, text string, times int) {
	h.t.Helper()
	if n := strings.Count(h.log.String(), text); n != times {
		h.t.Errorf("%s: %q stands %d times in the log, want %d:\n%s", what, text, n, times, h.log)
	}
}

func TestReadinessTellsWhatIsAwayAndSinceWhen(t *testing.T) {
	watched(t, func(h *house) {
		h.ready("all is well", 200, map[string]string{"database": "ok", "telegram": "ok", "role": "leader"})

		h.now(func() { h.fails = errors.New("dial tcp 10.1.2.3:5432: connection refused") })
		h.pass(time.Minute)
		fields := h.ready("the database is away", 503, map[string]string{"database": "away"})
		since, err := time.Parse(time.RFC3339, fields["database"].(map[string]any)["since"].(string))
		if away := time.Since(since); err != nil || away < 50*time.Second || away > time.Minute {
			t.Errorf("away for %v, %v", away, err)
		}
		if _, told := fields["oldest_due_notice_seconds"]; told {
			t.Error("it tells a lag that it does not know")
		}
		if _, body := h.get("/readyz"); strings.Contains(body, "10.1.2.3") {
			t.Errorf("it names a host: %s", body)
		}
		h.now(func() { h.fails = nil })
		h.pass(10 * time.Second)
		h.ready("it is back", 200, map[string]string{"database": "ok"})

		h.now(func() { h.away, h.full = time.Now(), errors.New("disk is full") })
		h.ready("the disk is full", 503, map[string]string{"database": "away"})
		h.now(func() { h.full = nil })
		h.ready("there is room again", 200, map[string]string{"database": "ok"})

		h.watch.Meters.Called("getUpdates", "none")
		h.idle(50 * time.Second)
		h.ready("Telegram is away for a moment", 200, map[string]string{"telegram": "none"})
		h.idle(15 * time.Second)
		h.ready("Telegram stays away", 503, map[string]string{"telegram": "none"})
		h.watch.Meters.Called("getMe", "unauthorized")
		h.ready("the token was revoked", 503, map[string]string{"telegram": "unauthorized"})
		h.watch.Meters.Called("setMyCommands", "ok")
		h.watch.Meters.Called("getUpdates", "rate_limited")
		h.ready("Telegram asks to wait, so it is there", 200, map[string]string{"telegram": "ok"})
	})
}

func TestAStandbyIsReadyWhateverTelegramDoes(t *testing.T) {
	watched(t, func(h *house) {
		h.now(func() { h.lease = escalation.Lease{} })
		h.watch.Meters.Called("getMe", "unauthorized")
		h.idle(3 * time.Minute)
		h.ready("standing by", 200, map[string]string{"role": "standby", "telegram": "unknown"})
		h.shows("standing by", map[string]string{"dondoc_leader": "0", "dondoc_leader_epoch": "0", "dondoc_telegram_up": ""})
		beats := len(h.beats)
		if h.idle(5 * time.Minute); len(h.beats) != beats {
			t.Error("a standby gives the heartbeat")
		}
		h.logged("a standby leaves it to the leader", "heartbeat", 0)
		h.now(func() { h.fails = errors.New("gone") })
		h.idle(10 * time.Second)
		h.ready("without a database", 503, map[string]string{"role": "standby"})
		h.now(func() { h.fails, h.lease = nil, escalation.Lease{Epoch: 4, Until: time.Now().Add(20 * time.Second)} })
		h.idle(6 * time.Second)
		h.shows("it leads", map[string]string{"dondoc_leader": "1", "dondoc_leader_epoch": "4", "dondoc_telegram_up": "0"})
		h.idle(20 * time.Second)
		h.shows("its lease ran out", map[string]string{"dondoc_leader": "0"})
	})
}

func TestMetricsCountWhatHappensAndShowWhatIsStored(t *testing.T) {
	watched(t, func(h *house) {
		h.idle(56 * time.Hour) // it is 1 January 2000, a Saturday; then Monday 08:00
		h.now(func() {
			h.figures = escalation.Figures{Dead: 2, Step: time.Now().Add(-time.Minute), Queues: []escalation.Queue{
				{State: escalation.NoticePending, Lane: escalation.LaneReminder, Count: 7, Oldest: time.Now().Add(-48 * time.Hour)},
				{State: escalation.NoticeSending, Lane: escalation.LaneReply, Count: 1, Oldest: time.Now().Add(-time.Second)},
			}}
		})
		m := h.watch.Meters
		m.Sent("sent", escalation.LaneReply, 300*time.Millisecond)
		m.Sent("unreachable", escalation.LaneReminder, time.Second)
		m.Called("sendMessage", "rate_limited")
		m.Ticked(3, 2*time.Second, nil)
		m.Ticked(0, time.Second, errors.New("broke off"))
		h.idle(5 * time.Second)
		h.shows("figures", map[string]string{
			`dondoc_sends_total{lane="reply",outcome="sent"}`: "1", `dondoc_sends_total{lane="reply",outcome="refused"}`: "0",
			`dondoc_send_duration_seconds_sum{outcome="unreachable"}`: "1", `dondoc_telegram_calls_total{answer="rate_limited"}`: "1",
			`dondoc_tick_errors_total`: "1", `dondoc_tick_duration_seconds_count`: "3", `dondoc_undecided_assignments`: "3",
			`dondoc_dead_letters`: "2", `dondoc_open_assignments`: "42", `dondoc_due_step_lag_seconds`: "65",
			`dondoc_outbox_notices{lane="reminder",state="pending"}`: "7", `dondoc_outbox_notices{lane="digest",state="pending"}`: "0",
			`dondoc_outbox_notices{lane="reply",state="sending"}`: "1", `dondoc_leader_epoch`: "3", `dondoc_database_up`: "1",
			// The office opened half an hour ago; what fell due on Saturday has waited since then.
			`dondoc_due_notice_lag_seconds`:                 "1805",
			`dondoc_links{kind="person",state="reachable"}`: "1", `dondoc_links{kind="person",state="unreachable"}`: "1",
			`dondoc_links{kind="person",state="unlinked"}`: "1", `dondoc_links{kind="group",state="reachable"}`: "1",
		})
	})
}

// However often it is scraped, the database is asked every five seconds; while it is away a scrape is answered all the same.
func TestAScrapeAsksNobody(t *testing.T) {
	watched(t, func(h *house) {
		h.now(func() { h.figures.Dead = 2 })
		h.idle(5 * time.Second)
		before := h.looks
		for range 100 {
			h.shows("scraped", map[string]string{"dondoc_dead_letters": "2"})
		}
		h.idle(10 * time.Second)
		if n := h.looks - before; n != 2 {
			t.Errorf("asked %d times in ten seconds", n)
		}
		h.now(func() { h.fails = errors.New("gone") })
		h.idle(5 * time.Second)
		h.shows("away", map[string]string{"dondoc_database_up": "0", "dondoc_dead_letters": "", "dondoc_open_assignments": "", "dondoc_leader": "1"})
	})
}

func TestTheHeartbeatIsGivenWhileAllIsWell(t *testing.T) {
	watched(t, func(h *house) {
		h.pass(5 * time.Minute)
		if n := len(h.beats); n < 5 || n > 6 || h.beats[0] != "GET "+pingURL {
			t.Errorf("in five minutes: %v", h.beats)
		}
		h.logged("all is well", "heartbeat", 0)

		h.now(func() { h.answer = 404 })
		h.pass(5 * time.Minute)
		h.now(func() { h.answer = 200 })
		h.pass(2 * time.Minute)
		h.logged("one outage of the service", "heartbeat not delivered", 1)
		h.logged("one outage of the service", "heartbeat goes on", 1)
		h.now(func() { h.refuses = errors.New("dial tcp: lookup hc.example.vn: no such host") })
		h.pass(2 * time.Minute)
		h.logged("the service is away", "no such host", 1)
		h.now(func() { h.refuses = nil })
		h.pass(2 * time.Minute)
	})
}

func TestTheHeartbeatIsWithheldWhenSomethingIsNotWell(t *testing.T) {
	for name, breaks := range map[string]func(h *house){
		"the database is away": func(h *house) { h.now(func() { h.fails = errors.New("gone") }) },
		"Telegram: conflict":   func(h *house) { h.watch.Meters.Called("getUpdates", "conflict") },
		"no tick ended well":   func(h *house) { h.idle(6 * time.Minute) },
		"a notice waits for": func(h *house) {
			old := escalation.Queue{State: escalation.NoticePending, Lane: escalation.LaneReply, Count: 1, Oldest: time.Now().Add(-time.Hour)}
			h.now(func() { h.figures.Queues = []escalation.Queue{old} })
		},
	} {
		t.Run(name, func(t *testing.T) {
			watched(t, func(h *house) {
				h.pass(2 * time.Minute)
				breaks(h)
				h.idle(10 * time.Second)
				before := len(h.beats)
				h.idle(4 * time.Minute)
				if n := len(h.beats); n != before {
					t.Errorf("given %d times", n-before)
				}
				h.logged("once per outage", "heartbeat withheld", 1)
				h.logged("it says why", name, 1)
				h.now(func() { h.fails, h.figures = nil, escalation.Figures{} })
				h.pass(2 * time.Minute)
				if len(h.beats) == before {
					t.Error("it does not go on")
				}
				h.logged("it goes on", "heartbeat goes on", 1)
			})
		})
	}
}

var documented = regexp.MustCompile("(?m)^\\| `(dondoc_\\w+)(?:\\{([^}]*)\\})?` \\| (\\w+) \\|")

// mentioned is a metric anywhere in the document, such as in a rule.
var mentioned = regexp.MustCompile(`dondoc_\w+`)

// The table of docs/operations.md and what /metrics serves are the same, with types and labels, both ways.
func TestEveryMetricIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]string{}
	for _, row := range documented.FindAllStringSubmatch(string(text), -1) {
		labels := strings.Split(row[2], ",")
		slices.Sort(labels)
		table[row[1]] = row[3] + " " + strings.Join(labels, ",")
	}
	for _, mention := range mentioned.FindAllString(string(text), -1) {
		if name := strings.TrimSuffix(mention, "_bucket"); table[name] == "" {
			t.Errorf("docs/operations.md speaks of %s, which is not in its table", mention)
		}
	}
	watched(t, func(h *house) {
		families, err := h.watch.registry().Gather()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range families {
			name := f.GetName()
			if !strings.HasPrefix(name, "dondoc_") {
				continue // of Go and of the process
			}
			var labels []string
			for _, l := range f.GetMetric()[0].GetLabel() {
				labels = append(labels, l.GetName())
			}
			slices.Sort(labels)
			served := strings.ToLower(f.GetType().String()) + " " + strings.Join(labels, ",")
			if table[name] != served {
				t.Errorf("docs/operations.md says of %s %q, served is %q", name, table[name], served)
			}
			delete(table, name)
		}
		for name := range table {
			t.Errorf("docs/operations.md has %s, which is not served", name)
		}
	})
}
