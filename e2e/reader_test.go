package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// reader does what a document says, in a fresh copy of the tree. The folder root stands for the machine's /etc, /usr/local and /var/lib.
type reader struct {
	t          *testing.T
	name       string
	at         string // the place in the document that is being followed
	tree, root string
	env        []string
	// ports stand for those that the document names, which may be in use here: 8080 (demo, health) and 8081 (sandbox).
	ports map[string]string
	// zone is the office's where the document leaves it open: Viet Nam's, unless midnight there would come in between.
	zone string
	// box is the sandbox, main the demo or the bot, whoever started it.
	box, main *process
	playing   bool     // main is a demo, whose clock is moved by hand
	reloaded  int      // how often main has loaded its configuration again
	printed   string   // by the last command
	folders   []string // with YAML that the document had typed
	image     string   // the program that the Dockerfile builds
}

func newReader(t *testing.T, name string) *reader {
	r := &reader{t: t, name: name, ports: map[string]string{":8080": freePort(t), ":8081": freePort(t)}, zone: "Asia/Ho_Chi_Minh"}
	if soon := time.Now().In(zone(t, r.zone)).Add(5 * time.Minute); soon.Hour() == 0 && soon.Minute() <= 5 {
		r.zone = "Asia/Tokyo"
	}
	base, err := os.MkdirTemp("", "dondoc-docs-")
	r.must(err)
	t.Cleanup(func() { os.RemoveAll(base) })
	r.must(os.Chmod(base, 0o755)) // the image's user must get there
	r.tree, r.root = filepath.Join(base, "tree"), filepath.Join(base, "root")
	copyTree(t, r.tree)
	for _, dir := range []string{"etc/systemd/system", "usr/local/bin", "var/lib"} {
		r.must(os.MkdirAll(filepath.Join(r.root, dir), 0o755))
	}
	bin := filepath.Join(base, "bin")
	r.must(os.Mkdir(bin, 0o755))
	r.must(os.WriteFile(filepath.Join(bin, "sudo"), []byte(fmt.Sprintf(sudo, r.root)), 0o755))
	if !strings.Contains(read(t, name), "/usr/local/bin/") {
		r.must(os.Symlink(binary, filepath.Join(bin, "dondoc")))
	}
	r.env = append(os.Environ(), "PATH="+bin+":"+filepath.Join(r.root, "usr/local/bin")+":"+os.Getenv("PATH"),
		// As in the Dockerfile, so that what is compiled once serves every copy and the image.
		"CGO_ENABLED=0", "GOFLAGS="+os.Getenv("GOFLAGS")+" -trimpath")
	return r
}

// sudo installs, copies and runs in the folder that stands for the machine, and nothing else.
const sudo = `#!/bin/sh
case $1 in install | cp | env) ;; *) echo "sudo $1 has no stand-in" >&2; exit 127 ;; esac
for word; do
  shift
  set -- "$@" "$(printf '%%s' "$word" | sed -E 's#(^|:)(/etc|/usr/local|/var/lib)/#\1%s\2/#')"
done
exec "$@"
`

// copyTree copies what is, or is about to be, under version control; outside of a repository everything.
func copyTree(t *testing.T, to string) {
	t.Helper()
	list := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = ".."
	names, err := list.Output()
	if err != nil {
		err = os.CopyFS(to, os.DirFS(".."))
		if err = errors.Join(err, os.RemoveAll(filepath.Join(to, ".git"))); err != nil {
			t.Fatal(err)
		}
		return
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(names), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join("..", name))
		if os.IsNotExist(err) {
			continue // deleted, but not yet for git
		}
		info, _ := os.Stat(filepath.Join("..", name))
		target := filepath.Join(to, name)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(target), 0o755)
		}
		if err == nil {
			err = os.WriteFile(target, text, info.Mode())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return ":" + port
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// must ends the test on what the document cannot be blamed for, fault on what it can.
func (r *reader) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatalf("%s: %v", r.at, err)
	}
}

