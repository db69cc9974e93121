package config

import (
	"regexp"
	"strconv"
	"strings"
)

// Guesses at what was meant by a value that is written as people write it, and not as a configuration does.

var writtenDate = regexp.MustCompile(`^(?:(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})[/.-](\d{1,2})[/.-](\d{1,2}))$`)

// dateMeant reads 31/12/2026, 31-12-2026 and 2026/12/31; "" when that is no date.
func dateMeant(s string) suggestion {
	m := writtenDate.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	iso := m[3] + m[4] + "-" + twoDigits(m[2]+m[5]) + "-" + twoDigits(m[1]+m[6])
	if _, err := parseDate(iso); err != nil {
		return ""
	}
	return suggestion(iso)
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// dueMeant reads "2026-03-31 11:00".
func dueMeant(s string) suggestion { return suggestion(strings.Replace(s, " ", "T", 1)) }

var writtenMonthDay = regexp.MustCompile(`^(\d{1,2})[/.](\d{1,2})$`)

// monthDayMeant reads 20/3, the day first.
func monthDayMeant(s string) suggestion {
	m := writtenMonthDay.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	return suggestion(twoDigits(m[2]) + "-" + twoDigits(m[1]))
}

var writtenTime = regexp.MustCompile(`(\d{1,2}) ?(?:h|g|giờ|:) ?(\d{2})?`)

// timeMeant reads 8h, 7h30 and 7:30, also in "7h30 - 17h".
func timeMeant(s string) suggestion {
	return suggestion(strings.ReplaceAll(writtenTime.ReplaceAllStringFunc(strings.ToLower(s), func(written string) string {
		m := writtenTime.FindStringSubmatch(written)
		minutes := m[2]
		if minutes == "" {
			minutes = "00"
		}
		return twoDigits(m[1]) + ":" + minutes
	}), " ", ""))
}

var writtenOffset = regexp.MustCompile(`^(-?\d{1,4}) ?(\pL+(?: \pL+)*)$`)

// distanceMeant is offsetMeant where no sign is taken.
func distanceMeant(s string) suggestion { return offsetMeant(strings.TrimPrefix(s, "-")) }

// offsetMeant reads "3 ngày", "2w", "1 tuần", "5WD" and "10 phút"; "" when that is no offset.
func offsetMeant(s string) suggestion {
	m := writtenOffset.FindStringSubmatch(strings.ToLower(s))
	if m == nil {
		return ""
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return ""
	}
	switch m[2] {
	case "d", "day", "days", "ngày":
		return suggestion(m[1] + "d")
	case "wd", "workday", "workdays", "working day", "working days", "ngày làm việc":
		return suggestion(m[1] + "wd")
	case "w", "week", "weeks", "tuần":
		return suggestion(strconv.Itoa(n*len(weekdays)) + "d")
	case "h", "hour", "hours", "giờ":
		return suggestion(m[1] + "h")
	case "m", "min", "minute", "minutes", "phút":
		return suggestion(m[1] + "m")
	}
	return ""
}

// targetMeant finds slips in the words of a target, and "90%".
func targetMeant(s string) suggestion {
	words := []string{"qualitative"}
	if i := strings.LastIndexAny(s, "<=>"); i >= 0 {
		compare := strings.TrimSpace(s[:i+1])
		words = append(words, compare+" previous", compare+" external")
	}
	if number := strings.TrimSuffix(s, "%"); number != s {
		if _, err := parseTarget(strings.TrimSpace(number)); err == nil {
			return suggestion(strings.TrimSpace(number))
		}
	}
	return nearest(s, words)
}

// zoneMeant finds slips in the names of zones that an office of this country may name.
func zoneMeant(s string) suggestion {
	return nearest(s, []string{defaultZone, "Asia/Saigon", "Asia/Bangkok", "Etc/UTC"})
}
