package bot

import "sync"

// keysShownMost bounds how many messages are remembered; then all are forgotten.
const keysShownMost = 20_000

// keysShown remembers which buttons a message has, as far as this process put them there, so that they are not put there again: Telegram
// refuses an edit that changes nothing, and counts it.
type keysShown struct {
	mu sync.Mutex
	by map[place]string // markup as it was sent; "" for none
}

func (k *keysShown) remember(at place, markup string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.by == nil || len(k.by) >= keysShownMost {
		k.by = map[place]string{}
	}
	k.by[at] = markup
}

// has reports whether the message is known to have just these buttons.
func (k *keysShown) has(at place, markup string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	shown, known := k.by[at]
	return known && shown == markup
}
