package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// maxUpload is what Telegram takes in one upload, 50 MB (telegram.md §2.2).
const maxUpload = 50 << 20

// maxBody leaves room for what comes beside the file. A body announced as longer is refused in HTML by the web server
// before Telegram's own, one that only turns out longer in JSON by the latter (telegram.md §2.2: both are seen).
const maxBody = maxUpload + 1<<20

// args are the parameters of one call, however they were encoded.
type args struct {
	values map[string]string
	files  map[string]upload
}

// upload is a file in a multipart call.
type upload struct {
	name string
	mime string
	data []byte
}

// readArgs reads the query and a body that is urlencoded, JSON or multipart.
func readArgs(w http.ResponseWriter, r *http.Request) (args, error) {
	a := args{values: map[string]string{}, files: map[string]upload{}}
	for name, v := range r.URL.Query() {
		a.values[name] = v[0]
	}
	if r.Method == http.MethodGet || r.Body == nil {
		return a, nil
	}
	if r.ContentLength > maxBody {
		return a, &failure{code: http.StatusRequestEntityTooLarge, page: true}
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	err := a.readBody(r)
	if tooBig := (*http.MaxBytesError)(nil); errors.As(err, &tooBig) {
		return a, tooLarge()
	}
	return a, err
}

func (a args) readBody(r *http.Request) error {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		return a.readJSON(r.Body)
	case "multipart/form-data":
		return a.readMultipart(r)
	case "application/x-www-form-urlencoded":
		return a.readForm(r)
	}
	return nil
}

func (a args) readForm(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fmt.Errorf("read form: %w", err)
	}
	for name, v := range r.PostForm {
		a.values[name] = v[0]
	}
	return nil
}

// readJSON keeps strings as they are and everything else as its JSON, null as well (td HttpReader.cpp,
// parse_json_parameters).
func (a args) readJSON(body io.Reader) error {
	data, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("read JSON body: %w", err)
	}
	if len(data) == 0 {
		return nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return bad("can't parse JSON content")
	}
	for name, raw := range fields {
		var s string
		if isNull(raw) || json.Unmarshal(raw, &s) != nil {
			s = string(raw)
		}
		a.values[name] = s
	}
	return nil
}

// readMultipart reads fields and files. A multipart call without any part at all is a call without parameters:
// clients send it that way.
func (a args) readMultipart(r *http.Request) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return bad("can't parse multipart content")
	}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if err == io.EOF || n == 0 && errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read multipart: %w", err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return fmt.Errorf("read multipart: %w", err)
		}
		fields := disposition(part.Header.Get("Content-Disposition"))
		if file, ok := fields["filename"]; ok {
			a.files[fields["name"]] = upload{file, part.Header.Get("Content-Type"), data}
		} else {
			a.values[fields["name"]] = string(data)
		}
	}
}

// disposition reads the parameters of a part as leniently as td HttpReader.cpp: what is not quoted goes on until the next
// semicolon, with spaces and any letters, and clients rely on it.
func disposition(header string) map[string]string {
	fields := map[string]string{}
	_, rest, _ := strings.Cut(header, ";")
	for strings.TrimSpace(rest) != "" {
		var key, value string
		key, rest, _ = strings.Cut(rest, "=")
		if rest = strings.TrimLeft(rest, " \t"); strings.HasPrefix(rest, `"`) {
			value, rest = unquote(rest[1:])
			_, rest, _ = strings.Cut(rest, ";")
		} else {
			value, rest, _ = strings.Cut(rest, ";")
			value = strings.TrimSpace(value)
		}
		fields[strings.ToLower(strings.TrimSpace(key))] = value
	}
	return fields
}

// unquote reads up to the closing quotation mark; a backslash takes the next byte as it is.
func unquote(s string) (value, rest string) {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return out.String(), s[i+1:]
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		out.WriteByte(s[i])
	}
	return out.String(), ""
}

// text returns a parameter as it is, "" when absent.
func (a args) text(name string) string { return a.values[name] }

// json returns a parameter that holds JSON; nil when absent or null (srv Client.cpp takes null as unset).
func (a args) json(name string) json.RawMessage {
	v := strings.TrimSpace(a.values[name])
	if v == "" || v == "null" {
		return nil
	}
	return json.RawMessage(v)
}

// flag reads a Boolean (srv Client.cpp, to_bool).
func (a args) flag(name string) bool {
	switch strings.ToLower(strings.TrimSpace(a.values[name])) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// number returns an integer within [low, high]; what is absent or no integer becomes def.
func (a args) number(name string, def, low, high int64) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(a.values[name]), 10, 64)
	if err != nil {
		n = def
	}
	return min(max(n, low), high)
}
