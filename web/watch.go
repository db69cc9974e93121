package web

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"dondoc/escalation"
)

const (
	// lookEvery is how often the outbox is counted, lookWithin how long the database may take to answer.
	lookEvery, lookWithin = 5 * time.Second, 10 * time.Second
	// countShare keeps the counting of assignments, which grows with their number, below one part in so many of the time.
	countShare = 50
)

// Options are the parts that a Watch is made of.
type Options struct {
	Meters *Meters
	// Figures say what is stored, but for links; Open counts the assignments that are not over.
	Figures func(context.Context) (escalation.Figures, error)
	Links   func(context.Context) (escalation.Links, error)
	Open    func(context.Context) (int, error)
	Office  func() *escalation.Office
	// OfficeNow is office time, by which lags count.
	OfficeNow func() time.Time
	// Lease is the lease that this process holds.
	Lease func() escalation.Lease
	// Away says since when, by machine time, and why the lease can be neither taken nor renewed; no error: it can. A disk that is full can
	// be read from.
	Away func() (since time.Time, err error)
	// Heartbeat is the URL that is called while all is well; "": none.
	Heartbeat string
	// HTTP calls it; nil: a client of our own.
	HTTP *http.Client
	// Version is that of the program.
	Version string
	Log     *slog.Logger
}

// Watch looks at the database every few seconds and keeps what it saw, for those who ask. It runs on machine time.
type Watch struct {
	Options
	pulse *pulse

	mu       sync.Mutex
	database condition
	// figures are of the last look that the database answered; open is -1 until it was counted.
	figures escalation.Figures
	open    int
}

// NewWatch makes a watch over a database that has just been opened.
func NewWatch(o Options) *Watch {
	w := &Watch{Options: o, open: -1}
	w.pulse = newPulse(w)
	w.database.set(stateOK, time.Now())
	return w
}

// Run looks, counts and gives the heartbeat until the context ends.
func (w *Watch) Run(ctx context.Context) {
	var parts sync.WaitGroup
	parts.Go(func() { repeat(ctx, func() time.Duration { return w.look(ctx) }) })
	parts.Go(func() { repeat(ctx, func() time.Duration { return w.count(ctx) }) })
	if w.Heartbeat != "" {
		parts.Go(func() { repeat(ctx, func() time.Duration { return w.pulse.beat(ctx) }) })
	}
	parts.Wait()
}

// repeat calls do, and again after as long as it says.
func repeat(ctx context.Context, do func() time.Duration) {
	for ctx.Err() == nil {
		wait := time.NewTimer(do())
		select {
		case <-ctx.Done():
		case <-wait.C:
		}
		wait.Stop()
	}
}

// look asks the database for its figures.
func (w *Watch) look(ctx context.Context) time.Duration {
	within, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	f, err := w.Figures(within)
	if err == nil {
		var links escalation.Links
		links, err = w.Links(within)
		f.Links = escalation.LinkFigures(w.Office(), links)
	}
	if ctx.Err() == nil {
		w.saw(f, err)
	}
	return lookEvery
}

// saw keeps what a look found. Who leads, or waits to, logs when the database goes away and when it is back.
func (w *Watch) saw(f escalation.Figures, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	state := stateAway
	if err == nil {
		state, w.figures = stateOK, f
	}
	w.database.set(state, time.Now())
}

// count counts the open assignments, the less often the longer it takes.
func (w *Watch) count(ctx context.Context) time.Duration {
	within, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	began := time.Now()
	n, err := w.Open(within) // an error of the database is look's to tell
	if err == nil {
		w.mu.Lock()
		w.open = n
		w.mu.Unlock()
	}
	return max(lookEvery, countShare*time.Since(began))
}

// leads reports whether this process leads, and its epoch, which is 0 else.
func (w *Watch) leads() (epoch int64, ok bool) {
	l := w.Lease()
	if !l.Outlives(time.Now()) {
		return 0, false
	}
	return l.Epoch, true
}

// view is what was seen last, at one moment.
type view struct {
	status
	figures   escalation.Figures
	open      int
	stepLag   time.Duration
	noticeLag time.Duration
}

func (w *Watch) view() view {
	w.mu.Lock()
	v := view{figures: w.figures, open: w.open}
	v.Database = w.database
	w.mu.Unlock()
	if since, err := w.Away(); err != nil {
		v.Database = condition{State: stateAway, Since: since}
	}
	now := w.OfficeNow()
	v.noticeLag, v.stepLag = v.figures.NoticeLag(w.Office().Calendar, now), v.figures.StepLag(now)
	v.Role, v.Telegram = standby, condition{State: stateUnknown}
	epoch, leading := w.leads()
	if leading {
		v.Role, v.Epoch, v.Telegram = leader, epoch, w.Meters.lately().telegram
	}
	up := v.Database.State == stateOK
	if v.Ready = up && !v.Telegram.troubled(time.Now()); up {
		lag := v.noticeLag.Seconds()
		v.Lag = &lag
	}
	return v
}

func (w *Watch) status() status { return w.view().status }
