package sandbox

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// What td's own tests expect of its parser (td test/message_entities.cpp), for the tags and errors alike.
func TestHTMLIsReadAsTelegramReadsIt(t *testing.T) {
	for _, c := range []struct{ in, text, entities string }{
		{"", "", `null`},
		{"&ge;&lt;&gt;&amp;&quot;&laquo;&#12345678;", `&ge;<>&"&laquo;&#12345678;`, `null`},
		{"a&#39;b&#x1F600", "a'b😀", `null`},
		{"➡️ ➡️<i>➡️ ➡️</i>", "➡️ ➡️➡️ ➡️", `[{"type":"italic","offset":5,"length":5}]`},
		{"➡️ ➡️<strong>➡️ ➡️</strong>", "➡️ ➡️➡️ ➡️", `[{"type":"bold","offset":5,"length":5}]`},
		{"🏟 🏟<i>🏟 &gt;<b aba   =   caba>&lt🏟</b></i>", "🏟 🏟🏟 ><🏟",
			`[{"type":"italic","offset":5,"length":7},{"type":"bold","offset":9,"length":3}]`},
		{"🏟 🏟&lt;<i    aba  =  '&lt;&gt;&quot;'>a</>", "🏟 🏟<a", `[{"type":"italic","offset":6,"length":1}]`},
		{"🏟 🏟&lt;<i>a</i   >", "🏟 🏟<a", `[{"type":"italic","offset":6,"length":1}]`},
		{"🏟 🏟&lt;<b></b>", "🏟 🏟<", `null`},
		{`<span class = "tg-spoiler">a</span>`, "a", `[{"type":"spoiler","offset":0,"length":1}]`},
		{"<tg-spoiler>a</tg-spoiler><del>b</del><ins>c</ins>", "abc",
			`[{"type":"spoiler","offset":0,"length":1},{"type":"strikethrough","offset":1,"length":1},{"type":"underline","offset":2,"length":1}]`},
		{"<i><b> </b> <code> </code></i>", "   ",
			`[{"type":"italic","offset":0,"length":3},{"type":"bold","offset":0,"length":1},{"type":"code","offset":2,"length":1}]`},
		{`<a   href=  'telegram.org?&lt;'   > </a>`, " ", `[{"type":"text_link","offset":0,"length":1,"url":"http://telegram.org/?<"}]`},
		{"<a>telegram.org</a>", "telegram.org", `[{"type":"text_link","offset":0,"length":12,"url":"http://telegram.org/"}]`},
		{"<a> </a>", " ", `null`},
		{`<pre><code class="language-fift">x</></>`, "x", `[{"type":"pre","offset":0,"length":1,"language":"fift"}]`},
		{`<code class="language-fift"><pre>x</></>`, "x", `[{"type":"pre","offset":0,"length":1,"language":"fift"}]`},
		{`<pre> <code class="language-fift">x</></>`, " x",
			`[{"type":"pre","offset":0,"length":2},{"type":"code","offset":1,"length":1}]`},
		{"<blockquote   expandable   asd>a&lt;<pre  >b;</></>", "a<b;",
			`[{"type":"expandable_blockquote","offset":0,"length":4},{"type":"pre","offset":2,"length":2}]`},
		{`<a href="tg://user?id=1001">Hòa</a>`, "Hòa",
			`[{"type":"text_mention","offset":0,"length":3,"user":{"id":1001,"is_bot":false,"first_name":""}}]`},
	} {
		text, entities, err := parseHTML(c.in)
		got, _ := json.Marshal(entities)
		want := strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`).Replace(c.entities)
		if err != nil || text != c.text || string(got) != want {
			t.Errorf("%q\ngot  %q %s %v\nwant %q %s", c.in, text, got, err, c.text, want)
		}
	}
}

func TestBrokenHTMLIsRefusedInTelegramsWords(t *testing.T) {
	const surrogate = "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
	for in, want := range map[string]string{
		"&#57311;":                        surrogate,
		"&#xDFDF":                         surrogate,
		"🏟 🏟&lt;<abacaba":                 "Unclosed start tag at byte offset 13",
		"🏟 🏟&lt;<abac aba>":               `Unsupported start tag "abac" at byte offset 13`,
		"🏟 🏟&lt;<i   =aba>":               `Empty attribute name in the tag "i" at byte offset 13`,
		"🏟 🏟&lt;<i    aba>":               `Can't find end tag corresponding to start tag "i"`,
		"🏟 🏟&lt;<i    aba  =  ":           `Unclosed start tag "i" at byte offset 13`,
		"🏟 🏟&lt;<i    aba  =  190azAz-.,": "Unexpected end of name token at byte offset 27",
		"🏟 🏟&lt;<i    aba  =  \"&lt;>":    "Unclosed start tag at byte offset 13",
		"🏟 🏟&lt;</":                       "Unexpected end tag at byte offset 13",
		"🏟 🏟&lt;<b></b></":                "Unexpected end tag at byte offset 20",
		"🏟 🏟&lt;<i>a</i   ":               "Unclosed end tag at byte offset 17",
		"🏟 🏟&lt;<i>a</em   >":             `Unmatched end tag at byte offset 17, expected "</i>", found "</em>"`,
		"<span class=x>a</span>":          `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		"tai <4096 ký tự":                 `Unsupported start tag "4096" at byte offset 4`,
	} {
		_, _, err := parseHTML(in)
		if err == nil || err.Error() != want {
			t.Errorf("%q\ngot  %v\nwant %s", in, err, want)
		}
	}
}

// FuzzHTML: whatever comes in, the parser ends, offsets stay within the text, and what the page shows of it has
// balanced tags and the text itself.
func FuzzHTML(f *testing.F) {
	for _, seed := range []string{
		"", "<b>a</b>", "<a href='x.vn'>&lt;</a>", "🏟<i>&#128512;</i>", "<pre><code class=\"language-go\">x</code></pre>",
		"<blockquote expandable>/start @ban_bot https://x.vn</blockquote>", "<", "</", "<b", "<b a='", "&#x;", "&", "<a>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if !utf8.ValidString(in) {
			return // refused before it comes to parsing
		}
		text, entities, err := parseHTML(clean(in))
		if err != nil {
			return
		}
		text, entities = tidy(text, entities)
		entities = withDetected(text, entities)
		for _, e := range entities {
			if e.Offset < 0 || e.Length <= 0 || e.end() > utf16Length(text) {
				t.Fatalf("%q: entity %+v is outside of %q", in, e, text)
			}
		}
		checkRendered(t, text, entities)
	})
}

var anyTag = regexp.MustCompile(`<(/?)([a-z]+)[^>]*>`)

// checkRendered wants HTML that is nested, holds no other tag than the renderer's, and reads as the text.
func checkRendered(t interface{ Fatalf(string, ...any) }, text string, entities []entity) {
	out := renderHTML(text, entities)
	var open []string
	for _, tag := range anyTag.FindAllStringSubmatch(out, -1) {
		switch {
		case tag[1] == "":
			open = append(open, tag[2])
		case len(open) == 0 || open[len(open)-1] != tag[2]:
			t.Fatalf("%q: %q is not nested", text, out)
		default:
			open = open[:len(open)-1]
		}
	}
	if got := html.UnescapeString(anyTag.ReplaceAllString(out, "")); len(open) > 0 || got != text {
		t.Fatalf("%q: %q reads %q, open %v", text, out, got, open)
	}
}

// Entities given beside a text may overlap in any way; the page still nests its tags and shows the text as it is.
func TestOverlappingEntitiesAreNested(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-z<>&"😀 \n]{0,12}`).Draw(t, "text")
		entities := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) entity {
			return entity{
				Type:   rapid.SampledFrom([]string{"bold", "italic", "text_link", "blockquote", "bot_command", "spoiler", "x"}).Draw(t, "type"),
				Offset: rapid.IntRange(0, 12).Draw(t, "offset"), Length: rapid.IntRange(1, 12).Draw(t, "length"), URL: `http://a/"><script>`,
			}
		}), 0, 5).Draw(t, "entities")
		// Those that cut a surrogate pair never get past readEntities.
		entities = slices.DeleteFunc(entities, func(e entity) bool { return checkEntity(text, e) != nil })
		sortEntities(entities)
		checkRendered(t, text, entities)
	})
}

func TestCommandsMentionsAndAddressesAreFound(t *testing.T) {
	for text, want := range map[string]string{
		"/start":                         "bot_command 0 6",
		"😀 /nhiemvu@don_doc_bot xong":    "bot_command 3 20",
		"hỏi @don_doc_bot giúp":          "mention 4 12",
		"xem https://thaibinh.vn/a?b=1.": "url 4 25",
		"a/b /c/d x/y":                   "",
		"/nhiemvụ":                       "",
		"thư@cơquan":                     "",
		"một /a và /b":                   "bot_command 4 2, bot_command 10 2",
	} {
		var got []string
		for _, e := range withDetected(text, nil) {
			got = append(got, strings.Join([]string{e.Type, itoa(e.Offset), itoa(e.Length)}, " "))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
}

func itoa(n int) string {
	b, _ := json.Marshal(n)
	return string(b)
}
