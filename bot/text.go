package bot

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"dondoc/wording"
)

const (
	// textMost is how much text a message takes after parsing. Telegram counts code points; UTF-16 units are never fewer.
	textMost = 4096
	// alertMost is how much an answer to a pressed button takes, in code points.
	alertMost = 200
	ellipsis  = "…"
)

// units counts a plain text in UTF-16 units.
func units(plain string) int {
	n := 0
	for _, r := range plain {
		n += utf16.RuneLen(r)
	}
	return n
}

// fits reports whether Telegram takes a text of wording as one message.
func fits(text string) bool { return units(wording.Plain(text)) <= textMost }

// fitted makes a message fit. Texts of wording do already; one that does not loses its tags and its end rather than the message.
func fitted(m message) message {
	plain := m.text
	if !m.plain {
		plain = wording.Plain(m.text)
	}
	if units(plain) <= textMost {
		return m
	}
	m.text, m.plain = shorten(plain, textMost), true
	return m
}

// shorten cuts a plain text to so many UTF-16 units, never inside a character.
func shorten(plain string, most int) string {
	if units(plain) <= most {
		return plain
	}
	room := most - units(ellipsis)
	for i, r := range plain {
		if room -= utf16.RuneLen(r); room < 0 {
			return plain[:i] + ellipsis
		}
	}
	return plain
}

// typed is a text as somebody typed it, made comparable: letters composed (some phones send them with loose marks), no broken bytes, no
// blanks around.
func typed(s string) string { return strings.TrimSpace(norm.NFC.String(strings.ToValidUTF8(s, ""))) }

// mention names somebody in a group so that Telegram tells them.
func mention(account int64, name string) string {
	return `<a href="tg://user?id=` + strconv.FormatInt(account, 10) + `">` + html.EscapeString(name) + `</a>`
}

// shortenRunes cuts a plain text to so many code points.
func shortenRunes(plain string, most int) string {
	if r := []rune(plain); len(r) > most {
		return string(r[:most-1]) + ellipsis
	}
	return plain
}
