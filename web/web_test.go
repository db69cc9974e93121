package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestHealthTellsTheProcessFromTheDatabase(t *testing.T) {
	var fails error
	h := Handler(func(context.Context) error { return fails })
	get := func(path string) int {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Code
	}
	if a, b := get("/healthz"), get("/readyz"); a != 200 || b != 200 {
		t.Errorf("all is well: /healthz %d, /readyz %d", a, b)
	}
	fails = errors.New("connection refused")
	if a, b := get("/healthz"), get("/readyz"); a != 200 || b != 503 {
		t.Errorf("the database is away: /healthz %d, /readyz %d", a, b)
	}
}