func (r *reader) fault(format string, args ...any) {
	r.t.Helper()
	r.t.Fatalf("%s: %s", r.at, fmt.Sprintf(format, args...))
}

// fromTest is what a document says of itself whose YAML and texts a test of another package wrote, and keeps true.
var fromTest = regexp.MustCompile(`(written|generated)\s+by\s+a\s+test`)

// follow goes through a document from its top.
func (r *reader) follow(document string) {
	kept := fromTest.MatchString(document)
	for _, b := range blocks(document) {
		r.at = fmt.Sprintf("%s:%d", r.name, b.line)
		if kept && b.kind != "sh" {
			continue
		}
		switch b.kind {
		case "sh":
			for _, c := range b.commands() {
				r.at = fmt.Sprintf("%s:%d: %s", r.name, c.number, c.line)
				r.do(c)
			}
		case "output":
			if !printed(r.printed, r.here(b.text)) {
				r.fault("the command above printed\n%s\nwhich does not hold\n%s", r.printed, r.here(b.text))
			}
		case "yaml":
			r.types(b.text)
		case "message":
			r.receives(b.text)
		case "text":
		default:
			r.fault("blocks of kind %q are not tested: sh, output, yaml, message and text are", b.kind)
		}
	}
	for _, folder := range r.folders {
		r.at = r.name + ": " + folder
		r.checks(filepath.Join(r.tree, folder))
	}
}

// here is a text with the ports of this test.
func (r *reader) here(text string) string {
	for port, ours := range r.ports {
		text = strings.ReplaceAll(text, port, ours)
	}
	return text
}

var (
	longRunning = regexp.MustCompile(`^(?:\./dondoc|dondoc|go run \.) (demo|run|sandbox)\b`)
	exported    = regexp.MustCompile(`^export (\w+)=(\S+)$`)
	plain       = regexp.MustCompile(`^(dondoc|\./dondoc|go build|sudo|printf|sed) `)
)

// do runs one command line.
func (r *reader) do(c shellCommand) {
	if standIn := standIns[c.line]; standIn != nil {
		standIn(r, c.line)
		return
	}
	if found := longRunning.FindStringSubmatch(c.line); found != nil {
		r.starts(found[1], c.line)
		return
	}
	if found := exported.FindStringSubmatch(c.line); found != nil {
		r.env = append(r.env, found[1]+"="+strings.ReplaceAll(found[2], "…", "E"))
		return
	}
	switch {
	case strings.HasPrefix(c.line, "curl "):
		r.fetches(c.line)
	case plain.MatchString(c.line):
		if strings.Contains(c.line, "ledger verify") {
			r.stops(c.line) // the document says so before it
		}
		r.runs(c.line, c.code)
	default:
		r.fault("is neither run nor in the table of stand-ins")
	}
}

// runs gives a line to the shell and waits for its end.
func (r *reader) runs(line string, code int) {
	ctx, cancel := context.WithTimeout(r.t.Context(), 5*time.Minute) // a first build compiles every library
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	cmd.Dir, cmd.Env = r.tree, r.env
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		r.must(err)
	}
	r.printed = string(out)
	if got := cmd.ProcessState.ExitCode(); got != code {
		r.fault("exit code %d, want %d\n%s", got, code, out)
	}
}

// starts runs what goes on until it is stopped, on ports of this test.
func (r *reader) starts(what, line string) {
	line = "exec " + strings.Replace(line, "go run .", binary, 1)
	cmd := exec.Command("sh", "-c", line)
	port := r.ports[":8080"]
	if what == "sandbox" {
		port = r.ports[":8081"]
	}
	if what != "run" {
		cmd.Args[2] += " --listen 127.0.0.1" + port
	}
	cmd.Dir, cmd.Env = r.tree, r.env
	if what == "sandbox" {
		r.box = r.launch(cmd, port, "/")
		return
	}
	if what == "run" {
		r.needsSandbox()
		r.becomes(cmd, "/readyz")
		return
	}
	r.becomes(cmd, "/")
	r.playing = true
}

