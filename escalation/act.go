package escalation

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"dondoc/calendar"
)

// Act is what a person does to an assignment.
type Act struct {
	Action Action
	By     string // person id
	// Chat and Topic are where it was done; the receipt goes there.
	Chat, Topic int64
	// Level is the level of the ladder whose question is answered, or whose held step is approved; 0: a prompt, or none.
	Level      int
	Answer     StatusAnswer  // ActAnswer
	Text       string        // reasons, an explanation, the text of a submission
	Date       calendar.Date // ActReturn: of the supplement; ActAskMore: the deadline asked for
	Submission *Submission   // ActSubmit, ActRecordPaper; By and At are filled in
}

// Errors that an act is refused with; callers tell people apart by them.
var (
	// ErrNotAllowed: the person has no right to it (DESIGN 5).
	ErrNotAllowed = errors.New("not allowed")
	// ErrOvertaken: the state does not permit it any more, a button from before (DESIGN 5).
	ErrOvertaken = errors.New("overtaken by the assignment's state")
	// ErrNothingAsked: an explanation that nobody asked for.
	ErrNothingAsked = errors.New("nothing was asked")
	// ErrIncomplete: reasons, a date or a submission is missing.
	ErrIncomplete = errors.New("incomplete")
	// ErrPending: an extension is asked for already and waits for its decision.
	ErrPending = errors.New("an extension is asked for already")
	// ErrTooMany: as many extensions as the policy allows were granted.
	ErrTooMany = errors.New("no further extension is allowed")
	// ErrTooLate: the policy wants extensions to be asked for earlier before the deadline.
	ErrTooLate = errors.New("too late to ask for an extension")
	// ErrDatePassed: the date does not lie ahead.
	ErrDatePassed = errors.New("the date does not lie ahead")
)

// Do decides on an act: whether it is the person's right, whether the state permits it, and what it changes. The errors above say why
// not; then nothing changes.
func Do(o *Office, links Links, a Assignment, act Act, now time.Time) (Change, error) {
	if !o.May(act.By, act.Action, &a, now) {
		return Change{}, ErrNotAllowed
	}
	if !Possible(act.Action, a.State) {
		return Change{}, ErrOvertaken
	}
	d := &decision{office: o, links: links, now: now, change: Change{Assignment: a}}
	d.a = &d.change.Assignment
	if err := d.do(act); err != nil {
		return Change{}, err
	}
	d.schedule()
	return d.change, nil
}

func (d *decision) do(act Act) error {
	switch act.Action {
	case ActAccept:
		d.accept(act)
	case ActSubmit, ActRecordPaper:
		return d.submit(act)
	case ActRecall:
		d.recall(act)
	case ActConfirm:
		d.confirm(act)
	case ActReturn:
		return d.sendBack(act)
	case ActSuspend, ActWithdraw:
		return d.stop(act)
	case ActResume:
		d.resume(act)
	case ActAnswer:
		return d.answer(act)
	case ActExplain:
		return d.explain(act)
	case ActAskMore:
		return d.askMore(act)
	case ActApprove:
		return d.approve(act)
	case ActHoldBack:
		return d.holdBack(act)
	case ActGrant, ActRefuse:
		return d.decideExtension(act)
	}
	return nil
}

// move changes the state, records the event and gives the receipt.
func (d *decision) move(act Act, kind EventKind, to State, data EventData) {
	data.From, data.To = d.a.State, to
	d.a.State = to
	d.record(kind, act.By, data)
	d.receipt(act, Detail{Event: kind, Actor: act.By, At: d.now, Text: data.Text, Date: data.Date})
}

// receipt confirms to the chat that acted what was recorded; it goes out at once, outside working hours too (DESIGN 5).
func (d *decision) receipt(act Act, detail Detail) {
	n := d.notice(KindReceipt, Recipient{ToPerson, act.By}, detail)
	n.Due, n.Chat, n.Topic = d.now, act.Chat, act.Topic
	d.change.Notices = append(d.change.Notices, n)
}

func (d *decision) moot(kinds ...Kind) { d.change.Moot = append(d.change.Moot, kinds...) }

func (d *decision) accept(act Act) { d.move(act, EventAccepted, Accepted, EventData{}) }

