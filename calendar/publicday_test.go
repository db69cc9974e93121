package calendar_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"dondoc/calendar"

	"pgregory.net/rapid"
)

// The announced days of domain.md §4: weekdays off, then worked days.
func TestTheAnnouncedYearsAreThoseOfTheDomain(t *testing.T) {
	for year, want := range map[int]struct{ off, worked string }{
		2022: {"01-03 01-31 02-01 02-02 02-03 02-04 04-11 05-02 05-03 09-01 09-02", ""},
		2023: {"01-02 01-20 01-23 01-24 01-25 01-26 05-01 05-02 05-03 09-01 09-04", ""},
		2024: {"01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03", "05-04"},
		2025: {"01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02", "04-26"},
		2026: {"01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02", "01-10 08-22"},
	} {
		cal := office(t)
		var off, worked []string
		for d := (calendar.Date{Year: year, Month: 1, Day: 1}); d.Year == year; d = d.AddDays(1) {
			weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
			switch text := d.String()[5:]; {
			case !weekend && !cal.IsWorkingDay(d):
				off = append(off, text)
			case weekend && cal.IsWorkingDay(d):
				worked = append(worked, text)
			}
		}
		if got := strings.Join(off, " "); got != want.off {
			t.Errorf("%d is off on %s, want %s", year, got, want.off)
		}
		if got := strings.Join(worked, " "); got != want.worked {
			t.Errorf("%d is worked on %s, want %s", year, got, want.worked)
		}
		for _, d := range cal.Days(year) {
			if d.Status != calendar.Announced {
				t.Errorf("%v is not announced", d)
			}
		}
	}
}

