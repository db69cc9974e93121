package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"
)

const (
	token    = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
	password = "mat-khau-rieng"
)

// environment is an environment of these variables only.
func environment(vars map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		s, ok := vars[name]
		return s, ok
	}
}

func reveal(t *testing.T, s Secret) string {
	t.Helper()
	text, err := s.Reveal()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func loadSettings(t *testing.T, text string, env map[string]string) *Settings {
	t.Helper()
	_, settings, _, err := LoadFS(files(map[string]string{"dondoc.yaml": text}), environment(env))
	if err != nil {
		t.Fatal(err)
	}
	return settings
}

const secretive = "database: postgres://dondoc:" + password + "@db/dondoc\n" +
	"telegram: {token: \"" + token + "\", proxy: \"socks5://ai-do:" + password + "@proxy:1080\"}\n"

func TestSecretsNeverPrint(t *testing.T) {
	settings := loadSettings(t, secretive, nil)
	equal(t, "token", reveal(t, settings.Telegram.Token), token)

	var printed bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, value := range []any{settings, *settings, settings.Telegram, settings.Telegram.Token, &settings.Database} {
			fmt.Fprintf(&printed, verb, value)
		}
	}
	log := slog.New(slog.NewJSONHandler(&printed, nil))
	log.Info("settings", "token", settings.Telegram.Token, "all", settings)
	slog.New(slog.NewTextHandler(&printed, nil)).Info("settings", "token", settings.Telegram.Token, "all", settings)
	asJSON, err := json.Marshal(settings)
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Dump(settings.Telegram)
	if err != nil {
		t.Fatal(err)
	}
	printed.Write(asJSON)
	printed.Write(asYAML)
	for _, secret := range []string{token, password, fmt.Sprintf("%x", token), fmt.Sprintf("%x", password)} {
		if strings.Contains(printed.String(), secret) {
			t.Errorf("%s is printed in %s", secret, printed.String())
		}
	}
	equal(t, "as text", fmt.Sprintf("%v %s %q", settings.Telegram.Token, settings.Database, settings.Telegram.Proxy), "<secret> <secret> <secret>")
}

func TestFaultsShowNoSecret(t *testing.T) {
	for _, text := range []string{
		"telegram: {token: \"" + token + "\", enabled: maybe}",
		"telegram: {token: " + password + " va-them, enabled: maybe}",
		"telegram: {tokens: " + password + "}",
		"telegram:\n  token:\n    - " + token,
		"telegram: {proxy: \"ftp://x:" + password + "@proxy\"}",
		"database: mysql://dondoc:" + password + "@db/dondoc",
		"telegram: {token: \"" + token + "\n",
	} {
		_, _, _, err := LoadFS(files(map[string]string{"dondoc.yaml": text}), noEnv)
		if err == nil {
			t.Errorf("%q is no fault", text)
			continue
		}
		if strings.Contains(err.Error(), token) || strings.Contains(err.Error(), password) {
			t.Errorf("a secret is shown:\n%v", err)
		}
	}
}

