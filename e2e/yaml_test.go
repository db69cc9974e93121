package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	typed    = regexp.MustCompile(`^# (\S+\.yaml)\n`)
	fragment = regexp.MustCompile(`^# (?:in|trong) (\S+\.yaml)\n`)
	// laterToday is a due date that the document asks to be replaced.
	laterToday = regexp.MustCompile(`due: \S+(\s+# sửa thành: bây giờ cộng năm phút)`)
)

// types writes a block into the file that its first line names. A fragment (in FILE) is a part that the reader may put there: it is
// checked together with a small office.
func (r *reader) types(text string) {
	text = r.here(text)
	if fragment.MatchString(text) {
		dir := r.t.TempDir()
		r.must(os.WriteFile(filepath.Join(dir, "fragment.yaml"), []byte(text), 0o644))
		r.must(os.WriteFile(filepath.Join(dir, "office.yaml"), []byte(smallOffice), 0o644))
		r.checks(dir)
		return
	}
	found := typed.FindStringSubmatch(text)
	if found == nil {
		r.fault("the first line does not say which file it is: # FILE.yaml, or # in FILE.yaml for a part")
	}
	// The reminder two minutes before it comes ten seconds from now.
	due := time.Now().In(zone(r.t, r.zone)).Add(2*time.Minute + 10*time.Second).Format(time.RFC3339)
	text = laterToday.ReplaceAllString(text, "due: "+due+"$1")
	file := filepath.Join(r.tree, found[1])
	r.must(os.MkdirAll(filepath.Dir(file), 0o755))
	r.must(os.WriteFile(file, []byte(text), 0o644))
	folder := path.Dir(found[1])
	if !slices.Contains(r.folders, folder) {
		r.folders = append(r.folders, folder)
	}
	r.completes(folder)
}

// completes adds to a folder what the document leaves to its defaults and a test cannot: address, Telegram, zone.
func (r *reader) completes(folder string) {
	name := filepath.Join(r.tree, folder, "of-the-test.yaml")
	os.Remove(name)
	var all []byte
	files, _ := filepath.Glob(filepath.Join(r.tree, folder, "*.yaml"))
	for _, file := range files {
		text, err := os.ReadFile(file)
		r.must(err)
		all = append(all, text...)
	}
	var ours bytes.Buffer
	for key, value := range map[string]string{
		"web":      `{listen: "127.0.0.1` + r.ports[":8080"] + `"}`,
		"telegram": `{api: "http://127.0.0.1` + r.ports[":8081"] + `"}`,
		"timezone": r.zone,
	} {
		if !regexp.MustCompile(`(?m)^` + key + `:`).Match(all) {
			fmt.Fprintf(&ours, "%s: %s\n", key, value)
		}
	}
	r.must(os.WriteFile(name, ours.Bytes(), 0o644))
}

const smallOffice = `
admins: [quan-tri]
people: [{id: quan-tri, name: "Quản trị"}]
units: [{id: van-phong, name: "Văn phòng", head: quan-tri}]
documents: [{id: ke-hoach, number: "1-KH/TU", date: 2027-01-04, issuer: "Tỉnh ủy", title: "Kế hoạch", clauses: [{id: "1", text: "…"}]}]
tasks: [{id: viec, document: ke-hoach, clause: "1", title: "Việc", lead: [van-phong], due: 2027-03-31}]
policies: [{id: chung, remind: [1d]}]
`

func (r *reader) checks(path string) {
	out, errs, code := command(r.t, r.tree, nil, "check", path)
	if code != 0 || !strings.HasSuffix(out, "ok\n") {
		r.fault("check: exit code %d\n%s%s", code, out, errs)
	}
}
