package config

import (
	"errors"
	"regexp"
	"time"

	"dondoc/calendar"
)

// errFormat says that a text is not written as it must be; the finding says how.
var errFormat = errors.New("malformed")

// The years that a date can mean.
const (
	firstYear = 1900
	lastYear  = 2199
)

var datePattern = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// date reads YYYY-MM-DD. A day that no calendar has gets a word of its own.
func (v value) date() (calendar.Date, bool) {
	s, ok := v.word()
	if !ok {
		return calendar.Date{}, false
	}
	d, err := parseDate(s)
	switch {
	case err == nil:
		return d, true
	case datePattern.MatchString(s):
		v.fault("no-such-date", s, firstYear, lastYear)
	default:
		v.fault("bad-date", s, dateMeant(s))
	}
	return calendar.Date{}, false
}

// maxDays is the longest offset that anybody means: ten years.
const maxDays = 3660

func parseOffset(s string) (calendar.Offset, error) {
	o, err := calendar.ParseOffset(s)
	if err != nil {
		return o, err
	}
	return o, tooFar(o)
}

func parseSignedOffset(s string) (calendar.Offset, error) {
	o, err := calendar.ParseSignedOffset(s)
	if err != nil {
		return o, err
	}
	return o, tooFar(o)
}

func tooFar(o calendar.Offset) error {
	if abs(o.N) > maxDays || o.Duration > maxDays*24*time.Hour {
		return errFormat
	}
	return nil
}

func (v value) offset() (calendar.Offset, bool) {
	return parsedOr(v, "bad-offset", parseOffset, distanceMeant)
}

// nonZero reads an offset that must lead somewhere.
func (v value) nonZero(zero code) (calendar.Offset, bool) {
	o, ok := v.offset()
	if ok && o.IsZero() {
		v.fault(zero)
	}
	return o, ok && !o.IsZero()
}

func parseDate(s string) (calendar.Date, error) {
	d, err := calendar.ParseDate(s)
	if err == nil && (d.Year < firstYear || d.Year > lastYear) {
		return calendar.Date{}, errFormat
	}
	return d, err
}
