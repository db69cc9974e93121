package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

func noEnv(string) (string, bool) { return "", false }

// files makes a folder of configuration files.
func files(texts map[string]string) fs.FS {
	folder := fstest.MapFS{}
	for name, text := range texts {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return folder
}

// mustLoad loads what must be sound.
func mustLoad(t *testing.T, texts map[string]string) (*escalation.Office, *Settings) {
	t.Helper()
	office, settings, _, err := LoadFS(files(texts), noEnv)
	if err != nil {
		t.Fatal(err)
	}
	return office, settings
}

// faultLines loads what must be at fault, and gives the first line of each fault.
func faultLines(t *testing.T, texts map[string]string) []string {
	t.Helper()
	office, settings, _, err := LoadFS(files(texts), noEnv)
	var faults *Faults
	if !errors.As(err, &faults) {
		t.Fatalf("got the error %v, want faults", err)
	}
	if office != nil || settings != nil {
		t.Error("there is an office in spite of the faults")
	}
	var lines []string
	for _, f := range faults.Findings {
		line, _, _ := strings.Cut(f.String(), "\n")
		lines = append(lines, line)
	}
	return lines
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %+v, want %+v", what, got, want)
	}
}

// designRest is what the example of DESIGN 3 names and leaves out.
const designRest = `
people: [{id: quan-tri, name: Quản trị}, {id: bi-thu, name: Bí thư}, {id: bi-thu-cong-an, name: Bí thư}, {id: bi-thu-tien-hai, name: Bí thư}]
units:
  - {id: ban-thuong-vu, name: Ban Thường vụ Tỉnh ủy, head: bi-thu}
  - {id: dang-uy-cong-an, name: Đảng ủy Công an tỉnh, head: bi-thu-cong-an, supervisor: ban-thuong-vu}
  - {id: huyen-uy-tien-hai, name: Huyện ủy Tiền Hải, head: bi-thu-tien-hai, supervisor: ban-thuong-vu}
`

// designExample is the example of DESIGN 3 with its ellipses filled in.
func designExample(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/design.yaml")
	if err != nil {
		t.Fatal(err)
	}
	example := strings.NewReplacer(
		"[huyen-uy-tien-hai, …]", "[huyen-uy-tien-hai]",
		`- {id: "IV.7", text: "…"}`, `- {id: "IV.7", text: "…"}`+"\n      - {id: II.2.2}\n      - {id: IV.1}",
	).Replace(string(text))
	return map[string]string{"dondoc.yaml": example, "rest.yaml": designRest}
}

func TestTheExampleOfTheDesignLoads(t *testing.T) {
	office, settings, warnings, err := LoadFS(files(designExample(t)), noEnv)
	if err != nil {
		t.Fatal(err)
	}
	if len(warnings) > 0 {
		t.Errorf("warnings: %v", warnings)
	}
	equal(t, "admins", office.Admins, []string{"quan-tri"})
	equal(t, "person", *office.Person("tran-van-b"),
		escalation.Person{ID: "tran-van-b", Name: "Trần Văn B", Title: "Trưởng ban", Telegram: 123, Email: "b@example.vn"})
	equal(t, "due_on_day_off", office.DueOnDayOff, escalation.DueNext)
	equal(t, "limits", settings.Telegram.Limits, Limits{All: Rate{28, time.Second}, Private: Rate{1, time.Second}, Group: Rate{19, time.Minute}})

	task := office.Task("ke-hoach")
	equal(t, "task", *task, escalation.Task{
		Work: escalation.Work{
			ID: "ke-hoach", Document: "04-nq-tu", Clause: "IV.1", Title: "…", Basis: "Kế hoạch số …", Policy: "standard",
			Support: []string{"ban-noi-chinh"}, Review: "ban-noi-chinh",
		},
		Lead: []string{"dang-uy-cong-an"}, Assigned: day(2022, 1, 25), Due: &escalation.DueDate{Date: day(2022, 3, 31)},
	})

	report := office.Report("bao-cao-quy")
	equal(t, "report", *report, escalation.Report{
		Work: escalation.Work{ID: "bao-cao-quy", Document: "04-nq-tu", Clause: "IV.7", Title: "…", Policy: "standard", Review: "dang-uy-cong-an"},
		From: []string{"huyen-uy-tien-hai"}, Every: escalation.Quarterly, Due: escalation.PeriodDue{Offset: days(-10)},
		Start: day(2022, 1, 1), Until: day(2030, 12, 31), Indicators: []string{"ty-le-giai-quyet"},
	})
	equal(t, "target", office.Indicator("ty-le-giai-quyet").Target, escalation.Target{Compare: ">", Value: 90, Text: "> 90"})
	equal(t, "policy", *office.Policy("standard"), standardPolicy())
	if office.Calendar.IsWorkingDay(day(2027, 2, 11)) || !office.Calendar.IsWorkingDay(day(2027, 2, 20)) {
		t.Error("the administrator's days are not in the calendar")
	}
}

