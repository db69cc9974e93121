package sandbox

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What Telegram marks in any text by itself: commands, mentions and addresses (td MessageEntity.cpp, find_entities).
// The name of a command may have 64 letters, a username 3 to 32; the first group is the entity.
var patterns = []struct {
	kind string
	re   *regexp.Regexp
}{
	{"url", regexp.MustCompile(`https?://[^\s<>"]+`)},
	{"mention", regexp.MustCompile(`@[A-Za-z0-9_]{3,32}`)},
	{"bot_command", regexp.MustCompile(`/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?`)},
}

// withDetected adds what Telegram marks by itself, outside of code and of links that are there already.
func withDetected(text string, found []entity) []entity {
	for _, e := range detect(text) {
		if !overlaps(found, e) {
			found = append(found, e)
		}
	}
	sortEntities(found)
	return found
}

func overlaps(found []entity, e entity) bool {
	for _, f := range found {
		switch f.Type {
		case "code", "pre", "text_link", "text_mention", "url", "mention", "bot_command":
			if f.Offset < e.end() && e.Offset < f.end() {
				return true
			}
		}
	}
	return false
}

func detect(text string) []entity {
	var found []entity
	for _, p := range patterns {
		for _, at := range p.re.FindAllStringIndex(text, -1) {
			begin, end := at[0], at[1]
			if p.kind == "url" {
				end = begin + len(strings.TrimRight(text[begin:end], ".,;:!?)]}'»…"))
			}
			e := entity{Type: p.kind, Offset: utf16Length(text[:begin]), Length: utf16Length(text[begin:end])}
			if standsAlone(p.kind, text[:begin], text[end:]) && !overlaps(found, e) {
				found = append(found, e)
			}
		}
	}
	return found
}

// standsAlone says whether a command or mention is not part of a longer word; a command not part of a path either.
func standsAlone(kind, before, after string) bool {
	if kind == "url" {
		return true
	}
	prev, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	if kind == "bot_command" && (strings.ContainsRune("/<>@", prev) && before != "" || next == '/' && after != "") {
		return false
	}
	return !isWord(prev, before) && !isWord(next, after)
}

func isWord(r rune, of string) bool {
	return of != "" && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_')
}

// command returns the name of the command that a text begins with and the bot that it is addressed to ("" for any).
func command(text string, found []entity) (name, bot string, ok bool) {
	if len(found) == 0 || found[0].Type != "bot_command" || found[0].Offset != 0 {
		return "", "", false
	}
	name, bot, _ = strings.Cut(text[1:found[0].Length], "@")
	return name, bot, true
}
