package bot

import (
	"context"
	"time"
)

const (
	// choresMost is how many chores may wait; more are forgotten.
	choresMost = 256
	// choreWithin bounds one chore.
	choreWithin = 2 * time.Minute
)

// later leaves something to be done when there is time. It may be lost: nothing that anybody relies on is a chore.
func (b *Bot) later(chore func(context.Context)) {
	select {
	case b.chores <- chore:
	default:
	}
}

// doChores does what was left for later, one thing after the other, until the context ends.
func (b *Bot) doChores(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case chore := <-b.chores:
			within, cancel := context.WithTimeout(ctx, choreWithin)
			chore(within)
			cancel()
		}
	}
}
