package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// logged names the packages whose log somebody reads who runs the bot.
var logged = []string{"bot", "cli", "delivery", "scheduler", "store", "web"}

// logRow is a row of the table of log lines in docs/operations.md.
var logRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (ERROR|WARN) \\|")

// TestEveryLogLineThatAsksForActionIsDocumented compares the warnings and errors that the bot may log with docs/operations.md, both ways.
func TestEveryLogLineThatAsksForActionIsDocumented(t *testing.T) {
	text, err := os.ReadFile("docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for _, row := range logRow.FindAllStringSubmatch(string(text), -1) {
		documented[row[1]] = false
	}
	for _, folder := range logged {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			for _, line := range logLines(t, name, nil) {
				if _, known := documented[line]; !known {
					t.Errorf("%s logs %q, which docs/operations.md does not tell what to do about", name, line)
				}
				documented[line] = true
			}
		}
	}
	for line, found := range documented {
		if !found {
			t.Errorf("docs/operations.md has %q, which nobody logs", line)
		}
	}
}

// TestLogLinesAreFound shows what counts as a line, and that a message made up while running is found out.
func TestLogLinesAreFound(t *testing.T) {
	source := `package p; func f() {
		x.log.Warn("one", "error", err); x.Log.ErrorContext(ctx, "two"); p.log().Error("three"); log.Log(ctx, level, "four")
		x.log.Info("no"); t.Error("no"); fault.Error(); log.Warn(text)
	}`
	if got := strings.Join(logLines(t, "p.go", source), " "); got != "one two three four ?" {
		t.Error(got)
	}
}

// logLines are the messages of warnings and errors in a file, "?" for one that is no literal text.
func logLines(t *testing.T, name string, source any) (lines []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{"Warn": 0, "Error": 0, "WarnContext": 1, "ErrorContext": 1, "Log": 2}
	ast.Inspect(file, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !isLog(method.X) {
			return true
		}
		if i, counts := at[method.Sel.Name]; counts && i < len(call.Args) {
			lines = append(lines, textOf(call.Args[i]))
		}
		return true
	})
	return lines
}

// isLog reports that an expression is a logger, by its name.
func isLog(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return strings.EqualFold(e.Name, "log")
	case *ast.SelectorExpr:
		return strings.EqualFold(e.Sel.Name, "log")
	case *ast.CallExpr:
		return isLog(e.Fun)
	}
	return false
}

func textOf(e ast.Expr) string {
	if literal, ok := e.(*ast.BasicLit); ok && literal.Kind == token.STRING {
		text, _ := strconv.Unquote(literal.Value)
		return text
	}
	return "?"
}
