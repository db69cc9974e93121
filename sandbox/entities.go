package sandbox

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of a text (telegram.md §2.2).
const (
	maxRawText = 32768 // bytes, before parsing (srv Client.cpp)
	maxText    = 4096  // code points, after parsing (td MessageContent.cpp)
	maxCaption = 1024
)

// formatted reads the text or caption of a call with its parse mode and entities, and returns it as Telegram would
// keep it: control characters replaced, trimmed, entities sorted, with those that Telegram finds by itself.
func formatted(a args, field, entitiesField string) (string, []entity, error) {
	raw := a.text(field)
	if !utf8.ValidString(raw) {
		return "", nil, bad("strings must be encoded in UTF-8")
	}
	text, found, err := parse(clean(raw), a.text("parse_mode"), a.json(entitiesField))
	if err != nil {
		return "", nil, err
	}
	text, found = tidy(text, found)
	return text, withDetected(text, found), nil
}

// parse applies a parse mode, or, without one, takes the entities given beside the text (srv Client.cpp,
// get_formatted_text). Markdown is not supported: nothing here sends it.
func parse(text, mode string, given json.RawMessage) (string, []entity, error) {
	switch strings.ToLower(mode) {
	case "html":
		out, found, err := parseHTML(text)
		if err != nil {
			return "", nil, bad("can't parse entities: %s", err)
		}
		return out, found, nil
	case "", "none":
		found, err := readEntities(text, given)
		return text, found, err
	}
	return "", nil, bad("unsupported parse_mode")
}

// readEntities checks entities given as JSON. What is no array is ignored, as are entities that Telegram finds by
// itself (srv Client.cpp, get_text_entity); offsets are held to td MessageEntity.cpp.
func readEntities(text string, given json.RawMessage) ([]entity, error) {
	var raw []json.RawMessage
	if json.Unmarshal(given, &raw) != nil {
		return nil, nil
	}
	var found []entity
	for _, one := range raw {
		var e entity
		if err := json.Unmarshal(one, &e); err != nil || e.Type == "" {
			return nil, bad("can't parse MessageEntity: expected an Object")
		}
		keep, err := readType(&e)
		if err != nil {
			return nil, err
		}
		if !keep || e.Length == 0 && e.Offset >= 0 {
			continue
		}
		if err := checkEntity(text, e); err != nil {
			return nil, err
		}
		found = append(found, e)
	}
	sortEntities(found)
	return found, nil
}

func checkEntity(text string, e entity) error {
	switch {
	case e.Offset < 0 || e.Offset > 1000000:
		return bad("receive an entity with incorrect offset %d", e.Offset)
	case e.Length < 0 || e.Length > 1000000:
		return bad("receive an entity with incorrect length %d", e.Length)
	}
	length := utf16Length(text)
	begin, beginOK := byteOffset(text, e.Offset)
	end, endOK := byteOffset(text, e.end())
	switch {
	case e.Offset > length:
		return bad("entity begins after the end of the text at UTF-16 offset %d", e.Offset)
	case !beginOK:
		return bad("entity begins in a middle of a UTF-16 symbol at byte offset %d", begin)
	case e.end() > length:
		return bad("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d", e.Offset, e.end())
	case !endOK:
		return bad("entity beginning at UTF-16 offset %d ends in a middle of a UTF-16 symbol at byte offset %d", e.Offset, end)
	}
	return nil
}

func readType(e *entity) (keep bool, err error) {
	switch e.Type {
	case "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote", "expandable_blockquote":
		return true, nil
	case "text_link":
		if !e.link() {
			return false, bad("entity URL '%s' is invalid: Wrong HTTP URL", e.URL)
		}
		return true, nil
	case "text_mention":
		if e.User == nil {
			return false, bad("can't parse MessageEntity: Can't find field \"user\"")
		}
		return true, nil
	case "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number":
		return false, nil
	}
	return false, bad("can't parse MessageEntity: Unsupported type specified")
}

// link completes the address of a text_link and says whether it is one; tg://user?id= makes it a text_mention.
func (e *entity) link() bool {
	if id, ok := strings.CutPrefix(e.URL, "tg://user?id="); ok {
		n := args{values: map[string]string{"id": id}}.number("id", 0, 0, 1<<53)
		e.Type, e.URL, e.User = "text_mention", "", &apiUser{ID: n}
		return n > 0
	}
	scheme, rest, ok := strings.Cut(e.URL, "://")
	if !ok {
		scheme, rest = "http", e.URL
	}
	scheme = strings.ToLower(scheme)
	host, path := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host, path = rest[:i], rest[i:]
	}
	if scheme != "tg" && scheme != "http" && scheme != "https" || strings.ContainsAny(rest, " \t\r\n") ||
		scheme != "tg" && !strings.Contains(strings.Trim(host, "."), ".") {
		return false
	}
	if scheme != "tg" && !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	e.URL = scheme + "://" + host + path
	return true
}

// clean replaces control characters by spaces and drops carriage returns (td misc.cpp, clean_input_string).
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return -1
		case r < ' ' && r != '\n' && r != '\t':
			return ' '
		}
		return r
	}, s)
}

// tidy trims spaces and line ends at both ends and moves the entities along; those that lose everything go.
func tidy(text string, found []entity) (string, []entity) {
	const blank = " \n\t"
	left := len(text) - len(strings.TrimLeft(text, blank))
	text = strings.Trim(text, blank)
	length := utf16Length(text)
	var kept []entity
	for _, e := range found {
		begin, end := max(e.Offset-left, 0), min(e.end()-left, length)
		if begin < end {
			e.Offset, e.Length = begin, end-begin
			kept = append(kept, e)
		}
	}
	return text, kept
}

// sortEntities orders by offset, then the longer first, then as td does for the same range.
func sortEntities(found []entity) {
	slices.SortStableFunc(found, func(a, b entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length), cmp.Compare(rank(a), rank(b)))
	})
}

// rank is td MessageEntity.cpp's priority among entities of one range.
func rank(e entity) int {
	order := []string{
		"blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention", "mention", "bot_command", "url",
		"bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji",
	}
	return slices.Index(order, e.Type)
}

func utf16Length(s string) int {
	n := 0
	for _, r := range s {
		n += utf16Width(r)
	}
	return n
}

// byteOffset turns an offset in UTF-16 code units into one in bytes; past the end is the end. ok is false within a
// surrogate pair.
func byteOffset(s string, units int) (offset int, ok bool) {
	for i, r := range s {
		if units <= 0 {
			return i, units == 0
		}
		units -= utf16Width(r)
	}
	return len(s), units >= 0
}
