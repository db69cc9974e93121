package cli

import (
	"fmt"

	"dondoc/calendar"
)

type checkCommand struct {
	Path string `arg:"" optional:"" help:"A file, or a folder with *.yaml."`
}

// Run prints every fault and warning, or "ok".
func (k *checkCommand) Run(c *commands, p *Process) error {
	path := k.Path
	if path == "" {
		path = c.path()
	}
	office, settings, warnings, err := loadFrom(p, path)
	if err != nil {
		return err
	}
	now := p.now()
	today := calendar.DateOf(now.In(office.Calendar.Location()))
	printAll(p.Stdout, warnings)
	printAll(p.Stdout, settings.Warnings(office, today))
	for _, line := range affected(office, now) {
		fmt.Fprintln(p.Stdout, line)
	}
	fmt.Fprintln(p.Stdout, "ok")
	return nil
}
