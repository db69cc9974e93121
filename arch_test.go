package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is what go.mod calls this module; an import of our own starts with it.
const module = "dondoc"

// everything stands in a table for every folder.
var everything = []string{"*"}

// layers is the import table of DESIGN 2: each folder, and what it may import of this module. Siblings never import each other.
var layers = map[string][]string{
	"calendar":   {},
	"escalation": {"calendar"},
	"wording":    {"escalation", "calendar"},
	"config":     {"escalation", "calendar"},
	"store":      {"escalation", "calendar"},
	"scheduler":  {"escalation", "calendar"},
	"delivery":   {"escalation", "calendar"},
	"bot":        {"escalation", "calendar", "wording"},
	"web":        {"escalation", "calendar", "wording"},
	"sandbox":    {},
	"cli":        everything,
	".":          everything,

	"bench":             everything,
	"examples/04-nq-tu": {},
	"e2e":               everything,
	"internal/testpg":   {},
}

// edges says which folders may use a library, and which an edge of the standard library. A path covers what lies below it.
// Tests are free of it; a library without folders is for them alone.
var edges = map[string][]string{
	"database/sql":                   {"store", "internal/testpg", "bench"},
	"github.com/jmoiron/sqlx":        {"store"},
	"github.com/lib/pq":              {"store", "internal/testpg", "bench"},
	"modernc.org/sqlite":             {"store", "bench"},
	"github.com/pressly/goose":       {"store"},
	"github.com/go-co-op/gocron":     {"scheduler"},
	"github.com/go-telegram-bot-api": {"bot"},
	"go.yaml.in/yaml":                {"config"},
	"github.com/alecthomas/kong":     {"cli", "."},
	"golang.org/x/time":              {"delivery", "bot", "sandbox"},
	"github.com/xuri/excelize":       {"cli"},
	"rsc.io/qr":                      {"cli"},
	"github.com/prometheus":          {"web"},
	"golang.org/x/text":              everything,

	"github.com/chromedp":                   {},
	"github.com/go-telegram/bot":            {},
	"github.com/santhosh-tekuri/jsonschema": {},
	"pgregory.net/rapid":                    {},
	"testing":                               {"internal/testpg"},
}

// pure names the folders that decide without touching the world, and world what touches it.
var (
	pure  = []string{"calendar", "escalation", "wording"}
	world = []string{"crypto/rand", "io/ioutil", "log", "math/rand", "net", "os", "syscall"}
)

// machineTime lists the folders and files that mean machine time (DESIGN 2, "Two clocks"); everyone else is told the time.
var machineTime = []string{
	"cli", "bench", "main.go", "sandbox", "delivery", "scheduler", "store/lease.go", "store/dial.go", "internal/testpg", "web/watch.go",
	"web/meters.go", "web/heartbeat.go", "bot/poll.go", "bot/poller.go", "bot/client.go",
}

// clock lists what reads the machine's clock or waits by it.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// TestTheHouseIsKept reads every Go file of the module and holds it to the tables above.
func TestTheHouseIsKept(t *testing.T) {
	read := 0
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skipHidden(entry.Name())
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		read++
		for _, fault := range faults(t, filepath.ToSlash(name), nil) {
			t.Error(fault)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read == 0 {
		t.Error("no Go file was read")
	}
}

// TestTheTablesBite shows that each rule finds what breaks it, and lets pass what does not.
func TestTheTablesBite(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"config/a.go", `import _ "dondoc/escalation"`, ""},
		{"config/a.go", `import _ "dondoc/store"`, "may not import store"},
		{"config/a_test.go", `import _ "dondoc/store"`, "may not import store"},
		{"bot/a_test.go", "_test\n" + `import _ "dondoc/store"`, ""},
		{"cli/a.go", `import _ "dondoc/store"`, ""},
		{"sandbox/a.go", `import _ "dondoc/calendar"`, "may not import calendar"},
		{"helpers/a.go", ``, "add it to the table"},
		{"cli/a.go", `import _ "dondoc/helpers"`, "add it to the table"},
		{"store/a.go", `import _ "dondoc/internal/testpg"`, "for tests alone"},
		{"store/a_test.go", `import _ "dondoc/internal/testpg"`, ""},
		{"bot/a.go", `import _ "github.com/go-telegram-bot-api/telegram-bot-api/v5"`, ""},
		{"cli/a.go", `import _ "github.com/go-telegram-bot-api/telegram-bot-api/v5"`, "belongs to bot"},
		{"cli/a.go", `import _ "database/sql/driver"`, "belongs to store"},
		{"cli/a.go", `import _ "pgregory.net/rapid"`, "belongs to tests"},
		{"cli/a_test.go", `import _ "pgregory.net/rapid"`, ""},
		{"cli/a.go", `import _ "example.org/unheard/of"`, "add it to the table"},
		{"escalation/a.go", `import _ "net/http"`, "pure"},
		{"escalation/a.go", `import "time"; var today = time.Now`, "time.Now"},
		{"scheduler/a.go", `import "time"; var today = time.Now`, ""},
		{"bot/cards.go", `import clock "time"; var _ = clock.After(0)`, "time.After"},
		{"bot/poll.go", `import "time"; var _ = time.After(0)`, ""},
		{"store/a_test.go", `import "time"; var _ = time.Now()`, ""},
		{"bot/a.go", `import . "time"; var _ = Now()`, "by its name"},
		{"store/a.go", `func init() {}`, "init"},
		{"store/a.go", `type box struct{}; func (box) init() {}`, ""},
	} {
		got := strings.Join(faults(t, c.name, "package p"+header(c.source)), "\n")
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s with %s: got %q, want %q", c.name, c.source, got, c.want)
		}
	}
}

