// Package wording says how everything reads, in Vietnamese and in English: notices, cards, lists, dates, reasons, buttons, errors. It
// decides nothing and is pure: what it is given it puts into words.
//
// Texts are in the part of Telegram's HTML that consists of <b>, <i> and <blockquote>, with everything else escaped, unless a function
// says that it gives plain text. Of a confidential assignment every text tells only the number and the deadline (DESIGN 5).
//
// The terms of a language stand in vi.go and en.go, its sentences in the templates of the folders vi and en. In a template lines run
// on, and an empty line ends a paragraph.
package wording

import (
	"embed"
	"html/template"
	"io/fs"
	"strings"
	"sync"

	"dondoc/escalation"
)

//go:embed vi/*.tmpl en/*.tmpl
var files embed.FS

// Words are all texts of one language. They never change and are safe for concurrent use.
type Words struct {
	vocabulary
	sentences *template.Template
}

// The two languages, each read from its templates when it is first asked for.
var (
	vietnamese = sync.OnceValue(func() *Words { return read("vi", vietnameseTerms()) })
	english    = sync.OnceValue(func() *Words { return read("en", englishTerms()) })
)

// For gives the words of a language; Vietnamese for an unknown one.
func For(l escalation.Language) *Words {
	if l == escalation.English {
		return english()
	}
	return vietnamese()
}

// read parses the templates of a folder. They are part of the program, so that a fault in one is a fault of the program.
func read(folder string, terms vocabulary) *Words {
	w := &Words{vocabulary: terms, sentences: template.New(folder)}
	w.sentences.Funcs(template.FuncMap{"lower": lowerFirst, "upper": upperFirst, "workdays": terms.workdays})
	names, err := fs.Glob(files, folder+"/*.tmpl")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		source, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err)
		}
		template.Must(w.sentences.Parse(flow(string(source))))
	}
	return w
}

// render executes a template. Its data hold only values, so that what it can fail by is a mistake in the template itself, and the tests
// execute all of them.
func (w *Words) render(name string, data any) string {
	var b strings.Builder
	if err := w.sentences.ExecuteTemplate(&b, name, data); err != nil {
		panic("wording: " + err.Error())
	}
	return tidy(b.String())
}

// has reports whether there is such a template.
func (w *Words) has(name string) bool { return w.sentences.Lookup(name) != nil }

// State names a state. Plain text.
func (w *Words) State(s escalation.State) string { return term(w.states, s) }

// Timeliness names how an assignment stands against its deadline. Plain text.
func (w *Words) Timeliness(t escalation.Timeliness) string { return term(w.timeliness, t) }

// Kind names a kind of notice. Plain text.
func (w *Words) Kind(k escalation.Kind) string { return term(w.kinds, k) }

// term looks a word up; what the language does not know is shown as it is.
func term[K ~string](words map[K]string, k K) string {
	if s, ok := words[k]; ok {
		return s
	}
	return string(k)
}
