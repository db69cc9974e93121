package config

import (
	"strconv"
	"strings"

	"dondoc/escalation"
)

func (l *loader) indicator(id string, f *fields) {
	i := &escalation.Indicator{ID: id, Title: f.text("title"), Unit: f.text("unit")}
	l.citation(f, &i.Document, &i.Clause)
	i.Target, _ = parsedOr(f.get("target"), "bad-target", parseTarget, targetMeant)
	i.Every = choice(f.get("every"), escalation.Frequency(""))
	l.office.Indicators = append(l.office.Indicators, i)
}

// parseTarget reads a comparison and a number, "previous" or "external" instead of the number, or "qualitative" (DESIGN 3).
func parseTarget(s string) (escalation.Target, error) {
	const qualitative = "qualitative"
	if s == qualitative {
		return escalation.Target{Compare: qualitative, Text: s}, nil
	}
	compare := s[:len(s)-len(strings.TrimLeft(s, "<=>"))]
	against := strings.TrimSpace(s[len(compare):])
	t := escalation.Target{Compare: compare, Text: s}
	switch compare {
	case "<", "<=", "=", ">=", ">":
	default:
		return t, errFormat
	}
	if against == "previous" || against == "external" {
		t.Against = against
		return t, nil
	}
	var err error
	t.Value, err = parseNumber(against)
	return t, err
}

// parseNumber reads digits with at most one decimal point, and a sign.
func parseNumber(s string) (float64, error) {
	if strings.Trim(s, "-.0123456789") != "" {
		return 0, errFormat // 1e9, 0x10, inf are no figures that an office writes
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, errFormat
	}
	return n, nil
}
