package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"dondoc/calendar"
	"dondoc/escalation"
	"dondoc/wording"
)

// nastyWords break messages that are not careful.
var nastyWords = []string{"Kế hoạch", "<b>", "&amp;", `"'`, "😀", "👨‍👩‍👧", "</i>", "<a href=", "\u202e", "ế", "%s", "\n\n", strings.Repeat("x", 120)}

func nastyText(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(nastyWords), 1, 60).Draw(t, label), " ")
}

func someOffice(t *rapid.T) *escalation.Office {
	hours, err := calendar.ParseHours("07:30-17:00")
	if err != nil {
		t.Fatal(err)
	}
	return escalation.NewOffice(escalation.Office{
		Language: rapid.SampledFrom([]escalation.Language{escalation.Vietnamese, escalation.English}).Draw(t, "language"),
		Calendar: calendar.New(calendar.Spec{Holidays: "none", Hours: hours, Workdays: []time.Weekday{1, 2, 3, 4, 5}}),
		People:   []*escalation.Person{{ID: "p", Name: nastyText(t, "name")}},
		Units:    []*escalation.Unit{{ID: "u", Name: nastyText(t, "unit"), Heads: []escalation.Term{{Person: "p"}}}},
	})
}

func someItems(t *rapid.T, now time.Time) []wording.Item {
	kinds := append(escalation.StepKinds(), escalation.KindReview, escalation.KindReviewed, escalation.KindDifficulty, escalation.KindReceipt)
	var out []wording.Item
	for i := range rapid.IntRange(1, 100).Draw(t, "notices") {
		a := escalation.Assignment{
			Key: fmt.Sprint("t", i, "/u"), Number: int64(i + 1), Kind: escalation.FromTask, Source: "t", Unit: "u", Title: nastyText(t, "title"),
			State: escalation.Assigned, Due: escalation.Deadline{Date: calendar.DateOf(now), Moment: now},
		}
		n := escalation.Notice{
			ID: int64(1000 + i), Assignment: a.Key, Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Resent: rapid.Bool().Draw(t, "resent"),
			Recipient: escalation.Recipient{Kind: escalation.ToPerson, ID: "p"},
			Ask:       rapid.SampledFrom([]escalation.Ask{"", escalation.AskStatus, escalation.AskExplanation}).Draw(t, "ask"),
			Detail:    escalation.Detail{Text: nastyText(t, "text"), Event: escalation.EventReturned, At: now},
		}
		out = append(out, wording.Item{Assignment: a, Notice: n})
	}
	return out
}

// TestMessagesNeverExceedWhatTelegramTakes: whatever anybody is called or writes, a message is at most 4096 units long after parsing, its
// buttons are few and short enough, it tells the first notices of the bundle, and message by message all are told.
func TestMessagesNeverExceedWhatTelegramTakes(t *testing.T) {
	now := time.Date(2022, 3, 21, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		office := someOffice(t)
		s := NewSender(nil, nil, func() *escalation.Office { return office }, func() time.Time { return now })
		rest := someItems(t, now)
		for len(rest) > 0 {
			m, count := s.render(escalation.Bundle{Chat: 1, Recipient: rest[0].Notice.Recipient}, rest, wording.For(office.Language))
			if count < 1 || count > len(rest) {
				t.Fatalf("%d of %d notices", count, len(rest))
			}
			checkMessage(t, m, rest[:count])
			rest = rest[count:]
		}
	})
}

func checkMessage(t *rapid.T, m message, told []wording.Item) {
	plain := wording.Plain(m.text)
	if m.plain || units(plain) > textMost || len(m.text) > 32768 || strings.TrimSpace(plain) == "" {
		t.Fatalf("plain %v, %d units, %d bytes", m.plain, units(plain), len(m.text))
	}
	buttons := 0
	for _, row := range m.keys {
		if len(row) > 8 {
			t.Fatalf("%d buttons in a row", len(row))
		}
		for _, k := range row {
			if buttons++; len(k.does.data()) > dataMost || k.text == "" {
				t.Fatalf("button %q with %q", k.text, k.does.data())
			}
		}
	}
	if buttons > 90 {
		t.Fatalf("%d buttons", buttons)
	}
	for _, it := range told {
		number := fmt.Sprint(it.Assignment.Number)
		if len(told) > 1 && (it.Notice.Kind == escalation.KindReceipt || !strings.Contains(plain, number)) {
			t.Fatalf("%s of assignment %s is counted but not told in\n%s", it.Notice.Kind, number, plain)
		}
	}
}

// TestATextThatIsTooLongLosesItsEndOnly, between two characters.
func TestATextThatIsTooLongLosesItsEndOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Repeat(rapid.SampledFrom([]string{"a", "ế", "😀", "&lt;b&gt;", "<b>x</b>"}).Draw(t, "piece"), rapid.IntRange(1, 5000).Draw(t, "times"))
		m := fitted(message{text: s})
		plain := m.text
		if !m.plain {
			plain = wording.Plain(m.text)
		}
		whole := wording.Plain(s)
		if units(plain) > textMost || !strings.HasPrefix(whole, strings.TrimSuffix(plain, ellipsis)) {
			t.Fatalf("%d units of %q", units(plain), whole[:10])
		}
		if units(whole) <= textMost && m.text != s {
			t.Fatal("a text that fits was changed")
		}
	})
}
