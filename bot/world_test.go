package bot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // the stories happen in Viet Nam wherever they are told

	"dondoc/bot"
	"dondoc/calendar"
	"dondoc/delivery"
	"dondoc/escalation"
	"dondoc/sandbox"
	"dondoc/store"
)

// The accounts and groups of the stories.
const (
	head     = 101 // heads the district committee that owes the work
	deputy   = 102
	member   = 103
	reviewer = 201 // heads the committee above
	reviser  = 202 // is its deputy
	admin    = 301
	clerk    = 401 // member of a unit with a group
	boss     = 402 // heads it
	stranger = 999
	group    = -500
	untied   = -600

	token = "4242:the-secret-of-the-story"
)

func people() []*escalation.Person {
	return []*escalation.Person{
		{ID: "hung", Name: "Nguyễn Văn Hùng", Title: "Bí thư Huyện ủy", Telegram: head},
		{ID: "lan", Name: "Lê Thị Lan", Title: "Phó Bí thư Huyện ủy", Telegram: deputy},
		{ID: "minh", Name: "Phạm <Minh> & Em", Title: "Chuyên viên", Telegram: member},
		{ID: "son", Name: "Vũ Sơn", Title: "Trưởng ban", Telegram: reviewer},
		{ID: "tam", Name: "Đỗ Tâm", Title: "Phó Trưởng ban", Telegram: reviser},
		{ID: "an", Name: "Quản trị", Telegram: admin},
		{ID: "thu", Name: "Hồ Thu", Title: "Văn thư", Telegram: clerk},
		{ID: "phuc", Name: "Trần Phúc", Title: "Chánh Văn phòng", Telegram: boss},
	}
}

func units() []*escalation.Unit {
	of := func(p string) []escalation.Term { return []escalation.Term{{Person: p}} }
	return []*escalation.Unit{
		{
			ID: "huyen-uy", Name: "Huyện ủy Tiền Hải", Heads: of("hung"), Deputies: []string{"lan"}, Members: []string{"minh"},
			Supervisor: "ban-noi-chinh",
		},
		{ID: "ban-noi-chinh", Name: "Ban Nội chính Tỉnh ủy", Heads: of("son"), Deputies: []string{"tam"}},
		{ID: "van-phong", Name: "Văn phòng Tỉnh ủy", Heads: of("phuc"), Members: []string{"thu"}, Supervisor: "ban-noi-chinh", Chat: group},
	}
}

func offset(s string) calendar.Offset {
	o, err := calendar.ParseOffset(s)
	if err != nil {
		panic(err)
	}
	return o
}

func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func hanoi() *time.Location {
	l, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		panic(err)
	}
	return l
}

// office is one resolution with a plan that two units owe, and a confidential task.
func office() *escalation.Office {
	within := offset("1wd")
	work := func(id, title string) escalation.Work {
		return escalation.Work{ID: id, Document: "nq", Clause: "IV.1", Title: title, Policy: "chuan", Review: "ban-noi-chinh"}
	}
	secret := work("mat", "Việc không được nêu tên")
	secret.Confidential = true
	task := func(w escalation.Work, due string, lead ...string) *escalation.Task {
		return &escalation.Task{Work: w, Lead: lead, Assigned: date("2022-03-01"), Due: &escalation.DueDate{Date: date(due)}}
	}
	return escalation.NewOffice(escalation.Office{
		Language: escalation.Vietnamese, Hash: "1", DueOnDayOff: escalation.DueNext, Admins: []string{"an"},
		Calendar: calendar.New(calendar.Spec{
			Location: hanoi(), Holidays: "vn", Hours: calendar.Hours{Open: 450, Close: 1020},
			Workdays: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		}),
		People: people(), Units: units(),
		Documents: []*escalation.Document{{
			ID: "nq", Number: "04-NQ/TU", Title: "Nghị quyết", Date: date("2022-01-25"), Clauses: []escalation.Clause{
				{ID: "III.1", Accountability: true, Quote: "phát huy vai trò trách nhiệm người đứng đầu"}, {ID: "IV.1", Text: "…"},
			},
		}},
		Tasks: []*escalation.Task{
			task(work("ke-hoach", `Kế hoạch "phòng & chống" <tội phạm>`), "2022-03-31", "huyen-uy", "van-phong"),
			task(secret, "2022-04-15", "huyen-uy"),
		},
		Policies: []*escalation.Policy{{
			ID: "chuan", At: 480, Remind: []calendar.Offset{offset("7d")}, Overdue: &escalation.Repeat{Every: offset("1wd"), Times: 3},
			Prompt: &escalation.PromptRule{Every: escalation.Weekly, On: time.Monday},
			Escalate: []escalation.Level{
				{After: offset("1wd"), To: []escalation.Addressee{escalation.ToHead}, Ask: escalation.AskStatus, AnswerWithin: &within},
				{After: offset("5wd"), To: []escalation.Addressee{escalation.ToHead}, Ask: escalation.AskExplanation, AnswerWithin: &within},
			},
		}},
	})
}

