package calendar_test

import (
	"sync"
	"testing"

	"dondoc/calendar"

	"pgregory.net/rapid"
)

// DESIGN 4: "Nwd working days (the starting date not counted, a day off as the
// starting date allowed)".
func TestWorkingDaysAreCountedWithoutTheStart(t *testing.T) {
	cal := office(t)
	for _, tc := range []struct {
		from string
		n    int
		want string
	}{
		{"2022-03-16", 1, "2022-03-17"},
		{"2022-03-18", 1, "2022-03-21"},  // from a Friday over the weekend
		{"2022-03-19", 1, "2022-03-21"},  // from a Saturday
		{"2022-03-20", -1, "2022-03-18"}, // back from a Sunday
		{"2022-03-21", -1, "2022-03-18"},
		{"2022-03-19", 0, "2022-03-19"}, // nothing counted: the day off itself
		{"2022-01-28", 1, "2022-02-07"}, // over Tết
		{"2022-02-07", -1, "2022-01-28"},
		{"2022-04-29", 1, "2022-05-04"}, // over 30/4, 01/5 and their substitutes
		{"2024-05-03", 1, "2024-05-04"}, // a Saturday that is worked
		{"2024-04-26", 1, "2024-05-02"}, // over the swapped Monday
		{"2025-12-31", 5, "2026-01-09"}, // 01 and 02/01 off
		{"2026-01-09", 1, "2026-01-10"}, // and the Saturday after is worked for it
	} {
		if got := cal.AddWorkingDays(date(t, tc.from), tc.n); got != date(t, tc.want) {
			t.Errorf("%d working days from %s is %v, want %s", tc.n, tc.from, got, tc.want)
		}
	}
}

