package config

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// Settings is what the configuration says about the machine rather than the office.
type Settings struct {
	// Database is as configured; DatabaseURL is what to open.
	Database Secret
	Telegram Telegram
	Web      Web
	// Heartbeat is the URL that is called while all is well; empty: none is.
	Heartbeat Secret

	language *escalation.Language
	// doubts is what Warnings puts into words. It is a function so that no printing by reflection gets at the lines of the files.
	doubts func(office *escalation.Office, today calendar.Date) *loader
}

// Telegram is how Telegram is reached. Proxy is a URL, or empty.
type Telegram struct {
	Enabled bool
	Token   Secret
	API     string // base URL without a slash at its end
	Proxy   Secret // may hold a password
	Limits  Limits

	late *late
}

// Limits are how many messages may be sent: in all, to one private chat, to one group.
type Limits struct {
	All, Private, Group Rate
}

// Rate is so many in a time, at least one.
type Rate struct {
	Count int
	Per   time.Duration // a second, a minute or an hour
}

// Web is the board's address, host:port.
type Web struct {
	Listen string

	late *late
}

// late names the environment variables that were missing when a section was read.
type late struct {
	names    []string
	language *escalation.Language
}

func (m *late) err() error {
	if m == nil || len(m.names) == 0 {
		return nil
	}
	names := slices.Compact(slices.Sorted(slices.Values(m.names)))
	return wordedError(m.language, "variable-missing", strings.Join(names, ", "))
}

// Check says what is missing to use Telegram: an environment variable, the token or its file.
func (t Telegram) Check() error {
	if err := t.late.err(); err != nil {
		return err
	}
	if _, err := t.Proxy.Reveal(); err != nil {
		return err
	}
	_, err := t.Token.Reveal()
	return err
}

// Check says which environment variable is missing to serve the board.
func (w Web) Check() error { return w.late.err() }

// DatabaseURL is the database to open: DONDOC_DATABASE of the environment, else the configured one. The error names the environment
// variable that is missing, or says that it is no address of a database.
func (s *Settings) DatabaseURL(env func(string) (string, bool)) (string, error) {
	if address, set := env("DONDOC_DATABASE"); set && address != "" {
		if _, err := databaseAddress(address); err != nil {
			return "", wordedError(s.language, "bad-database-variable", "DONDOC_DATABASE")
		}
		return address, nil
	}
	return s.Database.Reveal()
}

// defaultSettings are those of DESIGN 3.
func defaultSettings(env func(string) (string, bool), language *escalation.Language) Settings {
	return Settings{
		Database: Secret{func() (string, error) { return "sqlite:dondoc.db", nil }},
		Telegram: Telegram{
			Enabled: true,
			Token:   lateSecret("${DONDOC_TELEGRAM_TOKEN}", env, language, "bad-token", botToken),
			API:     "https://api.telegram.org",
			Limits: Limits{
				All:     Rate{28, time.Second},
				Private: Rate{1, time.Second},
				Group:   Rate{19, time.Minute},
			},
			late: &late{language: language},
		},
		Web:      Web{Listen: "127.0.0.1:8080", late: &late{language: language}},
		language: language,
	}
}

func (l *loader) database(v value) {
	if s, ok := v.secret("bad-database", databaseAddress); ok {
		l.settings.Database = s
	}
}

func (l *loader) heartbeat(v value) {
	if s, ok := v.secret("bad-heartbeat", heartbeatAddress); ok {
		l.settings.Heartbeat = s
	}
}

// heartbeatAddress accepts a URL that a GET can be sent to.
func heartbeatAddress(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Fragment != "" {
		return "", errFormat
	}
	return s, nil
}

