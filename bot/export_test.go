package bot

import "dondoc/escalation"

// Verbs lists, for each action, what the buttons of a card carry for it; to look is to open the card, its history and what is rare.
func Verbs() map[escalation.Action][]string {
	out := map[escalation.Action][]string{
		escalation.ActView: {string(verbCard), string(verbHistory), string(verbMore)},
	}
	for _, c := range choices() {
		out[c.action] = append(out[c.action], string(c.verb))
	}
	return out
}

// AllVerbs lists what buttons do.
func AllVerbs() []string {
	var out []string
	for _, v := range verbs() {
		out = append(out, string(v))
	}
	return out
}
