package cli

import (
	"context"
	"fmt"

	"dondoc/escalation"
	"dondoc/sandbox"
)

type sandboxCommand struct {
	Listen string `default:"127.0.0.1:8081" help:"Address of the Bot API and the chat page." placeholder:"ADDR"`
	Strict bool   `help:"Keep Telegram's rates, too: 30 messages a second in all, 1 to a person, 20 a minute to a group."`
}

// Run serves until a signal ends it. Any well-formed token is a bot; people and groups appear as they are written for.
func (k *sandboxCommand) Run(ctx context.Context, p *Process) error {
	say := texts(escalation.Vietnamese)
	l, err := listen(k.Listen, say)
	if err != nil {
		return err
	}
	box := sandbox.New(sandbox.Options{Rates: k.Strict, Title: "dondoc sandbox", Log: p.log()})
	stop := serveOn(l, box)
	defer stop()
	defer box.Close()
	fmt.Fprintf(p.Stdout, say.sandboxReady+"\n", "http://"+l.Addr().String())
	<-ctx.Done()
	return nil
}
