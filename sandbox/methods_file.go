package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxDownload is what getFile gives, 20 MB (srv Client.h, MAX_DOWNLOAD_FILE_SIZE).
const maxDownload = 20 << 20

// linkLife is how long the path that getFile gives can be fetched: "at least 1 hour" ([doc] getFile).
const linkLife = time.Hour

// storedFile is a document that was sent once; kept under its file_id.
type storedFile struct {
	doc   apiDocument
	path  string
	data  []byte
	until time.Time // machine time up to which path can be fetched; zero before getFile
}

func (s *Server) sendDocument(c *call) (any, error) {
	f, err := s.document(c)
	if err != nil {
		return nil, err
	}
	m := &message{document: &f.doc}
	if m.text, m.entities, err = formatted(c.args, "caption", "caption_entities"); err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(m.text) > maxCaption {
		return nil, bad("message caption is too long")
	}
	m.entities = s.mentioned(m.entities)
	result, err := s.send(c, m)
	if err == nil {
		s.keep(f)
	}
	return result, err
}

// document finds what a call sends: an upload, in the field itself or by attach://, or a file_id. An address is
// refused: the sandbox fetches nothing.
func (s *Server) document(c *call) (*storedFile, error) {
	given := c.args.text("document")
	up, ok := c.args.files["document"]
	if name, attached := strings.CutPrefix(given, "attach://"); attached {
		up, ok = c.args.files[name]
	} else if given != "" {
		return s.knownFile(given)
	}
	switch {
	case !ok:
		return nil, bad("there is no document in the request")
	case len(up.data) == 0:
		return nil, bad("file must be non-empty")
	case len(up.data) > maxUpload:
		return nil, tooLarge()
	}
	return s.file(up.name, up.mime, up.data), nil
}

// file is a file that was not there yet, under the next id.
func (s *Server) file(name, mime string, data []byte) *storedFile {
	n := len(s.files) + 1
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	return &storedFile{
		doc: apiDocument{
			FileName: name, MimeType: cmp.Or(mime, "application/octet-stream"), FileSize: len(data),
			FileID: fmt.Sprintf("BQACAgUAAxkBAAIsandbox%06d", n), FileUniqueID: fmt.Sprintf("AgADsandbox%06d", n),
		},
		path: "documents/file_" + strconv.Itoa(n) + path.Ext(name), data: data,
	}
}

// keep keeps a file for whoever asks for it by its id.
func (s *Server) keep(f *storedFile) *apiDocument {
	s.files[f.doc.FileID] = f
	return &f.doc
}

func (s *Server) knownFile(id string) (*storedFile, error) {
	if strings.Contains(id, "://") {
		return nil, bad("failed to get HTTP URL content")
	}
	if f := s.files[id]; f != nil {
		return f, nil
	}
	return nil, bad("wrong file identifier/HTTP URL specified")
}

func (s *Server) getFile(c *call) (any, error) {
	id := c.args.text("file_id")
	f := s.files[id]
	switch {
	case id == "":
		return nil, bad("file_id not specified")
	case f == nil:
		return nil, bad("invalid file_id")
	case len(f.data) > maxDownload:
		return nil, bad("file is too big")
	}
	f.until = c.machine.Add(linkLife)
	return apiFile{f.doc.FileID, f.doc.FileUniqueID, len(f.data), f.path}, nil
}

// serveFile answers /file/bot<token>/<path> for as long as getFile has promised.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	token, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/file/bot"), "/")
	if _, err := s.bot(token); err != nil {
		writeAnswer(w, nil, err)
		return
	}
	now := s.now()
	s.mu.Lock()
	f := s.fileAt(name, now)
	s.mu.Unlock()
	if f == nil {
		writeAnswer(w, nil, notFound("Not Found"))
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	// The only error left is a client that has gone.
	_, _ = w.Write(f.data)
}

func (s *Server) fileAt(name string, now time.Time) *storedFile {
	for _, f := range s.files {
		if f.path == name && now.Before(f.until) {
			return f
		}
	}
	return nil
}