// DESIGN 4: "Nd calendar days".
func TestCalendarDaysCountEveryDay(t *testing.T) {
	cal := office(t)
	for _, tc := range []struct {
		offset calendar.Offset
		want   string
	}{
		{days(3), "2022-01-31"}, {days(-28), "2021-12-31"}, {days(0), "2022-01-28"},
		{workingDays(1), "2022-02-07"}, {workingDays(-2), "2022-01-26"}, {workingDays(0), "2022-01-28"},
	} {
		if got := cal.Add(date(t, "2022-01-28"), tc.offset); got != date(t, tc.want) {
			t.Errorf("2022-01-28 and %v is %v, want %s", tc.offset, got, tc.want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("an exact duration was added to a date")
		}
	}()
	cal.Add(date(t, "2022-01-28"), exactly(1))
}

func TestADayOffLeadsToTheWorkingDaysAroundIt(t *testing.T) {
	cal := office(t)
	for _, tc := range []struct{ day, previous, next string }{
		{"2022-03-16", "2022-03-16", "2022-03-16"},
		{"2022-03-19", "2022-03-18", "2022-03-21"},
		{"2022-02-01", "2022-01-28", "2022-02-07"},
		{"2025-01-31", "2025-01-24", "2025-02-03"},
		{"2026-08-30", "2026-08-28", "2026-09-03"},
	} {
		d := date(t, tc.day)
		if got := cal.PreviousWorkingDay(d); got != date(t, tc.previous) {
			t.Errorf("before %s: %v, want %s", tc.day, got, tc.previous)
		}
		if got := cal.NextWorkingDay(d); got != date(t, tc.next) {
			t.Errorf("after %s: %v, want %s", tc.day, got, tc.next)
		}
	}
}

func TestHowManyWorkingDaysLate(t *testing.T) {
	cal := office(t)
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"2022-03-31", "2022-03-31", 0},
		{"2022-03-31", "2022-04-01", 1},
		{"2022-03-31", "2022-04-03", 1}, // Sunday: still one
		{"2022-03-31", "2022-04-12", 7}, // Giỗ Tổ and its substitute between
		{"2022-04-12", "2022-03-31", -7},
		{"2022-01-01", "2022-12-31", 249}, // 260 weekdays, 11 of them off
	} {
		if got := cal.WorkingDaysBetween(date(t, tc.a), date(t, tc.b)); got != tc.want {
			t.Errorf("from %s to %s: %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestTheAdministratorsDaysWinOverTheTable(t *testing.T) {
	spec := officeSpec(t)
	spec.Off = []calendar.Day{
		{Date: date(t, "2022-03-16"), Name: "Nghỉ phòng, chống bão"},
		{Date: date(t, "2022-09-02")}, // as the table says
		{Date: date(t, "2022-03-20")}, // a Sunday
	}
	spec.Worked = []calendar.Day{
		{Date: date(t, "2022-01-31"), Name: "Trực Tết"},
		{Date: date(t, "2022-03-19")},
	}
	cal := calendar.New(spec)
	listed := map[string]calendar.Day{}
	for _, d := range cal.Days(2022) {
		listed[d.Date.String()] = d
	}
	for _, tc := range []struct {
		day     string
		working bool
		name    string
	}{
		{"2022-03-16", false, "Nghỉ phòng, chống bão"},
		{"2022-09-02", false, "Quốc khánh 02/9"},
		{"2022-03-20", false, "Ngày nghỉ"},
		{"2022-01-31", true, "Trực Tết"},
		{"2022-03-19", true, "Ngày làm bù"},
	} {
		got := listed[tc.day]
		if cal.IsWorkingDay(date(t, tc.day)) != tc.working || (got.Kind == calendar.Worked) != tc.working {
			t.Errorf("%s: worked %v, listed as %v", tc.day, !tc.working, got)
		}
		if got.Name != tc.name || got.Status != calendar.Announced {
			t.Errorf("%s is listed as %v, want %q, announced", tc.day, got, tc.name)
		}
	}
}

func TestTheAdministratorAnnouncesAComputedYear(t *testing.T) {
	spec := officeSpec(t)
	spec.Off = []calendar.Day{{Date: date(t, "2027-02-04"), Name: "Nghỉ hoán đổi"}}
	spec.Worked = []calendar.Day{{Date: date(t, "2027-02-11"), Name: "Không nghỉ bù"}}
	cal := calendar.New(spec)
	if cal.IsWorkingDay(date(t, "2027-02-04")) || !cal.IsWorkingDay(date(t, "2027-02-11")) || cal.IsWorkingDay(date(t, "2027-02-10")) {
		t.Error("the administrator's days do not win over the computed ones")
	}
}

func TestACalendarIsNotChangedThroughWhatItWasMadeFromOrGave(t *testing.T) {
	spec := officeSpec(t)
	spec.Off = []calendar.Day{{Date: date(t, "2022-03-16"), Name: "Nghỉ"}}
	cal := calendar.New(spec)
	spec.Off[0].Date = date(t, "2022-03-17")
	spec.Workdays[0] = 0
	cal.Days(2022)[0].Name = "?"
	if cal.IsWorkingDay(date(t, "2022-03-16")) || !cal.IsWorkingDay(date(t, "2022-03-21")) || cal.Days(2022)[0].Name == "?" {
		t.Error("the calendar changed")
	}
}

func TestACalendarWithoutWorkingDaysDoesNotSearchForEver(t *testing.T) {
	cal := calendar.New(calendar.Spec{Hours: hours(t, "07:30-17:00"), Holidays: "none"})
	d, at := date(t, "2022-03-16"), moment(t, "2022-03-16T08:00:00Z")
	if cal.NextWorkingDay(d) != d || cal.PreviousWorkingDay(d) != d || cal.AddWorkingDays(d, 3) != d || cal.AddWorkingDays(d, -3) != d {
		t.Error("a search did not return to its start")
	}
	if got := cal.WorkingDaysBetween(d, d.AddDays(100)); got != 0 {
		t.Errorf("%d working days", got)
	}
	if !cal.NextOpen(at).Equal(at) || !cal.PreviousOpen(at).Equal(at) || cal.IsOpen(at) {
		t.Error("a closed calendar opened")
	}
	if got := len(calendar.New(calendar.Spec{Holidays: "vn"}).Days(2033)); got != 11 {
		t.Errorf("without working days there are %d days off, some of them substitutes", got)
	}
}

func TestDaysOutsideOfEveryCalendarHarmNobody(t *testing.T) {
	cal := office(t)
	for _, year := range []int{-1 << 63, -1, 0, 1, 9999, 10_000, 1<<63 - 1} {
		cal.Days(year)
	}
	for _, d := range []calendar.Date{{}, {Year: 2022, Month: 2, Day: 31}, {Year: 2022, Month: 12, Day: 40}, {Year: 2022, Month: 14, Day: -3}, {Year: 1_000_000, Month: 1, Day: 1}, date(t, "0001-01-01"), date(t, "9999-12-31")} {
		cal.IsWorkingDay(d)
		cal.AddWorkingDays(d, 30)
		cal.AddWorkingDays(d, -30)
	}
	today := date(t, "2022-01-25")
	if far := cal.AddWorkingDays(today, 100_000); far.Year < 2400 || cal.AddWorkingDays(far, -100_000) != today {
		t.Errorf("a hundred thousand working days ahead is %v", far)
	}
}

// The laws of adding working days, for any calendar.
func TestAddingWorkingDaysKeepsItsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal, d := anyCalendar().Draw(t, "calendar"), anyDate().Draw(t, "from")
		n := rapid.IntRange(-60, 60).Draw(t, "n")
		to := cal.AddWorkingDays(d, n)
		if n != 0 && !cal.IsWorkingDay(to) {
			t.Fatalf("%d working days from %v is %v, a day off", n, d, to)
		}
		if got := cal.WorkingDaysBetween(d, to); n >= 0 && got != n {
			t.Fatalf("%d working days from %v is %v, but %d lie between", n, d, to, got)
		}
		if start := cal.NextWorkingDay(d); cal.AddWorkingDays(cal.AddWorkingDays(start, n), -n) != start {
			t.Fatalf("%d working days from %v and back do not meet", n, start)
		}
		if next := cal.AddWorkingDays(d, n+1); !next.After(to) && n != -1 {
			t.Fatalf("%d working days from %v is %v, one more is %v", n, d, to, next)
		}
		if later := cal.AddWorkingDays(d.AddDays(1), n); later.Before(to) {
			t.Fatalf("%d working days from %v is %v, from a day later %v", n, d, to, later)
		}
	})
}

func TestTheNearestWorkingDayHasNoneBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal, d := anyCalendar().Draw(t, "calendar"), anyDate().Draw(t, "day")
		next, previous := cal.NextWorkingDay(d), cal.PreviousWorkingDay(d)
		if !cal.IsWorkingDay(next) || !cal.IsWorkingDay(previous) || next.Before(d) || previous.After(d) {
			t.Fatalf("around %v: %v and %v", d, previous, next)
		}
		for between := previous.AddDays(1); between.Before(next); between = between.AddDays(1) {
			if between != d && cal.IsWorkingDay(between) || between == d && cal.IsWorkingDay(d) && next != d {
				t.Fatalf("%v lies between %v and %v", between, previous, next)
			}
		}
	})
}

func TestWorkingDaysBetweenIsTheCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal, a := anyCalendar().Draw(t, "calendar"), anyDate().Draw(t, "a")
		b := a.AddDays(rapid.IntRange(0, 800).Draw(t, "days"))
		count := 0
		for d := a.AddDays(1); !d.After(b); d = d.AddDays(1) {
			if cal.IsWorkingDay(d) {
				count++
			}
		}
		if got, back := cal.WorkingDaysBetween(a, b), cal.WorkingDaysBetween(b, a); got != count || back != -count {
			t.Fatalf("from %v to %v: %d and back %d, want %d", a, b, got, back, count)
		}
	})
}

func TestManyAskOneCalendarAtOnce(t *testing.T) {
	cal, alone := office(t), office(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for d := date(t, "2020-01-01"); d.Year < 2032; d = d.AddDays(17) {
				if cal.AddWorkingDays(d, 10) != alone.AddWorkingDays(d, 10) {
					t.Errorf("ten working days from %v differ", d)
				}
			}
		})
	}
	group.Wait()
}
