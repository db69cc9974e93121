package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// emulator is telegram-test-api, a Bot API server that others wrote: it checks nothing, but its ways are not ours.
type emulator struct {
	t   *testing.T
	url string
	// polls ends it and gives how often the bot asked for updates.
	polls func() int
}

// foreignMessage is a message of the bot as the emulator keeps it, the latest edit included.
type foreignMessage struct {
	ID      int64 `json:"messageId"`
	Message struct {
		Chat  any    `json:"chat_id"` // a text in what a bot sends; absent in what people send
		Text  string `json:"text"`
		Reply struct {
			Rows [][]struct {
				Text string `json:"text"`
				Data string `json:"callback_data"`
			} `json:"inline_keyboard"`
		} `json:"reply_markup"`
	} `json:"message"`
}

func emulate(t *testing.T) *emulator {
	t.Helper()
	node := os.Getenv("DONDOC_TEST_NODE")
	if node == "" {
		t.Fatal("DONDOC_TEST_NODE is not set: run make test, or scripts/with-node go test ./e2e")
	}
	server := exec.Command(node, filepath.Join("testdata", "emulator", "server.mjs"))
	stdin, err := server.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(stdout)
	polls := sync.OnceValue(func() (n int) {
		stdin.Close()
		_, scanned := fmt.Fscanln(lines, &n)
		if err := errors.Join(scanned, server.Wait()); err != nil {
			t.Errorf("the emulator ended with %v", err)
		}
		return n
	})
	t.Cleanup(func() { polls() })
	address, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("the emulator says no address: %v", err)
	}
	return &emulator{t: t, url: strings.TrimSpace(address), polls: polls}
}

// tell posts to the side of the emulator that is for people.
func (e *emulator) tell(path string, body map[string]any) []byte {
	e.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		e.t.Fatal(err)
	}
	resp, err := http.Post(e.url+path, "application/json", bytes.NewReader(b))
	if err != nil {
		e.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		e.t.Fatalf("%s: %s %s %v", path, resp.Status, answer, err)
	}
	return answer
}

// sent lists what the bot has sent to a person, oldest first.
func (e *emulator) sent(to int64) []foreignMessage {
	e.t.Helper()
	var history struct {
		Result []foreignMessage `json:"result"`
	}
	answer := e.tell("/getUpdatesHistory", map[string]any{"token": foreignToken})
	if err := json.Unmarshal(answer, &history); err != nil {
		e.t.Fatalf("%v in %s", err, answer)
	}
	var out []foreignMessage
	for _, m := range history.Result {
		if fmt.Sprint(m.Message.Chat) == fmt.Sprint(to) {
			out = append(out, m)
		}
	}
	return out
}

// reads waits for a message of the bot to a person that holds all of these.
func (e *emulator) reads(who int64, texts ...string) {
	e.t.Helper()
	eventually(e.t, 15*time.Second, fmt.Sprintf("%d reads %q", who, texts), func() bool {
		for _, m := range e.sent(who) {
			if holds(m.Message.Text, texts) {
				return true
			}
		}
		return false
	})
}

func holds(text string, all []string) bool {
	for _, s := range all {
		if !strings.Contains(text, s) {
			return false
		}
	}
	return true
}

// says lets a person type something.
func (e *emulator) says(who int64, text string) {
	e.t.Helper()
	message := e.of(who)
	message["text"] = text
	path := "/sendMessage"
	if strings.HasPrefix(text, "/") {
		path = "/sendCommand"
		message["entities"] = []any{map[string]any{"type": "bot_command", "offset": 0, "length": len(text)}}
	}
	e.tell(path, message)
}

// does presses the newest button with this label, as soon as there is one.
func (e *emulator) does(who int64, label string) {
	e.t.Helper()
	var on foreignMessage
	var data string
	eventually(e.t, 15*time.Second, fmt.Sprintf("%d has the button %q", who, label), func() bool {
		for _, m := range e.sent(who) {
			for _, row := range m.Message.Reply.Rows {
				for _, b := range row {
					if b.Text == label {
						on, data = m, b.Data
					}
				}
			}
		}
		return data != ""
	})
	pressed := e.of(who)
	pressed["data"] = data
	pressed["message"] = map[string]any{
		"message_id": on.ID, "date": time.Now().Unix(), "chat": pressed["chat"], "text": on.Message.Text,
	}
	e.tell("/sendCallback", pressed)
}