func TestAMissingVariableIsAFaultOnlyForWhoNeedsIt(t *testing.T) {
	const text = `language: en
database: postgres://dondoc:${DB_PASSWORD}@db/dondoc
telegram:
  token: ${TOKEN}
  api: ${API}
  proxy: ${PROXY}
  enabled: ${ENABLED}
  limits: {all: "${ALL}", group: 10/m}
web: {listen: "${LISTEN}"}
heartbeat: https://hc-ping.com/${PING}
`
	poor := loadSettings(t, text, nil)
	for what, want := range map[error]string{
		second(poor.Telegram.Token.Reveal()):                     "the environment variable TOKEN is missing",
		second(poor.DatabaseURL(noEnv)):                          "the environment variable DB_PASSWORD is missing",
		poor.Telegram.Check():                                    "the environment variable ALL, API, ENABLED is missing",
		poor.Web.Check():                                         "the environment variable LISTEN is missing",
		second(poor.Telegram.Proxy.Reveal()):                     "the environment variable PROXY is missing",
		second(poor.Heartbeat.Reveal()):                          "the environment variable PING is missing",
		second(loadSettings(t, "", nil).Telegram.Token.Reveal()): "thiếu biến môi trường DONDOC_TELEGRAM_TOKEN",
	} {
		if what == nil || what.Error() != want {
			t.Errorf("got %v, want %s", what, want)
		}
	}
	rich := loadSettings(t, text, map[string]string{
		"DB_PASSWORD": "x", "TOKEN": token, "API": "http://localhost:8081/", "PROXY": "", "ENABLED": "false", "ALL": "100/h", "LISTEN": ":80",
		"PING": "5f0c",
	})
	equal(t, "heartbeat", reveal(t, rich.Heartbeat), "https://hc-ping.com/5f0c")
	if err := rich.Telegram.Check(); err != nil {
		t.Error(err)
	}
	if err := rich.Web.Check(); err != nil {
		t.Error(err)
	}
	equal(t, "token", reveal(t, rich.Telegram.Token), token)
	equal(t, "api", rich.Telegram.API, "http://localhost:8081")
	equal(t, "enabled", rich.Telegram.Enabled, false)
	equal(t, "limits", rich.Telegram.Limits, Limits{All: Rate{100, time.Hour}, Private: Rate{1, time.Second}, Group: Rate{10, time.Minute}})
	equal(t, "listen", rich.Web.Listen, ":80")
	equal(t, "database", reveal(t, rich.Database), "postgres://dondoc:x@db/dondoc")
}

func second(_ string, err error) error { return err }

func TestTheEnvironmentCanHoldWhatWillNotDo(t *testing.T) {
	settings := loadSettings(t, "language: en\ntelegram: {token: \"${TOKEN}\"}", map[string]string{"TOKEN": "a b"})
	want := "what the environment gives for ${TOKEN} will not do: a bot token must not be empty nor hold spaces or any of / ? # %"
	if err := settings.Telegram.Check(); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestTheEnvironmentsValuesAreFaultsWhereTheyStand(t *testing.T) {
	_, _, _, err := LoadFS(files(map[string]string{"dondoc.yaml": "people: [{id: an, name: An, telegram: \"${AN}\"}]"}), environment(map[string]string{"AN": "x"}))
	if err == nil || !strings.HasPrefix(err.Error(), `dondoc.yaml:1:39: "x" không phải là mã tài khoản Telegram`) {
		t.Error(err)
	}
	office, _, _, err := LoadFS(files(map[string]string{"dondoc.yaml": "people: [{id: an, name: An, telegram: \"${AN}\"}]"}), environment(map[string]string{"AN": "42"}))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "account", office.Person("an").Telegram, 42)
}

func TestTheDatabaseOfTheEnvironmentWins(t *testing.T) {
	settings := loadSettings(t, "database: sqlite:a.db", nil)
	for value, want := range map[string]string{"": "sqlite:a.db", "sqlite:b.db": "sqlite:b.db", "postgres://db/x": "postgres://db/x", "postgresql:///x": "postgresql:///x"} {
		got, err := settings.DatabaseURL(environment(map[string]string{"DONDOC_DATABASE": value}))
		if err != nil || got != want {
			t.Errorf("%q: got %q, %v; want %q", value, got, err, want)
		}
	}
	for _, value := range []string{"b.db", "sqlite:", "mysql://x", "postgres:x", "://"} {
		if got, err := settings.DatabaseURL(environment(map[string]string{"DONDOC_DATABASE": value})); err == nil {
			t.Errorf("%q is taken: %q", value, got)
		}
	}
}

func TestTheTokenMayStandInAFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "token")
	settings := loadSettings(t, "telegram: {token_file: \""+name+"\"}", nil)
	if err := settings.Telegram.Check(); err == nil || !strings.HasPrefix(err.Error(), "không đọc được tệp chứa mã bot "+name) {
		t.Error(err)
	}
	if err := os.WriteFile(name, []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := settings.Telegram.Check(); err == nil || err.Error() != "tệp "+name+" không chứa mã bot" {
		t.Error(err)
	}
	if err := os.WriteFile(name, []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	equal(t, "token", reveal(t, settings.Telegram.Token), token)
}
