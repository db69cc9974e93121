package main

import (
	"io"
	"os"
	"strings"
	"testing"

	"dondoc/internal/testpg"
)

// TestASmallRunMeasuresEverything runs all parts but those that wait for minutes or build the binary, with a hundredth of the load.
func TestASmallRunMeasuresEverything(t *testing.T) {
	var out strings.Builder
	s := &suite{out: &out, log: io.Discard, postgresURL: testpg.Database(t), scale: 0.01, latency: 0, pictures: t.TempDir()}
	if err := s.run(t.Context(), "throughput,press,ticks"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"## Sending without limits", "## A press while", "## Ticks as work grows", "a bare script"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in:\n%s", want, out.String())
		}
	}
	if picture, err := os.ReadFile(s.pictures + "/ticks.svg"); err != nil || !strings.Contains(string(picture), "</svg>") {
		t.Error("no picture", err)
	}
}
