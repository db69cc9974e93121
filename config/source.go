package config

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// source is one file, kept as lines for the findings.
type source struct {
	name  string
	order int // of the file among those that are loaded
	lines []string
}

// place is where something stands. Lines and columns count from 1, columns in characters; line 0 is the file as a whole.
type place struct {
	file         *source
	line, column int
}

// line is the text of a line; "" when there is none.
func (s *source) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return s.lines[n-1]
}

// within is the place itself, or the end of the file for what the YAML library finds behind it.
func (p place) within() place {
	last := len(p.file.lines)
	if p.line <= last {
		return p
	}
	return place{p.file, last, utf8.RuneCountInString(p.file.line(last)) + 1}
}

// The limits of what expanding aliases may cost (a few lines of YAML can name each other into billions of values).
const (
	maxNodes     = 1_000_000
	maxExpansion = 10 // times what is written
)

// parse reads one file into YAML nodes. It reports what is not YAML and returns an absent value then.
func (l *loader) parse(name string, text []byte) value {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	file := &source{name: name, order: len(l.files), lines: splitLines(string(text))}
	l.files = append(l.files, file)
	if at, c, r := badCharacter(file, string(text)); c != "" {
		l.fault(at, c, r)
		l.broken = true
		return value{}
	}
	root, err := file.decode(text)
	if err == nil && bytes.IndexByte(text, '&') >= 0 { // no alias without an anchor
		err = checkAliases(root)
	}
	if err != nil {
		l.syntaxFault(file, err)
		l.broken = true
		return value{}
	}
	return value{loader: l, file: file, node: root}
}

// decode is the root node of the only YAML document in the text; nil for a file without any content.
func (s *source) decode(text []byte) (*yaml.Node, error) {
	loader, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithUniqueKeys(false))
	if err != nil {
		return nil, err
	}
	var document, second yaml.Node
	if err := loader.Load(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	switch err := loader.Load(&second); {
	case err == nil:
		return nil, nodeError{second.Content[0], "second-document"}
	case !errors.Is(err, io.EOF):
		return nil, err
	}
	return document.Content[0], nil
}

// nodeError is something wrong with the YAML at a node.
type nodeError struct {
	node *yaml.Node
	code code
}

func (e nodeError) Error() string { return string(e.code) }

// checkAliases refuses aliases that contain themselves, or that grow beyond all measure.
func checkAliases(root *yaml.Node) error {
	sizes := map[*yaml.Node]int{}
	var size func(n *yaml.Node) (int, error)
	size = func(n *yaml.Node) (int, error) {
		if n.Kind == yaml.AliasNode {
			n = n.Alias
		}
		if known, seen := sizes[n]; seen {
			if known == 0 {
				return 0, nodeError{n, "alias-circle"}
			}
			return known, nil
		}
		sizes[n] = 0
		sum := 1
		for _, child := range n.Content {
			s, err := size(child)
			if err != nil {
				return 0, err
			}
			sum = min(sum+s, maxNodes*maxExpansion*maxExpansion)
		}
		sizes[n] = sum
		return sum, nil
	}
	if root == nil {
		return nil
	}
	total, err := size(root)
	if err == nil && total > max(maxNodes, len(sizes)*maxExpansion) {
		return nodeError{root, "alias-bomb"}
	}
	return err
}

// syntaxFault reports where a file stops being YAML, in words for those that people meet.
func (l *loader) syntaxFault(file *source, err error) {
	var atNode nodeError
	if errors.As(err, &atNode) {
		l.fault(place{file, atNode.node.Line, atNode.node.Column}, atNode.code)
		return
	}
	var syntax *yaml.LoadError
	if many := (*yaml.LoadErrors)(nil); errors.As(err, &many) && len(many.Errors) > 0 {
		syntax = many.Errors[0]
	} else if !errors.As(err, &syntax) {
		l.fault(place{file: file}, "syntax", err.Error())
		return
	}
	at := syntax.Mark
	if started := syntax.ContextMark; started.Line > 0 && strings.TrimSpace(file.line(at.Line)) == "" {
		at = started // what is not closed is missed at the end of the file; it is where it begins that helps
	}
	l.fault(place{file, at.Line, at.Column}, syntaxCode(file, syntax), syntax.Message, place{file, syntax.ContextMark.Line, syntax.ContextMark.Column})
}

// syntaxCode finds the message for the library's words; the library has no codes for them.
func syntaxCode(file *source, e *yaml.LoadError) code {
	switch {
	case strings.Contains(e.Message, "cannot start any token") && strings.Contains(file.line(e.Mark.Line), "\t"),
		strings.Contains(e.Message, "tab"):
		return "syntax-tab"
	case strings.Contains(e.Message, "cannot start any token"):
		return "syntax-character"
	case strings.Contains(e.Message, "unknown escape character"):
		return "syntax-escape"
	case strings.Contains(e.Message, "mapping values are not allowed"):
		return "syntax-colon"
	case strings.Contains(e.ContextMsg, "quoted scalar") && strings.Contains(e.Message, "end of stream"):
		return "syntax-quote"
	case strings.Contains(e.ContextMsg, "flow sequence"), strings.Contains(e.ContextMsg, "flow mapping"):
		return "syntax-bracket"
	case strings.Contains(e.ContextMsg, "block mapping"), strings.Contains(e.ContextMsg, "block collection"), strings.Contains(e.ContextMsg, "simple key"):
		return "syntax-indent"
	case strings.Contains(e.Message, "unknown anchor"):
		return "syntax-anchor"
	}
	return "syntax"
}

// badCharacter finds the first character that no configuration may hold.
func badCharacter(file *source, text string) (place, code, rune) {
	at := place{file, 1, 1}
	for rest := text; rest != ""; {
		if c := rest[0]; c >= ' ' && c < 0x7f { // most of them
			at.column++
			rest = rest[1:]
			continue
		}
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			return at, "not-utf8", r
		case unicode.IsControl(r) && !isBreak(r) && r != '\t', r == '\ufffe', r == '\uffff':
			return at, "control-character", r
		}
		at.column++
		if n := breakLength(rest); n > 0 {
			size, at = n, place{file, at.line + 1, 1}
		}
		rest = rest[size:]
	}
	return at, "", 0
}

// splitLines cuts a text into lines where YAML does.
func splitLines(text string) []string {
	var lines []string
	start := 0
	for i := 0; i < len(text); {
		if text[i] >= ' ' && text[i] < utf8.RuneSelf {
			i++
			continue
		}
		n := breakLength(text[i:])
		if n == 0 {
			_, size := utf8.DecodeRuneInString(text[i:])
			i += size
			continue
		}
		lines = append(lines, text[start:i])
		i += n
		start = i
	}
	return append(lines, text[start:])
}

// breakLength is the length in bytes of the line break at the beginning of the text; 0: there is none.
func breakLength(text string) int {
	if strings.HasPrefix(text, "\r\n") {
		return 2
	}
	if r, size := utf8.DecodeRuneInString(text); isBreak(r) {
		return size
	}
	return 0
}

func isBreak(r rune) bool {
	return r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}
