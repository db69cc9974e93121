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

// What a person sends is a file like any other: the bot hears of it, can send it on, and another person can save it.
func TestAPersonSendsAFile(t *testing.T) {
	w := newWorld(t, people())
	w.drain()
	var v messageView
	w.get(http.MethodPost, "/sandbox/chats/1001/send",
		o{"from": hoa, "text": "Phụ lục", "file": o{"name": "phụ lục.pdf", "type": "application/pdf", "data": []byte("%PDF")}}, &v)
	if v.Document == nil || v.Document.Name != "phụ lục.pdf" || v.Document.Size != 4 || v.Text != "Phụ lục" {
		t.Fatalf("%+v", v)
	}
	heard := w.drain()
	if len(heard) != 1 || heard[0].Message.Document == nil || heard[0].Message.Caption != "Phụ lục" || heard[0].Message.Text != "" {
		t.Fatalf("%+v", heard)
	}
	w.must("sendDocument", o{"chat_id": doi, "document": heard[0].Message.Document.FileID}, &apiMessage{})
	if code, data := w.page(http.MethodGet, "/"+v.Document.URL, nil); code != 200 || data != "%PDF" {
		t.Errorf("%d %q", code, data)
	}
	for name, in := range map[string]o{
		"no name":      {"from": hoa, "file": o{"data": []byte("a")}},
		"a sticker":    {"from": hoa, "kind": "sticker", "file": o{"name": "a", "data": []byte("a")}},
		"an edit":      {"from": hoa, "edit": 1, "text": "a", "file": o{"name": "a", "data": []byte("a")}},
		"long caption": {"from": hoa, "text": strings.Repeat("ệ", 1025), "file": o{"name": "a", "data": []byte("a")}},
	} {
		if code, answer := w.page(http.MethodPost, "/sandbox/chats/1001/send", in); code != 400 {
			t.Errorf("%s: %d %s", name, code, answer)
		}
	}
}
