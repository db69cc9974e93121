package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
	"dondoc/internal/testpg"
)

// at is the office time of most stories: the morning of Tuesday, 25 January 2022.
var at = time.Date(2022, 1, 25, 1, 0, 0, 0, time.UTC)

// helperURL names the environment variable that turns the test binary into another process with the database open.
const helperURL = "DONDOC_STORE_TEST_OPEN"

func TestMain(m *testing.M) {
	if url := os.Getenv(helperURL); url != "" {
		holdOpen(url)
	}
	os.Exit(m.Run())
}

// holdOpen opens the database, says so, and keeps it until its standard input ends.
func holdOpen(url string) {
	_, err := Open(context.Background(), url)
	fmt.Println("open:", err)
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	os.Exit(0)
}

// databases names both databases, each with a way to a fresh, empty one.
func databases() map[Dialect]func(testing.TB) string {
	return map[Dialect]func(testing.TB) string{
		SQLite:   func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "dondoc.db") },
		Postgres: testpg.Database,
	}
}

// onBoth tells one story on each database.
func onBoth(t *testing.T, story func(*testing.T, *Store)) {
	t.Parallel()
	for dialect, fresh := range databases() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			story(t, open(t, fresh(t)))
		})
	}
}

func open(t testing.TB, url string) *Store {
	t.Helper()
	s, err := Open(context.Background(), url)
	ok(t, err)
	t.Cleanup(func() { ok(t, s.Close()) })
	return s
}

// leading makes the store lead and gives the epoch.
func leading(t testing.TB, s *Store) int64 {
	t.Helper()
	lease, won, err := s.Lead(t.Context(), "test", time.Minute)
	if err != nil || !won {
		t.Fatalf("Lead: %v, %v", won, err)
	}
	return lease.Epoch
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// get passes a result on when there is no error: get(s.Due(…))(t).
func get[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		ok(t, err)
		return v
	}
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// task is a new assignment of a unit, due in a month.
func task(unit string) escalation.Assignment {
	deadline := at.AddDate(0, 1, 0)
	due := escalation.Deadline{Date: calendar.DateOf(deadline), Moment: deadline}
	return escalation.Assignment{
		Key: "ke-hoach/" + unit, Kind: escalation.FromTask, Source: "ke-hoach", Unit: unit, Title: "Kế hoạch <thực hiện>",
		State: escalation.Assigned, Due: due, Original: due, AssignedAt: at, Born: at, NextAt: at, ConfigHash: "h1",
	}
}

// creation is the change by which an assignment comes into being.
func creation(a escalation.Assignment, notices ...escalation.Notice) escalation.Change {
	return escalation.Change{Assignment: a, Notices: notices, Events: []escalation.Event{happened(a, escalation.EventCreated)}}
}

func happened(a escalation.Assignment, kind escalation.EventKind) escalation.Event {
	return escalation.Event{
		At: at, Kind: kind, Assignment: a.Key, Actor: escalation.System, Data: escalation.EventData{To: a.State},
	}
}

func person(id string) escalation.Recipient {
	return escalation.Recipient{Kind: escalation.ToPerson, ID: id}
}

func group(id string) escalation.Recipient {
	return escalation.Recipient{Kind: escalation.ToGroup, ID: id}
}

// notice tells a step of the assignment to somebody, now.
func notice(a escalation.Assignment, kind escalation.Kind, occurrence string, to escalation.Recipient) escalation.Notice {
	lane := escalation.LaneReminder
	if kind == escalation.KindEscalate || kind == escalation.KindPrompt {
		lane = escalation.LaneEscalation
	}
	return escalation.Notice{
		Assignment: a.Key, Deadline: a.Ladder().DeadlineKey(), Kind: kind, Occurrence: occurrence, Recipient: to, Lane: lane, Due: at,
		Reason: escalation.Reason{Policy: "standard", Offset: occurrence},
	}
}

// receipt answers in the chat in which somebody acted.
func receipt(a escalation.Assignment, occurrence string, to escalation.Recipient, chat int64) escalation.Notice {
	n := notice(a, escalation.KindReceipt, occurrence, to)
	n.Lane, n.Chat = escalation.LaneReply, chat
	return n
}

// kept stores a new assignment with notices and gives it as stored.
func kept(t testing.TB, s *Store, epoch int64, a escalation.Assignment, notices ...escalation.Notice) escalation.Assignment {
	t.Helper()
	ok(t, s.Apply(t.Context(), epoch, []escalation.Change{creation(a, notices...)}))
	return get(s.Assignment(t.Context(), a.Key))(t)
}

// linked ties people and groups to chats, in the order of their names: 1001, 1002, …
func linked(t testing.TB, s *Store, recipients ...escalation.Recipient) {
	t.Helper()
	var links []escalation.Link
	for i, r := range recipients {
		links = append(links, escalation.Link{Recipient: r, Chat: int64(1001 + i)})
	}
	ok(t, s.SyncLinks(t.Context(), at, links))
}

// waiting lists what may go out in working hours.
func waiting(t testing.TB, s *Store) []escalation.Waiting {
	t.Helper()
	return get(s.Waiting(t.Context(), at, at, true, 100))(t)
}

// claim takes what waits for the first chat.
func claim(t testing.TB, s *Store, epoch int64) escalation.Bundle {
	t.Helper()
	list := waiting(t, s)
	if len(list) == 0 {
		t.Fatal("nothing waits")
	}
	return get(s.Claim(t.Context(), epoch, list[0], at, at, true))(t)
}

func ids(notices []escalation.Notice) []int64 {
	out := make([]int64, len(notices))
	for i, n := range notices {
		out[i] = n.ID
	}
	return out
}

// kinds lists what happened to an assignment, in order.
func kinds(t testing.TB, s *Store, key string) string {
	t.Helper()
	text := ""
	for _, e := range get(s.History(t.Context(), key, 100))(t) {
		text += string(e.Kind) + " "
	}
	return text
}

// whole fails when the ledger's chain is broken.
func whole(t testing.TB, s *Store) {
	t.Helper()
	if v := get(s.Verify(t.Context()))(t); v.Fault != nil || v.Events != v.Seq {
		t.Errorf("the ledger is broken: %+v, %+v", v, v.Fault)
	}
}
