package config

import (
	"strings"

	"dondoc/escalation"
)

func (l *loader) document(id string, f *fields) {
	d := &escalation.Document{
		ID: id, Number: f.text("number"), Title: f.text("title"), Issuer: f.text("issuer"),
	}
	d.Date, _ = f.get("date").date()
	clauses := f.get("clauses")
	each(clauses, &clauseShape, func(c *fields) { l.clause(d, c) })
	f.end(func() {
		if f.meant["clauses"] || clauses.present() && !clauses.isList() {
			l.clausesUnsure[d.ID] = true
		}
	})
	l.office.Documents = append(l.office.Documents, d)
}

// clause reads a citable place. Its id is written as people cite it ("III.1"), so it is no id of the usual form.
func (l *loader) clause(d *escalation.Document, f *fields) {
	c := escalation.Clause{ID: f.text("id"), Text: f.text("text"), Quote: f.text("quote")}
	c.Accountability, _ = f.get("accountability").boolean()
	if _, twice := d.Clause(c.ID); twice && c.ID != "" {
		f.at("id").fault("clause-twice", c.ID)
	}
	f.end(func() {
		l.clausesUnsure[d.ID] = l.clausesUnsure[d.ID] || c.ID == ""
		if c.Accountability && c.Quote == "" && !f.meant["quote"] {
			f.at("accountability").fault("no-quote", c.ID)
		}
	})
	if c.Text != "" && !quotes(c.Text, c.Quote) {
		f.at("quote").warn("not-in-text", c.ID)
	}
	d.Clauses = append(d.Clauses, c)
}

// quotes reports whether the words stand in the text, in this order; "…" leaves some out.
func quotes(text, quote string) bool {
	text = strings.Join(strings.Fields(text), " ")
	for part := range strings.SplitSeq(strings.ReplaceAll(quote, "...", "…"), "…") {
		_, rest, found := strings.Cut(text, strings.Join(strings.Fields(part), " "))
		if !found {
			return false
		}
		text = rest
	}
	return true
}

// citation reads the document and the clause that a task, report or indicator belongs to. The document is settled when everything has
// been read, in a check that runs before those which are noted after this.
func (l *loader) citation(f *fields, document, clause *string) {
	of, place := f.get("document"), f.get("clause")
	*document, _ = of.word()
	*clause, _ = place.text()
	l.later(func() {
		*document = l.onlyOne(f, of, "document", *document, l.documents)
		d := l.built.Document(*document)
		if *clause == "" || d == nil {
			return
		}
		if _, ok := d.Clause(*clause); !ok && !l.clausesUnsure[d.ID] {
			place.fault("unknown-clause", *clause, d.ID, clauseMeant(*clause, clauseIDs(d)))
		}
	})
}

// clauseMeant is what to do about a clause that the document lacks.
func clauseMeant(clause string, there []string) any {
	const shown = 20
	near := nearest(clause, there)
	switch {
	case len(there) == 0:
		return near.or("describe-it", "clauses")
	case len(there) > shown:
		there = append(there[:shown:shown], "…")
	}
	return near.or("clauses-there", strings.Join(there, ", "))
}

func clauseIDs(d *escalation.Document) []string {
	ids := make([]string, len(d.Clauses))
	for i, c := range d.Clauses {
		ids[i] = c.ID
	}
	return ids
}

// onlyOne checks a reference that may be left out when there is just one thing to refer to, and gives that id.
func (l *loader) onlyOne(f *fields, v value, key, id string, t *table) string {
	if f.gives(key) {
		t.check(v, id)
		return id
	}
	switch ids := t.ids(); {
	case len(ids) == 1:
		t.used[ids[0]] = true
		return ids[0]
	case !f.readable || t.unsure:
	case len(ids) == 0:
		f.fault("none-there", key, t.kind)
	default:
		f.fault("which-one", key, t.kind, strings.Join(ids, ", "))
		for _, candidate := range ids {
			t.used[candidate] = true
		}
	}
	return ""
}
