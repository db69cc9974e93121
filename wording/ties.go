package wording

import (
	"dondoc/calendar"
	"dondoc/escalation"
)

// tie is a notice about a tie within so many UTF-16 units: a greeting or a farewell to the chat itself, or news of it to an admin.
func (w *Words) tie(most int, s Subject, n escalation.Notice) string {
	k, a := tieText(s, n)
	text := w.sayWithin(most, k, a)
	switch {
	case most == mostShort || n.Recipient.Kind == escalation.ToGroup:
		return text
	case k == Welcome:
		return text + "\n\n" + w.Say(Help)
	case k == LinkAway || k == LinkGone:
		return text
	}
	return join(w.render("salutation", w.addressee(s.Office, n.Recipient, sizes()[0])), text)
}

// tieText is what such a notice says, to the recipient themselves or to somebody else.
func tieText(s Subject, n escalation.Notice) (Key, Args) {
	o, d := s.Office, n.Detail
	a := Args{Person: o.Person(d.Person), At: d.At.In(o.Calendar.Location())}
	switch {
	case a.Person != nil:
		a.Units = o.UnitsOn(d.Person, calendar.DateOf(s.Now.In(o.Calendar.Location())))
	case o.Unit(d.Text) != nil:
		a.Units = []*escalation.Unit{o.Unit(d.Text)}
	default:
		a.Text = d.Text
	}
	own := n.Recipient == escalation.Recipient{Kind: escalation.ToPerson, ID: d.Person} || n.Recipient.Kind == escalation.ToGroup
	switch {
	case !own:
		return tieNews(d.Event), a
	case d.Event == escalation.EventMoved:
		return LinkAway, a
	case d.Event != escalation.EventLinked:
		return LinkGone, a
	case a.Person != nil:
		return Welcome, a
	}
	return TiedGroup, a
}

// tieNews is what an admin is told of.
func tieNews(e escalation.EventKind) Key {
	switch e {
	case escalation.EventMoved:
		return LinkMoved
	case escalation.EventUnlinked:
		return LinkEnded
	case escalation.EventReached:
		return LinkBack
	case escalation.EventGuessed:
		return LinkGuessed
	}
	return LinkLost
}
