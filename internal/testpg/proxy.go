package testpg

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// Proxy stands between a process and its database, and breaks the way in between.
type Proxy struct {
	// URL is the database's, by way of the proxy.
	URL string

	listener net.Listener
	server   string

	mu      sync.Mutex
	moving  sync.Cond
	frozen  bool
	refuses bool
	conns   map[net.Conn]bool
}

// NewProxy lets a database be reached by another address until the test ends.
func NewProxy(t testing.TB, database string) *Proxy {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{server: u.Host, conns: map[net.Conn]bool{}}
	p.moving.L = &p.mu
	if p.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	u.Host = p.listener.Addr().String()
	p.URL = u.String()
	go p.accept()
	t.Cleanup(func() {
		p.listener.Close()
		p.Cut()
	})
	return p
}

// Freeze lets nothing through any more, without a word to either side, as a cable that is pulled.
func (p *Proxy) Freeze() { p.set(true, false) }

// Cut ends all connections and takes no new ones.
func (p *Proxy) Cut() { p.set(false, true) }

// Mend ends what was cut or frozen; what was held back meanwhile goes through.
func (p *Proxy) Mend() { p.set(false, false) }

func (p *Proxy) set(frozen, refuses bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen, p.refuses = frozen, refuses
	if refuses {
		for c := range p.conns {
			c.Close()
		}
		clear(p.conns)
	}
	p.moving.Broadcast()
}

func (p *Proxy) accept() {
	for {
		c, err := p.listener.Accept()
		if err != nil {
			return
		}
		go p.join(c)
	}
}

func (p *Proxy) join(c net.Conn) {
	defer c.Close()
	if !p.keep(c) {
		return
	}
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	if !p.keep(server) {
		return
	}
	ended := make(chan struct{}, 2)
	for _, way := range [][2]net.Conn{{c, server}, {server, c}} {
		go func() {
			_, _ = io.Copy(valve{way[0], p}, way[1])
			ended <- struct{}{}
		}()
	}
	<-ended
}

// keep notes a connection, to be cut; false: the way is cut.
func (p *Proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.refuses {
		p.conns[c] = true
	}
	return !p.refuses
}

// valve writes while the way is open.
type valve struct {
	net.Conn
	p *Proxy
}

func (v valve) Write(b []byte) (int, error) {
	v.p.mu.Lock()
	for v.p.frozen {
		v.p.moving.Wait()
	}
	v.p.mu.Unlock()
	return v.Conn.Write(b)
}
