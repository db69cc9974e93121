package escalation_test

import (
	"testing"

	"dondoc/escalation"
)

// DESIGN 1: computed against the deadline in force, due soon with 3 working days or fewer, on time by the date of the submission.
func TestTimeliness(t *testing.T) {
	for _, c := range []struct {
		name, due, handedIn string
		state               escalation.State
		now                 string
		want                escalation.Timeliness
	}{
		{"no deadline", "", "", escalation.Accepted, "2022-03-10 09:00", escalation.NoDeadline},
		{"four working days left", "2022-03-31", "", escalation.Assigned, "2022-03-25 23:59", escalation.NotDue},
		{"three, over a weekend", "2022-03-31", "", escalation.Assigned, "2022-03-28 00:00", escalation.DueSoon},
		{"the weekend before them", "2022-03-30", "", escalation.Assigned, "2022-03-26 09:00", escalation.DueSoon},
		{"four, over Giỗ Tổ", "2022-04-14", "", escalation.Assigned, "2022-04-07 09:00", escalation.NotDue},
		{"three, over Giỗ Tổ", "2022-04-14", "", escalation.Assigned, "2022-04-08 09:00", escalation.DueSoon},
		{"the day itself", "2022-03-31", "", escalation.Assigned, "2022-03-31 00:00", escalation.DueToday},
		{"at closing still", "2022-03-31", "", escalation.Assigned, "2022-03-31 17:00", escalation.DueToday},
		{"a second later", "2022-03-31", "", escalation.Assigned, "2022-03-31 17:00:01", escalation.Overdue},
		{"returned is not done", "2022-03-31", "", escalation.Returned, "2022-04-05 09:00", escalation.Overdue},
		{"due on a day off: the moved date counts", "2022-04-10", "", escalation.Accepted, "2022-04-12 16:00", escalation.DueToday},
		{"done before", "2022-03-31", "2022-03-30 16:00", escalation.Completed, "2022-05-01 09:00", escalation.DoneOnTime},
		{"on the date, after closing", "2022-03-31", "2022-03-31 23:59", escalation.Completed, "2022-05-01 09:00", escalation.DoneOnTime},
		{"on the date, after the time", "2022-03-31 11:00", "2022-03-31 15:00", escalation.Completed, "2022-05-01 09:00", escalation.DoneOnTime},
		{"the day after", "2022-03-31", "2022-04-01 00:00", escalation.Completed, "2022-05-01 09:00", escalation.DoneLate},
		{"handed in on time, confirmed later", "2022-03-31", "2022-03-31 10:00", escalation.Completed, "2022-04-20 09:00", escalation.DoneOnTime},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.task("2022-01-25", c.due)
			a := w.only()
			if a.State = c.state; c.handedIn != "" {
				a.HandedIn = w.at(c.handedIn)
			}
			if got := a.TimelinessAt(w.office.Calendar, w.at(c.now)); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
	t.Run("against the deadline then in force", func(t *testing.T) {
		w := newWorld(t)
		w.task("2022-01-25", "2022-03-31")
		a := w.only()
		a.State, a.HandedIn = escalation.Completed, w.at("2022-04-12 09:00")
		a.Extended = escalation.Deadline{Date: w.date("2022-04-15"), Moment: w.at("2022-04-15 17:00")}
		a.Supplement = escalation.Deadline{Date: w.date("2022-04-08"), Moment: w.at("2022-04-08 17:00")}
		if got := a.TimelinessAt(w.office.Calendar, w.at("2022-05-01 09:00")); got != escalation.DoneOnTime {
			t.Errorf("%s against an extension until 15/04 and a supplement until 08/04", got)
		}
	})
}

func TestDaysLate(t *testing.T) {
	for now, want := range map[string]int{
		"2022-03-10 09:00": 0, "2022-04-08 18:00": 0, "2022-04-10 09:00": 0, "2022-04-12 09:00": 1, "2022-04-15 09:00": 4,
	} {
		w := newWorld(t)
		w.task("2022-01-25", "2022-04-08")
		a := w.only()
		if got := a.DaysLate(w.office.Calendar, w.at(now)); got != want {
			t.Errorf("at %s: %d working days late, want %d", now, got, want)
		}
		a.State, a.HandedIn = escalation.Completed, w.at(now)
		if got := a.DaysLate(w.office.Calendar, w.at("2022-12-31 09:00")); got != want {
			t.Errorf("handed in at %s: %d working days late, want %d", now, got, want)
		}
	}
}
