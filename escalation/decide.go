package escalation

import (
	"slices"
	"strconv"
	"time"

	"dondoc/calendar"
)

const (
	// missedAfter is how long after its moment a step that is first seen counts as missed (DESIGN 4.8).
	missedAfter = time.Hour
	// farAhead bounds the search for the next prompt of an assignment without a deadline.
	farAhead = 800 * 24 * time.Hour
)

// Decide looks at one assignment at a moment and says what that changes: the steps that are due become notices, missed ones are listed,
// and the moment of the next one is computed under the office's configuration. It is idempotent: decided on again at the same moment,
// nothing more is told.
func Decide(o *Office, links Links, a Assignment, now time.Time) Change {
	return DecideHearing(o, links, a, Listening{}, now)
}

func (d *decision) decide(l Listening) {
	o, through, ladder := d.office, d.a.Through, d.a.Ladder()
	after := d.undecided()
	told := d.follow()
	d.turnBack(ladder)
	after = later(after, d.a.Through)
	d.a.Reviewer = o.ReviewUnit(d.a)
	// From here on a question that fell until now and was not sent is one that is not sent: nobody is reported for it (DESIGN 4.9).
	d.seen()
	if told {
		d.wait(l.Since, through)
		d.askAgain(l.Lost, through)
		d.tell(o.Steps(d.a, after, d.now))
	}
	d.pressOn(after)
	d.a.ConfigHash = o.Hash
	d.schedule()
}

// seen notes up to when steps are decided. A clock that was put back does not make what was decided undecided.
func (d *decision) seen() { d.a.Through = later(d.a.Through, d.now) }

// turnBack makes the steps of another ladder than before undecided from now on, when the clock was ahead and was put back since.
func (d *decision) turnBack(before Deadline) {
	if d.a.Ladder().DeadlineKey() != before.DeadlineKey() && d.a.Through.After(d.now) {
		d.a.Through = d.now
	}
}

// undecided is the moment after which steps are looked at. A changed configuration changes future steps only (DESIGN 4.12): it is looked
// at from now on, or from what the old one had due, if that was not seen yet. An assignment that was not told comes into being anew.
func (d *decision) undecided() time.Time {
	if d.a.ConfigHash == d.office.Hash {
		return d.a.Through
	}
	switch {
	case d.a.Through.Before(d.a.AssignedAt) && d.a.NextAt.After(d.now):
		if want, ok := d.office.Expected(d.a); ok && want.AssignedAt.Before(d.now) {
			d.a.Born = d.now
		}
		return d.a.Through
	case d.a.NextAt.IsZero() || d.a.NextAt.After(d.now):
		return d.now
	case d.a.NextAt.After(d.a.Through):
		return d.a.NextAt.Add(-time.Millisecond)
	}
	return d.a.Through
}

// Create is the change by which an assignment that the configuration gives comes into being.
func Create(o *Office, a Assignment, now time.Time) Change {
	a.Born, a.State, a.ConfigHash, a.Reviewer = now, Assigned, o.Hash, o.ReviewUnit(&a)
	d := &decision{office: o, now: now, change: Change{Assignment: a}}
	d.a = &d.change.Assignment
	d.record(EventCreated, System, EventData{To: a.State, New: a.Due.text()})
	d.schedule()
	return d.change
}

// decision gathers one change.
type decision struct {
	office *Office
	links  Links
	now    time.Time
	change Change
	a      *Assignment
}

func (d *decision) record(kind EventKind, actor string, data EventData) {
	d.change.Events = append(d.change.Events, Event{At: d.now, Kind: kind, Assignment: d.a.Key, Actor: actor, Data: data})
}

func (d *decision) today() calendar.Date {
	return calendar.DateOf(d.now.In(d.office.Calendar.Location()))
}

// text writes a deadline for the ledger.
func (x Deadline) text() string {
	if x.IsZero() {
		return ""
	}
	return x.Moment.Format(time.RFC3339)
}

