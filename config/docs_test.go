package config

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

const configurationIntro = `# Configuration

What can stand in a configuration, key by key, in English and Vietnamese. This page is written by a test
(` + "`go test ./config -run TestConfigurationIsDocumented -update`" + `) from the table by which dondoc reads a configuration; ` + "`dondoc schema`" + ` prints
the same for editors.

` + "`--config`" + ` (or ` + "`DONDOC_CONFIG`" + `, default ` + "`dondoc.yaml`" + `) names a file, or a folder: all ` + "`*.yaml`" + ` in it, merged. ` + "`${NAME}`" + ` takes a value from the
environment. An unknown key is a fault, as is an id that is used twice. ` + "`dondoc check`" + ` tells every fault at once; [faults.md](faults.md) shows them.

An editor with a YAML language server completes and checks while you type: write the schema beside your files, and name it in their
first line.

` + "```sh\ndondoc schema > dondoc.schema.json                 # --language en for English\n```" + `

` + "```yaml\n# yaml-language-server: $schema=dondoc.schema.json\n```" + `

## A whole configuration

` + "```yaml\n%s```" + `

## How values are written

| value | as written | cách ghi |
|---|---|---|
%s`

// TestConfigurationIsDocumented holds docs/configuration.md to the table of keys.
func TestConfigurationIsDocumented(t *testing.T) {
	example, err := os.ReadFile("testdata/design.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	fmt.Fprintf(&out, configurationIntro, example, kindRows())
	for _, s := range shapes() {
		title := "`" + s.path + "`"
		if s.path == "" {
			title = "The file"
		}
		fmt.Fprintf(&out, "\n## %s\n\n%s<br>%s\n\n", title, cell(s.about.en), cell(s.about.vi))
		out.WriteString("| key | value | default | what it is | ý nghĩa |\n|---|---|---|---|---|\n")
		for _, k := range s.keys {
			fmt.Fprintf(&out, "| `%s`%s | %s | %s | %s | %s |\n", k.name, needed(k), valueOf(k), quoted(k.byDefault), cell(k.is.en), cell(k.is.vi))
		}
	}
	golden(t, "configuration.md", out.String())
}

func needed(k key) string {
	if k.required {
		return " (required)"
	}
	return ""
}

// valueOf says what stands behind a key.
func valueOf(k key) string {
	one, _, _ := strings.Cut(k.kind.label.en, ": ")
	if len(k.one) > 0 {
		one = "`" + strings.Join(k.one, "` `") + "`"
	}
	switch k.form {
	case formList:
		return cell("list: " + one)
	case formOneOrMany:
		return cell(one + ", or a list")
	case formMapping:
		return linkTo(k.of)
	case formMappings:
		return "list: " + linkTo(k.of)
	case formTerms:
		return cell(one) + ", or a list: " + linkTo(k.of)
	case formGroups:
		return cell("name: list of " + one)
	case formSingle:
	}
	return cell(one)
}

func linkTo(s *shape) string {
	anchor := strings.NewReplacer("[", "", "]", "", ".", "").Replace(s.path)
	return fmt.Sprintf("[`%s`](#%s)", s.path, anchor)
}

func quoted(yaml string) string {
	if yaml == "" {
		return ""
	}
	return "`" + cell(yaml) + "`"
}

// cell is a text that stands in a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// kindRows lists the kinds of value that have a name, each with how it is written.
func kindRows() string {
	var out strings.Builder
	seen := map[string]bool{}
	for _, s := range shapes() {
		for _, k := range s.keys {
			name, en, named := strings.Cut(k.kind.label.en, ": ")
			_, vi, _ := strings.Cut(k.kind.label.vi, ": ")
			if named && !seen[name] {
				seen[name] = true
				fmt.Fprintf(&out, "| %s | %s | %s |\n", cell(name), cell(en), cell(vi))
			}
		}
	}
	return out.String()
}
