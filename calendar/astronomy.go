package calendar

import "math"

// Formulas and coefficients of Jean Meeus, Astronomical Algorithms, 2nd edition.
// Moments are Julian ephemeris days (JDE, dynamical time), angles degrees.

const (
	meanNewMoon  = 2451550.09766 // JDE of the mean new moon k = 0, on 2000-01-06
	synodicMonth = 29.530588861  // days
	j2000        = 2451545.0     // JDE of the epoch of the theories
)

// newMoon is the JDE of new moon k, where k = 0 is that of 2000-01-06 (ch. 49).
// It errs by some seconds in our centuries.
func newMoon(k int) float64 {
	n := float64(k)
	t := n / 1236.85
	mean := meanNewMoon + synodicMonth*n + t*t*(0.00015437+t*(-0.000000150+t*0.00000000073))
	return mean + periodicTerms(n, t) + planetaryTerms(n, t)
}

// periodicTerms corrects new moon n, t centuries after 2000, for the orbits of
// the moon and the earth: the first table of ch. 49.
func periodicTerms(n, t float64) float64 {
	sun := 2.5534 + 29.10535670*n + t*t*(-0.0000014-t*0.00000011)
	moon := 201.5643 + 385.81693528*n + t*t*(0.0107582+t*(0.00001238-t*0.000000058))
	latitude := 160.7108 + 390.67050284*n + t*t*(-0.0016118+t*(-0.00000227+t*0.000000011))
	node := 124.7746 - 1.56375588*n + t*t*(0.0020672+t*0.00000215)
	e := 1 - t*(0.002516+t*0.0000074) // the eccentricity of the earth's orbit against 2000
	days := -0.00017 * sine(node)
	for _, term := range [...]struct {
		days                float64
		moon, sun, latitude float64
	}{
		{-0.40720, 1, 0, 0}, {+0.17241, 0, 1, 0}, {+0.01608, 2, 0, 0}, {+0.01039, 0, 0, 2},
		{+0.00739, 1, -1, 0}, {-0.00514, 1, 1, 0}, {+0.00208, 0, 2, 0}, {-0.00111, 1, 0, -2},
		{-0.00057, 1, 0, 2}, {+0.00056, 2, 1, 0}, {-0.00042, 3, 0, 0}, {+0.00042, 0, 1, 2},
		{+0.00038, 0, 1, -2}, {-0.00024, 2, -1, 0}, {-0.00007, 1, 2, 0}, {+0.00004, 2, 0, -2},
		{+0.00004, 0, 3, 0}, {+0.00003, 1, 1, -2}, {+0.00003, 2, 0, 2}, {-0.00003, 1, 1, 2},
		{+0.00003, 1, -1, 2}, {-0.00002, 1, -1, -2}, {-0.00002, 3, 1, 0}, {+0.00002, 4, 0, 0},
	} {
		size := term.days * math.Pow(e, math.Abs(term.sun))
		days += size * sine(term.moon*moon+term.sun*sun+term.latitude*latitude)
	}
	return days
}

// planetaryTerms corrects new moon n, t centuries after 2000, for the planets:
// the last table of ch. 49.
func planetaryTerms(n, t float64) float64 {
	days := 0.000325 * sine(299.77+0.107408*n-0.009173*t*t)
	for _, term := range [...]struct{ days, angle, rate float64 }{
		{0.000165, 251.88, 0.016321}, {0.000164, 251.83, 26.651886}, {0.000126, 349.42, 36.412478},
		{0.000110, 84.66, 18.206239}, {0.000062, 141.74, 53.303771}, {0.000060, 207.14, 2.453732},
		{0.000056, 154.84, 7.306860}, {0.000047, 34.52, 27.261239}, {0.000042, 207.19, 0.121824},
		{0.000040, 291.34, 1.844379}, {0.000037, 161.72, 24.198154}, {0.000035, 239.56, 25.513099},
		{0.000023, 331.55, 3.592518},
	} {
		days += term.days * sine(term.angle+term.rate*n)
	}
	return days
}

// sunLongitude is the sun's apparent longitude, 0 to 360 (ch. 25). It errs by a
// hundredth of a degree, which the sun covers in a quarter of an hour.
func sunLongitude(jde float64) float64 {
	t := (jde - j2000) / 36525
	mean := 280.46646 + t*(36000.76983+t*0.0003032)
	anomaly := 357.52911 + t*(35999.05029-t*0.0001537)
	center := (1.914602-t*(0.004817+t*0.000014))*sine(anomaly) +
		(0.019993-t*0.000101)*sine(2*anomaly) + 0.000289*sine(3*anomaly)
	nutation := 0.00478 * sine(125.04-1934.136*t)
	longitude := math.Mod(mean+center-0.00569-nutation, 360)
	if longitude < 0 {
		longitude += 360
	}
	return longitude
}

// deltaT is how much dynamical time is ahead of universal time, in days (ch. 10):
// from 1900 to 2020 as observed, to 2200 as Espenak and Meeus expect it, and in
// all other years by their parabola.
func deltaT(jde float64) float64 {
	known := [...]struct{ year, seconds float64 }{
		{1900, -2.7}, {1910, 10.5}, {1920, 21.2}, {1930, 24.0}, {1940, 24.3}, {1950, 29.2}, {1960, 33.2},
		{1970, 40.2}, {1980, 50.5}, {1990, 56.9}, {2000, 63.8}, {2010, 66.1}, {2020, 69.4},
		{2050, 93.0}, {2100, 202.7}, {2150, 328.5}, {2200, 442.1},
	}
	year := 2000 + (jde-j2000)/365.25
	for i := range known[1:] {
		from, to := known[i], known[i+1]
		if from.year <= year && year < to.year {
			share := (year - from.year) / (to.year - from.year)
			return (from.seconds + share*(to.seconds-from.seconds)) / secondsPerDay
		}
	}
	centuries := (year - 1820) / 100
	return (-20 + 32*centuries*centuries) / secondsPerDay
}

func sine(degrees float64) float64 { return math.Sin(degrees * math.Pi / 180) }
