package wording

import "html/template"

// listView is what the template sees of one page of a list.
type listView struct {
	Title              string
	Lines              []template.HTML
	Page, Pages, Total int
}

// List is one page of assignments under a title in plain text. Pages count from 1; total is how many assignments all pages have.
// A page of ten stays below 3,500 UTF-16 units.
func (w *Words) List(title string, subjects []Subject, page, pages, total int) string {
	return fit(mostCard, func(l limits) string {
		v := listView{Title: cut(line(title), l.name), Page: page, Pages: pages, Total: total}
		for _, s := range subjects {
			v.Lines = append(v.Lines, template.HTML(w.listLine(s, l)))
		}
		return w.render("list", v)
	})
}

// ListLine is one assignment in a list: number, title, unit, deadline, how it stands.
func (w *Words) ListLine(s Subject) string { return w.listLine(s, sizes()[0]) }

func (w *Words) listLine(s Subject, l limits) string { return w.render("list.line", w.view(s, l)) }
