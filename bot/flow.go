package bot

import (
	"unicode/utf8"

	"dondoc/calendar"
	"dondoc/escalation"
	"dondoc/wording"
)

const (
	// answerMost is how long a typed answer may be, in characters: with what stands around it, it still is one message.
	answerMost = 3000
	// numberLongest is how long a document's number may be, in characters.
	numberLongest = 100
	// exampleAhead is how many days ahead the example of a date lies.
	exampleAhead = 7
)

// The fields of a conversation's draft.
const (
	draftText   = "text"
	draftDate   = "date"
	draftNumber = "number"
)

// flow is a conversation: what is asked, one thing after the other, and the act that the answers make.
type flow struct {
	name   string // as stored; kept for ever
	verb   verb   // of the button that begins it
	action escalation.Action
	answer escalation.StatusAnswer
	asks   []ask
	// confirmed: the answers are shown before they count.
	confirmed bool
}

// ask is one question of a flow.
type ask struct {
	name     string // as stored
	question wording.Key
	read     reader
}

// reader takes an answer into the draft; a complaint says what is wrong with it, then the draft is as it was.
type reader func(t *turn, text string, draft map[string]string) complaint

// complaint is what is wrong with an answer; the zero value: nothing.
type complaint struct {
	key  wording.Key
	args wording.Args
}

// flowReport and stepConfirm are named elsewhere.
const (
	flowReport  = "report"
	stepConfirm = "confirm"
)

// flows are all conversations.
func flows() []flow {
	return []flow{
		{
			name: flowReport, verb: verbSubmit, action: escalation.ActSubmit, confirmed: true,
			asks: []ask{{"paper", wording.AskReport, readPaper}},
		},
		{
			name: "difficulty", verb: verbDifficulty, action: escalation.ActAnswer, answer: escalation.HasDifficulty,
			asks: []ask{{"reasons", wording.AskDifficulty, readText}},
		},
		{
			name: "extension", verb: verbAskMore, action: escalation.ActAskMore,
			asks: []ask{{"date", wording.AskNewDate, readDate}, {"reasons", wording.AskNewReasons, readText}},
		},
		{
			name: "explanation", verb: verbExplain, action: escalation.ActExplain,
			asks: []ask{{"text", wording.AskExplanation, readText}},
		},
		{
			name: "return", verb: verbReturn, action: escalation.ActReturn,
			asks: []ask{{"reasons", wording.AskReturn, readText}, {"date", wording.AskReturnDate, readDate}},
		},
	}
}

func readText(_ *turn, text string, draft map[string]string) complaint {
	text = typed(text)
	switch {
	case text == "":
		return complaint{key: wording.Empty}
	case utf8.RuneCountInString(text) > answerMost:
		return complaint{wording.TooLong, wording.Args{Max: answerMost}}
	}
	draft[draftText] = text
	return complaint{}
}

func readDate(t *turn, text string, draft map[string]string) complaint {
	d, err := parseDate(typed(text), t.today(), ahead)
	if err != nil {
		return complaint{wording.BadDate, wording.Args{Date: t.exampleDate()}}
	}
	draft[draftDate] = d.String()
	return complaint{}
}

// readPaper takes the number and date of a document, or a text.
func readPaper(t *turn, text string, draft map[string]string) complaint {
	if c := readText(t, text, map[string]string{}); c.key != "" {
		return c
	}
	p, err := parsePaper(typed(text), t.today())
	switch {
	case err != nil:
		return complaint{wording.BadDate, wording.Args{Date: t.today()}}
	case utf8.RuneCountInString(p.number) > numberLongest:
		return complaint{key: wording.BadNumber}
	}
	clear(draft)
	draft[draftNumber], draft[draftText] = p.number, p.text
	if !p.date.IsZero() {
		draft[draftDate] = p.date.String()
	}
	return complaint{}
}

// exampleDate is a working day that lies ahead.
func (t *turn) exampleDate() calendar.Date {
	return t.office.Calendar.NextWorkingDay(t.today().AddDays(exampleAhead))
}

// draftedDate is the date in a draft; zero: none.
func draftedDate(draft map[string]string) calendar.Date {
	d, err := calendar.ParseDate(draft[draftDate])
	if err != nil {
		return calendar.Date{}
	}
	return d
}

// act is what the answers so far make.
func (f *flow) act(t *turn, talk *escalation.Conversation) escalation.Act {
	a := escalation.Act{
		Action: f.action, By: t.person, Chat: t.chat, Topic: t.topic, Level: talk.Level, Answer: f.answer,
		Text: talk.Draft[draftText], Date: draftedDate(talk.Draft),
	}
	if f.action == escalation.ActSubmit {
		a.Text, a.Date = "", calendar.Date{}
		a.Submission = &escalation.Submission{
			Number: talk.Draft[draftNumber], Date: draftedDate(talk.Draft), Text: talk.Draft[draftText],
		}
	}
	return a
}
