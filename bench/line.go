package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"dondoc/sandbox"
)

// line is the way to Telegram: the sandbox behind a round trip of a given time, with a record of every call.
type line struct {
	box     *sandbox.Server
	server  *http.Server
	url     string
	latency time.Duration

	mu    sync.Mutex
	calls []call
}

// call is one call of the Bot API as the server saw it.
type call struct {
	method string // in lower case
	chat   int64
	at     time.Time // when it arrived
	code   int
	text   string
}

func openLine(o sandbox.Options, latency time.Duration) (*line, error) {
	l := &line{box: sandbox.New(o), latency: latency}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l.url = "http://" + listener.Addr().String()
	l.server = &http.Server{Handler: l, ReadHeaderTimeout: time.Minute}
	go l.server.Serve(listener) //nolint:errcheck // ends with ErrServerClosed
	return l, nil
}

func (l *line) close() {
	l.box.Close()
	l.server.Close() //nolint:errcheck // nobody is served any more
}

// ServeHTTP lets half of the round trip pass before the sandbox sees a call, and half after it.
func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/bot") {
		l.box.ServeHTTP(w, r)
		return
	}
	c := call{method: strings.ToLower(path.Base(r.URL.Path))}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if form, err := url.ParseQuery(string(body)); err == nil {
		c.chat, _ = strconv.ParseInt(form.Get("chat_id"), 10, 64)
		c.text = form.Get("text")
	}
	if c.method != "getupdates" {
		time.Sleep(l.latency / 2)
	}
	c.at = time.Now()
	seen := &seenStatus{ResponseWriter: w, code: http.StatusOK}
	l.box.ServeHTTP(seen, r)
	c.code = seen.code
	l.record(c)
	if c.method != "getupdates" {
		time.Sleep(l.latency / 2)
	}
}

func (l *line) record(c call) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = append(l.calls, c)
}

// made lists the calls that a filter lets through, in the order of their arrival.
func (l *line) made(keep func(call) bool) []call {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := slices.DeleteFunc(slices.Clone(l.calls), func(c call) bool { return !keep(c) })
	slices.SortStableFunc(out, func(a, b call) int { return a.at.Compare(b.at) })
	return out
}

// delivered reports a message that arrived; refused one over a limit.
func (c call) delivered() bool { return c.method == "sendmessage" && c.code == http.StatusOK }
func (c call) refused() bool   { return c.code == http.StatusTooManyRequests }

// post asks the sandbox for something, as its page does.
func (l *line) post(route string, body, answer any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.Post(l.url+route, "application/json", bytes.NewReader(raw))
	if err != nil {
		return err
	}
	return decode(r, answer)
}

func (l *line) get(route string, answer any) error {
	r, err := http.Get(l.url + route)
	if err != nil {
		return err
	}
	return decode(r, answer)
}

func decode(r *http.Response, answer any) error {
	defer r.Body.Close()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if r.StatusCode != http.StatusOK {
		return &badAnswer{r.Status, string(raw)}
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(raw, answer)
}

type badAnswer struct{ status, body string }

func (e *badAnswer) Error() string { return e.status + ": " + e.body }

// seenStatus notes the status of an answer. It hides nothing that the sandbox does to a connection.
type seenStatus struct {
	http.ResponseWriter
	code int
}

func (s *seenStatus) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap is for http.ResponseController.
func (s *seenStatus) Unwrap() http.ResponseWriter { return s.ResponseWriter }