// follow brings the assignment in line with the configuration; false when nothing is to be told now.
func (d *decision) follow() bool {
	want, ok := d.office.Expected(d.a)
	switch {
	case !d.a.State.Open():
		return false
	case !ok:
		d.orphan()
		return false
	}
	d.a.Title, d.a.Confidential = want.Title, want.Confidential
	d.reschedule(want)
	d.finishedBefore()
	return d.a.State.Open() && !d.a.State.Waiting()
}

// orphan suspends an assignment whose source left the configuration and asks the admins (DESIGN 4.12).
func (d *decision) orphan() {
	if d.a.State == Suspended {
		return
	}
	d.suspend(EventOrphaned, System, "")
	for _, p := range d.office.Admins {
		d.notify(KindOrphaned, Recipient{ToPerson, p}, Detail{Event: EventOrphaned, At: d.now})
	}
}

func (d *decision) suspend(kind EventKind, actor, reason string) {
	d.record(kind, actor, EventData{From: d.a.State, To: Suspended, Text: reason})
	d.a.Before, d.a.State = d.a.State, Suspended
	d.change.Moot = append(d.change.Moot, StepKinds()...)
}

// reschedule follows a due date that changed in the configuration (DESIGN 4.11): what was told stays told, what waits to be told of the
// old deadline is overtaken, and an extension ends if the date was written anew.
func (d *decision) reschedule(want Assignment) {
	if d.a.Through.Before(d.a.AssignedAt) {
		d.a.AssignedAt = want.AssignedAt
	}
	if d.a.Due.Moment.Equal(want.Due.Moment) && d.a.Written == want.Written {
		return
	}
	old := d.a.InForce()
	if d.a.Written != want.Written {
		d.a.Extended = Deadline{}
	}
	d.a.Due, d.a.Written = want.Due, want.Written
	if in := d.a.InForce(); !in.Moment.Equal(old.Moment) {
		d.record(EventRescheduled, System, EventData{Old: old.text(), New: in.text()})
		d.overtakeOtherDeadlines()
	}
}

// overtakeOtherDeadlines drops what waits to be told, or to be approved, of another deadline than the one that the ladder has now.
func (d *decision) overtakeOtherDeadlines() {
	key := d.a.Ladder().DeadlineKey()
	d.moot(StepKinds()...)
	d.moot(KindApproval, KindAnswerDue)
	d.change.MootExcept = &key
	d.a.Held = slices.DeleteFunc(slices.Clone(d.a.Held), func(h Held) bool { return h.Deadline != key })
}

// finishedBefore closes a task that the configuration says is done.
func (d *decision) finishedBefore() {
	t := d.office.Task(d.a.Source)
	if d.a.Kind != FromTask || t == nil || t.Done.IsZero() {
		return
	}
	d.record(EventCompleted, System, EventData{From: d.a.State, To: Completed, Date: t.Done.String()})
	d.a.State, d.a.HandedIn = Completed, d.office.Calendar.Closing(t.Done)
	d.change.Moot = append(d.change.Moot, StepKinds()...)
}

// tell turns due steps into notices. Of the missed ones only the most severe is told, marked late; the ledger lists the others
// (DESIGN 4.8).
func (d *decision) tell(due []Step) {
	worst := d.worst(due)
	for i := range due {
		s := &due[i]
		late := d.late(*s)
		if late && s != worst {
			d.record(EventMissed, System, stepData(*s))
			continue
		}
		d.step(*s, late)
	}
}

// late reports whether a step that is first seen now is missed (DESIGN 4.8).
func (d *decision) late(s Step) bool { return d.now.Sub(s.At) > missedAfter }

// worst is the most severe of the missed steps; nil: none is missed.
func (d *decision) worst(due []Step) *Step {
	var worst *Step
	for i := range due {
		if s := &due[i]; d.late(*s) && (worst == nil || moreSevere(s, worst)) {
			worst = s
		}
	}
	return worst
}

