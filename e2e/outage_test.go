package e2e

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dondoc/config"
	"dondoc/escalation"
	"dondoc/internal/testpg"
	"dondoc/scheduler"
	"dondoc/store"
)

// tasks is how many tasks such an office has; each of them has missed steps in the five days.
const tasks = 12

// slow is an office that never closes, with work that fell due in these days and a ladder in days.
func slow(t *testing.T, sandbox string, today time.Time) (dir string) {
	t.Helper()
	day := func(n int) string { return today.AddDate(0, 0, n).Format(time.DateOnly) }
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
  - id: ngay
    at: "00:00"
    remind: [2d, 1d]
    overdue: {every: 1d, times: 10}
    escalate:
      - {after: 1d, to: head, ask: status, answer_within: 1d}
      - {after: 3d, to: supervisor, when: unanswered}
tasks:
`, secret, sandbox, day(-20))
	for i := range tasks {
		fmt.Fprintf(&b, "  - {id: viec-%02d, document: nq, clause: \"IV.4\", title: \"Việc thứ %02d\", lead: [tien-hai], due: %s}\n", i, i, day(i-10))
	}
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "dondoc.yaml"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// lived is the database as a process leaves it that was at work until a moment, with everything sent and nothing answered.
func lived(t *testing.T, dir, url string, from, until time.Time) {
	t.Helper()
	office, _, _, err := config.Load(filepath.Join(dir, "dondoc.yaml"), os.LookupEnv)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.SyncLinks(t.Context(), from, office.Links()); err != nil {
		t.Fatal(err)
	}
	lease, _, err := db.Lead(t.Context(), "before", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	ticks := scheduler.New(db, func() *escalation.Office { return office }, func() {}, slog.New(slog.DiscardHandler))
	ticks.NoticeOutages()
	for now := from; !now.After(until); now = now.Add(30 * time.Minute) {
		ticks.UpdatesTaken(now)
		if _, err := ticks.RunOnce(t.Context(), lease.Epoch, now); err != nil {
			t.Fatal(err)
		}
		sendAll(t, db, lease.Epoch, now)
	}
	if err := db.Resign(t.Context(), lease); err != nil {
		t.Fatal(err)
	}
}

func sendAll(t *testing.T, db *store.Store, epoch int64, now time.Time) {
	t.Helper()
	waiting, err := db.Waiting(t.Context(), now, now, true, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range waiting {
		b, err := db.Claim(t.Context(), epoch, w, now, now, true)
		if err != nil {
			t.Fatal(err)
		}
		var ids []int64
		for _, n := range b.Notices {
			ids = append(ids, n.ID)
		}
		if err := db.MarkSent(t.Context(), epoch, ids, 1, now); err != nil {
			t.Fatal(err)
		}
	}
}

// Five days without the system, and then a start of the real binary that is killed again and again while it catches up: each assignment
// is told late once at most, open questions are asked again once, nobody is reported whose answer may be lost, and the administrator reads
// one summary.
func TestAfterFiveDaysWithoutTheSystem(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]func(dir string) string{
		"sqlite":   func(dir string) string { return "sqlite:" + filepath.Join(dir, "dondoc.db") },
		"postgres": func(string) string { return testpg.Database(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			box := sandboxWith(t, 900, 901, 902)
			now := time.Now()
			dir := slow(t, box.url, now)
			url := database(dir)
			lived(t, dir, url, now.AddDate(0, 0, -20), now.AddDate(0, 0, -5))
			env := []string{"DONDOC_DATABASE=" + url}

			for range 3 {
				bot := start(t, dir, env, "run")
				<-time.After(time.Duration(100+rand.IntN(900)) * time.Millisecond)
				bot.kill()
			}
			bot := start(t, dir, env, "run")
			eventually(t, 60*time.Second, "the administrator reads of the outage", func() bool { return mentions(box, 900, "ngừng từ") > 0 })
			eventually(t, 30*time.Second, "questions are asked again", func() bool { return mentions(box, 901, "Hỏi lại") > 0 })
			eventually(t, 30*time.Second, "every task is told late", func() bool { return sum(lates(box)) >= tasks })
			bot.stop()

			text := strings.Join(texts(box, 900), "\n")
			if n := strings.Count(text, "ngừng từ") - repeated(box, 900, "ngừng từ"); n != 1 || !strings.Contains(text, "việc nhắc muộn") || !strings.Contains(text, "có thể đã mất") {
				t.Errorf("%d summaries:\n%s", n, text)
			}
			for i, n := range lates(box) {
				if n != 1 {
					t.Errorf("Việc thứ %02d: %d late messages", i, n)
				}
			}
			if want := fmt.Sprintf("%d việc nhắc muộn", tasks); !strings.Contains(text, want) {
				t.Errorf("the summary does not say %s:\n%s", want, text)
			}
			if n := mentions(box, 902, "chưa trả lời"); n > 0 {
				t.Errorf("%d reports to the supervisor of answers that may be lost", n)
			}
			out, errs, code := command(t, dir, env, "ledger", "verify")
			if code != 0 {
				t.Errorf("ledger verify: %d %s %s", code, out, errs)
			}
			box.keepsTheRules()
		})
	}
}

// lates counts the late messages about each task.
func lates(p *process) (out [tasks]int) {
	for i := range out {
		out[i] = lateAbout(p, fmt.Sprintf("Việc thứ %02d", i))
	}
	return out
}

func sum(list [tasks]int) (n int) {
	for _, x := range list {
		n += x
	}
	return n
}

func texts(p *process, chat int64) []string {
	var out []string
	for _, m := range p.fromBot(chat) {
		out = append(out, m.Text)
	}
	return out
}

// repeated counts the messages with a text that say that they are sent again, since their fate was unknown.
func repeated(p *process, chat int64, text string) int {
	return mentions(p, chat, text, "gửi lại)")
}

// lateAbout counts the paragraphs about a title that are marked late, over all chats, without what was sent again. Who hears the same
// step in two chats hears one step.
func lateAbout(p *process, title string) int {
	most := 0
	for _, chat := range []int64{901, 902} {
		n := 0
		for _, text := range texts(p, chat) {
			if strings.Contains(text, "gửi lại)") {
				continue
			}
			for _, part := range strings.Split(text, "iệm vụ số") {
				if strings.Contains(part, title) && strings.Contains(part, "Nhắc muộn") {
					n++
				}
			}
		}
		most = max(most, n)
	}
	return most
}
