package sandbox

import (
	"fmt"
	"net/http"
	"strings"
)

// failure is an error answer of the Bot API; its code is the HTTP status too (srv Query.cpp).
type failure struct {
	code       int
	text       string // the description, whole
	retryAfter int    // seconds; 0 for none
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
