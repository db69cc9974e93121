package store

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"dondoc/escalation"
)

// written makes a ledger of n events.
func written(t *testing.T, s *Store, n int) {
	t.Helper()
	epoch := leading(t, s)
	for i := range n {
		e := happened(task("cong-an"), escalation.EventAnswered)
		e.Data.Text = fmt.Sprintf("Đúng tiến độ <%d> & \"tốt\"", i)
		ok(t, s.Record(t.Context(), epoch, []escalation.Event{e}))
	}
}

func TestTheChainIsFoundWholeAcrossBatches(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		whole(t, s)
		epoch := leading(t, s)
		events := make([]escalation.Event, 2*verifyBatch+1)
		for i := range events {
			events[i] = happened(task("cong-an"), escalation.EventSent)
		}
		ok(t, s.Record(t.Context(), epoch, events))
		whole(t, s)
		seq, hash, err := s.Head(t.Context())
		ok(t, err)
		equal(t, "head", seq, int64(len(events)))
		equal(t, "hash", hash, get(s.History(t.Context(), "ke-hoach/cong-an", 1))(t)[0].Hash)
	})
}

func TestTheChainShowsWhateverWasDoneToIt(t *testing.T) {
	cases := map[string]struct {
		statements []string
		want       Fault
	}{
		"another text":       {[]string{`UPDATE events SET data = '{"text":"Chậm"}' WHERE seq = 3`}, Fault{FaultChanged, 3}},
		"a space in a text":  {[]string{`UPDATE events SET data = data || ' ' WHERE seq = 3`}, Fault{FaultChanged, 3}},
		"another actor":      {[]string{`UPDATE events SET actor = 'an' WHERE seq = 1`}, Fault{FaultChanged, 1}},
		"another moment":     {[]string{`UPDATE events SET at = at + 1 WHERE seq = 2`}, Fault{FaultChanged, 2}},
		"another kind":       {[]string{`UPDATE events SET kind = 'completed' WHERE seq = 2`}, Fault{FaultChanged, 2}},
		"another assignment": {[]string{`UPDATE events SET assignment = 'x' WHERE seq = 2`}, Fault{FaultChanged, 2}},
		"another hash":       {[]string{`UPDATE events SET hash = 'x' WHERE seq = 4`}, Fault{FaultChanged, 4}},
		"fields moved":       {[]string{`UPDATE events SET kind = kind || assignment, assignment = '' WHERE seq = 2`}, Fault{FaultChanged, 2}},
		"another encoding":   {[]string{`UPDATE events SET version = 2 WHERE seq = 2`}, Fault{FaultUnknown, 2}},
		"the first one gone": {[]string{`DELETE FROM events WHERE seq = 1`}, Fault{FaultMissing, 1}},
		"one gone":           {[]string{`DELETE FROM events WHERE seq = 3`}, Fault{FaultMissing, 3}},
		"one gone, closed up": {[]string{
			`DELETE FROM events WHERE seq = 3`, `UPDATE events SET seq = seq + 100 WHERE seq > 3`, `UPDATE events SET seq = seq - 101 WHERE seq > 100`,
		}, Fault{FaultChanged, 3}},
		"two in another order": {[]string{
			`UPDATE events SET seq = 99 WHERE seq = 2`, `UPDATE events SET seq = 2 WHERE seq = 3`, `UPDATE events SET seq = 3 WHERE seq = 99`,
		}, Fault{FaultChanged, 2}},
		"the tail cut":     {[]string{`DELETE FROM events WHERE seq > 3`}, Fault{FaultTail, 4}},
		"everything gone":  {[]string{`DELETE FROM events`}, Fault{FaultTail, 1}},
		"only a later one": {[]string{`DELETE FROM events WHERE seq < 5`, `UPDATE events SET seq = 9 WHERE seq = 5`}, Fault{FaultMissing, 1}},
		"one appended": {[]string{
			`INSERT INTO events SELECT 6, version, at, kind, assignment, actor, data, hash FROM events WHERE seq = 5`,
		}, Fault{FaultAppended, 6}},
		"another head":       {[]string{`UPDATE ledger_head SET hash = 'x'`}, Fault{FaultHead, 5}},
		"an earlier head":    {[]string{`UPDATE ledger_head SET seq = 4, hash = (SELECT hash FROM events WHERE seq = 4)`}, Fault{FaultAppended, 5}},
		"the head set to 0":  {[]string{`UPDATE ledger_head SET seq = 0, hash = ''`}, Fault{FaultAppended, 1}},
		"a head of nowhere":  {[]string{`UPDATE ledger_head SET seq = 7`}, Fault{FaultTail, 6}},
		"nothing was done":   {nil, Fault{}},
		"an event as it was": {[]string{`UPDATE events SET actor = actor`}, Fault{}},
	}
	onBoth(t, func(t *testing.T, s *Store) {
		written(t, s, 5)
		_ = get(tamper(s, `CREATE TABLE saved AS SELECT * FROM events`))(t)
		head, hash, err := s.Head(t.Context())
		ok(t, err)
		for name, c := range cases {
			for _, statement := range c.statements {
				_ = get(tamper(s, statement))(t)
			}
			v := get(s.Verify(t.Context()))(t)
			switch {
			case c.want == Fault{} && v.Fault != nil:
				t.Errorf("%s: found %+v", name, *v.Fault)
			case c.want != Fault{} && (v.Fault == nil || *v.Fault != c.want):
				t.Errorf("%s: found %+v, want %+v", name, v.Fault, c.want)
			case c.want != Fault{} && v.Events > c.want.Seq:
				t.Errorf("%s: %d events are said to be in order", name, v.Events)
			}
			_ = get(tamper(s, `DELETE FROM events`))(t)
			_ = get(tamper(s, `INSERT INTO events SELECT * FROM saved`))(t)
			_ = get(tamper(s, `UPDATE ledger_head SET seq = ?, hash = ?`, head, hash))(t)
			whole(t, s)
		}
	})
}

