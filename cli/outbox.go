package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dondoc/config"
	"dondoc/escalation"
	"dondoc/store"
	"dondoc/wording"
)

type outboxCommand struct {
	Dead   bool          `help:"Only what could not be delivered."`
	Format string        `enum:"text,json" default:"text" help:"text or json."`
	List   listCommand   `cmd:"" default:"1" help:"List it (what is done without a command)."`
	Resend resendCommand `cmd:"" help:"Send again what could not be delivered."`
}

type listCommand struct{}

type resendCommand struct {
	ID  []int64 `arg:"" optional:"" help:"Numbers of the messages, as listed."`
	All bool    `help:"Everything that could not be delivered."`
}

// outboxMost is how much of each kind is read at a time; the rest is only counted.
const outboxMost = 10_000

// Run lists what is on its way out, then what could not be delivered, beside a running bot, on a SQLite file too.
func (listCommand) Run(ctx context.Context, c *commands, p *Process) error {
	office, settings, _, err := c.load(p)
	if err != nil {
		return err
	}
	say := texts(office.Language)
	url, err := settings.DatabaseURL(p.Env)
	if err != nil {
		return inputFault(err)
	}
	db, err := store.OpenReading(ctx, url)
	if err != nil {
		return storeFault(err, say)
	}
	defer db.Close() //nolint:errcheck // nothing was written
	items, more, err := queued(ctx, db, c.Outbox.Dead)
	if err != nil {
		return outsideFault(err)
	}
	if c.Outbox.Format == "json" {
		return queuedJSON(p, office, items)
	}
	words := wording.For(office.Language)
	for _, it := range items {
		fmt.Fprintln(p.Stdout, words.OutboxLine(office, it))
	}
	switch {
	case more > 0:
		fmt.Fprintf(p.Stdout, say.moreLetters+"\n", more)
	case len(items) == 0:
		fmt.Fprintln(p.Stdout, say.emptyOutbox)
	}
	return nil
}

// queued reads the outbox with the assignments, and says how many dead letters were left out.
func queued(ctx context.Context, db *store.Store, deadOnly bool) (items []wording.Item, more int, err error) {
	var list []escalation.Notice
	if !deadOnly {
		if list, err = db.Outgoing(ctx, outboxMost); err != nil {
			return nil, 0, err //nolint:wrapcheck // the store's own error
		}
	}
	dead, total, err := db.DeadPage(ctx, outboxMost, 0)
	if err != nil {
		return nil, 0, err //nolint:wrapcheck // the store's own error
	}
	known := map[string]escalation.Assignment{"": {}}
	for _, n := range append(list, dead...) {
		a, ok := known[n.Assignment]
		if !ok {
			if a, err = db.Assignment(ctx, n.Assignment); err != nil {
				return nil, 0, err //nolint:wrapcheck // the store's own error
			}
			known[n.Assignment] = a
		}
		items = append(items, wording.Item{Assignment: a, Notice: n})
	}
	return items, total - len(dead), nil
}

// letter is one element of `outbox --format json`. Of a confidential assignment it tells number and deadline alone.
type letter struct {
	ID    int64                  `json:"id"`
	State escalation.NoticeState `json:"state"`
	// Number is the assignment's; 0: the message is about none.
	Number   int64           `json:"number"`
	Deadline *string         `json:"deadline"`
	Kind     escalation.Kind `json:"kind,omitempty"`
	Level    int             `json:"level,omitempty"`
	// Recipient is person:ID or group:UNIT.
	Recipient string `json:"recipient,omitempty"`
	Since     string `json:"since"`
	Attempts  int    `json:"attempts"`
	Cause     string `json:"cause"`
}

func queuedJSON(p *Process, o *escalation.Office, items []wording.Item) error {
	out := make([]letter, len(items))
	written := func(t time.Time) string { return t.In(o.Calendar.Location()).Format(time.RFC3339) }
	for i, it := range items {
		n := it.Notice
		l := letter{ID: n.ID, State: n.State, Number: it.Assignment.Number, Since: written(n.Due), Attempts: n.Attempts, Cause: n.Error}
		if due := it.Assignment.InForce(); !due.IsZero() {
			at := written(due.Moment)
			l.Deadline = &at
		}
		if !it.Assignment.Confidential {
			l.Kind, l.Level, l.Recipient = n.Kind, n.Level, string(n.Recipient.Kind)+":"+n.Recipient.ID
		}
		out[i] = l
	}
	return writeJSON(p.Stdout, out)
}

// Run puts dead letters back into the outbox, on the record, beside a running bot on Postgres. What nobody has any use for stays.
func (k *resendCommand) Run(ctx context.Context, c *commands, p *Process) error {
	office, settings, _, err := c.load(p)
	if err != nil {
		return err
	}
	say := texts(office.Language)
	if k.All == (len(k.ID) > 0) {
		return usageFault(errors.New(say.whichLetters))
	}
	db, err := k.open(ctx, settings, say, p)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // everything is stored by then
	ids := k.ID
	if k.All {
		if ids, err = deadIDs(ctx, db); err != nil {
			return outsideFault(err)
		}
	}
	sent := 0
	var faults []error
	for _, id := range ids {
		fault, err := resend(ctx, db, id, p.now(), say)
		switch {
		case err != nil:
			return outsideFault(err)
		case fault != nil:
			faults = append(faults, fault)
		default:
			sent++
		}
	}
	fmt.Fprintf(p.Stdout, say.resent+"\n", sent)
	if err := errors.Join(faults...); err != nil && !k.All {
		return inputFault(err)
	}
	return nil
}

// open opens the database to write; a SQLite file belongs to the running bot, whose chat sends again as well.
func (*resendCommand) open(ctx context.Context, s *config.Settings, say commandTexts, p *Process) (*store.Store, error) {
	return openBeside(ctx, s, say, say.resendInChat, p)
}

func deadIDs(ctx context.Context, db *store.Store) ([]int64, error) {
	list, _, err := db.DeadPage(ctx, outboxMost, 0)
	if err != nil {
		return nil, err //nolint:wrapcheck // the store's own error
	}
	ids := make([]int64, len(list))
	for i, n := range list {
		ids[len(list)-1-i] = n.ID // oldest first
	}
	return ids, nil
}

// resend sends one dead letter again; fault says why it is not to be.
func resend(ctx context.Context, db *store.Store, id int64, now time.Time, say commandTexts) (fault, err error) {
	n, err := db.Notice(ctx, id)
	if errors.Is(err, escalation.ErrNotFound) || err == nil && n.State != escalation.NoticeDead {
		return fmt.Errorf(say.notDead, id), nil
	}
	if err != nil {
		return nil, err //nolint:wrapcheck // the store's own error
	}
	if n.Assignment != "" {
		a, err := db.Assignment(ctx, n.Assignment)
		if err != nil {
			return nil, err //nolint:wrapcheck // the store's own error
		}
		if n.Settled(&a) {
			return fmt.Errorf(say.settledLetter, id), nil
		}
	}
	err = db.Commit(ctx, escalation.Commit{At: now, Resend: &escalation.Resend{Notice: id, By: escalation.System}})
	if errors.Is(err, escalation.ErrStale) { // somebody else was faster
		return fmt.Errorf(say.notDead, id), nil
	}
	return nil, err //nolint:wrapcheck // the store's own error
}
