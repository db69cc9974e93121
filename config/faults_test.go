package config

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	_ "time/tzdata"
)

// faultsFile holds the cases: what stands in a file. What each prints is in docs/faults.md.
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
tasks: [{id: ke-hoach, title: Kế hoạch, lead: [cac-ban], due: 2026-12-31, document: nghi-quyet, clause: III.1, policy: chuan}]
reports: [{id: bc-nam, title: Báo cáo, from: [ban-noi-chinh], every: year, due: 5d, document: nghi-quyet, policy: chuan, indicators: [ty-le]}]
indicators: [{id: ty-le, title: Tỷ lệ, document: nghi-quyet, target: "> 90"}]
policies: [{id: chuan, remind: [3d]}]
`

// faultCase is a file, and its title. A file that is alone does without the base.
type faultCase struct {
	section, title, yaml string
	alone                bool
}

// aDay is the day on which the warnings that depend on the day are given.
var aDay = day(2026, 3, 2)

// TestFaults shows every fault and warning of the catalogue, each with the lines that it prints, as docs/faults.md has them.
func TestFaults(t *testing.T) {
	shown := map[code]bool{}
	var out strings.Builder
	fmt.Fprintf(&out, faultsIntro, twentyAtOnce(t), fmt.Sprintf(base, "vi"))
	section := ""
	for _, c := range readFaultCases(t) {
		if c.section != section {
			section = c.section
			fmt.Fprintf(&out, "\n## %s\n", section)
		}
		vi, en := c.print("vi", shown), c.print("en", shown)
		if vi == "" || en == "" {
			t.Errorf("%s: nothing is wrong", c.title)
		}
		writeCase(&out, c.title, c.yaml, vi, en)
	}
	out.WriteString("\n## Files, folders and the environment\n")
	for _, c := range worldCases(t) {
		shown[c.shows] = true
		writeCase(&out, c.title, c.yaml, c.print("vi"), c.print("en"))
	}
	golden(t, "faults.md", out.String())

	words := []code{"warning", "did-you-mean", "person", "unit", "group", "document", "task", "report", "indicator", "policy"}
	for _, c := range slices.Sorted(maps.Keys(catalogue)) {
		if !shown[c] && !slices.Contains(words, c) {
			t.Errorf("no case shows the message %q", c)
		}
	}
}

const faultsIntro = `# Faults and warnings

What ` + "`dondoc check`" + ` finds in a configuration, each with the lines that it prints, in Vietnamese and in English (here without
the lines of the file, which are the same). This page is written by a test (` + "`go test ./config -run TestFaults -update`" + `) from ` + "`config/testdata/faults.txt`" + `.

A *fault* cannot be meant: nothing starts with it, and a running dondoc keeps its old configuration. A *warning* can be meant and
probably is not; nothing is held up by it. Warnings are given once there is no fault.

All faults of a configuration are shown at once. This file has twenty and more:

%s
The cases below are each a second file beside this one, which is sound:

` + "```yaml\n%s```\n"

func writeCase(out *strings.Builder, title, yaml, vi, en string) {
	fmt.Fprintf(out, "\n### %s\n", title)
	if yaml != "" {
		fmt.Fprintf(out, "\n```yaml\n%s```\n", yaml)
	}
	fmt.Fprintf(out, "\n```text\n%s\n```\n", vi)
	if en != vi {
		fmt.Fprintf(out, "\n```text\n%s\n```\n", withoutSource(en))
	}
}

// withoutSource leaves out the lines of the file, and the carets below them.
func withoutSource(printed string) string {
	lines := slices.DeleteFunc(strings.Split(printed, "\n"), func(line string) bool { return excerptLine.MatchString(line) })
	return strings.Join(lines, "\n")
}

var excerptLine = regexp.MustCompile(`^ *\d* \| `)

// twentyAtOnce is a file with twenty faults, and what it prints.
func twentyAtOnce(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/twenty.yaml")
	if err != nil {
		t.Fatal(err)
	}
	lines := faultLines(t, map[string]string{"dondoc.yaml": string(text)})
	if len(lines) < 20 {
		t.Errorf("the file with twenty faults prints %d", len(lines))
	}
	_, _, _, err = LoadFS(files(map[string]string{"dondoc.yaml": string(text)}), noEnv)
	return fmt.Sprintf("```yaml\n%s```\n\n```text\n%v\n```\n", text, err)
}

// print loads a case, and prints what is found.
func (c faultCase) print(language string, shown map[code]bool) string {
	folder := fstest.MapFS{"sai.yaml": {Data: []byte(c.yaml)}}
	if c.alone {
		folder["sai.yaml"].Data = []byte(strings.Replace(c.yaml, "language: en", "language: "+language, 1))
	} else {
		folder["nen.yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil, base, language)}
	}
	l := newLoader(noEnv)
	l.folder(folder, func(name string) string { return name })
	office, settings, warnings, err := l.finish()
	record(l.findings, shown)
	if err != nil {
		return err.Error()
	}
	record(settings.doubts(office, aDay).findings, shown)
	return printed(append(warnings, settings.Warnings(office, aDay)...))
}

func record(findings []found, shown map[code]bool) {
	for _, f := range findings {
		shown[f.code] = true
		for _, arg := range f.args {
			if p, ok := arg.(phrase); ok {
				shown[p.code] = true
			}
		}
	}
}

func printed(findings []Finding) string {
	lines := make([]string, len(findings))
	for i, f := range findings {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

func readFaultCases(t testing.TB) []faultCase {
	t.Helper()
	text, err := os.ReadFile(faultsFile)
	if err != nil {
		t.Fatal(err)
	}
	var cases []faultCase
	section := ""
	for part := range strings.SplitSeq(string(text), "\n\n") {
		part = strings.TrimPrefix(part, "\n")
		if title, found := strings.CutPrefix(part, "## "); found {
			section = title
			continue
		}
		title, yaml, found := strings.Cut(strings.TrimPrefix(part, "=== "), "\n")
		if !found {
			t.Fatalf("%s: no case: %q", faultsFile, part)
		}
		title, alone := strings.CutSuffix(title, " [alone]")
		cases = append(cases, faultCase{section, title, strings.TrimRight(yaml, "\n") + "\n", alone})
	}
	return cases
}
