package calendar_test

import (
	"testing"
	"time"

	"dondoc/calendar"

	"pgregory.net/rapid"
)

// DESIGN 4: "Days are civil days of the zone; a local time that does not exist is
// the first that does, one that exists twice the first."
func TestAMomentIsWhenTheWallClockShowsIt(t *testing.T) {
	for _, tc := range []struct{ zone, day, clock, want string }{
		{"Asia/Ho_Chi_Minh", "2022-01-25", "08:00", "2022-01-25T08:00:00+07:00"},
		{"Asia/Ho_Chi_Minh", "2022-01-25", "24:00", "2022-01-26T00:00:00+07:00"},
		{"UTC", "2022-12-31", "24:00", "2023-01-01T00:00:00Z"},

		// 2022-03-13 02:00 to 03:00 was skipped, 2022-11-06 01:00 to 02:00 was twice.
		{"America/New_York", "2022-03-13", "01:59", "2022-03-13T01:59:00-05:00"},
		{"America/New_York", "2022-03-13", "02:00", "2022-03-13T03:00:00-04:00"},
		{"America/New_York", "2022-03-13", "02:30", "2022-03-13T03:00:00-04:00"},
		{"America/New_York", "2022-03-13", "03:00", "2022-03-13T03:00:00-04:00"},
		{"America/New_York", "2022-11-06", "00:59", "2022-11-06T00:59:00-04:00"},
		{"America/New_York", "2022-11-06", "01:00", "2022-11-06T01:00:00-04:00"},
		{"America/New_York", "2022-11-06", "01:59", "2022-11-06T01:59:00-04:00"},
		{"America/New_York", "2022-11-06", "02:00", "2022-11-06T02:00:00-05:00"},
		{"Europe/London", "2022-03-27", "01:30", "2022-03-27T02:00:00+01:00"},
		{"Europe/London", "2022-10-30", "01:30", "2022-10-30T01:30:00+01:00"},

		// Beirut and Cairo skip from midnight to one, and go back from midnight.
		{"Asia/Beirut", "2022-03-27", "00:00", "2022-03-27T01:00:00+03:00"},
		{"Asia/Beirut", "2022-03-26", "24:00", "2022-03-27T01:00:00+03:00"},
		{"Asia/Beirut", "2022-10-29", "23:30", "2022-10-29T23:30:00+03:00"},
		{"Asia/Beirut", "2022-10-29", "24:00", "2022-10-30T00:00:00+02:00"},
		{"Africa/Cairo", "2024-04-26", "00:30", "2024-04-26T01:00:00+03:00"},
		{"Africa/Cairo", "2024-10-31", "23:00", "2024-10-31T23:00:00+03:00"},
		{"Africa/Cairo", "2024-11-01", "00:00", "2024-11-01T00:00:00+02:00"},

		// St. John's went back at a minute past midnight: that midnight was twice.
		{"America/St_Johns", "2010-11-07", "00:00", "2010-11-07T00:00:00-02:30"},
		// Samoa had no 30 December 2011.
		{"Pacific/Apia", "2011-12-30", "08:00", "2011-12-31T00:00:00+14:00"},
		// Half an hour of daylight saving.
		{"Australia/Lord_Howe", "2022-10-02", "02:15", "2022-10-02T02:30:00+11:00"},
	} {
		cal := calendar.New(calendar.Spec{Location: zone(t, tc.zone)})
		got := cal.Moment(date(t, tc.day), timeOfDay(t, tc.clock))
		if !got.Equal(moment(t, tc.want)) || got.Location() != cal.Location() {
			t.Errorf("%s %s in %s is %v, want %s", tc.day, tc.clock, tc.zone, got, tc.want)
		}
	}
}

