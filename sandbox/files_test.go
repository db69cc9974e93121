package sandbox

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// upload sends a document as multipart, under a field of its own that attach:// names.
func (w world) upload(name string, data []byte, caption string) answered {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, value := range map[string]string{"chat_id": "1001", "document": "attach://tep", "caption": caption} {
		if err := form.WriteField(field, value); err != nil {
			w.t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("tep", name)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		w.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		w.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/bot"+token+"/sendDocument", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return w.decode(w.request(w.t.Context(), r))
}

// A document is kept: it can be sent again by its id, fetched by the bot, and saved by the person.
func TestDocuments(t *testing.T) {
	w := newWorld(t, people())
	var m apiMessage
	w.upload(`C:\sổ theo dõi.csv`, []byte("a;b"), "Nhật ký").into(t, &m)
	if m.Document == nil || m.Document.FileName != "sổ theo dõi.csv" || m.Document.FileSize != 3 || m.Caption != "Nhật ký" || m.Text != "" {
		t.Fatalf("%+v", m)
	}
	id := m.Document.FileID
	w.must("sendDocument", o{"chat_id": doi, "document": id}, &m)
	w.refused(w.call("editMessageText", o{"chat_id": doi, "message_id": 1, "text": "a"}), 400, "Bad Request: there is no text in the message to edit")
	var f apiFile
	w.must("getFile", o{"file_id": id}, &f)
	if code, data := w.page(http.MethodGet, "/file/bot"+token+"/"+f.FilePath, nil); code != 200 || data != "a;b" {
		t.Errorf("%d %q", code, data)
	}
	if code, data := w.page(http.MethodGet, "/"+w.messages(hoa)[0].Document.URL, nil); code != 200 || data != "a;b" {
		t.Errorf("%d %q", code, data)
	}
	if code, _ := w.page(http.MethodGet, "/sandbox/files/x", nil); code != 404 {
		t.Errorf("%d", code)
	}
}

func TestLimitsOfDocuments(t *testing.T) {
	w := newWorld(t, people())
	w.refused(w.upload("a", nil, ""), 400, "Bad Request: file must be non-empty")
	w.refused(w.upload("a", []byte("a"), strings.Repeat("ệ", 1025)), 400, "Bad Request: message caption is too long")
	over := &call{args: args{files: map[string]upload{"document": {name: "a", data: make([]byte, maxUpload+1)}}}}
	if _, err := w.document(over); err == nil || err.Error() != "Request Entity Too Large" {
		t.Errorf("%v", err)
	}
	r := httptest.NewRequest(http.MethodPost, "/bot"+token+"/sendDocument", io.MultiReader(bytes.NewReader(make([]byte, maxBody+1))))
	r.Header.Set("Content-Type", "application/json")
	w.refused(w.decode(w.request(t.Context(), r)), 413, "Request Entity Too Large")
	r = httptest.NewRequest(http.MethodPost, "/bot"+token+"/sendDocument", http.NoBody)
	r.ContentLength = maxBody + 1
	if rec := w.request(t.Context(), r); rec.Code != 413 || rec.Header().Get("Content-Type") != "text/html" ||
		!contains(rec.Body.String(), "<h1>413 Request Entity Too Large</h1>") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	w.files["big"] = &storedFile{data: make([]byte, maxDownload+1)}
	w.refused(w.call("getFile", o{"file_id": "big"}), 400, "Bad Request: file is too big")
}

// The path that getFile gives is good for an hour; then it has to be asked for again.
func TestThePathOfAFileExpires(t *testing.T) {
	w, now := timed(t)
	var m apiMessage
	w.upload("so.csv", []byte("a;b"), "").into(t, &m)
	link := "/file/bot" + token + "/documents/file_1.csv"
	fetch := func() int { code, _ := w.page(http.MethodGet, link, nil); return code }
	if fetch() != 404 {
		t.Error("fetched before getFile")
	}
	ask := o{"file_id": m.Document.FileID}
	w.must("getFile", ask, nil)
	*now = now.Add(linkLife - 1)
	if fetch() != 200 {
		t.Error("gone within the hour")
	}
	*now = now.Add(1)
	if fetch() != 404 {
		t.Error("still there after the hour")
	}
	w.must("getFile", ask, nil)
	if fetch() != 200 {
		t.Error("asked again, and not there")
	}
}
