package wording

import (
	"dondoc/calendar"
	"dondoc/escalation"
)

// outageView is what the template sees of a time in which the system did not work.
type outageView struct {
	// Down is when nothing was told, Unheard when nothing was taken from Telegram, Lost what of that Telegram keeps no longer.
	Down, Unheard, Lost *span
	Late, Missed, Again int
}

// span is from when to when.
type span struct {
	From, To *when
}

func (w *Words) span(c *calendar.Calendar, s escalation.Span) *span {
	if s.IsZero() {
		return nil
	}
	return &span{From: w.when(c, s.From), To: w.when(c, s.To)}
}

// outage tells an admin of a time in which the system did not work.
func (w *Words) outage(most int, s Subject, n escalation.Notice) string {
	c := s.Office.Calendar
	var x escalation.Outage
	if n.Detail.Outage != nil {
		x = *n.Detail.Outage
	}
	v := outageView{
		Down: w.span(c, x.Down), Unheard: w.span(c, x.Unheard), Lost: w.span(c, x.Lost()), Late: x.Late, Missed: x.Missed, Again: x.Again,
	}
	return fit(most, func(l limits) string {
		text := w.render("outage", v)
		if most == mostShort {
			return text
		}
		return join(w.render("salutation", w.addressee(s.Office, n.Recipient, l)), text)
	})
}

// repeated is the span whose answers may have been lost, of a notice whose question is asked again because of it; nil: it is not.
func (w *Words) repeated(s Subject, n escalation.Notice) *span {
	if n.Detail.Outage == nil {
		return nil
	}
	return w.span(s.Office.Calendar, n.Detail.Outage.Lost())
}
