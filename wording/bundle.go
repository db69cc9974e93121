package wording

import (
	"time"

	"dondoc/escalation"
)

// mostShort is how long a notice may become inside a message with several, in UTF-16 units.
const mostShort = 1000

// Item is a notice with its assignment.
type Item struct {
	Assignment escalation.Assignment
	Notice     escalation.Notice
}

// bundleView is what the template sees of a message with several notices.
type bundleView struct {
	To           addressee
	Report       bool // all of them report to a superior
	Now          string
	Count, Units int
	Citations    []citation
	Judging      bool
}

// citation is a document with the clauses that its escalations cite.
type citation struct {
	Document string
	Quotes   []quote
}

// Bundle is the head of a message that carries several notices to one recipient; each of them follows as Short. What their escalations
// cite is cited here once. Never more than 3,000 UTF-16 units after parsing.
func (w *Words) Bundle(o *escalation.Office, now time.Time, items []Item) string {
	if len(items) == 0 {
		return ""
	}
	if items[0].Notice.Kind == escalation.KindLink {
		return w.Say(LinkNews, Args{Max: len(items)})
	}
	return fit(mostNotice, func(l limits) string { return w.render("bundle", w.bundleView(o, now, items, l)) })
}

func (w *Words) bundleView(o *escalation.Office, now time.Time, items []Item, l limits) bundleView {
	v := bundleView{
		To: w.addressee(o, items[0].Notice.Recipient, l), Report: true, Count: len(items), Now: w.when(o.Calendar, now).Moment,
	}
	units, cited := map[string]bool{}, map[string]bool{}
	for _, it := range items {
		s := Subject{Office: o, Assignment: it.Assignment, Now: now}
		units[it.Assignment.Unit] = true
		v.Report = v.Report && w.form(s, it.Notice) == "escalate.report"
		if k := it.Notice.Kind; k != escalation.KindEscalate && k != escalation.KindApproval {
			continue
		}
		v.Judging = true
		if c := w.citation(s, l); len(c.Quotes) > 0 && !cited[c.Document] {
			cited[c.Document] = true
			v.Citations = append(v.Citations, c)
		}
	}
	v.Units = len(units)
	return v
}

// citation is what an escalation of this subject cites; a confidential one cites nothing.
func (w *Words) citation(s Subject, l limits) citation {
	v := w.view(s, l)
	if v.Confidential {
		return citation{}
	}
	return citation{Document: v.Document, Quotes: quotes(s.Office, &s.Assignment, l)}
}

// Short is one notice inside a message with several, in a few lines; never more than 1,000 UTF-16 units after parsing. Bundle cites the
// clauses.
func (w *Words) Short(s Subject, n escalation.Notice) string {
	if n.Kind == escalation.KindLink {
		return w.tie(mostShort, s, n)
	}
	if n.Kind == escalation.KindOutage {
		return w.outage(mostShort, s, n)
	}
	form := w.form(s, n)
	name := w.known("short."+form, w.known("short."+string(n.Kind), form))
	return fit(mostShort, func(l limits) string {
		v := w.noticeView(s, n, l)
		return join(w.render(name, v), w.render("trailer", v))
	})
}
