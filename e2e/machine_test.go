package e2e

import (
	"bufio"
	"debug/elf"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
)

const hangup = syscall.SIGHUP

// recipe has make print what it would do.
func (r *reader) recipe(line string) { r.runs(strings.Replace(line, "make", "make -n", 1), 0) }

// namesTests sees that the packages of a `go test` are there, and the tests and flags that it names.
func (r *reader) namesTests(line string) {
	words := strings.Fields(line)
	if script := words[0]; script != "go" {
		if _, err := exec.LookPath(filepath.Join(r.tree, script)); err != nil {
			r.fault("%v", err)
		}
	}
	for i, w := range words {
		if !strings.HasPrefix(w, "./") {
			continue
		}
		source := r.testsOf(filepath.Join(r.tree, w))
		if run := slices.Index(words, "-run"); run > 0 {
			for name := range strings.SplitSeq(strings.Trim(words[run+1], "'"), "|") {
				if !regexp.MustCompile(`(?m)^func (Test\w*)?` + name).MatchString(source) {
					r.fault("no test is called %s", name)
				}
			}
		}
		for _, flag := range words[i+1:] {
			if name, ok := strings.CutPrefix(flag, "-"); ok && name != "run" && !strings.Contains(source, `("`+name+`"`) {
				r.fault("the tests have no flag %s", flag)
			}
		}
	}
}

// testsOf is the source of a package's tests.
func (r *reader) testsOf(dir string) string {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	r.must(err)
	if len(files) == 0 {
		r.fault("%s has no tests", dir)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		r.must(err)
		if _, err := parser.ParseFile(token.NewFileSet(), file, text, parser.PackageClauseOnly); err != nil {
			r.fault("%v", err)
		}
		all.Write(text)
	}
	return all.String()
}

// onMachine is a path of the machine in the folder that stands for it.
func (r *reader) onMachine(path string) string { return filepath.Join(r.root, path) }

// startsService does what systemd does with the installed unit.
func (r *reader) startsService(string) {
	unit := r.unit(r.onMachine("/etc/systemd/system/dondoc.service"))
	start := strings.Fields(unit["ExecStart"][0])
	cmd := exec.Command(r.onMachine(start[0]), start[1:]...)
	cmd.Dir = r.onMachine(unit["WorkingDirectory"][0])
	if path.Join("/var/lib", unit["StateDirectory"][0]) != unit["WorkingDirectory"][0] {
		r.fault("the service works in %s, which nobody makes", unit["WorkingDirectory"][0])
	}
	r.must(os.MkdirAll(cmd.Dir, 0o755))
	for _, variable := range unit["Environment"] {
		name, value, _ := strings.Cut(variable, "=")
		cmd.Env = append(cmd.Env, name+"="+r.onMachine(value))
	}
	for _, file := range unit["EnvironmentFile"] {
		info, err := os.Stat(r.onMachine(file))
		r.must(err)
		if info.Mode().Perm() != 0o600 {
			r.fault("%s holds the token and may be read by others: %v", file, info.Mode())
		}
		text, err := os.ReadFile(r.onMachine(file))
		r.must(err)
		cmd.Env = append(cmd.Env, strings.Fields(string(text))...)
	}
	r.needsSandbox()
	r.becomes(cmd, "/readyz")
}

// unit reads a systemd unit, and has systemd itself check it where there is one.
func (r *reader) unit(file string) map[string][]string {
	text, err := os.ReadFile(file)
	r.must(err)
	values := map[string][]string{}
	lines := bufio.NewScanner(strings.NewReader(string(text)))
	for lines.Scan() {
		key, value, assigned := strings.Cut(lines.Text(), "=")
		switch {
		case assigned && regexp.MustCompile(`^[A-Z][A-Za-z]+$`).MatchString(key):
			values[key] = append(values[key], value)
		case lines.Text() == "" || strings.HasPrefix(lines.Text(), "#") || slices.Contains([]string{"[Unit]", "[Service]", "[Install]"}, lines.Text()):
		default:
			r.fault("%q is no line of a unit", lines.Text())
		}
	}
	for _, key := range []string{"ExecStart", "ExecReload", "WorkingDirectory", "StateDirectory", "WantedBy"} {
		if len(values[key]) != 1 {
			r.fault("the unit has no %s, or several", key)
		}
	}
	if values["ExecReload"][0] != "/bin/kill -HUP $MAINPID" {
		r.fault("the unit reloads by %q", values["ExecReload"][0])
	}
	if analyze, err := exec.LookPath("systemd-analyze"); err == nil {
		r.verify(analyze, string(text))
	}
	return values
}

// verify has systemd check a unit whose program lies where it can find it.
func (r *reader) verify(analyze, unit string) {
	file := filepath.Join(r.t.TempDir(), "dondoc.service")
	r.must(os.WriteFile(file, []byte(strings.ReplaceAll(unit, "/usr/local/bin/dondoc", binary)), 0o644))
	out, err := exec.Command(analyze, "verify", "--man=no", file).CombinedOutput()
	if err != nil || strings.Contains(string(out), file) {
		r.fault("systemd-analyze verify: %v\n%s", err, out)
	}
	r.t.Log("systemd-analyze verify has nothing to say")
}

