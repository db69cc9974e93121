package config

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestTheCaretStandsUnderTheColumn(t *testing.T) {
	for _, c := range []struct {
		source string
		column int
		want   string
	}{
		{"  head: tran-van", 9, "       |         ^"},
		{"\thead: x", 2, "       | \t^"},
		{"漢字: x", 5, "       |       ^"},
		{"Tie\u0302\u0301n: x", 8, "       |      ^"},
		{"a", 5, "       |  ^"},
		{"", 1, "       | ^"},
	} {
		f := Finding{File: "a.yaml", Line: 12, Column: c.column, Source: c.source, Message: "m"}
		lines := strings.Split(f.String(), "\n")
		if lines[0] != "a.yaml:12:"+string(rune('0'+c.column))+": m" || lines[1] != "    12 | "+c.source || lines[2] != c.want {
			t.Errorf("%q at %d: printed\n%s", c.source, c.column, f)
		}
	}
}

func TestALongLineIsShownAroundTheColumn(t *testing.T) {
	source := strings.Repeat("x", 500) + "HERE" + strings.Repeat("y", 500)
	lines := strings.Split(Finding{File: "a.yaml", Line: 1, Column: 501, Source: source}.String(), "\n")
	shown := lines[1]
	if len(shown) > 200 || strings.Index(shown, "HERE") != strings.Index(lines[2], "^") {
		t.Errorf("printed\n%s\n%s", shown, lines[2])
	}
}

func TestNearestFindsSlips(t *testing.T) {
	known := []string{"ban-noi-chinh", "ban-tuyen-giao", "remind", "head", "so"}
	for word, want := range map[string]suggestion{
		"ban-noi-chin":  "ban-noi-chinh",
		"ban-nio-chinh": "ban-noi-chinh",
		"Ban_Noi_Chinh": "ban-noi-chinh",
		"remind_day":    "remind",
		"haed":          "head",
		"Sở":            "so",
		"Ban Nội chính": "ban-noi-chinh",
		"huyen-uy":      "",
		"":              "",
	} {
		if got := nearest(word, known); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

// TestTheCatalogueIsWhole holds both languages to the same arguments.
func TestTheCatalogueIsWhole(t *testing.T) {
	for c, text := range catalogue {
		if text.vi == "" || text.en == "" {
			t.Errorf("%q lacks a language", c)
		}
		for _, n := range []string{"%[1]", "%[2]", "%[3]"} {
			if strings.Contains(text.vi, n) != strings.Contains(text.en, n) {
				t.Errorf("%q tells %s in one language only", c, n)
			}
		}
	}
}

// TestEveryMessageIsInTheCatalogue reads the sources: what looks like a code is one.
func TestEveryMessageIsInTheCatalogue(t *testing.T) {
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	written := regexp.MustCompile(`"([a-z]+(?:-[a-z]+)+)"`)
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "keytable") || name == "catalogue.go" {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range written.FindAllStringSubmatch(string(text), -1) {
			if _, known := catalogue[code(found[1])]; !known {
				t.Errorf("%s: the catalogue lacks %q", name, found[1])
			}
		}
	}
}
