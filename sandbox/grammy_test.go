package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

// verdict is what testdata/grammy/client.mjs prints.
type verdict struct {
	OK     bool     `json:"ok"`
	Checks []string `json:"checks"`
	Error  string   `json:"error"`
}

// A second client that is not ours, in another language, holds the conversation and judges what it gets by itself. Here are
// the people, and what goes wrong on the way.
func TestASecondForeignClientHoldsAConversation(t *testing.T) {
	node := os.Getenv("DONDOC_TEST_NODE")
	if node == "" {
		t.Fatal("DONDOC_TEST_NODE is not set: run make test, or scripts/with-node go test ./sandbox")
	}
	opt := people()
	opt.Rates = true
	w := newWorld(t, opt)
	srv := httptest.NewServer(w.Server)
	defer srv.Close()
	defer w.Close()
	w.write(hoa, hoa, "/start")
	w.breaks(o{"method": "sendMessage", "chat": hoa, "kind": "429"}, o{"method": "getChat", "kind": "502html"})

	ctx, cancel := context.WithTimeout(t.Context(), 25*time.Second)
	defer cancel()
	ended := make(chan verdict, 1)
	go func() {
		ended <- runGrammy(ctx, t, node, srv.URL)
		cancel()
	}()
	if w.until(ctx, func() bool { return len(w.chats[hoa].messages) == 2 }) {
		var seen pressView
		w.get(http.MethodPost, "/sandbox/press", o{"chat": hoa, "message": 2, "data": "nhan:1"}, &seen)
		if seen != (pressView{true, "Đã ghi nhận", true}) {
			t.Errorf("the person sees %+v", seen)
		}
	}
	if v := <-ended; !v.OK || len(v.Checks) != 8 {
		t.Fatalf("%d checks passed: %q; then: %s", len(v.Checks), v.Checks, v.Error)
	}
	after := w.messages(hoa)
	if len(after) != 3 || after[1].HTML != "<i>Đã nhận</i>" || !after[1].Edited || after[2].Document == nil || after[2].Document.Name != "sổ theo dõi.csv" {
		t.Errorf("%+v", after)
	}
	if !w.Idle() || len(w.Violations()) != 0 {
		t.Errorf("idle %v, violations %+v", w.Idle(), w.Violations())
	}
}

// runGrammy runs the client to its end.
func runGrammy(ctx context.Context, t *testing.T, node, url string) verdict {
	client := exec.CommandContext(ctx, node, "testdata/grammy/client.mjs")
	client.Env = append(os.Environ(), "SANDBOX_URL="+url, "SANDBOX_TOKEN="+token, "STRANGER="+strconv.Itoa(binh))
	var stderr bytes.Buffer
	client.Stderr = &stderr
	out, err := client.Output()
	var v verdict
	if json.Unmarshal(out, &v) != nil {
		v.Error = "no verdict: " + stderr.String()
		t.Log(err)
	}
	return v
}

// until waits, without looking all the time, until something in the sandbox is so; false when time is up.
func (w world) until(ctx context.Context, so func() bool) bool {
	for {
		w.mu.Lock()
		done, changed := so(), w.changed
		w.mu.Unlock()
		if done {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}
