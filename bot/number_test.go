package bot

import (
	"math"
	"testing"
	"time"

	"dondoc/calendar"
)

// TestNumbersAsPeopleTypeThem reads Vietnamese decimals and thousands, with units and without.
func TestNumbersAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]float64{
		"92,5": 92.5, "92,5%": 92.5, "92.5": 92.5, "1.234": 1234, "1.234,5": 1234.5, "1 234": 1234, "-3": -3, "+4": 4, "0": 0, "15 vụ": 15,
		"1.234.567": 1234567, "0,05": 0.05, "2.500": 2500, "100 %": 100, "12.34": 12.34,
	} {
		if got, err := parseNumber(typed); err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "nhiều", "1,2,3", "1,234.5", "1.23.4", "12/3", "NaN", "1e9", "--1", "1234567890123456", "5 5", ",5", "5,", "1.234.56"} {
		if got, err := parseNumber(typed); err == nil {
			t.Errorf("%q: read as %v", typed, got)
		}
	}
	for _, typed := range []string{"không có", "Không có.", "KHONG CO", "chưa có số liệu", "-"} {
		if !none(typed) {
			t.Errorf("%q is no figure", typed)
		}
	}
}

// TestDatesInWords counts spans from the deadline and the rest from today, Monday 21/03/2022.
func TestDatesInWords(t *testing.T) {
	cal := workWeek()
	base := calendar.Date{Year: 2022, Month: time.March, Day: 31}
	for typed, want := range map[string]string{
		"15-4": "2022-04-15", "15/4/2022": "2022-04-15", "thứ sáu tuần sau": "2022-04-01", "Thứ Sáu": "2022-03-25", "thu 6 tuan nay": "2022-03-25",
		"thứ hai": "2022-03-28", "chủ nhật tuần này": "2022-03-27", "hết tháng": "2022-03-31", "cuối tháng sau": "2022-04-30", "hết tháng 4": "2022-04-30",
		"hết tháng 2": "2023-02-28", "hết tháng 2/2024": "2024-02-29", "hết năm": "2022-12-31", "+10 ngày": "2022-04-10", "10 ngày": "2022-04-10",
		"1 tháng": "2022-04-30", "2 tuần": "2022-04-14", "3 ngày làm việc": "2022-04-05", "ngày mai": "2022-03-22", "10 days": "2022-04-10",
	} {
		if got, err := parseWhen(typed, cal, today, base); err != nil || got.String() != want {
			t.Errorf("%q: %s, %v; want %s", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "10", "6", "thứ tám", "hết tháng 13", "9999 tháng", "tuần sau", "31/2/2022", "hết năm 4"} {
		if got, err := parseWhen(typed, cal, today, base); err == nil {
			t.Errorf("%q: read as %s", typed, got)
		}
	}
}

func workWeek() *calendar.Calendar {
	return calendar.New(calendar.Spec{
		Location: time.UTC, Holidays: "vn", Hours: calendar.Hours{Open: 450, Close: 1020},
		Workdays: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
	})
}

// FuzzNumber: whatever is typed, what is read is a number.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"92,5%", "1.234,5", "-1 234", "1e400", "9,", "\u00a0", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if v, err := parseNumber(typed(s)); err == nil && (math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) >= 1e15) {
			t.Errorf("%q: %v", s, v)
		}
	})
}

// FuzzDateInWords: whatever is typed, what is read is a day that there is, and not absurdly far away.
func FuzzDateInWords(f *testing.F) {
	for _, s := range []string{"15/4", "thứ sáu tuần sau", "hết tháng 2/2024", "+3660 ngày", "120 tháng", "29-2", "0 ngày", "hết năm"} {
		f.Add(s)
	}
	cal := workWeek()
	f.Fuzz(func(t *testing.T, s string) {
		d, err := parseWhen(typed(s), cal, today, today)
		if err != nil {
			return
		}
		if back, err := calendar.ParseDate(d.String()); err != nil || back != d || d.Year < firstYear || d.Year > lastYear {
			t.Errorf("%q: %v, %v", s, d, err)
		}
	})
}
