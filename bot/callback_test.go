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
			arg:    rapid.StringMatching(`[a-z]{0,4}`).Draw(t, "arg"),
			unit:   rapid.Int64Range(0, numberMost).Draw(t, "unit"),
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

		"2:l:0:0:2:0:s:0":   {verb: verbList, page: 2, arg: "s"},
		"2:v:c:0:3:0:o:2rr": {verb: verbCard, number: 12, page: 3, arg: "o", unit: 3591},
		"2:lg:0:0:0:0:vi:0": {verb: verbLanguage, arg: "vi"},
		"2:rs:0:a:1:0:d:0":  {verb: verbResend, notice: 10, page: 1, arg: "d"},
	} {
		if got, ok := parsePress(data); !ok || got != want || want.data() != data {
			t.Errorf("%q: %+v, %v; want %+v", data, got, ok, want)
		}
	}
}

// TestEveryVerbHasARouteAndALetterOfItsOwn, either about an assignment or not.
func TestEveryVerbHasARouteAndALetterOfItsOwn(t *testing.T) {
	b, seen := New(Options{}), map[verb]bool{}
	for _, v := range verbs() {
		if (b.routes[v] == nil) == (b.pages[v] == nil) {
			t.Errorf("the verb %q leads nowhere, or to two places", v)
		}
		if seen[v] || strings.Contains(string(v), ":") || len(v) > 2 {
			t.Errorf("the verb %q is not one of its own", v)
		}
		seen[v] = true
	}
	if len(b.routes)+len(b.pages) != len(verbs()) {
		t.Errorf("%d routes and %d pages for %d verbs", len(b.routes), len(b.pages), len(verbs()))
	}
}

// FuzzCallback: any data is read or refused, and what is read is what data writes.
func FuzzCallback(f *testing.F) {
	for _, s := range []string{"1:a:12:345:0:0", "1:a:12:345:0:1", "", "1:::::", "1:a:-1:0:0:0", "1:a:01:0:0:0", "1:a:+1:0:0:0", "2:a:1:0:0:0", "2:l:0:0:1:0:s:0", "2:l:0:0:1:0::0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data string) {
		if p, ok := parsePress(data); ok && p.data() != data {
			t.Errorf("%q read as %+v, which writes %q", data, p, p.data())
		}
	})
}
