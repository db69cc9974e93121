package sandbox

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// move is what POST /sandbox/clock asks for: one of the three.
type move struct {
	Advance *string `json:"advance"` // a duration; "0s" only settles
	To      *string `json:"to"`      // RFC 3339
	Next    bool    `json:"next"`
}

type clockView struct {
	Now time.Time `json:"now"`
}

// getClock answers GET /sandbox/clock; 404 where there is no clock.
func (s *Server) getClock(w http.ResponseWriter, r *http.Request) {
	if s.opt.Clock == nil {
		writeError(w, http.StatusNotFound, "Máy chủ này không có đồng hồ.")
		return
	}
	writeJSON(w, http.StatusOK, clockView{s.opt.Clock.Now()})
}

// postClock answers POST /sandbox/clock when the move is done, all that fell due has been told and all is settled.
func (s *Server) postClock(w http.ResponseWriter, r *http.Request) {
	if s.opt.Clock == nil {
		writeError(w, http.StatusNotFound, "Máy chủ này không có đồng hồ.")
		return
	}
	var in move
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&in); err != nil {
		writeError(w, http.StatusBadRequest, "Không đọc được JSON.")
		return
	}
	do, err := s.plan(in)
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	if err := s.moveClock(r.Context(), do); err != nil {
		s.log.Error("move the clock", "error", err)
		writeError(w, http.StatusInternalServerError, err.Error())
		return
	}
	writeJSON(w, http.StatusOK, clockView{s.opt.Clock.Now()})
}

// plan turns what was asked for into what to do.
func (s *Server) plan(in move) (func(context.Context) error, error) {
	clock := s.opt.Clock
	asked := 0
	for _, given := range []bool{in.Advance != nil, in.To != nil, in.Next} {
		if given {
			asked++
		}
	}
	switch {
	case asked != 1:
		return nil, mistakef("Cần đúng một trong advance, to, next.")
	case in.Next:
		return clock.Next, nil
	case in.To != nil:
		t, err := time.Parse(time.RFC3339, *in.To)
		if err != nil {
			return nil, mistakef("%q không phải thời điểm theo RFC 3339.", *in.To)
		}
		if t.Before(clock.Now()) {
			return nil, mistakef("Đồng hồ không lùi được: %s đã qua.", *in.To)
		}
		return func(ctx context.Context) error { return clock.To(ctx, t) }, nil
	}
	d, err := time.ParseDuration(*in.Advance)
	switch {
	case err != nil:
		return nil, mistakef("%q không phải khoảng thời gian (ví dụ 24h, 90m).", *in.Advance)
	case d < 0:
		return nil, mistakef("Đồng hồ không lùi được.")
	case d == 0:
		return clock.Settle, nil
	}
	return func(ctx context.Context) error { return clock.Advance(ctx, d) }, nil
}

// moveClock lets one move run at a time and tells the page afterwards.
func (s *Server) moveClock(ctx context.Context, do func(context.Context) error) error {
	select {
	case s.moving <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closed:
		return errClosed
	}
	defer func() { <-s.moving }()
	err := do(ctx)
	s.mu.Lock()
	s.touch()
	s.mu.Unlock()
	return err
}
