package config

import (
	"errors"
	"slices"
	"time"

	"dondoc/calendar"
)

// defaultZone is the time zone of an office that names none.
const defaultZone = "Asia/Ho_Chi_Minh"

// defaultSpec is the calendar of an office that describes none (DESIGN 3); its zone is set by defaultZone.
func defaultSpec() calendar.Spec {
	return calendar.Spec{
		Workdays: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		Hours:    calendar.Hours{Open: 7*60 + 30, Close: 17 * 60},
		Holidays: "vn",
	}
}

func (l *loader) timezone(v value) {
	l.spec.Location, _ = parsedOr(v, "bad-timezone", loadZone, zoneMeant)
}

// loadZone finds a zone of the tz database; "Local" would be the machine's zone, which no office means.
func loadZone(name string) (*time.Location, error) {
	if name == "Local" {
		return nil, errors.New("the machine's zone")
	}
	return time.LoadLocation(name)
}

// defaultZone completes the calendar's description when no zone was read.
func (l *loader) defaultZone() {
	if l.spec.Location != nil {
		return
	}
	zone, err := loadZone(defaultZone)
	if err != nil {
		l.fault(place{file: l.files[0]}, "bad-timezone", defaultZone, suggestion(""))
	}
	l.spec.Location = zone
}

func (l *loader) calendar(v value) {
	f := v.fields(&calendarShape)
	defer f.done()
	l.workdays(f.get("workdays"))
	h, ok := parsedOr(f.get("hours"), "bad-hours", calendar.ParseHours, timeMeant)
	if ok {
		l.spec.Hours = h
	}
	f.end(func() { l.hoursUnsure = !ok && f.gives("hours") })
	l.spec.Holidays = choice(f.get("holidays"), l.spec.Holidays)
	l.office.DueOnDayOff = choice(f.get("due_on_day_off"), l.office.DueOnDayOff)
	l.ownDays(f.get("days_off"), f.get("days_worked"))
}

func (l *loader) workdays(v value) {
	var days []time.Weekday
	for _, item := range v.list() {
		name := choice(item, "")
		if day := weekday(name); name != "" && !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	if v.isEmptyList() {
		v.fault("no-workdays")
	}
	if len(days) > 0 {
		l.spec.Workdays = days
	}
}

// ownDays reads the days that the administrator adds: off and worked. A day is listed once.
func (l *loader) ownDays(off, worked value) {
	seen := map[calendar.Date]place{}
	l.spec.Off = nil
	each(off, &dayOffShape, func(f *fields) {
		v, name := f.get("date"), f.text("name")
		if date, ok := v.date(); v.listsOnce(seen, date, ok) {
			l.spec.Off = append(l.spec.Off, calendar.Day{Date: date, Name: name})
		}
	})
	for _, v := range worked.list() {
		if date, ok := v.date(); v.listsOnce(seen, date, ok) {
			l.spec.Worked = append(l.spec.Worked, calendar.Day{Date: date})
		}
	}
	l.doubt(func() { l.doubtDays(seen) })
}

// listsOnce reports a day that is listed twice, as off and worked or as the same.
func (v value) listsOnce(seen map[calendar.Date]place, date calendar.Date, ok bool) bool {
	if !ok {
		return false
	}
	first, twice := seen[date]
	if twice {
		v.fault("date-twice", date, first)
		return false
	}
	seen[date] = v.place()
	return true
}
