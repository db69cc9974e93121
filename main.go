// Command dondoc follows up a resolution: it reminds, asks and escalates in Telegram, on the record. `dondoc --help` lists its commands.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the zone of the office is there on a machine without a zone database

	"dondoc/cli"
)

// Set by the linker in a release.
var version = "dev"

func main() {
	outliveLimits()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends at once
	code := cli.Run(ctx, cli.Process{
		Args: os.Args[1:], Env: os.LookupEnv, Stdout: os.Stdout, Stderr: os.Stderr, Version: version,
	})
	stop()
	os.Exit(code)
}
