package calendar

import (
	"slices"
	"time"
)

// The years that a calendar keeps. The others, which only a slip of the pen asks
// for, are computed each time, so that nobody can fill the memory with them.
const (
	firstKeptYear = 1900
	lastKeptYear  = 2199
)

// year is what a calendar knows about one year. It never changes.
type year struct {
	number  int
	first   int // serial of 1 January
	length  int // in days
	working [366]bool
	days    []Day // what Days lists
}

// year returns a year, computing it if nobody has asked for it before. Two
// goroutines may compute the same one; either result serves.
func (c *Calendar) year(number int) *year {
	if number < firstKeptYear || number > lastKeptYear {
		return c.newYear(number)
	}
	slot := &c.years[number-firstKeptYear]
	y := slot.Load()
	if y == nil {
		y = c.newYear(number)
		slot.Store(y)
	}
	return y
}

func (c *Calendar) newYear(number int) *year {
	first := Date{Year: number, Month: time.January, Day: 1}
	next := Date{Year: number + 1, Month: time.January, Day: 1}
	y := &year{number: number, first: first.serial(), length: next.DaysSince(first), days: c.listDays(number)}
	for i := range y.length {
		y.working[i] = c.workdays[(int(first.Weekday())+i)%len(c.workdays)]
	}
	for _, d := range y.days {
		y.working[d.Date.DaysSince(first)] = d.Kind == Worked
	}
	return y
}

// listDays puts the administrator's days over the public ones.
func (c *Calendar) listDays(number int) []Day {
	listed := map[Date]Day{}
	for _, d := range c.publicDays(number) {
		listed[d.Date] = d
	}
	for _, d := range c.own {
		if d.Date.Year == number {
			listed[d.Date] = named(d, listed[d.Date])
		}
	}
	days := make([]Day, 0, len(listed))
	for _, d := range listed {
		days = append(days, d)
	}
	slices.SortFunc(days, func(a, b Day) int { return a.Date.Compare(b.Date) })
	return days
}

// named gives an administrator's day without a name that of the public day which
// it confirms, or else a general one.
func named(own, public Day) Day {
	switch {
	case own.Name != "":
	case own.Kind == public.Kind:
		own.Name = public.Name
	case own.Kind == Worked:
		own.Name = "Ngày làm bù"
	default:
		own.Name = "Ngày nghỉ"
	}
	return own
}

// cursor is a day on which a walk through a calendar stands.
type cursor struct {
	calendar *Calendar
	year     *year
	index    int // days since 1 January
}

func (c *Calendar) at(d Date) cursor {
	y := c.year(d.Year)
	index := d.serial() - y.first
	if index < 0 || index >= y.length { // a Date made by hand, such as 31 April or the zero Date
		d = dateOfSerial(d.serial())
		y = c.year(d.Year)
		index = d.serial() - y.first
	}
	return cursor{calendar: c, year: y, index: index}
}

func (k *cursor) working() bool { return k.year.working[k.index] }

// move goes one day ahead (+1) or back (-1).
func (k *cursor) move(step int) {
	k.index += step
	switch {
	case k.index < 0:
		k.year = k.calendar.year(k.year.number - 1)
		k.index = k.year.length - 1
	case k.index >= k.year.length:
		k.year = k.calendar.year(k.year.number + 1)
		k.index = 0
	}
}

func (k *cursor) date() Date { return dateOfSerial(k.year.first + k.index) }
