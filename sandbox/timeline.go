package sandbox

import (
	"fmt"
	"net/http"
	"time"
)

// Timeline is what came and what comes next, both from the earlier to the later.
type Timeline struct {
	Came []TimelineEntry `json:"came"`
	Next []TimelineEntry `json:"next"`
}

// TimelineEntry is one thing that was or will be told, or that somebody did. Texts are shown as they are.
type TimelineEntry struct {
	At    time.Time `json:"at"`
	What  string    `json:"what"`  // its kind in words, "Nhắc việc"; "" for what somebody did
	Title string    `json:"title"` // what it is about, "Nhiệm vụ số 12: …"
	Unit  string    `json:"unit"`  // whose matter it is; may be empty
	To    string    `json:"to"`    // who hears it; for what somebody did, the deed as a sentence
	// Level colours it: assigned, remind, prompt, overdue or escalate (DESIGN §1); anything else stays grey.
	Level   string `json:"level"`
	Chat    int64  `json:"chat"`              // the chat that the page opens for it; 0: none
	Message int64  `json:"message,omitempty"` // and the message in it; 0: the end of the chat
}

// Guide names two chats that the page's explanation recommends; 0: none.
type Guide struct {
	Head  int64 // somebody who is asked and reminded soon
	Above int64 // who hears of it when nothing happens
}

// timelineView is the timeline as the page draws it.
type timelineView struct {
	Came, Next []momentView
	Now        *time.Time // nil: no clock
	Error      bool
}

// momentView is what falls on one moment, by kinds.
type momentView struct {
	At    time.Time
	Kinds []kindView
}

// kindView is the entries of one kind: a few, and the others behind a fold.
type kindView struct {
	What, Level string
	Count       int
	First, More []TimelineEntry
}

// unfolded is how many entries of one kind and moment the page shows at once.
const unfolded = 3

func (s *Server) timelineRoutes(m *http.ServeMux) {
	m.HandleFunc("GET /sandbox/timeline", s.getTimeline)
	m.HandleFunc("GET /page/timeline", s.getTimelinePart)
}

func (s *Server) getTimeline(w http.ResponseWriter, r *http.Request) {
	if s.opt.Timeline == nil {
		writeError(w, http.StatusNotFound, "Máy chủ này không có diễn biến.")
		return
	}
	t, err := s.opt.Timeline(r.Context())
	if err != nil {
		s.log.Error("read the timeline", "error", err)
		writeError(w, http.StatusInternalServerError, "Không đọc được diễn biến.")
		return
	}
	t.Came, t.Next = append([]TimelineEntry{}, t.Came...), append([]TimelineEntry{}, t.Next...)
	writeJSON(w, http.StatusOK, t)
}

func (s *Server) getTimelinePart(w http.ResponseWriter, r *http.Request) {
	if s.opt.Timeline == nil {
		noChat(w)
		return
	}
	v := timelineView{}
	t, err := s.opt.Timeline(r.Context())
	if err != nil {
		s.log.Error("read the timeline", "error", err)
		v.Error = true
	}
	v.Came, v.Next = moments(t.Came), moments(t.Next)
	if s.opt.Clock != nil {
		now := s.opt.Clock.Now()
		v.Now = &now
	}
	s.draw(w, "timeline", v)
}

// moments cuts entries, ordered by time, at their moments, and those of a moment at their kinds.
func moments(list []TimelineEntry) []momentView {
	var out []momentView
	for _, e := range list {
		if len(out) == 0 || !out[len(out)-1].At.Equal(e.At) {
			out = append(out, momentView{At: e.At})
		}
		out[len(out)-1].add(e)
	}
	return out
}

func (m *momentView) add(e TimelineEntry) {
	for i := range m.Kinds {
		if k := &m.Kinds[i]; k.Level == e.Level && k.What == e.What {
			k.add(e)
			return
		}
	}
	k := kindView{What: e.What, Level: e.Level}
	k.add(e)
	m.Kinds = append(m.Kinds, k)
}

func (k *kindView) add(e TimelineEntry) {
	k.Count++
	if len(k.First) < unfolded {
		k.First = append(k.First, e)
	} else {
		k.More = append(k.More, e)
	}
}

// away says how far a moment is from now, in days.
func away(now *time.Time, t time.Time) string {
	if now == nil {
		return ""
	}
	switch days := int(midnight(t).Sub(midnight(*now)) / (24 * time.Hour)); days {
	case 0:
		return "hôm nay"
	case 1:
		return "ngày mai"
	default:
		return fmt.Sprintf("còn %d ngày", days)
	}
}

// midnight is the day of t, so that days can be counted.
func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
