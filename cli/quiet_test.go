package cli

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// An outage of two minutes and a half is three lines, with how many were left out; what is about a chat is told each time.
func TestAnOutageIsALineAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		log := slog.New(newQuiet(slog.NewTextHandler(&out, nil)))
		for i := range 150 {
			log.Error("tick broke off", "error", errors.New("connection refused"))
			log.Warn("message not delivered", "chat", i%2, "error", errors.New("502"))
			log.Info("leading", "error", "none")
			time.Sleep(time.Second) // of the bubble's clock
		}
		log.With("part", "x").Error("tick broke off", "error", errors.New("at once"))
		text := out.String()
		for part, want := range map[string]int{
			"tick broke off": 3, "more=59": 2, "message not delivered": 150, "msg=leading": 150, "at once": 0,
		} {
			if n := strings.Count(text, part); n != want {
				t.Errorf("%q stands %d times in the log, want %d", part, n, want)
			}
		}
	})
}
