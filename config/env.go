package config

import (
	"regexp"
	"slices"
	"strings"

	"dondoc/escalation"
)

// variable is where the environment's value goes in a scalar. What stands between the braces is checked apart.
var variable = regexp.MustCompile(`\$\{[^}]*\}?`)

var variableName = regexp.MustCompile(`^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$`)

// expand puts the environment's values into a text, and lists the variables that are missing and those that are not written ${NAME}.
func expand(text string, env func(string) (string, bool)) (out string, missing, malformed []string) {
	if !strings.Contains(text, "${") {
		return text, nil, nil
	}
	out = variable.ReplaceAllStringFunc(text, func(written string) string {
		name := variableName.FindStringSubmatch(written)
		if name == nil {
			malformed = append(malformed, written)
			return ""
		}
		s, found := env(name[1])
		if !found && !slices.Contains(missing, name[1]) {
			missing = append(missing, name[1])
		}
		return s
	})
	return out, missing, malformed
}

// expand puts the environment's values into the scalar. A missing one is a fault, or is noted for the command that will need it.
func (v value) expand() (string, bool) {
	out, missing, malformed := expand(v.node.Value, v.loader.env)
	for _, written := range malformed {
		v.fault("variable-name", written)
	}
	switch {
	case len(missing) == 0:
	case v.late != nil:
		*v.late = append(*v.late, missing...)
	default:
		v.fault("variable-missing", strings.Join(missing, ", "))
	}
	return out, len(missing)+len(malformed) == 0
}

// secret reads a scalar that is not looked up in the environment before a command needs it. What does not come from there is checked now.
func (v value) secret(refused code, accept func(string) (string, error)) (Secret, bool) {
	if !v.is(scalarKind, "want-text") {
		return Secret{}, false
	}
	text := strings.TrimSpace(v.node.Value)
	if _, _, malformed := expand(text, v.loader.env); len(malformed) > 0 {
		v.fault("variable-name", malformed[0])
		return Secret{}, false
	}
	if !variable.MatchString(text) {
		if _, err := accept(text); err != nil {
			v.fault(refused)
			return Secret{}, false
		}
	}
	return lateSecret(text, v.loader.env, v.loader.language, refused, accept), true
}

// lateSecret is a Secret whose ${NAME} are looked up when it is revealed.
func lateSecret(
	text string, env func(string) (string, bool), language *escalation.Language, refused code, accept func(string) (string, error),
) Secret {
	return Secret{func() (string, error) {
		out, missing, _ := expand(text, env)
		if len(missing) > 0 {
			return "", wordedError(language, "variable-missing", strings.Join(missing, ", "))
		}
		accepted, err := accept(strings.TrimSpace(out))
		if err != nil {
			return "", wordedError(language, "variable-holds", text, refused)
		}
		return accepted, nil
	}}
}
