// Package config reads the configuration (DESIGN 3): YAML becomes a validated Office with its settings, or every fault with its file,
// line and column, in the language that the configuration names. No fault hides another, so that a file is mended in one go.
package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"dondoc/calendar"
	"dondoc/escalation"
)

// maxSize is the largest file that is read, in bytes; a province with ten thousand tasks needs a tenth.
const maxSize = 32 << 20

// Load reads a file, or a folder: all *.yaml in it, merged. Environment variables come from env, which is like os.LookupEnv.
//
// The findings are warnings: what can be meant, and probably is not. Most of them are raised only when there is no fault; those that
// depend on the day are given by Settings.Warnings. When the configuration is at fault, the error is a *Faults (which keeps fs.ErrNotExist and the like for
// errors.Is), and there is no Office and no Settings.
func Load(name string, env func(string) (string, bool)) (*escalation.Office, *Settings, []Finding, error) {
	l := newLoader(env)
	info, err := os.Stat(name)
	switch {
	case err != nil:
		l.unreadable(name, err)
	case info.IsDir():
		l.folder(os.DirFS(name), func(file string) string { return filepath.Join(name, file) })
	default:
		l.open(name, func() (io.ReadCloser, error) { return os.Open(name) })
	}
	return l.finish()
}

// LoadFS reads all *.yaml at the root of fsys, merged, and is otherwise like Load.
func LoadFS(fsys fs.FS, env func(string) (string, bool)) (*escalation.Office, *Settings, []Finding, error) {
	l := newLoader(env)
	l.folder(fsys, func(file string) string { return file })
	return l.finish()
}

// loader collects what all files say, and what is wrong with it. It works in two passes: the files are read one by one; then the
// checks that need everything (does this id exist?) run in the order in which they were noted.
type loader struct {
	env      func(string) (string, bool)
	language *escalation.Language // a pointer, so that a Secret can keep it without keeping all this
	files    []*source
	findings []found
	checks   []func()
	doubts   []func() // whether what can be meant is meant
	cause    error    // of the file system
	broken   bool     // a file could not be read, so that references say nothing

	office   escalation.Office
	built    *escalation.Office // the same with its lookups, for the checks
	settings Settings
	spec     calendar.Spec
	// hoursUnsure: the working hours could not be read, so that being outside them says nothing.
	hoursUnsure bool
	sections    map[string]place        // where the keys that may stand once were found
	members     map[string][]string     // unit ids by group
	accounts    map[int64]string        // person ids by Telegram account
	chats       map[telegramChat]string // unit ids
	unitNames   map[string]string       // unit ids by name
	due, done   map[string]place        // of the dates of tasks, by their ids
	// clausesUnsure: documents some of whose clauses could not be read.
	clausesUnsure map[string]bool

	people, units, groups, documents, tasks, reports, indicators, policies *table
}

func newLoader(env func(string) (string, bool)) *loader {
	language := escalation.Vietnamese
	return &loader{
		env:           env,
		language:      &language,
		office:        escalation.Office{DueOnDayOff: escalation.DueNext},
		settings:      defaultSettings(env, &language),
		spec:          defaultSpec(),
		sections:      map[string]place{},
		members:       map[string][]string{},
		accounts:      map[int64]string{},
		chats:         map[telegramChat]string{},
		unitNames:     map[string]string{},
		due:           map[string]place{},
		done:          map[string]place{},
		clausesUnsure: map[string]bool{},
		people:        newTable("person", "people"),
		units:         newTable("unit", "units"),
		groups:        newTable("group", "groups"),
		documents:     newTable("document", "documents"),
		tasks:         newTable("task", "tasks"),
		reports:       newTable("report", "reports"),
		indicators:    newTable("indicator", "indicators"),
		policies:      newTable("policy", "policies"),
	}
}

// later notes a check for when everything has been read.
func (l *loader) later(check func()) { l.checks = append(l.checks, check) }

// doubt notes a check for a configuration without faults: what is doubtful in a faulty one may be the fault's doing.
func (l *loader) doubt(check func()) { l.doubts = append(l.doubts, check) }

// finish runs the checks and hands over the office, or all faults.
func (l *loader) finish() (*escalation.Office, *Settings, []Finding, error) {
	if !l.broken {
		l.defaultZone()
		l.office.Calendar = calendar.New(l.spec)
		l.built = escalation.NewOffice(l.office)
		l.doubtOffice()
		run(&l.checks)
		if !l.faulty() {
			run(&l.doubts)
		}
	}
	l.office.Language = *l.language
	faults, warnings := l.inWords()
	if len(faults) > 0 {
		return nil, nil, warnings, &Faults{Findings: faults, Language: *l.language, cause: l.cause}
	}
	hash, err := hashOf(&l.office, l.spec)
	if err != nil {
		return nil, nil, warnings, fmt.Errorf("hash the configuration: %w", err)
	}
	l.office.Hash = hash
	l.settings.doubts = l.places().doubts
	settings := l.settings // a copy, so that the loader with all its nodes can go
	return escalation.NewOffice(l.office), &settings, warnings, nil
}

// run makes the checks in the order in which they were noted; a check may note another.
func run(checks *[]func()) {
	for i := 0; i < len(*checks); i++ {
		(*checks)[i]()
	}
}

func (l *loader) faulty() bool {
	return slices.ContainsFunc(l.findings, func(f found) bool { return !f.warning })
}

// folder reads every *.yaml of a folder, in order of names; hidden files are not meant.
func (l *loader) folder(fsys fs.FS, shown func(string) string) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		l.unreadable(shown("."), err)
		return
	}
	found := false
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case strings.HasPrefix(name, "."):
		case path.Ext(name) == ".yaml" && entry.IsDir():
			found = true
			l.fault(l.whole(shown(name)), "is-folder")
			l.broken = true
		case path.Ext(name) == ".yml":
			l.warn(l.whole(shown(name)), "yml-ignored")
		case path.Ext(name) == ".yaml":
			found = true
			l.open(shown(name), func() (io.ReadCloser, error) { return fsys.Open(name) })
		}
	}
	if !found {
		l.fault(l.whole(shown(".")), "empty-folder")
		l.broken = true
	}
}

// open reads one file.
func (l *loader) open(name string, open func() (io.ReadCloser, error)) {
	file, err := open()
	if err != nil {
		l.unreadable(name, err)
		return
	}
	text, err := io.ReadAll(io.LimitReader(file, maxSize+1))
	if err = errors.Join(err, file.Close()); err != nil {
		l.unreadable(name, err)
		return
	}
	if len(text) > maxSize {
		l.fault(l.whole(name), "too-large", maxSize>>20)
		l.broken = true
		return
	}
	if root := l.parse(name, text); root.present() {
		l.read(root)
	}
}

// whole is the place of a finding about a file, or a folder, as such.
func (l *loader) whole(name string) place {
	file := &source{name: name, order: len(l.files)}
	l.files = append(l.files, file)
	return place{file: file}
}

// unreadable reports a file or folder that the file system does not give.
func (l *loader) unreadable(name string, err error) {
	l.cause, l.broken = err, true
	at := l.whole(name)
	var pathError *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.fault(at, "no-file")
	case errors.Is(err, fs.ErrPermission):
		l.fault(at, "no-permission")
	case errors.As(err, &pathError):
		l.fault(at, "unreadable", pathError.Err.Error()) // the name stands before it already
	default:
		l.fault(at, "unreadable", err.Error())
	}
}
