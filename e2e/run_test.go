package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dondoc/internal/testpg"
)

// secret is the part of the token that must appear in no log (DESIGN 6.6).
const secret = "AAE-secret-part-of-the-token"

// quick is an office that never closes, with a policy in seconds: each of its tasks is due a little later than the one before.
func quick(t *testing.T, sandbox string, tasks int, due func(i int) time.Time) (dir string) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, `
language: vi
telegram: {token: "4242:%s", api: %q}
web: {listen: "127.0.0.1:0"}
calendar: {workdays: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
admins: [quan-tri]
people:
  - {id: quan-tri, name: "Quản trị", telegram: 900}
  - {id: bi-thu, name: "Bí thư Huyện ủy Tiền Hải", telegram: 901}
  - {id: truong-ban, name: "Trưởng Ban Nội chính", telegram: 902}
units:
  - {id: ban-noi-chinh, name: "Ban Nội chính Tỉnh ủy", head: truong-ban}
  - {id: tien-hai, name: "Huyện ủy Tiền Hải", head: bi-thu, supervisor: ban-noi-chinh}
documents:
  - {id: nq, number: "04-NQ/TU", date: %s, issuer: "Ban Thường vụ Tỉnh ủy", title: "Nghị quyết", clauses: [{id: "IV.4", text: "…"}]}
policies:
  - id: nhanh
    at: "00:00"
    remind: ["20s"]
    escalate:
      - {after: 10s, to: head, ask: status, answer_within: 5s}
      - {after: 15s, to: supervisor, when: unanswered}
tasks:
`, secret, sandbox, time.Now().Format(time.DateOnly))
	for i := range tasks {
		fmt.Fprintf(&b, "  - {id: viec-%02d, document: nq, clause: \"IV.4\", title: \"Việc thứ %02d <&\\\"'>\", lead: [tien-hai], due: %q}\n",
			i, i, due(i).Format("2006-01-02T15:04:05Z07:00"))
	}
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "dondoc.yaml"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// sandboxWith starts a sandbox as strict as Telegram, in which these people have pressed Start.
func sandboxWith(t *testing.T, people ...int64) *process {
	t.Helper()
	p := start(t, t.TempDir(), nil, "sandbox", "--strict", "--listen", "127.0.0.1:0")
	for _, id := range people {
		p.post(fmt.Sprintf("/sandbox/chats/%d/send", id), map[string]any{"from": id, "text": "/start"}, nil)
	}
	return p
}

// mentions counts the messages of the bot to a chat in which a text stands together with another.
func mentions(p *process, chat int64, texts ...string) int {
	n := 0
	for _, m := range p.fromBot(chat) {
		all := true
		for _, s := range texts {
			all = all && strings.Contains(m.Text, s)
		}
		if all {
			n++
		}
	}
	return n
}

// A policy in seconds: what is due comes when it is due, through a process that is killed again and again.
func TestKilledAtAnyMomentItLosesNothing(t *testing.T) {
	t.Parallel()
	box := sandboxWith(t, 900, 901, 902)
	const tasks = 6
	begin := time.Now()
	due := func(i int) time.Time {
		return begin.Add(24*time.Second + time.Duration(i)*2*time.Second).Truncate(time.Second)
	}
	dir := quick(t, box.url, tasks, due)

	bot := start(t, dir, nil, "run")
	kills := 0
	for end := due(tasks - 1).Add(16 * time.Second); time.Now().Before(end); kills++ {
		<-time.After(time.Duration(1500+rand.IntN(3000)) * time.Millisecond)
		bot.kill()
		if strings.Contains(bot.output.String(), secret) {
			t.Fatal("the token is in the log")
		}
		bot = start(t, dir, nil, "run")
	}
	for i := range tasks {
		title := fmt.Sprintf("Việc thứ %02d", i)
		eventually(t, 30*time.Second, title+" reached the head and the supervisor", func() bool {
			return mentions(box, 901, title) > 0 && mentions(box, 902, title) > 0
		})
	}
	if strings.Contains(bot.output.String(), secret) {
		t.Error("the token is in the log")
	}
	repeats := 0
	for _, chat := range []int64{901, 902} {
		repeats += mentions(box, chat, "gửi lại")
	}
	t.Logf("killed %d times: nothing lost, %d messages repeated", kills, repeats)
	if repeats > 4*kills {
		t.Errorf("%d repeats after %d kills", repeats, kills)
	}
	box.keepsTheRules()
	bot.stop()
	out, errs, code := command(t, dir, nil, "ledger", "verify")
	if code != 0 {
		t.Errorf("ledger verify: %d %s %s", code, out, errs)
	}
}

