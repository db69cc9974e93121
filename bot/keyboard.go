package bot

import (
	"slices"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"dondoc/escalation"
	"dondoc/wording"
)

// key is one button: a plain text, and what it carries.
type key struct {
	text string
	does press
}

// keyboard is the buttons below a message, row by row.
type keyboard [][]key

// markup is the keyboard as the library sends it; an empty one takes the buttons away.
func (k keyboard) markup() tgbotapi.InlineKeyboardMarkup {
	rows := make([][]tgbotapi.InlineKeyboardButton, 0, len(k))
	for _, row := range k {
		var buttons []tgbotapi.InlineKeyboardButton
		for _, b := range row {
			buttons = append(buttons, tgbotapi.NewInlineKeyboardButtonData(b.text, b.does.data()))
		}
		rows = append(rows, buttons)
	}
	return tgbotapi.InlineKeyboardMarkup{InlineKeyboard: rows}
}

// inRows sets keys two in a row.
func inRows(keys []key) keyboard { return slices.Collect(slices.Chunk(keys, 2)) }

// subject is an assignment as somebody sees it: what its buttons depend on.
type subject struct {
	wording.Subject
	words *wording.Words
	// person is who looks; "" for a group, where rights are seen to when somebody presses.
	person string
}

// forPersons reports an action that is asked of, or decided by, single persons: nothing of it belongs in a group (DESIGN 5).
func forPersons(act escalation.Action) bool {
	switch act {
	case escalation.ActView, escalation.ActAccept, escalation.ActSubmit, escalation.ActRecall:
		return false
	}
	return true
}

// offers reports whether a button for the action makes sense here and now.
func (s *subject) offers(act escalation.Action) bool {
	a := &s.Assignment
	if s.person == "" && forPersons(act) {
		return false
	}
	return escalation.Possible(act, a.State) && pendingFor(act, a) && (s.person == "" || s.Office.May(s.person, act, a, s.Now))
}

// pendingFor reports whether there is something that the action could decide on.
func pendingFor(act escalation.Action, a *escalation.Assignment) bool {
	switch act {
	case escalation.ActGrant, escalation.ActRefuse:
		return a.Extension != nil
	case escalation.ActApprove, escalation.ActHoldBack:
		return a.HeldLevel() != 0
	}
	return true
}

// choice is a button for an action.
type choice struct {
	verb   verb
	action escalation.Action
	answer escalation.StatusAnswer
	// rare: on a card it is behind Khác….
	rare bool
}

// choices lists the buttons of a card in their order.
func choices() []choice {
	return []choice{
		{verb: verbAccept, action: escalation.ActAccept},
		{verb: verbSubmit, action: escalation.ActSubmit},
		{verb: verbOnTrack, action: escalation.ActAnswer, answer: escalation.OnTrack},
		{verb: verbDifficulty, action: escalation.ActAnswer, answer: escalation.HasDifficulty},
		{verb: verbDone, action: escalation.ActAnswer, answer: escalation.AnswerDone},
		{verb: verbExplain, action: escalation.ActExplain},
		{verb: verbAskMore, action: escalation.ActAskMore},
		{verb: verbRecall, action: escalation.ActRecall},
		{verb: verbConfirm, action: escalation.ActConfirm},
		{verb: verbReturn, action: escalation.ActReturn},
		{verb: verbApprove, action: escalation.ActApprove},
		{verb: verbHold, action: escalation.ActHoldBack},
		{verb: verbGrant, action: escalation.ActGrant},
		{verb: verbRefuse, action: escalation.ActRefuse},
		{verb: verbPaper, action: escalation.ActRecordPaper},
		{verb: verbResume, action: escalation.ActResume},
		{verb: verbSuspend, action: escalation.ActSuspend, rare: true},
		{verb: verbWithdraw, action: escalation.ActWithdraw, rare: true},
	}
}

func (s *subject) label(c choice) string {
	if c.answer != "" {
		return s.words.ButtonStatus(c.answer)
	}
	return s.words.Button(c.action)
}

