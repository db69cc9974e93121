package wording

import "dondoc/escalation"

// Label is the text of a button that is no action on an assignment.
type Label string

// The labels.
const (
	Open     Label = "open"     // Xem chi tiết
	WhyLabel Label = "why"      // Vì sao tôi nhận tin?
	Next     Label = "next"     // Trang sau
	Previous Label = "previous" // Trang trước
	Cancel   Label = "cancel"
	Log      Label = "history" // Nhật ký
	Back     Label = "back"
	Confirm  Label = "confirm"
	Hold     Label = "hold" // Chưa gửi: the other answer to ActApprove
	Untie    Label = "untie"
)

// The labels of lists, of the choice of a language, and of the administrators' page.
const (
	ByUnit      Label = "by-unit"
	AllUnits    Label = "all-units"
	InViet      Label = "in-vietnamese"
	InEnglish   Label = "in-english"
	Missing     Label = "missing" // who cannot be written to
	DeadLetters Label = "dead-letters"
	Resend      Label = "resend" // Gửi lại
)

// Labels lists all labels.
func Labels() []Label {
	return append([]Label{
		Open, WhyLabel, Next, Previous, Cancel, Log, Back, Confirm, Hold, Untie,
		ByUnit, AllUnits, InViet, InEnglish, Missing, DeadLetters, Resend,
	}, actLabels()...)
}

// Button is the text of an action's button: plain text of at most 20 characters.
func (w *Words) Button(a escalation.Action) string { return term(w.actions, a) }

// ButtonStatus is the text of the button for an answer to the status question: plain text of at most 20 characters.
func (w *Words) ButtonStatus(a escalation.StatusAnswer) string { return term(w.answers, a) }

// Label is the text of a button that is no action: plain text of at most 20 characters.
func (w *Words) Label(l Label) string { return term(w.labels, l) }

// Command is a command of the bot, without the slash.
type Command string

// The commands.
const (
	CommandStart  Command = "start"
	CommandMine   Command = "nhiemvu"
	CommandHelp   Command = "trogiup"
	CommandCancel Command = "huy"
	CommandTie    Command = "lienket"
	CommandUntie  Command = "huylienket"
	CommandInvite Command = "moi" // for admins

	CommandSoon     Command = "sapdenhan"
	CommandOverdue  Command = "quahan"
	CommandReview   Command = "duyet"
	CommandPaper    Command = "ghinhan"
	CommandLanguage Command = "ngonngu"
	CommandAdmin    Command = "quantri"
)

// Commands lists the commands in the order of the menu.
func Commands() []Command {
	return []Command{
		CommandMine, CommandSoon, CommandOverdue, CommandReview, CommandPaper, CommandStatus, CommandExplain, CommandAdmin, CommandLanguage,
		CommandTie, CommandUntie, CommandInvite, CommandCancel, CommandHelp, CommandStart,
	}
}

// Command describes a command for the menu. Plain text.
func (w *Words) Command(c Command) string { return term(w.commands, c) }
