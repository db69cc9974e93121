package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dondoc/calendar"
)

// run runs a command in this process and returns what it printed.
func run(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Run(t.Context(), Process{
		Args: args, Env: func(string) (string, bool) { return "", false }, Stdout: &out, Stderr: &errs, Version: "test",
	})
	return out.String(), errs.String(), code
}

const exampleFolder = "../examples/04-nq-tu"

func TestThePlanIsOrderedAndSaysWhatItShould(t *testing.T) {
	stdout, stderr, code := run(t, "--config", exampleFolder, "plan", "--from", "2022-03-01", "--to", "2022-03-31", "--format", "json", "--unit", "ban-tuyen-giao")
	if code != 0 {
		t.Fatal(stderr)
	}
	var steps []map[string]any
	if err := json.Unmarshal([]byte(stdout), &steps); err != nil {
		t.Fatal(err)
	}
	var at []string
	for _, s := range steps {
		if s["unit"] != "ban-tuyen-giao" {
			t.Errorf("%v is not of the unit", s)
		}
		at = append(at, s["at"].(string))
		if keys := len(s); keys != 8 {
			t.Errorf("%d keys in %v", keys, s)
		}
	}
	if len(at) == 0 || !slices.IsSorted(at) {
		t.Errorf("moments: %v", at)
	}
	want := map[string]any{
		"assignment": "nv-08/ban-tuyen-giao", "unit": "ban-tuyen-giao", "due": "2022-03-15T17:00:00+07:00", "at": "2022-03-22T08:00:00+07:00",
		"kind": "escalate", "level": 3.0, "to": []any{"head", "supervisor"}, "ask": "explanation",
	}
	if !slices.ContainsFunc(steps, func(s map[string]any) bool { return same(s, want) }) {
		t.Errorf("%v is not in\n%s", want, stdout)
	}
}

func same(a, b map[string]any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return bytes.Equal(x, y)
}

func TestAnEmptyPlanIsAnEmptyArray(t *testing.T) {
	stdout, _, code := run(t, "--config", exampleFolder, "plan", "--from", "2021-01-01", "--to", "2021-12-31", "--format", "json")
	if code != 0 || strings.TrimSpace(stdout) != "[]" {
		t.Errorf("exit %d, %q", code, stdout)
	}
}

func TestTheCalendarNeedsNoConfiguration(t *testing.T) {
	t.Chdir(t.TempDir())
	stdout, stderr, code := run(t, "calendar", "--year", "2025", "--format", "json")
	var days []calendar.Day
	if err := json.Unmarshal([]byte(stdout), &days); err != nil || code != 0 {
		t.Fatal(code, err, stderr)
	}
	day := func(kind calendar.Kind, date string) bool {
		return slices.ContainsFunc(days, func(d calendar.Day) bool {
			return d.Kind == kind && d.Date.String() == date && d.Status == calendar.Announced && d.Name != ""
		})
	}
	if !day(calendar.Off, "2025-05-02") || !day(calendar.Worked, "2025-04-26") {
		t.Errorf("the swap of 2025 is missing:\n%s", stdout)
	}
}

func TestCheckPrintsEveryFaultAtItsLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "dondoc.yaml")
	if err := os.WriteFile(file, []byte(tenFaults), 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, code := run(t, "check", file)
	if code != 1 || stdout != "" {
		t.Errorf("exit %d, stdout %q", code, stdout)
	}
	for _, line := range []string{"2:1", "5:60", "7:60", "8:10", "11:5", "13:23", "13:89", "15:17", "16:19", "17:35"} {
		if n := strings.Count(stderr, file+":"+line+": "); n != 1 {
			t.Errorf("%d faults at %s", n, line)
		}
	}
	if n := strings.Count("\n"+stderr, "\n"+file+":"); n != 10 {
		t.Errorf("%d faults, want ten:\n%s", n, stderr)
	}
}

const tenFaults = `timezone: Asia/Ho_Chi_Minh
langage: vi
admins: []
people:
  - {id: an, name: "Bí thư An", title: "Bí thư", telegram: "không"}
units:
  - {id: huyen-a, name: "Huyện ủy A", head: an, deputies: [ann]}
  - {id: huyen-a, name: "Huyện ủy B", head: an}
documents:
  - {id: nq, number: "04-NQ/TU", date: 2022-01-25, title: "Nghị quyết", clauses: [{id: "I", text: "…"}]}
  - {id: kh, number: "05", title: "Kế hoạch"}
tasks:
  - {id: t, document: nqq, clause: "I", title: "Việc", lead: [huyen-a], policy: p, due: 2022-02-30}
policies:
  - {id: p, at: "25:00",
     remind: [7d, 3x],
     overdue: {every: 1wd, times: nhiều}}
`

func TestWhatIsAskedForWronglyIsSaid(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--config", exampleFolder, "plan", "--from", "2022-02-01", "--to", "2022-01-01"}, exitUsage, "2022-02-01"},
		{[]string{"--config", exampleFolder, "plan", "--from", "2022-02-01", "--to", "2022-03-01", "--unit", "khong-co"}, exitUsage, "khong-co"},
		{[]string{"calendar", "--year", "22"}, exitUsage, "22"},
		{[]string{"frobnicate"}, exitUsage, "frobnicate"},
		{[]string{"--config", "/nowhere", "check"}, exitInput, "/nowhere"},
		{[]string{"demo", "--at", "hôm qua"}, exitUsage, "hôm qua"},
	} {
		_, stderr, code := run(t, c.args...)
		if code != c.code || !strings.Contains(stderr, c.says) {
			t.Errorf("%v: exit %d, want %d with %q:\n%s", c.args, code, c.code, c.says, stderr)
		}
	}
}

func TestHelpAndVersionAreNoFaults(t *testing.T) {
	if out, _, code := run(t, "--help"); code != 0 || !strings.Contains(out, "demo") {
		t.Errorf("--help: exit %d, %q", code, out)
	}
	if out, _, code := run(t, "version"); code != 0 || out != "dondoc test\n" {
		t.Errorf("version: exit %d, %q", code, out)
	}
}
