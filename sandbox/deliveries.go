package sandbox

import (
	"net/http"
	"time"
)

// maxDeliveries bounds what is kept for the observer; the oldest goes first.
const maxDeliveries = 100_000

// delivery is a message of a bot as it arrived, whatever became of the answer. Unlike the chat it keeps the text that an
// edit replaces, so that an observer can count what was told.
type delivery struct {
	At      time.Time `json:"at"` // machine time
	Bot     int64     `json:"bot"`
	Chat    int64     `json:"chat"`
	Message int64     `json:"message"`
	Text    string    `json:"text"` // or the caption
	Fault   string    `json:"fault,omitempty"`
}

// delivered notes a message that a call has put into its chat.
func (s *Server) delivered(c *call, to *chat, m *message) {
	d := delivery{c.machine, c.bot.id, to.id, m.id, m.text, c.fault.kind()}
	s.deliveries = trimmed(append(s.deliveries, d), maxDeliveries)
}

func (s *Server) getDeliveries(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	list := append([]delivery{}, s.deliveries...)
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, list)
}
