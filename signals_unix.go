//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// outliveLimits makes a limit on the size of files an error of the write that meets it, as a disk that is full is, instead of the end of the
// process: it says so and goes on when there is room.
func outliveLimits() { signal.Ignore(syscall.SIGXFSZ) }
