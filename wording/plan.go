package wording

import (
	"fmt"
	"strings"

	"dondoc/calendar"
	"dondoc/escalation"
)

// planView is what the template sees of a step in a plan.
type planView struct {
	At              *when
	Key, Kind       string
	Level           int
	Occurrence, To  string
	Status, Explain bool // what is asked
	Due             *deadline
}

// PlanLine is one step in `dondoc plan --format text`: when, which assignment by its key, what, to whom, and the deadline. Plain text.
func (w *Words) PlanLine(o *escalation.Office, a *escalation.Assignment, s escalation.Step) string {
	return Plain(w.render("plan", planView{
		At: w.when(o.Calendar, s.At), Key: line(a.Key), Kind: w.Kind(s.Kind), Level: s.Level, Occurrence: w.occurrence(s.Occurrence),
		To: w.whom(o, s.To, false, sizes()[0]), Due: w.deadline(o.Calendar, a.InForce()),
		Status: s.Ask == escalation.AskStatus && s.Kind != escalation.KindPrompt, Explain: s.Ask == escalation.AskExplanation,
	}))
}

// CalendarLine is one day in `dondoc calendar`: "03/01/2022, Thứ Hai: nghỉ, Nghỉ bù Tết Dương lịch (đã công bố)". Plain text.
func (w *Words) CalendarLine(d calendar.Day) string {
	what := strings.Join([]string{term(w.offDays, d.Kind), line(d.Name)}, ", ")
	return fmt.Sprintf("%s, %s: %s (%s)", w.date(d.Date), w.weekdays(d.Date.Weekday()), what, term(w.certainty, d.Status))
}
