// Package web is what dondoc shows over HTTP: whether it is well, and its metrics.
package web

import (
	"encoding/json"
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Handler answers /healthz (the process runs), /readyz (it can do its work, or stand by for it) and /metrics. None of them asks the
// database, so that all answer at once, however often they are asked.
func Handler(w *Watch) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("GET /readyz", w.readyz)
	mux.Handle("GET /metrics", promhttp.HandlerFor(w.registry(), promhttp.HandlerOpts{}))
	return mux
}

func healthz(rw http.ResponseWriter, _ *http.Request) {
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	answer(rw, http.StatusOK, []byte("ok\n"))
}

func (w *Watch) readyz(rw http.ResponseWriter, _ *http.Request) {
	s := w.status()
	code := http.StatusOK
	if !s.Ready {
		code = http.StatusServiceUnavailable
	}
	body, err := json.Marshal(s)
	if err != nil {
		code = http.StatusInternalServerError
	}
	rw.Header().Set("Content-Type", "application/json")
	answer(rw, code, append(body, '\n'))
}

func answer(rw http.ResponseWriter, code int, body []byte) {
	rw.Header().Set("Cache-Control", "no-store")
	rw.WriteHeader(code)
	rw.Write(body) //nolint:errcheck // the caller is gone
}
