package cli

import (
	"context"
	"fmt"
	"time"

	"dondoc/escalation"
	"dondoc/sandbox"
	"dondoc/store"
	"dondoc/wording"
)

// boardRows is how many assignments the demo's board shows.
const boardRows = 500

// board lists the assignments that were told, with their timeliness, for the page of the sandbox.
func board(db *store.Store, office func() *escalation.Office, now func() time.Time) func(context.Context) ([]sandbox.BoardRow, error) {
	return func(ctx context.Context) ([]sandbox.BoardRow, error) {
		o, at := office(), now()
		words := wording.For(o.Language)
		list, _, err := db.List(ctx, escalation.Filter{}, boardRows, 0)
		if err != nil {
			return nil, fmt.Errorf("list assignments: %w", err)
		}
		var out []sandbox.BoardRow
		for _, a := range list {
			if a.AssignedAt.After(at) {
				continue
			}
			out = append(out, boardRow(words, o, a, at))
		}
		return out, nil
	}
}

func boardRow(words *wording.Words, o *escalation.Office, a escalation.Assignment, now time.Time) sandbox.BoardRow {
	level := a.TimelinessAt(o.Calendar, now)
	row := sandbox.BoardRow{
		Number: a.Number, Title: a.Title, Unit: a.Unit, State: words.State(a.State),
		Timeliness: words.Timeliness(level), Level: string(level),
	}
	if u := o.Unit(a.Unit); u != nil {
		row.Unit, row.Chat = u.Name, u.Chat
	}
	if d := a.InForce(); !d.IsZero() {
		row.Deadline = words.Date(d.Date)
	}
	if a.Confidential {
		row.Title = ""
	}
	return row
}
