package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
	"dondoc/internal/testpg"
	"dondoc/store"
)

// post is a database with a post room: three assignments, of which the second is confidential and the third closed. A reminder of each is
// dead, and one of the first waits.
func post(t *testing.T, url string) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	must(t, err)
	lease, _, err := db.Lead(t.Context(), "bot", time.Minute)
	must(t, err)
	at := time.Date(2022, 3, 24, 1, 0, 0, 0, time.UTC)
	due := escalation.Deadline{Date: calendar.DateOf(at).AddDays(7), Moment: at.AddDate(0, 0, 7)}
	remind := func(a escalation.Assignment, n int) escalation.Notice {
		return escalation.Notice{
			Assignment: a.Key, Kind: escalation.KindRemind, Occurrence: fmt.Sprint(n, "d"), Lane: escalation.LaneReminder, Due: at,
			Recipient: escalation.Recipient{Kind: escalation.ToPerson, ID: "bi-thu"},
		}
	}
	for i, unit := range []string{"mot", "hai", "ba"} {
		a := escalation.Assignment{
			Key: "ke-hoach/" + unit, Kind: escalation.FromTask, Source: "ke-hoach", Unit: unit, Title: "Kế hoạch mật danh", Confidential: i == 1,
			State: escalation.Assigned, Due: due, Original: due, AssignedAt: at, Born: at, ConfigHash: "h",
		}
		if i == 2 {
			a.State = escalation.Completed
		}
		must(t, db.Apply(t.Context(), lease.Epoch, []escalation.Change{{Assignment: a, Notices: []escalation.Notice{remind(a, 7)}}}))
	}
	list, err := db.Waiting(t.Context(), at, at, true, 9)
	must(t, err)
	b, err := db.Claim(t.Context(), lease.Epoch, list[0], at, at, true)
	must(t, err)
	for _, n := range b.Notices {
		must(t, db.MarkDead(t.Context(), lease.Epoch, []int64{n.ID}, "sendMessage: 400 too odd", false, at))
	}
	a, err := db.Assignment(t.Context(), "ke-hoach/mot")
	must(t, err)
	must(t, db.Apply(t.Context(), lease.Epoch, []escalation.Change{{Assignment: a, Notices: []escalation.Notice{remind(a, 3)}}}))
	return db
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheOutboxIsListedAndSentAgain: beside a running bot it is listed on both databases, and sent again on Postgres; on a SQLite file the
// answer says what to do. Whoever orders it is on record.
func TestTheOutboxIsListedAndSentAgain(t *testing.T) {
	for name, url := range map[string]string{
		"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "dondoc.db"), "postgres": testpg.Database(t),
	} {
		t.Run(name, func(t *testing.T) {
			s := newShell(t, url)
			running := post(t, url)
			defer running.Close() //nolint:errcheck // closed twice on SQLite

			out, stderr, code := s.runs("outbox")
			if code != 0 || strings.Count(out, "\n") != 4 || strings.Contains(out, "mật danh") {
				t.Fatalf("%d %s\n%s", code, stderr, out)
			}
			for _, want := range []string{
				"nhiệm vụ số 1, nhắc việc, gửi Nguyễn Văn Hùng, Bí thư Huyện ủy; chờ gửi, đến lượt gửi từ 08 giờ 00 ngày 24/03/2022\n",
				"nhiệm vụ số 1, nhắc việc, gửi Nguyễn Văn Hùng, Bí thư Huyện ủy; không gửi được, đến lượt gửi từ 08 giờ 00 ngày 24/03/2022 – sendMessage: 400 too odd\n",
				"nhiệm vụ số 2, hạn 08 giờ 00 ngày 31/03/2022; không gửi được", // confidential: number and deadline alone
			} {
				if !strings.Contains(out, want) {
					t.Errorf("%q is not in\n%s", want, out)
				}
			}
			letters := s.letters("outbox", "--dead", "--format", "json")
			if len(letters) != 3 || letters[0].State != "dead" || letters[1].Number != 2 || letters[1].Recipient+letters[1].Kind != "" ||
				letters[2].Recipient != "person:bi-thu" || letters[2].Deadline != "2022-03-31T08:00:00+07:00" || letters[2].Cause == "" {
				t.Errorf("%+v", letters)
			}
			if name == "sqlite" {
				if _, stderr, code := s.runs("outbox", "resend", "--all"); code != 3 || !strings.Contains(stderr, "/quantri") {
					t.Errorf("beside a running bot: %d %s", code, stderr)
				}
				must(t, running.Close())
			}
			s.resends(letters[1].ID, letters[0].ID)
			if left := s.letters("outbox", "--dead", "--format", "json"); len(left) != 1 || left[0].Number != 3 {
				t.Errorf("left are %+v", left)
			}
			s.onRecord(url)
		})
	}
}

