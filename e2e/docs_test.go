package e2e

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documents lists what is read here, as seen from the root of the tree.
func documents(t *testing.T) []string {
	t.Helper()
	names := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
	found, err := filepath.Glob("../docs/*.md")
	if err != nil || len(found) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, name := range found {
		names = append(names, "docs/"+filepath.Base(name))
	}
	return names
}

// standIns names each command that cannot run inside a test, with what is done instead. A command that is neither here nor run by
// reader.do is a fault, and so is a line here that no document has.
var standIns = map[string]func(*reader, string){
	// Their recipes are printed; CI runs make test.
	"make help":                        (*reader).recipe,
	"make build":                       (*reader).recipe,
	"make test":                        (*reader).recipe,
	"make test PACKAGES=./escalation/": (*reader).recipe,
	"make lint":                        (*reader).recipe,
	"make bench":                       (*reader).recipe,
	"make bench-go":                    (*reader).recipe,
	"make fuzz":                        (*reader).recipe,
	"make torture":                     (*reader).recipe,
	"make pictures":                    (*reader).recipe,
	// The packages are there, and so are the tests and flags that are named; CI runs them all.
	"scripts/with-postgres go test -race ./store/":                              (*reader).namesTests,
	"go test ./wording/ -run AsAgreed -update":                                  (*reader).namesTests,
	"go test ./config/ -run 'TestConfigurationIsDocumented|TestFaults' -update": (*reader).namesTests,
	// Only the process that this document started gets the signal.
	"pkill -HUP -f 'dondoc run'": (*reader).reloads,
	// The unit is checked, and what it says is done by hand in a folder that stands for the machine (machine_test.go).
	"sudo systemctl enable --now dondoc": (*reader).startsService,
	"sudo systemctl start dondoc":        (*reader).startsService,
	"sudo systemctl reload dondoc":       (*reader).reloads,
	"sudo systemctl stop dondoc":         (*reader).stops,
	"sudo journalctl --unit dondoc":      (*reader).showsLog,
	// The Dockerfile's build line runs as it stands, and its program as the Dockerfile says: another user, nothing else around it.
	"docker build -t dondoc .": (*reader).buildsImage,
	"docker run -d --name dondoc --restart unless-stopped -v ./office:/etc/dondoc:ro -v dondoc:/data -e DONDOC_TELEGRAM_TOKEN -p 127.0.0.1:8080:8080 dondoc":   (*reader).startsContainer,
	"docker run -d --name dondoc --restart unless-stopped -v ./theo-doi:/etc/dondoc:ro -v dondoc:/data -e DONDOC_TELEGRAM_TOKEN -p 127.0.0.1:8080:8080 dondoc": (*reader).startsContainer,
	"docker kill --signal HUP dondoc": (*reader).reloads,
	"docker logs dondoc":              (*reader).showsLog,
}

// TestADocumentIsDoneAsItSays follows each document from its top in a fresh copy of the tree: types its YAML, runs its commands, and
// compares what it says they print and what arrives in a chat. For docs/huong-dan.md that is the whole way to the first reminder.
func TestADocumentIsDoneAsItSays(t *testing.T) {
	for _, name := range documents(t) {
		t.Run(name, func(t *testing.T) { newReader(t, name).follow(read(t, name)) })
	}
}

