package config

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	_ "time/tzdata"
)

var update = flag.Bool("update", false, "write testdata/faults.txt anew from what the cases print")

// faultsFile holds the cases: what stands in a file, and what it prints in both languages.
const faultsFile = "testdata/faults.txt"

// base is a sound office, which the cases of faults.txt add a file to.
const base = `language: %s
admins: [an]
people: [{id: an, name: Nguyễn Văn An}, {id: binh, name: Trần Thị Bình}]
units:
  - {id: tinh-uy, name: Tỉnh ủy, head: an}
  - {id: ban-noi-chinh, name: Ban Nội chính, head: binh, supervisor: tinh-uy}
groups: {cac-ban: [ban-noi-chinh]}
documents:
  - {id: nghi-quyet, number: 04-NQ/TU, date: 2022-01-25, title: Nghị quyết, clauses: [{id: III.1, text: Lời văn}, {id: IV.7}]}
tasks: [{id: ke-hoach, title: Kế hoạch, lead: [ban-noi-chinh], document: nghi-quyet, clause: III.1, policy: chuan}]
indicators: [{id: ty-le, title: Tỷ lệ, document: nghi-quyet, target: "> 90"}]
policies: [{id: chuan, remind: [3d]}]
`

type faultCase struct{ title, yaml, vi, en string }

// TestFaults shows every fault and warning of the catalogue, each with the lines that it prints.
func TestFaults(t *testing.T) {
	cases := readFaultCases(t)
	shown := map[code]bool{}
	for i, c := range cases {
		vi := printFindings(c.yaml, "vi", shown)
		en := printFindings(c.yaml, "en", shown)
		if *update {
			cases[i].vi, cases[i].en = vi, en
			continue
		}
		if vi != c.vi {
			t.Errorf("%s: printed\n%s\nwant\n%s", c.title, vi, c.vi)
		}
		if en != c.en {
			t.Errorf("%s: printed\n%s\nwant\n%s", c.title, en, c.en)
		}
	}
	if *update {
		writeFaultCases(t, cases)
	}
	for _, c := range slices.Sorted(maps.Keys(catalogue)) {
		if !shown[c] && !slices.Contains(shownElsewhere, c) {
			t.Errorf("no case of %s shows the message %q", faultsFile, c)
		}
	}
}

// shownElsewhere are words within messages, and messages that need other files or no file at all (TestFiles, TestSecrets).
var shownElsewhere = []code{
	"warning", "did-you-mean", "person", "unit", "group", "document", "task", "report", "indicator", "policy",
	"no-file", "no-permission", "unreadable", "empty-folder", "is-folder", "too-large", "yml-ignored", "not-utf8", "alias-bomb",
	"variable-holds", "bad-database-variable", "token-file", "token-file-holds-none", "no-admins", "no-work", "none-there",
}

// printFindings loads the base with a file beside it, and prints what is found in that file.
func printFindings(yaml, language string, shown map[code]bool) string {
	l := newLoader(func(string) (string, bool) { return "", false })
	l.folder(fstest.MapFS{
		"nen.yaml": {Data: fmt.Appendf(nil, base, language)},
		"sai.yaml": {Data: []byte(yaml)},
	}, func(name string) string { return name })
	_, _, warnings, err := l.finish()
	for _, f := range l.findings {
		shown[f.code] = true
	}
	var out []string
	for _, w := range warnings {
		out = append(out, w.String())
	}
	if err != nil {
		out = append(out, err.Error())
	}
	return strings.Join(out, "\n")
}

func readFaultCases(t *testing.T) []faultCase {
	t.Helper()
	text, err := os.ReadFile(faultsFile)
	if err != nil {
		t.Fatal(err)
	}
	var cases []faultCase
	for part := range strings.SplitSeq("\n"+string(text), "\n=== ") {
		title, rest, found := strings.Cut(part, "\n")
		if !found {
			continue
		}
		yaml, printed, _ := strings.Cut(rest, "--- vi\n")
		vi, en, _ := strings.Cut(printed, "--- en\n")
		cases = append(cases, faultCase{title, yaml, strings.TrimRight(vi, "\n"), strings.TrimRight(en, "\n")})
	}
	return cases
}

func writeFaultCases(t *testing.T, cases []faultCase) {
	t.Helper()
	var out strings.Builder
	for _, c := range cases {
		fmt.Fprintf(&out, "=== %s\n%s--- vi\n%s\n--- en\n%s\n\n", c.title, c.yaml, c.vi, c.en)
	}
	if err := os.WriteFile(faultsFile, []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
