package config

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"dondoc/escalation"
)

// Finding is a fault of the configuration, or a warning, in the configuration's language.
type Finding struct {
	File string
	// Line and Column count from 1, columns in characters. Line 0: the finding is about the file as a whole.
	Line, Column int
	// Source is the line as written; what looks like a secret in it is blotted out.
	Source string
	// Message says what is wrong and what would be right; that of a warning says that it is one.
	Message string
	// Warning tells what probably is not meant from what cannot be meant.
	Warning bool
}

// String prints the finding with its line and a caret under the column.
func (f Finding) String() string {
	if f.Line == 0 {
		return f.File + ": " + f.Message
	}
	shown, caret := excerpt(f.Source, f.Column)
	return fmt.Sprintf("%s:%d:%d: %s\n%6d | %s\n       | %s^", f.File, f.Line, f.Column, f.Message, f.Line, shown, caret)
}

// Faults is the error of a configuration that cannot be used: everything that is wrong with it.
type Faults struct {
	Findings []Finding // sorted by file and position
	Language escalation.Language

	cause error
}

// Error prints every fault.
func (f *Faults) Error() string {
	printed := make([]string, len(f.Findings))
	for i, finding := range f.Findings {
		printed[i] = finding.String()
	}
	return strings.Join(printed, "\n")
}

// Unwrap is the error of the file system behind the faults, such as fs.ErrNotExist; nil when there is none.
func (f *Faults) Unwrap() error { return f.cause }

// found is a finding before it is put into words: the language may be known only at the end.
type found struct {
	at      place
	code    code
	args    []any
	warning bool
}

func (l *loader) fault(at place, c code, args ...any) {
	l.findings = append(l.findings, found{at: at, code: c, args: args})
}

func (l *loader) warn(at place, c code, args ...any) {
	l.findings = append(l.findings, found{at: at, code: c, args: args, warning: true})
}

// inWords puts the findings into the configuration's language, in order of files and positions, faults and warnings apart.
func (l *loader) inWords() (faults, warnings []Finding) {
	slices.SortStableFunc(l.findings, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.at.file.order, b.at.file.order), cmp.Compare(a.at.line, b.at.line), cmp.Compare(a.at.column, b.at.column))
	})
	seen := map[Finding]bool{} // what an alias repeats stands at one place
	for _, f := range l.findings {
		finding := l.finding(f)
		if seen[finding] {
			continue
		}
		seen[finding] = true
		if f.warning {
			warnings = append(warnings, finding)
		} else {
			faults = append(faults, finding)
		}
	}
	return faults, warnings
}

func (l *loader) finding(f found) Finding {
	message := f.code.in(*l.language, f.args...)
	if f.warning {
		message = code("warning").in(*l.language, message)
	}
	at := f.at.within()
	return Finding{
		File: at.file.name, Line: at.line, Column: at.column,
		Source: blot(at.file.line(at.line)), Message: message, Warning: f.warning,
	}
}

// secrets finds what a line of a configuration must not show: the token, a Telegram token anywhere, the password in a URL.
var secrets = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(?:tok[a-z]*|password|secret)["']?\s*:\s*["']?([^\s"',}$][^"',}]*)`),
	regexp.MustCompile(`\b(\d{5,}:[A-Za-z0-9_-]{16,})`),
	regexp.MustCompile(`://[^\s/@:]*:([^\s@]+)@`),
}

// blot writes over the secrets of a line, each character by one so that columns stay.
func blot(line string) string {
	for _, secret := range secrets {
		for _, at := range slices.Backward(secret.FindAllStringSubmatchIndex(line, -1)) {
			hidden := strings.Repeat("*", utf8.RuneCountInString(line[at[2]:at[3]]))
			line = line[:at[2]] + hidden + line[at[3]:]
		}
	}
	return line
}

// The part of a long line that is shown: so many characters at most, and so many of them before the column.
const (
	shownWidth  = 160
	shownBefore = 100
)

// excerpt is what is shown of a line, and the space that puts a caret under the column.
func excerpt(line string, column int) (shown, caret string) {
	runes := []rune(line)
	before := min(max(column-1, 0), len(runes))
	start := 0
	if len(runes) > shownWidth && before > shownBefore {
		start = before - shownBefore
	}
	end := min(start+shownWidth, len(runes))
	return printable(runes[start:end]), margin(runes[start:before])
}

// printable replaces what a terminal would obey instead of show.
func printable(runes []rune) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' {
			return unicode.ReplacementChar
		}
		return r
	}, string(runes))
}

// margin is white space as wide as the characters: a tab stays a tab, a wide one counts two, a combining one nothing.
func margin(runes []rune) string {
	var out strings.Builder
	for _, r := range runes {
		switch {
		case r == '\t':
			out.WriteByte('\t')
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case isWide(r):
			out.WriteString("  ")
		default:
			out.WriteByte(' ')
		}
	}
	return out.String()
}

func isWide(r rune) bool {
	kind := width.LookupRune(r).Kind()
	return kind == width.EastAsianWide || kind == width.EastAsianFullwidth
}
