package calendar_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the tests must not depend on the machine's zones

	"dondoc/calendar"

	"pgregory.net/rapid"
)

// weekdays are the workdays of an ordinary office.
func weekdays() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
}

func everyDay() []time.Weekday {
	return append(weekdays(), time.Saturday, time.Sunday)
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	location, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return location
}

func date(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func timeOfDay(t testing.TB, s string) calendar.TimeOfDay {
	t.Helper()
	tod, err := calendar.ParseTimeOfDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return tod
}

func hours(t testing.TB, s string) calendar.Hours {
	t.Helper()
	h, err := calendar.ParseHours(s)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func moment(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// office is a Vietnamese office with the default calendar of DESIGN 3.
func office(t testing.TB) *calendar.Calendar {
	t.Helper()
	return calendar.New(officeSpec(t))
}

func officeSpec(t testing.TB) calendar.Spec {
	t.Helper()
	return calendar.Spec{
		Location: zone(t, "Asia/Ho_Chi_Minh"),
		Workdays: weekdays(),
		Hours:    hours(t, "07:30-17:00"),
		Holidays: "vn",
	}
}

// anyDate draws a day of the years that an office plans in.
func anyDate() *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		return calendar.Date{Year: 2020, Month: time.January, Day: 1}.AddDays(rapid.IntRange(0, 12*365).Draw(t, "day"))
	})
}

// anyCalendar draws a calendar of any zone, week, hours, holidays and swaps.
func anyCalendar() *rapid.Generator[*calendar.Calendar] {
	return rapid.Custom(func(t *rapid.T) *calendar.Calendar {
		zones := []string{"Asia/Ho_Chi_Minh", "UTC", "America/New_York", "Europe/London", "Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe"}
		location, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		open := rapid.IntRange(0, 1439).Draw(t, "open")
		closing := rapid.OneOf(rapid.IntRange(open+1, 1440), rapid.Just(1440)).Draw(t, "close")
		days := rapid.SliceOfN(anyDate(), 0, 40)
		return calendar.New(calendar.Spec{
			Location: location,
			Workdays: rapid.SliceOfNDistinct(rapid.SampledFrom(everyDay()), 1, 7, rapid.ID[time.Weekday]).Draw(t, "workdays"),
			Hours:    calendar.Hours{Open: calendar.TimeOfDay(open), Close: calendar.TimeOfDay(closing)},
			Holidays: rapid.SampledFrom([]string{"vn", "none"}).Draw(t, "holidays"),
			Off:      asDays(days.Draw(t, "off")),
			Worked:   asDays(days.Draw(t, "worked")),
		})
	})
}

func asDays(dates []calendar.Date) []calendar.Day {
	var days []calendar.Day
	for _, d := range dates {
		days = append(days, calendar.Day{Date: d})
	}
	return days
}