// submit hands in; without anybody to review it, that completes (DESIGN 1).
func (d *decision) submit(act Act) error {
	s := act.Submission
	if s == nil || (s.Number == "" && strings.TrimSpace(s.Text) == "" && len(s.Files) == 0) {
		return ErrIncomplete
	}
	sub := *s
	sub.By, sub.At = act.By, d.now
	d.a.Submission, d.a.HandedIn = &sub, d.now
	if act.Action == ActRecordPaper {
		if sub.Received.IsZero() || sub.Received.After(d.today()) {
			return ErrIncomplete
		}
		d.a.HandedIn = d.office.Calendar.Opening(sub.Received)
	}
	data := EventData{
		Text: sub.Text, DocNumber: sub.Number, DocDate: sub.Date.String(), Date: sub.Received.String(), Figures: sub.Figures,
	}
	for _, f := range sub.Files {
		data.Files = append(data.Files, f.Name)
	}
	if sub.Date.IsZero() {
		data.DocDate = ""
	}
	if sub.Received.IsZero() {
		data.Date = ""
	}
	to := Submitted
	reviewers := d.reviewers()
	if len(reviewers) == 0 && d.office.ReviewUnit(d.a) == "" {
		to = Completed
	}
	d.move(act, EventSubmitted, to, data)
	d.moot(StepKinds()...)
	d.moot(KindApproval, KindAnswerDue)
	d.a.Held = nil
	if act.Action == ActRecordPaper {
		d.tellUnit(Detail{Event: EventSubmitted, Actor: act.By, At: d.now, Date: data.Date})
	}
	for _, r := range reviewers {
		d.notify(KindReview, r, Detail{Event: EventSubmitted, Actor: act.By, At: d.now, Text: sub.Text})
		d.passOn(sub.Files, r)
	}
	return nil
}

// passOn has the files that were handed in sent to a reviewer, each by itself.
func (d *decision) passOn(files []File, to Recipient) {
	for i, f := range files {
		n := d.notice(KindFile, to, Detail{Event: EventSubmitted, At: d.now, File: &f})
		n.Occurrence += "#" + strconv.Itoa(i+1)
		d.change.Notices = append(d.change.Notices, n)
	}
}

// reviewers are the head of the reviewing unit, or who stands in when that head cannot be reached, and the deputies that can be; the
// admins where there is no reviewing unit.
func (d *decision) reviewers() []Recipient {
	unit := d.office.Unit(d.office.ReviewUnit(d.a))
	if unit == nil {
		return persons(d.office.Admins)
	}
	h := &hearers{office: d.office, links: d.links, day: d.today()}
	h.head(unit)
	if len(h.list) == 0 { // the office is vacant: who is above sees to it
		h.supervisor(unit)
	}
	for _, p := range unit.Deputies {
		if h.reaches(p) {
			h.person(p, "")
		}
	}
	var out []Recipient
	for _, x := range h.list {
		out = append(out, x.Recipient)
	}
	return out
}

func persons(ids []string) []Recipient {
	var out []Recipient
	for _, id := range ids {
		out = append(out, Recipient{ToPerson, id})
	}
	return out
}

func (d *decision) recall(act Act) {
	d.skip()
	d.a.HandedIn = time.Time{}
	d.move(act, EventRecalled, Accepted, EventData{})
	d.moot(KindReview, KindReviewDue)
}

func (d *decision) confirm(act Act) {
	d.move(act, EventCompleted, Completed, EventData{Text: act.Text})
	d.moot(KindReview, KindReviewDue, KindExtension)
	d.tellUnit(Detail{Event: EventCompleted, Actor: act.By, At: d.now, Text: act.Text})
}

// sendBack returns a submission: its date is a deadline of its own for the ladder (DESIGN 4.10).
func (d *decision) sendBack(act Act) error {
	if strings.TrimSpace(act.Text) == "" || act.Date.IsZero() {
		return ErrIncomplete
	}
	supplement := d.office.DeadlineOn(act.Date)
	if !supplement.Moment.After(d.now) {
		return ErrDatePassed
	}
	d.skip()
	ladder := d.a.Ladder()
	d.a.Supplement, d.a.HandedIn = supplement, time.Time{}
	d.turnBack(ladder)
	d.move(act, EventReturned, Returned, EventData{Text: act.Text, Date: supplement.Date.String()})
	d.moot(KindReview, KindReviewDue)
	d.tellUnit(Detail{Event: EventReturned, Actor: act.By, At: d.now, Text: act.Text, Date: supplement.Date.String()})
	return nil
}

