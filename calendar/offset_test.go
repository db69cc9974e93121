package calendar_test

import (
	"math"
	"testing"
	"time"

	"dondoc/calendar"

	"pgregory.net/rapid"
)

func days(n int) calendar.Offset        { return calendar.Offset{Unit: calendar.Days, N: n} }
func workingDays(n int) calendar.Offset { return calendar.Offset{Unit: calendar.WorkingDays, N: n} }
func exactly(d time.Duration) calendar.Offset {
	return calendar.Offset{Unit: calendar.Exact, Duration: d}
}

// DESIGN 4: "one number and one unit", "N is a non-negative integer".
func TestAnOffsetIsOneNumberAndOneUnit(t *testing.T) {
	for text, want := range map[string]calendar.Offset{
		"15d": days(15), "0d": days(0), "3wd": workingDays(3), "0wd": workingDays(0),
		"36h": exactly(36 * time.Hour), "90m": exactly(90 * time.Minute), "20s": exactly(20 * time.Second),
		"0s": exactly(0), "1000000d": days(1_000_000),
	} {
		got, err := calendar.ParseOffset(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("ParseOffset(%q) = %v, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", "d", "15", "-1d", "+1d", "1.5h", "1h30m", "1 d", " 1d", "1d ", "1D", "1w", "1ms", "1e3d", "0x1d", "1_000d", "١d",
		"1000001d", "1000001wd", "9223372036854775808d", "99999999999999999999s", "9223372036854775807h", "2562048h",
	} {
		if got, err := calendar.ParseOffset(text); err == nil {
			t.Errorf("ParseOffset(%q) = %v", text, got)
		}
	}
}

// DESIGN 4: "only a report's `due` takes a sign; no durations there".
func TestOnlyAReportsDueTakesASign(t *testing.T) {
	for text, want := range map[string]calendar.Offset{"-10d": days(-10), "5wd": workingDays(5), "0d": days(0), "-0d": days(0), "-3wd": workingDays(-3)} {
		if got, err := calendar.ParseSignedOffset(text); err != nil || got != want {
			t.Errorf("ParseSignedOffset(%q) = %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "-", "+5d", "--5d", "- 5d", "36h", "-90m", "5", "-1000001d"} {
		if got, err := calendar.ParseSignedOffset(text); err == nil {
			t.Errorf("ParseSignedOffset(%q) = %v", text, got)
		}
	}
}

func TestADurationIsWrittenInItsLargestWholeUnit(t *testing.T) {
	for text, want := range map[string]string{"60m": "1h", "90m": "90m", "3600s": "1h", "120s": "2m", "0h": "0s", "007d": "7d"} {
		o, err := calendar.ParseOffset(text)
		if err != nil || o.String() != want {
			t.Errorf("%q is written %v, %v; want %s", text, o, err, want)
		}
	}
}

func TestOffsetsAreRepeatedAndAdded(t *testing.T) {
	for _, tc := range []struct{ got, want calendar.Offset }{
		{workingDays(2).Times(5), workingDays(10)},
		{exactly(90 * time.Minute).Times(4), exactly(6 * time.Hour)},
		{days(-10).Times(3), days(-30)},
		{days(7).Times(0), days(0)},
		{workingDays(10).Plus(workingDays(5).Times(2)), workingDays(20)},
		{days(3).Plus(days(-10)), days(-7)},
		{days(1_000_000).Times(math.MaxInt), days(1_000_000)},
		{days(-1_000_000).Times(math.MaxInt), days(-1_000_000)},
		{days(999_999).Plus(days(999_999)), days(1_000_000)},
		{days(-999_999).Plus(days(-999_999)), days(-1_000_000)},
		{exactly(math.MaxInt64).Times(2), exactly(math.MaxInt64)},
		{exactly(math.MaxInt64).Plus(exactly(time.Second)), exactly(math.MaxInt64)},
	} {
		if tc.got != tc.want {
			t.Errorf("got %v, want %v", tc.got, tc.want)
		}
	}
}

func TestOffsetsOfDifferentUnitsAreNotAdded(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("1d plus 1wd gave a result")
		}
	}()
	_ = days(1).Plus(workingDays(1))
}

func TestAZeroOffsetIsZeroInEveryUnit(t *testing.T) {
	for _, o := range []calendar.Offset{{}, days(0), workingDays(0), exactly(0)} {
		if !o.IsZero() {
			t.Errorf("%v is not zero", o)
		}
	}
	for _, o := range []calendar.Offset{days(-1), workingDays(1), exactly(1)} {
		if o.IsZero() {
			t.Errorf("%v is zero", o)
		}
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := rapid.OneOf(
			rapid.Map(rapid.IntRange(0, 1_000_000), days),
			rapid.Map(rapid.IntRange(0, 1_000_000), workingDays),
			rapid.Map(rapid.Int64Range(0, 9_000_000_000), func(s int64) calendar.Offset { return exactly(time.Duration(s) * time.Second) }),
		).Draw(t, "offset")
		back, err := calendar.ParseOffset(o.String())
		if err != nil || back != o {
			t.Fatalf("%v is read back as %v, %v", o, back, err)
		}
	})
}

func FuzzParseOffset(f *testing.F) {
	for _, seed := range []string{"15d", "3wd", "36h", "90m", "20s", "0d", "-10d", "", "d", "1h30m", "2562047h", "2562048h", "00000000000000000000000001s"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		o, err := calendar.ParseOffset(s)
		if err != nil {
			if o != (calendar.Offset{}) {
				t.Errorf("ParseOffset(%q) = %v with %v", s, o, err)
			}
			return
		}
		if o.N < 0 || o.Duration < 0 || o.N != 0 && o.Duration != 0 {
			t.Errorf("ParseOffset(%q) = %#v", s, o)
		}
		if back, err := calendar.ParseOffset(o.String()); err != nil || back != o {
			t.Errorf("ParseOffset(%q) is written %v and read back as %v, %v", s, o, back, err)
		}
	})
}
