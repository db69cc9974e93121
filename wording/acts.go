package wording

// What is asked and answered beyond the straight way.
const (
	AskFigure        Key = "ask-figure"         // Assignment, Indicator
	AskReference     Key = "ask-reference"      // Assignment: a confidential one; number and date of the document with the text
	AskRefuse        Key = "ask-refuse"         // Assignment: why no extension is granted
	BadFigure        Key = "bad-figure"         // Indicator
	FileEmpty        Key = "file-empty"         // Text: its name
	FileTooLarge     Key = "file-too-large"     // Text: its name; Max: in MB
	TooManyFiles     Key = "too-many-files"     // Max
	FilesTaken       Key = "files-taken"        // Max: how many so far
	DateAhead        Key = "date-ahead"         // Date: a day of receipt that lies ahead
	ExtensionPending Key = "extension-pending"  // Assignment, Date: what was asked for
	ExtensionsUsedUp Key = "extensions-used-up" // Assignment, Max: how many the policy allows
	ExtensionTooLate Key = "extension-too-late" // Assignment, Before: the deadline; Date: the last day to ask
	NothingToAnswer  Key = "nothing-to-answer"  // nothing is asked of the reader
	ListExplain      Key = "list-explain"
	ListStatus       Key = "list-status"
)

// actKeys lists the keys of this file.
func actKeys() []Key {
	return []Key{
		AskFigure, AskReference, AskRefuse, BadFigure, FileEmpty, FileTooLarge, TooManyFiles, FilesTaken, DateAhead,
		ExtensionPending, ExtensionsUsedUp, ExtensionTooLate, NothingToAnswer, ListExplain, ListStatus,
	}
}

// Labels of questions and of cards.
const (
	SendIt        Label = "send"
	Skip          Label = "skip" // no figure
	More          Label = "more" // what is rarely done
	WeekMore      Label = "week-more"
	FortnightMore Label = "fortnight-more"
	MonthMore     Label = "month-more"
)

func actLabels() []Label { return []Label{SendIt, Skip, More, WeekMore, FortnightMore, MonthMore} }

// The commands that list what is asked of the reader.
const (
	CommandExplain Command = "giaitrinh"
	CommandStatus  Command = "tinhhinh"
)
