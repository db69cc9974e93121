package wording

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// mostEventText is how many characters of what somebody typed a line of the history shows.
const mostEventText = 200

// eventView is what templates see of an event.
type eventView struct {
	System    bool
	Actor     string
	Name      string // the event's kind as stored
	Kind      string // of the notice
	Level     int
	Recipient string
	Steps     int // how many steps were skipped
	handed

	Occurrence, StepAt, Text, Date, DocNumber, DocDate, Old, New, Chosen string
	Late, Resent, LateReply                                              bool
}

// Event is one line of a history. Of a confidential assignment it only says when something happened.
func (w *Words) Event(s Subject, e escalation.Event) string { return string(w.event(s, e, sizes()[0])) }

// event is the same, as HTML that templates take over as it is.
func (w *Words) event(s Subject, e escalation.Event, l limits) template.HTML {
	what := "event.hidden"
	var v eventView
	if !s.secret() {
		what, v = w.known("event."+string(e.Kind), "event.other"), w.eventView(s, e, l)
	}
	at := ""
	if m := w.when(s.Office.Calendar, e.At); m != nil {
		at = m.Moment + ": "
	}
	return template.HTML(at + w.render(what, v))
}

func (w *Words) eventView(s Subject, e escalation.Event, l limits) eventView {
	c, d := s.Office.Calendar, e.Data
	v := eventView{
		System: e.Actor == escalation.System || e.Actor == "", Name: unread(string(e.Kind)), Kind: w.Kind(d.Kind), Level: d.Level,
		Recipient: w.recipient(s.Office, d.Recipient, l), Steps: len(d.Steps),
		Occurrence: w.occurrence(d.Occur), Text: cut(line(d.Text), min(l.typed, mostEventText)),
		Date: w.writtenDate(d.Date), DocNumber: cut(line(d.DocNumber), l.name), DocDate: w.writtenDate(d.DocDate),
		Old: w.writtenMoment(c, d.Old), New: w.writtenMoment(c, d.New), Late: d.Late, Resent: d.Resent, LateReply: d.LateReply,
	}
	if !v.System {
		v.Actor = w.actor(s.Office, e.Actor, l)
	}
	var files []escalation.File
	for _, name := range d.Files {
		files = append(files, escalation.File{Name: name})
	}
	v.handed = w.handedIn(files, Figures(s.Office, d.Figures), limits{title: mostUnread, name: mostUnread, quote: mostEventText})
	if d.Chosen != "" {
		v.Chosen = term(w.answers, d.Chosen)
	}
	if m := w.when(c, d.StepAt); m != nil {
		v.StepAt = m.Moment
	}
	return v
}

// actor names a person with the office: by name, title and unit, none of them twice.
func (w *Words) actor(o *escalation.Office, id string, l limits) string {
	name := w.Person(o.Person(id))
	if units := o.UnitsOf(id); name != "" && len(units) > 0 {
		if unit := line(units[0].Name); !containsFold(name, unit) {
			name += " (" + unit + ")"
		}
	}
	return cut(name, l.name)
}

// recipient names who is stored as `person:ID` or `group:ID`.
func (w *Words) recipient(o *escalation.Office, stored string, l limits) string {
	kind, id, _ := strings.Cut(stored, ":")
	switch escalation.RecipientKind(kind) {
	case escalation.ToPerson:
		return w.personName(o, id, l)
	case escalation.ToGroup:
		return w.unitName(o, id, l)
	}
	return cut(line(stored), l.name)
}

// occurrence reads out which of a kind's steps it was: "7d", "10wd#2", a date, or a count. What came of somebody's act bears only its
// moment, which is of no use to a reader.
func (w *Words) occurrence(s string) string {
	s, _, _ = strings.Cut(s, "~") // which repetition of the question it was, says the event
	if _, err := calendar.ParseDate(s); err == nil {
		return w.writtenDate(s)
	}
	if _, err := strconv.Atoi(s); err == nil {
		return w.occasion + " " + s
	}
	offset, n, repeated := strings.Cut(s, "#")
	if _, err := time.Parse(time.RFC3339Nano, offset); err == nil {
		return ""
	}
	text := w.writtenOffset(offset)
	if repeated && n != "1" {
		text += ", " + w.occasion + " " + unread(n)
	}
	return text
}
