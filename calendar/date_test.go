package calendar_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"dondoc/calendar"

	"pgregory.net/rapid"
)

func TestADateIsReadOnlyIfItExists(t *testing.T) {
	for _, tc := range []struct{ text, fault string }{
		{"2022-01-25", ""},
		{"2024-02-29", ""},
		{"0001-01-01", ""},
		{"9999-12-31", ""},
		{"2022-02-29", "does not exist"},
		{"2022-04-31", "does not exist"},
		{"2022-13-01", "does not exist"},
		{"2022-00-10", "does not exist"},
		{"0000-01-01", "does not exist"},
		{"2022-1-25", "YYYY-MM-DD"},
		{"25/01/2022", "YYYY-MM-DD"},
		{"2022-01-25T08:00", "YYYY-MM-DD"},
		{" 2022-01-25", "YYYY-MM-DD"},
		{"-022-01-25", "YYYY-MM-DD"},
		{"2O22-01-25", "YYYY-MM-DD"},
		{"", "YYYY-MM-DD"},
	} {
		d, err := calendar.ParseDate(tc.text)
		switch {
		case tc.fault == "" && err != nil:
			t.Errorf("ParseDate(%q): %v", tc.text, err)
		case tc.fault == "" && d.String() != tc.text:
			t.Errorf("ParseDate(%q) = %v", tc.text, d)
		case tc.fault != "" && (err == nil || !strings.Contains(err.Error(), tc.fault) || !d.IsZero()):
			t.Errorf("ParseDate(%q) = %v, %v; want an error saying %q", tc.text, d, err, tc.fault)
		}
	}
}

func TestADateIsTheDayOfTheMomentsOwnZone(t *testing.T) {
	at := moment(t, "2022-01-25T20:00:00Z")
	if got := calendar.DateOf(at); got != date(t, "2022-01-25") {
		t.Errorf("in UTC: %v", got)
	}
	if got := calendar.DateOf(at.In(zone(t, "Asia/Ho_Chi_Minh"))); got != date(t, "2022-01-26") {
		t.Errorf("in Viet Nam: %v", got)
	}
}

func TestTheLastOfAMonth(t *testing.T) {
	for _, tc := range []struct {
		year  int
		month time.Month
		want  string
	}{
		{2022, time.February, "2022-02-28"}, {2024, time.February, "2024-02-29"}, {1900, time.February, "1900-02-28"},
		{2000, time.February, "2000-02-29"}, {2022, time.April, "2022-04-30"}, {2022, time.December, "2022-12-31"},
	} {
		if got := calendar.LastOfMonth(tc.year, tc.month).String(); got != tc.want {
			t.Errorf("LastOfMonth(%d, %v) = %s, want %s", tc.year, tc.month, got, tc.want)
		}
	}
}

func TestDatesAreOrdered(t *testing.T) {
	ordered := []string{"2021-12-31", "2022-01-01", "2022-01-25", "2022-02-01", "2023-01-01"}
	for i, a := range ordered {
		for j, b := range ordered {
			a, b := date(t, a), date(t, b)
			if a.Before(b) != (i < j) || a.After(b) != (i > j) || (a.Compare(b) == 0) != (i == j) {
				t.Errorf("%v against %v: before %v, after %v, compare %d", a, b, a.Before(b), a.After(b), a.Compare(b))
			}
		}
	}
}

func TestNoDateIsWrittenAsNothing(t *testing.T) {
	type row struct{ Due calendar.Date }
	for _, tc := range []struct {
		row  row
		json string
	}{
		{row{}, `{"Due":""}`},
		{row{date(t, "2022-03-31")}, `{"Due":"2022-03-31"}`},
	} {
		text, err := json.Marshal(tc.row)
		if err != nil || string(text) != tc.json {
			t.Errorf("Marshal(%v) = %s, %v", tc.row, text, err)
		}
		back := row{Due: date(t, "1999-01-01")}
		if err := json.Unmarshal(text, &back); err != nil || back != tc.row {
			t.Errorf("Unmarshal(%s) = %v, %v", text, back, err)
		}
	}
	kept := date(t, "2022-01-25")
	if err := kept.UnmarshalText([]byte("2022-02-30")); err == nil || kept != date(t, "2022-01-25") {
		t.Errorf("a day that does not exist: %v, %v", kept, err)
	}
}

func TestDaysAreCountedOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate().Draw(t, "date"), rapid.IntRange(-5000, 5000).Draw(t, "days")
		moved := d.AddDays(n)
		if moved.DaysSince(d) != n || moved.AddDays(-n) != d {
			t.Fatalf("%v and %d days is %v, %d days since", d, n, moved, moved.DaysSince(d))
		}
		if want := time.Weekday(((int(d.Weekday())+n)%7 + 7) % 7); moved.Weekday() != want {
			t.Fatalf("%v is a %v, want %v", moved, moved.Weekday(), want)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2022-01-25", "2024-02-29", "2023-02-29", "", "0000-00-00", "9999-12-31", "2022-01-25\x00", "٢٠٢٢-٠١-٢٥"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := calendar.ParseDate(s)
		if err == nil && d.String() != s || err != nil && !d.IsZero() {
			t.Errorf("ParseDate(%q) = %v, %v", s, d, err)
		}
	})
}