// moreSevere prefers the kind, then the level, then the later one.
func moreSevere(s, than *Step) bool {
	switch {
	case s.Kind.Severity() != than.Kind.Severity():
		return s.Kind.Severity() > than.Kind.Severity()
	case s.Level != than.Level:
		return s.Level > than.Level
	}
	return s.At.After(than.At)
}

func stepData(s Step) EventData {
	return EventData{Kind: s.Kind, Level: s.Level, Occur: s.Occurrence, StepAt: s.At}
}

// step tells one step, or holds it for approval.
func (d *decision) step(s Step, late bool) {
	if s.ApproveBy != "" && !d.released(s.Level) {
		d.hold(s)
		return
	}
	data := stepData(s)
	data.Late = late
	d.record(EventTold, System, data)
	d.stepNotices(s, late)
}

func (d *decision) stepNotices(s Step, late bool) {
	hearings, unreached := d.office.Recipients(d.links, d.a, s.To, d.today())
	for _, h := range hearings {
		d.change.Notices = append(d.change.Notices, d.stepNotice(s, h, late))
	}
	for _, u := range unreached {
		d.unreached(u, s.Level)
	}
}

func (d *decision) stepNotice(s Step, h Hearing, late bool) Notice {
	n := Notice{
		Assignment: d.a.Key, Deadline: d.a.Ladder().DeadlineKey(), Kind: s.Kind, Level: s.Level, Occurrence: s.Occurrence,
		Recipient: h.Recipient, Lane: laneOf(s.Kind), Ask: s.Ask, Due: s.At, Late: late, Reason: s.Reason, State: NoticePending,
	}
	n.Reason.To, n.Reason.InsteadOf = h.To, h.InsteadOf
	if h.Recipient.Kind == ToGroup || !d.asks(s, h) {
		n.Ask = NoAsk
	}
	if n.Ask == NoAsk {
		n.Reason.AnswerBy = time.Time{}
	} else if s.AnswerWithin != nil && d.now.After(s.At) {
		n.Reason.AnswerBy = answerBy(d.office.Calendar, d.now, d.office.Calendar.DayOf(d.now), *s.AnswerWithin)
	}
	return n
}

// asks reports whether a level's question goes to this recipient: to the head, and to who stands in for the head. The others that the
// level names are told; a level that does not name the head asks all whom it tells.
func (d *decision) asks(s Step, h Hearing) bool {
	return h.To == ToHead || !slices.Contains(s.To, ToHead)
}

func laneOf(k Kind) Lane {
	switch k {
	case KindReceipt:
		return LaneReply
	case KindAssigned, KindRemind, KindOverdue, KindReviewed:
		return LaneReminder
	}
	return LaneEscalation
}

// released reports whether the approving head has let this level be sent under this deadline.
func (d *decision) released(level int) bool {
	key := d.a.Ladder().DeadlineKey()
	return slices.ContainsFunc(d.a.Held, func(h Held) bool { return h.Released && h.Level == level && h.Deadline == key })
}

// hold keeps a step until the approving head lets it be sent, and asks that head.
func (d *decision) hold(s Step) {
	d.a.Held = append(slices.Clone(d.a.Held), Held{
		Level: s.Level, Occurrence: s.Occurrence, At: s.At, Deadline: d.a.Ladder().DeadlineKey(),
	})
	d.record(EventHeld, System, stepData(s))
	d.askApproval(s, Detail{Event: EventHeld, At: s.At})
}

// askApproval asks the approving head whether a step may be sent.
func (d *decision) askApproval(s Step, detail Detail) {
	for _, p := range d.office.approvers(d.a, s.ApproveBy, d.today()) {
		n := d.notice(KindApproval, Recipient{ToPerson, p}, detail)
		n.Level, n.Occurrence, n.Reason = s.Level, s.Occurrence, s.Reason
		n.Reason.To = s.ApproveBy
		d.change.Notices = append(d.change.Notices, n)
	}
}

