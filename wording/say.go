package wording

import (
	"slices"
	"strings"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// Key names a text of a conversation, an answer or an error. Behind each stands what it needs of Args.
type Key string

// Who somebody is.
const (
	Help        Key = "help"         // trợ giúp, with the commands
	Welcome     Key = "welcome"      // Person, Units: after Start, for somebody who is linked
	Stranger    Key = "stranger"     // ID: the Telegram account, to be given to the administrator
	UntiedGroup Key = "untied-group" // ID: the chat, to be given to the administrator
	TiedGroup   Key = "tied-group"   // Units: after the bot came into a unit's group
	PrivateOnly Key = "private-only" // asked in a group what is only answered in private
	NotAsked    Key = "not-asked"    // somebody else was asked
)

// What cannot be done.
const (
	NotAllowed     Key = "not-allowed"     // Assignment
	NotFound       Key = "not-found"       // Number
	Closed         Key = "closed"          // Assignment: completed or withdrawn
	Stale          Key = "stale"           // Assignment: a button that the state has overtaken
	AlreadyDone    Key = "already-done"    // Assignment: pressed twice, or somebody else was first
	Busy           Key = "busy"            // something outside failed
	NothingAsked   Key = "nothing-asked"   // text came, and no question was open
	Expired        Key = "expired"         // the question is too old
	Kept           Key = "kept"            // the question is too old, but what was given before is still there
	Unsupported    Key = "unsupported"     // a sticker, a photo and the like
	UnknownCommand Key = "unknown-command" // with the hint to /trogiup
	Empty          Key = "empty"           // a text without content
	TooLong        Key = "too-long"        // Max: characters allowed
	BadDate        Key = "bad-date"        // Date: an example
	DatePast       Key = "date-past"       // Date: what was given
	DateTooEarly   Key = "date-too-early"  // Date: what was given is not after this deadline
	BadNumber      Key = "bad-number"      // a document number that is none
	NoSecrets      Key = "no-secrets"      // never send secret papers or personal data here
	Nothing        Key = "nothing"         // an empty list
)

// What is asked.
const (
	AskReport       Key = "ask-report"        // Assignment: number and date of the document, or text
	AskReportSecret Key = "ask-report-secret" // Assignment: a confidential one, which is only confirmed here
	AskPaper        Key = "ask-paper"         // Assignment: number and date of the paper that the reviewing unit records
	AskPaperDate    Key = "ask-paper-date"    // Assignment, Date: example; when the paper was received
	AskDifficulty   Key = "ask-difficulty"    // Assignment: the reasons
	AskExplanation  Key = "ask-explanation"   // Assignment, At: until when; the zero time: no limit
	AskNewDate      Key = "ask-new-date"      // Assignment, Date: example; the deadline asked for
	AskNewReasons   Key = "ask-new-reasons"   // Assignment, Date: the deadline asked for
	AskReturn       Key = "ask-return"        // Assignment: why it is returned
	AskReturnDate   Key = "ask-return-date"   // Assignment, Date: example; the date of the supplement
	AskSuspend      Key = "ask-suspend"       // Assignment: why it is suspended
	AskWithdraw     Key = "ask-withdraw"      // Assignment: why it is withdrawn
	ConfirmReport   Key = "confirm-report"    // Assignment, DocNumber, DocDate, Text: what will be handed in
	ConfirmAct      Key = "confirm-act"       // Assignment, Action: are you sure
)

// What was done, where no notice says it.
const (
	Recorded  Key = "recorded"  // Choice, At
	Cancelled Key = "cancelled" // a conversation was broken off
)

// The titles of lists.
const (
	ListMine    Key = "list-mine"
	ListDueSoon Key = "list-due-soon"
	ListOverdue Key = "list-overdue"
	ListReview  Key = "list-review" // what waits for the reader's decision
	ListPaper   Key = "list-paper"  // what a paper may be recorded for
)

// Accounts and groups, and what ties them (ties.go says some of it as notices).
const (
	StartWrong   Key = "start-wrong"   // Number: how many tries are left
	StartPaused  Key = "start-paused"  // At: until when
	StartUsed    Key = "start-used"    // the code was used before
	StartExpired Key = "start-expired" // the code is good no longer
	StartForeign Key = "start-foreign" // Person: to whom the account is tied already
	StartSame    Key = "start-same"    // Person: the account is tied to them already

	InviteHelp    Key = "invite-help"     // Text: who has no account yet
	InviteUnknown Key = "invite-unknown"  // Text: what nobody is called
	InviteMade    Key = "invite-made"     // Person, Units, Text: the link, At: until when; Number: 1 when an account is tied already
	InviteTooMany Key = "invite-too-many" // Max: persons at once

	TieWhich   Key = "tie-which"   // to which of the units
	TieNone    Key = "tie-none"    // nobody of whom the group could become
	TieUnknown Key = "tie-unknown" // Text: an id that no unit has
	TieTaken   Key = "tie-taken"   // Units: to which the group is tied already
	TieSame    Key = "tie-same"    // Units: to which the group is tied already, as wanted
	TieHere    Key = "tie-here"    // how an account is tied, and a group
	UntieSure  Key = "untie-sure"  // Person, or Units: whose tie would end
	UntieNone  Key = "untie-none"  // there is nothing to end

	LinkGone    Key = "link-gone"    // Person, or Units: the tie ended, to the chat itself
	LinkAway    Key = "link-away"    // Person, or Units: the tie went to another chat, to the old one
	LinkNews    Key = "link-news"    // Max: the head of a message with so many of the following
	LinkMoved   Key = "link-moved"   // Person or Units, At: to the admins
	LinkEnded   Key = "link-ended"   // the same
	LinkLost    Key = "link-lost"    // the same: Telegram refused
	LinkBack    Key = "link-back"    // the same: and takes messages again
	LinkGuessed Key = "link-guessed" // Text: the account that tried wrong codes, At
)

// tieKeys lists those about accounts and groups.
func tieKeys() []Key {
	return []Key{
		StartWrong, StartPaused, StartUsed, StartExpired, StartForeign, StartSame, InviteHelp, InviteUnknown, InviteMade, InviteTooMany,
		TieWhich, TieNone, TieUnknown, TieTaken, TieSame, TieHere, UntieSure, UntieNone,
		LinkGone, LinkAway, LinkNews, LinkMoved, LinkEnded, LinkLost, LinkBack, LinkGuessed,
	}
}

// Of lists and of the choice of a language.
const (
	ChooseUnit      Key = "choose-unit"
	ChooseLanguage  Key = "choose-language"
	LanguageSet     Key = "language-set"
	NothingWaits    Key = "nothing-waits"     // the reader decides on nothing
	NothingToRecord Key = "nothing-to-record" // the reader records no papers
)

// Keys lists all keys.
func Keys() []Key {
	return slices.Concat(tieKeys(), []Key{
		Help, Welcome, Stranger, UntiedGroup, TiedGroup, PrivateOnly, NotAsked,
		NotAllowed, NotFound, Closed, Stale, AlreadyDone, Busy, NothingAsked, Expired, Kept, Unsupported, UnknownCommand,
		Empty, TooLong, BadDate, DatePast, DateTooEarly, BadNumber, NoSecrets, Nothing,
		AskReport, AskReportSecret, AskPaper, AskPaperDate, AskDifficulty, AskExplanation, AskNewDate, AskNewReasons, AskReturn,
		AskReturnDate, AskSuspend, AskWithdraw, ConfirmReport, ConfirmAct,
		Recorded, Cancelled,
		ListMine, ListDueSoon, ListOverdue, ListReview, ListPaper,
		ChooseUnit, ChooseLanguage, LanguageSet, NothingWaits, NothingToRecord,
	}, actKeys())
}

// Args fills the placeholders of a text; each Key says which it needs.
type Args struct {
	Person     *escalation.Person
	Units      []*escalation.Unit
	Assignment *escalation.Assignment
	Number     int64 // of an assignment that may not exist
	ID         int64 // of a Telegram account or chat
	Max        int
	Date       calendar.Date
	At         time.Time // in the office's zone: it is shown as it is
	Action     escalation.Action
	Choice     escalation.StatusAnswer
	DocNumber  string
	DocDate    calendar.Date
	Text       string

	Files     []escalation.File
	Figures   []Figured
	Indicator *escalation.Indicator
	DayOff    calendar.Date   // the day off that was asked for, where Date is the day that it moved to
	Before    calendar.Offset // how long before the deadline
	// Commands are those that Help lists; nil: all.
	Commands []Command
}

// mostAlert is how many characters Telegram shows in answer to a pressed button.
const mostAlert = 200

// Say is a text of a conversation. At most one Args is given, and none where the Key needs nothing.
func (w *Words) Say(k Key, args ...Args) string {
	var a Args
	if len(args) > 0 {
		a = args[0]
	}
	return w.sayWithin(mostNotice, k, a)
}

// sayWithin is Say within so many UTF-16 units.
func (w *Words) sayWithin(most int, k Key, a Args) string {
	return fit(most, func(l limits) string { return w.render("say."+string(k), w.sayView(a, l)) })
}

// Alert is the same as plain text and short enough for an answer to a pressed button: at most 200 characters.
func (w *Words) Alert(k Key, args ...Args) string { return cut(Plain(w.Say(k, args...)), mostAlert) }

// sayView is what templates see of Args.
type sayView struct {
	// Example is Date as it is to be typed, in every language.
	Person, Units, Ref, Date, Example, Action, Choice, DocNumber, DocDate, Text string

	At                   *when
	Number, ID           int64
	Max                  int
	Report, Confidential bool
	Commands             []commandView

	handed
	Indicator      figureView // without a figure
	DayOff, Before string
	Numbered       bool // a document's number was given, though it may not be shown
}

// commandView is a command as help lists it.
type commandView struct {
	Name, Text string
}

func (w *Words) sayView(a Args, l limits) sayView {
	v := sayView{
		Person: cut(w.Person(a.Person), l.name), Number: a.Number, ID: a.ID, Max: a.Max, Date: w.Date(a.Date),
		Action: w.Button(a.Action), Choice: w.ButtonStatus(a.Choice),
	}
	var units []string
	for _, u := range a.Units {
		units = append(units, cut(line(u.Name), l.name))
	}
	v.Units = cut(strings.Join(units, "; "), l.title)
	if !a.At.IsZero() {
		v.At = &when{Moment: w.Moment(a.At), Clock: w.Clock(a.At), Day: w.Date(calendar.DateOf(a.At))}
	}
	if !a.Date.IsZero() {
		v.Example = vietnameseDate(a.Date)
	}
	if a.Assignment != nil {
		v.Ref, v.Report = w.Ref(a.Assignment), a.Assignment.Kind == escalation.FromReport
		v.Confidential = a.Assignment.Confidential
	}
	if !v.Confidential {
		v.DocNumber, v.DocDate, v.Text = cut(line(a.DocNumber), l.name), w.Date(a.DocDate), cut(paragraphs(a.Text), l.typed)
	}
	w.sayHanded(&v, a, l)
	commands := a.Commands
	if commands == nil {
		commands = Commands()
	}
	for _, c := range commands {
		v.Commands = append(v.Commands, commandView{Name: string(c), Text: w.Command(c)})
	}
	return v
}

// sayHanded adds what was given so far; of a confidential assignment neither files nor figures.
func (w *Words) sayHanded(v *sayView, a Args, l limits) {
	v.DayOff, v.Before, v.Numbered = w.Date(a.DayOff), w.offsetOf(a.Before), a.DocNumber != ""
	if v.Confidential {
		return
	}
	v.handed = w.handedIn(a.Files, a.Figures, l)
	if a.Indicator != nil {
		v.Indicator = w.figureView(Figured{Indicator: a.Indicator}, l)
		v.Indicator.Value = cut(line(a.Indicator.Unit), l.name)
	}
}