// databaseAddress accepts sqlite:PATH and postgres://….
func databaseAddress(s string) (string, error) {
	if file, ok := strings.CutPrefix(s, "sqlite:"); ok && file != "" {
		return s, nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || !strings.Contains(s, "://") {
		return "", errFormat
	}
	return s, nil
}

func (l *loader) telegram(v value) {
	t := &l.settings.Telegram
	v.late = &t.late.names
	f := v.fields(&telegramShape)
	defer f.done()
	if enabled, ok := f.get("enabled").boolean(); ok {
		t.Enabled = enabled
	}
	l.token(f)
	if api, ok := parsed(f.get("api"), "bad-api", apiAddress); ok {
		t.API = api
	}
	if proxy, ok := f.get("proxy").secret("bad-proxy", proxyAddress); ok {
		t.Proxy = proxy
	}
	l.limits(f.get("limits"))
}

// token reads token or token_file; neither is looked up before it is needed.
func (l *loader) token(f *fields) {
	token, file := f.get("token"), f.get("token_file")
	if s, ok := token.secret("bad-token", botToken); ok {
		l.settings.Telegram.Token = s
	}
	if name, ok := file.word(); ok {
		l.settings.Telegram.Token = tokenFile(name, l.language)
	}
}

// tokenFile is a token that is read from a file, whose name is as seen from the working directory.
func tokenFile(name string, language *escalation.Language) Secret {
	return Secret{func() (string, error) {
		text, err := os.ReadFile(name)
		if err != nil {
			return "", fmt.Errorf("%w: %w", wordedError(language, "token-file", name), err)
		}
		token := strings.TrimSpace(string(text))
		if _, err := botToken(token); err != nil {
			return "", wordedError(language, "token-file-holds-none", name)
		}
		return token, nil
	}}
}

var tokenPattern = regexp.MustCompile(`^[^\s/?#%]+$`)

// botToken accepts what can stand in the path of a URL. Telegram knows which token is right.
func botToken(s string) (string, error) {
	if !tokenPattern.MatchString(s) {
		return "", errFormat
	}
	return s, nil
}

// apiAddress accepts the base URL of a Bot API server.
func apiAddress(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", errFormat
	}
	return strings.TrimRight(s, "/"), nil
}

// proxyAddress accepts a proxy's URL, or nothing.
func proxyAddress(s string) (string, error) {
	u, err := url.Parse(s)
	if s != "" && (err != nil || u.Scheme != "http" && u.Scheme != "socks5" || u.Host == "") {
		return "", errFormat
	}
	return s, nil
}

func (l *loader) limits(v value) {
	if !v.present() {
		return
	}
	f := v.fields(&limitsShape)
	defer f.done()
	limits := &l.settings.Telegram.Limits
	l.rate(f.get("all"), &limits.All, Rate{30, time.Second})
	l.rate(f.get("private"), &limits.Private, Rate{1, time.Second})
	l.rate(f.get("group"), &limits.Group, Rate{20, time.Minute})
}

// rate reads a limit, and warns of one above what Telegram takes.
func (l *loader) rate(v value, into *Rate, most Rate) {
	r, ok := parsed(v, "bad-rate", parseRate)
	if !ok {
		return
	}
	*into = r
	if r.perHour() > most.perHour() {
		l.doubt(func() { v.warn("rate-above", most, r) })
	}
}

func (r Rate) perHour() float64 { return float64(r.Count) * float64(time.Hour/r.Per) }

// String writes the rate as it is configured, such as 19/m.
func (r Rate) String() string {
	unit := map[time.Duration]string{time.Second: "s", time.Minute: "m", time.Hour: "h"}[r.Per]
	return strconv.Itoa(r.Count) + "/" + unit
}

// parseRate reads "28/s", "19/m" and "100/h".
func parseRate(s string) (Rate, error) {
	count, unit, _ := strings.Cut(s, "/")
	n, err := strconv.ParseUint(count, 10, 31)
	if err != nil || n == 0 {
		return Rate{}, errFormat
	}
	switch unit {
	case "s":
		return Rate{int(n), time.Second}, nil
	case "m":
		return Rate{int(n), time.Minute}, nil
	case "h":
		return Rate{int(n), time.Hour}, nil
	}
	return Rate{}, errFormat
}

func (l *loader) web(v value) {
	v.late = &l.settings.Web.late.names
	f := v.fields(&webShape)
	defer f.done()
	if listen, ok := parsed(f.get("listen"), "bad-listen", listenAddress); ok {
		l.settings.Web.Listen = listen
	}
}

// listenAddress accepts host:port; without a host it is every address of the machine.
func listenAddress(s string) (string, error) {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return "", errFormat
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", errFormat
	}
	return s, nil
}
