package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"testing"
)

// demoToken is known to the demo's own sandbox only.
const demoToken = "20220125:demo-on-this-machine"

// enclosed is a document as Telegram knows it.
type enclosed struct {
	ID   string `json:"file_id"`
	Name string `json:"file_name"`
	Type string `json:"mime_type"`
	Size int    `json:"file_size"`
}

// uploads puts a file on the Bot API server and gives what a message has that carries it.
func (s *story) uploads(name, content string) enclosed {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	form.WriteField("chat_id", itoa(s.chatOf(manager)))
	part, err := form.CreateFormFile("document", name)
	if err != nil {
		s.t.Fatal(err)
	}
	io.WriteString(part, content)
	form.Close()
	resp, err := http.Post(s.url+"/bot"+demoToken+"/sendDocument", form.FormDataContentType(), &body)
	if err != nil {
		s.t.Fatal(err)
	}
	var sent struct {
		Result struct {
			Document enclosed `json:"document"`
		} `json:"result"`
	}
	s.decode("sendDocument", resp, &sent)
	return sent.Result.Document
}

// album lets somebody send files in private, all at once as a telephone does, with a caption on the first.
func (s *story) album(who, caption string, files ...enclosed) {
	s.t.Helper()
	chat := s.chatOf(who)
	for i, f := range files {
		message := map[string]any{
			"message_id": 1_000_000 + i, "date": 1_646_000_000, "media_group_id": "13579", "document": f,
			"from": map[string]any{"id": chat}, "chat": map[string]any{"id": chat, "type": "private"},
		}
		if i == 0 {
			message["caption"] = caption
		}
		s.post("/sandbox/update", map[string]any{"kind": "message", "payload": message}, nil)
	}
	s.settle()
}

// fetched are the files in a chat, by name, as whoever reads there can save them.
func (s *story) fetched(chat int64) map[string]string {
	s.t.Helper()
	var list []struct {
		Document *struct{ Name, URL string } `json:"document"`
	}
	s.get("/sandbox/chats/"+itoa(chat)+"/messages", &list)
	out := map[string]string{}
	for _, m := range list {
		if m.Document == nil {
			continue
		}
		resp, err := http.Get(s.url + "/" + m.Document.URL)
		if err != nil {
			s.t.Fatal(err)
		}
		content, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			s.t.Fatalf("%s: %s %v", m.Document.URL, resp.Status, err)
		}
		out[m.Document.Name] = string(content)
	}
	return out
}

// An album is handed in whole: one message shows its files as they come, nothing goes out before the unit says so, and the reviewer
// can open each file.
func TestAnAlbumIsHandedIn(t *testing.T) {
	t.Parallel()
	s := tell(t)
	s.at("2022-03-10T09:00")
	content := map[string]string{}
	var files []enclosed
	for i := range 4 {
		name := fmt.Sprintf("Phụ lục %d.pdf", i+1)
		content[name] = fmt.Sprintf("%%PDF-1.7 phụ lục %d", i+1)
		files = append(files, s.uploads(name, content[name]))
	}
	s.opens(its)
	s.does(its, "Báo cáo hoàn thành")
	before := len(s.fromBot(s.chatOf(its)))
	s.album(its, "12-BC/BTG, 09/03/2022", files...)
	s.reads(its, "", "12-BC/BTG", "09/03/2022", "Phụ lục 1.pdf", "Phụ lục 4.pdf", "xác nhận để gửi")
	if n := len(s.fromBot(s.chatOf(its))) - before; n != 1 {
		t.Errorf("an album is answered with %d messages", n)
	}
	if got := s.fetched(s.chatOf(reviewer)); len(got) != 0 {
		t.Errorf("the reviewer has files before they were handed in: %v", got)
	}
	s.says(its, "Kèm theo bốn phụ lục.")
	s.does(its, "Gửi")
	s.reads(its, "2022-03-10 09:00", "số tiếp nhận", "đúng hạn", "Phụ lục 1.pdf", "Phụ lục 4.pdf", "Kèm theo bốn phụ lục.")
	s.stateIs("Đã báo cáo, chờ xác nhận")

	got, _ := json.Marshal(s.fetched(s.chatOf(reviewer)))
	if want, _ := json.Marshal(content); string(got) != string(want) {
		t.Errorf("the reviewer can open %s, want %s", got, want)
	}
	if mentions(s.process, s.chatOf(reviewer), "12-BC/BTG", "Phụ lục 4.pdf", propaganda) == 0 {
		t.Error("the reviewer is not asked to review")
	}
	if got := s.fetched(s.chatOf(propaganda)); len(got) != 0 {
		t.Errorf("the group has files: %v", got)
	}
	s.does(reviewer, "Xác nhận hoàn thành")
	s.stateIs("Hoàn thành")
	s.ends()
}
