package wording

import (
	"fmt"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// englishTerms are the English terms. The sentences stand in en/*.tmpl.
func englishTerms() vocabulary {
	return vocabulary{
		states: map[escalation.State]string{
			escalation.Assigned:  "Assigned, not yet accepted",
			escalation.Accepted:  "Accepted",
			escalation.Submitted: "Reported, awaiting confirmation",
			escalation.Returned:  "Returned",
			escalation.Completed: "Completed",
			escalation.Suspended: "Suspended",
			escalation.Withdrawn: "Withdrawn",
		},
		timeliness: map[escalation.Timeliness]string{
			escalation.NoDeadline: "No deadline set",
			escalation.NotDue:     "Not yet due",
			escalation.DueSoon:    "Due soon",
			escalation.DueToday:   "Due today",
			escalation.Overdue:    "Overdue",
			escalation.DoneOnTime: "Completed on time",
			escalation.DoneLate:   "Completed late",
		},
		kinds: map[escalation.Kind]string{
			escalation.KindAssigned:    "Assignment",
			escalation.KindRemind:      "Reminder",
			escalation.KindPrompt:      "Request for status",
			escalation.KindOverdue:     "Overdue notice",
			escalation.KindEscalate:    "Escalation",
			escalation.KindReceipt:     "Receipt",
			escalation.KindReview:      "Request for review",
			escalation.KindReviewed:    "Outcome of the review",
			escalation.KindExtension:   "Request for extension",
			escalation.KindDifficulty:  "Difficulties",
			escalation.KindReviewDue:   "Reminder to review",
			escalation.KindAnswerDue:   "Reminder to answer",
			escalation.KindFile:        "File of a report",
			escalation.KindUnreachable: "Could not be reached",
			escalation.KindApproval:    "Request for approval",
			escalation.KindOrphaned:    "Not in the configuration",
			escalation.KindLink:        "Links of accounts and groups",
			escalation.KindOutage:      "Interruption of the system",
		},
		actions:    englishActions(),
		answers:    englishAnswers(),
		labels:     englishLabels(),
		commands:   englishCommands(),
		roles:      englishRoles(),
		addressees: englishAddressees(),
		documents:  englishDocuments(),
		offDays:    map[calendar.Kind]string{calendar.Off: "off", calendar.Worked: "worked"},
		certainty:  map[calendar.Status]string{calendar.Announced: "announced", calendar.Provisional: "provisional"},

		task: "Task No.", report: "Report No.", unit: "the unit", system: "The follow-up system",
		number: "No.", occasion: "occurrence", and: "and",

		date:     englishDate,
		longDate: func(d calendar.Date) string { return d.Weekday().String() + ", " + englishDate(d) },
		clock:    func(hour, minute int) string { return fmt.Sprintf("%02d:%02d", hour, minute) },
		moment:   func(clock, date string) string { return clock + " on " + date },
		period:   englishPeriod,
		workdays: func(n int) string { return plural(int64(n), "working day") },
		offset:   englishOffset,
		figure:   func(v float64) string { return figureWith(v, ",", ".") },
		targets:  map[string]string{"previous": "the previous period", "external": "the general level", "qualitative": "qualitative"},
		weekdays: time.Weekday.String,
	}
}

func englishActions() map[escalation.Action]string {
	return map[escalation.Action]string{
		escalation.ActView:        "Details",
		escalation.ActAccept:      "Received",
		escalation.ActSubmit:      "Report completion",
		escalation.ActRecordPaper: "Record a paper",
		escalation.ActRecall:      "Take back report",
		escalation.ActConfirm:     "Confirm completion",
		escalation.ActReturn:      "Return",
		escalation.ActSuspend:     "Suspend",
		escalation.ActResume:      "Resume",
		escalation.ActWithdraw:    "Withdraw",
		escalation.ActAnswer:      "Answer on status",
		escalation.ActExplain:     "Send explanation",
		escalation.ActAskMore:     "Request extension",
		escalation.ActApprove:     "Agree to send",
		escalation.ActHoldBack:    "Not yet",
		escalation.ActGrant:       "Grant",
		escalation.ActRefuse:      "Refuse",
	}
}

func englishAnswers() map[escalation.StatusAnswer]string {
	return map[escalation.StatusAnswer]string{
		escalation.OnTrack:        "On track",
		escalation.HasDifficulty:  "Difficulties",
		escalation.AnswerDone:     "Completed",
		escalation.WantsExtension: "Request extension",
	}
}

func englishLabels() map[Label]string {
	return map[Label]string{
		Open: "Details", WhyLabel: "Why this message?", Next: "Next page", Previous: "Previous page", Cancel: "Cancel", Log: "History",
		Back: "Back", Confirm: "Confirm", Hold: "Do not send yet", Untie: "Unlink",
		SendIt: "Send", Skip: "Skip", More: "More…", WeekMore: "+7 days", FortnightMore: "+15 days", MonthMore: "+1 month",
		ByUnit: "Choose a unit", AllUnits: "All units", InViet: "Tiếng Việt", InEnglish: "English",
		Missing: "Not reachable", DeadLetters: "Undelivered", Resend: "Send again",
	}
}

func englishCommands() map[Command]string {
	return map[Command]string{
		CommandStart:  "Start",
		CommandMine:   "Assignments of the unit",
		CommandHelp:   "Help",
		CommandCancel: "Cancel what is being entered",

		CommandExplain:  "What awaits your explanation",
		CommandStatus:   "What awaits your answer on the status",
		CommandSoon:     "Assignments due soon",
		CommandOverdue:  "Overdue assignments",
		CommandReview:   "What waits for your decision",
		CommandPaper:    "Record a paper that a unit handed in",
		CommandLanguage: "Language",
		CommandAdmin:    "Administration",
		CommandTie:      "Link an account or a group to a unit",
		CommandUntie:    "End a link",
		CommandInvite:   "Make a link for somebody without an account",
	}
}

func englishRoles() map[escalation.Role]string {
	return map[escalation.Role]string{
		escalation.RoleMember:         "a member of the responsible unit",
		escalation.RoleDeputy:         "a deputy head of the responsible unit",
		escalation.RoleHead:           "the head of the responsible unit",
		escalation.RoleReviewHead:     "the head of the reviewing unit",
		escalation.RoleReviewDeputy:   "a deputy head of the reviewing unit",
		escalation.RoleReviewMember:   "a member of the reviewing unit",
		escalation.RoleSupervisorHead: "the head of the supervising unit",
		escalation.RoleApprover:       "the one whose approval is needed before sending",
		escalation.RoleAdmin:          "an administrator of the system",
		escalation.RoleTold:           "a recipient named by the follow-up policy",
		escalation.RoleStranger:       "a recipient",
	}
}

func englishAddressees() map[escalation.Addressee]string {
	return map[escalation.Addressee]string{
		escalation.ToUnit:       "the responsible unit",
		escalation.ToHead:       "the head of the responsible unit",
		escalation.ToSupervisor: "the supervising unit",
		escalation.ToAdmins:     "the administrators",
	}
}

func englishDocuments() map[string]string {
	return map[string]string{
		"": "Document", "NQ": "Resolution", "KH": "Plan", "CT": "Directive", "CTr": "Programme", "CTHĐ": "Programme of Action",
		"QĐ": "Decision", "QĐi": "Regulation", "QyĐ": "Regulation", "QC": "Statute", "KL": "Conclusion", "TB": "Notice",
		"HD": "Guidance", "CV": "Official Letter", "TT": "Circular", "NĐ": "Decree", "ĐA": "Scheme",
	}
}

func englishDate(d calendar.Date) string { return fmt.Sprintf("%d %s %04d", d.Day, d.Month, d.Year) }

func englishPeriod(p period) string {
	switch p.letter {
	case 'W':
		return fmt.Sprintf("week %02d/%04d", p.n, p.year)
	case 'M':
		return fmt.Sprintf("%s %04d", time.Month(p.n), p.year)
	case 'Q':
		return fmt.Sprintf("the %s quarter of %04d", [...]string{"first", "second", "third", "fourth"}[p.n-1], p.year)
	case 'H':
		return fmt.Sprintf("the %s half of %04d", [...]string{"first", "second"}[p.n-1], p.year)
	case 'D':
		return englishDate(p.date)
	}
	return fmt.Sprintf("the year %04d", p.year)
}

func englishOffset(o calendar.Offset) string {
	switch {
	case o.Unit == calendar.Days:
		return plural(int64(o.N), "day")
	case o.Unit == calendar.WorkingDays:
		return plural(int64(o.N), "working day")
	case o.Duration%time.Hour == 0:
		return plural(int64(o.Duration/time.Hour), "hour")
	case o.Duration%time.Minute == 0:
		return plural(int64(o.Duration/time.Minute), "minute")
	}
	return plural(int64(o.Duration/time.Second), "second")
}

func plural(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
