package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// axeSource is where `npm ci` puts axe-core; scripts/with-node runs it.
const axeSource = "testdata/axe/node_modules/axe-core/axe.min.js"

// finding is a rule of axe that the page breaks, with the elements that break it.
type finding struct {
	ID      string   `json:"id"`
	Impact  string   `json:"impact"` // minor, moderate, serious or critical
	Help    string   `json:"help"`
	Targets []string `json:"targets"`
}

// audit is what axe says of the page as it stands.
type audit struct {
	Passes   int       `json:"passes"` // rules
	Findings []finding `json:"findings"`
	Version  string    `json:"version"`
}

// audited is an audit with the state of the page that it is of.
type audited struct {
	state  string
	on     screen
	result audit
}

const runAxe = `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] }).then((r) => ({
	passes: r.passes.length, version: r.testEngine.version,
	findings: r.violations.map((v) => ({ id: v.id, impact: v.impact, help: v.help, targets: v.nodes.map((n) => n.target.join(" ")) })),
}))`

// shutsNobodyOut has axe look at each part of the page, on the desktop and the phone, light and dark.
func shutsNobodyOut(w *tab) {
	source, err := os.ReadFile(axeSource)
	if err != nil {
		w.t.Fatalf("axe-core is missing (%v): run the tests with `make test`, or `scripts/with-node scripts/with-chromium go test ./e2e`", err)
	}
	w.to("2022-03-16T08:00:00+07:00")
	var all []audited
	for _, on := range []screen{desktop, phone} {
		for _, on.dark = range []bool{false, true} {
			w.look(on)
			w.visit("")
			value[any](w, string(source)+"; null")
			all = append(all, w.audit(on)...)
		}
	}
	w.report(all)
}

// audit walks through the parts of the page.
func (w *tab) audit(on screen) []audited {
	w.t.Helper()
	var all []audited
	check := func(state string) { w.t.Helper(); all = append(all, audited{state, on, w.axe(state, on)}) }
	if on.phone {
		check("list")
	}
	w.choose(its)
	w.reads(headClause)
	if on.phone {
		check("conversation")
		w.click(`[data-tab="board"]`)
		check("board")
		w.click(`[data-tab="timeline"]`)
	} else {
		check("list, conversation, board")
		w.click(`[data-side-tab="timeline"]`)
	}
	w.until(`document.querySelector("#now")`)
	check("timeline")
	w.click("#about-button")
	check("explanation")
	w.clickText("Đóng")
	return all
}

// axe fails the test on what shuts people out.
func (w *tab) axe(state string, on screen) audit {
	w.t.Helper()
	a := value[audit](w, runAxe)
	if a.Passes < 20 {
		w.t.Errorf("%s: axe looked at %d rules only", state, a.Passes)
	}
	for _, f := range a.Findings {
		if f.Impact == "serious" || f.Impact == "critical" {
			w.t.Errorf("%s, %s: %s (%s): %s: %v", state, on, f.ID, f.Impact, f.Help, f.Targets)
		} else {
			w.t.Logf("%s, %s: %s (%s): %s: %v", state, on, f.ID, f.Impact, f.Help, f.Targets)
		}
	}
	return a
}

// report writes docs/axe.md when the pictures are asked for.
func (w *tab) report(all []audited) {
	w.t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "# What axe finds on the chat page\n\nWritten by `make pictures`: axe-core %s with the rules of WCAG 2.2 A and AA and its best practices, "+
		"in Chromium.\n`make test` looks again, and fails on a serious or critical finding.\n\n", all[0].result.Version)
	b.WriteString("| open | screen | rules kept | findings |\n|---|---|---|---|\n")
	for _, a := range all {
		fmt.Fprintf(&b, "| %s | %s | %d | %s |\n", a.state, a.on, a.result.Passes, a.result)
	}
	if dir := os.Getenv("DONDOC_PICTURES"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "..", "axe.md"), []byte(b.String()), 0o644); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (a audit) String() string {
	if len(a.Findings) == 0 {
		return "none"
	}
	var out []string
	for _, f := range a.Findings {
		out = append(out, fmt.Sprintf("%s (%s, %d)", f.ID, f.Impact, len(f.Targets)))
	}
	return strings.Join(out, ", ")
}

func (s screen) String() string {
	colours := "light"
	if s.dark {
		colours = "dark"
	}
	return fmt.Sprintf("%d × %d, %s", s.width, s.height, colours)
}
