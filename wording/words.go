// Package wording says how everything reads, in Vietnamese and in English: notices, cards, lists, dates, reasons, buttons, errors. It
// decides nothing and is pure: what it is given it puts into words.
//
// Texts are in the part of Telegram's HTML that consists of <b>, <i> and <blockquote>, with everything else escaped, unless a function
// says that it gives plain text. Of a confidential assignment every text tells only the number and the deadline (DESIGN 5).
package wording

import (
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// Words are all texts of one language. They never change and are safe for concurrent use.
type Words struct{}

// For gives the words of a language; Vietnamese for an unknown one.
func For(l escalation.Language) *Words { return &Words{} }

// Subject is what a text is about.
type Subject struct {
	Office     *escalation.Office
	Assignment escalation.Assignment
	Now        time.Time
}

// Item is a notice with its assignment.
type Item struct {
	Assignment escalation.Assignment
	Notice     escalation.Notice
}

// Notice is the text of one notice that has a message of its own; never more than 3,000 characters as Telegram counts them.
func (w *Words) Notice(s Subject, n escalation.Notice) string { return "" }

// Bundle is the head of a message that carries several notices; each of them follows as Short.
func (w *Words) Bundle(o *escalation.Office, now time.Time, items []Item) string { return "" }

// Short is one notice inside a message with several.
func (w *Words) Short(s Subject, n escalation.Notice) string { return "" }

// Card tells everything of an assignment and the last lines of its history.
func (w *Words) Card(s Subject, history []escalation.Event) string { return "" }

// History tells what happened to an assignment, as many of the newest events as fit, oldest first.
func (w *Words) History(s Subject, events []escalation.Event) string { return "" }

// Event is one line of a history.
func (w *Words) Event(s Subject, e escalation.Event) string { return "" }

// Why answers "Vì sao tôi nhận được tin này?": the notice's reason in words.
func (w *Words) Why(s Subject, n escalation.Notice) string { return "" }

// WhyCard says why somebody may see an assignment.
func (w *Words) WhyCard(s Subject, role escalation.Role) string { return "" }

// List is one page of assignments. Pages count from 1; total is how many assignments all pages have.
func (w *Words) List(title string, subjects []Subject, page, pages, total int) string { return "" }

// ListLine is one assignment in a list.
func (w *Words) ListLine(s Subject) string { return "" }

// Ref names an assignment by its number: "Nhiệm vụ số 12". Plain text, fit for a button.
func (w *Words) Ref(a *escalation.Assignment) string { return "" }

// Person names a person by name and title: "Trần Văn B, Trưởng ban". Plain text.
func (w *Words) Person(p *escalation.Person) string { return "" }

// Date is "31/03/2022". Plain text.
func (w *Words) Date(d calendar.Date) string { return "" }

// LongDate is "Thứ Năm, ngày 31/03/2022". Plain text.
func (w *Words) LongDate(d calendar.Date) string { return "" }

// Clock is "08 giờ 00", in t's own location. Plain text.
func (w *Words) Clock(t time.Time) string { return "" }

// Moment is "08 giờ 00 ngày 31/03/2022", in t's own location. Plain text.
func (w *Words) Moment(t time.Time) string { return "" }

// State names a state. Plain text.
func (w *Words) State(s escalation.State) string { return "" }

// Timeliness names how an assignment stands against its deadline. Plain text.
func (w *Words) Timeliness(t escalation.Timeliness) string { return "" }

// TimelinessLine says it with the working days: "quá hạn 3 ngày làm việc". Plain text.
func (w *Words) TimelinessLine(s Subject) string { return "" }

// Kind names a kind of notice. Plain text.
func (w *Words) Kind(k escalation.Kind) string { return "" }

// PlanLine is one step in `dondoc plan --format text`. Plain text.
func (w *Words) PlanLine(o *escalation.Office, a *escalation.Assignment, s escalation.Step) string {
	return ""
}

// CalendarLine is one day in `dondoc calendar`. Plain text.
func (w *Words) CalendarLine(d calendar.Day) string { return "" }

// Plain takes the tags and escapes out of a text of this package.
func Plain(html string) string { return "" }
