package sandbox

import (
	"context"
	"net/http"
)

// Server is the sandbox. It is an http.Handler, safe for concurrent use.
type Server struct{ opt Options }

// New returns a sandbox with the people and groups of o.
func New(o Options) *Server { return &Server{opt: o} }

// ServeHTTP answers the Bot API, the page and the routes under /sandbox/.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }

// AddPerson adds a person, or replaces name, title, username and language of the one with that id.
func (s *Server) AddPerson(p Person) {}

// AddGroup adds a group, or replaces name and members of the one with that id.
func (s *Server) AddGroup(g Group) {}

// Idle says whether the bot has confirmed every update.
func (s *Server) Idle() bool { return true }

// WaitIdle returns when Idle, or with the error of ctx.
func (s *Server) WaitIdle(ctx context.Context) error { return ctx.Err() }

// Violations returns what bots did against the rules, oldest first.
func (s *Server) Violations() []Violation { return nil }

// Close ends waiting polls and streams, so that an HTTP server above can shut down.
func (s *Server) Close() {}
