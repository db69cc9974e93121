package config

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/unicode/norm"
)

// scalarKind is the kind of a single value, for those files that know nothing else of YAML.
const scalarKind = yaml.ScalarNode

// value is a YAML node and where it stands. An absent value (node nil) reads as the zero value of anything, without a word:
// whoever needs it has said so already.
type value struct {
	loader *loader
	file   *source
	node   *yaml.Node
	key    *key // that it stands behind; nil for what stands behind none
	// late collects the environment variables that are missing in a section which not every command uses; nil: missing is a fault.
	late *[]string
}

func (v value) present() bool { return v.node != nil }

func (v value) place() place {
	if v.node == nil {
		return place{v.file, 1, 1}
	}
	return place{v.file, v.node.Line, v.node.Column}
}

func (v value) fault(c code, args ...any) { v.loader.fault(v.place(), c, args...) }

func (v value) warn(c code, args ...any) { v.loader.warn(v.place(), c, args...) }

// child is a node inside this one.
func (v value) child(n *yaml.Node) value {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	v.node = n
	return v
}

func (v value) isScalar() bool { return v.node != nil && v.node.Kind == yaml.ScalarNode }

func (v value) isList() bool { return v.node != nil && v.node.Kind == yaml.SequenceNode }

func (v value) isEmptyList() bool { return v.isList() && len(v.node.Content) == 0 }

func (v value) isNull() bool {
	return v.isScalar() && v.node.ShortTag() == "!!null"
}

// is checks the kind of the node, and reports another one.
func (v value) is(kind yaml.Kind, otherwise code) bool {
	switch {
	case v.node == nil:
		return false
	case v.node.Style&yaml.TaggedStyle != 0:
		v.fault("tag", v.node.Tag)
	case v.node.Kind != kind:
		v.fault(otherwise)
	default:
		return true
	}
	return false
}

// list reads a sequence.
func (v value) list() []value {
	if !v.is(yaml.SequenceNode, "want-list") {
		return nil
	}
	var items []value
	for _, n := range v.node.Content {
		item := v.child(n)
		if item.isNull() {
			item.fault("no-item")
			continue
		}
		items = append(items, item)
	}
	return items
}

// oneOrMany reads a sequence, or a single value as a sequence of one.
func (v value) oneOrMany() []value {
	if v.isScalar() {
		return []value{v}
	}
	return v.list()
}

// text reads any scalar as it is written (`010` stays that), with the environment's values in it, NFC-normalised and trimmed.
func (v value) text() (string, bool) {
	if !v.is(yaml.ScalarNode, "want-text") {
		return "", false
	}
	s, ok := v.expand()
	if !ok {
		return "", false
	}
	s = strings.TrimSpace(norm.NFC.String(s))
	if i := strings.IndexFunc(s, isUnwanted); i >= 0 {
		v.fault("control-character", []rune(s[i:])[0])
		return "", false
	}
	return s, true
}

// isUnwanted finds the control characters that escapes like "\0" bring into a text: databases and Telegram refuse them.
func isUnwanted(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && !isBreak(r) }

// word reads a scalar that is not text to be shown: an id, a date, a number. Empty is a fault.
func (v value) word() (string, bool) {
	s, ok := v.text()
	if ok && s == "" {
		v.fault("empty")
		return "", false
	}
	return s, ok
}

// parsed reads a scalar by a parser, and reports what the parser refuses under the code.
func parsed[T any](v value, refused code, parse func(string) (T, error)) (T, bool) {
	return parsedOr(v, refused, parse, func(string) suggestion { return "" })
}

// parsedOr is parsed with a guess at what was meant, which counts only if the parser takes it.
func parsedOr[T any](v value, refused code, parse func(string) (T, error), meant func(string) suggestion) (T, bool) {
	var zero T
	s, ok := v.word()
	if !ok {
		return zero, false
	}
	got, err := parse(s)
	if err != nil {
		near := meant(s)
		if _, err := parse(string(near)); err != nil {
			near = ""
		}
		v.fault(refused, s, near)
		return zero, false
	}
	return got, true
}

// integer reads a whole number within bounds; a quoted one is a text.
func (v value) integer(refused code, least, most int64) (int64, bool) {
	s, ok := v.unquoted()
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < least || n > most {
		v.fault(refused, s, least, most)
		return 0, false
	}
	return n, true
}

// boolean reads true or false.
func (v value) boolean() (is, ok bool) {
	s, ok := v.unquoted()
	if !ok {
		return false, false
	}
	if s != "true" && s != "false" {
		v.fault("want-boolean", s)
		return false, false
	}
	return s == "true", true
}

// unquoted reads a scalar that must not be a text in quotation marks, unless the environment gives it.
func (v value) unquoted() (string, bool) {
	s, ok := v.word()
	quoted := ok && v.node.Style != 0 && !strings.Contains(v.node.Value, "${")
	if quoted {
		v.fault("quoted", s)
	}
	return s, ok && !quoted
}

// choice reads one of the words that the key allows; anything else is a fault, and reads as the default.
func choice[T ~string](v value, byDefault T) T {
	s, ok := v.word()
	if !ok {
		return byDefault
	}
	if slices.Contains(v.key.one, s) {
		return T(s)
	}
	v.fault("want-choice", s, strings.Join(v.key.one, ", "), nearest(s, v.key.one))
	return byDefault
}
