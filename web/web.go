// Package web is what dondoc shows over HTTP: health.
package web

import (
	"context"
	"net/http"
	"time"
)

// checkTime bounds one look at the database.
const checkTime = 3 * time.Second

// Handler answers /healthz (the process runs) and /readyz (the database answers).
func Handler(ping func(context.Context) error) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), checkTime)
		defer cancel()
		if ping(ctx) != nil {
			answer(w, http.StatusServiceUnavailable, "database: no answer")
			return
		}
		answer(w, http.StatusOK, "ok")
	})
	return mux
}

func answer(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	w.Write([]byte(text + "\n")) //nolint:errcheck // the caller is gone
}