func TestAYearIsListedWithNamesAndHolidaysOnWeekends(t *testing.T) {
	for year, want := range map[int][]string{
		2022: {
			"2022-01-01 off Tết Dương lịch",
			"2022-01-03 off Nghỉ bù Tết Dương lịch",
			"2022-01-31 off Tết Nguyên đán (29 tháng Chạp)",
			"2022-02-01 off Tết Nguyên đán (mùng 1)",
			"2022-02-02 off Tết Nguyên đán (mùng 2)",
			"2022-02-03 off Tết Nguyên đán (mùng 3)",
			"2022-02-04 off Tết Nguyên đán (mùng 4)",
			"2022-04-10 off Giỗ Tổ Hùng Vương (10/3 âm lịch)",
			"2022-04-11 off Nghỉ bù Giỗ Tổ Hùng Vương (10/3 âm lịch)",
			"2022-04-30 off Ngày Chiến thắng 30/4",
			"2022-05-01 off Ngày Quốc tế Lao động 01/5",
			"2022-05-02 off Nghỉ bù Ngày Chiến thắng 30/4",
			"2022-05-03 off Nghỉ bù Ngày Quốc tế Lao động 01/5",
			"2022-09-01 off Quốc khánh (ngày liền kề)",
			"2022-09-02 off Quốc khánh 02/9",
		},
		2024: {
			"2024-01-01 off Tết Dương lịch",
			"2024-02-08 off Tết Nguyên đán (29 tháng Chạp)",
			"2024-02-09 off Tết Nguyên đán (30 tháng Chạp)",
			"2024-02-10 off Tết Nguyên đán (mùng 1)",
			"2024-02-11 off Tết Nguyên đán (mùng 2)",
			"2024-02-12 off Tết Nguyên đán (mùng 3)",
			"2024-02-13 off Nghỉ bù Tết Nguyên đán (mùng 1)",
			"2024-02-14 off Nghỉ bù Tết Nguyên đán (mùng 2)",
			"2024-04-18 off Giỗ Tổ Hùng Vương (10/3 âm lịch)",
			"2024-04-29 off Nghỉ hoán đổi (làm bù 04/5/2024)",
			"2024-04-30 off Ngày Chiến thắng 30/4",
			"2024-05-01 off Ngày Quốc tế Lao động 01/5",
			"2024-05-04 worked Làm bù (nghỉ 29/4/2024)",
			"2024-09-02 off Quốc khánh 02/9",
			"2024-09-03 off Quốc khánh (ngày liền kề)",
		},
		2027: { // computed
			"2027-01-01 off Tết Dương lịch",
			"2027-02-05 off Tết Nguyên đán (29 tháng Chạp)",
			"2027-02-06 off Tết Nguyên đán (mùng 1)",
			"2027-02-07 off Tết Nguyên đán (mùng 2)",
			"2027-02-08 off Tết Nguyên đán (mùng 3)",
			"2027-02-09 off Tết Nguyên đán (mùng 4)",
			"2027-02-10 off Nghỉ bù Tết Nguyên đán (mùng 1)",
			"2027-02-11 off Nghỉ bù Tết Nguyên đán (mùng 2)",
			"2027-04-16 off Giỗ Tổ Hùng Vương (10/3 âm lịch)",
			"2027-04-30 off Ngày Chiến thắng 30/4",
			"2027-05-01 off Ngày Quốc tế Lao động 01/5",
			"2027-05-03 off Nghỉ bù Ngày Quốc tế Lao động 01/5",
			"2027-09-01 off Quốc khánh (ngày liền kề)",
			"2027-09-02 off Quốc khánh 02/9",
		},
	} {
		var got []string
		for _, d := range office(t).Days(year) {
			got = append(got, d.Date.String()+" "+string(d.Kind)+" "+d.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d lists\n%s\nwant\n%s", year, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestADayIsTheJSONOfTheCommand(t *testing.T) {
	text, err := json.Marshal(office(t).Days(2030)[0])
	want := `{"date":"2030-01-01","kind":"off","name":"Tết Dương lịch","status":"provisional"}`
	if err != nil || string(text) != want {
		t.Errorf("got %s, %v", text, err)
	}
	if text, _ := json.Marshal(calendar.New(calendar.Spec{Holidays: "none"}).Days(2030)); string(text) != "[]" {
		t.Errorf("a year without such days is %s", text)
	}
}

// domain.md §4: days off computed by the law, in years not announced.
func TestAComputedYearHasItsSubstitutesAndTheDayNextToTheNational(t *testing.T) {
	cal := office(t)
	for _, tc := range []struct{ day, name string }{
		{"2033-04-09", "Giỗ Tổ Hùng Vương (10/3 âm lịch)"}, // Saturday
		{"2033-04-11", "Nghỉ bù Giỗ Tổ Hùng Vương (10/3 âm lịch)"},
		{"2033-01-30", "Tết Nguyên đán (30 tháng Chạp)"}, // Sunday
		{"2033-02-04", "Nghỉ bù Tết Nguyên đán (30 tháng Chạp)"},
		{"2030-02-02", "Tết Nguyên đán (mùng 1)"},
		{"2028-09-01", "Quốc khánh (ngày liền kề)"},          // Friday before
		{"2028-09-04", "Nghỉ bù Quốc khánh 02/9"},            // for Saturday
		{"2029-09-03", "Quốc khánh (ngày liền kề)"},          // 01/9 a Saturday, 02/9 a Sunday
		{"2029-09-04", "Nghỉ bù Quốc khánh 02/9"},            //
		{"2030-09-03", "Quốc khánh (ngày liền kề)"},          // 01/9 a Sunday
		{"2028-05-02", "Nghỉ bù Ngày Chiến thắng 30/4"},      // 30/4 a Sunday, 01/5 a Monday
		{"2033-05-02", "Nghỉ bù Ngày Chiến thắng 30/4"},      // 30/4 a Saturday
		{"2033-05-03", "Nghỉ bù Ngày Quốc tế Lao động 01/5"}, // 01/5 a Sunday
	} {
		d := date(t, tc.day)
		found := slices.ContainsFunc(cal.Days(d.Year), func(day calendar.Day) bool {
			return day.Date == d && day.Name == tc.name && day.Kind == calendar.Off && day.Status == calendar.Provisional
		})
		if !found || cal.IsWorkingDay(d) {
			t.Errorf("%s is not listed as %q", tc.day, tc.name)
		}
	}
}

// BLLĐ 2019 Đ.112 gives eleven days, Đ.111.3 one more for each on a weekly day
// off: an office of five days has eleven weekdays off in every computed year.
func TestEveryComputedYearGivesElevenDaysOff(t *testing.T) {
	cal := office(t)
	for year := 1976; year < 2200; year++ {
		if 2022 <= year && year <= 2026 {
			continue
		}
		count := 0
		for _, d := range cal.Days(year) {
			weekend := d.Date.Weekday() == time.Saturday || d.Date.Weekday() == time.Sunday
			if d.Date.Year != year || d.Kind != calendar.Off || d.Status != calendar.Provisional {
				t.Errorf("%d lists %v", year, d)
			}
			if !weekend {
				count++
			}
		}
		if count != 11 {
			t.Errorf("%d has %d weekdays off: %v", year, count, cal.Days(year))
		}
	}
}

func TestThereIsNoSubstituteWithoutAWeeklyDayOff(t *testing.T) {
	spec := officeSpec(t)
	spec.Workdays = everyDay()
	if got := len(calendar.New(spec).Days(2033)); got != 11 {
		t.Errorf("an office of seven days has %d days off", got)
	}
}

func TestDaysAreListedOnceAndInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := anyCalendar().Draw(t, "calendar")
		year := rapid.IntRange(2020, 2032).Draw(t, "year")
		days := cal.Days(year)
		for i, d := range days {
			if d.Date.Year != year || i > 0 && !days[i-1].Date.Before(d.Date) {
				t.Fatalf("%d lists %v after %v", year, d, days[:i])
			}
			if d.Name == "" || cal.IsWorkingDay(d.Date) != (d.Kind == calendar.Worked) {
				t.Fatalf("%d lists %v", year, d)
			}
		}
	})
}

// Whoever changes a holiday changes the version, because the version is in the
// configuration's hash: without it, open assignments keep their old steps.
func TestTheTableHasTheVersionOfItsContent(t *testing.T) {
	known := map[string]string{"vn-1": "c7e4b6a4d22fc51d"}
	content := sha256.New()
	for year := 1900; year < 2200; year++ {
		if err := json.NewEncoder(content).Encode(office(t).Days(year)); err != nil {
			t.Fatal(err)
		}
	}
	if got := hex.EncodeToString(content.Sum(nil))[:16]; got != known[calendar.TableVersion] {
		t.Errorf("the holidays changed: raise TableVersion and note %q here", got)
	}
}