// world is a bot with everything around it, real but for Telegram: the database, the clockwork, delivery, and the sandbox in its place.
type world struct {
	t     testing.TB
	box   *sandbox.Server
	db    *store.Store
	bot   *bot.Bot
	del   *delivery.Delivery
	lease escalation.Lease
	log   transcript
	file  string

	mu     sync.Mutex
	now    time.Time
	office *escalation.Office
	stop   func()
	fault  func(method string, form url.Values) (code int, body string)
	heard  []time.Time // until when updates were taken
}

func (w *world) taken(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heard = append(w.heard, at)
}

// RoundTrip gives requests to the sandbox without a network, unless something is to go wrong on the way.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if code, text := w.wrong(path.Base(r.URL.Path), form); code != 0 {
		rec.WriteHeader(code)
		rec.WriteString(text)
		return rec.Result(), nil
	}
	w.box.ServeHTTP(rec, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return rec.Result(), nil
}

// wrong says what goes wrong with a call; 0: nothing.
func (w *world) wrong(method string, form url.Values) (code int, body string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fault == nil {
		return 0, ""
	}
	return w.fault(method, form)
}

// breaks makes calls go wrong from now on; nil mends everything.
func (w *world) breaks(fault func(method string, form url.Values) (code int, body string)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = fault
}

// Lease implements delivery.Leading.
func (w *world) Lease() escalation.Lease { return w.lease }

// logged is what the parts have logged.
func (w *world) logged() string { return w.log.String() }

// transcript gathers what is logged.
type transcript struct {
	mu sync.Mutex
	b  strings.Builder
}

func (o *transcript) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p) //nolint:wrapcheck // never fails
}

func (o *transcript) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func (w *world) officeNow() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) inForce() *escalation.Office {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.office
}

// newWorld is the morning of 1 March 2022, on which the work is assigned, after everybody has read that.
func newWorld(t testing.TB) *world {
	t.Helper()
	w := worldOf(t, office())
	w.run()
	w.at("2022-03-01 08:00")
	return w
}

// worldOf is that world for an office, with its parts ready and nothing running yet.
func worldOf(t testing.TB, o *escalation.Office, groups ...sandbox.Group) *world {
	t.Helper()
	w := &world{t: t, office: o, file: filepath.Join(t.TempDir(), "story.db")}
	w.now = time.Date(2022, time.March, 1, 8, 0, 0, 0, hanoi())
	var persons []sandbox.Person
	for _, p := range o.People {
		persons = append(persons, sandbox.Person{ID: p.Telegram, Name: p.Name, Title: p.Title, Started: true})
	}
	w.box = sandbox.New(sandbox.Options{
		Token: token, BotName: "Đôn đốc", BotUsername: "don_doc_bot", People: persons,
		Groups: append(groups,
			sandbox.Group{ID: group, Name: "Văn phòng", Members: []int64{clerk, boss, head}, Supergroup: true},
			sandbox.Group{ID: untied, Name: "Nhóm khác", Members: []int64{clerk}},
		),
	})
	t.Cleanup(w.box.Close)
	w.build()
	t.Cleanup(func() { w.stop() })
	return w
}

// start opens the database and lets bot and delivery run, as after a restart.
func (w *world) start() {
	w.t.Helper()
	w.build()
	w.run()
}

