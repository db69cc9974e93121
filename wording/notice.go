package wording

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"dondoc/escalation"
)

// mostNotice is how long a notice may become, in UTF-16 units: some room is left below Telegram's 4096.
const mostNotice = 3000

// Working days left up to which a reminder speaks as one that is near, and as the last one (domain.md 6.2, T-3 and T-1).
const (
	nearDays = 3
	lastDays = 1
)

// noticeView is what templates see of a notice.
type noticeView struct {
	view
	To addressee

	Kind       string
	Level      int
	Late       *when // when it should have been told
	Repeated   *span // whose answers may have been lost, so that this is asked again
	Resent     bool
	AnswerBy   *when
	Standing   bool        // the recipient stands in for a head who could not be reached,
	InsteadOf  string      // for whom
	Explaining bool        // this level asks the head for an explanation, whoever reads this
	Explained  *when       // when the head last explained
	Silent     bool        // an explanation was asked for and none came
	Unanswered *unanswered // the question that was not answered in time, for the level that waited for it
	Whom       string      // approval: whom the level is for
	Quotes     []quote

	act
	Submission *submission
	File       *fileView // that this notice carries
	LateReply  bool
	Prepared   string // the text that waits for approval
	Absent     string // who could not be reached
	AbsentUnit string
	ToAdmin    bool
}

// act is what somebody did: who, when, and what was said.
type act struct {
	Actor, Text, Date, Chosen string
	At                        *when
}

// addressee is who a notice speaks to: a person by name, or a unit in its group.
type addressee struct {
	Person, Group string
	Leads         bool // the person is head or deputy of the unit that owes the assignment, or stands in
}

// quote is a clause with the words of it that may be cited.
type quote struct {
	Clause, Text string
}

// submission is what was handed in.
type submission struct {
	Number, DocNumber, DocDate, Text, By string
	At, Received                         *when
	handed
}

// Notice is the text of one notice that has a message of its own; never more than 3,000 UTF-16 units after parsing.
func (w *Words) Notice(s Subject, n escalation.Notice) string {
	if n.Kind == escalation.KindLink {
		return w.tie(mostNotice, s, n)
	}
	if n.Kind == escalation.KindOutage {
		return w.outage(mostNotice, s, n)
	}
	return fit(mostNotice, func(l limits) string {
		v := w.noticeView(s, n, l)
		body := w.render(w.form(s, n), v)
		if n.Kind == escalation.KindReceipt {
			return join(body, w.render("trailer", v))
		}
		return join(w.render("salutation", v.To), body, w.render("trailer", v))
	})
}

func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n")
}

// form names the template that tells a notice.
func (w *Words) form(s Subject, n escalation.Notice) string {
	switch n.Kind {
	case escalation.KindRemind:
		return "remind." + nearness(s)
	case escalation.KindEscalate:
		return "escalate." + purpose(n)
	case escalation.KindReceipt, escalation.KindReviewed:
		return w.known(string(n.Kind)+"."+string(n.Detail.Event), string(n.Kind)+".other")
	}
	return w.known(string(n.Kind), "other")
}

func (w *Words) known(name, otherwise string) string {
	if w.has(name) {
		return name
	}
	return otherwise
}

// nearness chooses how a reminder speaks by the working days that are left (domain.md 6.2).
func nearness(s Subject) string {
	a, c := &s.Assignment, s.Office.Calendar
	due := a.Ladder()
	if due.IsZero() {
		return "early"
	}
	switch left := c.WorkingDaysBetween(s.today(), due.Date); {
	case left > nearDays:
		return "early"
	case s.Now.After(due.Moment):
		return "passed"
	case s.today() == due.Date:
		return "today"
	case left == lastDays:
		return "next"
	}
	return "near"
}

// purpose tells what a level of the ladder wants of this recipient: an answer, an explanation, haste, or a word from above.
func purpose(n escalation.Notice) string {
	kind, _ := n.Reason.To.Split()
	own := n.Reason.To == escalation.ToHead || n.Reason.To == escalation.ToUnit
	switch {
	case (own || kind == "person") && n.Ask == escalation.AskExplanation:
		return "explanation"
	case (own || kind == "person") && n.Ask == escalation.AskStatus:
		return "status"
	case own:
		return "press"
	}
	return "report"
}

func (w *Words) noticeView(s Subject, n escalation.Notice, l limits) noticeView {
	o, c := s.Office, s.Office.Calendar
	v := noticeView{
		view: w.view(s, l), To: w.addressed(s, n.Recipient, l), Kind: w.Kind(n.Kind), Level: n.Level, Resent: n.Resent,
		AnswerBy: w.when(c, n.Reason.AnswerBy), Unanswered: w.unanswered(s, n, l), ToAdmin: o.IsAdmin(n.Recipient.ID),
		Standing: n.Reason.InsteadOf != "",
		act:      act{Date: w.writtenDate(n.Detail.Date), At: w.when(c, n.Detail.At)},
	}
	v.Repeated = w.repeated(s, n)
	v.LateReply, v.Prepared = n.Detail.LateReply, w.prepared(s, n, l)
	if n.Late {
		v.Late = w.when(c, n.Due)
	}
	if lv := level(s, n); lv != nil {
		v.Explaining = lv.Ask == escalation.AskExplanation
		v.Whom = w.whom(o, lv.To, v.Confidential, l)
	}
	v.Explained, v.Silent = w.explained(s)
	v.Submission = w.submission(s, l)
	if !v.Confidential {
		w.describeNotice(&v, s, n, l)
	}
	return v
}

