package calendar

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a civil day, without a time and without a zone. Two dates are the
// same day exactly if they are equal. The zero value means "no date".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

const (
	dateLayout    = "2006-01-02"
	secondsPerDay = 24 * 60 * 60
)

// The years that a date can be written in.
const (
	firstYear = 1
	lastYear  = 9999
)

// ParseDate reads a day written as YYYY-MM-DD. A day that no calendar has,
// such as 2026-02-30, is an error of its own.
func ParseDate(s string) (Date, error) {
	if !looksLikeDate(s) {
		return Date{}, fmt.Errorf("date %q: want YYYY-MM-DD", s)
	}
	t, err := time.Parse(dateLayout, s)
	if err != nil || t.Year() < firstYear {
		return Date{}, fmt.Errorf("date %q does not exist", s)
	}
	return DateOf(t), nil
}

// looksLikeDate tells whether s consists of digits in the places of YYYY-MM-DD.
func looksLikeDate(s string) bool {
	if len(s) != len(dateLayout) {
		return false
	}
	for i := range len(s) {
		dash := i == 4 || i == 7
		if dash != (s[i] == '-') || !dash && !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// DateOf is the day that t shows in its own location.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{Year: year, Month: month, Day: day}
}

// LastOfMonth is the last day of a month, 29 February in leap years.
func LastOfMonth(year int, m time.Month) Date {
	return DateOf(time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC))
}

// String writes the day as YYYY-MM-DD, the zero Date too (0000-00-00).
func (d Date) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// IsZero tells whether d is "no date".
func (d Date) IsZero() bool { return d == Date{} }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

// AddDays is the day n days later, or earlier if n is negative.
func (d Date) AddDays(n int) Date {
	d.Day += n
	return DateOf(d.midnight())
}

// DaysSince is the number of days from e to d, negative if d is before e.
func (d Date) DaysSince(e Date) int { return d.serial() - e.serial() }

// Compare is -1, 0 or +1 as d is before, the same as or after e.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// Before tells whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After tells whether d is later than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// MarshalText writes the day as YYYY-MM-DD and the zero Date as nothing.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// midnight is the start of d in UTC, a zone in which every day has 24 hours.
func (d Date) midnight() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// serial numbers the days; 1970-01-01 is 0.
func (d Date) serial() int { return int(d.midnight().Unix() / secondsPerDay) }

// dateOfSerial is the day with a number that serial gave.
func dateOfSerial(n int) Date {
	return DateOf(time.Unix(int64(n)*secondsPerDay, 0).UTC())
}
