//go:build unix

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// deed is what a head does about a task.
type deed int

// Every fourth task of a unit gets an answer, every fourth is handed in.
const (
	nothing deed = iota
	answers
	handsIn
)

func deedOn(task int) deed {
	switch (task / tortureUnits) % 4 {
	case 1:
		return answers
	case 2:
		return handsIn
	}
	return nothing
}

// waitsFor is how long a head waits for what should come next, before trying again.
const waitsFor = 6 * time.Second

// person is a head with a telephone. It knows nothing of what goes wrong; it looks, presses, writes, and tries again.
type person struct {
	url  string
	chat int64
	// done are the tasks that were acted on for good: the update is with Telegram. again counts presses of a button that was pressed already.
	done  map[int]deed
	again int
	// task is the one whose report is being written; -1: none. since is when its last step was taken, typed whether the text was.
	task   int
	number string
	since  time.Time
	typed  bool
}

func newPerson(url string, chat int64) *person {
	return &person{url: url, chat: chat, done: map[int]deed{}, task: -1}
}

// live acts until stop is closed, then finishes what it was doing, within a bound.
func (p *person) live(stop <-chan struct{}) {
	var end time.Time
	for end.IsZero() || p.task >= 0 && time.Now().Before(end) {
		select {
		case <-stop:
			if end.IsZero() {
				end = time.Now().Add(time.Minute)
			}
			<-time.After(time.Second)
		case <-time.After(500 * time.Millisecond):
		}
		if messages, err := p.look(); err == nil {
			p.act(messages, end.IsZero())
		}
	}
}

func (p *person) look() (list []message, err error) {
	return list, call(http.MethodGet, fmt.Sprintf("%s/sandbox/chats/%d/messages", p.url, p.chat), nil, &list)
}

// act does one thing at most.
func (p *person) act(list []message, begin bool) {
	if p.task >= 0 {
		p.report(list)
		return
	}
	for i := len(list) - 1; begin && i >= 0; i-- {
		for _, m := range named.FindAllStringSubmatch(list[i].Text, -1) {
			task := 0
			fmt.Sscan(strings.TrimLeft(m[2], "0"), &task) //nolint:errcheck // "0000" stays 0
			want := deedOn(task)
			if list[i].From.Bot && head(task) == p.chat && want != nothing && p.done[task] == nothing && p.begin(list[i], task, m[1], want) {
				return
			}
		}
	}
}

// begin presses the button that a deed begins with, or opens the card that has it; false when the message has neither.
func (p *person) begin(m message, task int, number string, want deed) bool {
	label := map[deed]string{answers: "Đúng tiến độ", handsIn: "Báo cáo hoàn thành"}[want]
	single := len(named.FindAllString(m.Text, -1)) == 1
	switch data := buttonOf(m, label); {
	case data != "" && single && want == answers:
		if p.press(m, data) {
			p.done[task] = answers
			if task%2 == 0 && p.press(m, data) { // an impatient head presses twice
				p.again++
			}
		}
		return true
	case data != "" && single:
		if p.press(m, data) {
			p.task, p.number, p.since, p.typed = task, number, time.Now(), false
		}
		return true
	}
	if want == answers && !strings.Contains(m.Text, "cho biết tình hình thực hiện") {
		return false // nothing is asked yet
	}
	data := buttonOf(m, "Nhiệm vụ số "+number)
	return data != "" && p.press(m, data)
}

// What the bot writes about a report that is being written: the question, and the summary that is confirmed.
const (
	questionOf = "Đề nghị đồng chí gửi số, ngày văn bản đã báo cáo về nhiệm vụ số "
	summaryOf  = "Báo cáo kết quả nhiệm vụ số "
)

// report goes on with a report, from wherever it stands: the text is asked for, the summary is shown, the summary is confirmed. What does
// not come is asked for again: a question and a summary may be lost, and of two summaries the button of the older one is dead.
func (p *person) report(list []message) {
	var question, summary *message
	for i, m := range list {
		switch {
		case !m.From.Bot:
		case slices.Contains(heard(p.chat, m.Text), told{p.chat, p.task, handedIn}):
			p.task = -1
			return
		case about(m.Text, questionOf, p.number):
			question = &list[i]
		case about(m.Text, summaryOf, p.number) && buttonOf(m, "Gửi") != "":
			summary = &list[i]
		}
	}
	late := time.Since(p.since) > waitsFor
	pressed := p.done[p.task] == handsIn
	switch {
	case summary != nil && p.typed && (!pressed || late):
		if p.press(*summary, buttonOf(*summary, "Gửi")) {
			p.done[p.task], p.since = handsIn, time.Now()
		}
	case pressed:
	case question != nil && (!p.typed || late):
		p.typed, p.since = p.write(fmt.Sprintf("Đã hoàn thành việc thứ %04d.", p.task)), time.Now()
	case late:
		p.task = -1 // the question did not come: press again
	}
}

// about reports whether a text begins so and goes on with the task's number.
func about(text, beginning, number string) bool {
	rest, ok := strings.CutPrefix(text, beginning)
	return ok && strings.HasPrefix(rest, number) && strings.IndexAny(rest, " .,;") == len(number)
}

func buttonOf(m message, label string) string {
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text == label {
				return b.Data
			}
		}
	}
	return ""
}

// press reports whether the press got as far as Telegram.
func (p *person) press(m message, data string) bool {
	body := map[string]any{"chat": p.chat, "message": m.ID, "data": data, "from": p.chat}
	return call(http.MethodPost, p.url+"/sandbox/press", body, nil) == nil
}

func (p *person) write(text string) bool {
	body := map[string]any{"from": p.chat, "text": text}
	return call(http.MethodPost, fmt.Sprintf("%s/sandbox/chats/%d/send", p.url, p.chat), body, nil) == nil
}

func clearFaults(url string) error { return call(http.MethodDelete, url+"/sandbox/faults", nil, nil) }

// call asks the sandbox; unlike process.post it may be used beside the test's own goroutine.
func call(method, url string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(method, url, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s %s %v", method, url, resp.Status, answer, err)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}
