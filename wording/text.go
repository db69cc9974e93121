package wording

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

const ellipsis = "…"

// Invisible characters with a meaning of their own: they join the parts of emoji and letters.
const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
	tagSpace           = '\U000e0020' // the first of those that spell out the flag of a region
	tagEnd             = '\U000e007f'
)

// line makes a value fit to stand inside a sentence: valid, on one line, without characters that would turn the text around it.
func line(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }

// paragraphs is line for each line of what somebody typed; empty lines go.
func paragraphs(s string) string {
	var out []string
	for l := range strings.Lines(strings.ReplaceAll(s, "\r", "\n")) {
		if l = line(l); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

// printable drops what is no character, and direction marks, which would turn the rest of the message around.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == zeroWidthJoiner || r == zeroWidthNonJoiner || (r >= tagSpace && r <= tagEnd):
			return r
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		case r == utf8.RuneError || unicode.Is(unicode.Cf, r) || !assigned(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// assigned tells characters from noncharacters and surrogates.
func assigned(r rune) bool {
	return r&0xfffe != 0xfffe && !utf16.IsSurrogate(r) && (r < 0xfdd0 || r > 0xfdef)
}

// cut shortens s to at most n characters (runes), the last of them an ellipsis, without taking a mark from its letter.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	runes := []rune(s)
	end := max(0, n-1)
	for end > 0 && (belongs(runes[end]) || runes[end-1] == zeroWidthJoiner) {
		end--
	}
	return strings.TrimRight(string(runes[:end]), " ,;:.\n") + ellipsis
}

// belongs reports whether the character is a part of the one before it.
func belongs(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) || (r >= 0x1f3fb && r <= 0x1f3ff) // the last: skin tones
}

// containsFold looks for a part without regard to capitals.
func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}

// tag is what templates mark text up with; every other < is escaped.
var tag = regexp.MustCompile(`</?(?:b|i|blockquote)>`)

// Plain takes the tags and escapes out of a text of this package.
func Plain(text string) string { return html.UnescapeString(tag.ReplaceAllString(text, "")) }

// length counts a text as Telegram does: UTF-16 units, after parsing.
func length(text string) int {
	n := 0
	for _, r := range Plain(text) {
		n += utf16.RuneLen(r)
	}
	return n
}

// tidy takes out the spaces and empty lines that absent values leave behind.
func tidy(text string) string {
	var out []string
	for l := range strings.Lines(text) {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

// flow reads a template's source: lines run on, an empty line ends a paragraph.
func flow(source string) string {
	paragraphs := regexp.MustCompile(`\n\s*\n`).Split(source, -1)
	for i, p := range paragraphs {
		paragraphs[i] = strings.Join(strings.Fields(p), " ")
	}
	return strings.Join(paragraphs, "\n")
}

// limits says how many characters of each kind of value are shown.
type limits struct {
	title, name, quote, typed int
}

// sizes are tried from the first on until a text fits; the first shows everything that is not absurdly long.
func sizes() []limits {
	return []limits{
		{title: 400, name: 300, quote: 900, typed: 600},
		{title: 400, name: 300, quote: 450, typed: 300},
		{title: 300, name: 150, quote: 300, typed: 150},
		{title: 100, name: 50, quote: 100, typed: 50},
		{title: 50, name: 25, quote: 50, typed: 25},
		{title: 30, name: 15, quote: 30, typed: 15},
	}
}

// fit renders with the most generous limits that keep the text within so many UTF-16 units.
func fit(most int, render func(limits) string) string {
	text := ""
	for _, l := range sizes() {
		if text = render(l); length(text) <= most {
			break
		}
	}
	return text
}
