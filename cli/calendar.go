package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
	"dondoc/wording"
)

type calendarCommand struct {
	Year   int    `required:"" help:"The year." placeholder:"YYYY"`
	Format string `enum:"text,json" default:"text" help:"text or json."`
}

// Run lists a year's days off and swapped days. Without a configuration it shows the built-in calendar of Viet Nam.
func (k *calendarCommand) Run(c *commands, p *Process) error {
	cal, language, err := calendarOf(c, p)
	if err != nil {
		return err
	}
	if k.Year < 1900 || k.Year > 2199 {
		return usageFault(fmt.Errorf(texts(language).badYear, k.Year))
	}
	days := cal.Days(k.Year)
	if k.Format == "json" {
		if days == nil {
			days = []calendar.Day{}
		}
		return writeJSON(p.Stdout, days)
	}
	words := wording.For(language)
	for _, d := range days {
		fmt.Fprintln(p.Stdout, words.CalendarLine(d))
	}
	return nil
}

// calendarOf is the calendar of the configuration, or Viet Nam's when none is named and none lies here.
func calendarOf(c *commands, p *Process) (*calendar.Calendar, escalation.Language, error) {
	if _, err := os.Stat(defaultConfig); c.Config == "" && errors.Is(err, fs.ErrNotExist) {
		return calendar.New(calendar.Spec{
			Location: time.FixedZone("+07", 7*60*60),
			Workdays: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
			Hours:    calendar.Hours{Open: 7*60 + 30, Close: 17 * 60}, Holidays: "vn",
		}), escalation.Vietnamese, nil
	}
	office, _, _, err := c.load(p)
	if err != nil {
		return nil, "", err
	}
	return office.Calendar, office.Language, nil
}
