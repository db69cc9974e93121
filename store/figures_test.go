package store

import (
	"fmt"
	"testing"
	"time"

	"dondoc/escalation"
)

// queueLines writes what is on its way out, one word per lane: state, lane, count and how many seconds ago the oldest fell due.
func queueLines(f escalation.Figures) string {
	lanes := map[string]string{}
	for _, q := range f.Queues {
		lanes[fmt.Sprint(q.State, q.Lane)] = fmt.Sprintf("%s %d: %d, %v ", q.State, q.Lane, q.Count, at.Sub(q.Oldest))
	}
	text := ""
	for _, state := range []escalation.NoticeState{escalation.NoticePending, escalation.NoticeSending} {
		for lane := escalation.LaneReply; lane <= escalation.LaneDigest; lane++ {
			text += lanes[fmt.Sprint(state, lane)]
		}
	}
	return text
}

// Who watches sees what waits, what is being sent, what is dead, and the oldest step that no tick took up.
func TestFiguresTellWhatWaits(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		epoch := leading(t, s)
		empty := get(s.Figures(t.Context()))(t)
		equal(t, "nothing waits", queueLines(empty), "")
		equal(t, "nothing is dead", empty.Dead, 0)
		equal(t, "no step", empty.Step, time.Time{})

		an, binh := person("an"), person("binh")
		linked(t, s, an, binh)
		a, b, done := task("a"), task("b"), task("c")
		early := notice(a, escalation.KindRemind, "1", binh)
		early.Due = at.Add(-time.Minute)
		a.NextAt, b.NextAt = at.Add(-time.Hour), at.Add(-2*time.Hour)
		kept(t, s, epoch, a, receipt(a, "2", an, 1001))
		claim(t, s, epoch)
		kept(t, s, epoch, b, early, notice(a, escalation.KindRemind, "3", binh), notice(a, escalation.KindEscalate, "4", an))
		done.State, done.NextAt = escalation.Completed, at.Add(-9*time.Hour)
		kept(t, s, epoch, done)

		f := get(s.Figures(t.Context()))(t)
		equal(t, "queues", queueLines(f), "pending 1: 1, 0s pending 2: 2, 1m0s sending 0: 1, 0s ")
		equal(t, "oldest step", f.Step, b.NextAt)
		equal(t, "open", get(s.CountOpen(t.Context()))(t), 2)
		listed := ""
		for _, n := range get(s.Outgoing(t.Context(), 9))(t) {
			listed += string(n.State) + " " + n.Occurrence + " "
		}
		equal(t, "listed", listed, "sending 2 pending 4 pending 1 pending 3 ")

		bundle := claim(t, s, epoch)
		ok(t, s.MarkDead(t.Context(), epoch, ids(bundle.Notices), "refused", false, at))
		equal(t, "dead", get(s.Figures(t.Context()))(t).Dead, 1)
	})
}
