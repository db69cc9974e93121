package calendar

import (
	"slices"
	"sync/atomic"
	"time"
)

// Kind says whether a listed day is off or worked.
type Kind string

// The kinds of a Day.
const (
	Off    Kind = "off"
	Worked Kind = "worked"
)

// Status says whether a day is certain.
type Status string

// Announced days come from the government's announcement or from the
// administrator; Provisional ones are computed from the law.
const (
	Announced   Status = "announced"
	Provisional Status = "provisional"
)

// Day is a day that the calendar lists: a public holiday, its substitute, or a
// swapped day. Its JSON is that of `dondoc calendar` (DESIGN 7).
type Day struct {
	Date   Date   `json:"date"`
	Kind   Kind   `json:"kind"`
	Name   string `json:"name"`
	Status Status `json:"status"`
}

// Spec describes a calendar.
type Spec struct {
	Location *time.Location // nil means UTC
	Workdays []time.Weekday
	Hours    Hours
	Holidays string // "vn", or "none"
	Off      []Day  // the administrator's days off; only Date and Name count
	Worked   []Day  // and swapped working days; they win over everything
}

// Calendar knows the working time of an office. It never changes and may be
// used by many goroutines at once.
//
// Searches for a working day give up after ten years without one and return the
// date that they started from.
type Calendar struct {
	location *time.Location
	hours    Hours
	holidays string
	workdays [7]bool
	own      map[Date]Day // the administrator's days

	years [lastKeptYear - firstKeptYear + 1]atomic.Pointer[year] // kept once computed
}

// searchLimit is how many days in a row without work end a search.
const searchLimit = 3660

// New builds the calendar that s describes. It trusts s: config refuses what
// cannot be meant. Days off without a name keep the name of the holiday.
func New(s Spec) *Calendar {
	c := &Calendar{location: s.Location, hours: s.Hours, holidays: s.Holidays, own: map[Date]Day{}}
	if c.location == nil {
		c.location = time.UTC
	}
	for _, w := range s.Workdays {
		c.workdays[w] = true
	}
	for _, d := range s.Off {
		c.own[d.Date] = Day{Date: d.Date, Kind: Off, Name: d.Name, Status: Announced}
	}
	for _, d := range s.Worked {
		c.own[d.Date] = Day{Date: d.Date, Kind: Worked, Name: d.Name, Status: Announced}
	}
	return c
}

// Location is the zone in which the calendar's days begin and end.
func (c *Calendar) Location() *time.Location { return c.location }

// Hours are the working hours of every working day.
func (c *Calendar) Hours() Hours { return c.hours }

// Days lists the days of a year that differ from a plain week, ordered by date:
// public holidays (on weekends too), substitute days and swapped days. Outside of
// the years 1 to 9999 there are none.
func (c *Calendar) Days(year int) []Day {
	if year < firstYear || year > lastYear {
		return []Day{}
	}
	return slices.Clone(c.year(year).days)
}

// IsWorkingDay tells whether d is worked.
func (c *Calendar) IsWorkingDay(d Date) bool {
	k := c.at(d)
	return k.working()
}

// NextWorkingDay is d itself or the first working day after it.
func (c *Calendar) NextWorkingDay(d Date) Date { return c.search(d, +1) }

// PreviousWorkingDay is d itself or the last working day before it.
func (c *Calendar) PreviousWorkingDay(d Date) Date { return c.search(d, -1) }

func (c *Calendar) search(d Date, step int) Date {
	k := c.at(d)
	for range searchLimit {
		if k.working() {
			return k.date()
		}
		k.move(step)
	}
	return d
}

// AddWorkingDays is the n-th working day after d, or before it if n is negative.
// d itself is not counted and may be a day off; n == 0 returns d.
func (c *Calendar) AddWorkingDays(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	k := c.at(d)
	for idle := 0; n > 0; {
		k.move(step)
		if k.working() {
			n, idle = n-1, 0
		} else if idle++; idle == searchLimit {
			return d
		}
	}
	return k.date()
}

// Add is the date at an offset from d. It panics on an exact duration, which
// counts from a moment and not from a date.
func (c *Calendar) Add(d Date, o Offset) Date {
	switch o.Unit {
	case Days:
		return d.AddDays(o.N)
	case WorkingDays:
		return c.AddWorkingDays(d, o.N)
	}
	panic("calendar: " + o.String() + " added to a date")
}

// WorkingDaysBetween counts the working days after a up to and including b. If b
// is before a it is the same count from b to a, negative.
func (c *Calendar) WorkingDaysBetween(a, b Date) int {
	if b.Before(a) {
		return -c.WorkingDaysBetween(b, a)
	}
	count := 0
	k := c.at(a)
	for range b.DaysSince(a) {
		k.move(+1)
		if k.working() {
			count++
		}
	}
	return count
}
