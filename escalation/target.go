package escalation

// Met reports whether a figure reaches the target; known is false for a target that no figure alone can be held against: a qualitative
// one, or one against an earlier or somebody else's figure.
func (t Target) Met(figure float64) (met, known bool) {
	if t.Against != "" {
		return false, false
	}
	switch t.Compare {
	case "<":
		return figure < t.Value, true
	case "<=":
		return figure <= t.Value, true
	case "=":
		return figure == t.Value, true
	case ">=":
		return figure >= t.Value, true
	case ">":
		return figure > t.Value, true
	}
	return false, false
}

// IndicatorsOf lists what the assignment's report answers with a figure, in the order of the configuration; none for a task.
func (o *Office) IndicatorsOf(a *Assignment) []*Indicator {
	r := o.Report(a.Source)
	if a.Kind != FromReport || r == nil {
		return nil
	}
	var out []*Indicator
	for _, id := range r.Indicators {
		if i := o.Indicator(id); i != nil {
			out = append(out, i)
		}
	}
	return out
}