// standardPolicy is the policy of the example.
func standardPolicy() escalation.Policy {
	within := func(o calendar.Offset) *calendar.Offset { return &o }
	return escalation.Policy{
		ID: "standard", At: 8 * 60, Remind: []calendar.Offset{days(15), days(7), days(3), days(1), days(0)},
		Overdue: &escalation.Repeat{Every: workingDays(1), Times: 10},
		Prompt:  &escalation.PromptRule{Every: escalation.Weekly, On: time.Monday, From: days(30), HasFrom: true},
		Review:  &escalation.Repeat{Every: workingDays(2), Times: 10}, Extensions: &escalation.ExtensionRule{Max: 2, Before: workingDays(3)},
		Escalate: []escalation.Level{
			{After: workingDays(1), To: []escalation.Addressee{"head"}, When: "always", Ask: "status", AnswerWithin: within(workingDays(1))},
			{After: workingDays(3), To: []escalation.Addressee{"supervisor"}, When: "unanswered"},
			{
				After: workingDays(5), To: []escalation.Addressee{"head", "supervisor"}, When: "always", Ask: "explanation",
				AnswerWithin: within(workingDays(2)), ApproveBy: "supervisor",
			},
			{
				After: workingDays(10), To: []escalation.Addressee{"unit:ban-thuong-vu"}, When: "always",
				Repeat: &escalation.Repeat{Every: workingDays(5), Times: 6},
			},
		},
	}
}

func day(year int, month time.Month, day int) calendar.Date {
	return calendar.Date{Year: year, Month: month, Day: day}
}

func days(n int) calendar.Offset { return calendar.Offset{Unit: calendar.Days, N: n} }

func workingDays(n int) calendar.Offset { return calendar.Offset{Unit: calendar.WorkingDays, N: n} }

// small is an office with as little as there can be.
const small = `
admins: [an]
people: [{id: an, name: An}]
units: [{id: so, name: Sở, head: an}]
documents: [{id: nq, number: "1", date: 2022-01-25, title: Nghị quyết, clauses: [{id: "1"}]}]
tasks: [{id: viec, title: Việc, lead: [so]}]
reports: [{id: bao-cao, title: Báo cáo, from: [so], every: month, due: 5d}]
policies: [{id: chuan, prompt: {every: week}, escalate: [{after: 1wd, to: head}]}]
`

// defaults is what the example of DESIGN 3 shows for the keys that have a default.
const defaults = `
timezone: Asia/Ho_Chi_Minh
language: vi
database: sqlite:dondoc.db
telegram:
  enabled: true
  token: ${DONDOC_TELEGRAM_TOKEN}
  api: https://api.telegram.org
  proxy: ""
  limits: {all: 28/s, private: 1/s, group: 19/m}
web: {listen: "127.0.0.1:8080"}
calendar: {workdays: [mon, tue, wed, thu, fri], hours: "07:30-17:00", holidays: vn, due_on_day_off: next}
admins: [an]
people: [{id: an, name: An}]
units: [{id: so, name: Sở, head: an}]
documents: [{id: nq, number: "1", date: 2022-01-25, title: Nghị quyết, clauses: [{id: "1", accountability: false}]}]
tasks: [{id: viec, title: Việc, lead: [so], document: nq, assigned: 2022-01-25, policy: chuan, confidential: false}]
reports: [{id: bao-cao, title: Báo cáo, from: [so], every: month, due: 5d, document: nq, start: 2022-01-25, policy: chuan, backfill: false}]
policies: [{id: chuan, at: "08:00", prompt: {every: week, on: mon}, escalate: [{after: 1wd, to: head, when: always}]}]
`

