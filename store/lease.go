package store

import (
	"context"
	"fmt"
	"time"

	"dondoc/escalation"
)

// databaseNow is the database's own clock in Unix milliseconds: replicas need not agree on the time.
const databaseNow = `CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`

const (
	takeLease = `UPDATE leader SET epoch = CASE WHEN holder = ? THEN epoch ELSE epoch + 1 END, holder = ?, until = ` +
		databaseNow + ` + ? WHERE holder = ? OR until < ` + databaseNow + ` RETURNING epoch`
	// The lock of its file has decided already who leads a SQLite database.
	takeFile = `UPDATE leader SET epoch = CASE WHEN holder = ? THEN epoch ELSE epoch + 1 END, holder = ?, until = 0 RETURNING epoch`

	renewLease = `UPDATE leader SET until = ` + databaseNow + ` + ? WHERE epoch = ? AND holder <> ''`
	// It writes something else each time: SQLite would leave out a write that changes nothing, and a full disk would not be noticed.
	renewFile   = `UPDATE leader SET until = 1 - until WHERE epoch = ? AND holder <> ''`
	resignLease = `UPDATE leader SET holder = '', until = 0 WHERE epoch = ?`

	selectEpoch = `SELECT epoch FROM leader`
)

// Lead asks for the lead; false when somebody else has it. Each take-over has a new epoch; who leads already keeps the epoch and gets
// the lease anew. The holder is a name for people to read. On SQLite the answer is always yes.
func (s *Store) Lead(ctx context.Context, holder string, ttl time.Duration) (escalation.Lease, bool, error) {
	me := holder + "#" + s.self
	lease := s.until(ttl)
	won := false
	err := s.transactOn(ctx, s.leases, func(w *writer) error {
		query, args := takeFile, []any{me, me}
		if s.dialect == Postgres {
			query, args = takeLease, []any{me, me, ttl.Milliseconds(), me}
		}
		var epochs []int64
		if err := all(ctx, w.tx, &epochs, query, args...); err != nil || len(epochs) == 0 {
			return err
		}
		lease.Epoch, won = epochs[0], true
		// What an earlier leader has begun ends first; later it finds itself fenced.
		return w.takeHead(ctx)
	})
	if err != nil || !won {
		return escalation.Lease{}, false, wrap("take the lead", err)
	}
	return lease, true, nil
}

// until is a lease that ends a ttl from now, by this machine's clock and so at the latest; on SQLite it does not end.
func (s *Store) until(ttl time.Duration) escalation.Lease {
	if s.dialect == SQLite {
		return escalation.Lease{}
	}
	return escalation.Lease{Until: time.Now().Add(ttl)}
}

// Renew prolongs a lease; false when somebody else has taken over, or after Resign.
func (s *Store) Renew(ctx context.Context, l escalation.Lease, ttl time.Duration) (escalation.Lease, bool, error) {
	renewed := s.until(ttl)
	renewed.Epoch = l.Epoch
	query, args := renewFile, []any{l.Epoch}
	if s.dialect == Postgres {
		query, args = renewLease, []any{ttl.Milliseconds(), l.Epoch}
	}
	n, err := execute(ctx, s.leases, query, args...)
	if err != nil || n == 0 {
		return escalation.Lease{}, false, wrap("renew the lease", err)
	}
	return renewed, true, nil
}

// Resign gives the lead up, so that another process can take it at once. Giving up what somebody else has taken is no error.
func (s *Store) Resign(ctx context.Context, l escalation.Lease) error {
	_, err := execute(ctx, s.leases, resignLease, l.Epoch)
	return wrap("resign", err)
}

// fence answers ErrFenced when the epoch is not the current one. It runs after the head is taken, so a take-over comes before it or after
// the whole transaction.
func (w *writer) fence(ctx context.Context, epoch int64) error {
	var current int64
	if err := one(ctx, w.tx, &current, selectEpoch); err != nil {
		return wrap("read the epoch", err)
	}
	if current != epoch {
		return fmt.Errorf("%w: epoch %d, ours is %d", escalation.ErrFenced, current, epoch)
	}
	return nil
}
