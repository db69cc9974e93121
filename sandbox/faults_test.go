package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// breaks asks for faults.
func (w world) breaks(list ...o) {
	w.t.Helper()
	var left []fault
	w.get(http.MethodPost, "/sandbox/faults", list, &left)
}

// Each row asks for a fault, sends one message over a real connection, and says what the bot sees and whether the message
// has arrived all the same; the message after it goes through.
func TestFaultsOnDemand(t *testing.T) {
	const resets = -1
	for _, c := range []struct {
		fault   o
		status  int // resets: the connection is reset
		body    string
		arrives bool
	}{
		{o{"kind": "429", "retry_after": 7}, 429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}`, false},
		{o{"kind": "400"}, 400, `{"ok":false,"error_code":400,"description":"Bad Request: message is refused"}`, false},
		{o{"kind": "401"}, 401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`, false},
		{o{"kind": "409"}, 409, `{"ok":false,"error_code":409,"description":"Conflict: ` + otherPoll + `"}`, false},
		{o{"kind": "500"}, 500, `{"ok":false,"error_code":500,"description":"Internal Server Error: restart"}`, false},
		{o{"kind": "502html"}, 502, "<html>\r\n<head><title>502 Bad Gateway</title></head>", false},
		{o{"kind": "reset_before"}, resets, "", false},
		{o{"kind": "reset_after"}, resets, "", true},
		{o{"kind": "slow", "delay": "1ms"}, 200, `{"ok":true,"result":{"message_id":1`, true},
		{o{"kind": "truncated"}, 200, `{"ok":true,"result":{"message_id":1`, true},
	} {
		name := c.fault["kind"].(string)
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, people())
			srv := httptest.NewServer(w.Server)
			defer srv.Close()
			c.fault["method"], c.fault["chat"] = "sendMESSAGE", hoa
			w.breaks(c.fault)
			status, body, err := post(srv.URL, o{"chat_id": hoa, "text": "a"})
			if c.status == resets {
				if !errors.Is(err, syscall.ECONNRESET) {
					t.Errorf("got %d %q %v, want a reset", status, body, err)
				}
			} else if err != nil || status != c.status || !strings.HasPrefix(body, c.body) {
				t.Errorf("got %d %q %v", status, body, err)
			}
			if whole := json.Valid([]byte(body)); whole == (name == "truncated" || name == "502html" || c.status == resets) {
				t.Errorf("valid JSON: %v", whole)
			}
			if arrived := len(w.messages(hoa)) == 1; arrived != c.arrives {
				t.Errorf("arrived: %v", arrived)
			}
			var calls []callRecord
			w.get(http.MethodGet, "/sandbox/calls", nil, &calls)
			if len(calls) != 1 || calls[0].Fault != name || calls[0].Code != max(0, c.status) {
				t.Errorf("%+v", calls)
			}
			if name != "429" {
				w.send(hoa, "b")
			}
			w.send(doi, "b")
			if v := w.Violations(); len(v) != 0 {
				t.Errorf("%+v", v)
			}
		})
	}
}

