package sandbox

import (
	"html"
	"slices"
	"strings"
	"unicode/utf16"
)

// renderHTML shows a text with its entities as HTML for the page. Everything of the text is escaped; tags are always
// properly nested, even where entities overlap; line ends stay for CSS to keep.
func renderHTML(text string, entities []entity) string {
	r := renderer{units: utf16.Encode([]rune(text))}
	cuts := append(r.cuts(entities), len(r.units))
	for i, from := range cuts[:len(cuts)-1] {
		if from < cuts[i+1] {
			r.segment(from, cuts[i+1], entities)
		}
	}
	r.closeDownTo(0)
	return r.out.String()
}

type renderer struct {
	units []uint16
	out   strings.Builder
	open  []openEntity // innermost last
}

// openEntity is an entity whose end tag has not been written yet.
type openEntity struct {
	entity
	endTag string
}

// cuts returns where anything begins or ends, in order, 0 first.
func (r *renderer) cuts(entities []entity) []int {
	at := []int{0}
	for _, e := range entities {
		at = append(at, min(max(e.Offset, 0), len(r.units)), min(max(e.end(), 0), len(r.units)))
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// segment writes a stretch within which no entity begins or ends, keeping open what goes on.
func (r *renderer) segment(from, to int, entities []entity) {
	var cover []entity
	for _, e := range entities {
		if e.Offset <= from && e.end() >= to {
			cover = append(cover, e)
		}
	}
	keep := 0
	for keep < len(cover) && keep < len(r.open) && same(cover[keep], r.open[keep].entity) {
		keep++
	}
	r.closeDownTo(keep)
	for _, e := range cover[keep:] {
		begin, end := tagsOf(e, r.textOf(e))
		r.out.WriteString(begin)
		r.open = append(r.open, openEntity{e, end})
	}
	r.out.WriteString(html.EscapeString(string(utf16.Decode(r.units[from:to]))))
}

func (r *renderer) closeDownTo(n int) {
	for len(r.open) > n {
		r.out.WriteString(r.open[len(r.open)-1].endTag)
		r.open = r.open[:len(r.open)-1]
	}
}

func (r *renderer) textOf(e entity) string {
	end := min(e.end(), len(r.units))
	return string(utf16.Decode(r.units[min(e.Offset, end):end]))
}

func same(a, b entity) bool { return a.Type == b.Type && a.Offset == b.Offset && a.Length == b.Length }

// tagsOf returns the HTML around an entity; text is what it marks. Links open only http and https.
func tagsOf(e entity, text string) (begin, end string) {
	switch e.Type {
	case "bold":
		return "<b>", "</b>"
	case "italic":
		return "<i>", "</i>"
	case "underline":
		return "<u>", "</u>"
	case "strikethrough":
		return "<s>", "</s>"
	case "code":
		return "<code>", "</code>"
	case "pre":
		return "<pre>", "</pre>"
	case "blockquote", "expandable_blockquote":
		return "<blockquote>", "</blockquote>"
	case "spoiler":
		return `<span class="spoiler" tabindex="0">`, "</span>"
	case "bot_command":
		return `<button type="button" class="command" data-text="` + html.EscapeString(text) + `">`, "</button>"
	case "url", "text_link":
		address := e.URL
		if e.Type == "url" {
			address = text
		}
		if !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
			break
		}
		return `<a rel="noopener noreferrer" target="_blank" href="` + html.EscapeString(address) + `">`, "</a>"
	}
	return "<span>", "</span>"
}
