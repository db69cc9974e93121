package web

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"dondoc/escalation"
)

// Meters count what the parts of a process report. They are safe for concurrent use.
type Meters struct {
	sends, calls, beats *prometheus.CounterVec
	sendSeconds         *prometheus.HistogramVec
	tickSeconds         prometheus.Histogram
	tickErrors          prometheus.Counter

	mu   sync.Mutex
	last lately
}

// lately is what was reported last, in machine time.
type lately struct {
	telegram condition
	// ticked is when a tick last ended well, polled when updates were last taken; zero: never.
	ticked, polled time.Time
	// undecided is how many assignments the last tick failed on.
	undecided int
}

// The words that the parts report by. Each is counted from 0, so that its first time is seen as one.
var (
	answers  = []string{stateOK, "rate_limited", stateUnauthorized, "conflict", "refused", "fault", "none"}
	outcomes = []string{
		"sent", string(escalation.SendRetry), string(escalation.SendUnreachable), string(escalation.SendRefused),
		string(escalation.SendMigrated), string(escalation.SendUnauthorized),
	}
	lanes = map[escalation.Lane]string{
		escalation.LaneReply: "reply", escalation.LaneEscalation: "escalation", escalation.LaneReminder: "reminder", escalation.LaneDigest: "digest",
	}
	// tickBuckets reach from an idle tick to one that takes up a day of outage, in seconds.
	tickBuckets = []float64{.001, .005, .01, .05, .1, .5, 1, 5, 10, 30, 60}
)

// NewMeters makes meters that stand at 0.
func NewMeters() *Meters {
	m := &Meters{
		sends:       counters("sends_total", "outcome", "lane"),
		calls:       counters("telegram_calls_total", "answer"),
		beats:       counters("heartbeats_total", "outcome"),
		sendSeconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name("send_duration_seconds"), Help: help["send_duration_seconds"]}, []string{"outcome"}),
		tickSeconds: prometheus.NewHistogram(prometheus.HistogramOpts{Name: name("tick_duration_seconds"), Help: help["tick_duration_seconds"], Buckets: tickBuckets}),
		tickErrors:  prometheus.NewCounter(prometheus.CounterOpts{Name: name("tick_errors_total"), Help: help["tick_errors_total"]}),
		last:        lately{telegram: condition{State: stateUnknown}},
	}
	for _, outcome := range outcomes {
		m.sendSeconds.WithLabelValues(outcome)
		for _, lane := range lanes {
			m.sends.WithLabelValues(outcome, lane)
		}
	}
	for _, a := range answers {
		m.calls.WithLabelValues(a)
	}
	for _, o := range []string{beatDelivered, beatFailed, beatWithheld} {
		m.beats.WithLabelValues(o)
	}
	return m
}

func counters(short string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name(short), Help: help[short]}, labels)
}

// Sent counts a message that was tried: "sent", or the escalation.SendOutcome.
func (m *Meters) Sent(outcome string, lane escalation.Lane, took time.Duration) {
	m.sends.WithLabelValues(outcome, lanes[lane]).Inc()
	m.sendSeconds.WithLabelValues(outcome).Observe(took.Seconds())
}

// Called counts a call of the Bot API by its answer, "ok" or what was wrong. Taking updates, and asking who the bot is, tell how Telegram
// stands; another method may fail, or be missing on another server, for reasons of its own.
func (m *Meters) Called(method, answer string) {
	m.calls.WithLabelValues(answer).Inc()
	if method != "getUpdates" && method != "getMe" {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	state := answer
	if answer == "rate_limited" { // who asks to wait is there
		state = stateOK
	}
	now := time.Now()
	m.last.telegram.set(state, now)
	if answer == stateOK && method == "getUpdates" {
		m.last.polled = now
	}
}

// Ticked counts a tick: how many assignments it failed on, and why it broke off.
func (m *Meters) Ticked(undecided int, took time.Duration, err error) {
	m.tickSeconds.Observe(took.Seconds())
	if err != nil {
		m.tickErrors.Inc()
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last.ticked, m.last.undecided = time.Now(), undecided
}

func (m *Meters) lately() lately {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.last
}
