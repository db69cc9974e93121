package bot

import (
	"context"
	"strconv"

	"dondoc/escalation"
	"dondoc/wording"
)

// draftFigure is what the fields for figures begin with; the indicator's id follows.
const draftFigure = "figure:"

// figureAsks asks for each indicator of a report, one by one.
func figureAsks(o *escalation.Office, a *escalation.Assignment) []ask {
	var out []ask
	for _, i := range o.IndicatorsOf(a) {
		out = append(out, ask{
			name: draftFigure + i.ID, question: wording.AskFigure, indicator: i, keys: skipKey,
			read: func(g *talking, _ *turn, text string) complaint { return readFigure(g, i, text) },
		})
	}
	return out
}

func readFigure(g *talking, i *escalation.Indicator, text string) complaint {
	if none(typed(text)) {
		g.talk.Draft[draftFigure+i.ID] = ""
		return complaint{}
	}
	v, err := parseNumber(typed(text))
	if err != nil {
		return complaint{wording.BadFigure, wording.Args{Indicator: i}}
	}
	g.talk.Draft[draftFigure+i.ID] = strconv.FormatFloat(v, 'g', -1, 64)
	return complaint{}
}

// given are the figures so far.
func (g *talking) given() []escalation.Figure {
	var out []escalation.Figure
	for _, q := range g.asks {
		if q.indicator == nil {
			continue
		}
		if v, err := strconv.ParseFloat(g.talk.Draft[q.name], 64); err == nil {
			out = append(out, escalation.Figure{Indicator: q.indicator.ID, Value: v})
		}
	}
	return out
}

// skipKey passes over an indicator that there is no figure for.
func skipKey(g *talking, t *turn) keyboard {
	return keyboard{{{t.words.Label(wording.Skip), press{verb: verbSkip, number: g.a.Number}}}}
}

// skip passes over the indicator that is asked for.
func (b *Bot) skip(ctx context.Context, t *turn, on target) (reply, error) {
	return b.chosen(ctx, t, on, func(g *talking) (string, bool) {
		return "-", g.step < len(g.asks) && g.asks[g.step].indicator != nil
	})
}

// chosen takes a pressed button of a question as if its answer had been typed.
func (b *Bot) chosen(ctx context.Context, t *turn, on target, answer func(*talking) (string, bool)) (reply, error) {
	g, err := b.current(ctx, t, on)
	if err != nil {
		return reply{}, err
	}
	if g == nil || (g.talk.Message != 0 && g.talk.Message != t.message) {
		return t.tooLate(), nil
	}
	text, ok := answer(g)
	if !ok {
		return t.tooLate(), nil
	}
	r := g.take(t, text)
	r.views = append(r.views, t.withoutKeys())
	return r, nil
}
