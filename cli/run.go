package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"dondoc/bot"
	"dondoc/config"
	"dondoc/delivery"
	"dondoc/web"
)

type runCommand struct{}

// Run is the bot, until a signal ends it.
func (runCommand) Run(ctx context.Context, c *commands, p *Process) error {
	office, settings, warnings, err := c.load(p)
	if err != nil {
		return err
	}
	for _, w := range warnings {
		fmt.Fprintln(p.Stderr, w)
	}
	say := texts(office.Language)
	meters := web.NewMeters()
	client, err := newClient(settings, say, p, func(method string, a bot.Answer) { meters.Called(method, string(a)) })
	if err != nil {
		return err
	}
	heartbeat, err := settings.Heartbeat.Reveal()
	if err != nil {
		return inputFault(err)
	}
	url, err := settings.DatabaseURL(p.Env)
	if err != nil {
		return inputFault(err)
	}
	db, err := awaitStore(ctx, url, say, p.log())
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // everything is stored by then
	if err = knows(ctx, client, say, p); err != nil {
		return err
	}
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP) // before anybody can know that this process runs
	defer signal.Stop(hangup)
	e := newEngine(engineParts{
		store: db, office: office, client: client, limits: limitsOf(settings.Telegram.Limits), officeNow: p.now, meters: meters, log: p.log(),
	})
	watch := e.watch(meters, heartbeat, p.Version)
	stopWeb, err := serve(settings.Web.Listen, web.Handler(watch), say)
	if err != nil {
		return err
	}
	defer stopWeb()
	e.scheduler.NoticeOutages()
	go watch.Run(ctx)
	for _, line := range affectedOnFirst(ctx, db, office, p.now()) {
		fmt.Fprintln(p.Stderr, line)
	}
	go e.reloadOn(ctx, hangup, c, p)
	return outside(e.run(ctx))
}

func outside(err error) error {
	if err == nil {
		return nil
	}
	return outsideFault(err)
}

// newClient makes the client of the Bot API; observe may be nil.
func newClient(s *config.Settings, say commandTexts, p *Process, observe func(string, bot.Answer)) (*bot.Client, error) {
	if !s.Telegram.Enabled {
		return nil, inputFault(errors.New(say.disabled))
	}
	if err := errors.Join(s.Telegram.Check(), s.Web.Check()); err != nil {
		return nil, inputFault(err)
	}
	token, err := s.Telegram.Token.Reveal()
	if err != nil {
		return nil, inputFault(err)
	}
	if token == "" {
		return nil, inputFault(errors.New(say.noToken))
	}
	proxy, err := s.Telegram.Proxy.Reveal()
	if err != nil {
		return nil, inputFault(err)
	}
	client, err := bot.NewClient(bot.ClientOptions{Token: token, API: s.Telegram.API, Proxy: proxy, Log: p.log(), Observe: observe})
	if err != nil {
		return nil, inputFault(err)
	}
	return client, nil
}

// knows asks Telegram once whether it knows the token; when Telegram cannot be reached the bot starts all the same and waits.
func knows(ctx context.Context, client *bot.Client, say commandTexts, p *Process) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	_, err := client.GetMe(ctx)
	if errors.Is(err, bot.ErrUnauthorized) {
		return outsideFault(errors.New(say.tokenWrong))
	}
	if err != nil {
		p.log().Warn("Telegram cannot be reached yet, going on", "error", err)
	}
	return nil
}

func limitsOf(l config.Limits) delivery.Limits {
	rate := func(r config.Rate) delivery.Rate { return delivery.Rate{Count: r.Count, Per: r.Per} }
	return delivery.Limits{All: rate(l.All), Private: rate(l.Private), Group: rate(l.Group)}
}

// reloadOn puts a new configuration in force on each signal; a bad one changes nothing (DESIGN 6.8).
func (e *engine) reloadOn(ctx context.Context, hangup <-chan os.Signal, c *commands, p *Process) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangup:
			e.reload(ctx, c, p)
		}
	}
}

func (e *engine) reload(ctx context.Context, c *commands, p *Process) {
	say := texts(e.office.Load().Language)
	office, _, _, err := c.load(p)
	if err == nil {
		err = e.adopt(ctx, office)
	}
	if err != nil {
		fmt.Fprintf(p.Stderr, "%v\n%s\n", err, say.notReloaded)
		return
	}
	fmt.Fprintln(p.Stderr, say.reloaded)
}
