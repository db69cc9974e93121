// Package cli is the command line: one small file per command. It wires the parts and owns nothing else.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/alecthomas/kong"

	"dondoc/config"
	"dondoc/escalation"
	"dondoc/store"
)

// Process is what a command has of the process that it runs in.
type Process struct {
	Args           []string
	Env            func(string) (string, bool)
	Stdout, Stderr io.Writer
	Version        string
}

// now is the machine's clock, the only place where it becomes office time.
func (p *Process) now() time.Time { return time.Now() }

func (p *Process) log() *slog.Logger {
	return slog.New(newQuiet(slog.NewTextHandler(p.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo})))
}

// The exit codes (DESIGN 7).
const (
	exitDone    = 0
	exitInput   = 1
	exitUsage   = 2
	exitOutside = 3
)

// fault is an error with the exit code that it ends the process with.
type fault struct {
	code int
	err  error
}

func (f *fault) Error() string { return f.err.Error() }
func (f *fault) Unwrap() error { return f.err }

func inputFault(err error) error   { return &fault{exitInput, err} }
func usageFault(err error) error   { return &fault{exitUsage, err} }
func outsideFault(err error) error { return &fault{exitOutside, err} }

// commands is the command line.
type commands struct {
	Config string `help:"Configuration: a file, or a folder with *.yaml. Default: dondoc.yaml." env:"DONDOC_CONFIG" placeholder:"PATH"`

	Demo     demoCommand     `cmd:"" help:"Everything on this machine: a chat page, its own clock, SQLite. Sends nothing out."`
	Run      runCommand      `cmd:"" help:"The bot."`
	Check    checkCommand    `cmd:"" help:"Every fault and warning of the configuration, or \"ok\"."`
	Plan     planCommand     `cmd:"" help:"Who would hear what and when if nobody acted; sends nothing."`
	Calendar calendarCommand `cmd:"" help:"Days off and swapped days of a year."`
	Sandbox  sandboxCommand  `cmd:"" help:"A Telegram Bot API server on this machine, alone."`
	Schema   schemaCommand   `cmd:"" help:"A JSON Schema of the configuration, for editors."`
	Invite   inviteCommand   `cmd:"" help:"One-time links, and a sheet with QR codes, that tie a Telegram account to a person."`
	Outbox   outboxCommand   `cmd:"" help:"What waits to be sent, and what could not be delivered."`
	Ledger   ledgerCommand   `cmd:"" help:"The record of everything that happened."`
	Version  versionCommand  `cmd:"" help:"The version of this program."`
}

// Run parses the arguments, runs the command and returns the exit code.
func Run(ctx context.Context, p Process) int {
	var c commands
	ended := false
	parser, err := kong.New(&c,
		kong.Name("dondoc"),
		kong.Description("dondoc follows up a resolution: it reminds, asks and escalates in Telegram, on the record."),
		kong.Writers(p.Stdout, p.Stderr),
		kong.Exit(func(int) { ended = true }), // --help
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(&p),
		kong.Resolvers(environment(p.Env)),
	)
	if err != nil {
		fmt.Fprintln(p.Stderr, "dondoc:", err)
		return exitUsage
	}
	parsed, err := parser.Parse(p.Args)
	if ended {
		return exitDone
	}
	if err != nil {
		fmt.Fprintf(p.Stderr, "dondoc: %v\n", err)
		return exitUsage
	}
	return p.exit(parsed.Run(&c))
}

// environment resolves flags from the process's environment as it was handed in.
func environment(env func(string) (string, bool)) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		for _, name := range flag.Envs {
			if v, ok := env(name); ok {
				return v, nil
			}
		}
		return nil, nil //nolint:nilnil // kong's way to say: not set
	})
}

// exit prints what went wrong, once, and gives the code for it.
func (p *Process) exit(err error) int {
	if err == nil {
		return exitDone
	}
	var faults *config.Faults
	if errors.As(err, &faults) {
		fmt.Fprintln(p.Stderr, faults.Error())
		return exitInput
	}
	fmt.Fprintf(p.Stderr, "dondoc: %v\n", err)
	var f *fault
	if errors.As(err, &f) {
		return f.code
	}
	return exitOutside
}

const defaultConfig = "dondoc.yaml"

// load reads the configuration that the command line names.
func (c *commands) load(p *Process) (*escalation.Office, *config.Settings, []config.Finding, error) {
	return loadFrom(p, c.path())
}

func (c *commands) path() string {
	if c.Config == "" {
		return defaultConfig
	}
	return c.Config
}

func loadFrom(p *Process, path string) (*escalation.Office, *config.Settings, []config.Finding, error) {
	office, settings, warnings, err := config.Load(path, p.Env)
	if err != nil {
		return nil, nil, nil, inputFault(err)
	}
	return office, settings, warnings, nil
}

// openStore opens the database, or says in the office's language what to do; the store's own line, which names the place, follows.
func openStore(ctx context.Context, url string, say commandTexts) (*store.Store, error) {
	db, err := store.Open(ctx, url)
	return db, storeFault(err, say)
}

// storeFault says in the office's language what to do about a database that cannot be opened.
func storeFault(err error, say commandTexts) error {
	switch {
	case errors.Is(err, store.ErrInUse):
		err = fmt.Errorf("%s (%w)", say.dbInUse, err)
	case errors.Is(err, store.ErrNewer):
		err = fmt.Errorf("%s (%w)", say.dbNewer, err)
	case errors.Is(err, store.ErrOlder):
		err = fmt.Errorf("%s (%w)", say.dbOlder, err)
	case errors.Is(err, store.ErrUnreachable):
		err = fmt.Errorf("%s (%w)", say.dbUnreachable, err)
	}
	return outside(err)
}

const (
	// storeWithin is how long a start waits for a database server that is not up yet, as after a machine has started; whoever started this
	// process tries again later.
	storeWithin = 15 * time.Second
	storeRetry  = time.Second
)

// awaitStore is openStore for a process that is to run: a server that is not up yet is waited for. What does not pass by itself, such as a
// wrong password, ends it at once.
func awaitStore(ctx context.Context, url string, say commandTexts, log *slog.Logger) (*store.Store, error) {
	end := time.Now().Add(storeWithin)
	for tries := 0; ; tries++ {
		db, err := openStore(ctx, url, say)
		if !errors.Is(err, store.ErrNotUp) || time.Now().After(end) {
			return db, err
		}
		if tries == 0 {
			log.Warn("the database server is not up yet, waiting", "at most", storeWithin, "error", err)
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(storeRetry):
		}
	}
}
