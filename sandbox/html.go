package sandbox

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// parseHTML turns Telegram's HTML into text and entities. Its rules and the words of its errors are those of
// td MessageEntity.cpp (parse_html, decode_html_entity); byte offsets count in the input.
func parseHTML(in string) (string, []entity, error) {
	p := htmlParser{in: in}
	for p.pos < len(p.in) {
		if err := p.step(); err != nil {
			return "", nil, err
		}
	}
	if n := len(p.open); n > 0 {
		return "", nil, syntaxErrorf("Can't find end tag corresponding to start tag %q", p.open[n-1].name)
	}
	if p.surrogate {
		return "", nil, syntaxErrorf("Text contains invalid Unicode characters after decoding HTML entities, " +
			"check for unmatched surrogate code units")
	}
	for i := range p.entities {
		if p.entities[i].Type == "code" {
			p.entities[i].Language = ""
		}
	}
	sortEntities(p.entities)
	return p.out.String(), p.entities, nil
}

// syntaxError is what is wrong with a text's HTML, in td's words.
type syntaxError string

func (e syntaxError) Error() string { return string(e) }

func syntaxErrorf(format string, a ...any) error { return syntaxError(fmt.Sprintf(format, a...)) }

type htmlParser struct {
	in        string
	pos       int
	out       strings.Builder
	width     int // of out, in UTF-16 code units
	open      []openTag
	entities  []entity
	surrogate bool // a reference named half a surrogate pair
}

// openTag is a start tag whose end tag has not come yet.
type openTag struct {
	name     string
	argument string // href, language, emoji-id or class, as the tag has it
	offset   int    // in UTF-16 code units
	begin    int    // in bytes of the output
}

// tagEntity maps Telegram's tags to the entities that they make; "" for any other tag.
func tagEntity(name string) string {
	switch name {
	case "b", "strong":
		return "bold"
	case "i", "em":
		return "italic"
	case "u", "ins":
		return "underline"
	case "s", "strike", "del":
		return "strikethrough"
	case "tg-spoiler", "span":
		return "spoiler"
	case "a":
		return "text_link"
	case "code", "pre", "blockquote":
		return name
	case "tg-emoji":
		return "custom_emoji"
	}
	return ""
}

// peek returns the byte at the position, 0 at the end.
func (p *htmlParser) peek() byte {
	if p.pos < len(p.in) {
		return p.in[p.pos]
	}
	return 0
}

func (p *htmlParser) skipSpace() {
	for isSpace(p.peek()) {
		p.pos++
	}
}

// until advances to a space or to one of stop, or to the end, and returns what it passed.
func (p *htmlParser) until(stop string) string {
	begin := p.pos
	for p.pos < len(p.in) && !isSpace(p.in[p.pos]) && !strings.Contains(stop, p.in[p.pos:p.pos+1]) {
		p.pos++
	}
	return p.in[begin:p.pos]
}

func (p *htmlParser) step() error {
	switch p.peek() {
	case '&':
		if r, next := reference(p.in, p.pos); r != 0 {
			p.pos = next
			p.surrogate = p.surrogate || r >= 0xD800 && r <= 0xDFFF
			p.put(r)
			return nil
		}
	case '<':
		if strings.HasPrefix(p.in[p.pos:], "</") {
			return p.endTag()
		}
		return p.startTag()
	}
	r, size := utf8.DecodeRuneInString(p.in[p.pos:])
	p.pos += size
	p.put(r)
	return nil
}

func (p *htmlParser) put(r rune) {
	p.out.WriteRune(r)
	p.width += utf16Width(r)
}

// reference decodes a character reference at pos: numeric, or one of the four names that Telegram knows. What is
// none gives 0 and stays as text. The semicolon may be missing.
func reference(s string, pos int) (r rune, next int) {
	end := pos + 1
	if strings.HasPrefix(s[end:], "#") {
		r, end = numeric(s, end+1)
		if r == 0 || r >= 0x10FFFF || end-pos >= 10 {
			return 0, pos
		}
	} else {
		for end < len(s) && isLetter(s[end]) {
			end++
		}
		r = map[string]rune{"lt": '<', "gt": '>', "amp": '&', "quot": '"'}[s[pos+1:end]]
		if r == 0 {
			return 0, pos
		}
	}
	if strings.HasPrefix(s[end:], ";") {
		end++
	}
	return r, end
}

// numeric reads the number of a reference after its #; a long one is cut, which makes it invalid by its length.
func numeric(s string, begin int) (rune, int) {
	base, digits := 10, "0123456789"
	if strings.HasPrefix(s[begin:], "x") {
		base, digits, begin = 16, "0123456789abcdefABCDEF", begin+1
	}
	end := begin
	for end < len(s) && end-begin < 10 && strings.Contains(digits, s[end:end+1]) {
		end++
	}
	n, err := strconv.ParseInt(s[begin:end], base, 64)
	if err != nil || n > 0x10FFFF {
		return 0, end
	}
	return rune(n), end
}

