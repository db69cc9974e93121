package store

import (
	"context"
	"net"
	"sync/atomic"
	"time"
)

// dialer connects to a server and gives up on one that does not answer any more. The driver waits for an answer without end, whatever
// its context says, when the way to the server is cut in the middle or the server's machine is frozen.
type dialer struct {
	// answers is how long one answer may take; 0: any time.
	answers *atomic.Int64
}

// Dial implements pq.Dialer.
func (d dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialTimeout implements pq.Dialer.
func (d dialer) DialTimeout(network, address string, within time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

// DialContext implements pq.DialerContext.
func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err //nolint:wrapcheck // the driver looks at it
	}
	return &impatient{Conn: c, answers: d.answers}, nil
}

// impatient is a connection on which nothing is waited for longer than an answer may take. A connection is only read from while the server
// owes an answer.
type impatient struct {
	net.Conn
	answers *atomic.Int64
	// bounded says that the driver has set a deadline of its own, as it does while it connects.
	bounded atomic.Bool
}

// SetDeadline leaves the driver's own deadline in force until it takes it away.
func (c *impatient) SetDeadline(t time.Time) error {
	c.bounded.Store(!t.IsZero())
	return c.Conn.SetDeadline(t) //nolint:wrapcheck // the driver looks at it
}

// Read waits as long as an answer may take.
func (c *impatient) Read(p []byte) (int, error) {
	if within := time.Duration(c.answers.Load()); within > 0 && !c.bounded.Load() {
		if err := c.SetReadDeadline(time.Now().Add(within)); err != nil {
			return 0, err //nolint:wrapcheck // the driver looks at it
		}
	}
	return c.Conn.Read(p) //nolint:wrapcheck // the driver looks at it
}

// Write gives up on a way that takes nothing any more.
func (c *impatient) Write(p []byte) (int, error) {
	if within := time.Duration(c.answers.Load()); within > 0 && !c.bounded.Load() {
		if err := c.SetWriteDeadline(time.Now().Add(within)); err != nil {
			return 0, err //nolint:wrapcheck // the driver looks at it
		}
	}
	return c.Conn.Write(p) //nolint:wrapcheck // the driver looks at it
}
