package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// maxPlayed is what a call of the page may have: a file of maxUpload in base64, and what stands around it.
const maxPlayed = maxUpload/3*4 + 1<<20

// answerTime is how long POST /sandbox/press waits for the bot's answer.
const answerTime = 5 * time.Second

// newRoutes lists everything but the Bot API (DESIGN §7).
func (s *Server) newRoutes() *http.ServeMux {
	m := http.NewServeMux()
	m.HandleFunc("GET /sandbox/chats", s.getChats)
	m.HandleFunc("GET /sandbox/chats/{id}/messages", s.getMessages)
	m.HandleFunc("GET /sandbox/chats/{id}/commands", s.getCommands)
	m.HandleFunc("POST /sandbox/chats/{id}/send", s.postSend)
	m.HandleFunc("POST /sandbox/chats/{id}/read", s.postRead)
	m.HandleFunc("POST /sandbox/press", s.postPress)
	m.HandleFunc("POST /sandbox/block", s.postBlock)
	m.HandleFunc("GET /sandbox/clock", s.getClock)
	m.HandleFunc("POST /sandbox/clock", s.postClock)
	m.HandleFunc("GET /sandbox/board", s.getBoard)
	m.HandleFunc("GET /sandbox/violations", s.getViolations)
	m.HandleFunc("GET /sandbox/calls", s.getCalls)
	m.HandleFunc("GET /sandbox/deliveries", s.getDeliveries)
	m.HandleFunc("GET /sandbox/files/{id}", s.getDocument)
	m.HandleFunc("GET /sandbox/events", s.streamEvents)
	s.playRoutes(m)
	s.pageRoutes(m)
	m.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { writeAnswer(w, nil, notFound("Not Found")) })
	return m
}

type errorView struct {
	Error string `json:"error"`
}

func writeError(w http.ResponseWriter, code int, text string) {
	writeJSON(w, code, errorView{text})
}

// readBody decodes the JSON of a request; it answers and returns false when it cannot.
func readBody(w http.ResponseWriter, r *http.Request, into any) bool {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxPlayed)).Decode(into); err != nil {
		writeError(w, http.StatusBadRequest, "Không đọc được JSON.")
		return false
	}
	return true
}

// writeMistake answers an error of what people do.
func writeMistake(w http.ResponseWriter, err error) {
	code := http.StatusInternalServerError
	if m := mistake(""); errors.As(err, &m) {
		code = http.StatusBadRequest
	}
	writeError(w, code, err.Error())
}

func chatID(r *http.Request) int64 {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

func noChat(w http.ResponseWriter) {
	writeError(w, http.StatusNotFound, "Không có hội thoại này.")
}

func (s *Server) getChats(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, s.chatViews())
}

func (s *Server) getMessages(w http.ResponseWriter, r *http.Request) {
	views, ok := s.messageViews(chatID(r))
	if !ok {
		noChat(w)
		return
	}
	writeJSON(w, http.StatusOK, views)
}

func (s *Server) getCommands(w http.ResponseWriter, r *http.Request) {
	chat := chatID(r)
	person, err := strconv.ParseInt(r.URL.Query().Get("person"), 10, 64)
	if err != nil {
		person = chat
	}
	writeJSON(w, http.StatusOK, s.menuFor(chat, person))
}

func (s *Server) postSend(w http.ResponseWriter, r *http.Request) {
	var in typed
	if !readBody(w, r, &in) {
		return
	}
	m, _, err := s.write(chatID(r), in, s.date())
	if err != nil {
		writeMistake(w, err)
		return
	}
	s.mu.Lock()
	v := m.view()
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, v)
}

func (s *Server) postRead(w http.ResponseWriter, r *http.Request) {
	if !s.see(chatID(r)) {
		noChat(w)
		return
	}
	writeJSON(w, http.StatusOK, true)
}

// pressView is the answer of POST /sandbox/press.
type pressView struct {
	Answered bool   `json:"answered"`
	Text     string `json:"text"`
	Alert    bool   `json:"alert"`
}

func (s *Server) postPress(w http.ResponseWriter, r *http.Request) {
	var in pressed
	if !readBody(w, r, &in) {
		return
	}
	cb, err := s.pressButton(in, s.now())
	if err != nil {
		writeMistake(w, err)
		return
	}
	t := time.NewTimer(answerTime)
	defer t.Stop()
	select {
	case <-cb.done:
		writeJSON(w, http.StatusOK, pressView{true, cb.text, cb.alert})
	case <-t.C:
		writeJSON(w, http.StatusOK, pressView{})
	case <-r.Context().Done():
	case <-s.closed:
		writeError(w, http.StatusServiceUnavailable, "Máy chủ đang dừng.")
	}
}

func (s *Server) postBlock(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Person  int64 `json:"person"`
		Blocked bool  `json:"blocked"`
	}
	if !readBody(w, r, &in) {
		return
	}
	if err := s.block(in.Person, in.Blocked, s.date()); err != nil {
		writeMistake(w, err)
		return
	}
	writeJSON(w, http.StatusOK, true)
}

func (s *Server) getBoard(w http.ResponseWriter, r *http.Request) {
	if s.opt.Board == nil {
		writeError(w, http.StatusNotFound, "Máy chủ này không có bảng theo dõi.")
		return
	}
	rows, err := s.opt.Board(r.Context())
	if err != nil {
		s.log.Error("read the board", "error", err)
		writeError(w, http.StatusInternalServerError, "Không đọc được bảng theo dõi.")
		return
	}
	writeJSON(w, http.StatusOK, append([]BoardRow{}, rows...))
}

func (s *Server) getViolations(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, s.Violations())
}

func (s *Server) getCalls(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	calls := append([]callRecord{}, s.calls...)
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, calls)
}

// getDocument gives the page a document that somebody has sent.
func (s *Server) getDocument(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.files[r.PathValue("id")]
	s.mu.Unlock()
	if f == nil {
		writeError(w, http.StatusNotFound, "Không có tệp này.")
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(f.doc.FileName))
	// The only error left is a client that has gone.
	_, _ = w.Write(f.data)
}

// streamEvents tells the page by server-sent events that something has changed, at most ten times a second.
func (s *Server) streamEvents(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	for {
		s.mu.Lock()
		version, changed := s.version, s.changed
		s.mu.Unlock()
		if _, err := fmt.Fprintf(w, "data: %d\n\n", version); err != nil || out.Flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		case <-s.closed:
			return
		}
		pause := time.NewTimer(100 * time.Millisecond)
		select {
		case <-pause.C:
		case <-s.closed:
			pause.Stop()
			return
		}
	}
}
