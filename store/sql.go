package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/jmoiron/sqlx"

	"dondoc/escalation"
)

// bulkRows is how many rows one statement writes, and how many values it compares with: well below what both databases take as
// parameters (SQLite 32,766).
const bulkRows = 500

// conn is what queries run on: a pool or a transaction.
type conn interface {
	sqlx.ExtContext
	Rebind(query string) string
}

// all reads every row of a query into dest, a pointer to a slice. An argument that is a slice fills an IN (?).
func all(ctx context.Context, c conn, dest any, query string, args ...any) error {
	q, a, err := bind(c, query, args)
	if err != nil {
		return err
	}
	return wrap("query", sqlx.SelectContext(ctx, c, dest, q, a...))
}

// one reads a single row into dest; ErrNotFound when there is none.
func one(ctx context.Context, c conn, dest any, query string, args ...any) error {
	q, a, err := bind(c, query, args)
	if err != nil {
		return err
	}
	err = sqlx.GetContext(ctx, c, dest, q, a...)
	if errors.Is(err, sql.ErrNoRows) {
		return escalation.ErrNotFound
	}
	return wrap("query", err)
}

// execute runs a statement and says how many rows it changed.
func execute(ctx context.Context, c conn, query string, args ...any) (int64, error) {
	q, a, err := bind(c, query, args)
	if err != nil {
		return 0, err
	}
	return run(ctx, c, q, a)
}

func run(ctx context.Context, c conn, query string, args []any) (int64, error) {
	result, err := c.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, wrap("execute", err)
	}
	n, err := result.RowsAffected()
	return n, wrap("count rows", err)
}

func bind(c conn, query string, args []any) (string, []any, error) {
	q, a, err := sqlx.In(query, args...)
	return c.Rebind(q), a, wrap("expand arguments", err)
}

// insert runs a named INSERT for all rows, many in one statement, and says how many rows it wrote.
func insert[R any](ctx context.Context, c conn, query string, rows []R) (int64, error) {
	var written int64
	for chunk := range slices.Chunk(rows, bulkRows) {
		q, args, err := sqlx.Named(query, chunk)
		if err != nil {
			return written, wrap("name arguments", err)
		}
		n, err := run(ctx, c, c.Rebind(q), args)
		if err != nil {
			return written, err
		}
		written += n
	}
	return written, nil
}
