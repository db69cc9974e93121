package cli

import (
	"context"
	"fmt"
)

type ledgerCommand struct {
	Verify verifyCommand `cmd:"" help:"Check the chain of the record from the first event on."`
}

type verifyCommand struct{}

// Run walks the chain; a change anywhere inside it is named, exit code 1.
func (verifyCommand) Run(ctx context.Context, c *commands, p *Process) error {
	office, settings, _, err := c.load(p)
	if err != nil {
		return err
	}
	say := texts(office.Language)
	url, err := settings.DatabaseURL(p.Env)
	if err != nil {
		return inputFault(err)
	}
	db, err := openStore(ctx, url, say)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // nothing was written
	verdict, err := db.Verify(ctx)
	if err != nil {
		return outsideFault(err)
	}
	if verdict.Fault != nil {
		return inputFault(fmt.Errorf(say.chainBroken, verdict.Fault.Seq, verdict.Fault.Kind))
	}
	fmt.Fprintf(p.Stdout, say.chainOK+"\n", verdict.Events, verdict.Hash)
	return nil
}