// header puts a line between the package clause and what follows; a source that begins with _test names an outside test package.
func header(source string) string {
	if strings.HasPrefix(source, "_test") {
		return source
	}
	return "\n" + source
}

// skipHidden leaves out the folders that the go command leaves out.
func skipHidden(folder string) error {
	if folder != "." && (strings.HasPrefix(folder, ".") || strings.HasPrefix(folder, "_") || folder == "testdata") {
		return fs.SkipDir
	}
	return nil
}

// faults says what is wrong with one file, which is read from disk unless its source is given.
func faults(t *testing.T, name string, source any) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	folder, test := path.Dir(name), strings.HasSuffix(name, "_test.go")
	var found []string
	report := func(format string, args ...any) { found = append(found, name+": "+fmt.Sprintf(format, args...)) }

	if _, known := layers[folder]; !known {
		report("the package %s is unknown: add it to the table in arch_test.go", folder)
	}
	for _, spec := range file.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		for _, fault := range []string{ownFault(folder, imported, file.Name.Name, test), edgeFault(folder, imported, test), pureFault(folder, imported, test)} {
			if fault != "" {
				report("%s", fault)
			}
		}
		if imported == "time" && spec.Name != nil && spec.Name.Name == "." {
			report(`import "time" by its name`)
		}
	}
	if !test && !slices.Contains(machineTime, folder) && !slices.Contains(machineTime, name) {
		for _, use := range clockUses(file) {
			report("time.%s: this code is told the time, it does not read the machine's clock", use)
		}
	}
	if hasInit(file) {
		report("func init: nothing happens behind the back of main")
	}
	return found
}

// ownFault judges an import of this module. A test from outside its package (package x_test) wires real parts as cli does, so that nothing
// has to be mocked.
func ownFault(folder, imported, pkg string, test bool) string {
	target, own := strings.CutPrefix(imported, module+"/")
	if !own || target == folder {
		return ""
	}
	if _, known := layers[target]; !known {
		return "the package " + target + " is unknown: add it to the table in arch_test.go"
	}
	if strings.HasPrefix(target, "internal/") {
		if !test {
			return target + " is for tests alone"
		}
		return ""
	}
	outside := test && strings.HasSuffix(pkg, "_test")
	if !outside && !allows(layers[folder], target) {
		return folder + " may not import " + target
	}
	return ""
}

// edgeFault judges an import of a library or of an edge of the standard library.
func edgeFault(folder, imported string, test bool) string {
	if test || imported == module || strings.HasPrefix(imported, module+"/") {
		return ""
	}
	for library, folders := range edges {
		if !below(imported, library) {
			continue
		}
		if allows(folders, folder) {
			return ""
		}
		return imported + " belongs to " + strings.Join(append(slices.Clone(folders), "tests"), ", ")
	}
	if first, _, _ := strings.Cut(imported, "/"); strings.Contains(first, ".") {
		return "the library " + imported + " is unknown: add it to the table in arch_test.go"
	}
	return ""
}

// pureFault judges what a pure package imports.
func pureFault(folder, imported string, test bool) string {
	if test || !slices.Contains(pure, folder) {
		return ""
	}
	if slices.ContainsFunc(world, func(part string) bool { return below(imported, part) && imported != "net/url" }) {
		return folder + " is pure and may not import " + imported
	}
	return ""
}

// clockUses names the functions of package time that read the clock or wait by it, wherever the file mentions one.
func clockUses(file *ast.File) []string {
	local := "time"
	for _, spec := range file.Imports {
		if spec.Path.Value == `"time"` && spec.Name != nil {
			local = spec.Name.Name
		}
	}
	var uses []string
	ast.Inspect(file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if of, ok := selector.X.(*ast.Ident); ok && of.Name == local && slices.Contains(clock, selector.Sel.Name) {
			uses = append(uses, selector.Sel.Name)
		}
		return true
	})
	return uses
}

func hasInit(file *ast.File) bool {
	return slices.ContainsFunc(file.Decls, func(declaration ast.Decl) bool {
		function, ok := declaration.(*ast.FuncDecl)
		return ok && function.Recv == nil && function.Name.Name == "init"
	})
}

func allows(list []string, folder string) bool {
	return slices.Contains(list, "*") || slices.Contains(list, folder)
}

func below(imported, library string) bool {
	return imported == library || strings.HasPrefix(imported, library+"/")
}