// keysOfNotice are the buttons under a notice that has a message of its own: what it asks for, the card, and the reason.
func (s *subject) keysOfNotice(n escalation.Notice) keyboard {
	var keys []key
	for _, c := range choices() {
		if asksFor(n, c) && s.offers(c.action) && !over(n, &s.Assignment) {
			keys = append(keys, key{s.label(c), press{verb: c.verb, number: s.Assignment.Number, notice: n.ID}})
		}
	}
	if n.Kind == escalation.KindFile { // a text cannot take a file's place
		return keyboard{{{s.words.Label(wording.WhyLabel), press{verb: verbWhy, number: s.Assignment.Number, notice: n.ID}}}}
	}
	keys = append(keys, key{s.words.Label(wording.Open), press{verb: verbCard, number: s.Assignment.Number, notice: n.ID}})
	board := inRows(keys)
	if n.Kind == escalation.KindReceipt {
		return board
	}
	return append(board, []key{{s.words.Label(wording.WhyLabel), press{verb: verbWhy, number: s.Assignment.Number, notice: n.ID}}})
}

// asksFor says which buttons a notice has.
func asksFor(n escalation.Notice, c choice) bool {
	switch n.Ask {
	case escalation.AskStatus:
		return c.action == escalation.ActAnswer || c.action == escalation.ActAskMore
	case escalation.AskExplanation:
		return c.action == escalation.ActExplain
	}
	switch n.Kind {
	case escalation.KindAssigned:
		return c.action == escalation.ActAccept || c.action == escalation.ActSubmit
	case escalation.KindRemind, escalation.KindOverdue:
		return c.action == escalation.ActSubmit
	case escalation.KindReviewed:
		return c.action == escalation.ActSubmit && n.Detail.Event == escalation.EventReturned
	case escalation.KindReview, escalation.KindReviewDue:
		return c.action == escalation.ActConfirm || c.action == escalation.ActReturn
	case escalation.KindApproval:
		return c.action == escalation.ActApprove || c.action == escalation.ActHoldBack
	case escalation.KindExtension:
		return c.action == escalation.ActGrant || c.action == escalation.ActRefuse
	case escalation.KindReceipt: // who has difficulties often needs more time
		return c.action == escalation.ActAskMore && n.Detail.Chosen == escalation.HasDifficulty
	}
	return false
}

// keysOfCard are the buttons of a card: all that the reader may do now, and the way back.
func (s *subject) keysOfCard(p press) keyboard {
	at := press{number: s.Assignment.Number, notice: p.notice, page: p.page, card: true, arg: p.arg, unit: p.unit}
	var keys []key
	add := func(v verb, label string) {
		does := at
		does.verb = v
		keys = append(keys, key{label, does})
	}
	more := false
	for _, c := range choices() {
		if c.rare {
			more = more || s.onCard(c)
		} else if s.onCard(c) {
			add(c.verb, s.label(c))
		}
	}
	if more {
		add(verbMore, s.words.Label(wording.More))
	}
	add(verbHistory, s.words.Label(wording.Log))
	add(verbWhy, s.words.Label(wording.WhyLabel))
	switch {
	case p.notice != 0:
		add(verbNotice, s.words.Label(wording.Back))
	case p.page != 0:
		add(verbList, s.words.Label(wording.Back))
	}
	return inRows(keys)
}

// onCard reports whether a card has this button: what somebody was asked in private, or decides alone, is not on a card in a group.
func (s *subject) onCard(c choice) bool {
	switch c.action {
	case escalation.ActAnswer:
		return s.person != "" && len(s.Assignment.OpenAsks(escalation.AskStatus)) > 0 && s.offers(c.action)
	case escalation.ActExplain:
		return s.person != "" && len(s.Assignment.OpenAsks(escalation.AskExplanation)) > 0 && s.offers(c.action)
	case escalation.ActConfirm, escalation.ActReturn, escalation.ActApprove, escalation.ActHoldBack, escalation.ActGrant, escalation.ActRefuse,
		escalation.ActRecordPaper, escalation.ActSuspend, escalation.ActResume, escalation.ActWithdraw:
		return s.person != "" && s.offers(c.action)
	}
	return s.offers(c.action)
}

// opener is the button that opens an assignment's card in place; at says where it stands.
func (s *subject) opener(at press) key {
	at.verb, at.number = verbCard, s.Assignment.Number
	return key{s.words.Ref(&s.Assignment), at}
}
