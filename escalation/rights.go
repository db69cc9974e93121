package escalation

import (
	"slices"
	"time"

	"dondoc/calendar"
)

// Role is what a person is to an assignment.
type Role string

// The roles (DESIGN 5).
const (
	RoleMember         Role = "member"          // of the unit
	RoleDeputy         Role = "deputy"          // of the unit
	RoleHead           Role = "head"            // in office today, or standing in
	RoleReviewHead     Role = "review_head"     // of the reviewing unit, or standing in
	RoleReviewDeputy   Role = "review_deputy"   // of the reviewing unit
	RoleReviewMember   Role = "review_member"   // of the reviewing unit
	RoleSupervisorHead Role = "supervisor_head" // of the supervisor unit, or standing in
	RoleApprover       Role = "approver"        // head of the unit whose approval a held level awaits
	RoleTold           Role = "told"            // nothing else, but told of it by the ladder
	RoleAdmin          Role = "admin"
	RoleStranger       Role = "stranger" // none of these
)

// Roles lists all roles.
func Roles() []Role {
	return []Role{
		RoleMember, RoleDeputy, RoleHead, RoleReviewHead, RoleReviewDeputy, RoleReviewMember,
		RoleSupervisorHead, RoleApprover, RoleTold, RoleAdmin, RoleStranger,
	}
}

// Action is something that a person can do with an assignment.
type Action string

// The actions.
const (
	ActView        Action = "view"
	ActAccept      Action = "accept"
	ActSubmit      Action = "submit"
	ActRecordPaper Action = "record_paper" // the reviewing unit records a paper that was handed in
	ActRecall      Action = "recall"       // withdraw what was handed in
	ActConfirm     Action = "confirm"      // accept a submission: completed
	ActReturn      Action = "return"
	ActSuspend     Action = "suspend"
	ActResume      Action = "resume"
	ActWithdraw    Action = "withdraw" // the whole assignment
	ActAnswer      Action = "answer"   // a status question
	ActExplain     Action = "explain"
	ActAskMore     Action = "extension" // ask for an extension
	ActApprove     Action = "approve"   // let a held level be sent
	ActHoldBack    Action = "hold_back" // not yet
	ActGrant       Action = "grant"     // the extension that is asked for
	ActRefuse      Action = "refuse"    // it
)

// Actions lists all actions.
func Actions() []Action {
	return []Action{
		ActView, ActAccept, ActSubmit, ActRecordPaper, ActRecall, ActConfirm, ActReturn, ActSuspend, ActResume, ActWithdraw,
		ActAnswer, ActExplain, ActAskMore, ActApprove, ActHoldBack, ActGrant, ActRefuse,
	}
}

// Allowed lists the roles that may do an action (DESIGN 1, 5).
func Allowed(a Action) []Role {
	unit := []Role{RoleMember, RoleDeputy, RoleHead}
	answering := []Role{RoleDeputy, RoleHead}
	reviewing := []Role{RoleReviewHead, RoleReviewDeputy}
	switch a {
	case ActView:
		return slices.Concat(unit, reviewing, []Role{RoleReviewMember, RoleSupervisorHead, RoleApprover, RoleTold, RoleAdmin})
	case ActAccept, ActSubmit, ActRecall, ActAskMore:
		return unit
	case ActAnswer, ActExplain:
		return answering
	case ActRecordPaper:
		return append(reviewing, RoleReviewMember)
	case ActConfirm, ActReturn, ActSuspend, ActResume, ActWithdraw, ActGrant, ActRefuse:
		return reviewing
	case ActApprove, ActHoldBack:
		return []Role{RoleApprover}
	}
	return nil
}

// RolesOf lists what the person is to the assignment on the day of now; a stranger has just RoleStranger. Where an assignment has no
// reviewing unit and no supervisor, the admins review (DESIGN 1); what left the configuration is theirs to settle (DESIGN 4.12).
func (o *Office) RolesOf(person string, a *Assignment, now time.Time) []Role {
	if person == "" {
		return []Role{RoleStranger}
	}
	day := calendar.DateOf(now.In(o.Calendar.Location()))
	out := roles(o.Unit(a.Unit), person, day, RoleHead, RoleDeputy, RoleMember)
	reviewer := o.ReviewUnit(a)
	out = append(out, roles(o.Unit(reviewer), person, day, RoleReviewHead, RoleReviewDeputy, RoleReviewMember)...)
	if u := o.Unit(a.Unit); u != nil && u.Supervisor != "" {
		out = append(out, roles(o.Unit(u.Supervisor), person, day, RoleSupervisorHead, "", "")...)
	}
	if o.approves(person, a, day) {
		out = append(out, RoleApprover)
	}
	if o.IsAdmin(person) {
		out = append(out, RoleAdmin)
		if reviewer == "" || o.Work(a) == nil {
			out = append(out, RoleReviewHead)
		}
	}
	switch {
	case len(out) > 0:
		return out
	case o.wasTold(person, a, day):
		return []Role{RoleTold}
	}
	return []Role{RoleStranger}
}

func roles(u *Unit, person string, day calendar.Date, head, deputy, member Role) []Role {
	var out []Role
	add := func(is bool, r Role) {
		if is && r != "" {
			out = append(out, r)
		}
	}
	if u != nil {
		add(u.HeadOn(day) == person, head)
		add(slices.Contains(u.Deputies, person), deputy)
		add(slices.Contains(u.Members, person), member)
	}
	return out
}

// ReviewUnit is the id of the reviewing unit: `review`, for a report `to`, else the supervisor unit; "" when the admins review (DESIGN 1).
func (o *Office) ReviewUnit(a *Assignment) string {
	if w := o.Work(a); w != nil && w.Review != "" {
		return w.Review
	}
	if u := o.Unit(a.Unit); u != nil {
		return u.Supervisor
	}
	return ""
}

// Work finds what the assignment's task or report says; nil when it left the configuration.
func (o *Office) Work(a *Assignment) *Work {
	if a.Kind == FromTask {
		if t := o.Task(a.Source); t != nil {
			return &t.Work
		}
		return nil
	}
	if r := o.Report(a.Source); r != nil {
		return &r.Work
	}
	return nil
}

// May reports whether the person may do the action with the assignment now, by right; the state may still forbid it (see Transition).
func (o *Office) May(person string, act Action, a *Assignment, now time.Time) bool {
	allowed := Allowed(act)
	return slices.ContainsFunc(o.RolesOf(person, a, now), func(r Role) bool { return slices.Contains(allowed, r) })
}
