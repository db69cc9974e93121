package bot

import (
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
)

// verbs lists all verbs.
func verbs() []verb {
	return []verb{
		verbNotice, verbCard, verbHistory, verbWhy, verbList, verbAccept, verbSubmit, verbRecall, verbConfirm, verbReturn,
		verbOnTrack, verbDifficulty, verbDone, verbAskMore, verbExplain, verbApprove, verbSend, verbCancel,
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
}

const (
	dataVersion = "1"
	dataFields  = 6
	// dataMost is the longest callback data that Telegram takes, in bytes.
	dataMost = 64
	// numberMost bounds the numbers, so that the data always fits.
	numberMost = 1 << 40
)

// data encodes the press as version:verb:number:notice:page:card.
func (p press) data() string {
	card := "0"
	if p.card {
		card = "1"
	}
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	return strings.Join([]string{dataVersion, string(p.verb), n(p.number), n(p.notice), n(p.page), card}, ":")
}

// parsePress reads callback data; false for what data never wrote.
func parsePress(data string) (press, bool) {
	f := strings.Split(data, ":")
	if len(data) > dataMost || len(f) != dataFields || f[0] != dataVersion {
		return press{}, false
	}
	p := press{verb: verb(f[1]), card: f[5] == "1"}
	for i, to := range []*int64{&p.number, &p.notice, &p.page} {
		v, err := strconv.ParseInt(f[2+i], 10, 64)
		if err != nil || v < 0 || v > numberMost {
			return press{}, false
		}
		*to = v
	}
	return p, p.data() == data
}
