// Command bench measures on this machine what dondoc costs, in one run, and prints tables in Markdown: Telegram's rates kept, sending
// without limits, the wait for an answer during a broadcast, ticks as work grows, memory. `make bench` starts it with PostgreSQL.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s := &suite{out: os.Stdout, log: os.Stderr}
	flag.StringVar(&s.postgresURL, "postgres", os.Getenv("DONDOC_TEST_POSTGRES"), "URL of a PostgreSQL server whose user may create databases")
	flag.Float64Var(&s.scale, "scale", 1, "part of the full load")
	flag.DurationVar(&s.latency, "latency", defaultLatency, "round trip to Telegram")
	flag.StringVar(&s.pictures, "pictures", "", "folder for the picture of the growth; none without it")
	only := flag.String("only", "", "measure only these, by comma: "+strings.Join(names(), ", "))
	flag.Parse()
	if err := s.run(ctx, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
