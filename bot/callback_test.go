package bot

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestButtonsReadBackWhatTheyCarry holds for every verb and any numbers, within what Telegram takes.
func TestButtonsReadBackWhatTheyCarry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := press{
			verb:   rapid.SampledFrom(verbs()).Draw(t, "verb"),
			number: rapid.Int64Range(0, numberMost).Draw(t, "number"),
			notice: rapid.Int64Range(0, numberMost).Draw(t, "notice"),
			page:   rapid.Int64Range(0, numberMost).Draw(t, "page"),
			card:   rapid.Bool().Draw(t, "card"),
		}
		data := p.data()
		back, ok := parsePress(data)
		if !ok || back != p || len(data) > dataMost {
			t.Fatalf("%+v became %q and read back as %+v, %v", p, data, back, ok)
		}
	})
}

// TestOldButtonsStayReadable: messages that were sent keep their buttons, so what they carry never changes.
func TestOldButtonsStayReadable(t *testing.T) {
	for data, want := range map[string]press{
		"1:a:12:345:0:0": {verb: verbAccept, number: 12, notice: 345},
		"1:v:12:0:3:0":   {verb: verbCard, number: 12, page: 3},
		"1:o:12:345:0:1": {verb: verbOnTrack, number: 12, notice: 345, card: true},
		"1:l:0:0:2:0":    {verb: verbList, page: 2},
		"1:g:12:0:0:0":   {verb: verbSend, number: 12},
	} {
		if got, ok := parsePress(data); !ok || got != want || want.data() != data {
			t.Errorf("%q: %+v, %v; want %+v", data, got, ok, want)
		}
	}
}

// TestEveryVerbHasARouteAndALetterOfItsOwn, but the one that turns pages, which is about no assignment.
func TestEveryVerbHasARouteAndALetterOfItsOwn(t *testing.T) {
	routes, seen := New(Options{}).routes, map[verb]bool{}
	for _, v := range verbs() {
		if routes[v] == nil && v != verbList {
			t.Errorf("the verb %q leads nowhere", v)
		}
		if seen[v] || strings.Contains(string(v), ":") {
			t.Errorf("the verb %q is not one of its own", v)
		}
		seen[v] = true
	}
	if len(routes) != len(verbs())-1 {
		t.Errorf("%d routes for %d verbs", len(routes), len(verbs()))
	}
}

// FuzzCallback: any data is read or refused, and what is read is what data writes.
func FuzzCallback(f *testing.F) {
	for _, s := range []string{"1:a:12:345:0:0", "1:a:12:345:0:1", "", "1:::::", "1:a:-1:0:0:0", "1:a:01:0:0:0", "1:a:+1:0:0:0", "2:a:1:0:0:0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data string) {
		if p, ok := parsePress(data); ok && p.data() != data {
			t.Errorf("%q read as %+v, which writes %q", data, p, p.data())
		}
	})
}
