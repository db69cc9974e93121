package store

import (
	"errors"
	"testing"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// always is a calendar of an office that never closes.
func always() *calendar.Calendar {
	return calendar.New(calendar.Spec{
		Location: time.UTC, Holidays: "none", Hours: calendar.Hours{Open: 0, Close: 24 * 60},
		Workdays: []time.Weekday{0, 1, 2, 3, 4, 5, 6},
	})
}

func TestThePulseIsKeptUnderTheEpoch(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		if p := get(s.Pulse(t.Context()))(t); !p.Tick.IsZero() || !p.Heard.IsZero() || p.Outage != nil {
			t.Errorf("before the first start: %+v", p)
		}
		epoch := leading(t, s)
		x := &escalation.Outage{Down: escalation.Span{From: at.Add(-5 * 24 * time.Hour), To: at}}
		p := get(s.Beat(t.Context(), epoch, escalation.Pulse{Tick: at, Heard: at.Add(-time.Minute), Outage: x}))(t)
		if p.Outage.ID == 0 {
			t.Error("the outage has no id")
		}
		stored := get(s.Pulse(t.Context()))(t)
		if !stored.Tick.Equal(at) || !stored.Heard.Equal(at.Add(-time.Minute)) || stored.Outage == nil || *stored.Outage != *p.Outage {
			t.Errorf("stored %+v, want %+v", stored, p)
		}
		_, err := s.Beat(t.Context(), epoch-1, escalation.Pulse{})
		if !errors.Is(err, escalation.ErrFenced) {
			t.Errorf("an ex-leader: %v", err)
		}
	})
}

// An outage is told once, though it is ended again and again, and counts what the ledger says since it was noticed.
func TestAnOutageEndsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		a := kept(t, s, epoch, task("cong-an"))
		again := func(kind escalation.EventKind, late bool) escalation.Event {
			e := happened(a, kind)
			e.Data.Late = late
			return e
		}
		ok(t, s.Record(t.Context(), epoch, []escalation.Event{again(escalation.EventMissed, false), again(escalation.EventTold, true)}))
		x := &escalation.Outage{Down: escalation.Span{From: at.Add(-time.Hour * 2), To: at}}
		_ = get(s.Beat(t.Context(), epoch, escalation.Pulse{Tick: at, Outage: x}))(t)
		ok(t, s.Record(t.Context(), epoch, []escalation.Event{
			again(escalation.EventMissed, false), again(escalation.EventMissed, false), again(escalation.EventTold, true),
			again(escalation.EventTold, true), again(escalation.EventTold, false), again(escalation.EventAskedAgain, false),
		}))
		var told []escalation.Outage
		for range 2 {
			ok(t, s.EndOutage(t.Context(), epoch, escalation.Pulse{Tick: at.Add(time.Second)}, func(x escalation.Outage) []escalation.Notice {
				told = append(told, x)
				return escalation.OutageNotices(&escalation.Office{Admins: []string{"an"}, Calendar: always()}, x, at)
			}))
		}
		if len(told) != 1 || told[0].Late != 1 || told[0].Missed != 2 || told[0].Again != 1 {
			t.Errorf("told %+v", told)
		}
		out := get(s.NoticesOf(t.Context(), "", 10))(t)
		if len(out) != 1 || out[0].Kind != escalation.KindOutage || out[0].Detail.Outage == nil || out[0].Detail.Outage.Missed != 2 {
			t.Errorf("in the outbox: %+v", out)
		}
		if p := get(s.Pulse(t.Context()))(t); p.Outage != nil || !p.Tick.Equal(at.Add(time.Second)) {
			t.Errorf("after it: %+v", p)
		}
		whole(t, s)
	})
}

func TestWhatAsksIsListedInParts(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		for _, unit := range []string{"a", "b", "c", "d"} {
			a := task(unit)
			if unit != "b" {
				a.Asks = []escalation.Asked{{Level: 1, Ask: escalation.AskStatus, Sent: at}}
			}
			if unit == "d" {
				a.State = escalation.Completed
			}
			kept(t, s, epoch, a)
		}
		var units []string
		for after := int64(0); ; {
			list := get(s.Asking(t.Context(), after, 1))(t)
			if len(list) == 0 {
				break
			}
			after = list[0].Number
			units = append(units, list[0].Unit)
		}
		if len(units) != 2 || units[0] != "a" || units[1] != "c" {
			t.Errorf("listed %q", units)
		}
	})
}

// Under a clock that was put back, the time to answer counts from what is decided already, so that it runs out ahead.
func TestAQuestionIsNotSentBeforeWhatIsDecided(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		linked(t, s, person("an"))
		a := task("cong-an")
		a.Through = at.Add(24 * time.Hour)
		asked := notice(a, escalation.KindEscalate, "1wd#1", person("an"))
		asked.Level, asked.Ask = 1, escalation.AskStatus
		kept(t, s, epoch, a, asked)
		ok(t, s.MarkSent(t.Context(), epoch, ids(claim(t, s, epoch).Notices), 77, at))
		if q := get(s.Assignment(t.Context(), a.Key))(t).Asks; len(q) != 1 || !q[0].Sent.Equal(at.Add(24*time.Hour)) {
			t.Errorf("asked: %+v", q)
		}
	})
}
