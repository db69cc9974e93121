package escalation

import "dondoc/calendar"

// TaskDeadline is the deadline of a task (DESIGN 4.1); zero when none is set.
func (o *Office) TaskDeadline(t *Task) Deadline {
	switch {
	case t.Due == nil:
		return Deadline{}
	case !t.Due.Moment.IsZero():
		return Deadline{Date: calendar.DateOf(t.Due.Moment.In(o.Calendar.Location())), Moment: t.Due.Moment}
	}
	return o.DeadlineOn(t.Due.Date)
}

// DeadlineOn is the deadline of a due date without a time: the end of working hours of that day, which moves by due_on_day_off when it
// is a day off (DESIGN 4.1).
func (o *Office) DeadlineOn(d calendar.Date) Deadline {
	switch o.DueOnDayOff {
	case DueNext:
		d = o.Calendar.NextWorkingDay(d)
	case DuePrevious:
		d = o.Calendar.PreviousWorkingDay(d)
	case DueKeep:
	}
	return Deadline{Date: d, Moment: o.Calendar.Closing(d)}
}
