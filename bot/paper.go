package bot

import (
	"errors"
	"regexp"
	"strings"

	"dondoc/calendar"
)

// paper is what somebody hands in: a document by number and date, a text, or both.
type paper struct {
	number string // as typed
	date   calendar.Date
	text   string
}

var (
	// paperNumber is the number of a Vietnamese official document, such as 12-BC/HU, 345/QĐ-UBND, 07-NQ/TU: digits, then parts of
	// letters. What may stand before it says what kind of document it is.
	paperNumber = regexp.MustCompile(`^(?i:(?:(?:văn bản|báo cáo|kế hoạch|công văn|tờ trình|quyết định)\s+)?(?:số\s*:?\s*)?)(\d+[\p{L}\p{M}]?(?:[-/][\p{L}\p{M}\d.&]+)*[-/][\p{L}\p{M}]+[\p{L}\p{M}\d.&]*(?:[-/][\p{L}\p{M}\d.&]+)*)`)
	// beforeDate is what stands between number and date.
	beforeDate = regexp.MustCompile(`^[\s,;:]*(?i:(?:đề |ký )?ngày)?\s*`)
	aDigit     = regexp.MustCompile(`^\d`)
)

// errPaperDate is a document whose date cannot be read.
var errPaperDate = errors.New("the document's date cannot be read")

// parsePaper reads "12-BC/HU, 15/04/2022", "Báo cáo số 12-BC/HU ngày 15/4" or any other text, which it keeps as it is.
func parsePaper(s string, today calendar.Date) (paper, error) {
	m := paperNumber.FindStringSubmatch(s)
	if m == nil {
		return paper{text: s}, nil
	}
	p := paper{number: m[1]}
	rest := strings.TrimSpace(beforeDate.ReplaceAllString(s[len(m[0]):], ""))
	if !aDigit.MatchString(rest) {
		p.text = rest
		return p, nil
	}
	date, rest, err := leadingDate(rest, today, behind)
	if err != nil {
		return paper{}, errPaperDate
	}
	p.date, p.text = date, strings.Trim(rest, " ,;:.\n")
	return p, nil
}