// build opens the database and makes the parts.
func (w *world) build() {
	w.t.Helper()
	ctx := context.Background()
	var err error
	if w.db, err = store.Open(ctx, "sqlite:"+w.file); err != nil {
		w.t.Fatal(err)
	}
	w.db.Announce(func(c escalation.LinkChange) []escalation.Notice { return escalation.LinkNotices(w.inForce(), c) })
	var won bool
	if w.lease, won, err = w.db.Lead(ctx, "story", time.Hour); err != nil || !won {
		w.t.Fatalf("lead: %v, %v", won, err)
	}
	if err = w.db.SyncLinks(ctx, w.officeNow(), w.office.Links()); err != nil {
		w.t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(&w.log, nil))
	client, err := bot.NewClient(bot.ClientOptions{Token: token, API: "http://telegram", HTTP: &http.Client{Transport: w}})
	if err != nil {
		w.t.Fatal(err)
	}
	often := delivery.Rate{Count: 1000, Per: time.Millisecond}
	limiter := delivery.NewLimiter(delivery.Limits{All: often, Private: often, Group: often})
	w.bot = bot.New(bot.Options{Client: client, Store: w.db, Office: w.inForce, Now: w.officeNow, Limiter: limiter, Log: log, Taken: w.taken})
	w.del = delivery.New(delivery.Options{
		Outbox: w.db, Sender: bot.NewSender(client, w.db, w.inForce, w.officeNow), Leading: w,
		Office: w.inForce, OfficeNow: w.officeNow, Limiter: limiter, Log: log,
	})
	w.stop = w.closeDatabase
}

func (w *world) run() {
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() { w.del.Run(ctx) })
	work.Go(func() {
		if err := w.bot.Run(ctx); err != nil {
			w.t.Errorf("run: %v", err)
		}
	})
	w.stop = func() {
		cancel()
		work.Wait()
		w.closeDatabase()
	}
}

// closeDatabase closes the database once; whoever still uses it fails.
func (w *world) closeDatabase() {
	if w.db == nil {
		return
	}
	if err := w.db.Close(); err != nil {
		w.t.Errorf("close: %v", err)
	}
	w.db = nil
}

// restart ends the process and starts it again.
func (w *world) restart() {
	w.stop()
	w.start()
}

// at moves the clock, and lets everything due happen.
func (w *world) at(local string) {
	w.t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", local, hanoi())
	if err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	w.now = moment
	w.mu.Unlock()
	w.tick(moment)
	w.settle()
}

// tick brings into being what there is to do by now, and tells what is due, all at once.
func (w *world) tick(now time.Time) {
	w.t.Helper()
	ctx := w.t.Context()
	var changes []escalation.Change
	for _, a := range escalation.Assignments(w.office, time.Time{}, now) {
		if _, err := w.db.Assignment(ctx, a.Key); errors.Is(err, escalation.ErrNotFound) {
			changes = append(changes, escalation.Create(w.office, a, now))
		}
	}
	w.apply(changes)
	due, err := w.db.Due(ctx, now, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	links, err := w.db.Links(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	changes = nil
	for _, a := range due {
		changes = append(changes, escalation.Decide(w.office, links, a, now))
	}
	w.apply(changes)
}

func (w *world) apply(changes []escalation.Change) {
	w.t.Helper()
	if err := w.db.Apply(w.t.Context(), w.lease.Epoch, changes); err != nil {
		w.t.Fatal(err)
	}
}

// settle waits until every update has had its effect and nothing waits to be sent.
func (w *world) settle() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 20*time.Second)
	defer cancel()
	if err := w.box.WaitIdle(ctx); err != nil {
		w.t.Fatal("updates are not handled: ", err)
	}
	if err := w.del.Drain(ctx); err != nil {
		w.t.Fatal("notices are not sent: ", err)
	}
}

// page talks to the sandbox as its page does.
func (w *world) page(method, path string, body, into any) {
	w.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	w.box.ServeHTTP(rec, httptest.NewRequest(method, path, bytes.NewReader(raw)))
	if rec.Code != http.StatusOK {
		w.t.Fatalf("%s %s: %d %s", method, path, rec.Code, rec.Body)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(rec.Body.Bytes(), into); err != nil {
		w.t.Fatal(err)
	}
}

// post sends a request to the sandbox and ignores what comes of it.
func (w *world) post(path, body string) {
	w.box.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, path, strings.NewReader(body)))
}

// untilPending waits until an update is there that is not confirmed, and then as long as it stays so or until the context ends.
func (w *world) untilPending(ctx context.Context) {
	w.t.Helper()
	for w.box.Idle() && ctx.Err() == nil {
		runtime.Gosched()
	}
	if err := w.box.WaitIdle(ctx); err == nil {
		w.t.Error("the update was confirmed")
	}
}

