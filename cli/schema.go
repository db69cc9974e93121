package cli

import (
	"fmt"

	"dondoc/config"
	"dondoc/escalation"
)

type schemaCommand struct {
	Language string `enum:"vi,en" default:"vi" help:"Of the descriptions: vi or en."`
}

// Run prints the JSON Schema of a configuration file, for editors.
func (k *schemaCommand) Run(p *Process) error {
	schema, err := config.Schema(escalation.Language(k.Language))
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	if _, err := p.Stdout.Write(schema); err != nil {
		return outsideFault(fmt.Errorf("print the schema: %w", err))
	}
	return nil
}