func TestDefaultsAreThoseOfTheDesign(t *testing.T) {
	env := func(name string) (string, bool) { return "123:abc", name == "DONDOC_TELEGRAM_TOKEN" }
	load := func(text string) (*escalation.Office, *Settings) {
		office, settings, warnings, err := LoadFS(files(map[string]string{"dondoc.yaml": text}), env)
		if err != nil || len(warnings) > 0 {
			t.Fatal(err, warnings)
		}
		return office, settings
	}
	office, settings := load(small)
	sameOffice, sameSettings := load(defaults)
	equal(t, "hash", office.Hash, sameOffice.Hash)
	equal(t, "task", *office.Task("viec"), *sameOffice.Task("viec"))
	equal(t, "report", *office.Report("bao-cao"), *sameOffice.Report("bao-cao"))
	equal(t, "policy", *office.Policy("chuan"), *sameOffice.Policy("chuan"))
	for _, s := range []*Settings{settings, sameSettings} {
		equal(t, "database", reveal(t, s.Database), "sqlite:dondoc.db")
		equal(t, "token", reveal(t, s.Telegram.Token), "123:abc")
		equal(t, "proxy", reveal(t, s.Telegram.Proxy), "")
		equal(t, "api", s.Telegram.API, "https://api.telegram.org")
		equal(t, "enabled", s.Telegram.Enabled, true)
		equal(t, "limits", s.Telegram.Limits, sameSettings.Telegram.Limits)
		equal(t, "listen", s.Web.Listen, "127.0.0.1:8080")
		equal(t, "heartbeat", reveal(t, s.Heartbeat), "")
	}
}

func TestTenFaultsPrintTen(t *testing.T) {
	got := faultLines(t, map[string]string{"dondoc.yaml": `timezone: Hà Nội
admins: [an]
people:
  - {id: an, name: An, telegram: mot}
units:
  - {id: so, name: Sở, head: ann}
  - {id: so, name: Sở khác, head: an}
documents:
  - {id: nq, number: "1", date: 2022-13-01, title: Nghị quyết}
tasks:
  - {id: viec, lead: [so]}
  - {id: viec-2, title: Việc, lead: [so], reviewer: so}
reports:
  - {id: bao-cao, title: Báo cáo, from: so, every: month, due: 5d}
policies:
  - {id: chuan, remind: [1 tuần], escalate: [{after: 1wd, to: head, every: 1wd}]}
`})
	want := []string{
		`dondoc.yaml:1:11: không có múi giờ "Hà Nội"; cần tên như Asia/Ho_Chi_Minh`,
		`dondoc.yaml:4:34: "mot" không phải là mã tài khoản Telegram: một số nguyên dương`,
		`dondoc.yaml:6:30: không có người "ann"; có phải "an"?`,
		`dondoc.yaml:7:10: đơn vị "so" đã có ở dondoc.yaml:6; mỗi mã chỉ dùng một lần`,
		`dondoc.yaml:9:33: không có ngày 2022-13-01 (chỉ nhận các năm từ 1900 đến 2199)`,
		`dondoc.yaml:11:5: thiếu khóa "title"`,
		`dondoc.yaml:12:43: không có khóa "reviewer" ở đây; có phải "review"?`,
		`dondoc.yaml:14:41: ở đây cần một danh sách, như [a, b]`,
		`dondoc.yaml:16:26: "1 tuần" không phải là khoảng thời gian; cần một số và một đơn vị: 15d (ngày), 3wd (ngày làm việc), 36h, 90m hoặc 20s, không quá mười năm; có phải "7d"?`,
		`dondoc.yaml:16:69: khóa "every" phải đi cùng khóa "times"`,
	}
	equal(t, "faults", got, want)
}

