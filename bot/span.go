package bot

import (
	"context"

	"dondoc/calendar"
	"dondoc/escalation"
	"dondoc/wording"
)

// usual is a span that is often asked for; what is typed for it is in both languages the same.
type usual struct {
	label wording.Label
	typed string
}

// usuals are the spans that have buttons; the buttons count them from 1.
func usuals() []usual {
	return []usual{{wording.WeekMore, "7 ngày"}, {wording.FortnightMore, "15 ngày"}, {wording.MonthMore, "1 tháng"}}
}

// base is the day that spans count from: the deadline where that is to move and lies ahead, else today.
func (g *talking) base(t *turn) calendar.Date {
	if d := g.a.InForce(); g.action == escalation.ActAskMore && !d.IsZero() && d.Date.After(t.today()) {
		return d.Date
	}
	return t.today()
}

// onWorkingDay is the day on which a deadline of that date falls.
func (t *turn) onWorkingDay(d calendar.Date) calendar.Date { return t.office.DeadlineOn(d).Date }

// spanKeys offers the usual spans, each with the date that it leads to.
func spanKeys(g *talking, t *turn) keyboard {
	var out keyboard
	for i, u := range usuals() {
		d, err := parseWhen(u.typed, t.office.Calendar, t.today(), g.base(t))
		if err != nil {
			continue
		}
		label := t.words.Label(u.label) + ": " + t.words.Date(t.onWorkingDay(d))
		out = append(out, []key{{label, press{verb: verbSpan, number: g.a.Number, page: int64(i + 1)}}})
	}
	return out
}

// pickSpan takes one of the usual spans as the date that is asked for.
func (b *Bot) pickSpan(ctx context.Context, t *turn, on target) (reply, error) {
	return b.chosen(ctx, t, on, func(g *talking) (string, bool) {
		if g.step >= len(g.asks) || g.asks[g.step].name != stepDate || on.page < 1 || int(on.page) > len(usuals()) {
			return "", false
		}
		return usuals()[on.page-1].typed, true
	})
}

// readDate takes a date that lies ahead; one on a day off is the day that a deadline then falls on.
func readDate(g *talking, t *turn, text string) complaint {
	d, err := parseWhen(typed(text), t.office.Calendar, t.today(), g.base(t))
	if err != nil {
		return complaint{wording.BadDate, wording.Args{Date: t.exampleDate()}}
	}
	moved := t.onWorkingDay(d)
	delete(g.talk.Draft, draftTyped)
	if moved != d {
		g.talk.Draft[draftTyped] = d.String()
	}
	g.talk.Draft[draftDate] = moved.String()
	return complaint{}
}

// readReceived takes the day on which a paper was received.
func readReceived(g *talking, t *turn, text string) complaint {
	d, err := parseDate(typed(text), t.today(), behind)
	if days, ok := wordOfDay[folded(text)]; ok && days <= 0 {
		d, err = t.today().AddDays(days), nil
	}
	switch {
	case err != nil:
		return complaint{wording.BadDate, wording.Args{Date: t.today()}}
	case d.After(t.today()):
		return complaint{wording.DateAhead, wording.Args{Date: d}}
	}
	g.talk.Draft[draftReceived] = d.String()
	return complaint{}
}
