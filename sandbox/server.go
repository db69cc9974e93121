package sandbox

import (
	"context"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"
)

// errClosed ends whatever waits when the sandbox is closed.
var errClosed = errors.New("sandbox is closed")

// Server is the sandbox. It is an http.Handler, safe for concurrent use.
//
// mu guards everything below it and is never held while waiting or while calling Options.Clock or Options.Board.
type Server struct {
	opt     Options
	log     *slog.Logger
	now     func() time.Time // machine time
	methods map[string]method
	routes  *http.ServeMux
	pages   *template.Template
	moving  chan struct{} // holds a value while the clock is moved: one move at a time
	closed  chan struct{}
	close   func()

	mu         sync.Mutex
	chats      map[int64]*chat // private chats under the person's id
	order      []int64         // of chats, as they came
	bots       map[string]*robot
	early      []news      // for the first bot, while there is none
	open       []*callback // pressed buttons, neither answered nor expired, oldest first
	files      map[string]*storedFile
	calls      []callRecord
	deliveries []delivery
	violations []Violation
	faults     []fault       // still to come, in the order in which they were asked for
	changed    chan struct{} // closed and replaced at every change
	version    int64         // rises at every change
	posted     int64         // messages in all chats
	presses    int64         // of buttons, in all chats
}

// New returns a sandbox with the people and groups of o.
func New(o Options) *Server {
	s := &Server{
		opt: o, log: o.Log, now: time.Now, methods: methods(),
		moving: make(chan struct{}, 1), closed: make(chan struct{}), changed: make(chan struct{}),
		chats: map[int64]*chat{}, bots: map[string]*robot{},
		files: map[string]*storedFile{},
	}
	s.close = sync.OnceFunc(func() { close(s.closed) })
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.pages = parsePages()
	s.routes = s.newRoutes()
	for _, p := range o.People {
		s.AddPerson(p)
	}
	for _, g := range o.Groups {
		s.AddGroup(g)
	}
	if o.Token != "" {
		s.bots[o.Token] = s.introduce(o.Token)
	}
	return s
}

// ServeHTTP answers the Bot API under /bot and /file/bot, the page and the routes under /sandbox/.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, "/bot"):
		s.serveAPI(w, r)
	case strings.HasPrefix(r.URL.Path, "/file/bot"):
		s.serveFile(w, r)
	default:
		s.routes.ServeHTTP(w, r)
	}
}

// AddPerson adds a person, or replaces name, title, username and language of the one with that id. Started is never
// taken back.
func (s *Server) AddPerson(p Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.person(p.ID)
	c.name, c.title, c.username, c.language = p.Name, p.Title, p.Username, p.Language
	if p.Started && !c.started {
		c.started = true
		s.forgive(c)
	}
	s.touch()
}

// AddGroup adds a group of which the bot is a member, or replaces name, members and type of the one with that id.
func (s *Server) AddGroup(g Group) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[g.ID]
	if c == nil {
		c = s.addChat(&chat{id: g.ID})
	}
	c.name, c.members, c.kind = g.Name, append([]int64{}, g.Members...), group
	if g.Supergroup {
		c.kind = supergroup
	}
	c.setTopics(g.Topics)
	s.touch()
}

// Idle says whether every update has been confirmed by its bot. While no bot has ever called, what waits for the
// first one counts too.
func (s *Server) Idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.idle()
}

func (s *Server) idle() bool {
	now := s.now()
	for _, b := range s.bots {
		b.forget(now)
		if len(b.pending) > 0 {
			return false
		}
	}
	return len(s.early) == 0
}

// WaitIdle returns when Idle, or with the error of ctx, or with an error when the sandbox is closed.
func (s *Server) WaitIdle(ctx context.Context) error {
	for {
		s.mu.Lock()
		idle, changed := s.idle(), s.changed
		s.mu.Unlock()
		if idle {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		case <-s.closed:
			return errClosed
		}
	}
}

// Close ends waiting polls and streams, so that an HTTP server above can shut down. It may be called more than once.
func (s *Server) Close() { s.close() }

// touch tells everyone who waits that something has changed.
func (s *Server) touch() {
	s.version++
	close(s.changed)
	s.changed = make(chan struct{})
}

// date is the time that messages carry: office time where there is a clock. It calls Options.Clock, hence never under mu.
func (s *Server) date() time.Time {
	if s.opt.Clock != nil {
		return s.opt.Clock.Now()
	}
	return s.now()
}
