package escalation

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dondoc/calendar"
)

// Steps lists the steps of an assignment that fall after `after` and not after `until`, by moment, then severity; a zero until means
// all there are, which is only allowed with a deadline (without one, prompts go on until the task is closed). The moments of levels with
// `when: unanswered` follow what was sent and answered so far (DESIGN 4.9); where nothing was yet, they are as if nobody answered.
func (o *Office) Steps(a *Assignment, after, until time.Time) []Step {
	p := o.policyOf(a)
	if p == nil {
		return nil
	}
	w := o.walk(a, p, after, until)
	w.assigned()
	w.remind()
	w.prompt()
	w.overdue()
	w.escalate()
	slices.SortStableFunc(w.steps, func(x, y Step) int {
		return cmp.Or(x.At.Compare(y.At), cmp.Compare(y.Kind.Severity(), x.Kind.Severity()), cmp.Compare(y.Level, x.Level))
	})
	return w.steps
}

func (o *Office) policyOf(a *Assignment) *Policy {
	if w := o.Work(a); w != nil {
		return o.Policy(w.Policy)
	}
	return nil
}

// walk gathers the steps of one assignment.
type walk struct {
	office       *Office
	cal          *calendar.Calendar
	a            *Assignment
	policy       *Policy
	deadline     Deadline
	told         time.Time // the moment of `assigned`; steps before it are not (DESIGN 4.7)
	base         Deadline  // what overdue and the ladder count from
	after, until time.Time
	steps        []Step
}

func (o *Office) walk(a *Assignment, p *Policy, after, until time.Time) *walk {
	w := &walk{office: o, cal: o.Calendar, a: a, policy: p, deadline: a.Ladder(), after: after, until: until}
	w.told, w.base = a.AssignedAt, w.deadline
	if a.Born.After(a.AssignedAt) {
		w.told = w.cal.NextOpen(a.Born)
		if !w.deadline.IsZero() && w.deadline.Moment.Before(a.Born) {
			w.base = Deadline{Date: calendar.DateOf(a.Born.In(w.cal.Location())), Moment: a.Born}
		}
	}
	return w
}

// add keeps a step that is not before `assigned` and inside the span asked for. Occurrences of one kind and level on the same moment are
// one step (DESIGN 4).
func (w *walk) add(s Step) {
	if s.At.Before(w.told) || !s.At.After(w.after) || (!w.until.IsZero() && s.At.After(w.until)) {
		return
	}
	same := func(t Step) bool { return t.Kind == s.Kind && t.Level == s.Level && t.At.Equal(s.At) }
	if !slices.ContainsFunc(w.steps, same) {
		s.Reason.Policy = w.policy.ID
		w.steps = append(w.steps, s)
	}
}

// at is the policy's time on a day.
func (w *walk) at(d calendar.Date) time.Time { return w.cal.Moment(d, w.policy.At) }

func (w *walk) assigned() {
	w.add(Step{At: w.told, Kind: KindAssigned, To: []Addressee{ToUnit}})
}

func (w *walk) remind() {
	if w.deadline.IsZero() {
		return
	}
	for _, off := range w.policy.Remind {
		if at, nominal, ok := w.office.reminder(w.policy, w.deadline, off); ok {
			w.add(Step{
				At: at, Kind: KindRemind, Occurrence: off.String(), To: []Addressee{ToUnit},
				Reason: Reason{Offset: off.String(), Nominal: nominal},
			})
		}
	}
}

// reminder is the moment of one reminder (DESIGN 4.3, 4.5), and the date that it moved from, if it moved; false when it is dropped.
func (o *Office) reminder(p *Policy, d Deadline, off calendar.Offset) (at time.Time, nominal calendar.Date, ok bool) {
	if off.Unit == calendar.Exact {
		return o.Calendar.PreviousOpen(d.Moment.Add(-off.Duration)), nominal, true
	}
	counted := o.Calendar.Add(d.Date, off.Times(-1))
	day := o.Calendar.PreviousWorkingDay(counted)
	if day != counted {
		nominal = counted
	}
	at = o.Calendar.Moment(day, p.At)
	if !at.Before(d.Moment) {
		at = o.Calendar.Opening(day)
	}
	return at, nominal, at.Before(d.Moment)
}

// prompt asks on its weekday, moved to the next working day, between `assigned` and the deadline (DESIGN 4.6).
func (w *walk) prompt() {
	rule := w.policy.Prompt
	if rule == nil || (w.deadline.IsZero() && w.until.IsZero()) {
		return
	}
	end := w.until
	if !w.deadline.IsZero() && (end.IsZero() || w.deadline.Moment.Before(end)) {
		end = w.deadline.Moment
	}
	last := calendar.DateOf(end.In(w.cal.Location()))
	for day := rule.first(w.promptsFrom()); !day.After(last); day = rule.next(day) {
		w.addPrompt(rule, day)
	}
}