// The first moment of the day whose wall clock is not before the wanted time,
// found the slow way.
func TestAMomentIsTheFirstThatFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"America/New_York", "Europe/London", "Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe", "America/Santiago"}).Draw(t, "zone")
		location, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		turn := time.Date(rapid.IntRange(1980, 2040).Draw(t, "year"), 1, 1, 0, 0, 0, 0, location)
		for range rapid.IntRange(0, 2).Draw(t, "turn") {
			if _, end := turn.ZoneBounds(); !end.IsZero() {
				turn = end
			}
		}
		d := calendar.DateOf(turn).AddDays(rapid.IntRange(-1, 1).Draw(t, "day"))
		clock := rapid.IntRange(0, 1440).Draw(t, "clock")
		wanted := time.Date(d.Year, d.Month, d.Day, 0, clock, 0, 0, time.UTC)
		var slow time.Time
		for at := wanted.Add(-15 * time.Hour).In(location); ; at = at.Add(time.Minute) {
			_, offset := at.Zone()
			if !at.UTC().Add(time.Duration(offset) * time.Second).Before(wanted) {
				slow = at
				break
			}
		}
		got := calendar.New(calendar.Spec{Location: location}).Moment(d, calendar.TimeOfDay(clock))
		if !got.Equal(slow) {
			t.Fatalf("%v %v in %s is %v, want %v", d, calendar.TimeOfDay(clock), name, got, slow)
		}
	})
}

// DESIGN 4: "Opening and closing are both inside working hours; 24:00 belongs to
// the day that it ends."
func TestOpeningAndClosingAreInsideWorkingHours(t *testing.T) {
	late := officeSpec(t)
	late.Hours = hours(t, "13:00-24:00")
	for _, tc := range []struct {
		name string
		cal  *calendar.Calendar
		at   string
		open bool
	}{
		{"before opening", office(t), "2022-03-16T07:29:59+07:00", false},
		{"opening", office(t), "2022-03-16T07:30:00+07:00", true},
		{"closing", office(t), "2022-03-16T17:00:00+07:00", true},
		{"after closing", office(t), "2022-03-16T17:00:01+07:00", false},
		{"the same moment told in another zone", office(t), "2022-03-16T00:30:00Z", true},
		{"Saturday", office(t), "2022-03-19T09:00:00+07:00", false},
		{"Tết", office(t), "2022-02-01T09:00:00+07:00", false},
		{"a worked Saturday", office(t), "2024-05-04T09:00:00+07:00", true},
		{"midnight that ends a Friday", calendar.New(late), "2022-03-19T00:00:00+07:00", true},
		{"just after it", calendar.New(late), "2022-03-19T00:00:01+07:00", false},
		{"midnight that begins a Monday", calendar.New(late), "2022-03-21T00:00:00+07:00", false},
	} {
		if got := tc.cal.IsOpen(moment(t, tc.at)); got != tc.open {
			t.Errorf("%s, %s: open %v", tc.name, tc.at, got)
		}
	}
}

func TestMidnightBelongsToTheDayThatItEnds(t *testing.T) {
	late := officeSpec(t)
	late.Hours = hours(t, "13:00-24:00")
	always := calendar.Spec{Location: zone(t, "Asia/Ho_Chi_Minh"), Workdays: everyDay(), Hours: hours(t, "00:00-24:00")}
	week := always
	week.Workdays = weekdays()
	for _, tc := range []struct {
		name string
		spec calendar.Spec
		at   string
		want string
	}{
		{"closing at 24:00", late, "2022-03-19T00:00:00+07:00", "2022-03-18"},
		{"a second later", late, "2022-03-19T00:00:01+07:00", "2022-03-19"},
		{"no closing: Sunday was off", late, "2022-03-21T00:00:00+07:00", "2022-03-21"},
		{"closing at 17:00", officeSpec(t), "2022-03-18T17:00:00+07:00", "2022-03-18"},
		{"midnight after it", officeSpec(t), "2022-03-19T00:00:00+07:00", "2022-03-19"},
		{"both closing and opening", always, "2022-03-19T00:00:00+07:00", "2022-03-18"},
		{"opening alone", week, "2022-03-21T00:00:00+07:00", "2022-03-21"},
		{"told in another zone", late, "2022-03-18T17:00:00Z", "2022-03-18"},
	} {
		if got := calendar.New(tc.spec).DayOf(moment(t, tc.at)); got != date(t, tc.want) {
			t.Errorf("%s: %s belongs to %v, want %s", tc.name, tc.at, got, tc.want)
		}
	}
}

