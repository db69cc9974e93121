package escalation

import (
	"time"

	"dondoc/calendar"
)

// Timeliness is how an assignment stands against its deadline; it is computed, never stored (DESIGN 1).
type Timeliness string

// The values of timeliness.
const (
	NoDeadline Timeliness = "no_deadline"
	NotDue     Timeliness = "not_due"
	DueSoon    Timeliness = "due_soon"
	DueToday   Timeliness = "due_today"
	Overdue    Timeliness = "overdue"
	DoneOnTime Timeliness = "done_on_time"
	DoneLate   Timeliness = "done_late"
)

// dueSoonDays is how many working days before its deadline an assignment counts as due soon.
const dueSoonDays = 3

// TimelinessAt judges the assignment at a moment, against the deadline in force (DESIGN 1): a finished one, or one under review, by
// the day on which it was handed in.
func (a *Assignment) TimelinessAt(c *calendar.Calendar, now time.Time) Timeliness {
	d := a.InForce()
	handedIn := !a.HandedIn.IsZero() && (a.State == Submitted || a.State == Completed)
	switch {
	case d.IsZero() && a.State == Completed:
		return DoneOnTime
	case d.IsZero():
		return NoDeadline
	case handedIn && late(c, d, a.HandedIn):
		return DoneLate
	case handedIn:
		return DoneOnTime
	}
	return pending(c, d, now)
}

// late compares by date: what comes in on the deadline's date is on time, after closing too.
func late(c *calendar.Calendar, d Deadline, handedIn time.Time) bool {
	return calendar.DateOf(handedIn.In(c.Location())).After(d.Date)
}

func pending(c *calendar.Calendar, d Deadline, now time.Time) Timeliness {
	today := calendar.DateOf(now.In(c.Location()))
	switch {
	case now.After(d.Moment):
		return Overdue
	case today == d.Date:
		return DueToday
	case c.WorkingDaysBetween(today, d.Date) <= dueSoonDays:
		return DueSoon
	}
	return NotDue
}

// DaysLate counts the working days by which the assignment is, or was handed in, after the deadline in force; 0 when on time.
func (a *Assignment) DaysLate(c *calendar.Calendar, now time.Time) int {
	d := a.InForce()
	if d.IsZero() {
		return 0
	}
	if !a.HandedIn.IsZero() && (a.State == Submitted || a.State == Completed) {
		now = a.HandedIn
	}
	return max(0, c.WorkingDaysBetween(d.Date, calendar.DateOf(now.In(c.Location()))))
}
