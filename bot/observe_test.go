package bot

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestWhoWatchesHearsWhatCameOfACall: each call once, with the method and what was answered; of one that was called off, nothing.
func TestWhoWatchesHearsWhatCameOfACall(t *testing.T) {
	code, body := 0, ""
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		fmt.Fprint(w, body)
	}))
	heard := ""
	c, err := NewClient(ClientOptions{Token: secretToken, API: s.URL, Observe: func(method string, a Answer) { heard += method + " " + string(a) + ";" }})
	if err != nil {
		t.Fatal(err)
	}
	for _, answer := range []struct {
		code int
		body string
		want Answer
	}{
		{200, `{"ok":true,"result":{"id":1,"username":"b"}}`, AnswerOK},
		{429, refusal(429, "Too Many Requests: retry after 7", `,"parameters":{"retry_after":7}`), AnswerRateLimited},
		{401, refusal(401, "Unauthorized", ""), AnswerUnauthorized},
		{404, refusal(404, "Not Found", ""), AnswerUnauthorized},
		{409, refusal(409, "Conflict: terminated by other getUpdates request", ""), AnswerConflict},
		{400, refusal(400, "Bad Request: chat not found", ""), AnswerRefused},
		{403, refusal(403, "Forbidden: bot was blocked by the user", ""), AnswerRefused},
		{502, "<html>Bad Gateway</html>", AnswerFault},
		{302, "<html>moved</html>", AnswerFault},
	} {
		code, body, heard = answer.code, answer.body, ""
		c.GetMe(t.Context()) //nolint:errcheck // the observer is what counts
		if want := "getMe " + string(answer.want) + ";"; heard != want {
			t.Errorf("%d: heard %q, want %q", answer.code, heard, want)
		}
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	heard = ""
	if c.GetMe(over); heard != "" { //nolint:errcheck // called off
		t.Errorf("of a call that was called off: %q", heard)
	}
	s.Close()
	if c.GetMe(t.Context()); heard != "getMe none;" { //nolint:errcheck // nobody answers
		t.Errorf("nobody answers: heard %q", heard)
	}
}