// bubble is a message as a person sees it.
type bubble struct {
	ID   int64 `json:"id"`
	From struct {
		Bot bool `json:"bot"`
	} `json:"from"`
	Text    string `json:"text"`
	Buttons [][]struct {
		Text string `json:"text"`
		Data string `json:"data"`
	} `json:"buttons"`
	Force   bool  `json:"force_reply"`
	ReplyTo int64 `json:"reply_to"`
}

// labels are the buttons of a message.
func (m bubble) labels() []string {
	var out []string
	for _, row := range m.Buttons {
		for _, b := range row {
			out = append(out, b.Text)
		}
	}
	return out
}

// data is what a button carries; "" when there is none with that label.
func (m bubble) data(label string) string {
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text == label {
				return b.Data
			}
		}
	}
	return ""
}

func itoa(n int64) string { return strings.TrimSpace(string(must(json.Marshal(n)))) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// chat lists the bot's messages in a chat, oldest first.
func (w *world) chat(id int64) []bubble {
	w.t.Helper()
	var all []bubble
	w.page(http.MethodGet, "/sandbox/chats/"+itoa(id)+"/messages", nil, &all)
	return slices.DeleteFunc(all, func(m bubble) bool { return !m.From.Bot })
}

func (w *world) last(chat int64) bubble {
	w.t.Helper()
	list := w.chat(chat)
	if len(list) == 0 {
		w.t.Fatalf("the bot has said nothing in %d", chat)
	}
	return list[len(list)-1]
}

// says checks that the bot's last message in a chat has all these parts.
func (w *world) says(chat int64, parts ...string) bubble {
	w.t.Helper()
	m := w.last(chat)
	for _, p := range parts {
		if !strings.Contains(m.Text, p) {
			w.t.Errorf("in %d the bot says\n%s\nwant %q in it", chat, m.Text, p)
		}
	}
	return m
}

// types writes a text in private and waits for what follows.
func (w *world) types(from int64, text string) {
	w.t.Helper()
	w.sends(from, map[string]any{"from": from, "text": text})
}

func (w *world) sends(chat int64, body map[string]any) {
	w.t.Helper()
	w.page(http.MethodPost, "/sandbox/chats/"+itoa(chat)+"/send", body, nil)
	w.settle()
}

// toast is what who presses a button sees.
type toast struct {
	Answered bool   `json:"answered"`
	Text     string `json:"text"`
	Alert    bool   `json:"alert"`
}

// button finds the newest message of a chat with such a button.
func (w *world) button(chat int64, label string) (message int64, data string) {
	w.t.Helper()
	for _, m := range slices.Backward(w.chat(chat)) {
		if d := m.data(label); d != "" {
			return m.ID, d
		}
	}
	w.t.Fatalf("nowhere in %d is a button %q; the last message has %q:\n%s", chat, label, w.last(chat).labels(), w.last(chat).Text)
	return 0, ""
}

// presses presses a button in private.
func (w *world) presses(who int64, label string) toast {
	w.t.Helper()
	return w.pressesIn(who, who, label)
}

func (w *world) pressesIn(chat, who int64, label string) toast {
	w.t.Helper()
	message, data := w.button(chat, label)
	return w.pushes(chat, who, message, data)
}

// pushes presses a button by its data, forged or not.
func (w *world) pushes(chat, who, message int64, data string) toast {
	w.t.Helper()
	var t toast
	w.page(http.MethodPost, "/sandbox/press", map[string]any{
		"chat": chat, "message": message, "data": data, "from": who, "forged": true,
	}, &t)
	w.settle()
	if !t.Answered {
		w.t.Errorf("the button %q was not answered", data)
	}
	return t
}

// assignment reads one assignment back.
func (w *world) assignment(key string) escalation.Assignment {
	w.t.Helper()
	a, err := w.db.Assignment(w.t.Context(), key)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// state checks where an assignment stands.
func (w *world) state(key string, want escalation.State) {
	w.t.Helper()
	if a := w.assignment(key); a.State != want {
		w.t.Errorf("%s is %s, want %s", key, a.State, want)
	}
}

// events counts what happened to an assignment.
func (w *world) events(key string, kind escalation.EventKind) int {
	w.t.Helper()
	list, err := w.db.History(w.t.Context(), key, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	n := 0
	for _, e := range list {
		if e.Kind == kind {
			n++
		}
	}
	return n
}
