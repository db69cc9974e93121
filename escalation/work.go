package escalation

import (
	"time"

	"dondoc/calendar"
)

// Work is what a task and a report have in common.
type Work struct {
	ID       string
	Document string // document id
	Clause   string // clause id within the document; "": none
	Title    string
	Basis    string // why the deadline is what it is
	Policy   string // policy id
	Support  []string
	// Review is the id of the reviewing unit that the configuration names (`review`, for a report `to`); "": not named.
	Review string
	// Confidential work tells only its number and deadline (DESIGN 5).
	Confidential bool
}

// Task is a one-off duty; each lead unit owes it.
type Task struct {
	Work
	Lead     []string // unit ids, groups resolved, each once
	Assigned calendar.Date
	Due      *DueDate      // nil: chưa ấn định thời hạn
	Done     calendar.Date // finished before dondoc was there; zero: not
}

// DueDate is a due date as written: a civil day, perhaps with a time.
type DueDate struct {
	Date calendar.Date
	// Moment is set when the date was written with a time, and kept as it is (DESIGN 4.1); zero otherwise.
	Moment time.Time
}

// Report is a recurring duty; each unit in From owes it once per period.
type Report struct {
	Work
	From         []string // unit ids, groups resolved, each once
	Every        Frequency
	Due          PeriodDue
	Dates        []MonthDay // each year, instead of Every and Due
	Start, Until calendar.Date
	Backfill     bool
	Indicators   []string
}

// Frequency is how often a report is owed; "" when it has dates instead.
type Frequency string

// The values of a report's every.
const (
	Weekly     Frequency = "week"
	Monthly    Frequency = "month"
	Quarterly  Frequency = "quarter"
	HalfYearly Frequency = "half-year"
	Yearly     Frequency = "year"
)

// PeriodDue places a report's deadline: an offset from the period's last day, or day Day of its last month, or of the month after (Next).
type PeriodDue struct {
	Offset calendar.Offset
	Day    int // 1..31; 0: Offset counts
	Next   bool
}

// MonthDay is a day of each year.
type MonthDay struct {
	Month time.Month
	Day   int
}

// Indicator is a target of the document that a report answers with a figure.
type Indicator struct {
	ID, Document, Clause, Title string
	Unit                        string // of measurement, such as "%"
	Target                      Target
	Every                       Frequency
}

// Target is what an indicator should reach.
type Target struct {
	// Compare is one of < <= = >= > or "qualitative".
	Compare string
	// Against is "" for Value, else "previous" or "external".
	Against string
	Value   float64
	// Text is the target as written.
	Text string
}