func TestAFileThatIsNotYAMLHidesNoOther(t *testing.T) {
	got := faultLines(t, map[string]string{
		"a.yaml": "people:\n  - {id: an, name: An\n",
		"b.yaml": "units: [{id: so, name: Sở, head: an, chat: 5}]",
	})
	want := []string{
		`a.yaml:2:5: trước chỗ này thiếu dấu phẩy hoặc dấu đóng ngoặc; ngoặc mở ở a.yaml:2`,
		`b.yaml:1:44: "5" không phải là mã nhóm Telegram: một số nguyên âm, như -1001234567890`,
	}
	equal(t, "faults", got, want) // the head is not unknown, it is only unread
}

func TestAFolderIsMerged(t *testing.T) {
	single, _ := mustLoad(t, map[string]string{"dondoc.yaml": small})
	split := map[string]string{".hidden.yaml": "nonsense: 1"}
	for i, line := range strings.Split(strings.TrimSpace(small), "\n") {
		split[string(rune('z'-i))+".yaml"] = "# " + line + "\n\n" + line + "\n"
	}
	merged, _ := mustLoad(t, split)
	equal(t, "hash", merged.Hash, single.Hash)

	dir := t.TempDir()
	for name, text := range split {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	office, _, _, err := Load(dir, noEnv)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "hash from disk", office.Hash, single.Hash)
}

func TestTheHashNamesWhatTheOfficeSays(t *testing.T) {
	hash := func(text string) string {
		office, _ := mustLoad(t, map[string]string{"dondoc.yaml": text})
		return office.Hash
	}
	first := hash(small)
	for what, same := range map[string]string{
		"a comment":    "# ghi chú\n" + small,
		"a database":   "database: sqlite:khac.db\n" + small,
		"other limits": "telegram: {limits: {all: 1/s}}\n" + small,
	} {
		equal(t, what, hash(same), first)
	}
	for what, other := range map[string]string{
		"a title":     strings.Replace(small, "title: Việc", "title: Việc khác", 1),
		"a due date":  strings.Replace(small, "lead: [so]", "lead: [so], due: 2026-03-31", 1),
		"the zone":    "timezone: Asia/Tokyo\n" + small,
		"the hours":   "calendar: {hours: \"08:00-17:00\"}\n" + small,
		"a day off":   "calendar: {days_off: [{date: 2026-03-03, name: Nghỉ}]}\n" + small,
		"the moving":  "calendar: {due_on_day_off: keep}\n" + small,
		"no holidays": "calendar: {holidays: none}\n" + small,
		"language":    "language: en\n" + small,
	} {
		if hash(other) == first {
			t.Errorf("%s does not change the hash", what)
		}
	}
}

func TestAnEmptyFileLacksOnlyWhatItLacks(t *testing.T) {
	for _, text := range []string{"", "# chỉ có ghi chú\n", "units:\npeople: []\n"} {
		_, _, warnings, err := LoadFS(files(map[string]string{"dondoc.yaml": text}), noEnv)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		var got []string
		for _, w := range warnings {
			got = append(got, w.String())
		}
		equal(t, text, got, []string{
			"dondoc.yaml: cảnh báo: chưa khai người quản trị (admins): không ai được báo khi có vướng mắc",
			"dondoc.yaml: cảnh báo: chưa có nhiệm vụ, báo cáo nào để đôn đốc",
		})
	}
}