// buttons counts the buttons with this label that a person has.
func (e *emulator) buttons(who int64, label string) int {
	e.t.Helper()
	n := 0
	for _, m := range e.sent(who) {
		for _, row := range m.Message.Reply.Rows {
			for _, b := range row {
				if b.Text == label {
					n++
				}
			}
		}
	}
	return n
}

// of is what everything that a person does has.
func (e *emulator) of(who int64) map[string]any {
	return map[string]any{
		"botToken": foreignToken,
		"date":     time.Now().Unix(),
		"from":     map[string]any{"id": who, "first_name": "Cán bộ", "is_bot": false, "language_code": "vi"},
		"chat":     map[string]any{"id": who, "first_name": "Cán bộ", "type": "private"},
	}
}

// foreignToken is the bot's token; the emulator takes any.
const foreignToken = "4242:" + secret

// The conversation from the assignment to the acceptance on a Bot API server that we did not write: it answers getUpdates at once and
// whatever the offset, knows half of the methods, gives no result of an edit, and dates messages in milliseconds.
func TestAForeignServerHoldsTheConversation(t *testing.T) {
	t.Parallel()
	const head, reviewing = 901, 902
	e := emulate(t)
	dir := quick(t, e.url, 1, func(int) time.Time { return time.Now().Add(6 * time.Second).Truncate(time.Second) })
	hasten(t, dir)
	began := time.Now()
	bot := start(t, dir, nil, "run")

	e.says(404, "/start")
	e.reads(404, "Mã Telegram của tài khoản", "404")
	e.says(head, "/start")
	e.reads(head, "Tài khoản này đã được liên kết", "Huyện ủy Tiền Hải")

	e.reads(head, "Việc thứ 00 &lt;&amp;", "đã nhận")
	e.does(head, "Đã nhận")
	e.reads(head, "đã tiếp nhận", "Việc thứ 00")
	e.reads(head, "cho biết tình hình thực hiện", "quá hạn")
	e.does(head, "Đúng tiến độ")
	e.reads(head, "Đã ghi nhận", "Đúng tiến độ")

	e.says(head, "/nhiemvu")
	e.does(head, "Nhiệm vụ số 1")
	e.does(head, "Báo cáo hoàn thành")
	e.reads(head, "số, ngày văn bản")
	e.says(head, "15-BC/HU, 22/11/2022")
	e.does(head, "Gửi")
	e.reads(head, "số tiếp nhận", "15-BC/HU")
	e.reads(reviewing, "15-BC/HU", "Huyện ủy Tiền Hải", "xác nhận hoàn thành hoặc trả lại")
	e.does(reviewing, "Xác nhận hoàn thành")
	e.reads(head, "xác nhận hoàn thành", "Việc thứ 00")
	eventually(t, 15*time.Second, "the reviewer has no button left for what is done", func() bool {
		return e.buttons(reviewing, "Xác nhận hoàn thành") == 0
	})

	bot.stop()
	// Between what people do it asks once a second, although the answer comes at once.
	if n, most := e.polls(), int(time.Since(began).Seconds())+20; n > most {
		t.Errorf("the bot asked for updates %d times, want %d at most", n, most)
	}
	log := bot.output.String()
	if strings.Contains(log, secret) || strings.Contains(log, "panic") {
		t.Error("the log has the token, or a panic")
	}
	out, errs, code := command(t, dir, nil, "ledger", "verify")
	if code != 0 {
		t.Errorf("ledger verify: %d %s %s", code, out, errs)
	}
	if n := strings.Count(log, "level=ERROR"); n > 0 {
		t.Errorf("%d errors in the log", n)
	}
}

// hasten lets the question for the status come 2 s after the deadline, and nothing after it.
func hasten(t *testing.T, dir string) {
	t.Helper()
	file := filepath.Join(dir, "dondoc.yaml")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	hastened := strings.NewReplacer("after: 10s", "after: 2s", "answer_within: 5s", "answer_within: 60s", "after: 15s", "after: 600s").Replace(string(b))
	if err := os.WriteFile(file, []byte(hastened), 0o600); err != nil {
		t.Fatal(err)
	}
}
