package config

import (
	"fmt"
	"io"
	"log/slog"
)

// secretShown is what a Secret shows of itself, whoever prints it.
const secretShown = "<secret>"

// Secret is a value that is never printed, and is read only when a command needs it: it may come from the environment or a file.
type Secret struct {
	// reveal is a function so that no printing by reflection gets at the value.
	reveal func() (string, error)
}

// Reveal gives the value; "" when none is set. The error names the environment variable that is missing or the file that cannot be read.
func (s Secret) Reveal() (string, error) {
	if s.reveal == nil {
		return "", nil
	}
	return s.reveal()
}

// String, and everything else that prints a Secret, prints <secret>.
func (Secret) String() string { return secretShown }

// Format prints <secret> for every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, secretShown) }

// LogValue logs <secret>.
func (Secret) LogValue() slog.Value { return slog.StringValue(secretShown) }

// MarshalText writes <secret>, in JSON too.
func (Secret) MarshalText() ([]byte, error) { return []byte(secretShown), nil }

// MarshalYAML writes <secret>.
func (Secret) MarshalYAML() (any, error) { return secretShown, nil }
