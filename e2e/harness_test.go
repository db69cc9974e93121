// Package e2e drives the real binary from outside, over HTTP, as a browser and a shell would.
package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "dondoc-e2e-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "dondoc")
	build := exec.Command("go", "build", "-trimpath", "-o", binary, "..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as the Dockerfile builds, so that both share what is compiled
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build dondoc:", err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// process is a running dondoc.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	url    string // as printed on standard output
	output *transcript
	done   chan struct{}
}

// transcript gathers what a process prints.
type transcript struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *transcript) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *transcript) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// start runs dondoc in the background; the test ends it.
func start(t *testing.T, dir string, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(binary, args...), output: &transcript{}, done: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env = dir, append(os.Environ(), env...)
	p.cmd.Stderr = p.output
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(p.done)
		scanner := bufio.NewScanner(stdout)
		for scanner.Scan() {
			fmt.Fprintln(p.output, scanner.Text())
			select {
			case lines <- scanner.Text():
			default:
			}
		}
		p.cmd.Wait()
	}()
	t.Cleanup(func() {
		p.stop()
		if t.Failed() {
			t.Logf("%v printed:\n%s", args, p.output)
		}
	})
	if args[0] == "demo" || args[0] == "sandbox" {
		p.url = p.waitURL(lines)
	}
	return p
}

func (p *process) waitURL(lines chan string) string {
	p.t.Helper()
	for {
		select {
		case line := <-lines:
			if i := strings.Index(line, "http://"); i >= 0 {
				url, _, _ := strings.Cut(line[i:], " ")
				return url
			}
		case <-p.done:
			p.t.Fatalf("ended at once:\n%s", p.output)
		case <-time.After(30 * time.Second):
			p.t.Fatalf("says no address:\n%s", p.output)
		}
	}
}

// stop ends the process as Ctrl+C does.
func (p *process) stop() {
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(40 * time.Second):
		p.cmd.Process.Kill()
		p.t.Error("did not end within 40 s of SIGTERM")
		<-p.done
	}
}

// kill ends it without a warning.
func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.done
}

// command runs dondoc to its end.
func command(t *testing.T, dir string, env []string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	runErr := cmd.Run()
	if runErr != nil && cmd.ProcessState == nil {
		t.Fatal(runErr)
	}
	return out.String(), err.String(), cmd.ProcessState.ExitCode()
}

// chat, message and row are what the sandbox answers (DESIGN 7).
type (
	chat struct {
		ID    int64  `json:"id"`
		Type  string `json:"type"`
		Name  string `json:"name"`
		Title string `json:"title"`
	}
	message struct {
		ID   int64 `json:"id"`
		From struct {
			ID  int64 `json:"id"`
			Bot bool  `json:"bot"`
		} `json:"from"`
		Date    time.Time `json:"date"`
		Text    string    `json:"text"`
		Buttons [][]struct {
			Text string `json:"text"`
			Data string `json:"data"`
		} `json:"buttons"`
	}
	row struct {
		Number     int64  `json:"number"`
		Title      string `json:"title"`
		Unit       string `json:"unit"`
		State      string `json:"state"`
		Timeliness string `json:"timeliness"`
		Level      string `json:"level"`
	}
	answer struct {
		Answered bool   `json:"answered"`
		Text     string `json:"text"`
		Alert    bool   `json:"alert"`
	}
)

func (p *process) get(path string, into any) {
	p.t.Helper()
	resp, err := http.Get(p.url + path)
	if err != nil {
		p.t.Fatal(err)
	}
	p.decode("GET "+path, resp, into)
}

func (p *process) post(path string, body, into any) {
	p.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	resp, err := http.Post(p.url+path, "application/json", bytes.NewReader(b))
	if err != nil {
		p.t.Fatal(err)
	}
	p.decode("POST "+path+" "+string(b), resp, into)
}

func (p *process) decode(what string, resp *http.Response, into any) {
	p.t.Helper()
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		p.t.Fatalf("%s: %s %s %v", what, resp.Status, b, err)
	}
	if into != nil {
		if err := json.Unmarshal(b, into); err != nil {
			p.t.Fatalf("%s: %v in %s", what, err, b)
		}
	}
}