// resends sends again what cannot be, one letter, and all.
func (s *shell) resends(one, closed int64) {
	s.t.Helper()
	for _, c := range []struct {
		args []string
		says string
		code int
	}{
		{[]string{"resend"}, "--all", 2},
		{[]string{"resend", "7", "--all"}, "--all", 2},
		{[]string{"resend", "x"}, "x", 2},
		{[]string{"resend", "4711", fmt.Sprint(one)}, "tin 4711", 1},
		{[]string{"resend", fmt.Sprint(one)}, fmt.Sprint("tin ", one), 1}, // it was just sent
		{[]string{"resend", fmt.Sprint(closed)}, "đã kết thúc", 1},
		{[]string{"resend", "--all"}, "gửi lại 1 tin", 0},
		{[]string{"resend", "--all"}, "gửi lại 0 tin", 0},
	} {
		out, stderr, code := s.runs(append([]string{"outbox"}, c.args...)...)
		if code != c.code || !strings.Contains(out+stderr, c.says) {
			s.t.Errorf("%v: %d %s%s", c.args, code, out, stderr)
		}
	}
}

// onRecord finds the orders in the ledger.
func (s *shell) onRecord(url string) {
	s.t.Helper()
	db, err := store.Open(s.t.Context(), url)
	must(s.t, err)
	defer db.Close() //nolint:errcheck // nothing was written
	resent := 0
	for _, key := range []string{"ke-hoach/mot", "ke-hoach/hai", "ke-hoach/ba"} {
		events, err := db.History(s.t.Context(), key, 99)
		must(s.t, err)
		for _, e := range events {
			if e.Kind == escalation.EventResent && e.Actor == escalation.System {
				resent++
			}
		}
	}
	if v, err := db.Verify(s.t.Context()); err != nil || v.Fault != nil || resent != 2 {
		s.t.Errorf("%d orders are on record; the ledger: %+v, %v", resent, v, err)
	}
}

type letter struct {
	ID                                      int64
	Number                                  int64
	State, Deadline, Kind, Recipient, Cause string
}

func (s *shell) letters(args ...string) (list []letter) {
	s.t.Helper()
	out, stderr, code := s.runs(args...)
	if err := json.Unmarshal([]byte(out), &list); code != 0 || err != nil {
		s.t.Fatalf("%d %s %v\n%s", code, stderr, err, out)
	}
	return list
}

// A look changes nothing: no file comes into being, an older database is not brought up to date.
func TestLookingChangesNothing(t *testing.T) {
	s := newShell(t, "sqlite:"+filepath.Join(t.TempDir(), "none.db"))
	if _, stderr, code := s.runs("outbox"); code != 3 || !strings.Contains(stderr, "none.db") {
		t.Errorf("no file: %d %s", code, stderr)
	}
	if entries, err := os.ReadDir(filepath.Dir(strings.TrimPrefix(s.url, "sqlite:"))); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	must(t, os.WriteFile(strings.TrimPrefix(s.url, "sqlite:"), nil, 0o600))
	if _, stderr, code := s.runs("outbox"); code != 3 || !strings.Contains(stderr, "nothing of dondoc") {
		t.Errorf("an empty file: %d %s", code, stderr)
	}
}
