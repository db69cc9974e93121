package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// serve answers HTTP on an address until the returned function is called.
func serve(addr string, h http.Handler, say commandTexts) (stop func(), err error) {
	l, err := listen(addr, say)
	if err != nil {
		return nil, err
	}
	return serveOn(l, h), nil
}

// webWithin is how long answers that are being given may take when the web server stops.
const webWithin = time.Second

// serveOn answers HTTP on a listener until the returned function is called.
func serveOn(l net.Listener, h http.Handler) (stop func()) {
	var fresh connections
	waits, giveUp := context.WithCancel(context.Background())
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ConnState: fresh.note,
		BaseContext: func(net.Listener) context.Context { return waits },
	}
	go server.Serve(l) //nolint:errcheck // ends with ErrServerClosed
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), webWithin)
		defer cancel()
		giveUp() // long polls
		fresh.close()
		if server.Shutdown(ctx) != nil {
			server.Close() //nolint:errcheck // whoever still waits is cut off
		}
	}
}

// connections knows those on which nothing has been asked yet. A browser opens some ahead of its next request, and the library waits for
// five seconds whether one comes.
type connections struct {
	mu    sync.Mutex
	fresh map[net.Conn]bool
	ended bool
}

func (c *connections) note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(c.fresh, conn)
	case c.ended:
		conn.Close() //nolint:errcheck // nobody is there yet
	default:
		if c.fresh == nil {
			c.fresh = map[net.Conn]bool{}
		}
		c.fresh[conn] = true
	}
}

func (c *connections) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	for conn := range c.fresh {
		conn.Close() //nolint:errcheck // nobody is there yet
	}
}

func listen(addr string, say commandTexts) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err == nil {
		return l, nil
	}
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, outsideFault(fmt.Errorf(say.portInUse, addr, syscall.EADDRINUSE))
	}
	return nil, outsideFault(err)
}
