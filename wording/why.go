package wording

import (
	"slices"
	"strings"

	"dondoc/calendar"
	"dondoc/escalation"
)

// whyView is what templates see of the reason for a notice.
type whyView struct {
	noticeView
	Rule            string // the notice's kind as stored
	Policy, Offset  string
	Every           string // a level's repetition
	AtDeadline      bool
	Times           int
	Nominal         string // the date that the rule gave, before it moved
	Later           bool   // it moved to a later day
	CountedFrom     string
	UnansweredLevel int
	Monthly         bool   // how often a prompt comes
	Weekday         string // and on which day
	Hears           string // the policy's addressee
	Roles           string // what the recipient is to the assignment
}

// Why answers "Vì sao tôi nhận được tin này?": the notice's reason in words (DESIGN 2).
func (w *Words) Why(s Subject, n escalation.Notice) string {
	return fit(mostNotice, func(l limits) string { return w.render("why", w.whyView(s, n, l)) })
}

func (w *Words) whyView(s Subject, n escalation.Notice, l limits) whyView {
	r := n.Reason
	v := whyView{
		noticeView: w.noticeView(s, n, l), Rule: string(n.Kind), Policy: cut(line(r.Policy), l.name),
		Offset: w.writtenOffset(r.Offset), AtDeadline: zeroOffset(r.Offset), Times: r.Times, UnansweredLevel: r.Unanswered,
	}
	if !r.Nominal.IsZero() {
		v.Nominal, v.Later = w.longDate(r.Nominal), r.Nominal.Before(s.Office.Calendar.DayOf(n.Due))
	}
	if !r.CountedFrom.IsZero() {
		v.CountedFrom = w.date(r.CountedFrom)
	}
	if lv := level(s, n); lv != nil && lv.Repeat != nil {
		v.Every = w.offset(lv.Repeat.Every)
	}
	if p := s.Office.Policy(r.Policy); p != nil && p.Prompt != nil {
		v.Monthly, v.Weekday = p.Prompt.Every == escalation.Monthly, w.weekdays(p.Prompt.On)
	}
	if r.To != "" {
		v.Hears = w.whom(s.Office, []escalation.Addressee{r.To}, v.Confidential, l)
	}
	if n.Recipient.Kind == escalation.ToPerson {
		v.Roles = w.rolesText(s, n.Recipient.ID)
	}
	return v
}

func zeroOffset(s string) bool {
	o, err := calendar.ParseOffset(s)
	return err == nil && o.IsZero()
}

// rolesText says what somebody is to the assignment; "" when nothing.
func (w *Words) rolesText(s Subject, person string) string {
	roles := s.Office.RolesOf(person, &s.Assignment, s.Now)
	admin := slices.Contains(roles, escalation.RoleAdmin) // who may stand in for a reviewing head without being one
	roles = slices.DeleteFunc(roles, func(r escalation.Role) bool {
		return r == escalation.RoleStranger || r == escalation.RoleTold || (r == escalation.RoleReviewHead && admin && !s.headsReview(person))
	})
	var out []string
	for _, r := range roles {
		out = append(out, term(w.roles, r))
	}
	return strings.Join(out, "; ")
}

// headsReview reports whether the person is the head of the reviewing unit.
func (s Subject) headsReview(person string) bool {
	u := s.Office.Unit(s.Office.ReviewUnit(&s.Assignment))
	return u != nil && u.HeadOn(calendar.DateOf(s.Now.In(s.Office.Calendar.Location()))) == person
}

// cardRole is what the template sees of why somebody may see an assignment.
type cardRole struct {
	view
	Role string
}

// WhyCard says why somebody with this role may see an assignment.
func (w *Words) WhyCard(s Subject, role escalation.Role) string {
	return fit(mostNotice, func(l limits) string {
		return w.render("why.card", cardRole{view: w.view(s, l), Role: term(w.roles, role)})
	})
}
