package wording

import (
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// vocabulary is what a language says in single words, and how it forms the short phrases that a template cannot. What is said in
// sentences stands in the language's templates.
type vocabulary struct {
	states     map[escalation.State]string
	timeliness map[escalation.Timeliness]string
	kinds      map[escalation.Kind]string
	actions    map[escalation.Action]string       // buttons
	answers    map[escalation.StatusAnswer]string // buttons, and what is recorded
	labels     map[Label]string
	commands   map[Command]string
	roles      map[escalation.Role]string
	addressees map[escalation.Addressee]string
	offDays    map[calendar.Kind]string
	certainty  map[calendar.Status]string

	task, report string // "Nhiệm vụ số", "Báo cáo số"
	unit         string // of a confidential assignment, and when the configuration does not know it
	system       string // how dondoc calls itself
	and          string
	occasion     string // "lần", before which one it is
	number       string // "số", between the kind of a document and its number
	// documents names the kind of a document by the letters in its number; "" is the word for any other.
	documents map[string]string
	// targets are what an indicator is held against that is no number.
	targets map[string]string

	date     func(calendar.Date) string
	longDate func(calendar.Date) string
	clock    func(hour, minute int) string
	moment   func(clock, date string) string
	period   func(period) string
	workdays func(int) string
	offset   func(calendar.Offset) string
	figure   func(float64) string
	weekdays func(time.Weekday) string
}
