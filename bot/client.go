package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const (
	// callWithin bounds every call but the long poll.
	callWithin = 30 * time.Second
	// maxAnswer is more than Telegram's longest answer, a getUpdates of 4 MiB.
	maxAnswer = 8 << 20
	// telegramAPI is the Bot API server that is used when no other is named.
	telegramAPI = "https://api.telegram.org"
)

// ClientOptions say how the Bot API is reached.
type ClientOptions struct {
	Token string
	// API is the base URL of the Bot API server; "" means Telegram's own.
	API string
	// Proxy is an http://, https:// or socks5:// URL; "" leaves it to the environment. It is not used with HTTP.
	Proxy string
	// HTTP makes the requests; nil: one of our own. A time-out of it must be longer than a long poll (60 s).
	HTTP *http.Client
	// Log takes what went wrong without consequence; nil discards.
	Log *slog.Logger
	// Observe hears what came of each call of a method; nil: nobody does.
	Observe func(method string, a Answer)
}

// Answer is what came of a call, for those who count.
type Answer string

// The answers to a call.
const (
	AnswerOK           Answer = "ok"
	AnswerRateLimited  Answer = "rate_limited" // 429
	AnswerUnauthorized Answer = "unauthorized" // 401, 404: as a token that is not known is answered
	AnswerConflict     Answer = "conflict"     // 409: somebody else takes the updates
	AnswerRefused      Answer = "refused"      // any other 4xx
	AnswerFault        Answer = "fault"        // 5xx, or no answer of Telegram's
	AnswerNone         Answer = "none"         // nothing came back
)

// Client calls the Bot API. It is safe for concurrent use. No error of it tells the token.
type Client struct {
	api    tgbotapi.BotAPI // copied for each call, never changed
	http   *http.Client
	secret secret
	log    *slog.Logger
	shown  *keysShown
	// observe may be nil.
	observe func(method string, a Answer)
}

// NewClient makes a client and calls nobody: Telegram may be down when dondoc starts.
func NewClient(o ClientOptions) (*Client, error) {
	silence()
	s := secret(o.Token)
	if o.API == "" {
		o.API = telegramAPI
	}
	if err := checkURL(o.API, "http", "https"); err != nil {
		return nil, fmt.Errorf("address of the Bot API server: %w", s.clean(err))
	}
	hc := o.HTTP
	if hc == nil {
		var err error
		if hc, err = newHTTP(o.Proxy); err != nil {
			return nil, err
		}
	}
	c := &Client{http: hc, secret: s, log: o.Log, shown: newKeysShown(), api: tgbotapi.BotAPI{Token: o.Token}, observe: o.Observe}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.api.SetAPIEndpoint(strings.ReplaceAll(strings.TrimRight(o.API, "/"), "%", "%%") + "/bot%s/%s")
	return c, nil
}

// silence keeps the library from logging: its messages contain the token and people's texts.
var silence = sync.OnceFunc(func() {
	// It refuses only a nil logger.
	_ = tgbotapi.SetLogger(discard{})
})

type discard struct{}

func (discard) Println(...any)        {}
func (discard) Printf(string, ...any) {}

func newHTTP(proxy string) (*http.Client, error) {
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true,
		MaxIdleConnsPerHost: 8, IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second,
	}
	if proxy != "" {
		// The URL may hold a password, so that no error repeats it.
		if err := checkURL(proxy, "http", "https", "socks5"); err != nil {
			return nil, errors.New("the proxy is no http://, https:// or socks5:// URL")
		}
		u, _ := url.Parse(proxy)
		transport.Proxy = http.ProxyURL(u)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &http.Client{Transport: transport, CheckRedirect: stay}, nil
}

func checkURL(raw string, schemes ...string) error {
	u, err := url.Parse(raw)
	if err != nil {
		return errors.Unwrap(err)
	}
	for _, s := range schemes {
		if u.Scheme == s && u.Host != "" {
			return nil
		}
	}
	return fmt.Errorf("%q is no URL with %s://", u.Redacted(), strings.Join(schemes, ":// or "))
}

// call calls one method and gives its result. The errors are *apiError and *lostError.
func (c *Client) call(ctx context.Context, method string, p tgbotapi.Params, within time.Duration) (json.RawMessage, error) {
	result, err := c.request(ctx, method, p, within)
	if c.observe != nil && ctx.Err() == nil { // a call that was called off says nothing
		c.observe(method, answerOf(err))
	}
	return result, err
}

func (c *Client) request(ctx context.Context, method string, p tgbotapi.Params, within time.Duration) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var x exchange
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { x.wrote.Store(true) }})
	api := c.api
	api.Client = doer(func(req *http.Request) (*http.Response, error) { return x.do(c.http, req.WithContext(ctx)) })
	answer, err := api.MakeRequest(method, p)
	if err != nil {
		return nil, x.explain(method, c.secret, err)
	}
	return answer.Result, nil
}

// doer implements the library's HTTPClient, which takes no context.
type doer func(*http.Request) (*http.Response, error)

// Do makes a request.
func (d doer) Do(req *http.Request) (*http.Response, error) { return d(req) }

// exchange is one request and its answer, with what the library does not tell of them.
type exchange struct {
	wrote  atomic.Bool // the request left this machine, at least in part
	status int         // of the answer; 0: there was none
}

func (x *exchange) do(client *http.Client, req *http.Request) (*http.Response, error) {
	resp, err := client.Do(req)
	if err != nil {
		return nil, err //nolint:wrapcheck // explain says what was being done, without the URL
	}
	defer resp.Body.Close() //nolint:errcheck // it was read
	x.status = resp.StatusCode
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		return nil, errNotTelegram
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// explain turns an error of the library into one of ours.
func (x *exchange) explain(method string, s secret, err error) error {
	var refusal *tgbotapi.Error
	switch {
	case errors.As(err, &refusal):
		code := refusal.Code
		if code == 0 {
			code = x.status // the library forgets it for uploads, and other servers leave it out
		}
		return &apiError{
			method: method, code: code, description: s.redact(refusal.Message),
			retryAfter: time.Duration(refusal.RetryAfter) * time.Second, migratedTo: refusal.MigrateToChatID,
		}
	case x.status >= http.StatusMultipleChoices:
		return &apiError{method: method, code: x.status, description: http.StatusText(x.status)}
	}
	return &lostError{method: method, wrote: x.wrote.Load(), err: s.clean(err)}
}

// secret is a token; it takes itself out of texts and errors.
type secret string

// clean gives err without the URL, which holds the token, and without the token anywhere else.
func (s secret) clean(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if text := err.Error(); s.redact(text) != text {
		return errors.New(s.redact(text))
	}
	return err
}

// shortestSecret keeps redact from tearing up words when a token is none.
const shortestSecret = 6

// redact takes the token out of a text, also its secret half alone and its escaped forms.
func (s secret) redact(text string) string {
	_, key, _ := strings.Cut(string(s), ":")
	for _, word := range []string{string(s), url.PathEscape(string(s)), url.QueryEscape(string(s)), key} {
		if len(word) >= shortestSecret {
			text = strings.ReplaceAll(text, word, "<token>")
		}
	}
	return text
}
