package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// worldCase is something wrong with files or with the environment.
type worldCase struct {
	title string
	shows code
	yaml  string
	print func(language string) string
}

// withholding is a folder that gives an error instead of one file.
type withholding struct {
	fs.FS
	name string
	err  error
}

func (w withholding) Open(name string) (fs.File, error) {
	if name == w.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: w.err}
	}
	return w.FS.Open(name)
}

// beside prints what is found in the base and the files beside it.
func beside(language string, texts map[string]string, wrap func(fs.FS) fs.FS) string {
	folder := fstest.MapFS{"nen.yaml": {Data: fmt.Appendf(nil, base, language)}}
	for name, text := range texts {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	_, _, warnings, err := LoadFS(wrap(folder), noEnv)
	if err != nil {
		return err.Error()
	}
	return printed(warnings)
}

func asItIs(folder fs.FS) fs.FS { return folder }

func worldCases(t *testing.T) []worldCase {
	t.Helper()
	return append(fileCases(), settingsCases(t)...)
}

func fileCases() []worldCase {
	load := func(name string, text string) func(string) string {
		return func(language string) string { return beside(language, map[string]string{name: text}, asItIs) }
	}
	without := func(err error) func(string) string {
		return func(language string) string {
			return beside(language, map[string]string{"sai.yaml": ""}, func(folder fs.FS) fs.FS { return withholding{folder, "sai.yaml", err} })
		}
	}
	return []worldCase{
		{"No such file (the language is not known yet)", "no-file", "", func(string) string {
			_, _, _, err := Load("khong-co.yaml", noEnv)
			return err.Error()
		}},
		{"A folder without configuration (nor is it here)", "empty-folder", "", func(string) string {
			_, _, _, err := LoadFS(fstest.MapFS{}, noEnv)
			return err.Error()
		}},
		{"A folder that is named like a file", "is-folder", "", load("sai.yaml/ghi-chu.txt", "")},
		{"A file that must not be read", "no-permission", "", without(fs.ErrPermission)},
		{"A file that cannot be read", "unreadable", "", without(errors.New("input/output error"))},
		{"A file that is too large", "too-large", "", load("sai.yaml", strings.Repeat("#", maxSize+1))},
		{"A file that is not UTF-8", "not-utf8", "", load("sai.yaml", "people: # Nguy\xe9n\n")},
		{"A file that grows beyond all measure", "alias-bomb", bomb(), load("sai.yaml", bomb())},
		{"A file that is not read", "yml-ignored", "", load("them.yml", "")},
	}
}

func settingsCases(t *testing.T) []worldCase {
	t.Helper()
	settings := func(yaml string, env map[string]string, check func(*Settings) error) func(string) string {
		return func(language string) string {
			return check(loadSettings(t, "language: "+language+"\n"+yaml, env)).Error()
		}
	}
	telegram := func(s *Settings) error { return s.Telegram.Check() }
	empty := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(empty, []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	token := "telegram: {token: \"${DONDOC_TELEGRAM_TOKEN}\"}\n"
	anonymous := func(print func(string) string) func(string) string {
		return func(language string) string {
			return strings.ReplaceAll(print(language), filepath.Dir(empty), "/run/secrets")
		}
	}
	return []worldCase{
		{"A variable that is missing when a command needs it", "variable-missing", token, settings(token, nil, telegram)},
		{"A variable that holds something else", "variable-holds", token, settings(token, map[string]string{"DONDOC_TELEGRAM_TOKEN": "a b"}, telegram)},
		{"DONDOC_DATABASE is no database", "bad-database-variable", "", settings("", nil, func(s *Settings) error {
			_, err := s.DatabaseURL(environment(map[string]string{"DONDOC_DATABASE": "dondoc.db"}))
			return err
		})},
		{"A token file that is not there", "token-file", "telegram: {token_file: /run/secrets/telegram}\n",
			settings("telegram: {token_file: /run/secrets/telegram}\n", nil, telegram)},
		{"A token file without a token", "token-file-holds-none", "telegram: {token_file: /run/secrets/token}\n",
			anonymous(settings("telegram: {token_file: "+empty+"}\n", nil, telegram))},
	}
}
