package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
)

//go:embed static
var static embed.FS

// pageView is what the page is drawn from.
type pageView struct {
	Title string
	Chats []chatView
	Clock *time.Time // nil: no clock
	Board *boardView // nil: no board
	// Timeline is whether there is one; it is drawn when it is looked at.
	Timeline bool
	// Head and Above are whom the explanation recommends; nil: nobody.
	Head, Above *chatView
}

// phoneView is one chat as on a phone.
type phoneView struct {
	Chat     chatView
	Days     []dayView
	Commands []apiCommand
	Seen     int64 // the last message that the page has shown
}

// dayView is the messages of one day of office time.
type dayView struct {
	Date     time.Time
	Messages []bubble
}

// bubble is a message with what the page needs beside.
type bubble struct {
	messageView
	Body  template.HTML // safe: made by renderHTML
	Quote string
	Hint  string // of a forced reply
	Group bool
}

// boardView is the board with the number of rows of each level, the most pressing first.
type boardView struct {
	Rows   []BoardRow
	Counts []levelCount
	Error  bool
}

type levelCount struct {
	Level, Name string
	Count       int
}

func parsePages() *template.Template {
	t := template.New("").Funcs(template.FuncMap{
		"weekday": weekday, "day": day, "clock": clockTime, "initials": initials, "size": fileSize, "when": when,
		"subtitle": subtitle, "away": away, "rfc3339": rfc3339,
	})
	return template.Must(t.ParseFS(static, "static/*.html"))
}

// pageRoutes serves the page, the parts of it that the script fetches anew, and its style and script.
func (s *Server) pageRoutes(m *http.ServeMux) {
	m.HandleFunc("GET /{$}", s.getPage)
	m.HandleFunc("GET /page/chats", s.getChatsPart)
	m.HandleFunc("GET /page/chat/{id}", s.getPhonePart)
	m.HandleFunc("GET /page/clock", s.getClockPart)
	m.HandleFunc("GET /page/board", s.getBoardPart)
	s.timelineRoutes(m)
	m.HandleFunc("GET /static/{name}", getStatic)
}