// TestAnOutsiderCanRecomputeTheChain follows the description in ledger.go, with nothing but the table.
func TestAnOutsiderCanRecomputeTheChain(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		written(t, s, 3)
		rows, err := s.read.Query(`SELECT seq, at, kind, assignment, actor, data, hash FROM events ORDER BY seq`)
		ok(t, err)
		defer func() { _ = rows.Close() }()
		before := ""
		for rows.Next() {
			var seq, at int64
			var kind, assignment, actor, data, hash string
			ok(t, rows.Scan(&seq, &at, &kind, &assignment, &actor, &data, &hash))
			content := ""
			for _, field := range []string{"dondoc-ledger-v1", before, fmt.Sprint(seq), fmt.Sprint(at), kind, assignment, actor, data} {
				content += fmt.Sprintf("%d:%s,", len(field), field)
			}
			equal(t, fmt.Sprint("event ", seq), hash, fmt.Sprintf("%x", sha256.Sum256([]byte(content))))
			before = hash
			if !json.Valid([]byte(data)) {
				t.Errorf("event %d is no JSON: %s", seq, data)
			}
		}
		ok(t, rows.Err())
	})
}

// TestTheEncodingStaysWhatItIs holds the first version of the encoding to what has been written with it.
func TestTheEncodingStaysWhatItIs(t *testing.T) {
	e := eventRow{Seq: 1, Version: 1, At: 1643072400000, Kind: "answered", Assignment: "ke-hoach/cong-an", Actor: "an", Data: `{"text":"Đúng"}`}
	const want = "195296fb5f3081ba01c10fa7eaeb9eacbd060324992cbf8856136dda27c4d271"
	equal(t, "hash", e.sum(""), want)
}

func TestHistoryIsTheLastEventsOldestFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		written(t, s, 5)
		events := get(s.History(t.Context(), "ke-hoach/cong-an", 2))(t)
		if len(events) != 2 || events[0].Seq != 4 || events[1].Seq != 5 {
			t.Errorf("%+v", events)
		}
		equal(t, "text", events[1].Data.Text, `Đúng tiến độ <4> & "tốt"`)
		equal(t, "of another", len(get(s.History(t.Context(), "x", 2))(t)), 0)
	})
}

func TestOnlyTheLeaderOfTheEpochWrites(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		old := leading(t, s)
		linked(t, s, person("an"))
		a := kept(t, s, old, task("a"), notice(task("a"), escalation.KindRemind, "7d", person("an")))
		b := claim(t, s, old)
		ok(t, s.Resign(t.Context(), escalation.Lease{Epoch: old}))
		epoch := leading(t, s)
		if epoch <= old {
			t.Fatalf("epoch %d after %d", epoch, old)
		}
		seq, _, err := s.Head(t.Context())
		ok(t, err)
		for name, err := range map[string]error{
			"Apply":     s.Apply(t.Context(), old, []escalation.Change{{Assignment: a}}),
			"Record":    s.Record(t.Context(), old, []escalation.Event{happened(a, escalation.EventMissed)}),
			"Claim":     second(s.Claim(t.Context(), old, escalation.Waiting{Chat: 1001}, at, at, true)),
			"MarkSent":  s.MarkSent(t.Context(), old, ids(b.Notices), 1, at),
			"MarkDead":  s.MarkDead(t.Context(), old, ids(b.Notices), "x", true, at),
			"Release":   s.Release(t.Context(), old, ids(b.Notices), at, true, "x"),
			"Unclaim":   s.Unclaim(t.Context(), old, ids(b.Notices)),
			"Reclaim":   second(s.Reclaim(t.Context(), old)),
			"MoveChat":  s.MoveChat(t.Context(), old, 1001, 7, at),
			"Commit":    s.Commit(t.Context(), escalation.Commit{Epoch: old, At: at, Changes: []escalation.Change{{Assignment: a}}}),
			"MarkStale": second(s.MarkStale(t.Context(), old, "h2")),
		} {
			if !errors.Is(err, escalation.ErrFenced) {
				t.Errorf("%s of the former leader: %v", name, err)
			}
		}
		after, _, err := s.Head(t.Context())
		ok(t, err)
		equal(t, "events", after, seq)
		equal(t, "the notice", get(s.Notice(t.Context(), b.Notices[0].ID))(t).State, escalation.NoticeSending)
		whole(t, s)
	})
}