// describeNotice adds what a confidential assignment keeps to itself: names, texts, clauses.
func (w *Words) describeNotice(v *noticeView, s Subject, n escalation.Notice, l limits) {
	o := s.Office
	v.Actor, v.Chosen = w.personName(o, n.Detail.Actor, l), term(w.answers, n.Detail.Chosen)
	v.Text = cut(paragraphs(n.Detail.Text), l.typed)
	v.InsteadOf = w.personName(o, n.Reason.InsteadOf, l)
	v.Quotes = quotes(o, &s.Assignment, l)
	if f := n.Detail.File; f != nil {
		v.File = &fileView{Name: cut(line(f.Name), min(l.name, mostFileName)), Size: w.size(f.Size)}
	}
	if n.Kind == escalation.KindUnreachable {
		// Of a head who could not be reached, Text names the unit.
		v.Absent, v.AbsentUnit, v.Text = w.personName(o, n.Detail.Person, l), "", ""
		if o.Unit(n.Detail.Text) != nil {
			v.AbsentUnit = w.unitName(o, n.Detail.Text, l)
		}
	}
}

func (w *Words) personName(o *escalation.Office, id string, l limits) string {
	if id == escalation.System {
		return w.system
	}
	return cut(w.Person(o.Person(id)), l.name)
}

func (w *Words) addressee(o *escalation.Office, r escalation.Recipient, l limits) addressee {
	if r.Kind == escalation.ToGroup {
		return addressee{Group: w.unitName(o, r.ID, l)}
	}
	if p := o.Person(r.ID); p != nil {
		return addressee{Person: cut(w.Person(p), l.name)}
	}
	return addressee{}
}

// addressed is the addressee of a notice about an assignment.
func (w *Words) addressed(s Subject, r escalation.Recipient, l limits) addressee {
	to := w.addressee(s.Office, r, l)
	if r.Kind == escalation.ToPerson {
		roles := s.Office.RolesOf(r.ID, &s.Assignment, s.Now)
		to.Leads = slices.Contains(roles, escalation.RoleHead) || slices.Contains(roles, escalation.RoleDeputy)
	}
	return to
}

// level is the policy's level that a notice tells; nil when it tells none, or the policy changed.
func level(s Subject, n escalation.Notice) *escalation.Level {
	p := s.Office.Policy(n.Reason.Policy)
	if p == nil || n.Level < 1 || n.Level > len(p.Escalate) {
		return nil
	}
	return &p.Escalate[n.Level-1]
}

// whom names the addressees of a level; not the named ones of a confidential assignment.
func (w *Words) whom(o *escalation.Office, to []escalation.Addressee, secret bool, l limits) string {
	var names []string
	for _, t := range to {
		if _, id := t.Split(); id == "" || !secret {
			names = append(names, w.addresseeText(o, t, l))
		}
	}
	if n := len(names); n > 1 {
		names = append(names[:n-2], names[n-2]+" "+w.and+" "+names[n-1])
	}
	return cut(strings.Join(names, ", "), l.title)
}

func (w *Words) addresseeText(o *escalation.Office, to escalation.Addressee, l limits) string {
	switch kind, id := to.Split(); kind {
	case "unit":
		if id != "" {
			return w.unitName(o, id, l)
		}
	case "person":
		return w.personName(o, id, l)
	}
	return term(w.addressees, to)
}

// explained tells when the head gave the explanation that the ladder asked for, or that it was asked for and none came.
func (w *Words) explained(s Subject) (at *when, silent bool) {
	a := &s.Assignment
	for _, q := range a.Asks {
		if q.Ask != escalation.AskExplanation || q.Deadline != a.Ladder().DeadlineKey() {
			continue
		}
		silent = silent || q.Answered.IsZero()
		if !q.Answered.IsZero() {
			at = w.when(s.Office.Calendar, q.Answered)
		}
	}
	return at, silent && at == nil
}

// quotes lists the clauses that an escalation cites, by their quote (DESIGN 5), as far as they fit together.
func quotes(o *escalation.Office, a *escalation.Assignment, l limits) []quote {
	work := o.Work(a)
	if work == nil {
		return nil
	}
	d := o.Document(work.Document)
	if d == nil {
		return nil
	}
	var out []quote
	room := l.quote
	for _, c := range d.Accountability() {
		text := cut(line(c.Quote), room)
		if room -= utf8.RuneCountInString(text); text == ellipsis || text == "" {
			continue
		}
		out = append(out, quote{Clause: cut(line(c.ID), l.name), Text: text})
	}
	return out
}

// submission reads out what was handed in last; nil: nothing yet. Of a confidential assignment only the number and the times.
func (w *Words) submission(s Subject, l limits) *submission {
	sub, c := s.Assignment.Submission, s.Office.Calendar
	if sub == nil {
		return nil
	}
	out := &submission{Number: receiptNumber(s), At: w.when(c, sub.At)}
	if !sub.Received.IsZero() {
		out.Received = &when{Day: w.date(sub.Received), LongDay: w.longDate(sub.Received)}
	}
	if s.secret() {
		return out
	}
	out.DocNumber, out.Text = cut(line(sub.Number), l.name), cut(paragraphs(sub.Text), l.typed)
	out.By = w.personName(s.Office, sub.By, l)
	out.handed = w.handedIn(sub.Files, Figures(s.Office, sub.Figures), l)
	if !sub.Date.IsZero() {
		out.DocDate = w.date(sub.Date)
	}
	return out
}

// receiptNumber is the number under which a submission was received: the assignment's number and the minute.
func receiptNumber(s Subject) string {
	at := s.Assignment.Submission.At.In(s.Office.Calendar.Location())
	return fmt.Sprintf("%d-%s", s.Assignment.Number, at.Format("060102-1504"))
}
