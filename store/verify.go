package store

import (
	"context"
	"fmt"
)

// verifyBatch is how many events are read at once.
const verifyBatch = 2000

const (
	selectEnds = `SELECT seq, hash, (SELECT coalesce(max(seq), 0) FROM events) AS last FROM ledger_head`

	selectAfter = `SELECT seq, version, at, kind, assignment, actor, data, hash FROM events
		WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`
)

// Verdict is what a walk along the ledger's chain found.
type Verdict struct {
	// Events is how many events are in order, from the first on.
	Events int64
	// Seq and Hash are the head that the walk was to arrive at.
	Seq  int64
	Hash string
	// Fault is the first thing that is wrong; nil: the chain is whole.
	Fault *Fault
}

// Fault is a place where the ledger's chain is broken.
type Fault struct {
	Kind FaultKind
	// Seq is the number of the event at which it shows.
	Seq int64
}

// FaultKind says how a chain is broken.
type FaultKind string

// The ways in which a chain is broken.
const (
	FaultMissing  FaultKind = "missing"  // the event with this number is not there
	FaultChanged  FaultKind = "changed"  // the event, its number or its place is not what was written
	FaultUnknown  FaultKind = "unknown"  // the event is written in an encoding that this dondoc does not know
	FaultTail     FaultKind = "tail"     // events at the end are gone: the head names a later one
	FaultHead     FaultKind = "head"     // the head's hash is not that of the last event
	FaultAppended FaultKind = "appended" // there are events after the head
)

// Verify walks the whole chain. It finds a changed, missing, added or moved event and a wrong head; a ledger that was rewritten from
// some event on, head included, shows only against a head that was noted elsewhere (DESIGN 6.7).
func (s *Store) Verify(ctx context.Context) (Verdict, error) {
	var ends struct {
		head
		Last int64 `db:"last"`
	}
	if err := one(ctx, s.read, &ends, selectEnds); err != nil {
		return Verdict{}, wrap("read the ledger's head", err)
	}
	walk := walk{}
	for walk.fault == nil && walk.at.Seq < min(ends.Seq, ends.Last) {
		var rows []eventRow
		if err := all(ctx, s.read, &rows, selectAfter, walk.at.Seq, ends.Seq, verifyBatch); err != nil {
			return Verdict{}, fmt.Errorf("read the ledger after event %d: %w", walk.at.Seq, err)
		}
		walk.along(rows)
	}
	walk.arrive(ends.head, ends.Last)
	return Verdict{Events: walk.at.Seq, Seq: ends.Seq, Hash: ends.Hash, Fault: walk.fault}, nil
}

// walk is how far the chain has been found whole.
type walk struct {
	at    head
	fault *Fault
}

// along follows the next events; none at all, although there are later ones, is a gap.
func (w *walk) along(rows []eventRow) {
	if len(rows) == 0 {
		w.fault = &Fault{FaultMissing, w.at.Seq + 1}
	}
	for _, row := range rows {
		switch {
		case row.Seq != w.at.Seq+1:
			w.fault = &Fault{FaultMissing, w.at.Seq + 1}
		case row.Version != encodingVersion:
			w.fault = &Fault{FaultUnknown, row.Seq}
		case row.Hash != row.sum(w.at.Hash):
			w.fault = &Fault{FaultChanged, row.Seq}
		}
		if w.fault != nil {
			return
		}
		w.at = head{Seq: row.Seq, Hash: row.Hash}
	}
}

// arrive compares the walk's end with the head.
func (w *walk) arrive(h head, last int64) {
	switch {
	case w.fault != nil:
	case last < h.Seq:
		w.fault = &Fault{FaultTail, last + 1}
	case last > h.Seq:
		w.fault = &Fault{FaultAppended, h.Seq + 1}
	case w.at.Hash != h.Hash:
		w.fault = &Fault{FaultHead, h.Seq}
	}
}
