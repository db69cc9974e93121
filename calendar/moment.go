package calendar

import "time"

// maxZoneOffset is more than any zone was ever ahead of UTC.
const maxZoneOffset = 16 * time.Hour

// Moment is when the wall clock shows t on d. A local time that does not exist
// is the first that does, one that exists twice the first of the two; 24:00 is
// the midnight that ends d (DESIGN 4).
func (c *Calendar) Moment(d Date, t TimeOfDay) time.Time {
	wanted := d.midnight().Add(time.Duration(t) * time.Minute) // what the clock shows, read as if it were UTC
	at := wanted.Add(-maxZoneOffset).In(c.location)
	for {
		// The first period of constant offset that does not end before the wanted
		// time has it, or begins after it: then the clock jumped over it.
		start, end := at.ZoneBounds()
		_, offset := at.Zone()
		moment := wanted.Add(-time.Duration(offset) * time.Second).In(c.location)
		if end.IsZero() || moment.Before(end) {
			if moment.Before(start) {
				return start
			}
			return moment
		}
		at = end
	}
}

// Opening is when working hours begin on d, be it a working day or not.
func (c *Calendar) Opening(d Date) time.Time { return c.Moment(d, c.hours.Open) }

// Closing is when working hours end on d, be it a working day or not.
func (c *Calendar) Closing(d Date) time.Time { return c.Moment(d, c.hours.Close) }

// IsOpen tells whether t is inside working hours. Opening and closing both are.
func (c *Calendar) IsOpen(t time.Time) bool {
	// The neighbours matter at midnight only: a closing at 24:00, or a clock that
	// was put back into the day before.
	d := DateOf(t.In(c.location))
	return c.isOpenOn(d, t) || c.isOpenOn(d.AddDays(-1), t) || c.isOpenOn(d.AddDays(+1), t)
}

func (c *Calendar) isOpenOn(d Date, t time.Time) bool {
	return c.IsWorkingDay(d) && !t.Before(c.Opening(d)) && !t.After(c.Closing(d))
}

// NextOpen is t itself if it is inside working hours, else the next opening; t
// also if the calendar has no working day.
func (c *Calendar) NextOpen(t time.Time) time.Time {
	if c.IsOpen(t) {
		return t
	}
	d := DateOf(t.In(c.location)).AddDays(-1)
	for range 4 {
		d = c.NextWorkingDay(d)
		if opening := c.Opening(d); opening.After(t) && c.IsWorkingDay(d) {
			return opening
		}
		d = d.AddDays(+1)
	}
	return t
}

// PreviousOpen is t itself if it is inside working hours, else the previous
// closing; t also if the calendar has no working day.
func (c *Calendar) PreviousOpen(t time.Time) time.Time {
	if c.IsOpen(t) {
		return t
	}
	d := DateOf(t.In(c.location)).AddDays(+1)
	for range 4 {
		d = c.PreviousWorkingDay(d)
		if closing := c.Closing(d); closing.Before(t) && c.IsWorkingDay(d) {
			return closing
		}
		d = d.AddDays(-1)
	}
	return t
}

// DayOf is the day that a moment inside working hours belongs to: a closing at
// 24:00 belongs to the day that it ends. Any other moment belongs to the day
// that the wall clock shows.
func (c *Calendar) DayOf(t time.Time) Date {
	d := DateOf(t.In(c.location))
	ended := d.AddDays(-1)
	if c.IsWorkingDay(ended) && c.Closing(ended).Equal(t) {
		return ended
	}
	return d
}
