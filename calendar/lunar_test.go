package calendar

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// domain.md §4: the first day of Tết and Giỗ Tổ, agreed by four computations.
func TestTetAndGioToAreThoseOfTheDomain(t *testing.T) {
	for tet, anniversary := range map[string]string{
		"2022-02-01": "2022-04-10", "2023-01-22": "2023-04-29", "2024-02-10": "2024-04-18", "2025-01-29": "2025-04-07",
		"2026-02-17": "2026-04-26", "2027-02-06": "2027-04-16", "2028-01-26": "2028-04-04", "2029-02-13": "2029-04-23",
		"2030-02-02": "2030-04-12", "2031-01-23": "2031-04-01", "2032-02-11": "2032-04-19", "2033-01-31": "2033-04-09",
		"2034-02-19": "2034-04-28", "2035-02-08": "2035-04-17",
	} {
		d, err := ParseDate(tet)
		if err != nil {
			t.Fatal(err)
		}
		if got := lunarDate(d.Year, 1, 1).String(); got != tet {
			t.Errorf("Tết %d is %s, want %s", d.Year, got, tet)
		}
		if got := lunarDate(d.Year, 3, 10).String(); got != anniversary {
			t.Errorf("Giỗ Tổ %d is %s, want %s", d.Year, got, anniversary)
		}
	}
}

// The years in which the calendar of Viet Nam leaves that of China, one of them
// by a month: there an hour of zone makes the day.
func TestTetLeavesTheChineseNewYear(t *testing.T) {
	for year, want := range map[int]string{1968: "1968-01-29", 1969: "1969-02-16", 1985: "1985-01-21", 2007: "2007-02-17", 2030: "2030-02-02", 2053: "2053-02-18"} {
		if got := lunarDate(year, 1, 1).String(); got != want {
			t.Errorf("Tết %d is %s, want %s", year, got, want)
		}
	}
	for year, want := range map[int]string{1975: "1975-04-20", 2009: "2009-04-04", 2037: "2037-04-24", 2038: "2038-04-13"} {
		if got := lunarDate(year, 3, 10).String(); got != want {
			t.Errorf("Giỗ Tổ %d is %s, want %s", year, got, want)
		}
	}
}

// domain.md §4: repeated months, as the lunar year that has them and the month
// that they repeat.
func TestTheRepeatedMonths(t *testing.T) {
	for year, month := range map[int]int{2023: 2, 2025: 6, 2028: 5, 2031: 3} {
		leap, ok := leapMonth(monthEleven(year-1), monthEleven(year))
		if got := leap - monthEleven(year-1) - 2; !ok || got != month {
			t.Errorf("%d repeats month %d, want %d", year, got, month)
		}
	}
	if leap, ok := leapMonth(monthEleven(2033), monthEleven(2034)); !ok || leap != monthEleven(2033)+1 {
		t.Error("2033 does not repeat month 11")
	}
	for _, year := range []int{2022, 2024, 2026, 2027, 2029, 2030, 2032, 2033, 2035} {
		if _, ok := leapMonth(monthEleven(year-1), monthEleven(year)); ok {
			t.Errorf("a month is repeated before month 11 of %d", year)
		}
	}
}

func TestALunarMonthHas29Or30Days(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(-1237, 2474).Draw(t, "lunation") // 1900 to 2199
		if length := newMoonDay(k+1) - newMoonDay(k); length != 29 && length != 30 {
			t.Fatalf("month %d has %d days", k, length)
		}
	})
}

func TestTetLiesBetweenTheSameDays(t *testing.T) {
	for year := 1900; year < 2200; year++ {
		tet := lunarDate(year, 1, 1)
		if tet.Before(Date{year, 1, 20}) || tet.After(Date{year, 2, 21}) {
			t.Errorf("Tết %d is %v", year, tet)
		}
		months := monthEleven(year) - monthEleven(year-1)
		if _, ok := leapMonth(monthEleven(year-1), monthEleven(year)); months != 12 && (months != 13 || !ok) {
			t.Errorf("%d months before month 11 of %d, one repeated: %v", months, year, ok)
		}
		if third := lunarDate(year, 3, 10).DaysSince(tet); third < 67 || third > 100 {
			t.Errorf("Giỗ Tổ %d is %d days after Tết", year, third)
		}
	}
}

