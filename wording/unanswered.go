package wording

import (
	"slices"
	"strings"

	"dondoc/escalation"
)

// unanswered is a question that nobody answered in time. Nobody is said to be silent whom it did not reach (DESIGN 5).
type unanswered struct {
	// By says who was asked: the "head" (or who stands in), a "deputy" since the head could not be reached, or "" for anybody else.
	By string
	// Names are those who were asked, Head the head who could not be reached; "" where they may not be named.
	Names, Head string
}

// unanswered finds the question for whose answer a level has waited; nil: it waited for none.
func (w *Words) unanswered(s Subject, n escalation.Notice, l limits) *unanswered {
	if n.Reason.Unanswered == 0 {
		return nil
	}
	asks := s.Assignment.Asks
	i := slices.IndexFunc(asks, func(q escalation.Asked) bool { return q.Level == n.Reason.Unanswered && q.Deadline == n.Deadline })
	if i < 0 {
		return &unanswered{}
	}
	return w.whoWasAsked(s, asks[i], n.Recipient.Kind == escalation.ToGroup, l)
}

// whoWasAsked names persons to persons only: a group reads of offices.
func (w *Words) whoWasAsked(s Subject, q escalation.Asked, public bool, l limits) *unanswered {
	out := &unanswered{}
	switch {
	case q.To == escalation.ToHead && q.InsteadOf != "":
		out.By = "deputy"
	case q.To == escalation.ToHead:
		out.By = "head"
	}
	if public || s.secret() {
		return out
	}
	var names []string
	for _, id := range q.Persons {
		if p := w.personName(s.Office, id, l); p != "" {
			names = append(names, p)
		}
	}
	out.Names, out.Head = cut(strings.Join(names, "; "), l.title), w.personName(s.Office, q.InsteadOf, l)
	return out
}
