package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"

	"go.yaml.in/yaml/v4"

	"dondoc/escalation"
)

// schemaDialect is the draft of JSON Schema that the schema is written in.
const schemaDialect = "https://json-schema.org/draft/2020-12/schema"

// Schema is a JSON Schema of a configuration file (draft 2020-12), indented, with descriptions in the language. It knows the keys and how
// values are written; what one value says about another (does this id exist?) only Load knows. What Load takes, the schema takes.
func Schema(language escalation.Language) ([]byte, error) {
	s := schemaWriter{language, map[string]any{}}
	for _, shape := range shapes() {
		if shape != &fileShape {
			s.definitions[shape.name] = s.shape(shape)
		}
	}
	root := s.shape(&fileShape)
	root["$schema"] = schemaDialect
	root["title"] = "dondoc"
	root["type"] = []string{"object", "null"} // a file may hold comments alone
	root["$defs"] = s.definitions
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false) // people read it too
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(root); err != nil {
		return nil, fmt.Errorf("write the schema: %w", err)
	}
	return out.Bytes(), nil
}

type schemaWriter struct {
	language    escalation.Language
	definitions map[string]any
}

func (s schemaWriter) says(t text) string {
	if s.language == escalation.English {
		return t.en
	}
	return t.vi
}

func (s schemaWriter) shape(of *shape) map[string]any {
	properties, rules := map[string]any{}, []any{}
	var required []string
	for i := range of.keys {
		k := &of.keys[i]
		properties[k.name] = s.key(k)
		if k.required {
			required = append(required, k.name)
		}
		rules = append(rules, rulesOf(k)...)
	}
	out := map[string]any{
		"type": "object", "description": s.says(of.about), "properties": properties, "additionalProperties": false,
	}
	set(out, "required", required)
	if len(of.either) > 0 {
		rules = append(rules, map[string]any{"anyOf": needs(of.either)})
	}
	set(out, "allOf", rules)
	return out
}

// set leaves out what is empty.
func set[T []string | []any](out map[string]any, name string, value T) {
	if len(value) > 0 {
		out[name] = value
	}
}

// rulesOf describes what a key forbids or needs besides its value. Not every editor knows dependentRequired; all know if and then.
func rulesOf(k *key) []any {
	var rules []any
	there := map[string]any{"required": []string{k.name}}
	if k.notWith != "" {
		rules = append(rules, map[string]any{"not": map[string]any{"required": []string{k.name, k.notWith}}})
	}
	if k.with != "" {
		rules = append(rules, map[string]any{"if": there, "then": map[string]any{"required": []string{k.with}}})
	}
	if k.whenTrue != "" {
		there["properties"] = map[string]any{k.name: map[string]any{"const": true}}
		rules = append(rules, map[string]any{"if": there, "then": map[string]any{"required": []string{k.whenTrue}}})
	}
	return rules
}

func needs(either []string) []any {
	var out []any
	for _, name := range either {
		out = append(out, map[string]any{"required": []string{name}})
	}
	return out
}

// key describes what may stand behind a key.
func (s schemaWriter) key(k *key) map[string]any {
	out := s.form(k)
	if k.blank {
		out = map[string]any{"anyOf": []any{out, map[string]any{"type": "null"}}}
	}
	out["description"] = s.says(k.is)
	if k.byDefault != "" {
		out["default"] = plainValue(k.byDefault)
	}
	if k.example != "" {
		out["examples"] = []any{plainValue(k.example)}
	}
	return out
}

func (s schemaWriter) form(k *key) map[string]any {
	switch k.form {
	case formList:
		return listOf(s.value(k), k.some)
	case formOneOrMany:
		return map[string]any{"anyOf": []any{s.value(k), listOf(s.value(k), k.some)}}
	case formMapping:
		return reference(k.of.name)
	case formMappings:
		return listOf(reference(k.of.name), k.some)
	case formTerms:
		return map[string]any{"anyOf": []any{s.value(k), listOf(reference(k.of.name), true)}}
	case formGroups:
		return map[string]any{"type": "object", "propertyNames": map[string]any{"pattern": idPattern.String()}, "additionalProperties": listOf(s.value(k), k.some)}
	case formSingle:
	}
	return s.value(k)
}

// value describes a single value, in a definition that all its kind share.
func (s schemaWriter) value(k *key) map[string]any {
	if k.kind.name == choiceKind.name {
		return orVariable(map[string]any{"enum": k.one})
	}
	if _, known := s.definitions[k.kind.name]; !known {
		definition := map[string]any{"title": s.says(k.kind.label)}
		maps.Copy(definition, k.kind.schema)
		if _, hasForm := definition["pattern"]; hasForm {
			definition["patternErrorMessage"] = s.says(k.kind.label) // editors show this instead of the pattern
		}
		s.definitions[k.kind.name] = definition
	}
	return reference(k.kind.name)
}

func reference(name string) map[string]any { return map[string]any{"$ref": "#/$defs/" + name} }

func listOf(item map[string]any, some bool) map[string]any {
	out := map[string]any{"type": "array", "items": item}
	if some {
		out["minItems"] = 1
	}
	return out
}

// plainValue reads a default or an example of the table.
func plainValue(text string) any {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil || len(document.Content) == 0 {
		return text
	}
	return plainNode(document.Content[0])
}

// plainNode is a node as JSON has it. What looks like a date stays a text, as an editor reads it too.
func plainNode(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = plainNode(n.Content[i+1])
		}
		return out
	case yaml.SequenceNode:
		out := make([]any, len(n.Content))
		for i, item := range n.Content {
			out[i] = plainNode(item)
		}
		return out
	case yaml.AliasNode:
		return plainNode(n.Alias)
	case yaml.DocumentNode, yaml.ScalarNode:
	}
	switch n.ShortTag() {
	case "!!int", "!!float", "!!bool", "!!null":
		var v any
		if n.Decode(&v) == nil {
			return v
		}
	}
	return n.Value
}