// promptsFrom is a day before which no prompt matters: what falls on the last working day before it, or earlier, stays before it.
func (w *walk) promptsFrom() calendar.Date {
	from := w.told
	if w.after.After(from) {
		from = w.after
	}
	day := calendar.DateOf(from.In(w.cal.Location())).AddDays(-1)
	return w.cal.PreviousWorkingDay(day)
}

func (w *walk) addPrompt(rule *PromptRule, nominal calendar.Date) {
	day := w.cal.NextWorkingDay(nominal)
	at := w.at(day)
	switch {
	case !at.After(w.told), !w.deadline.IsZero() && !at.Before(w.deadline.Moment):
		return
	case rule.HasFrom && !w.deadline.IsZero() && day.Before(w.cal.Add(w.deadline.Date, rule.From.Times(-1))):
		return
	}
	w.add(Step{
		At: at, Kind: KindPrompt, Occurrence: nominal.String(), To: []Addressee{ToHead}, Ask: AskStatus,
		Reason: Reason{Nominal: moved(nominal, day)},
	})
}

// moved is the nominal day when it is another than the real one.
func moved(nominal, day calendar.Date) calendar.Date {
	if nominal == day {
		return calendar.Date{}
	}
	return nominal
}

// first is the first asking day on or after d, before any move.
func (r *PromptRule) first(d calendar.Date) calendar.Date {
	if r.Every == Weekly {
		return d.AddDays((int(r.On) - int(d.Weekday()) + 7) % 7)
	}
	day := r.inMonth(d.Year, d.Month)
	if day.Before(d) {
		return r.next(day)
	}
	return day
}

// next is the asking day after d, which is one.
func (r *PromptRule) next(d calendar.Date) calendar.Date {
	if r.Every == Weekly {
		return d.AddDays(7)
	}
	after := calendar.LastOfMonth(d.Year, d.Month).AddDays(1)
	return r.inMonth(after.Year, after.Month)
}

// inMonth is the first such weekday of a month.
func (r *PromptRule) inMonth(year int, month time.Month) calendar.Date {
	first := calendar.Date{Year: year, Month: month, Day: 1}
	return first.AddDays((int(r.On) - int(first.Weekday()) + 7) % 7)
}

func (w *walk) overdue() {
	rule := w.policy.Overdue
	if rule == nil || w.deadline.IsZero() {
		return
	}
	for n := 1; n <= rule.Times; n++ {
		f := w.forward(rule.Every.Times(n))
		w.add(Step{
			At: f.at, Kind: KindOverdue, Occurrence: strconv.Itoa(n), To: []Addressee{ToUnit},
			Reason: Reason{Offset: rule.Every.String(), Times: n, Nominal: f.nominal, CountedFrom: w.countedFrom()},
		})
	}
}

// countedFrom is the day that the ladder counts from when it is not the deadline's (DESIGN 4.7).
func (w *walk) countedFrom() calendar.Date {
	if w.base == w.deadline {
		return calendar.Date{}
	}
	return w.base.Date
}

// forward is an offset after the deadline (DESIGN 4.2, 4.4, 4.5).
func (w *walk) forward(off calendar.Offset) fall {
	if off.Unit == calendar.Exact {
		return w.nextOpen(w.base.Moment.Add(off.Duration))
	}
	counted := w.cal.Add(w.base.Date, off)
	day := w.cal.NextWorkingDay(counted)
	return fall{at: w.at(day), day: day, nominal: moved(counted, day)}
}

func (w *walk) nextOpen(t time.Time) fall {
	at := w.cal.NextOpen(t)
	return fall{at: at, day: w.cal.DayOf(at)}
}

// fall is where a step falls: its moment, the day that this belongs to, and the date that a day off moved it from, if one did.
type fall struct {
	at           time.Time
	day, nominal calendar.Date
}

// escalate walks up the ladder. asks[i] tells when level i's question was or will be sent, if it is one.
func (w *walk) escalate() {
	if w.deadline.IsZero() {
		return
	}
	asks := make([]asking, len(w.policy.Escalate))
	for i := range w.policy.Escalate {
		steps, ok := w.levelSteps(i, asks)
		if !ok {
			continue
		}
		asks[i] = w.askingOf(i, steps)
		for _, s := range steps {
			w.add(s)
		}
	}
}

