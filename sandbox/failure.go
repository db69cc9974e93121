package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// failure is an error answer of the Bot API; its code is the HTTP status too (srv Query.cpp).
type failure struct {
	code       int
	text       string // the description, whole
	retryAfter int    // seconds; 0 for none
	migrateTo  int64  // the supergroup that a group has become; 0 for none
	page       bool   // said in HTML, as the web server before Telegram's own says it
}

func (f *failure) Error() string { return f.text }

// bad is a 400. Its text is written as Telegram's server does: the first letter in lower case, unless the
// second is a capital or an underscore (srv Client.cpp, fail_query_with_error).
func bad(format string, a ...any) *failure {
	return &failure{code: http.StatusBadRequest, text: "Bad Request: " + lowerFirst(fmt.Sprintf(format, a...))}
}

func forbidden(text string) *failure {
	return &failure{code: http.StatusForbidden, text: "Forbidden: " + text}
}

func migrated(to int64) *failure {
	return &failure{
		code: http.StatusBadRequest, text: "Bad Request: group chat was upgraded to a supergroup chat", migrateTo: to,
	}
}

func conflict(text string) *failure {
	return &failure{code: http.StatusConflict, text: "Conflict: " + text}
}

func notFound(text string) *failure {
	return &failure{code: http.StatusNotFound, text: text}
}

func tooMany(seconds int) *failure {
	return &failure{
		code:       http.StatusTooManyRequests,
		text:       fmt.Sprintf("Too Many Requests: retry after %d", seconds),
		retryAfter: seconds,
	}
}

func tooLarge() *failure {
	return &failure{code: http.StatusRequestEntityTooLarge, text: "Request Entity Too Large"}
}

func lowerFirst(s string) string {
	if len(s) >= 2 && (s[1] == '_' || 'A' <= s[1] && s[1] <= 'Z') {
		return s
	}
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// parameters help a bot to deal with an error by itself ([doc] ResponseParameters).
type parameters struct {
	MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
	RetryAfter int   `json:"retry_after,omitempty"`
}

// writeAnswer writes an answer in Telegram's envelope and returns its HTTP status.
func writeAnswer(w http.ResponseWriter, result any, err error) int {
	type envelope struct {
		OK          bool        `json:"ok"`
		Result      any         `json:"result,omitempty"`
		ErrorCode   int         `json:"error_code,omitempty"`
		Description string      `json:"description,omitempty"`
		Parameters  *parameters `json:"parameters,omitempty"`
	}
	if err == nil {
		writeJSON(w, http.StatusOK, envelope{OK: true, Result: result})
		return http.StatusOK
	}
	f := &failure{code: http.StatusInternalServerError, text: "Internal Server Error"}
	errors.As(err, &f)
	if f.page {
		writePage(w, f.code)
		return f.code
	}
	e := envelope{ErrorCode: f.code, Description: f.text}
	if f.retryAfter > 0 || f.migrateTo != 0 {
		e.Parameters = &parameters{f.migrateTo, f.retryAfter}
	}
	if f.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.retryAfter))
	}
	writeJSON(w, f.code, e)
	return f.code
}

// writePage writes an error as the web server in front of Telegram's does: no JSON at all.
func writePage(w http.ResponseWriter, code int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(code)
	text := strconv.Itoa(code) + " " + http.StatusText(code)
	// The only error left is a client that has gone.
	_, _ = io.WriteString(w, "<html>\r\n<head><title>"+text+"</title></head>\r\n<body>\r\n<center><h1>"+text+
		"</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n")
}

func writeJSON(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	// The only error left is a client that has gone.
	_ = e.Encode(v)
}
