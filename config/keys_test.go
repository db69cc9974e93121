package config

import (
	"fmt"
	"strings"
	"testing"

	"dondoc/escalation"
)

// within is a file that holds nothing but one mapping of the shape.
func within(s *shape, entries string) string {
	text := entries
	if s.path == "" {
		return text
	}
	segments := strings.Split(s.path, ".")
	for i := len(segments) - 1; i >= 0; i-- {
		name, isList := strings.CutSuffix(segments[i], "[]")
		text = "{" + text + "}"
		if isList {
			text = "[" + text + "]"
		}
		text = name + ": " + text
	}
	return text
}

// TestEveryKeyOfTheTableIsRead gives each key something that cannot stand there. What nobody reads nobody refuses. That no other key is
// read than those of the table, the reader sees to itself: it panics.
func TestEveryKeyOfTheTableIsRead(t *testing.T) {
	for _, s := range shapes() {
		for _, k := range s.keys {
			wrong := "{sai: sai}"
			if k.form == formMapping || k.form == formGroups {
				wrong = "[sai]"
			}
			text := within(s, k.name+": "+wrong)
			column := strings.Index(text, wrong) + 1
			refused := false
			for _, line := range faultLines(t, map[string]string{"a.yaml": text}) {
				refused = refused || strings.HasPrefix(line, fmt.Sprintf("a.yaml:1:%d: ", column))
			}
			if !refused {
				t.Errorf("nothing refuses %s", text)
			}
		}
	}
}

func TestAKeyThatTheTableLacksIsNotRead(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the reader may ask for what the table lacks")
		}
	}()
	l := newLoader(noEnv)
	l.parse("a.yaml", []byte("a: b")).fields(&webShape).get("address")
}

// TestDefaultsAreWrittenOut holds the defaults of the table to those that TestDefaultsAreThoseOfTheDesign proves.
func TestDefaultsAreWrittenOut(t *testing.T) {
	for _, s := range shapes() {
		for _, k := range s.keys {
			if k.byDefault != "" && !strings.Contains(defaults, k.name+": "+k.byDefault) {
				t.Errorf("nothing proves the default of %s.%s: %s", s.name, k.name, k.byDefault)
			}
		}
	}
}

// TestTheWordsAreTheDomains holds the words of the table to those that the domain knows.
func TestTheWordsAreTheDomains(t *testing.T) {
	every := words(escalation.Weekly, escalation.Monthly, escalation.Quarterly, escalation.HalfYearly, escalation.Yearly)
	for at, want := range map[*key][]string{
		fileShape.key("language"):           words(escalation.Vietnamese, escalation.English),
		calendarShape.key("due_on_day_off"): words(escalation.DueNext, escalation.DuePrevious, escalation.DueKeep),
		reportShape.key("every"):            every,
		indicatorShape.key("every"):         every,
		promptShape.key("every"):            words(escalation.Weekly, escalation.Monthly),
		levelShape.key("when"):              words(escalation.Always, escalation.Unanswered),
		levelShape.key("ask"):               words(escalation.AskStatus, escalation.AskExplanation),
	} {
		equal(t, at.name, at.one, want)
	}
}

func words[T ~string](list ...T) []string {
	out := make([]string, len(list))
	for i, word := range list {
		out[i] = string(word)
	}
	return out
}
