package web

import (
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"dondoc/escalation"
)

// help is every metric, without the prefix, and what it says. docs/operations.md has the same table.
var help = map[string]string{
	"build_info":                  "1, with the version of the program and of Go.",
	"database_up":                 "1 while the database answers.",
	"leader":                      "1 while this process leads.",
	"leader_epoch":                "Number of the take-over by which this process leads; 0 while it stands by.",
	"telegram_up":                 "1 while Telegram takes the bot's calls; leader only.",
	"last_poll_timestamp_seconds": "When updates were last taken from Telegram; 0: never.",
	"last_tick_timestamp_seconds": "When a tick last ended well; 0: never.",
	"undecided_assignments":       "Assignments that the last tick failed on.",
	"due_notice_lag_seconds":      "For how long the oldest notice waits that may go out.",
	"due_step_lag_seconds":        "For how long the oldest due step waits for a tick.",
	"outbox_notices":              "Notices on their way out.",
	"dead_letters":                "Notices that could not be delivered.",
	"open_assignments":            "Assignments that are neither completed nor withdrawn.",
	"links":                       "People and groups, by whether they can be written to.",
	"sends_total":                 "Messages tried, by what came of them.",
	"send_duration_seconds":       "How long the call of a message took.",
	"telegram_calls_total":        "Calls of the Bot API, by the answer.",
	"tick_duration_seconds":       "How long a tick took.",
	"tick_errors_total":           "Ticks that broke off.",
	"heartbeats_total":            "Heartbeats that were due, by what came of them.",
}

func name(short string) string { return "dondoc_" + short }

// gauges are the metrics that a scrape reads off the last view, with their labels.
var gauges = map[string]*prometheus.Desc{
	"build_info":                  describe("build_info", "version", "go"),
	"database_up":                 describe("database_up"),
	"leader":                      describe("leader"),
	"leader_epoch":                describe("leader_epoch"),
	"telegram_up":                 describe("telegram_up"),
	"last_poll_timestamp_seconds": describe("last_poll_timestamp_seconds"),
	"last_tick_timestamp_seconds": describe("last_tick_timestamp_seconds"),
	"undecided_assignments":       describe("undecided_assignments"),
	"due_notice_lag_seconds":      describe("due_notice_lag_seconds"),
	"due_step_lag_seconds":        describe("due_step_lag_seconds"),
	"outbox_notices":              describe("outbox_notices", "state", "lane"),
	"dead_letters":                describe("dead_letters"),
	"open_assignments":            describe("open_assignments"),
	"links":                       describe("links", "kind", "state"),
}

func describe(short string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name(short), help[short], labels, nil)
}

// registry holds everything that /metrics serves.
func (w *Watch) registry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	m := w.Meters
	r.MustRegister(
		w, m.sends, m.sendSeconds, m.calls, m.tickSeconds, m.tickErrors, m.beats,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return r
}

// Describe implements prometheus.Collector.
func (w *Watch) Describe(to chan<- *prometheus.Desc) {
	for _, d := range gauges {
		to <- d
	}
}

// Collect implements prometheus.Collector. It reads what was seen last and asks nobody; what is stored is left out while the database is
// away.
func (w *Watch) Collect(to chan<- prometheus.Metric) {
	set := func(short string, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(gauges[short], prometheus.GaugeValue, v, labels...)
	}
	v, last := w.view(), w.Meters.lately()
	up := v.Database.State == stateOK
	set("build_info", 1, w.Version, runtime.Version())
	set("database_up", flag(up))
	set("leader", flag(v.Role == leader))
	set("leader_epoch", float64(v.Epoch))
	if v.Role == leader {
		set("telegram_up", flag(last.telegram.State == stateOK))
	}
	set("last_poll_timestamp_seconds", unix(last.polled))
	set("last_tick_timestamp_seconds", unix(last.ticked))
	set("undecided_assignments", float64(last.undecided))
	if up {
		v.stored(set)
	}
}

// stored are the figures of the database.
func (v view) stored(set func(short string, v float64, labels ...string)) {
	set("due_notice_lag_seconds", v.noticeLag.Seconds())
	set("due_step_lag_seconds", v.stepLag.Seconds())
	set("dead_letters", float64(v.figures.Dead))
	if v.open >= 0 {
		set("open_assignments", float64(v.open))
	}
	queued := map[escalation.Queue]int{}
	for _, q := range v.figures.Queues {
		queued[escalation.Queue{State: q.State, Lane: q.Lane}] = q.Count
	}
	for _, state := range []escalation.NoticeState{escalation.NoticePending, escalation.NoticeSending} {
		for lane, label := range lanes {
			set("outbox_notices", float64(queued[escalation.Queue{State: state, Lane: lane}]), string(state), label)
		}
	}
	for _, f := range []escalation.LinkFigure{
		{Kind: escalation.ToPerson, State: escalation.LinkReachable}, {Kind: escalation.ToPerson, State: escalation.LinkUnreachable},
		{Kind: escalation.ToPerson, State: escalation.LinkMissing}, {Kind: escalation.ToGroup, State: escalation.LinkReachable},
		{Kind: escalation.ToGroup, State: escalation.LinkUnreachable},
	} {
		set("links", float64(v.figures.Links[f]), string(f.Kind), string(f.State))
	}
}

func flag(on bool) float64 {
	if on {
		return 1
	}
	return 0
}

func unix(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}
