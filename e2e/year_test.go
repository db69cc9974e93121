package e2e

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"dondoc/calendar"
	"dondoc/config"
	"dondoc/escalation"
)

// planned is an element of `plan --format json` (DESIGN 7).
type planned struct {
	Assignment string    `json:"assignment"`
	Unit       string    `json:"unit"`
	Due        *string   `json:"due"`
	At         time.Time `json:"at"`
	Kind       string    `json:"kind"`
	Level      int       `json:"level"`
	To         []string  `json:"to"`
	Ask        string    `json:"ask"`
}

const exampleFolder = "../examples/04-nq-tu"

func exampleOffice(t *testing.T) *escalation.Office {
	t.Helper()
	office, _, _, err := config.Load(exampleFolder, os.LookupEnv)
	if err != nil {
		t.Fatal(err)
	}
	return office
}

func plan(t *testing.T, from, to string) []planned {
	t.Helper()
	stdout, stderr, code := command(t, ".", nil, "--config", exampleFolder, "plan", "--from", from, "--to", to, "--format", "json")
	if code != 0 {
		t.Fatalf("plan: exit %d\n%s", code, stderr)
	}
	var out []planned
	if err := json.Unmarshal([]byte(stdout), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// A year in which nobody acts: every step that `plan` foretells arrives at its moment in the chats of those whom the policy names, and
// nothing else arrives.
func TestAYearOfTheExampleComesAsPlanned(t *testing.T) {
	office := exampleOffice(t)
	steps := plan(t, "2022-01-25", "2022-12-31")
	began := time.Now()
	p := start(t, t.TempDir(), nil, "demo", "--listen", "127.0.0.1:0", "--verbose")
	p.to("2022-12-31T17:00:00+07:00")

	got := map[string]map[int64]string{} // what a chat read at a moment
	total := 0
	for _, c := range p.chats() {
		var last time.Time
		for _, m := range p.fromBot(c.ID) {
			if m.Date.Before(last) {
				t.Errorf("%s: a message of %v after one of %v", c.Name, m.Date, last)
			}
			last = m.Date
			total++
			chat := got[c.Name]
			if chat == nil {
				chat = map[int64]string{}
				got[c.Name] = chat
			}
			chat[m.Date.Unix()] += m.Text + "\n"
			if n := len([]rune(m.Text)); n > 4096 {
				t.Errorf("%s: a message of %d characters", c.Name, n)
			}
		}
	}
	moments := map[int64]bool{}
	missing := 0
	for _, s := range steps {
		moments[s.At.Unix()] = true
		for _, name := range readers(office, s) {
			if text := got[name][s.At.Unix()]; !strings.Contains(text, titleOf(office, s)) {
				if missing++; missing <= 5 {
					t.Errorf("%v %s %s level %d: %q did not read it then; they read %q", s.At, s.Assignment, s.Kind, s.Level, name, text)
				}
			}
		}
	}
	for name, chat := range got {
		for at := range chat {
			if !moments[at] {
				t.Errorf("%s read something at %v, when nothing was planned: %s", name, time.Unix(at, 0), chat[at])
			}
		}
	}
	p.keepsTheRules()
	if strings.Contains(p.output.String(), "demo-on-this-machine") {
		t.Error("the token is in the log")
	}
	t.Logf("%d planned steps in %d messages, %d missing, %v", len(steps), total, missing, time.Since(began).Round(time.Millisecond))
}

// readers names the chats that a step reaches when nobody acted and everybody can be reached (DESIGN 5). A level that waits for approval
// reaches the head who approves.
func readers(o *escalation.Office, s planned) []string {
	level := levelOf(o, s)
	if level != nil && level.ApproveBy != "" {
		return headOf(o, o.Unit(s.Unit).Supervisor, s.At)
	}
	var out []string
	for _, to := range s.To {
		kind, id, _ := strings.Cut(to, ":")
		switch {
		case to == "unit":
			out = append(out, o.Unit(s.Unit).Name)
		case to == "head":
			out = append(out, headOf(o, s.Unit, s.At)...)
		case to == "supervisor":
			out = append(out, headOf(o, o.Unit(s.Unit).Supervisor, s.At)...)
		case kind == "unit" && id != s.Unit:
			out = append(append(out, o.Unit(id).Name), headOf(o, id, s.At)...)
		}
	}
	return out
}

func headOf(o *escalation.Office, unit string, at time.Time) []string {
	if o.Unit(unit) == nil {
		return nil
	}
	return []string{o.Person(o.Unit(unit).HeadOn(calendar.DateOf(at))).Name}
}

func levelOf(o *escalation.Office, s planned) *escalation.Level {
	w := workOf(o, s)
	if s.Level == 0 {
		return nil
	}
	return &o.Policy(w.Policy).Escalate[s.Level-1]
}

func workOf(o *escalation.Office, s planned) *escalation.Work {
	source, _, _ := strings.Cut(s.Assignment, "/")
	if id, _, ok := strings.Cut(source, "@"); ok {
		return &o.Report(id).Work
	}
	return &o.Task(source).Work
}

func titleOf(o *escalation.Office, s planned) string { return workOf(o, s).Title }
