package wording

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dondoc/calendar"
	"dondoc/escalation"
)

// Subject is what a text is about.
type Subject struct {
	Office     *escalation.Office
	Assignment escalation.Assignment
	Now        time.Time
	// Public tells that a group reads it: what persons answered and gave as reasons is left out (DESIGN 5).
	Public bool
}

// secret reports whether only number and deadline may be told (DESIGN 5): as the configuration says now, or said when it was followed
// last.
func (s *Subject) secret() bool {
	w := s.Office.Work(&s.Assignment)
	return s.Assignment.Confidential || (w != nil && w.Confidential)
}

func (s *Subject) today() calendar.Date {
	return calendar.DateOf(s.Now.In(s.Office.Calendar.Location()))
}

// distance counts the working days to a deadline, or from it once its date has passed.
func (s *Subject) distance(d escalation.Deadline) (left, late int) {
	if d.IsZero() {
		return 0, 0
	}
	days := s.Office.Calendar.WorkingDaysBetween(s.today(), d.Date)
	return max(0, days), max(0, -days)
}

// view is what templates see of a subject: cleaned, cut to size, in the zone of the office. What is unknown, or may not be told, is empty.
type view struct {
	Ref          string // "Nhiệm vụ số 12"
	Report       bool
	Confidential bool

	Title, Period, Clause, Document string
	Unit, Support, Reviewer, Basis  string
	State                           string
	Reminded                        int
	Granted                         string // which extension was granted last, of how many: "1/2"

	// Due is the deadline in force; Original the first one where it differs; Supplement that of a return; Ladder what the ladder counts from.
	Due, Original, Supplement, Ladder *deadline
	Timeliness                        escalation.Timeliness
	Submitted                         bool
	// DaysLeft and DaysLate count working days to and from the deadline in force, LadderLeft and LadderLate the ladder's.
	DaysLeft, DaysLate, LadderLeft, LadderLate int
}

// deadline is a deadline as templates read it out. Text is the date, with the time unless it is the end of working hours.
type deadline struct {
	when
	Text string
}

func (w *Words) deadline(c *calendar.Calendar, d escalation.Deadline) *deadline {
	if d.IsZero() {
		return nil
	}
	out := &deadline{when: *w.when(c, d.Moment)}
	out.Text = out.Moment
	if d.Moment.Equal(c.Closing(d.Date)) {
		out.Text = out.Day
	}
	return out
}

// view looks at a subject. What a confidential one may not tell is never put in, so that no template can tell it.
func (w *Words) view(s Subject, l limits) view {
	a, c := &s.Assignment, s.Office.Calendar
	v := view{
		Ref: w.Ref(a), Report: a.Kind == escalation.FromReport, Confidential: s.secret(), Unit: w.unit,
		Due: w.deadline(c, a.InForce()), Supplement: w.deadline(c, a.Supplement), Ladder: w.deadline(c, a.Ladder()),
		Timeliness: a.TimelinessAt(c, s.Now), DaysLate: a.DaysLate(c, s.Now), Submitted: a.State == escalation.Submitted,
	}
	if !a.Original.IsZero() && !a.Original.Moment.Equal(a.InForce().Moment) {
		v.Original = w.deadline(c, a.Original)
	}
	v.DaysLeft, _ = s.distance(a.InForce())
	v.Granted = grantedText(a.Granted, mostExtensions(s))
	v.LadderLeft, v.LadderLate = s.distance(a.Ladder())
	if !v.Confidential {
		w.describe(&v, s, l)
	}
	return v
}

// mostExtensions is how many extensions the policy allows; 0: it does not say.
func mostExtensions(s Subject) int {
	work := s.Office.Work(&s.Assignment)
	if work == nil {
		return 0
	}
	if p := s.Office.Policy(work.Policy); p != nil && p.Extensions != nil {
		return p.Extensions.Max
	}
	return 0
}

// describe adds what a confidential assignment keeps to itself.
func (w *Words) describe(v *view, s Subject, l limits) {
	a := &s.Assignment
	v.Title, v.Period = cut(line(a.Title), l.title), w.periodText(a.Period)
	v.Unit, v.State, v.Reminded = w.unitName(s.Office, a.Unit, l), w.State(a.State), a.Reminded
	if id := s.Office.ReviewUnit(a); id != "" {
		v.Reviewer = w.unitName(s.Office, id, l)
	}
	work := s.Office.Work(a)
	if work == nil {
		return
	}
	v.Title = cut(line(work.Title), l.title)
	v.Basis = strings.TrimSuffix(cut(line(work.Basis), l.name), ".")
	v.Support = cut(w.unitNames(s.Office, work.Support, l), l.name)
	if d := s.Office.Document(work.Document); d != nil {
		v.Document, v.Clause = cut(w.documentText(d.Number), l.name), cut(line(work.Clause), l.name)
	}
}

func (w *Words) unitName(o *escalation.Office, id string, l limits) string {
	if u := o.Unit(id); u != nil && line(u.Name) != "" {
		return cut(line(u.Name), l.name)
	}
	return w.unit
}

func (w *Words) unitNames(o *escalation.Office, ids []string, l limits) string {
	var names []string
	for _, id := range ids {
		names = append(names, w.unitName(o, id, l))
	}
	return strings.Join(names, ", ")
}

// Person names a person by name and title: "Trần Văn B, Trưởng ban". Who is named by an office is not named by it twice; nil gives
// nothing. Plain text.
func (w *Words) Person(p *escalation.Person) string {
	if p == nil {
		return ""
	}
	name, title := line(p.Name), line(p.Title)
	switch {
	case title == "" || containsFold(name, title):
		return name
	case containsFold(title, name):
		return title
	}
	return name + ", " + title
}

// Ref names an assignment by its number: "Nhiệm vụ số 12". Plain text, fit for a button.
func (w *Words) Ref(a *escalation.Assignment) string {
	if a.Kind == escalation.FromReport {
		return w.report + " " + strconv.FormatInt(a.Number, 10)
	}
	return w.task + " " + strconv.FormatInt(a.Number, 10)
}

// TimelinessLine says how an assignment stands with the working days: "quá hạn 3 ngày làm việc". Plain text.
func (w *Words) TimelinessLine(s Subject) string {
	return w.render("timeliness", w.view(s, sizes()[0]))
}

func lowerFirst(s string) string { return firstRune(s, unicode.ToLower) }

func upperFirst(s string) string { return firstRune(s, unicode.ToUpper) }

func firstRune(s string, change func(rune) rune) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(change(r)) + s[size:]
}
