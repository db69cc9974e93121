package cli

import "fmt"

type checkCommand struct {
	Path string `arg:"" optional:"" help:"A file, or a folder with *.yaml."`
}

// Run prints every fault and warning, or "ok".
func (k *checkCommand) Run(c *commands, p *Process) error {
	path := k.Path
	if path == "" {
		path = c.path()
	}
	office, _, warnings, err := loadFrom(p, path)
	if err != nil {
		return err
	}
	for _, w := range warnings {
		fmt.Fprintln(p.Stdout, w)
	}
	for _, line := range affected(office, p.now()) {
		fmt.Fprintln(p.Stdout, line)
	}
	fmt.Fprintln(p.Stdout, "ok")
	return nil
}
