package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"dondoc/escalation"
)

const secretToken = "4242:AAHsecretsecretsecretsecretsecret"

// noSecret fails when a text has the token, or its secret half.
func noSecret(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, secretToken) || strings.Contains(text, "AAHsecret") {
		t.Errorf("the token is in %q", text)
	}
}

func clientOf(t *testing.T, url string) *Client {
	t.Helper()
	c, err := NewClient(ClientOptions{Token: secretToken, API: url})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// answering is a server that answers every call alike.
func answering(t *testing.T, code int, body string) *Client {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(s.Close)
	return clientOf(t, s.URL)
}

func refusal(code int, description, parameters string) string {
	return fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q%s}`, code, description, parameters)
}

// TestWhatTelegramsAnswersMean classifies each kind of refusal (telegram.md 2.4).
func TestWhatTelegramsAnswersMean(t *testing.T) {
	type want = escalation.SendError
	for _, c := range []struct {
		code              int
		text, description string
		parameters        string
		want              want
	}{
		{429, "", "Too Many Requests: retry after 7", `,"parameters":{"retry_after":7}`, want{Outcome: escalation.SendRetry, RetryAfter: 7 * time.Second}},
		{500, "", "Internal Server Error: restart", "", want{Outcome: escalation.SendRetry, Uncertain: true}},
		{502, "<html>Bad Gateway</html>", "", "", want{Outcome: escalation.SendRetry, Uncertain: true}},
		{500, `{"message":"not supported"}`, "", "", want{Outcome: escalation.SendRetry, Uncertain: true}},
		{413, "<html>413</html>", "", "", want{Outcome: escalation.SendRefused}},
		{302, "<html>moved</html>", "", "", want{Outcome: escalation.SendRetry}},
		{403, "", "Forbidden: bot was blocked by the user", "", want{Outcome: escalation.SendUnreachable}},
		{403, "", "Forbidden: bot can't initiate conversation with a user", "", want{Outcome: escalation.SendUnreachable}},
		{403, "", "Forbidden: user is deactivated", "", want{Outcome: escalation.SendUnreachable}},
		{403, "", "Forbidden: bot was kicked from the supergroup chat", "", want{Outcome: escalation.SendUnreachable}},
		{400, "", "Bad Request: chat not found", "", want{Outcome: escalation.SendUnreachable}},
		{400, "", "Bad Request: not enough rights to send text messages to the chat", "", want{Outcome: escalation.SendUnreachable}},
		{400, "", "Bad Request: message is too long", "", want{Outcome: escalation.SendRefused}},
		{400, "", "Bad Request: BUTTON_DATA_INVALID", "", want{Outcome: escalation.SendRefused}},
		{400, "", "Bad Request: group chat was upgraded to a supergroup chat", `,"parameters":{"migrate_to_chat_id":-1001}`, want{Outcome: escalation.SendMigrated, MigratedTo: -1001}},
		{401, "", "Unauthorized", "", want{Outcome: escalation.SendUnauthorized}},
		{404, "", "Not Found", "", want{Outcome: escalation.SendUnauthorized}},
		{409, "", "Conflict: terminated by other getUpdates request", "", want{Outcome: escalation.SendRetry}},
		{200, `{"ok":true,"resu`, "", "", want{Outcome: escalation.SendRetry, Uncertain: true}},
		{200, `hello`, "", "", want{Outcome: escalation.SendRetry, Uncertain: true}},
	} {
		body := c.text
		if body == "" {
			body = refusal(c.code, c.description, c.parameters)
		}
		_, err := answering(t, c.code, body).send(t.Context(), message{chat: 1, text: "x"})
		got := classify(err)
		if got == nil {
			t.Errorf("%d %q: no error", c.code, body)
			continue
		}
		plain := want{Outcome: got.Outcome, RetryAfter: got.RetryAfter, MigratedTo: got.MigratedTo, Uncertain: got.Uncertain}
		if plain != c.want {
			t.Errorf("%d %q: %+v, want %+v", c.code, body, plain, c.want)
		}
		if errors.Is(err, ErrUnauthorized) != (c.want.Outcome == escalation.SendUnauthorized) {
			t.Errorf("%d: ErrUnauthorized is wrong", c.code)
		}
		noSecret(t, err.Error()+got.Error())
	}
	if classify(nil) != nil {
		t.Error("no error became one")
	}
}

