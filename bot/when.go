package bot

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"dondoc/calendar"
)

// mostAhead is how many days ahead a date in words may lie.
const mostAhead = 3660

const (
	weekDays   = 7
	yearMonths = 12
)

// Dates in words, without marks: many people type them so.
var (
	span      = regexp.MustCompile(`^\+? ?(\d{1,4}) (ngay lam viec|ngay|tuan|thang|working days?|days?|weeks?|months?)(?: nua| toi)?$`)
	ofWeek    = regexp.MustCompile(`^(?:thu )?(hai|ba|tu|nam|sau|bay|[2-7]|chu nhat|cn)(?: (tuan nay|tuan sau|tuan toi))?$`)
	endOf     = regexp.MustCompile(`^(?:het|cuoi|den het|den cuoi) (thang nay|thang sau|thang toi|nam nay|nam|thang)(?: (\d{1,2})(?:[/-](\d{4}))?)?$`)
	wordOfDay = map[string]int{"hom qua": -1, "yesterday": -1, "hom nay": 0, "today": 0, "mai": 1, "ngay mai": 1, "tomorrow": 1, "ngay kia": 2}
)

// folded is a text in small letters without marks and double blanks.
func folded(s string) string {
	marks := func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ':
			return 'd'
		}
		return r
	}
	s = strings.Map(marks, norm.NFD.String(strings.ToLower(s)))
	return strings.Join(strings.Fields(strings.Trim(s, ". ")), " ")
}

// parseWhen reads a date as parseDate does, or in words: thứ sáu tuần sau, hết tháng, ngày mai. Spans such as +10 ngày count from base.
func parseWhen(s string, cal *calendar.Calendar, today, base calendar.Date) (calendar.Date, error) {
	if d, err := parseDate(s, today, ahead); err == nil {
		return d, nil
	}
	s = folded(s)
	if days, ok := wordOfDay[s]; ok {
		return today.AddDays(days), nil
	}
	if m := span.FindStringSubmatch(s); m != nil {
		return spanned(cal, base, atoi(m[1]), m[2])
	}
	if m := endOf.FindStringSubmatch(s); m != nil {
		return ending(today, m[1], atoi(m[2]), atoi(m[3]))
	}
	// A lone number is no weekday.
	if m := ofWeek.FindStringSubmatch(s); m != nil && !isDigit(s[0]) {
		return weekday(today, m[1], m[2]), nil
	}
	return calendar.Date{}, errDate
}

func spanned(cal *calendar.Calendar, base calendar.Date, n int, unit string) (calendar.Date, error) {
	if n > mostAhead {
		return calendar.Date{}, errDate
	}
	var d calendar.Date
	switch strings.TrimSuffix(unit, "s") {
	case "ngay", "day":
		d = base.AddDays(n)
	case "tuan", "week":
		d = base.AddDays(n * weekDays)
	case "thang", "month":
		d = addMonths(base, n)
	default:
		d = cal.AddWorkingDays(base, n)
	}
	if d.DaysSince(base) > mostAhead {
		return calendar.Date{}, errDate
	}
	return d, nil
}

// addMonths goes to the same day of a later month, or to its last.
func addMonths(d calendar.Date, n int) calendar.Date {
	months := d.Year*yearMonths + int(d.Month) - 1 + n
	last := calendar.LastOfMonth(months/yearMonths, time.Month(months%yearMonths+1))
	last.Day = min(last.Day, d.Day)
	return last
}

// ending is the last day of a month or year.
func ending(today calendar.Date, what string, month, year int) (calendar.Date, error) {
	first := calendar.Date{Year: today.Year, Month: today.Month, Day: 1}
	switch {
	case strings.HasPrefix(what, "nam") && month == 0:
		return calendar.LastOfMonth(today.Year, time.December), nil
	case (what == "thang sau" || what == "thang toi") && month == 0:
		first = addMonths(first, 1)
	case what == "thang" && month >= 1 && month <= yearMonths:
		if first.Month = time.Month(month); year == 0 && month < int(today.Month) {
			first.Year++
		}
		if year != 0 {
			first.Year = year
		}
	case month != 0:
		return calendar.Date{}, errDate
	}
	if first.Year < firstYear || first.Year > lastYear {
		return calendar.Date{}, errDate
	}
	return calendar.LastOfMonth(first.Year, first.Month), nil
}

// weekday is the next such day after today, or the one of this week or the next.
func weekday(today calendar.Date, name, week string) calendar.Date {
	at := map[string]int{
		"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5, "chu nhat": 6, "cn": 6,
	}[name]
	monday := today.AddDays(-(int(today.Weekday()) + weekDays - 1) % weekDays)
	d := monday.AddDays(at)
	if week == "tuan sau" || week == "tuan toi" || (week == "" && !d.After(today)) {
		d = d.AddDays(weekDays)
	}
	return d
}