func (p *htmlParser) startTag() error {
	at := p.pos
	p.pos++
	name := strings.ToLower(p.until(">"))
	if p.pos == len(p.in) {
		return syntaxErrorf("Unclosed start tag at byte offset %d", at)
	}
	if tagEntity(name) == "" {
		return syntaxErrorf("Unsupported start tag %q at byte offset %d", name, at)
	}
	argument := ""
	for {
		p.skipSpace()
		if p.peek() == '>' {
			p.pos++
			break
		}
		key, value, err := p.attribute(name, at)
		if err != nil {
			return err
		}
		if v, ok := meaning(name, key, value); ok {
			argument = v
		}
	}
	if name == "span" && argument != "spoiler" {
		return syntaxErrorf(`Tag "span" must have class "tg-spoiler" at byte offset %d`, at)
	}
	p.open = append(p.open, openTag{name, argument, p.width, p.out.Len()})
	return nil
}

// attribute reads one attribute. One without a value is taken (blockquote expandable).
func (p *htmlParser) attribute(tag string, at int) (key, value string, err error) {
	key = p.until("=>")
	if key == "" && p.peek() != 0 {
		return "", "", syntaxErrorf("Empty attribute name in the tag %q at byte offset %d", tag, at)
	}
	p.skipSpace()
	if p.peek() == 0 {
		return "", "", syntaxErrorf("Unclosed start tag %q at byte offset %d", tag, at)
	}
	if p.peek() != '=' {
		return key, "", nil
	}
	p.pos++
	p.skipSpace()
	if p.peek() == 0 {
		return "", "", syntaxErrorf("Unclosed start tag %q at byte offset %d", tag, at)
	}
	if p.peek() == '"' || p.peek() == '\'' {
		value, err = p.quoted(at)
	} else {
		value, err = p.nameToken()
	}
	return key, value, err
}

func (p *htmlParser) quoted(at int) (string, error) {
	quote := p.peek()
	p.pos++
	var value strings.Builder
	for p.pos < len(p.in) && p.in[p.pos] != quote {
		if r, next := reference(p.in, p.pos); p.in[p.pos] == '&' && r != 0 {
			value.WriteRune(r)
			p.pos = next
			continue
		}
		value.WriteByte(p.in[p.pos])
		p.pos++
	}
	p.pos++
	if p.pos >= len(p.in) {
		return "", syntaxErrorf("Unclosed start tag at byte offset %d", at)
	}
	return value.String(), nil
}

func (p *htmlParser) nameToken() (string, error) {
	begin := p.pos
	for isLetter(p.peek()) || isDigit(p.peek()) || p.peek() == '.' || p.peek() == '-' {
		p.pos++
	}
	if !isSpace(p.peek()) && p.peek() != '>' {
		return "", syntaxErrorf("Unexpected end of name token at byte offset %d", begin)
	}
	return strings.ToLower(p.in[begin:p.pos]), nil
}

// meaning returns what an attribute says about its tag; most say nothing.
func meaning(tag, key, value string) (string, bool) {
	switch {
	case tag == "a" && key == "href", tag == "tg-emoji" && key == "emoji-id":
		return value, true
	case tag == "code" && key == "class":
		return strings.CutPrefix(value, "language-")
	case tag == "span" && key == "class":
		return strings.CutPrefix(value, "tg-")
	case tag == "blockquote" && key == "expandable":
		return key, true
	}
	return "", false
}

func (p *htmlParser) endTag() error {
	at := p.pos
	if len(p.open) == 0 {
		return syntaxErrorf("Unexpected end tag at byte offset %d", at)
	}
	p.pos += 2
	name := strings.ToLower(p.until(">"))
	p.skipSpace()
	if p.peek() != '>' {
		return syntaxErrorf("Unclosed end tag at byte offset %d", at)
	}
	p.pos++
	tag := p.open[len(p.open)-1]
	if name != "" && name != tag.name {
		return syntaxErrorf(`Unmatched end tag at byte offset %d, expected "</%s>", found "</%s>"`, at, tag.name, name)
	}
	p.open = p.open[:len(p.open)-1]
	if p.width == tag.offset {
		return nil
	}
	return p.close(tag)
}

// close makes the entity of a tag that has ended and is not empty.
func (p *htmlParser) close(tag openTag) error {
	e := entity{Type: tagEntity(tag.name), Offset: tag.offset, Length: p.width - tag.offset}
	switch tag.name {
	case "a":
		if e.URL = tag.argument; e.URL == "" {
			e.URL = p.out.String()[tag.begin:]
		}
		if !e.link() {
			return nil
		}
	case "code", "pre":
		if p.joinCode(&e, tag.argument) {
			return nil
		}
	case "blockquote":
		if tag.argument != "" {
			e.Type = "expandable_blockquote"
		}
	case "tg-emoji":
		if n, err := strconv.ParseInt(tag.argument, 10, 64); err != nil || n == 0 {
			return syntaxErrorf("Invalid custom emoji identifier specified")
		}
	}
	p.entities = append(p.entities, e)
	return nil
}

// joinCode makes one pre with a language of a pre and a code around the same text; otherwise a code keeps its
// language only until parsing ends.
func (p *htmlParser) joinCode(e *entity, language string) bool {
	if e.Type == "code" {
		e.Language = language
	}
	if len(p.entities) == 0 {
		return false
	}
	last := &p.entities[len(p.entities)-1]
	if last.Type == e.Type || last.Type != "code" && last.Type != "pre" ||
		last.Offset != e.Offset || last.Length != e.Length || last.Language == "" && e.Language == "" {
		return false
	}
	if last.Language == "" {
		last.Language = e.Language
	}
	last.Type = "pre"
	return true
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func utf16Width(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}