// getStatic serves styles and scripts, and not the templates.
func getStatic(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	kind, known := map[string]string{".css": "text/css", ".js": "text/javascript"}[path.Ext(name)]
	if !known {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeFileFS(w, r, static, "static/"+name)
}

func (s *Server) getPage(w http.ResponseWriter, r *http.Request) {
	v := pageView{
		Title: cmp.Or(s.opt.Title, "Hội thoại thử nghiệm"), Chats: s.listed(), Board: s.board(r.Context()), Timeline: s.opt.Timeline != nil,
		Head: s.recommended(s.opt.Guide.Head), Above: s.recommended(s.opt.Guide.Above),
	}
	if s.opt.Clock != nil {
		now := s.opt.Clock.Now()
		v.Clock = &now
	}
	s.draw(w, "page.html", v)
}

// recommended is a chat that Options.Guide names; nil when there is none.
func (s *Server) recommended(id int64) *chatView {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[id]
	if c == nil {
		return nil
	}
	v := s.viewChat(c)
	return &v
}

func (s *Server) getChatsPart(w http.ResponseWriter, r *http.Request) {
	s.draw(w, "chats", s.listed())
}

func (s *Server) getClockPart(w http.ResponseWriter, r *http.Request) {
	if s.opt.Clock == nil {
		noChat(w)
		return
	}
	now := s.opt.Clock.Now()
	s.draw(w, "clock", &now)
}

func (s *Server) getBoardPart(w http.ResponseWriter, r *http.Request) {
	b := s.board(r.Context())
	if b == nil {
		noChat(w)
		return
	}
	s.draw(w, "board", b)
}

func (s *Server) getPhonePart(w http.ResponseWriter, r *http.Request) {
	id := chatID(r)
	messages, ok := s.messageViews(id)
	if !ok {
		noChat(w)
		return
	}
	s.mu.Lock()
	v := phoneView{Chat: s.viewChat(s.chats[id]), Seen: s.chats[id].seen}
	s.mu.Unlock()
	v.Commands = s.menu(id)
	v.Days = days(messages, v.Chat.Type == group)
	s.draw(w, "phone", v)
}

// draw writes a template whole or not at all.
func (s *Server) draw(w http.ResponseWriter, name string, v any) {
	var page bytes.Buffer
	if err := s.pages.ExecuteTemplate(&page, name, v); err != nil {
		s.log.Error("draw the page", "part", name, "error", err)
		http.Error(w, "Không dựng được trang.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "+
		"img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'")
	// The only error left is a client that has gone.
	_, _ = page.WriteTo(w)
}

// listed returns the chats as the page lists them: the newest message first, silent ones after in their order.
func (s *Server) listed() []chatView {
	views := s.chatViews()
	slices.SortStableFunc(views, func(a, b chatView) int { return cmp.Compare(b.Stamp, a.Stamp) })
	return views
}

// board asks Options.Board; nil where there is none.
func (s *Server) board(ctx context.Context) *boardView {
	if s.opt.Board == nil {
		return nil
	}
	rows, err := s.opt.Board(ctx)
	if err != nil {
		s.log.Error("read the board", "error", err)
		return &boardView{Error: true}
	}
	v := &boardView{Rows: rows}
	for _, l := range levels() {
		for _, r := range rows {
			if r.Level == l.Level {
				l.Count++
			}
		}
		if l.Count > 0 {
			v.Counts = append(v.Counts, l)
		}
	}
	return v
}

// levels names the levels of BoardRow for the filter, the most pressing first.
func levels() []levelCount {
	return []levelCount{
		{"overdue", "Quá hạn", 0}, {"due_today", "Đến hạn hôm nay", 0}, {"due_soon", "Sắp đến hạn", 0},
		{"not_due", "Chưa đến hạn", 0}, {"no_deadline", "Chưa ấn định thời hạn", 0},
		{"done_on_time", "Hoàn thành đúng hạn", 0}, {"done_late", "Hoàn thành quá hạn", 0},
	}
}

// days cuts messages, oldest first, at the days of office time.
func days(messages []messageView, inGroup bool) []dayView {
	var cut []dayView
	for _, m := range messages {
		if len(cut) == 0 || day(cut[len(cut)-1].Date) != day(m.Date) {
			cut = append(cut, dayView{Date: m.Date})
		}
		last := &cut[len(cut)-1]
		// renderHTML escapes everything but its own tags.
		last.Messages = append(last.Messages, bubble{m, template.HTML(m.HTML), m.quote, m.placeholder, inGroup})
	}
	return cut
}

func weekday(t time.Time) string {
	return [...]string{"Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"}[t.Weekday()]
}

func day(t time.Time) string { return t.Format("02/01/2006") }

// rfc3339 is a moment as programs read it.
func rfc3339(t time.Time) string { return t.Format(time.RFC3339) }

func clockTime(t time.Time) string { return t.Format("15:04") }

// when is the date of a chat's last message, in short.
func when(c chatView) string {
	if c.lastDate.IsZero() {
		return ""
	}
	return c.lastDate.Format("02/01 15:04")
}

// subtitle is a chat's title, unless it only repeats the name.
func subtitle(c chatView) string {
	plain := strings.NewReplacer(",", "", " ", "")
	if strings.EqualFold(plain.Replace(c.Title), plain.Replace(c.Name)) {
		return ""
	}
	return c.Title
}

// initials are the first letters of the last two words of a name.
func initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	if len(words) > 2 {
		words = words[len(words)-2:]
	}
	out := ""
	for _, w := range words {
		out += strings.ToUpper(string([]rune(w)[:1]))
	}
	return cmp.Or(out, "?")
}

func fileSize(n int) string {
	if n < 1<<10 {
		return fmt.Sprintf("%d byte", n)
	}
	return fmt.Sprintf("%d kB", (n+1<<10-1)>>10)
}