// instructions lists what a Dockerfile says by one of its words.
func (r *reader) instructions(word string) []string {
	text, err := os.ReadFile(filepath.Join(r.tree, "Dockerfile"))
	r.must(err)
	var out []string
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, word+" "); ok {
			out = append(out, strings.TrimSpace(rest))
		}
	}
	if len(out) == 0 {
		r.fault("the Dockerfile has no %s", word)
	}
	return out
}

// buildsImage runs the Dockerfile's build line as it stands, in what Docker would be given.
func (r *reader) buildsImage(string) {
	context := filepath.Join(filepath.Dir(r.tree), "context")
	r.must(os.CopyFS(context, os.DirFS(r.tree)))
	r.ignores(context)
	var goVersion string
	_, err := fmt.Sscanf(regexp.MustCompile(`(?m)^go .*$`).FindString(read(r.t, "go.mod")), "go %s", &goVersion)
	r.must(err)
	if from := strings.TrimPrefix(strings.Fields(r.instructions("FROM")[0])[0], "golang:"); !strings.HasPrefix(goVersion, from+".") {
		r.fault("the Dockerfile builds with Go %s, go.mod wants %s", from, goVersion)
	}
	for _, line := range r.instructions("RUN") {
		if strings.Contains(line, "go build") {
			cmd := exec.Command("sh", "-c", line)
			cmd.Dir = context
			out, err := cmd.CombinedOutput()
			if err != nil {
				r.fault("%s: %v\n%s", line, err, out)
			}
		}
	}
	r.image = filepath.Join(context, "dondoc")
	r.static(r.image)
}

// ignores takes out of a folder what .dockerignore names.
func (r *reader) ignores(context string) {
	text, err := os.ReadFile(filepath.Join(r.tree, ".dockerignore"))
	r.must(err)
	r.must(filepath.WalkDir(context, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside, _ := filepath.Rel(context, name)
		for rule := range strings.FieldsSeq(string(text)) {
			at := inside
			if deep, ok := strings.CutPrefix(rule, "**/"); ok {
				rule, at = deep, path.Base(inside)
			}
			if match, _ := path.Match(rule, at); !match {
				continue
			}
			if err := os.RemoveAll(name); err != nil || !entry.IsDir() {
				return err
			}
			return fs.SkipDir
		}
		return nil
	}))
}

// static sees that a program needs no library, as in an image without any.
func (r *reader) static(program string) {
	file, err := elf.Open(program)
	r.must(err)
	defer file.Close()
	for _, part := range file.Progs {
		if part.Type == elf.PT_INTERP || part.Type == elf.PT_DYNAMIC {
			r.fault("the program is not static: it has a part %v", part.Type)
		}
	}
	info, err := os.Stat(program)
	r.must(err)
	r.t.Logf("the Dockerfile's program is static, %.1f MB", float64(info.Size())/1e6)
}

var mount = regexp.MustCompile(`-v (\S+?):(\S+?)(?::ro)? `)

// startsContainer starts the image's program as the Dockerfile and the command say: as its user if this test may, with its environment
// alone, the mounted folders in place.
func (r *reader) startsContainer(line string) {
	data := filepath.Join(filepath.Dir(r.tree), "volume")
	r.must(os.MkdirAll(data, 0o755))
	var arguments []string
	r.must(json.Unmarshal([]byte(r.instructions("CMD")[0]), &arguments))
	cmd := exec.Command(r.image, arguments...)
	place := map[string]string{}
	for _, m := range mount.FindAllStringSubmatch(line, -1) {
		if place[m[2]] = data; strings.HasPrefix(m[1], "./") {
			place[m[2]] = filepath.Join(r.tree, m[1])
		}
	}
	cmd.Dir = place[r.instructions("WORKDIR")[1]]
	name, value, _ := strings.Cut(r.instructions("ENV")[0], "=")
	cmd.Env = []string{name + "=" + place[value]}
	if cmd.Dir == "" || place[value] == "" {
		r.fault("nothing is mounted where the Dockerfile has data and configuration: %v", place)
	}
	for _, variable := range r.env {
		if name, _, _ := strings.Cut(variable, "="); strings.Contains(line, "-e "+name+" ") {
			cmd.Env = append(cmd.Env, variable)
		}
	}
	if !strings.Contains(line, "-p 127.0.0.1:8080:"+r.instructions("EXPOSE")[0]+" ") {
		r.fault("the Dockerfile exposes another port")
	}
	r.needsSandbox()
	r.asUser(cmd, data)
	r.becomes(cmd, "/readyz")
}

// asUser gives a command the user of the Dockerfile. Only root may do that; anybody else is not the one who built the image either.
func (r *reader) asUser(cmd *exec.Cmd, data string) {
	var user, group uint32
	_, err := fmt.Sscanf(r.instructions("USER")[0], "%d:%d", &user, &group)
	r.must(err)
	if os.Geteuid() != 0 {
		r.t.Logf("the Dockerfile's program runs as user %d", os.Geteuid())
		return
	}
	r.must(os.Chown(data, int(user), int(group)))
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: group, NoSetGroups: true}}
	r.t.Logf("the Dockerfile's program runs as user %d", user)
}
