package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	_ "github.com/lib/pq"  // the driver "postgres"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// bareBatch is how many assignments the bare script writes in one transaction, as a tick does.
const bareBatch = 500

// bare is a script that knows nothing of dondoc: it writes rows that are there already once more, in statements of many rows. What it
// takes is what the database alone takes for a tick.
type bare struct {
	db       *sql.DB
	postgres bool
	seq, id  int64 // the last event and the last notice before the tick
}

func openBare(url string) (*bare, error) {
	path, isSQLite := strings.CutPrefix(url, "sqlite:")
	if !isSQLite {
		db, err := sql.Open("postgres", url)
		return &bare{db: db, postgres: true}, err
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=10000&_txlock=immediate")
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return &bare{db: db}, err
}

func (b *bare) close() { b.db.Close() } //nolint:errcheck // measured by then

// mark notes what is there before a tick.
func (b *bare) mark(ctx context.Context) error {
	return errors.Join(
		b.db.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM events`).Scan(&b.seq),
		b.db.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM notices`).Scan(&b.id),
	)
}

// replay writes what a tick has written since mark again, and says how long that took. Afterwards the copies are gone.
func (b *bare) replay(ctx context.Context) (time.Duration, error) {
	// As before the tick, but for the values: the rows stand in the index of what is to be looked at.
	due := `UPDATE assignments SET look_at = 1 WHERE key IN (SELECT assignment FROM notices WHERE id > ` + strconv.FormatInt(b.id, 10) + `)`
	assignments, fault1 := b.rows(ctx, `SELECT * FROM assignments WHERE key IN (SELECT assignment FROM notices WHERE id > ?) ORDER BY number`, b.id)
	events, fault2 := b.rows(ctx, `SELECT * FROM events WHERE seq > ? ORDER BY seq`, b.seq)
	notices, fault3 := b.rows(ctx, `SELECT * FROM notices WHERE id > ? ORDER BY id`, b.id)
	_, fault4 := b.db.ExecContext(ctx, due)
	if err := errors.Join(fault1, fault2, fault3, fault4); err != nil {
		return 0, err
	}
	events.shift("seq", int64(len(events.list)))
	notices.shift("id", int64(len(notices.list)))
	notices.rename("occurrence")
	began := time.Now()
	for from := 0; from < len(assignments.list); from += bareBatch {
		if err := b.batch(ctx, assignments.part(from), events.part(from), notices.part(from)); err != nil {
			return 0, err
		}
	}
	return time.Since(began), b.forget(ctx, int64(len(events.list)), int64(len(notices.list)))
}

// forget takes the copies away again.
func (b *bare) forget(ctx context.Context, events, notices int64) error {
	_, fault1 := b.db.ExecContext(ctx, b.bind(`DELETE FROM events WHERE seq > ?`, 1), b.seq+events)
	_, fault2 := b.db.ExecContext(ctx, b.bind(`DELETE FROM notices WHERE id > ?`, 1), b.id+notices)
	return errors.Join(fault1, fault2)
}

func (b *bare) batch(ctx context.Context, assignments, events, notices rows) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // committed below, or failed already
	if _, err = tx.ExecContext(ctx, `UPDATE ledger_head SET seq = seq`); err != nil {
		return err
	}
	var set []string
	for _, c := range assignments.columns {
		if c != "key" {
			set = append(set, c+" = excluded."+c)
		}
	}
	for _, write := range []struct {
		rows
		table, then string
	}{
		{assignments, "assignments", " ON CONFLICT (key) DO UPDATE SET " + strings.Join(set, ", ")}, {events, "events", ""}, {notices, "notices", ""},
	} {
		if err = b.insert(ctx, tx, write.table, write.rows, write.then); err != nil {
			return fmt.Errorf("write %s: %w", write.table, err)
		}
	}
	return tx.Commit()
}

func (b *bare) insert(ctx context.Context, tx *sql.Tx, table string, r rows, then string) error {
	if len(r.list) == 0 {
		return nil
	}
	one := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(r.columns)), ", ") + ")"
	query := "INSERT INTO " + table + " (" + strings.Join(r.columns, ", ") + ") VALUES " +
		strings.TrimSuffix(strings.Repeat(one+", ", len(r.list)), ", ") + then
	_, err := tx.ExecContext(ctx, b.bind(query, len(r.columns)*len(r.list)), slices.Concat(r.list...)...)
	return err
}

// bind writes the placeholders as the database wants them.
func (b *bare) bind(query string, n int) string {
	if !b.postgres {
		return query
	}
	var out strings.Builder
	parts := strings.SplitN(query, "?", n+1)
	for i, p := range parts {
		if i > 0 {
			out.WriteString("$" + strconv.Itoa(i))
		}
		out.WriteString(p)
	}
	return out.String()
}

// rows are rows of a table as they are.
type rows struct {
	columns []string
	list    [][]any
}

func (b *bare) rows(ctx context.Context, query string, arg any) (rows, error) {
	found, err := b.db.QueryContext(ctx, b.bind(query, 1), arg)
	if err != nil {
		return rows{}, err
	}
	defer found.Close()
	out := rows{}
	if out.columns, err = found.Columns(); err != nil {
		return out, err
	}
	for found.Next() {
		row, into := make([]any, len(out.columns)), make([]any, len(out.columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err = found.Scan(into...); err != nil {
			return out, err
		}
		for i, v := range row {
			if text, ok := v.([]byte); ok {
				row[i] = string(text)
			}
		}
		out.list = append(out.list, row)
	}
	return out, found.Err()
}

// part is the batch that begins at a row.
func (r rows) part(from int) rows {
	from = min(from, len(r.list))
	return rows{r.columns, r.list[from:min(len(r.list), from+bareBatch)]}
}

// shift adds to a number, rename to a text, so that the row is another one.
func (r rows) shift(column string, by int64) {
	at := slices.Index(r.columns, column)
	for _, row := range r.list {
		row[at] = row[at].(int64) + by
	}
}

func (r rows) rename(column string) {
	at := slices.Index(r.columns, column)
	for _, row := range r.list {
		row[at] = row[at].(string) + "'"
	}
}