func TestEveryYearThatCanBeWrittenHasItsTet(t *testing.T) {
	for year := firstYear; year <= lastYear; year += 43 {
		for _, d := range lunarHolidays(year) {
			if d.Date.Year != year {
				t.Fatalf("%d has %v", year, d)
			}
		}
	}
}

// The law agrees with the announcements but for what is decided each year: the
// days around Tết and the swaps.
func TestTheLawGivesTheAnnouncedDays(t *testing.T) {
	decided := func(d Day) bool {
		return strings.Contains(d.Name, lunarNewYear) || strings.Contains(d.Name, "hoán đổi") || d.Kind == Worked
	}
	for year := 2022; year <= 2026; year++ {
		computed, announced := map[Date]string{}, map[Date]string{}
		for _, d := range statutoryDays(year, [7]bool{1: true, 2: true, 3: true, 4: true, 5: true}) {
			if !decided(d) {
				computed[d.Date] = d.Name
			}
		}
		for _, d := range announcedDays(year) {
			if !decided(d) {
				announced[d.Date] = d.Name
			}
		}
		for d, name := range announced {
			if computed[d] != name {
				t.Errorf("%v is announced as %q, computed as %q", d, name, computed[d])
			}
		}
		if len(computed) != len(announced) {
			t.Errorf("%d: computed %v, announced %v", year, computed, announced)
		}
	}
}

// The table's names of the days of Tết are those of the lunar calendar.
func TestTheAnnouncedDaysOfTetHaveTheirLunarNames(t *testing.T) {
	for year := 2022; year <= 2026; year++ {
		first := lunarDate(year, 1, 1)
		length := first.DaysSince(dateOfSerial(newMoonDay(lunation(year, 1) - 1)))
		names := map[int]string{length - 28: tet28, length - 29: tet29, length - 30: tet30}
		for _, d := range announcedDays(year) {
			switch after := d.Date.DaysSince(first); {
			case !strings.HasPrefix(d.Name, lunarNewYear):
			case after >= 0 && d.Name != []string{tet1, tet2, tet3, tet4}[after]:
				t.Errorf("%v is day %d of the new year", d, after+1)
			case after < 0 && d.Name != names[-after-1]:
				t.Errorf("%v is %d days before the new year, want %q", d, -after, names[-after-1])
			}
		}
	}
}

// Meeus, examples 49.a and 25.a.
func TestTheAstronomyIsThatOfTheBook(t *testing.T) {
	if got := newMoon(-283); math.Abs(got-2443192.65118) > 0.000005 {
		t.Errorf("the new moon of February 1977 is at JDE %.5f", got)
	}
	if got := sunLongitude(2448908.5); math.Abs(got-199.90895) > 0.00002 {
		t.Errorf("the sun of 1992-10-13 stands at %.5f°", got)
	}
}

// domain.md §4: hours of the new moon of Tết at UTC+7, by the minute.
func TestTheNewMoonIsRightToTheMinute(t *testing.T) {
	for year, want := range map[int]string{
		2022: "12:46", 2023: "03:53", 2024: "05:59", 2025: "19:36", 2026: "19:01", 2027: "22:56", 2028: "22:12",
		2029: "17:32", 2030: "23:07", 2031: "11:30", 2032: "13:24", 2033: "05:00", 2034: "06:10", 2035: "15:22",
	} {
		jde := newMoon(lunation(year, 1))
		local := jde - deltaT(jde) + aheadOfUT - julianOfSerialZero
		clock, err := ParseTimeOfDay(want)
		if err != nil {
			t.Fatal(err)
		}
		if minutes := (local - math.Floor(local)) * 24 * 60; math.Abs(minutes-float64(clock)) > 1.5 {
			t.Errorf("the new moon of Tết %d is at %v, want %s", year, TimeOfDay(minutes), want)
		}
	}
}
