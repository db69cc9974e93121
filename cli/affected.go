package cli

import (
	"context"
	"fmt"
	"time"

	"dondoc/escalation"
	"dondoc/store"
	"dondoc/wording"
)

// affected lists what a first start now would tell late or not at all (DESIGN 4.7), a line each; at most a screenful.
func affected(o *escalation.Office, now time.Time) []string {
	const most = 20
	words := wording.For(o.Language)
	var out []string
	skipped, late := 0, 0
	for a := range escalation.EachAssignment(o, time.Time{}, now) {
		switch {
		case o.OverBefore(&a, now):
			skipped++
		case !a.Due.IsZero() && a.Due.Moment.Before(now):
			late++
			if late <= most {
				out = append(out, fmt.Sprintf(texts(o.Language).overdueAtStart, a.Key, words.Date(a.Due.Date)))
			}
		}
	}
	if late > most {
		out = append(out, fmt.Sprintf(texts(o.Language).more, late-most))
	}
	if skipped > 0 {
		out = append(out, fmt.Sprintf(texts(o.Language).skippedPeriods, skipped))
	}
	return out
}

// affectedOnFirst is affected for a database that has seen no start yet; nothing otherwise.
func affectedOnFirst(ctx context.Context, db *store.Store, o *escalation.Office, now time.Time) []string {
	if first, err := db.FirstStart(ctx, now); err != nil || !first.Equal(now.Truncate(time.Millisecond)) {
		return nil
	}
	return affected(o, now)
}