// unreached tells the supervisor's head and the admins that a head could not be reached: nobody is reported for not answering what never
// arrived (DESIGN 5). It is told once per ladder.
func (d *decision) unreached(u Unreached, level int) {
	above, _ := d.office.Recipients(d.links, &Assignment{Unit: u.Unit}, []Addressee{ToSupervisor, ToAdmins}, d.today())
	for _, h := range above {
		n := d.notice(KindUnreachable, h.Recipient, Detail{Event: EventUnreached, At: d.now, Person: u.Person, Text: u.Unit})
		n.Occurrence = u.Unit + ":" + u.Person
		n.Reason.To, n.Reason.InsteadOf = h.To, h.InsteadOf
		if absent := d.office.Unit(u.Unit); h.To == ToSupervisor && u.Unit != d.a.Unit && absent != nil {
			n.Reason.To = Addressee("unit:" + absent.Supervisor)
		}
		d.change.Notices = append(d.change.Notices, n)
	}
}

// notice is one that is no step; it goes out in working hours.
func (d *decision) notice(k Kind, r Recipient, detail Detail) Notice {
	return Notice{
		Assignment: d.a.Key, Deadline: d.a.Ladder().DeadlineKey(), Kind: k, Occurrence: d.act(),
		Recipient: r, Lane: laneOf(k), Due: d.office.Calendar.NextOpen(d.now), Detail: detail, State: NoticePending,
	}
}

// act names what this decision tells that is no step: by its moment and the revision that it was made on, since office time may stand
// still between two acts.
func (d *decision) act() string {
	return d.now.UTC().Format(time.RFC3339Nano) + "#" + strconv.FormatInt(d.a.Rev, 10)
}

func (d *decision) notify(k Kind, r Recipient, detail Detail) {
	d.change.Notices = append(d.change.Notices, d.notice(k, r, detail))
}

// schedule stores when the next step falls that is not decided yet. Under another configuration than before only a decision may do so
// (see undecided), an act leaves it alone: the next tick decides.
func (d *decision) schedule() {
	if d.a.State.Open() && !d.a.State.Waiting() && d.a.ConfigHash != d.office.Hash {
		return
	}
	d.a.NextAt = d.nextPressing()
	if !d.a.State.Open() || d.a.State.Waiting() {
		return
	}
	until := time.Time{}
	if d.a.Ladder().IsZero() {
		until = d.now.Add(farAhead)
		if far := d.a.AssignedAt.Add(farAhead); far.After(until) {
			until = far
		}
	}
	if steps := d.office.Steps(d.a, d.a.Through, until); len(steps) > 0 {
		d.a.NextAt = earlier(d.a.NextAt, steps[0].At)
	}
}

// earlier is the earlier of two moments; zero means none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

// Reroute decides on a fallback for a step's notice that its recipient refused (DESIGN 5): the step is told to whom it goes now, and who
// is above hears that the head could not be reached.
func Reroute(o *Office, links Links, a Assignment, dead Notice, now time.Time) Change {
	d := &decision{office: o, links: links, now: now, change: Change{Assignment: a, Rerouted: []int64{dead.ID}}}
	d.a = &d.change.Assignment
	if !a.State.Open() || a.State.Waiting() || dead.Reason.To == "" {
		return d.change
	}
	hearings, unreached := o.Recipients(links, d.a, []Addressee{dead.Reason.To}, d.today())
	for _, h := range hearings {
		if h.Recipient == dead.Recipient {
			continue
		}
		n := dead
		n.ID, n.State, n.Error, n.Attempts, n.MessageID, n.Resent = 0, NoticePending, "", 0, 0, false
		n.Recipient, n.Reason.InsteadOf = h.Recipient, h.InsteadOf
		n.Due = o.Calendar.NextOpen(now)
		if h.Recipient.Kind == ToGroup {
			n.Ask = NoAsk
		}
		d.change.Notices = append(d.change.Notices, n)
	}
	for _, u := range unreached {
		d.unreached(u, dead.Level)
	}
	return d.change
}
