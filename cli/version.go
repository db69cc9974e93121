package cli

import "fmt"

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(p *Process) error {
	fmt.Fprintln(p.Stdout, "dondoc", p.Version)
	return nil
}