// post sends a message over a connection of its own.
func post(server string, params o) (status int, body string, err error) {
	raw, err := json.Marshal(params)
	if err != nil {
		return 0, "", err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	r, err := client.Post(server+"/bot"+token+"/sendMessage", "application/json", bytes.NewReader(raw))
	if err != nil {
		return 0, "", err
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	return r.StatusCode, string(text), err
}

// A fault hits the method, the chat and the number of calls that it names; others wait for their turn.
func TestFaultsHitWhatTheyName(t *testing.T) {
	w := newWorld(t, people())
	w.breaks(o{"method": "sendMessage", "chat": doi, "count": 2, "kind": "500"}, o{"method": "getMe", "kind": "401"}, o{"kind": "409"})
	codes := func(method string, params o) int { return w.call(method, params).status }
	toHoa, toDoi := o{"chat_id": hoa, "text": "a"}, o{"chat_id": doi, "text": "a"}
	for _, c := range []struct {
		method string
		params o
		want   int
	}{
		{"getMe", nil, 401}, {"sendMessage", toDoi, 500}, {"sendMessage", toHoa, 409}, {"sendMessage", toHoa, 200},
		{"getMe", nil, 200}, {"sendMessage", toDoi, 500}, {"sendMessage", toDoi, 200},
	} {
		if got := codes(c.method, c.params); got != c.want {
			t.Errorf("%s %v: %d, want %d", c.method, c.params, got, c.want)
		}
	}
	w.breaks(o{"kind": "500", "count": 3})
	codes("getMe", nil)
	var left []fault
	w.get(http.MethodGet, "/sandbox/faults", nil, &left)
	if len(left) != 1 || left[0].Count != 2 || left[0].Kind != "500" {
		t.Errorf("%+v", left)
	}
	w.get(http.MethodDelete, "/sandbox/faults", nil, &left)
	if len(left) != 0 || codes("getMe", nil) != 200 {
		t.Errorf("after deleting: %+v", left)
	}
}

// Who is told to wait and does not is refused again with what is left, and noted; who waits is not. It is told per chat to
// who sends, and per method to who does anything else; the next fault waits meanwhile.
func TestRetryingTooEarlyIsAViolation(t *testing.T) {
	w, now := timed(t)
	w.opt.Rates = false
	w.breaks(o{"method": "sendMessage", "count": 2, "kind": "429", "retry_after": 7}, o{"method": "setMyCommands", "kind": "429", "retry_after": 3})
	a := o{"chat_id": doi, "text": "a"}
	w.tooSoon(w.call("sendMessage", a), 7)
	*now = now.Add(2500 * time.Millisecond)
	w.tooSoon(w.call("sendMessage", a), 5)
	w.tooSoon(w.call("sendMessage", o{"chat_id": hoa, "text": "a"}), 7)
	w.tooSoon(w.call("setMyCommands", o{}), 3)
	w.must("getMyCommands", nil, nil)
	w.tooSoon(w.call("setMyCommands", o{}), 3)
	if got := w.kinds(); len(got) != 2 || got[0] != "early_retry" || got[1] != "early_retry" {
		t.Errorf("%v", got)
	}
	*now = now.Add(4500 * time.Millisecond)
	w.send(doi, "a")
	w.must("setMyCommands", o{}, nil)
	w.tooSoon(w.call("sendMessage", o{"chat_id": hoa, "text": "a"}), 3)
	if got := w.kinds(); len(got) != 3 {
		t.Errorf("%v", got)
	}
}

// A slow answer takes its time, whatever the bot's patience; the message is there at once.
func TestSlowAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, people())
		begin := time.Now()
		w.breaks(o{"kind": "slow", "delay": "40s"})
		done := make(chan answered)
		go func() { done <- w.call("sendMessage", o{"chat_id": hoa, "text": "a"}) }()
		synctest.Wait()
		if len(w.messages(hoa)) != 1 {
			t.Error("the message is not there yet")
		}
		if a := <-done; !a.OK || time.Since(begin) != 40*time.Second {
			t.Errorf("%+v after %v", a, time.Since(begin))
		}
	})
}

// What cannot be asked for is refused, and then nothing of the list is taken.
func TestMistakesAboutFaults(t *testing.T) {
	w := newWorld(t, people())
	for _, bad := range []any{
		o{"kind": "500"}, []o{{}}, []o{{"kind": "flood"}}, []o{{"kind": "500", "method": "sendCarrot"}}, []o{{"kind": "500", "count": -1}},
		[]o{{"kind": "500", "count": maxFaultCount + 1}}, []o{{"kind": "429", "retry_after": -1}}, []o{{"kind": "500", "retry_after": 1}},
		[]o{{"kind": "slow", "delay": "soon"}}, []o{{"kind": "slow", "delay": "-1s"}}, []o{{"kind": "slow", "delay": "2h"}},
		[]o{{"kind": "500", "delay": "1s"}}, []o{{"kind": "500", "all": true}}, []o{{"kind": "500"}, {"kind": "x"}},
	} {
		if code, body := w.page(http.MethodPost, "/sandbox/faults", bad); code != 400 || !contains(body, `{"error":"`) {
			t.Errorf("%v: %d %s", bad, code, body)
		}
	}
	if _, left := w.page(http.MethodGet, "/sandbox/faults", nil); strings.TrimSpace(left) != "[]" {
		t.Error(left)
	}
}

// Whatever faults are asked for, a bot that obeys retry_after and tries again gets every message through, and those that
// arrive twice had an answer that the bot could not read.
func TestAnObedientBotOutlivesAllFaults(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, now := timed(t)
		w.opt.Rates = false
		kinds := []string{faultTooMany, faultUnauth, faultConflict, faultInternal, faultBadGateway, faultTruncated}
		asked := rapid.SliceOfN(rapid.SampledFrom(kinds), 0, 12).Draw(rt, "kinds")
		unread := 0
		for _, kind := range asked {
			w.breaks(o{"kind": kind, "method": "sendMessage"})
			if kind == faultTruncated {
				unread++
			}
		}
		for range len(asked) + 1 {
			body := `{"chat_id":1001,"text":"a"}`
			r := httptest.NewRequest(http.MethodPost, "/bot"+token+"/sendMessage", strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			rec := w.request(t.Context(), r)
			var a answered
			if json.Unmarshal(rec.Body.Bytes(), &a) == nil && a.OK {
				break
			}
			*now = now.Add(time.Duration(a.Parameters.RetryAfter) * time.Second)
		}
		if got := len(w.messages(hoa)); got != unread+1 || len(w.Violations()) != 0 {
			rt.Fatalf("%d messages after %v, violations %+v", got, asked, w.Violations())
		}
	})
}
