package bot

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"dondoc/calendar"
)

// errDate is a text that is no date.
var errDate = errors.New("no date")

// Years that a typed date may have; what lies outside is a slip of the finger.
const (
	firstYear = 1900
	lastYear  = 2199
	century   = 2000
)

// side says which way a date without a year looks.
type side int

const (
	ahead  side = +1 // the next such day, today included: a deadline
	behind side = -1 // the last such day, today included: the date of a document
)

var (
	dayFirst  = regexp.MustCompile(`^(\d{1,2}) ?[/.-] ?(\d{1,2})(?: ?[/.-] ?(\d{4}|\d{2}))?`)
	yearFirst = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})`)
	inWords   = regexp.MustCompile(`^(\d{1,2}) tháng (\d{1,2})(?: năm (\d{4}))?`)
)

// parseDate reads a date as people type it: 15/4/2022, 15-4-2022, 15.4.22, 15/4, 2022-04-15, ngày 15 tháng 4 năm 2022.
func parseDate(s string, today calendar.Date, way side) (calendar.Date, error) {
	d, rest, err := leadingDate(s, today, way)
	if err == nil && strings.Trim(rest, ". ") != "" {
		return calendar.Date{}, errDate
	}
	return d, err
}

// leadingDate reads a date from the start of a text and gives what follows it.
func leadingDate(s string, today calendar.Date, way side) (d calendar.Date, rest string, err error) {
	s = strings.TrimSpace(s)
	if word, after, ok := strings.Cut(s, " "); ok && strings.EqualFold(word, "ngày") {
		s = strings.TrimSpace(after)
	}
	var day, month, year string
	if m := yearFirst.FindStringSubmatch(s); m != nil {
		year, month, day, rest = m[1], m[2], m[3], s[len(m[0]):]
	} else if m := inWords.FindStringSubmatch(s); m != nil {
		day, month, year, rest = m[1], m[2], m[3], s[len(m[0]):]
	} else if m := dayFirst.FindStringSubmatch(s); m != nil {
		day, month, year, rest = m[1], m[2], m[3], s[len(m[0]):]
	} else {
		return calendar.Date{}, "", errDate
	}
	if rest != "" && isDigit(rest[0]) {
		return calendar.Date{}, "", errDate
	}
	full := atoi(year)
	if len(year) == 2 {
		full += century
	}
	d, err = dateOf(full, atoi(month), atoi(day), today, way)
	return d, rest, err
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// atoi reads what the patterns let through: at most four digits, or none for 0.
func atoi(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// dateOf finds the day; without a year (0) the nearest on that side.
func dateOf(year, month, day int, today calendar.Date, way side) (calendar.Date, error) {
	if year == 0 {
		return nearest(month, day, today, way)
	}
	d, err := existing(year, month, day)
	if err != nil || year < firstYear || year > lastYear {
		return calendar.Date{}, errDate
	}
	return d, nil
}

// nearest looks through the years, since 29 February is not in each.
func nearest(month, day int, today calendar.Date, way side) (calendar.Date, error) {
	const years = 8
	for n := range years + 1 {
		d, err := existing(today.Year+n*int(way), month, day)
		if err == nil && d.Compare(today)*int(way) >= 0 {
			return d, nil
		}
	}
	return calendar.Date{}, errDate
}

func existing(year, month, day int) (calendar.Date, error) {
	d := calendar.Date{Year: year, Month: time.Month(month), Day: day}
	if month < 1 || month > 12 || day < 1 || day > calendar.LastOfMonth(year, d.Month).Day {
		return calendar.Date{}, errDate
	}
	return d, nil
}
