package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"dondoc/bot"
	"dondoc/calendar"
	"dondoc/config"
	"dondoc/delivery"
	"dondoc/escalation"
	example "dondoc/examples/04-nq-tu"
	"dondoc/sandbox"
	"dondoc/store"
)

type demoCommand struct {
	At      string `help:"Office time at which the demo starts. Default: 2022-01-25T08:00 for the built-in example, else now." placeholder:"TIME"`
	Listen  string `default:"127.0.0.1:8080" help:"Address of the chat page." placeholder:"ADDR"`
	Verbose bool   `help:"Show what the parts log."`
}

const (
	// demoToken is a token that only the demo's own sandbox knows.
	demoToken = "20220125:demo-on-this-machine"
	// exampleStart is the day of the built-in example's resolution.
	exampleStart = "2022-01-25T08:00"
)

// Run shows a resolution being followed up, with everything on this machine: a sandbox instead of Telegram, a clock that is moved by hand,
// a database that is thrown away. The bot is the same as in `run`.
func (k *demoCommand) Run(ctx context.Context, c *commands, p *Process) error {
	office, err := k.load(c, p)
	if err != nil {
		return err
	}
	say := texts(office.Language)
	start, err := k.start(c, p, office, say)
	if err != nil {
		return err
	}
	l, err := listen(k.Listen, say)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "dondoc-demo-")
	if err != nil {
		return outsideFault(fmt.Errorf("make a folder for the demo: %w", err))
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	db, err := openStore(ctx, "sqlite:"+filepath.Join(dir, "demo.db"), say)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // thrown away
	return k.show(ctx, p, l, db, peopled(office), start)
}

// show runs engine and sandbox until the context ends.
func (k *demoCommand) show(ctx context.Context, p *Process, l net.Listener, db *store.Store, office *escalation.Office, start time.Time) error {
	log := k.log(p)
	url := "http://" + l.Addr().String()
	client, err := bot.NewClient(bot.ClientOptions{Token: demoToken, API: url, Log: log})
	if err != nil {
		return outsideFault(err)
	}
	clock := &demoClock{now: start}
	e := newEngine(engineParts{
		store: db, office: office, client: client, limits: unlimited(), officeNow: clock.Now, log: log,
	})
	box := sandbox.New(sandbox.Options{
		Token: demoToken, BotName: "Hệ thống đôn đốc", BotUsername: "dondoc_bot", People: accounts(office), Groups: groupsOf(office),
		Clock: clock, Board: board(db, e.office.Load, clock.Now), Title: title(office), Log: log,
		Timeline: timeline(db, e.office.Load, clock.Now), Guide: guide(office, start),
	})
	clock.engine, clock.sandbox = e, box
	stop := serveOn(l, box)
	defer stop()
	defer box.Close()
	fmt.Fprintf(p.Stdout, texts(office.Language).demoReady+"\n", url)
	return outside(e.run(ctx))
}

func (k *demoCommand) log(p *Process) *slog.Logger {
	if k.Verbose {
		return p.log()
	}
	return slog.New(slog.NewTextHandler(p.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
}

// load reads the configuration that was named, else the built-in example.
func (k *demoCommand) load(c *commands, p *Process) (*escalation.Office, error) {
	if c.Config != "" {
		office, _, warnings, err := c.load(p)
		printAll(p.Stderr, warnings)
		return office, err
	}
	office, _, _, err := config.LoadFS(example.Files, p.Env)
	if err != nil {
		return nil, inputFault(err)
	}
	return office, nil
}

func printAll(w io.Writer, findings []config.Finding) {
	for _, f := range findings {
		fmt.Fprintln(w, f)
	}
}

func (k *demoCommand) start(c *commands, p *Process, o *escalation.Office, say commandTexts) (time.Time, error) {
	at := k.At
	if at == "" && c.Config != "" {
		return p.now(), nil
	}
	if at == "" {
		at = exampleStart
	}
	t, ok := parseMoment(at, o.Calendar)
	if !ok {
		return time.Time{}, usageFault(fmt.Errorf(say.badTime, at))
	}
	return t, nil
}

// parseMoment reads a moment as a person types it: RFC 3339, or a local date with or without a time.
func parseMoment(s string, c *calendar.Calendar) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, s, c.Location()); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// unlimited are limits that a demo never meets: its time is compressed, so Telegram's rates would say nothing.
func unlimited() delivery.Limits {
	r := delivery.Rate{Count: 1_000_000, Per: time.Second}
	return delivery.Limits{All: r, Private: r, Group: r}
}

const (
	firstAccount = 7_000_001
	firstGroup   = -1_000_001
)

// peopled gives every person and every unit's group an id of its own.
func peopled(o *escalation.Office) *escalation.Office {
	with := *o
	with.People = make([]*escalation.Person, len(o.People))
	for i, p := range o.People {
		q := *p
		q.Telegram = firstAccount + int64(i)
		with.People[i] = &q
	}
	with.Units = make([]*escalation.Unit, len(o.Units))
	for i, u := range o.Units {
		v := *u
		v.Chat, v.Topic = firstGroup-int64(i), 0
		with.Units[i] = &v
	}
	return escalation.NewOffice(with)
}

func accounts(o *escalation.Office) []sandbox.Person {
	var out []sandbox.Person
	for _, p := range o.People {
		out = append(out, sandbox.Person{
			ID: p.Telegram, Name: p.Name, Title: officeOf(o, p), Language: string(o.Language), Started: true,
		})
	}
	return out
}

// officeOf says where a person belongs, for the list of chats.
func officeOf(o *escalation.Office, p *escalation.Person) string {
	title := p.Title
	if units := o.UnitsOf(p.ID); len(units) > 0 {
		if title != "" {
			title += ", "
		}
		title += units[0].Name
	}
	return title
}

func groupsOf(o *escalation.Office) []sandbox.Group {
	ids := map[string]int64{}
	for _, p := range o.People {
		ids[p.ID] = p.Telegram
	}
	var out []sandbox.Group
	for _, u := range o.Units {
		g := sandbox.Group{ID: u.Chat, Name: u.Name}
		for _, p := range u.Everyone() {
			g.Members = append(g.Members, ids[p])
		}
		out = append(out, g)
	}
	return out
}

func title(o *escalation.Office) string {
	if len(o.Documents) == 0 {
		return "dondoc"
	}
	d := o.Documents[0]
	return d.Number + " — " + d.Title
}
