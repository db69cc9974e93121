package config

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"dondoc/calendar"
	"dondoc/escalation"
)

// hashOf names what the configuration says about the office: hex SHA-256 over its JSON, with everything that has an id in order of ids
// and the calendar beside it. Where something stands, and how it is commented, changes nothing.
func hashOf(o *escalation.Office, spec calendar.Spec) (string, error) {
	text, err := json.Marshal(struct {
		Office   escalation.Office
		Zone     string
		Spec     calendar.Spec
		Holidays string
	}{sorted(*o), spec.Location.String(), sortedSpec(spec), calendar.TableVersion})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

func sorted(o escalation.Office) escalation.Office {
	o.Calendar, o.Hash = nil, ""
	o.Admins = slices.Sorted(slices.Values(o.Admins))
	o.People = byID(o.People, func(p *escalation.Person) string { return p.ID })
	o.Units = byID(o.Units, func(u *escalation.Unit) string { return u.ID })
	o.Documents = byID(o.Documents, func(d *escalation.Document) string { return d.ID })
	o.Tasks = byID(o.Tasks, func(t *escalation.Task) string { return t.ID })
	o.Reports = byID(o.Reports, func(r *escalation.Report) string { return r.ID })
	o.Indicators = byID(o.Indicators, func(i *escalation.Indicator) string { return i.ID })
	o.Policies = byID(o.Policies, func(p *escalation.Policy) string { return p.ID })
	return o
}

func byID[T any](list []T, id func(T) string) []T {
	return slices.SortedFunc(slices.Values(list), func(a, b T) int { return cmp.Compare(id(a), id(b)) })
}

func sortedSpec(s calendar.Spec) calendar.Spec {
	byDate := func(a, b calendar.Day) int { return a.Date.Compare(b.Date) }
	s.Location = nil
	s.Workdays = slices.Sorted(slices.Values(s.Workdays))
	s.Off = slices.SortedFunc(slices.Values(s.Off), byDate)
	s.Worked = slices.SortedFunc(slices.Values(s.Worked), byDate)
	return s
}
