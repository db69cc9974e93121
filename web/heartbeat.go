package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

const (
	// beatEvery is how often the heartbeat is given; whether all is well is looked at more often.
	beatEvery, beatWithin = time.Minute, 10 * time.Second
	// tickWithin and lagWithin bound what counts as well: a tick that ended lately, and no notice that waits for longer. A tick that
	// computes everything anew takes its time.
	tickWithin, lagWithin = 5 * time.Minute, 15 * time.Minute
)

// What comes of a heartbeat that is due.
const (
	beatDelivered = "delivered"
	beatFailed    = "failed"
	beatWithheld  = "withheld" // something is not well
)

// pulse calls a URL while all is well. The URL is a secret: whoever knows it can pretend to be well. No log tells it.
type pulse struct {
	*Watch
	client *http.Client
	// due is when the next call is. What is not well then has a minute to become so: a start, a take-over, a gateway's bad moment.
	due time.Time
	// trouble is why the last one did not arrive; "" when it did.
	trouble string
}

func newPulse(w *Watch) *pulse {
	p := &pulse{Watch: w, client: w.HTTP}
	if p.client == nil {
		p.client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	return p
}

// beat calls when it is time and all is well. A process that stands by leaves it to the one that leads.
func (p *pulse) beat(ctx context.Context) time.Duration {
	now := time.Now()
	if _, leading := p.leads(); !leading {
		p.due = now
		return lookEvery
	}
	if now.Before(p.due) {
		return lookEvery
	}
	outcome, trouble := p.try(ctx)
	if ctx.Err() != nil || outcome == beatWithheld && now.Before(p.due.Add(beatEvery)) {
		return lookEvery
	}
	p.due = time.Now().Add(beatEvery)
	p.Meters.beats.WithLabelValues(outcome).Inc()
	p.tell(outcome, trouble)
	return lookEvery
}

// try calls if all is well, and says what came of it and why.
func (p *pulse) try(ctx context.Context) (outcome, trouble string) {
	if trouble = p.unwell(); trouble != "" {
		return beatWithheld, trouble
	}
	if err := p.call(ctx); err != nil {
		return beatFailed, err.Error()
	}
	return beatDelivered, ""
}

// tell logs the first heartbeat that does not arrive, and the first that does again.
func (p *pulse) tell(outcome, trouble string) {
	was := p.trouble
	p.trouble = trouble
	switch {
	case trouble == "" && was != "":
		p.Log.Info("heartbeat goes on")
	case trouble == "" || was != "":
	case outcome == beatWithheld:
		p.Log.Warn("heartbeat withheld", "because", trouble)
	default:
		p.Log.Warn("heartbeat not delivered", "error", trouble)
	}
}

// unwell says what is not as it should be; "" when all is well.
func (w *Watch) unwell() string {
	v, last := w.view(), w.Meters.lately()
	switch {
	case v.Database.State != stateOK:
		return "the database is away"
	case v.Telegram.State != stateOK:
		return "Telegram: " + v.Telegram.State
	case time.Since(last.ticked) > tickWithin:
		return "no tick ended well"
	case v.noticeLag > lagWithin:
		return fmt.Sprintf("a notice waits for %v", v.noticeLag.Round(time.Second))
	}
	return ""
}

// call gives one heartbeat. Its error does not tell the URL.
func (p *pulse) call(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, beatWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.Heartbeat, nil)
	if err != nil {
		return errors.New("the heartbeat's URL cannot be called")
	}
	resp, err := p.client.Do(req)
	var failed *url.Error
	if errors.As(err, &failed) {
		err = failed.Err
	}
	if err != nil {
		return fmt.Errorf("call: %w", err)
	}
	resp.Body.Close() //nolint:errcheck // nothing is read
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("the service answered %d", resp.StatusCode)
	}
	return nil
}
