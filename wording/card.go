package wording

import (
	"html/template"
	"slices"
	"strings"

	"dondoc/escalation"
)

const (
	// mostCard is how long cards, histories and lists may become, in UTF-16 units.
	mostCard = 3500
	// cardEvents is how many lines of the history a card shows.
	cardEvents = 5
)

// cardView is what the template sees of a card.
type cardView struct {
	view
	Text       string // of the submission
	Submission *submission
	Extension  *act
	Events     []template.HTML
}

// Card tells everything of an assignment and the last lines of its history, which is given oldest first.
func (w *Words) Card(s Subject, history []escalation.Event) string {
	return fit(mostCard, func(l limits) string {
		v := cardView{view: w.view(s, l)}
		if !v.Confidential {
			v.Submission = w.submission(s, l)
			v.Extension = w.extension(s, l)
			history = s.told(history)
			v.Events = w.lastEvents(s, history, l)
		}
		return w.render("card", v)
	})
}

// extension reads out the request that waits for a decision; nil: none.
func (w *Words) extension(s Subject, l limits) *act {
	x := s.Assignment.Extension
	if x == nil {
		return nil
	}
	reasons := cut(paragraphs(x.Reasons), l.typed)
	if s.Public {
		reasons = ""
	}
	return &act{Date: w.date(x.Until), Text: reasons, At: w.when(s.Office.Calendar, x.At)}
}

// lastEvents are the newest events, without those that only prepare a message.
func (w *Words) lastEvents(s Subject, history []escalation.Event, l limits) []template.HTML {
	var out []template.HTML
	for _, e := range slices.Backward(history) {
		if e.Kind == escalation.EventTold {
			continue
		}
		if out = append(out, w.event(s, e, l)); len(out) == cardEvents {
			break
		}
	}
	slices.Reverse(out)
	return out
}

// historyView is what the template sees of a history.
type historyView struct {
	view
	Events  []template.HTML
	Earlier int // how many older events are not shown
}

// History tells what happened to an assignment, oldest first as it is given, as many of the newest events as fit.
func (w *Words) History(s Subject, events []escalation.Event) string {
	return fit(mostCard, func(l limits) string {
		v := historyView{view: w.view(s, l)}
		if !v.Confidential {
			events = s.told(events)
			v.Events = w.newest(s, events, l)
			v.Earlier = len(events) - len(v.Events)
		}
		return w.render("history", v)
	})
}

// newest gathers lines from the newest event back, up to what leaves room for the head.
func (w *Words) newest(s Subject, events []escalation.Event, l limits) []template.HTML {
	const most = mostCard - 1000
	var out []template.HTML
	total := 0
	for _, e := range slices.Backward(events) {
		text := w.event(s, e, l)
		if total += length(string(text)) + len("\n"); total > most {
			break
		}
		out = append(out, text)
	}
	slices.Reverse(out)
	return out
}

// told are the events that whoever reads it may read: for a group without what passed between the bot and single persons, and without
// anybody's words.
func (s *Subject) told(events []escalation.Event) []escalation.Event {
	if !s.Public {
		return events
	}
	var out []escalation.Event
	for _, e := range events {
		if personal(e) {
			continue
		}
		e.Data.Text = ""
		out = append(out, e)
	}
	return out
}

// personal reports whether the event is a question to a person, what they said to it, or what only decides on it.
func personal(e escalation.Event) bool {
	switch e.Kind {
	case escalation.EventAnswered, escalation.EventExplained, escalation.EventHeld, escalation.EventApproved, escalation.EventHeldBack,
		escalation.EventUnreached, escalation.EventReached, escalation.EventAskedAgain:
		return true
	case escalation.EventTold, escalation.EventSent, escalation.EventMoot, escalation.EventDead, escalation.EventMissed,
		escalation.EventResent:
		toPerson := strings.HasPrefix(e.Data.Recipient, string(escalation.ToPerson)+":")
		return toPerson || e.Data.Kind == escalation.KindPrompt || e.Data.Kind == escalation.KindEscalate
	}
	return false
}