// levelSteps lists the occurrences of a level; false when it is on hold or does not fire.
func (w *walk) levelSteps(i int, asks []asking) ([]Step, bool) {
	l := &w.policy.Escalate[i]
	earliest, unanswered, ok := w.earliest(i, asks)
	if !ok {
		return nil, false
	}
	times, every := 1, calendar.Offset{Unit: l.After.Unit}
	if l.Repeat != nil {
		times, every = l.Repeat.Times, l.Repeat.Every
	}
	var out []Step
	for n := 1; n <= times; n++ {
		f := w.forward(l.After.Plus(every.Times(n - 1)))
		if f.at.Before(earliest) {
			f = w.nextOpen(earliest)
		}
		if !f.at.Before(w.told) {
			out = append(out, w.levelStep(i, n, unanswered, f))
		}
	}
	return out, true
}

func (w *walk) levelStep(i, n, unanswered int, f fall) Step {
	l := &w.policy.Escalate[i]
	s := Step{
		At: f.at, Kind: KindEscalate, Level: i + 1, Occurrence: l.After.String() + "#" + strconv.Itoa(n),
		To: l.To, Ask: l.Ask, AnswerWithin: l.AnswerWithin, ApproveBy: l.ApproveBy,
		Reason: Reason{
			Offset: l.After.String(), Times: n, Nominal: f.nominal, Unanswered: unanswered, CountedFrom: w.countedFrom(),
		},
		day: f.day,
	}
	if l.AnswerWithin != nil {
		s.Reason.AnswerBy = answerBy(w.cal, f.at, f.day, *l.AnswerWithin)
	}
	return s
}

// earliest is the moment before which a level does not fall: for `when: unanswered`, when the time to answer the nearest earlier
// question runs out. false: that question was answered in time, or has not been sent (DESIGN 4.9).
func (w *walk) earliest(i int, asks []asking) (at time.Time, level int, ok bool) {
	if w.policy.Escalate[i].When != Unanswered {
		return time.Time{}, 0, true
	}
	for k := i - 1; k >= 0; k-- {
		if w.policy.Escalate[k].Ask == NoAsk {
			continue
		}
		q := asks[k]
		if !q.known || (!q.answered.IsZero() && !q.answered.After(q.by)) {
			return time.Time{}, 0, false
		}
		return q.by, k + 1, true
	}
	return time.Time{}, 0, false
}

// asking is what is known of a level's question: until when it can be answered, and when it was.
type asking struct {
	known        bool
	by, answered time.Time
}

// askingOf finds when a level's question was sent; when that is still to come it will be at the level's first moment.
func (w *walk) askingOf(i int, steps []Step) asking {
	l := &w.policy.Escalate[i]
	if l.Ask == NoAsk || l.AnswerWithin == nil || len(steps) == 0 {
		return asking{}
	}
	first := steps[0]
	if q := w.a.AskOf(i + 1); q != nil {
		if q.Sent.IsZero() {
			return asking{} // asked again, and that was not sent yet
		}
		return w.asked(q, first, *l.AnswerWithin)
	}
	if !first.At.After(w.a.Through) {
		return asking{} // decided, and not sent yet
	}
	return asking{known: true, by: first.Reason.AnswerBy}
}

// asked is a question that was sent. Where no time was left to answer it on its day, the time runs out just after it was sent, so that the
// level that waits for it is still to come.
func (w *walk) asked(q *Asked, first Step, within calendar.Offset) asking {
	by := first.Reason.AnswerBy
	if !q.Sent.Equal(first.At) {
		by = answerBy(w.cal, q.Sent, w.cal.DayOf(q.Sent), within)
	}
	by = later(by, q.Until)
	if !by.After(q.Sent) {
		by = q.Sent.Add(time.Millisecond)
	}
	return asking{known: true, by: by, answered: q.Answered}
}

// answerBy is when the time to answer runs out: closing of the N-th (working) day after, or exactly a duration later (DESIGN 4.9).
func answerBy(c *calendar.Calendar, sent time.Time, day calendar.Date, within calendar.Offset) time.Time {
	if within.Unit == calendar.Exact {
		return sent.Add(within.Duration)
	}
	return c.Closing(c.Add(day, within))
}

// Name writes a step for the ledger: kind, level and occurrence, such as "escalate 2 (3wd#1)".
func (s Step) Name() string {
	var b strings.Builder
	b.WriteString(string(s.Kind))
	if s.Level > 0 {
		b.WriteString(" " + strconv.Itoa(s.Level))
	}
	if s.Occurrence != "" {
		b.WriteString(" (" + s.Occurrence + ")")
	}
	return b.String()
}
