package config

import (
	"errors"
	"fmt"
	"strings"

	"dondoc/escalation"
)

// code names a message, or a word that messages use, in the catalogue.
type code string

// text is a message in both languages; %[n]… is its n-th argument.
type text struct{ vi, en string }

// phrase is a part of a message, with arguments of its own.
type phrase struct {
	code code
	args []any
}

// or is the suggestion, or what else helps when nothing is near.
func (s suggestion) or(c code, args ...any) any {
	if s != "" {
		return s
	}
	return phrase{c, args}
}

// route is a chain of units, as messages show it.
type route []string

func (r route) String() string { return strings.Join(r, " → ") }

func (p place) String() string {
	if p.line == 0 {
		return p.file.name
	}
	return fmt.Sprintf("%s:%d", p.file.name, p.line)
}

// in is the message in a language. Arguments that are words of the catalogue are put into that language too.
func (c code) in(language escalation.Language, args ...any) string {
	t, ok := catalogue[c]
	if !ok {
		return string(c)
	}
	format := t.vi
	if language == escalation.English {
		format = t.en
	}
	if !strings.Contains(format, "%") {
		return format
	}
	words := make([]any, len(args))
	for i, arg := range args {
		words[i] = inLanguage(language, arg)
	}
	return fmt.Sprintf(format, words...)
}

func inLanguage(language escalation.Language, arg any) any {
	switch arg := arg.(type) {
	case code:
		return arg.in(language)
	case phrase:
		return arg.code.in(language, arg.args...)
	case suggestion:
		if arg == "" {
			return ""
		}
		return code("did-you-mean").in(language, string(arg))
	}
	return arg
}

// wordedError is an error in the configuration's language.
func wordedError(language *escalation.Language, c code, args ...any) error {
	return errors.New(c.in(*language, args...))
}
