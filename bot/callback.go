package bot

import (
	"regexp"
	"strconv"
	"strings"
)

// verb is what a button does; its letters are kept for ever, since old messages keep their buttons.
type verb string

// The verbs. Those that act on an assignment are held to rights and state when they are pressed.
const (
	verbNotice     verb = "n" // back to the notice
	verbCard       verb = "v"
	verbHistory    verb = "h"
	verbWhy        verb = "w" // why the notice came, or why one may see the card
	verbList       verb = "l"
	verbAccept     verb = "a"
	verbSubmit     verb = "s"
	verbRecall     verb = "k"
	verbConfirm    verb = "c"
	verbReturn     verb = "r"
	verbOnTrack    verb = "o"
	verbDifficulty verb = "d"
	verbDone       verb = "f"
	verbAskMore    verb = "x"
	verbExplain    verb = "e"
	verbApprove    verb = "p"
	verbSend       verb = "g" // hand in what the summary shows
	verbCancel     verb = "q" // break the conversation off

	verbUnits    verb = "u"  // choose the unit that a list shows
	verbLanguage verb = "lg" // arg: the language
	verbAdmin    verb = "ad" // arg: which of the administrators' pages
	verbResend   verb = "rs" // notice: the dead letter
)

// The verbs of what goes beyond the straight way.
const (
	verbPaper    verb = "pg" // record a paper
	verbSuspend  verb = "su"
	verbResume   verb = "re"
	verbWithdraw verb = "wd"
	verbGrant    verb = "gr"
	verbRefuse   verb = "rf"
	verbHold     verb = "hb"
	verbSpan     verb = "sp" // a usual span instead of a typed date; the page says which, from 1
	verbSkip     verb = "sk" // no figure
	verbMore     verb = "mo" // the card with what is rarely done
)

// verbs lists all verbs.
func verbs() []verb {
	return []verb{
		verbNotice, verbCard, verbHistory, verbWhy, verbList, verbAccept, verbSubmit, verbRecall, verbConfirm, verbReturn,
		verbOnTrack, verbDifficulty, verbDone, verbAskMore, verbExplain, verbApprove, verbSend, verbCancel,
		verbPaper, verbSuspend, verbResume, verbWithdraw, verbGrant, verbRefuse, verbHold, verbSpan, verbSkip, verbMore,
		verbUnits, verbLanguage, verbAdmin, verbResend,
	}
}

// press is what a button carries. It is not to be trusted: a modified client can send any data.
type press struct {
	verb   verb
	number int64 // of the assignment; 0: none
	notice int64 // the notice that the button belongs to; 0: none
	// page of the list that the card came from, or that is wanted; 0: none.
	page int64
	// card tells a button of a card from one under the notice itself.
	card bool
	// arg is what else a verb needs, in a few lower-case letters: which list, a language. "": none.
	arg string
	// unit is the mark of the unit that a list is limited to; 0: none.
	unit int64
}

const (
	// Buttons that need neither arg nor unit are written in the first version, as they always were.
	dataVersion, dataFields = "1", 6
	wideVersion, wideFields = "2", 8
	// wideBase keeps the numbers of the second version short.
	wideBase = 36
	// dataMost is the longest callback data that Telegram takes, in bytes.
	dataMost = 64
	// numberMost bounds the numbers, so that the data always fits.
	numberMost = 1 << 40
)

// argument is what the arg of a press may be.
var argument = regexp.MustCompile(`^[a-z]{0,4}$`)

// data encodes the press as version:verb:number:notice:page:card, in the second version with :arg:unit behind.
func (p press) data() string {
	version, base, more := dataVersion, 10, []string(nil)
	if p.arg != "" || p.unit != 0 {
		version, base = wideVersion, wideBase
		more = []string{p.arg, strconv.FormatInt(p.unit, base)}
	}
	card := "0"
	if p.card {
		card = "1"
	}
	n := func(v int64) string { return strconv.FormatInt(v, base) }
	return strings.Join(append([]string{version, string(p.verb), n(p.number), n(p.notice), n(p.page), card}, more...), ":")
}

// parsePress reads callback data; false for what data never wrote.
func parsePress(data string) (press, bool) {
	f := strings.Split(data, ":")
	if len(data) > dataMost || len(f) < dataFields {
		return press{}, false
	}
	p := press{verb: verb(f[1]), card: f[5] == "1"}
	numbers, base := map[int]*int64{2: &p.number, 3: &p.notice, 4: &p.page}, 10
	switch {
	case f[0] == wideVersion && len(f) == wideFields && argument.MatchString(f[6]):
		p.arg, numbers[7], base = f[6], &p.unit, wideBase
	case f[0] != dataVersion || len(f) != dataFields:
		return press{}, false
	}
	for i, to := range numbers {
		v, err := strconv.ParseInt(f[i], base, 64)
		if err != nil || v < 0 || v > numberMost {
			return press{}, false
		}
		*to = v
	}
	return p, p.data() == data
}