func TestEveryStandInIsNeeded(t *testing.T) {
	needed := map[string]bool{}
	for _, name := range documents(t) {
		for _, b := range blocks(read(t, name)) {
			for _, c := range b.commands() {
				needed[c.line] = true
			}
		}
	}
	for _, line := range slices.Sorted(maps.Keys(standIns)) {
		if !needed[line] {
			t.Errorf("no document has %q: take it out of the table", line)
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

func TestLinksLeadSomewhere(t *testing.T) {
	for _, name := range documents(t) {
		for _, found := range link.FindAllStringSubmatch(read(t, name), -1) {
			target, _, _ := strings.Cut(found[1], "#")
			if strings.Contains(target, "://") || target == "" {
				continue
			}
			if _, err := os.Stat(filepath.Join("..", path.Dir(name), target)); err != nil {
				t.Errorf("%s links to %s: %v", name, target, err)
			}
		}
	}
}

var inProse = regexp.MustCompile("`(dondoc [^`]+|make [^`]+)`")

// Commands inside a sentence are not run, but what they name must be there.
func TestCommandsInSentencesExist(t *testing.T) {
	help := map[string]string{}
	for _, name := range documents(t) {
		for _, found := range inProse.FindAllStringSubmatch(read(t, name), -1) {
			words := strings.Fields(found[1])
			if words[0] == "make" {
				if !strings.Contains(read(t, "Makefile"), "\n"+words[1]+":") {
					t.Errorf("%s: %s: no such target", name, found[0])
				}
				continue
			}
			if _, asked := help[words[1]]; !asked {
				out, errs, code := command(t, t.TempDir(), nil, words[1], "--help")
				if code != 0 {
					t.Errorf("%s: %s: %s", name, found[0], errs)
				}
				help[words[1]] = out
			}
			for i, word := range words[2:] {
				below := i == 0 && strings.Contains(help[words[1]], "Commands:")
				if (below || strings.HasPrefix(word, "--")) && !regexp.MustCompile(`\s`+word+`\b`).MatchString(help[words[1]]) {
					t.Errorf("%s: %s: no such command or flag %s", name, found[0], word)
				}
			}
		}
	}
}

// A command that nobody runs, an expected line that is not printed and a link into nothing are found: the tests above can fail.
func TestABlockIsReadAsItStands(t *testing.T) {
	text := "```sh\n# a remark\none --flag    # exits 1\ntwo \\\n  more\n```\n\n- ```yaml\n  # in a.yaml\n  a: b\n  ```\n"
	got := fmt.Sprintf("%v %s", blocks(text)[0].commands(), blocks(text)[1].text)
	want := "[{3 one --flag 1} {5 two more 0}] # in a.yaml\na: b\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !printed("a\nb 1 c\nd\n", "a\n…\nb … c\n") || printed("a\nb\n", "b\na\n") || printed("ab\n", "a\n") {
		t.Error("printed does not tell what was printed")
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// block is one fenced block of a document.
type block struct {
	line int // of its first line of text
	kind string
	text string
}

var fence = regexp.MustCompile("^( *(?:[-*] )?)```(.*)$")

// blocks cuts the fenced blocks out of a document.
func blocks(document string) []block {
	var out []block
	var open *block
	indent := 0
	for i, line := range strings.Split(document, "\n") {
		found := fence.FindStringSubmatch(line)
		switch {
		case found != nil && open == nil:
			open, indent = &block{line: i + 2, kind: found[2]}, len(found[1])
		case found != nil:
			out, open = append(out, *open), nil
		case open != nil:
			open.text += line[min(indent, len(line)-len(strings.TrimLeft(line, " "))):] + "\n"
		}
	}
	return out
}

// shellCommand is one command line of a block, with the exit code that the document gives it.
type shellCommand struct {
	number int // of the line in the document
	line   string
	code   int
}

var (
	remark   = regexp.MustCompile(`(^|\s+)#\s.*$`)
	exitCode = regexp.MustCompile(`# (?:exits|mã thoát) (\d)`)
)

// commands are the command lines of a block for the shell, without remarks; a line that ends with a backslash goes on.
func (b block) commands() []shellCommand {
	if b.kind != "sh" {
		return nil
	}
	var out []shellCommand
	more := ""
	for i, line := range strings.Split(b.text, "\n") {
		c := shellCommand{number: b.line + i}
		if found := exitCode.FindStringSubmatch(line); found != nil {
			fmt.Sscan(found[1], &c.code)
		}
		c.line = strings.TrimSpace(more + strings.TrimSpace(remark.ReplaceAllString(line, "")))
		if head, goesOn := strings.CutSuffix(c.line, `\`); goesOn {
			more = strings.TrimSpace(head) + " "
			continue
		}
		if more = ""; c.line != "" {
			out = append(out, c)
		}
	}
	return out
}

// printed reports whether the expected lines are among those of an output, in their order; … stands for anything.
func printed(output, expected string) bool {
	lines := strings.Split(output, "\n")
	for _, want := range strings.Split(strings.TrimSpace(expected), "\n") {
		if want == "…" {
			continue
		}
		i := slices.IndexFunc(lines, pattern(want).MatchString)
		if i < 0 {
			return false
		}
		lines = lines[i+1:]
	}
	return true
}

// pattern is a text in which … stands for anything.
func pattern(text string) *regexp.Regexp {
	parts := strings.Split(strings.TrimSpace(text), "…")
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	return regexp.MustCompile(`(?s)^\s*` + strings.Join(parts, ".*") + `\s*$`)
}
