package bot

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// errNumber is a text that is no number.
var errNumber = errors.New("no number")

// numberDigits is how many digits a figure may have: more than a float64 keeps would not be what was typed.
const numberDigits = 15

var (
	// figure is a number as people type it, perhaps with its unit.
	figure = regexp.MustCompile(`^([+-])? ?([\d., \x{a0}]*\d) ?(?:%|\p{L}[\p{L}\p{M} /]*)?$`)
	// grouped is a whole number in groups of three.
	grouped = regexp.MustCompile(`^\d{1,3}(?:[. \x{a0}]\d{3})+$`)
	plain   = regexp.MustCompile(`^\d+$`)
)

// parseNumber reads a figure as it is written in Viet Nam: 92,5 and 1.234,5 and 1 234; 92.5 too, since phones type that. With a unit behind
// it or without.
func parseNumber(s string) (float64, error) {
	m := figure.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, errNumber
	}
	whole, decimals, ok := strings.Cut(m[2], ",")
	if head, tail, dotted := strings.Cut(whole, "."); !ok && dotted && !grouped.MatchString(whole) {
		whole, decimals, ok = head, tail, true
	}
	if grouped.MatchString(whole) {
		whole = strings.NewReplacer(".", "", " ", "", "\u00a0", "").Replace(whole)
	}
	if !plain.MatchString(whole) || (ok && !plain.MatchString(decimals)) || len(whole)+len(decimals) > numberDigits {
		return 0, errNumber
	}
	v, err := strconv.ParseFloat(m[1]+whole+"."+decimals+"0", 64)
	if err != nil {
		return 0, errNumber
	}
	return v, nil
}

// none are the words for a figure that there is none of.
func none(s string) bool {
	switch folded(s) {
	case "khong co", "khong co so lieu", "chua co", "chua co so lieu", "bo qua", "none", "n/a", "-":
		return true
	}
	return false
}