// Two processes on one PostgreSQL: one leads, the other stands by and takes over when the leader is killed.
func TestAStandbyTakesOver(t *testing.T) {
	t.Parallel()
	box := sandboxWith(t, 900, 901, 902)
	const tasks = 4
	begin := time.Now()
	due := func(i int) time.Time {
		return begin.Add(24*time.Second + time.Duration(i)*4*time.Second).Truncate(time.Second)
	}
	dir := quick(t, box.url, tasks, due)
	env := []string{"DONDOC_DATABASE=" + testpg.Database(t)}
	leads := func(p *process) bool { return strings.Contains(p.output.String(), "leading") }

	first := start(t, dir, env, "run")
	eventually(t, 20*time.Second, "the first process leads", func() bool { return leads(first) })
	second := start(t, dir, env, "run")
	eventually(t, 30*time.Second, "the head is reminded of the first task", func() bool { return mentions(box, 901, "Việc thứ 00", "đến hạn") > 0 })
	if leads(second) {
		t.Fatal("two processes lead")
	}
	killed := time.Now()
	first.kill()
	eventually(t, 40*time.Second, "the second process leads", func() bool { return leads(second) })
	t.Logf("taken over %v after the kill", time.Since(killed).Round(100*time.Millisecond))
	for i := range tasks {
		title := fmt.Sprintf("Việc thứ %02d", i)
		eventually(t, 60*time.Second, title+" reached the head and the supervisor", func() bool {
			return mentions(box, 901, title) > 0 && mentions(box, 902, title) > 0
		})
	}
	out, errs, code := command(t, dir, env, "ledger", "verify")
	if code != 0 {
		t.Errorf("ledger verify: %d %s %s", code, out, errs)
	}
}

func TestWhatIsWrongOutsideIsSaidInOneLine(t *testing.T) {
	t.Parallel()
	box := sandboxWith(t, 900)
	later := func(int) time.Time { return time.Now().Add(time.Hour) }
	good := quick(t, box.url, 1, later)

	wrongToken := start(t, t.TempDir(), nil, "demo", "--listen", "127.0.0.1:0") // knows one token only, not ours
	unknown := quick(t, wrongToken.url, 1, later)

	taken := strings.TrimPrefix(box.url, "http://")
	running := start(t, good, nil, "run")
	eventually(t, 20*time.Second, "the first process leads", func() bool { return strings.Contains(running.output.String(), "leading") })

	for _, c := range []struct {
		name, dir string
		env, args []string
		code      int
		says      string
	}{
		{"a second process on one file", good, nil, []string{"run"}, 3, "đang được một dondoc khác dùng"},
		{"the same in English", english(t, good), []string{"DONDOC_DATABASE=sqlite:" + filepath.Join(good, "dondoc.db")}, []string{"run"}, 3,
			"another dondoc uses this database file: stop it first"},
		{"a wrong token", unknown, nil, []string{"run"}, 3, "token"},
		{"no database server", unknown, []string{"DONDOC_DATABASE=postgres://u:hunter2@127.0.0.1:1/x?sslmode=disable"}, []string{"run"}, 3, "127.0.0.1:1"},
		{"no folder for the database", unknown, []string{"DONDOC_DATABASE=sqlite:/nowhere/at/all.db"}, []string{"run"}, 3, "/nowhere"},
		{"a port in use", good, nil, []string{"demo", "--listen", taken}, 3, taken},
		{"no configuration", t.TempDir(), nil, []string{"run"}, 1, "dondoc.yaml"},
		{"an unknown flag", good, nil, []string{"run", "--frobnicate"}, 2, "--frobnicate"},
		{"the wrong way round", good, nil, []string{"plan", "--from", "2022-02-01", "--to", "2022-01-01"}, 2, "2022-02-01"},
		{"not a date", good, nil, []string{"plan", "--from", "2022-02-30", "--to", "2022-03-01"}, 2, "2022-02-30"},
		{"a token that is missing", good, []string{"DONDOC_CONFIG=" + missingToken(t)}, []string{"run"}, 1, "DONDOC_NO_SUCH_TOKEN"},
	} {
		t.Run(c.name, func(t *testing.T) {
			stdout, stderr, code := command(t, c.dir, c.env, c.args...)
			lines := strings.Split(strings.TrimSpace(stderr), "\n")
			if code != c.code || !strings.Contains(stderr, c.says) {
				t.Errorf("exit %d, want %d with %q; printed\n%s%s", code, c.code, c.says, stdout, stderr)
			}
			if len(lines) > 3 || strings.Contains(stderr, "hunter2") || strings.Contains(stderr, secret) || strings.Contains(stderr, "goroutine") {
				t.Errorf("not one clear line:\n%s", stderr)
			}
			t.Log(strings.TrimSpace(stderr))
		})
	}
}

// english is the office of a folder, in English.
func english(t *testing.T, office string) (dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(office, "dondoc.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "dondoc.yaml"), []byte(strings.Replace(string(text), "language: vi", "language: en", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func missingToken(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "dondoc.yaml")
	if err := os.WriteFile(file, []byte("telegram: {token: \"${DONDOC_NO_SUCH_TOKEN}\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
