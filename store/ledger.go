package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"dondoc/escalation"
)

// The ledger is one chain of events, numbered from 1 without gaps. The hash of an event is the SHA-256, in lower-case hexadecimal, of
// these eight fields, each written as its length in bytes (decimal), a colon, its bytes (UTF-8) and a comma:
//
//	"dondoc-ledger-v1"
//	the hash of the event before it as stored; empty for the first event
//	seq, in decimal
//	at, in Unix milliseconds, in decimal
//	kind, assignment, actor
//	data: the JSON text exactly as it is stored
//
// So for "ab" and "" it would be "2:ab,0:,": no two contents are written alike, and anybody can recompute the chain from the table
// events. A column version of 1 means this encoding; another encoding would have another first field.
const (
	encodingVersion = 1
	encodingName    = "dondoc-ledger-v1"
)

const (
	takeHead    = `UPDATE ledger_head SET seq = seq RETURNING seq, hash`
	setHead     = `UPDATE ledger_head SET seq = ?, hash = ?`
	selectHead  = `SELECT seq, hash FROM ledger_head`
	insertEvent = `INSERT INTO events (seq, version, at, kind, assignment, actor, data, hash)
		VALUES (:seq, :version, :at, :kind, :assignment, :actor, :data, :hash)`
	selectHistory = `SELECT seq, version, at, kind, assignment, actor, data, hash FROM events
		WHERE assignment = ? ORDER BY seq DESC LIMIT ?`
)

// head is the ledger's last event.
type head struct {
	Seq  int64  `db:"seq"`
	Hash string `db:"hash"`
}

// eventRow is an event as it is stored. Its data stays text, because that text is what was hashed.
type eventRow struct {
	Seq        int64  `db:"seq"`
	Version    int64  `db:"version"`
	At         int64  `db:"at"`
	Kind       string `db:"kind"`
	Assignment string `db:"assignment"`
	Actor      string `db:"actor"`
	Data       string `db:"data"`
	Hash       string `db:"hash"`
}

// sum computes the hash of the event after the one whose hash is given.
func (e eventRow) sum(before string) string {
	var b strings.Builder
	for _, field := range []string{
		encodingName, before, strconv.FormatInt(e.Seq, 10), strconv.FormatInt(e.At, 10), e.Kind, e.Assignment, e.Actor, e.Data,
	} {
		b.WriteString(strconv.Itoa(len(field)))
		b.WriteByte(':')
		b.WriteString(field)
		b.WriteByte(',')
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

func (e eventRow) event() (escalation.Event, error) {
	var data jsonText[escalation.EventData]
	if err := data.Scan(e.Data); err != nil {
		return escalation.Event{}, fmt.Errorf("event %d: %w", e.Seq, err)
	}
	return escalation.Event{
		Seq: e.Seq, At: atMilli(e.At), Kind: escalation.EventKind(e.Kind), Assignment: e.Assignment, Actor: e.Actor, Data: data.V, Hash: e.Hash,
	}, nil
}

// takeHead reads the ledger's end and keeps every other writer waiting until this transaction ends.
func (w *writer) takeHead(ctx context.Context) error {
	return wrap("take the ledger's head", one(ctx, w.tx, &w.head, takeHead))
}

// seal appends the recorded events to the chain.
func (w *writer) seal(ctx context.Context) error {
	if len(w.events) == 0 {
		return nil
	}
	rows := make([]eventRow, 0, len(w.events))
	for _, e := range w.events {
		row, err := w.chain(e)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	if _, err := insert(ctx, w.tx, insertEvent, rows); err != nil {
		return wrap("write events", err)
	}
	_, err := execute(ctx, w.tx, setHead, w.head.Seq, w.head.Hash)
	return wrap("move the ledger's head", err)
}

// chain makes an event the new head.
func (w *writer) chain(e escalation.Event) (eventRow, error) {
	data, err := encodeJSON(e.Data)
	if err != nil {
		return eventRow{}, err
	}
	row := eventRow{
		Seq: w.head.Seq + 1, Version: encodingVersion, At: e.At.UnixMilli(), Kind: string(e.Kind),
		Assignment: plain(e.Assignment), Actor: plain(e.Actor), Data: data,
	}
	row.Hash = row.sum(w.head.Hash)
	w.head = head{Seq: row.Seq, Hash: row.Hash}
	return row, nil
}

// Record adds events that belong to no change of an assignment, such as what the administrators are told of an outage.
func (s *Store) Record(ctx context.Context, epoch int64, events []escalation.Event) error {
	return wrap("record events", s.lead(ctx, epoch, func(w *writer) error {
		w.record(events...)
		return nil
	}))
}

// History lists the last events of an assignment, at most limit, oldest first.
func (s *Store) History(ctx context.Context, key string, limit int) ([]escalation.Event, error) {
	var rows []eventRow
	if err := all(ctx, s.read, &rows, selectHistory, key, limit); err != nil {
		return nil, fmt.Errorf("read the history of %s: %w", key, err)
	}
	events := make([]escalation.Event, len(rows))
	for i, row := range rows {
		e, err := row.event()
		if err != nil {
			return nil, err
		}
		events[len(rows)-1-i] = e
	}
	return events, nil
}

// Head is the number and hash of the ledger's last event; 0 and "" when it is empty. Printed in exports and digests, it lets anybody
// find out later whether what came before was cut or rewritten (DESIGN 6.7).
func (s *Store) Head(ctx context.Context) (seq int64, hash string, err error) {
	var h head
	err = one(ctx, s.read, &h, selectHead)
	return h.Seq, h.Hash, wrap("read the ledger's head", err)
}
