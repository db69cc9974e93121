package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
	"dondoc/wording"
)

type planCommand struct {
	From   calendar.Date `required:"" help:"First day, YYYY-MM-DD." placeholder:"DATE"`
	To     calendar.Date `required:"" help:"Last day, YYYY-MM-DD." placeholder:"DATE"`
	Unit   string        `help:"Only what this unit owes." placeholder:"ID"`
	Format string        `enum:"text,json" default:"text" help:"text or json."`
}

// Run lists the steps that would be told from one day to another if nobody acted.
func (k *planCommand) Run(c *commands, p *Process) error {
	office, _, _, err := c.load(p)
	if err != nil {
		return err
	}
	if k.From.After(k.To) {
		return usageFault(fmt.Errorf(texts(office.Language).fromAfterTo, k.From, k.To))
	}
	if k.Unit != "" && office.Unit(k.Unit) == nil {
		return usageFault(fmt.Errorf(texts(office.Language).noUnit, k.Unit))
	}
	planned := escalation.Plan(office, k.From, k.To, k.Unit)
	if k.Format == "json" {
		return planJSON(p.Stdout, planned, office.Calendar.Location())
	}
	words := wording.For(office.Language)
	for _, s := range planned {
		fmt.Fprintln(p.Stdout, words.PlanLine(office, s.Assignment, s.Step))
	}
	return nil
}

// plannedStep is one element of `plan --format json` (DESIGN 7).
type plannedStep struct {
	Assignment string                 `json:"assignment"`
	Unit       string                 `json:"unit"`
	Due        *string                `json:"due"`
	At         string                 `json:"at"`
	Kind       escalation.Kind        `json:"kind"`
	Level      int                    `json:"level"`
	To         []escalation.Addressee `json:"to"`
	Ask        escalation.Ask         `json:"ask"`
}

func planJSON(w io.Writer, planned []escalation.Planned, zone *time.Location) error {
	out := make([]plannedStep, len(planned))
	for i, s := range planned {
		out[i] = plannedStep{
			Assignment: s.Assignment.Key, Unit: s.Assignment.Unit, At: s.Step.At.Format(time.RFC3339),
			Kind: s.Step.Kind, Level: s.Step.Level, To: s.Step.To, Ask: s.Step.Ask,
		}
		if d := s.Assignment.InForce(); !d.IsZero() {
			due := d.Moment.In(zone).Format(time.RFC3339)
			out[i].Due = &due
		}
	}
	return writeJSON(w, out)
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write json: %w", err)
	}
	return nil
}