// tellUnit tells the unit what became of what it handed in.
func (d *decision) tellUnit(detail Detail) {
	h, _ := d.office.Recipients(d.links, d.a, []Addressee{ToUnit}, d.today())
	for _, x := range h {
		d.notify(KindReviewed, x.Recipient, detail)
	}
}

// skip lists the steps that fell while nothing was told; they are not told later (DESIGN 4.10).
func (d *decision) skip() {
	var names []string
	for _, s := range d.office.Steps(d.a, d.a.Through, d.now) {
		names = append(names, s.Name())
	}
	if len(names) > 0 {
		d.record(EventSkipped, System, EventData{Steps: names})
	}
	d.seen()
}

func (d *decision) stop(act Act) error {
	if strings.TrimSpace(act.Text) == "" {
		return ErrIncomplete
	}
	before := d.a.State
	if act.Action == ActSuspend {
		d.move(act, EventSuspended, Suspended, EventData{Text: act.Text})
		d.a.Before = before
	} else {
		d.move(act, EventWithdrawn, Withdrawn, EventData{Text: act.Text})
		d.moot(KindExtension)
	}
	d.moot(StepKinds()...)
	d.moot(KindReview, KindReviewDue, KindApproval, KindAnswerDue)
	d.a.Held = nil
	d.tellUnit(Detail{Event: d.change.Events[0].Kind, Actor: act.By, At: d.now, Text: act.Text})
	return nil
}

func (d *decision) resume(act Act) {
	d.skip()
	to := d.a.Before
	if to == "" {
		to = Assigned
	}
	d.a.Before = ""
	d.move(act, EventResumed, to, EventData{})
	d.tellUnit(Detail{Event: EventResumed, Actor: act.By, At: d.now})
}

// answer records a head's answer to the question for the status: it answers every open one, the ladder goes on (DESIGN 4.9).
func (d *decision) answer(act Act) error {
	reasons := strings.TrimSpace(act.Text)
	if act.Answer == "" || (act.Answer == HasDifficulty && reasons == "") {
		return ErrIncomplete
	}
	late := d.close(AskStatus)
	d.record(EventAnswered, act.By, EventData{Level: act.Level, Chosen: act.Answer, Text: reasons, LateReply: late})
	detail := Detail{Event: EventAnswered, Actor: act.By, At: d.now, Chosen: act.Answer, Text: reasons, LateReply: late}
	d.receipt(act, detail)
	if act.Answer == HasDifficulty {
		h, _ := d.office.Recipients(d.links, d.a, []Addressee{ToSupervisor}, d.today())
		for _, x := range h {
			n := d.notice(KindDifficulty, x.Recipient, detail)
			n.Reason.To, n.Reason.InsteadOf = x.To, x.InsteadOf
			d.change.Notices = append(d.change.Notices, n)
		}
	}
	return nil
}

// close marks the open questions of a kind as answered; it reports whether the answer came after their time ran out.
func (d *decision) close(ask Ask) (late bool) {
	d.a.Asks = slices.Clone(d.a.Asks)
	for i := range d.a.Asks {
		q := &d.a.Asks[i]
		if q.Ask != ask || !q.Answered.IsZero() {
			continue
		}
		q.Answered = d.now
		late = late || d.isLate(*q)
	}
	return late
}

func (d *decision) isLate(q Asked) bool {
	by, ok := d.answerUntil(q)
	return ok && d.now.After(by)
}

func (d *decision) explain(act Act) error {
	if len(d.a.OpenAsks(AskExplanation)) == 0 {
		return ErrNothingAsked
	}
	if strings.TrimSpace(act.Text) == "" {
		return ErrIncomplete
	}
	late := d.close(AskExplanation)
	d.record(EventExplained, act.By, EventData{Level: act.Level, Text: act.Text, LateReply: late})
	d.receipt(act, Detail{Event: EventExplained, Actor: act.By, At: d.now, Text: act.Text, LateReply: late})
	return nil
}
