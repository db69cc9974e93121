package sandbox

import (
	"encoding/json"
	"net/http"
	"time"
)

// playRoutes are for tests and for whoever wants to see a bot in trouble: what goes wrong on demand, what happens to
// groups and accounts, and what was said.
func (s *Server) playRoutes(m *http.ServeMux) {
	m.HandleFunc("GET /sandbox/faults", s.getFaults)
	m.HandleFunc("POST /sandbox/faults", s.postFaults)
	m.HandleFunc("DELETE /sandbox/faults", s.deleteFaults)
	m.HandleFunc("GET /sandbox/transcript", s.getTranscript)
	m.HandleFunc("POST /sandbox/kick", play(s, func(in groupChange, date time.Time) (any, error) { return true, s.kick(in, date) }))
	m.HandleFunc("POST /sandbox/leave", play(s, func(in groupChange, date time.Time) (any, error) { return true, s.leave(in, date) }))
	m.HandleFunc("POST /sandbox/delete", play(s, func(in groupChange, date time.Time) (any, error) { return true, s.deleteGroup(in, date) }))
	m.HandleFunc("POST /sandbox/migrate", play(s, func(in migration, date time.Time) (any, error) {
		to, err := s.migrate(in, date)
		return migration{Chat: in.Chat, To: to, From: in.From}, err
	}))
	m.HandleFunc("POST /sandbox/topic", play(s, func(in topicChange, date time.Time) (any, error) {
		id, err := s.changeTopic(in, date)
		in.Topic = id
		return in, err
	}))
	m.HandleFunc("POST /sandbox/deactivate", play(s, func(in account, _ time.Time) (any, error) { return true, s.deactivate(in.Person) }))
	m.HandleFunc("POST /sandbox/update", play(s, func(in rawUpdate, _ time.Time) (any, error) { return true, s.tellRaw(in) }))
}

// account is whose account POST /sandbox/deactivate ends.
type account struct {
	Person int64 `json:"person"`
}

// play answers a POST that changes the world: with what do returns, or with its error.
func play[T any](s *Server, do func(T, time.Time) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in T
		if !readBody(w, r, &in) {
			return
		}
		result, err := do(in, s.date())
		if err != nil {
			writeMistake(w, err)
			return
		}
		writeJSON(w, http.StatusOK, result)
	}
}

// getFaults answers with the faults that are still to come.
func (s *Server) getFaults(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	left := append([]fault{}, s.faults...)
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, left)
}

// postFaults takes a list of faults and answers like getFaults.
func (s *Server) postFaults(w http.ResponseWriter, r *http.Request) {
	var list []fault
	if !readBody(w, r, &list) {
		return
	}
	if err := s.addFaults(list); err != nil {
		writeMistake(w, err)
		return
	}
	s.getFaults(w, r)
}

// deleteFaults lets everything go well again; whoever was told to wait still has to.
func (s *Server) deleteFaults(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.faults = nil
	s.mu.Unlock()
	s.getFaults(w, r)
}

// rawUpdate is an update of any kind, which POST /sandbox/update queues as it is: one of a future Bot API, say.
type rawUpdate struct {
	Kind    string          `json:"kind"`
	Payload json.RawMessage `json:"payload"`
}

func (s *Server) tellRaw(in rawUpdate) error {
	if in.Kind == "" || len(in.Payload) == 0 {
		return mistakef("Cần kind và payload.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tell(func(*robot) (string, any) { return in.Kind, in.Payload })
	s.touch()
	return nil
}