func TestTheNextOpeningAndThePreviousClosing(t *testing.T) {
	cal := office(t)
	for _, tc := range []struct{ at, previous, next string }{
		{"2022-03-16T12:00:00+07:00", "2022-03-16T12:00:00+07:00", "2022-03-16T12:00:00+07:00"},
		{"2022-03-16T06:00:00+07:00", "2022-03-15T17:00:00+07:00", "2022-03-16T07:30:00+07:00"},
		{"2022-03-18T20:00:00+07:00", "2022-03-18T17:00:00+07:00", "2022-03-21T07:30:00+07:00"},
		{"2022-02-01T09:00:00+07:00", "2022-01-28T17:00:00+07:00", "2022-02-07T07:30:00+07:00"},
		{"2024-05-03T18:00:00+07:00", "2024-05-03T17:00:00+07:00", "2024-05-04T07:30:00+07:00"},
	} {
		at := moment(t, tc.at)
		if got := cal.PreviousOpen(at); !got.Equal(moment(t, tc.previous)) {
			t.Errorf("before %s: %v, want %s", tc.at, got, tc.previous)
		}
		if got := cal.NextOpen(at); !got.Equal(moment(t, tc.next)) {
			t.Errorf("after %s: %v, want %s", tc.at, got, tc.next)
		}
	}
}

// Between a closed moment and the next opening, and back to the previous closing,
// nothing is open; both are open themselves.
func TestNothingIsOpenBetweenClosingAndOpening(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := anyCalendar().Draw(t, "calendar")
		at := cal.Moment(anyDate().Draw(t, "day"), 0).Add(time.Duration(rapid.IntRange(-3600, 90_000).Draw(t, "second")) * time.Second)
		next, previous := cal.NextOpen(at), cal.PreviousOpen(at)
		if !cal.IsOpen(next) || !cal.IsOpen(previous) || next.Before(at) || previous.After(at) {
			t.Fatalf("%v lies between %v and %v", at, previous, next)
		}
		if cal.IsOpen(at) && (!next.Equal(at) || !previous.Equal(at)) || !cal.IsOpen(at) && !next.After(previous) {
			t.Fatalf("%v is open: %v; %v and %v", at, cal.IsOpen(at), previous, next)
		}
		share := time.Duration(rapid.Int64Range(1, 1_000_000).Draw(t, "share"))
		between := previous.Add(next.Sub(previous) / 1_000_001 * share)
		if between.After(previous) && between.Before(next) && cal.IsOpen(between) {
			t.Fatalf("%v is open, between %v and %v", between, previous, next)
		}
		for d := calendar.DateOf(previous.In(cal.Location())).AddDays(-1); !d.After(calendar.DateOf(next.In(cal.Location()))); d = d.AddDays(1) {
			for _, edge := range []time.Time{cal.Opening(d), cal.Closing(d)} {
				if edge.After(previous) && edge.Before(next) && cal.IsOpen(edge) {
					t.Fatalf("%v is open, between %v and %v", edge, previous, next)
				}
			}
		}
	})
}

func TestAMomentInsideWorkingHoursBelongsToAWorkingDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := anyCalendar().Draw(t, "calendar")
		at := cal.NextOpen(cal.Moment(anyDate().Draw(t, "day"), calendar.TimeOfDay(rapid.IntRange(0, 1440).Draw(t, "clock"))))
		if d := cal.DayOf(at); !cal.IsWorkingDay(d) || at.Before(cal.Opening(d)) || at.After(cal.Closing(d)) {
			t.Fatalf("%v belongs to %v, worked from %v to %v", at, d, cal.Opening(d), cal.Closing(d))
		}
	})
}

func TestAllHoursOfAllDaysAreAlwaysOpen(t *testing.T) {
	for _, name := range []string{"Asia/Ho_Chi_Minh", "America/New_York", "Africa/Cairo", "Asia/Beirut", "America/St_Johns", "Pacific/Apia"} {
		cal := calendar.New(calendar.Spec{Location: zone(t, name), Workdays: everyDay(), Hours: hours(t, "00:00-24:00"), Holidays: "none"})
		rapid.Check(t, func(t *rapid.T) {
			at := time.Unix(rapid.Int64Range(1_000_000_000, 2_000_000_000).Draw(t, "second"), 0)
			if !cal.IsOpen(at) || !cal.NextOpen(at).Equal(at) || !cal.PreviousOpen(at).Equal(at) {
				t.Fatalf("%v is closed in %s", at.In(cal.Location()), name)
			}
		})
		for at := time.Date(2010, 11, 6, 0, 0, 30, 0, time.UTC); at.Year() < 2012; at = at.Add(30 * time.Minute) {
			if !cal.IsOpen(at) {
				t.Fatalf("%v is closed in %s", at.In(cal.Location()), name)
			}
		}
	}
}
