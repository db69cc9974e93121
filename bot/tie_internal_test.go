package bot

import (
	"slices"
	"testing"
)

// TestTheButtonsOfTiesHaveLettersOfTheirOwn, which no button about an assignment has.
func TestTheButtonsOfTiesHaveLettersOfTheirOwn(t *testing.T) {
	routes := New(Options{}).routes
	for _, v := range []verb{verbTie, verbUntie} {
		if slices.Contains(verbs(), v) || routes[v] != nil {
			t.Errorf("the verb %q is not one of its own", v)
		}
		p := press{verb: v, number: unitNumber("huyen-uy")}
		if got, ok := parsePress(p.data()); !ok || got != p {
			t.Errorf("%q is read as %+v, %v", p.data(), got, ok)
		}
	}
}
