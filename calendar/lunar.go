package calendar

import (
	"math"
	"time"
)

// The Vietnamese lunar calendar: months begin on the civil day, at UTC+7, of the
// new moon; month 11 contains the winter solstice; when 13 months lie between
// two solstices, the first of them during whose days the sun enters no new sign
// repeats the number of the month before it.

// aheadOfUT is how far the civil day of Viet Nam is ahead of universal time, in
// days, whatever zone the calendar itself is for.
const aheadOfUT = 7.0 / 24

// winterSign is the sign that the sun enters at the winter solstice, at 270°.
const winterSign = 9

// lunarDate is the civil day of a day in a month 1 to 10, not the repeated one, of
// the lunar year that begins in a year of our calendar.
func lunarDate(number, month, day int) Date {
	return dateOfSerial(newMoonDay(lunation(number, month)) + day - 1)
}

// lunation is the new moon that begins a month 1 to 10, not the repeated one, of
// the lunar year that begins in a year of our calendar.
func lunation(number, month int) int {
	before, after := monthEleven(number-1), monthEleven(number)
	k := before + month + 1
	if leap, ok := leapMonth(before, after); ok && leap <= k {
		k++
	}
	return k
}

// leapMonth is the repeated month between two months 11, if they are 13 apart.
func leapMonth(before, after int) (leap int, ok bool) {
	if after-before == 12 {
		return 0, false
	}
	for k := before + 1; k < after; k++ {
		if sunSign(newMoonDay(k)) == sunSign(newMoonDay(k+1)) {
			return k, true
		}
	}
	return 0, false
}

// monthEleven is the new moon that begins the month with the winter solstice of
// a year of our calendar.
func monthEleven(number int) int {
	solstice := Date{number, time.December, 10}.serial()
	for sunSign(solstice+1) != winterSign {
		solstice++
	}
	return lunationOn(solstice)
}

// lunationOn is the new moon that begins the month in which a day lies.
func lunationOn(serial int) int {
	k := int(math.Floor((julian(serial) - meanNewMoon) / synodicMonth))
	for newMoonDay(k+1) <= serial {
		k++
	}
	for newMoonDay(k) > serial {
		k--
	}
	return k
}

// newMoonDay is the civil day of new moon k, as a serial.
func newMoonDay(k int) int {
	jde := newMoon(k)
	local := jde - deltaT(jde) + aheadOfUT
	return int(math.Floor(local - julianOfSerialZero))
}

// sunSign is the twelfth of its path, 0 to 11 from the equinox of March, in which
// the sun stands when a civil day begins.
func sunSign(serial int) int {
	midnight := julian(serial) - aheadOfUT
	return int(sunLongitude(midnight+deltaT(midnight)) / 30)
}

// julianOfSerialZero is the Julian day of 1970-01-01, midnight.
const julianOfSerialZero = 2440587.5

func julian(serial int) float64 { return julianOfSerialZero + float64(serial) }
