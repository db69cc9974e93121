package config

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"dondoc/escalation"
)

// compiler compiles the schema, "" or a part of it. It checks it against the draft's own schema.
func compiler(t testing.TB, language escalation.Language) func(part string) *jsonschema.Schema {
	t.Helper()
	text, err := Schema(language)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("dondoc.json", document); err != nil {
		t.Fatal(err)
	}
	return func(part string) *jsonschema.Schema {
		t.Helper()
		compiled, err := c.Compile("dondoc.json" + part)
		if err != nil {
			t.Fatal(err)
		}
		return compiled
	}
}

// asJSON is a YAML file as an editor hands it to a schema.
func asJSON(t testing.TB, yaml string) any {
	t.Helper()
	l := newLoader(noEnv)
	root := l.parse("a.yaml", []byte(yaml))
	if l.faulty() {
		t.Fatalf("no YAML: %v", l.findings)
	}
	if !root.present() {
		return nil
	}
	return throughJSON(t, plainNode(root.node))
}

// throughJSON gives a value the types that JSON has.
func throughJSON(t testing.TB, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTheSchemaTakesWhatLoads holds the schema to never being stricter than Load: an editor must not complain about what is sound.
func TestTheSchemaTakesWhatLoads(t *testing.T) {
	sound := map[string]string{
		"small": small, "defaults": defaults, "base": fmt.Sprintf(base, "vi"), "secretive": secretive, "nothing": "# trống\n",
		"numbers": "people: [{id: 010, name: 123}, {id: 2022-01-25, name: true}]",
		"variables": "people: [{id: an, name: An, telegram: \"${AN}\"}]\n" +
			"telegram: {enabled: \"${ON}\", limits: {all: \"${ALL}\"}}\npolicies: [{id: a, remind: [\"${DAYS}d\"]}]",
		"aliases": "policies:\n  - {id: a, remind: &nhac [3d, 1d]}\n  - {id: b, remind: *nhac}\n",
		"blank":   "units:\npeople: []\ntasks:\n",
	}
	for name, text := range designExample(t) {
		sound["DESIGN 3 "+name] = text
	}
	for name, text := range province(3, 5) {
		sound["province "+name] = text
	}
	for name, text := range exampleFiles(t) {
		sound["example "+name] = text
	}
	for _, c := range readFaultCases(t) {
		if strings.HasPrefix(c.section, "Warnings") {
			sound[c.title] = c.yaml
		}
	}
	for _, language := range []escalation.Language{escalation.Vietnamese, escalation.English} {
		schema := compiler(t, language)("")
		for name, text := range sound {
			if err := schema.Validate(asJSON(t, text)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// exampleFiles are the files of examples/04-nq-tu, which load without a warning.
func exampleFiles(t testing.TB) map[string]string {
	t.Helper()
	folder := os.DirFS("../examples/04-nq-tu")
	_, _, warnings, err := LoadFS(folder, noEnv)
	if err != nil || len(warnings) > 0 {
		t.Fatalf("the example: %v\n%s", err, printed(warnings))
	}
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no example", err)
	}
	texts := map[string]string{}
	for _, name := range names {
		text, err := fs.ReadFile(folder, path.Base(name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	return texts
}

func TestTheSchemaRefusesWhatIsWrong(t *testing.T) {
	schema := compiler(t, escalation.Vietnamese)("")
	for _, wrong := range []string{
		"polices: []",
		"people: an",
		"people: [{id: an}]",
		"people: [{id: \"Trần Văn B\", name: B}]",
		"people: [{id: an, name: An, telegram: -5}]",
		"people: [{id: an, name: An, telegram: \"5\"}]",
		"people: [{id: an, name: \"\"}]",
		"units: [{id: so, name: Sở, chat: 100}]",
		"units: [{id: so, name: Sở, topic: 7}]",
		"units: [{id: so, name: Sở, head: []}]",
		"units: [{id: so, name: Sở, head: [{from: 2025-01-01}]}]",
		"groups: {rong: []}",
		"documents: [{id: nq, number: 1, title: Nghị quyết, date: 25/01/2022}]",
		"documents: [{id: nq, number: 1, title: Nghị quyết, date: 2022-01-25, clauses: [{id: \"1\", accountability: true}]}]",
		"tasks: [{id: a, title: A, lead: []}]",
		"tasks: [{id: a, title: A, lead: [so], due: 2026-03-31T25h}]",
		"tasks: [{id: a, title: A, lead: [so], confidential: yes}]",
		"tasks: [{id: a, titel: A, lead: [so]}]",
		"reports: [{id: a, title: A, from: [so]}]",
		"reports: [{id: a, title: A, from: [so], every: month}]",
		"reports: [{id: a, title: A, from: [so], every: month, due: 5d, dates: [\"03-20\"]}]",
		"reports: [{id: a, title: A, from: [so], every: quater, due: 5d}]",
		"reports: [{id: a, title: A, from: [so], every: month, due: 36h}]",
		"indicators: [{id: a, title: A, target: 90%}]",
		"policies: [{id: a, remind: [1 tuần]}]",
		"policies: [{id: a, overdue: {every: 1wd}}]",
		"policies: [{id: a, overdue: {every: 1wd, times: 0}}]",
		"policies: [{id: a, escalate: [{after: 1wd, to: boss}]}]",
		"policies: [{id: a, escalate: [{after: 1wd, to: head, every: 1wd}]}]",
		"policies: [{id: a, escalate: [{after: 1wd, to: head, answer_within: 1wd}]}]",
		"calendar: {workdays: []}",
		"calendar: {hours: 7h30}",
		"telegram: {token: a, token_file: b}",
		"telegram: {limits: {all: 28}}",
		"web:",
		"[]",
	} {
		if schema.Validate(asJSON(t, wrong)) == nil {
			t.Errorf("the schema takes %s", wrong)
		}
		if _, _, _, err := LoadFS(files(map[string]string{"a.yaml": wrong}), noEnv); err == nil {
			t.Errorf("Load takes %s", wrong)
		}
	}
}

// TestDefaultsAndExamplesAreSound holds the table's own values to the schema.
func TestDefaultsAndExamplesAreSound(t *testing.T) {
	part := compiler(t, escalation.Vietnamese)
	for _, s := range shapes() {
		at := "#/$defs/" + s.name
		if s == &fileShape {
			at = "#"
		}
		for _, k := range s.keys {
			schema := part(at + "/properties/" + k.name)
			for _, text := range []string{k.byDefault, k.example} {
				if text == "" {
					continue
				}
				if err := schema.Validate(throughJSON(t, plainValue(text))); err != nil {
					t.Errorf("%s.%s: %v", s.name, k.name, err)
				}
			}
		}
	}
}

func TestTheSchemaSpeaksBothLanguages(t *testing.T) {
	vi, err := Schema(escalation.Vietnamese)
	if err != nil {
		t.Fatal(err)
	}
	en, err := Schema(escalation.English)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range shapes() {
		for _, k := range s.keys {
			for text, schema := range map[string][]byte{k.is.vi: vi, k.is.en: en} {
				quoted, err := json.Marshal(text)
				if err != nil {
					t.Fatal(err)
				}
				if text == "" || !strings.Contains(string(schema), string(quoted)) {
					t.Errorf("%s.%s: %q is not in the schema", s.name, k.name, text)
				}
			}
		}
	}
}
