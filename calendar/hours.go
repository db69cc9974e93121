package calendar

import (
	"fmt"
	"strings"
)

// TimeOfDay is a time on the wall clock in minutes since midnight, 0 to 1440.
// 1440 is 24:00, which belongs to the day that it ends.
type TimeOfDay int

const (
	minutesPerHour           = 60
	endOfDay       TimeOfDay = 24 * minutesPerHour
)

// ParseTimeOfDay reads "08:00": two digits each, 24 hours. "24:00" is allowed.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	if len(s) != len("08:00") || s[2] != ':' {
		return 0, fmt.Errorf("time of day %q: want HH:MM", s)
	}
	for _, i := range [...]int{0, 1, 3, 4} {
		if !isDigit(s[i]) {
			return 0, fmt.Errorf("time of day %q: want HH:MM", s)
		}
	}
	hour, minute := twoDigits(s[0:]), twoDigits(s[3:])
	t := TimeOfDay(hour*minutesPerHour + minute)
	if minute >= minutesPerHour || t > endOfDay {
		return 0, fmt.Errorf("time of day %q does not exist", s)
	}
	return t, nil
}

func twoDigits(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

// String writes the time as HH:MM.
func (t TimeOfDay) String() string {
	return fmt.Sprintf("%02d:%02d", int(t)/minutesPerHour, int(t)%minutesPerHour)
}

// Hours are the working hours of a working day. Opening and closing are both
// inside them (DESIGN 4).
type Hours struct {
	Open, Close TimeOfDay
}

// ParseHours reads "07:30-17:00". They may end at 24:00 but not at or before
// their beginning.
func ParseHours(s string) (Hours, error) {
	from, to, found := strings.Cut(s, "-")
	if !found {
		return Hours{}, fmt.Errorf("hours %q: want HH:MM-HH:MM", s)
	}
	open, err := ParseTimeOfDay(from)
	if err != nil {
		return Hours{}, fmt.Errorf("hours %q: %w", s, err)
	}
	closing, err := ParseTimeOfDay(to)
	if err != nil {
		return Hours{}, fmt.Errorf("hours %q: %w", s, err)
	}
	if open >= closing {
		return Hours{}, fmt.Errorf("hours %q: they must open before they close", s)
	}
	return Hours{Open: open, Close: closing}, nil
}

// String writes the hours as HH:MM-HH:MM.
func (h Hours) String() string { return h.Open.String() + "-" + h.Close.String() }
