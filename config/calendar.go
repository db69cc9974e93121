package config

import (
	"errors"
	"slices"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
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
	l.spec.Location, _ = parsed(v, "bad-timezone", loadZone)
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
		l.fault(place{file: l.files[0]}, "bad-timezone", defaultZone)
	}
	l.spec.Location = zone
}

func (l *loader) calendar(v value) {
	f := v.fields()
	defer f.done()
	l.workdays(f.optional("workdays"))
	h, ok := parsed(f.optional("hours"), "bad-hours", calendar.ParseHours)
	if ok {
		l.spec.Hours = h
	}
	f.end(func() { l.hoursUnsure = !ok && f.gives("hours") })
	l.spec.Holidays = choice(f.optional("holidays"), l.spec.Holidays, "vn", "none")
	l.office.DueOnDayOff = choice(f.optional("due_on_day_off"), l.office.DueOnDayOff,
		escalation.DueNext, escalation.DuePrevious, escalation.DueKeep)
	l.ownDays(f.optional("days_off"), f.optional("days_worked"))
}

func (l *loader) workdays(v value) {
	var days []time.Weekday
	for _, item := range v.list() {
		name := choice(item, "", weekdays...)
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
	each(off, func(f *fields) {
		v := f.required("date")
		if date, ok := v.date(); v.listsOnce(seen, date, ok) {
			l.spec.Off = append(l.spec.Off, calendar.Day{Date: date, Name: f.text("name")})
		}
		f.text("name")
	})
	for _, v := range worked.list() {
		if date, ok := v.date(); v.listsOnce(seen, date, ok) {
			l.spec.Worked = append(l.spec.Worked, calendar.Day{Date: date})
		}
	}
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
