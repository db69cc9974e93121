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

// The fields of a conversation's draft; figures have fields of their own.
const (
	draftText     = "text"
	draftDate     = "date"
	draftTyped    = "typed" // the date as it was typed, where that is a day off
	draftNumber   = "number"
	draftReceived = "received"
	draftFiles    = "files"
	draftAlbum    = "album" // the last file's
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
	// files: files are taken, too. figures: a report's indicators are asked for after the rest.
	files, figures bool
}

// ask is one question of a flow.
type ask struct {
	name     string // as stored
	question wording.Key
	read     reader
	// typed: it takes any text; of a confidential assignment only the number of a document that has it.
	typed bool
	// keys are answers that a button gives; nil: none.
	keys      func(*talking, *turn) keyboard
	indicator *escalation.Indicator
}

// reader takes an answer into the draft; a complaint says what is wrong with it, then the draft is as it was.
type reader func(g *talking, t *turn, text string) complaint

// complaint is what is wrong with an answer; the zero value: nothing.
type complaint struct {
	key  wording.Key
	args wording.Args
}

// What is named elsewhere, too.
const (
	flowReport   = "report"
	flowExplain  = "explanation"
	stepConfirm  = "confirm"
	stepDate     = "date"
	stepReceived = "received"
)

// flows are all conversations.
func flows() []flow {
	reasons := func(question wording.Key) ask {
		return ask{name: "reasons", question: question, read: readText, typed: true}
	}
	date := func(question wording.Key) ask {
		return ask{name: stepDate, question: question, read: readDate, keys: spanKeys}
	}
	return []flow{
		{
			name: flowReport, verb: verbSubmit, action: escalation.ActSubmit, confirmed: true, files: true, figures: true,
			asks: []ask{{name: "paper", question: wording.AskReport, read: readPaper}},
		},
		{
			name: "difficulty", verb: verbDifficulty, action: escalation.ActAnswer, answer: escalation.HasDifficulty,
			asks: []ask{reasons(wording.AskDifficulty)},
		},
		{
			name: "extension", verb: verbAskMore, action: escalation.ActAskMore,
			asks: []ask{date(wording.AskNewDate), reasons(wording.AskNewReasons)},
		},
		{
			name: flowExplain, verb: verbExplain, action: escalation.ActExplain,
			asks: []ask{{name: "text", question: wording.AskExplanation, read: readText, typed: true}},
		},
		{
			name: "return", verb: verbReturn, action: escalation.ActReturn,
			asks: []ask{reasons(wording.AskReturn), date(wording.AskReturnDate)},
		},
		{
			name: "paper", verb: verbPaper, action: escalation.ActRecordPaper,
			asks: []ask{
				{name: "number", question: wording.AskPaper, read: readNumber},
				{name: stepReceived, question: wording.AskPaperDate, read: readReceived},
			},
		},
		{name: "suspend", verb: verbSuspend, action: escalation.ActSuspend, asks: []ask{reasons(wording.AskSuspend)}},
		{name: "withdraw", verb: verbWithdraw, action: escalation.ActWithdraw, asks: []ask{reasons(wording.AskWithdraw)}},
		{name: "refuse", verb: verbRefuse, action: escalation.ActRefuse, asks: []ask{reasons(wording.AskRefuse)}},
	}
}

func readText(g *talking, _ *turn, text string) complaint {
	text = typed(text)
	switch {
	case text == "":
		return complaint{key: wording.Empty}
	case utf8.RuneCountInString(text) > answerMost:
		return complaint{wording.TooLong, wording.Args{Max: answerMost}}
	}
	g.talk.Draft[draftText] = text
	return complaint{}
}

// readPaper takes the number and date of a document, a text, or both; what was given before and is not given now stays.
func readPaper(g *talking, t *turn, text string) complaint {
	text = typed(text)
	switch {
	case text == "":
		return complaint{key: wording.Empty}
	case utf8.RuneCountInString(text) > answerMost:
		return complaint{wording.TooLong, wording.Args{Max: answerMost}}
	}
	p, err := parsePaper(text, t.today())
	switch {
	case err != nil:
		return complaint{wording.BadDate, wording.Args{Date: t.today()}}
	case utf8.RuneCountInString(p.number) > numberLongest:
		return complaint{key: wording.BadNumber}
	case t.secret(&g.a) && (p.number == "" || p.text != ""):
		return complaint{key: wording.NoSecrets}
	}
	g.keep(t, p)
	return complaint{}
}

// keep takes a document into the draft.
func (g *talking) keep(t *turn, p paper) {
	if p.number != "" {
		g.talk.Draft[draftNumber] = p.number
		delete(g.talk.Draft, draftDate)
	}
	if !p.date.IsZero() {
		g.talk.Draft[draftDate] = p.date.String()
	}
	if p.text != "" || t.secret(&g.a) {
		g.talk.Draft[draftText] = p.text
	}
}

// readNumber takes the number and date of a paper.
func readNumber(g *talking, t *turn, text string) complaint {
	if c := readPaper(g, t, text); c.key != "" {
		return c
	}
	if g.talk.Draft[draftNumber] == "" {
		return complaint{key: wording.BadNumber}
	}
	return complaint{}
}

// readReference takes the number and date of the document that has the text: the text itself does not go through here.
func readReference(g *talking, t *turn, text string) complaint {
	p, err := parsePaper(typed(text), t.today())
	if err != nil || p.number == "" || p.text != "" || utf8.RuneCountInString(p.number) > numberLongest {
		return complaint{key: wording.NoSecrets}
	}
	g.talk.Draft[draftText] = p.number
	if !p.date.IsZero() {
		g.talk.Draft[draftText] += ", " + t.words.Date(p.date)
	}
	return complaint{}
}

// secret reports whether only number and deadline of the assignment may be told (DESIGN 5).
func (t *turn) secret(a *escalation.Assignment) bool {
	w := t.office.Work(a)
	return a.Confidential || (w != nil && w.Confidential)
}

// exampleDate is a working day that lies ahead.
func (t *turn) exampleDate() calendar.Date {
	return t.office.Calendar.NextWorkingDay(t.today().AddDays(exampleAhead))
}

// drafted is a date in a draft; zero: none.
func drafted(draft map[string]string, field string) calendar.Date {
	d, err := calendar.ParseDate(draft[field])
	if err != nil {
		return calendar.Date{}
	}
	return d
}

func draftedDate(draft map[string]string) calendar.Date { return drafted(draft, draftDate) }

// act is what the answers so far make.
func (g *talking) act(t *turn) escalation.Act {
	draft := g.talk.Draft
	a := escalation.Act{
		Action: g.action, By: t.person, Chat: t.chat, Topic: t.topic, Level: g.talk.Level, Answer: g.answer,
		Text: draft[draftText], Date: draftedDate(draft),
	}
	if g.action == escalation.ActSubmit || g.action == escalation.ActRecordPaper {
		a.Text, a.Date = "", calendar.Date{}
		a.Submission = &escalation.Submission{
			Number: draft[draftNumber], Date: draftedDate(draft), Text: draft[draftText], Received: drafted(draft, draftReceived),
			Files: draftedFiles(draft), Figures: g.given(),
		}
	}
	return a
}