func TestWhatCannotBeReadIsOneFinding(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, sub := range []string{"empty", "nested", "nested/x.yaml"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write("latin.yaml", "people: []\nunits: # \xe9\n")
	write("bomb.yaml", bomb())
	write("large.yaml", strings.Repeat("#", maxSize+1))
	for name, want := range map[string]string{
		"none.yaml":  "none.yaml: không có tệp hoặc thư mục này; chỉ tệp cấu hình bằng --config hoặc DONDOC_CONFIG",
		"empty":      "empty: thư mục không có tệp *.yaml nào",
		"nested":     "nested/x.yaml: đây là thư mục, không phải tệp; hãy đổi tên hoặc chuyển đi nơi khác",
		"latin.yaml": "latin.yaml:2:10: ký tự không đúng mã UTF-8; hãy lưu tệp theo mã UTF-8\n     2 | units: # \ufffd\n       |          ^",
		"bomb.yaml":  "bomb.yaml:1:1: các dẫn chiếu * lồng nhau thành quá nhiều giá trị; hãy viết trực tiếp\n     1 | a: &a0 [x]\n       | ^",
		"large.yaml": "large.yaml: tệp lớn hơn 32 MB; hãy chia thành nhiều tệp",
	} {
		_, _, _, err := Load(filepath.Join(dir, name), noEnv)
		if err == nil || strings.ReplaceAll(err.Error(), dir+"/", "") != want {
			t.Errorf("%s: got\n%v\nwant\n%s", name, err, want)
		}
		equal(t, "is it there: "+name, errors.Is(err, fs.ErrNotExist), name == "none.yaml")
	}
}

// bomb is ten lines that are a thousand million values.
func bomb() string {
	var out strings.Builder
	out.WriteString("a: &a0 [x]\n")
	for i := range 9 {
		n, m := string(rune('0'+i)), string(rune('1'+i))
		out.WriteString("b" + m + ": &a" + m + " [" + strings.Repeat("*a"+n+", ", 10) + "]\n")
	}
	return out.String()
}

// locked is a file system that gives nobody anything.
type locked struct{ fs.FS }

func (l locked) Open(name string) (fs.File, error) {
	if name == "." {
		return l.FS.Open(name)
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

func TestFilesThatTheFileSystemKeeps(t *testing.T) {
	_, _, _, err := LoadFS(locked{files(map[string]string{"a.yaml": "", "b.yaml": ""})}, noEnv)
	equal(t, "error", err.Error(), "a.yaml: không có quyền đọc; hãy cấp quyền đọc cho tài khoản chạy dondoc\nb.yaml: không có quyền đọc; hãy cấp quyền đọc cho tài khoản chạy dondoc")
	if !errors.Is(err, fs.ErrPermission) {
		t.Error("the error of the file system is lost")
	}
	_, _, warnings, err := LoadFS(files(map[string]string{"a.yaml": small, "b.yml": "x"}), noEnv)
	if err != nil || len(warnings) != 1 || warnings[0].String() != "b.yml: cảnh báo: tệp này không được đọc; tên tệp phải kết thúc bằng .yaml" {
		t.Error(err, warnings)
	}
}

func TestAnchorsMayBeUsed(t *testing.T) {
	office, _ := mustLoad(t, map[string]string{"dondoc.yaml": `
people: [{id: an, name: An}]
policies:
  - {id: a, remind: &nhac [3d, 1d]}
  - {id: b, remind: *nhac}
`})
	equal(t, "remind", office.Policy("b").Remind, []calendar.Offset{days(3), days(1)})
	got := faultLines(t, map[string]string{"dondoc.yaml": "policies:\n  - {id: a, remind: &nhac [3]}\n  - {id: b, remind: *nhac}\n"})
	equal(t, "faults of what is used twice", len(got), 1)
}

func TestFaultsAreInOrderOfFilesAndPlaces(t *testing.T) {
	got := faultLines(t, map[string]string{
		"b.yaml": "admins: [y]\nx: 1\n",
		"a.yaml": "language: en\nunits: [{id: u, name: U, head: z}]\nx: 1\n",
	})
	want := []string{
		`a.yaml:2:32: there is no person "z"`,
		`a.yaml:3:1: there is no key "x" here`,
		`b.yaml:1:10: there is no person "y"`,
		`b.yaml:2:1: there is no key "x" here`,
	}
	for i, line := range got {
		got[i], _, _ = strings.Cut(line, ";") // what to do about it
	}
	equal(t, "faults", got, want)
}
