//go:build unix

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The people of the office under torture: heads follow firstHead, one a unit; groups count down from firstGroup.
const (
	tortureUnits      = 6
	tortureAdmin      = 900
	tortureSupervisor = 950
	firstHead         = 901
	firstGroup        = -1001
	hasGroup          = 2 // every second unit has a group
)

// gap is how long after each other two tasks fall due; lead is how long before the first one: what falls before the bot has begun is not told
// (DESIGN 4.7), and it is reminded of eight seconds before.
const (
	gap  = 500 * time.Millisecond
	lead = 13 * time.Second
)

// besieged is an office that never closes, whose tasks fall due one after the other, with a policy in seconds.
type besieged struct {
	dir   string
	tasks int
	// last is when the last step falls, if all comes at its time.
	last time.Time
}

// besiege writes the configuration of an office whose tasks fall due until a span of time is over.
func besiege(t *testing.T, sandbox string, span time.Duration) besieged {
	t.Helper()
	o := besieged{dir: t.TempDir(), tasks: int(max(span-lead, lead) / gap)}
	first := time.Now().Add(lead)
	o.last = first.Add(time.Duration(o.tasks)*gap + 8*time.Second)
	var b strings.Builder
	fmt.Fprintf(&b, `
language: vi
telegram: {token: "4242:%s", api: %q}
web: {listen: "127.0.0.1:0"}
calendar: {workdays: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
admins: [quan-tri]
documents:
  - {id: nq, number: "04-NQ/TU", date: %s, issuer: "Ban Thường vụ Tỉnh ủy", title: "Nghị quyết", clauses: [{id: "IV.4", text: "…"}]}
policies:
  - id: nhanh
    at: "00:00"
    remind: ["8s"]
    escalate:
      - {after: 4s, to: head, ask: status, answer_within: 4s}
      - {after: 8s, to: supervisor, when: unanswered}
people:
  - {id: quan-tri, name: "Quản trị", telegram: %d}
  - {id: truong-ban, name: "Trưởng Ban Nội chính", telegram: %d}
`, secret, sandbox, first.Add(-24*time.Hour).Format(time.DateOnly), tortureAdmin, tortureSupervisor)
	for i := range tortureUnits {
		fmt.Fprintf(&b, "  - {id: bi-thu-%d, name: \"Bí thư Huyện ủy thứ %d <&\", telegram: %d}\n", i, i, firstHead+i)
	}
	b.WriteString("units:\n  - {id: ban-noi-chinh, name: \"Ban Nội chính Tỉnh ủy\", head: truong-ban}\n")
	for i := range tortureUnits {
		chat := ""
		if i%hasGroup == 0 {
			chat = fmt.Sprintf(", chat: %d", firstGroup-i)
		}
		fmt.Fprintf(&b, "  - {id: huyen-uy-%d, name: \"Huyện ủy thứ %d\", head: bi-thu-%d, supervisor: ban-noi-chinh%s}\n", i, i, i, chat)
	}
	b.WriteString("tasks:\n")
	for i := range o.tasks {
		due := first.Add(time.Duration(i) * gap).Format("2006-01-02T15:04:05Z07:00")
		fmt.Fprintf(&b, "  - {id: viec-%04d, document: nq, clause: \"IV.4\", title: \"Việc thứ %04d <&\\\"'>\", lead: [huyen-uy-%d], due: %q}\n",
			i, i, i%tortureUnits, due)
	}
	if err := os.WriteFile(filepath.Join(o.dir, "dondoc.yaml"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return o
}

func head(task int) int64 { return int64(firstHead + task%tortureUnits) }

// unitChat is where a unit hears of its tasks: in its group, or through its head.
func unitChat(task int) int64 {
	if unit := task % tortureUnits; unit%hasGroup == 0 {
		return int64(firstGroup - unit)
	}
	return head(task)
}

// saying is what somebody is told of a task.
type saying string

// What is told of a task: the steps of the policy, and what else a chat hears of it.
const (
	assigned   saying = "assigned"
	reminded   saying = "remind"
	questioned saying = "escalate 1"
	reported   saying = "escalate 2"
	askedAgain saying = "the head is asked again"
	answered   saying = "receipt of an answer"
	handedIn   saying = "receipt of a report"
	toReview   saying = "a report to review"
)

// told is one thing that a chat is told.
type told struct {
	chat int64
	task int
	what saying
}

func (k told) String() string { return fmt.Sprintf("%s of task %d to %d", k.what, k.task, k.chat) }

// lane is the order in which a thing is told: those of one lane reach a chat in the order in which they fell due (DESIGN 6, issue 5).
func (k told) lane() string {
	switch k.what {
	case assigned, reminded:
		return "reminders"
	case questioned, reported:
		return "escalations"
	}
	return ""
}

// severity orders what shares a lane.
func (k told) severity() int {
	return slices.Index([]saying{assigned, reminded, questioned, reported}, k.what)
}

// planned asks dondoc itself what would be told if nobody acted, and when.
func (o besieged) planned(t *testing.T) map[told]time.Time {
	t.Helper()
	day := func(d int) string { return time.Now().AddDate(0, 0, d).Format(time.DateOnly) }
	out, errs, code := command(t, o.dir, nil, "plan", "--format", "json", "--from", day(-2), "--to", day(2))
	var steps []struct {
		Assignment, Kind string
		Level            int
		At               time.Time
		To               []string
	}
	if err := json.Unmarshal([]byte(out), &steps); err != nil || code != 0 {
		t.Fatalf("plan: %d %s %v", code, errs, err)
	}
	plan := map[told]time.Time{}
	for _, s := range steps {
		task, err := strconv.Atoi(strings.TrimPrefix(strings.Split(s.Assignment, "/")[0], "viec-"))
		if err != nil || len(s.To) != 1 {
			t.Fatalf("plan: %+v %v", s, err)
		}
		chat := map[string]int64{"unit": unitChat(task), "head": head(task), "supervisor": tortureSupervisor}[s.To[0]]
		what := saying(s.Kind)
		if s.Level > 0 {
			what = saying(fmt.Sprintf("%s %d", s.Kind, s.Level))
		}
		plan[told{chat, task, what}] = s.At
	}
	if len(plan) != 4*o.tasks {
		t.Fatalf("%d steps are planned for %d tasks", len(plan), o.tasks)
	}
	return plan
}

// named finds the tasks that a text speaks of: the number that dondoc gave, and ours.
var named = regexp.MustCompile(`hiệm vụ số (\d+): Việc thứ (\d{4}) `)

// heard says what a message to a chat tells, as a person would: each of its paragraphs of one task.
func heard(chat int64, text string) []told {
	var all []told
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		m := named.FindStringSubmatch(paragraph)
		if m == nil {
			continue
		}
		task, err := strconv.Atoi(m[2])
		if err != nil {
			panic(err)
		}
		if what := reading(paragraph); what != "" {
			all = append(all, told{chat, task, what})
		}
	}
	return all
}

// reading says what a paragraph tells; the first row that fits. "" is a question or a page.
func reading(paragraph string) saying {
	for _, row := range []struct {
		what  saying
		words []string
	}{
		{answered, []string{"Đã ghi nhận: Đúng tiến độ"}},
		{handedIn, []string{"Đã nhận báo cáo"}},
		{toReview, []string{"số tiếp nhận"}},
		{askedAgain, []string{"chưa nhận được trả lời của đồng chí"}},
		{reported, []string{"chưa hoàn thành"}},
		{questioned, []string{"cho biết tình hình thực hiện"}},
		{assigned, []string{"được giao", "Mới giao"}},
		{reminded, []string{"là hạn báo cáo", "ến hạn hôm nay:", "ã đến hạn", "đến hạn ngày làm việc tiếp theo", "Nhắc việc:"}},
	} {
		for _, words := range row.words {
			if strings.Contains(paragraph, words) {
				return row.what
			}
		}
	}
	return ""
}
