package wording

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"dondoc/calendar"
)

// Date is "31/03/2022", nothing for no date. Plain text.
func (w *Words) Date(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return w.date(d)
}

// LongDate is "Thứ Năm, ngày 31/03/2022". Plain text.
func (w *Words) LongDate(d calendar.Date) string { return w.longDate(d) }

// Clock is "08 giờ 00", in t's own location. Plain text.
func (w *Words) Clock(t time.Time) string { return w.clock(t.Hour(), t.Minute()) }

// Moment is "08 giờ 00 ngày 31/03/2022", in t's own location. Plain text.
func (w *Words) Moment(t time.Time) string { return w.moment(w.Clock(t), w.date(calendar.DateOf(t))) }

// when is a moment as templates read it out.
type when struct {
	Day, LongDay, Clock, Moment string
}

// when reads out a moment in the zone of a calendar; nil for none. A closing at 24:00 belongs to the day that it ends (DESIGN 4).
func (w *Words) when(c *calendar.Calendar, t time.Time) *when {
	if t.IsZero() {
		return nil
	}
	local := t.In(c.Location())
	day, hour := c.DayOf(t), local.Hour()
	if day != calendar.DateOf(local) {
		hour = 24
	}
	clock := w.clock(hour, local.Minute())
	return &when{Day: w.date(day), LongDay: w.longDate(day), Clock: clock, Moment: w.moment(clock, w.date(day))}
}

// mostUnread is how much is shown of what cannot be read out.
const mostUnread = 40

// unread shows something as it is stored.
func unread(s string) string { return cut(line(s), mostUnread) }

// writtenDate reads out a date that is stored as YYYY-MM-DD; what is none is shown as it is.
func (w *Words) writtenDate(s string) string {
	d, err := calendar.ParseDate(s)
	if err != nil {
		return unread(s)
	}
	return w.date(d)
}

// writtenMoment reads out a moment that is stored as RFC 3339; what is none is shown as it is.
func (w *Words) writtenMoment(c *calendar.Calendar, s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return unread(s)
	}
	return w.when(c, t).Moment
}

// writtenOffset reads out an offset as the configuration writes it, such as 7d.
func (w *Words) writtenOffset(s string) string {
	o, err := calendar.ParseOffset(s)
	if err != nil {
		return unread(s)
	}
	return w.offset(o)
}

// period is a period's name taken apart: the letter is W, Q, H, M (a month), Y (a year) or D (a date).
type period struct {
	letter  byte
	year, n int
	date    calendar.Date
	name    string
}

var periodName = regexp.MustCompile(`^(\d{4})(?:-([WQH])?(\d{1,2}))?$`)

// parsePeriod takes a period's name apart (DESIGN 3); letter 0: it is none.
func parsePeriod(name string) period {
	if d, err := calendar.ParseDate(name); err == nil {
		return period{letter: 'D', date: d, year: d.Year, name: name}
	}
	m := periodName.FindStringSubmatch(name)
	if m == nil {
		return period{name: name}
	}
	year, _ := strconv.Atoi(m[1])
	n, _ := strconv.Atoi(m[3])
	p := period{letter: 'Y', year: year, n: n, name: name}
	switch {
	case m[2] != "":
		p.letter = m[2][0]
	case m[3] != "":
		p.letter = 'M'
	}
	return p
}

// known reports whether the period can be: there is no fifth quarter.
func (p period) known() bool {
	most := map[byte]int{'W': 53, 'Q': 4, 'H': 2, 'M': 12}[p.letter]
	return p.letter == 'Y' || p.letter == 'D' || (p.n >= 1 && p.n <= most)
}

// periodText reads out the name of a report's period; "" for a task.
func (w *Words) periodText(name string) string {
	p := parsePeriod(name)
	if !p.known() {
		return unread(name)
	}
	return w.period(p)
}

// documentText names a document: "Nghị quyết số 04-NQ/TU".
func (w *Words) documentText(number string) string {
	number = line(number)
	if number == "" {
		return ""
	}
	kind := w.documents[""]
	for part := range strings.FieldsFuncSeq(number, func(r rune) bool { return strings.ContainsRune("-/ ", r) }) {
		if k, ok := w.documents[part]; ok {
			kind = k
			break
		}
	}
	return fmt.Sprintf("%s %s %s", kind, w.number, number)
}
