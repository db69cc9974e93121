package wording

import (
	"strings"
	"testing"
	"time"

	"dondoc/escalation"
)

// outages are notices of times in which the system did not work, and of what was asked again after one.
func outages() []story {
	march25, march30 := at(time.March, 25, 17, 0), at(time.March, 30, 8, 0)
	down := escalation.Outage{ID: 7, Down: escalation.Span{From: march25, To: march30}, Late: 12, Missed: 37}
	lost := down
	lost.Unheard, lost.Again = escalation.Span{From: march25, To: march30}, 5
	one := escalation.Outage{ID: 7, Down: down.Down, Late: 1, Missed: 1}
	still := escalation.Outage{ID: 7, Down: escalation.Span{From: march25, To: at(time.March, 25, 19, 0)}}
	deaf := escalation.Outage{ID: 7, Unheard: lost.Unheard, Again: 1}
	of := func(x escalation.Outage) escalation.Notice {
		return escalation.Notice{
			Kind: escalation.KindOutage, Recipient: toPerson("quan-tri"), Detail: escalation.Detail{Event: escalation.EventOutage, At: march30, Outage: &x},
		}
	}
	again := told(escalation.KindPrompt, toPerson("bi-thu"), escalation.Reason{To: escalation.ToHead})
	again.Ask, again.Detail = escalation.AskStatus, escalation.Detail{Event: escalation.EventAskedAgain, At: march30, Outage: &lost}
	return []story{
		{"outage", march30, escalation.Assignment{}, of(down)},
		{"outage-one", march30, escalation.Assignment{}, of(one)},
		{"outage-still", march30, escalation.Assignment{}, of(still)},
		{"outage-lost", march30, escalation.Assignment{}, of(lost)},
		{"outage-deaf", march30, escalation.Assignment{}, of(deaf)},
		{"prompt-again", march30, planOf(), again},
	}
}

func TestOutagesReadAsAgreed(t *testing.T) {
	for lang, w := range languages() {
		for _, s := range outages() {
			golden(t, lang, s.name, join(w.Notice(s.subject(), s.notice), "--- short", w.Short(s.subject(), s.notice)))
		}
	}
}

// A repetition's name is not read out.
func TestARepeatedQuestionIsNamedLikeTheFirst(t *testing.T) {
	for lang, w := range languages() {
		e := escalation.Event{Kind: escalation.EventAskedAgain, Data: escalation.EventData{Kind: escalation.KindEscalate, Level: 1, Occur: "1wd~4711"}}
		if text := w.Event(Subject{Office: province(), Assignment: planOf()}, e); strings.Contains(text, "4711") || strings.Contains(text, "~") {
			t.Errorf("%s: %s", lang, text)
		}
	}
}