func (p *process) chats() []chat {
	p.t.Helper()
	var out []chat
	p.get("/sandbox/chats", &out)
	return out
}

// chatOf finds a chat by its name.
func (p *process) chatOf(name string) int64 {
	p.t.Helper()
	for _, c := range p.chats() {
		if c.Name == name {
			return c.ID
		}
	}
	p.t.Fatalf("no chat is called %q", name)
	return 0
}

func (p *process) messages(chat int64) []message {
	p.t.Helper()
	var out []message
	p.get("/sandbox/chats/"+strconv.FormatInt(chat, 10)+"/messages", &out)
	return out
}

// fromBot lists the texts that the bot wrote to a chat.
func (p *process) fromBot(chat int64) []message {
	p.t.Helper()
	var out []message
	for _, m := range p.messages(chat) {
		if m.From.Bot {
			out = append(out, m)
		}
	}
	return out
}

// last is the bot's last message in a chat.
func (p *process) last(chat int64) message {
	p.t.Helper()
	all := p.fromBot(chat)
	if len(all) == 0 {
		p.t.Fatalf("the bot wrote nothing to %d", chat)
	}
	return all[len(all)-1]
}

// press presses the button with this label on the newest message of a chat that has it, and waits until all is settled.
func (p *process) press(chat, who int64, label string) answer {
	p.t.Helper()
	all := p.fromBot(chat)
	for i := len(all) - 1; i >= 0; i-- {
		for _, line := range all[i].Buttons {
			for _, b := range line {
				if b.Text == label {
					return p.pressData(chat, who, all[i].ID, b.Data)
				}
			}
		}
	}
	p.t.Fatalf("no button %q in chat %d; the last message is\n%s\n%v", label, chat, p.last(chat).Text, p.last(chat).Buttons)
	return answer{}
}

func (p *process) pressData(chat, who, message int64, data string) answer {
	p.t.Helper()
	var a answer
	p.post("/sandbox/press", map[string]any{"chat": chat, "message": message, "data": data, "from": who}, &a)
	p.settle()
	return a
}

// write types a text into a chat and waits until all is settled.
func (p *process) write(chat, who int64, text string) {
	p.t.Helper()
	p.post(fmt.Sprintf("/sandbox/chats/%d/send", chat), map[string]any{"from": who, "text": text}, nil)
	p.settle()
}

func (p *process) settle() { p.t.Helper(); p.clock(map[string]any{"advance": "0s"}) }

// clock moves the clock and returns the office's time.
func (p *process) clock(move map[string]any) time.Time {
	p.t.Helper()
	var now struct{ Now time.Time }
	p.post("/sandbox/clock", move, &now)
	return now.Now
}

func (p *process) next() time.Time { p.t.Helper(); return p.clock(map[string]any{"next": true}) }

func (p *process) to(moment string) { p.t.Helper(); p.clock(map[string]any{"to": moment}) }

// keepsTheRules checks that the bot did nothing that Telegram's rules forbid.
func (p *process) keepsTheRules() {
	p.t.Helper()
	var violations []any
	p.get("/sandbox/violations", &violations)
	if len(violations) > 0 {
		p.t.Errorf("violations of Telegram's rules: %v", violations)
	}
}

func (p *process) board() []row {
	p.t.Helper()
	var out []row
	p.get("/sandbox/board", &out)
	return out
}

// numberOf finds an assignment's number on the board, by title and unit.
func (p *process) row(title, unit string) row {
	p.t.Helper()
	for _, r := range p.board() {
		if strings.HasPrefix(r.Title, title) && r.Unit == unit {
			return r
		}
	}
	p.t.Fatalf("%q of %q is not on the board", title, unit)
	return row{}
}

// eventually waits for what another process does in its own time.
func eventually(t *testing.T, within time.Duration, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(within); time.Now().Before(end); {
		if done() {
			return
		}
		<-time.After(50 * time.Millisecond)
	}
	t.Fatalf("not within %v: %s", within, what)
}