// TestAnUploadKeepsItsStatus: the library forgets it.
func TestAnUploadKeepsItsStatus(t *testing.T) {
	x := exchange{status: 429}
	err := x.explain("sendDocument", secretToken, &tgbotapi.Error{Message: "Too Many Requests", ResponseParameters: tgbotapi.ResponseParameters{RetryAfter: 3}})
	if got := classify(err); got.Outcome != escalation.SendRetry || got.RetryAfter != 3*time.Second {
		t.Errorf("%+v", got)
	}
}

// TestACallWithoutAnAnswer is certain not to have had its effect only when it never left.
func TestACallWithoutAnAnswer(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	url := gone.URL
	gone.Close()
	_, err := clientOf(t, url).send(t.Context(), message{chat: 1, text: "x"})
	if got := classify(err); got.Outcome != escalation.SendRetry || got.Uncertain {
		t.Errorf("nobody there: %+v", got)
	}
	noSecret(t, err.Error())

	arrived := make(chan struct{})
	hang := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		close(arrived)
		<-r.Context().Done()
	}))
	t.Cleanup(hang.Close)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	_, err = clientOf(t, hang.URL).send(ctx, message{chat: 1, text: "x"})
	if got := classify(err); got.Outcome != escalation.SendRetry || !got.Uncertain || !errors.Is(err, context.Canceled) {
		t.Errorf("no answer: %+v", got)
	}
	noSecret(t, err.Error())

	cut := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if conn, _, fault := http.NewResponseController(w).Hijack(); fault == nil {
			conn.Close()
		}
	}))
	t.Cleanup(cut.Close)
	_, err = clientOf(t, cut.URL).send(t.Context(), message{chat: 1, text: "x"})
	if got := classify(err); !got.Uncertain {
		t.Errorf("cut off: %+v", got)
	}
	noSecret(t, err.Error())
}

// TestTheTokenIsInNoErrorAndNoLog, even when the other side repeats it.
func TestTheTokenIsInNoErrorAndNoLog(t *testing.T) {
	for _, echo := range []string{secretToken, "bot" + secretToken + "/sendMessage", "4242%3AAAHsecretsecretsecretsecretsecret"} {
		_, err := answering(t, 400, refusal(400, "Bad Request: "+echo, "")).send(t.Context(), message{chat: 1, text: "x"})
		noSecret(t, err.Error())
		noSecret(t, fmt.Sprintf("%+v %#v", err, err))
	}
	for _, api := range []string{"ftp://x", "http://", "://", "http://[::1", "http://a b/" + secretToken} {
		_, err := NewClient(ClientOptions{Token: secretToken, API: api})
		if err == nil {
			t.Errorf("%q was taken as an address", api)
			continue
		}
		noSecret(t, err.Error())
	}
	if _, err := NewClient(ClientOptions{Token: secretToken, Proxy: "socks4://user:password@x"}); err == nil || strings.Contains(err.Error(), "password") {
		t.Errorf("proxy: %v", err)
	}
	var log bytes.Buffer
	c, err := NewClient(ClientOptions{Token: secretToken, API: "http://127.0.0.1:1", Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	b := New(Options{Client: c, Office: func() *escalation.Office { return &escalation.Office{} }, Log: c.log})
	b.SetCommands(t.Context())
	if log.Len() == 0 {
		t.Error("a failure was not logged")
	}
	noSecret(t, log.String())
}

// TestAnAnswerThatIsNoMessageWasStillSent: other Bot API servers answer less than Telegram.
func TestAnAnswerThatIsNoMessageWasStillSent(t *testing.T) {
	for _, body := range []string{`{"ok":true,"result":null}`, `{"ok":true,"result":true}`, `{"ok":true}`} {
		if _, err := answering(t, 200, body).send(t.Context(), message{chat: 1, text: "x"}); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
	if err := answering(t, 400, refusal(400, "Bad Request: message is not modified: specified new…", "")).edit(t.Context(), 1, message{chat: 1, text: "x"}); err != nil {
		t.Errorf("an edit that changes nothing: %v", err)
	}
}