// becomes puts a process in the place of the one that had port 8080.
func (r *reader) becomes(cmd *exec.Cmd, path string) {
	r.stops("")
	r.main, r.reloaded, r.playing = r.launch(cmd, r.ports[":8080"], path), 0, false
}

// needsSandbox has one that plays Telegram for a configuration that names no other server.
func (r *reader) needsSandbox() {
	if r.box == nil {
		r.starts("sandbox", "go run . sandbox")
	}
}

// launch starts a process and waits until it answers.
func (r *reader) launch(cmd *exec.Cmd, port, path string) *process {
	p := &process{t: r.t, cmd: cmd, url: "http://127.0.0.1" + port, output: &transcript{}, done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.output, p.output
	r.must(cmd.Start())
	go func() { cmd.Wait(); close(p.done) }()
	r.t.Cleanup(func() {
		p.stop()
		if r.t.Failed() {
			r.t.Logf("%v printed:\n%s", cmd.Args, p.output)
		}
	})
	eventually(r.t, 20*time.Second, r.at+" answers", func() bool {
		select {
		case <-p.done:
			r.fault("ended at once:\n%s", p.output)
		default:
		}
		resp, err := http.Get(p.url + path)
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
	r.printed = p.output.String()
	return p
}

// stops ends the demo or the bot.
func (r *reader) stops(string) {
	if r.main != nil {
		r.main.stop()
		r.main, r.playing = nil, false
	}
}

// reloads tells the bot to load its configuration again, and sees that it did.
func (r *reader) reloads(string) {
	if r.main == nil {
		r.fault("nothing runs that could load a configuration again")
	}
	r.showsLog("") // it has started
	r.must(r.main.cmd.Process.Signal(hangup))
	r.reloaded++
	eventually(r.t, 10*time.Second, r.at+": the configuration is loaded again", func() bool {
		return strings.Count(r.main.output.String(), "đã nạp lại cấu hình") == r.reloaded
	})
}

// showsLog waits for the line that every start of the bot leads to.
func (r *reader) showsLog(string) {
	if r.main == nil {
		r.fault("nothing runs that could have a log")
	}
	eventually(r.t, 10*time.Second, r.at+": the log says that it leads", func() bool {
		return strings.Contains(r.main.output.String(), "leading")
	})
}

var word = regexp.MustCompile(`'([^']*)'|\S+`)

// fetches does what curl does with an address and perhaps data to be posted.
func (r *reader) fetches(line string) {
	var words []string
	for _, found := range word.FindAllStringSubmatch(line, -1) {
		words = append(words, strings.Trim(found[0], "'"))
	}
	url := r.here(words[len(words)-1])
	get := func() (*http.Response, error) { return http.Get(url) }
	if i := slices.Index(words, "-d"); i > 0 {
		get = func() (*http.Response, error) {
			return http.Post(url, "application/x-www-form-urlencoded", strings.NewReader(words[i+1]))
		}
	} else if len(words) != 2 {
		r.fault("only curl [-d DATA] URL has a stand-in")
	}
	resp, err := get()
	r.must(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	r.must(err)
	if r.printed = string(text); resp.StatusCode != http.StatusOK {
		r.fault("%s: %s", resp.Status, text)
	}
}

// receives waits until somebody has a message. In the demo it goes from step to step, as the document says.
func (r *reader) receives(text string) {
	from := r.box
	if r.playing {
		from = r.main
	}
	if from == nil {
		r.fault("nobody can receive anything")
	}
	want := pattern(text)
	eventually(r.t, 40*time.Second, r.at+": somebody gets\n"+text, func() bool {
		for _, c := range from.chats() {
			for _, m := range from.fromBot(c.ID) {
				if want.MatchString(m.Text) {
					return true
				}
			}
		}
		if r.playing {
			from.next()
		}
		return false
	})
}
