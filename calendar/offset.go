package calendar

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// Unit says what an Offset counts.
type Unit int

// The units of an Offset: "d", "wd", and the exact durations "h", "m", "s".
const (
	Days Unit = iota
	WorkingDays
	Exact
)

// maxCount bounds what an Offset may count, in days or working days: some 2,700
// years, so that no arithmetic with dates can overflow.
const maxCount = 1_000_000

// Offset is a distance from a date or a moment (DESIGN 4): N days or N working
// days, or an exact Duration; the other field is zero. Offsets are comparable.
type Offset struct {
	Unit     Unit
	N        int           // for Days and WorkingDays
	Duration time.Duration // for Exact
}

// ParseOffset reads one non-negative integer and one unit: "15d", "3wd", "36h",
// "90m", "20s". More than a million days, or than a Duration holds, is an error.
func ParseOffset(s string) (Offset, error) {
	o, ok := parseOffset(s)
	if !ok {
		return Offset{}, fmt.Errorf("offset %q: want a whole number and one unit, such as 15d, 3wd, 36h, 90m or 20s", s)
	}
	return o, nil
}

// ParseSignedOffset reads the offset of a report's due date from its period's
// last day: "-10d", "5wd", "0d". It takes a minus sign and no durations.
func ParseSignedOffset(s string) (Offset, error) {
	digits, negative := strings.CutPrefix(s, "-")
	o, ok := parseOffset(digits)
	if !ok || o.Unit == Exact {
		return Offset{}, fmt.Errorf("offset %q: want a whole number of days or working days, such as -10d or 5wd", s)
	}
	if negative {
		o.N = -o.N
	}
	return o, nil
}

func parseOffset(s string) (Offset, bool) {
	unit := strings.TrimLeft(s, "0123456789")
	count, err := strconv.ParseInt(s[:len(s)-len(unit)], 10, 64)
	if err != nil {
		return Offset{}, false
	}
	switch unit {
	case "d":
		return Offset{Unit: Days, N: int(count)}, count <= maxCount
	case "wd":
		return Offset{Unit: WorkingDays, N: int(count)}, count <= maxCount
	case "h":
		return exactly(count, time.Hour)
	case "m":
		return exactly(count, time.Minute)
	case "s":
		return exactly(count, time.Second)
	}
	return Offset{}, false
}

func exactly(count int64, unit time.Duration) (Offset, bool) {
	if count > math.MaxInt64/int64(unit) {
		return Offset{}, false
	}
	return Offset{Unit: Exact, Duration: time.Duration(count) * unit}, true
}

// String writes the offset as ParseOffset or ParseSignedOffset read it, an exact
// one in the largest unit that leaves a whole number.
func (o Offset) String() string {
	switch {
	case o.Unit == Days:
		return strconv.Itoa(o.N) + "d"
	case o.Unit == WorkingDays:
		return strconv.Itoa(o.N) + "wd"
	case o.Duration != 0 && o.Duration%time.Hour == 0:
		return strconv.FormatInt(int64(o.Duration/time.Hour), 10) + "h"
	case o.Duration != 0 && o.Duration%time.Minute == 0:
		return strconv.FormatInt(int64(o.Duration/time.Minute), 10) + "m"
	}
	return strconv.FormatInt(int64(o.Duration/time.Second), 10) + "s"
}

// IsZero tells whether the offset leads nowhere, whatever its unit.
func (o Offset) IsZero() bool { return o.N == 0 && o.Duration == 0 }

// Times is the offset n times over. What would be more than an Offset can count
// stays at the most that it can.
func (o Offset) Times(n int) Offset {
	return Offset{
		Unit:     o.Unit,
		N:        int(product(int64(o.N), int64(n), maxCount)),
		Duration: time.Duration(product(int64(o.Duration), int64(n), math.MaxInt64)),
	}
}

// Plus is one offset after the other, within the bounds of Times. It panics if
// they count in different units.
func (o Offset) Plus(p Offset) Offset {
	if o.Unit != p.Unit {
		panic(fmt.Sprintf("calendar: %v plus %v: offsets of different units", o, p))
	}
	return Offset{
		Unit:     o.Unit,
		N:        int(sum(int64(o.N), int64(p.N), maxCount)),
		Duration: time.Duration(sum(int64(o.Duration), int64(p.Duration), math.MaxInt64)),
	}
}

// product is a × b, kept between -limit and limit.
func product(a, b, limit int64) int64 {
	negative := (a < 0) != (b < 0)
	high, low := bits.Mul64(magnitude(a), magnitude(b))
	if high > 0 || low > uint64(limit) {
		low = uint64(limit)
	}
	if negative {
		return -int64(low)
	}
	return int64(low)
}

func magnitude(a int64) uint64 {
	if a < 0 {
		return -uint64(a)
	}
	return uint64(a)
}

// sum is a + b, kept between -limit and limit; both are within them already.
func sum(a, b, limit int64) int64 {
	switch {
	case b > 0 && a > limit-b:
		return limit
	case b < 0 && a < -limit-b:
		return -limit
	}
	return a + b
}
