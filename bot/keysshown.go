package bot

import (
	"hash/maphash"
	"sync"
)

// keysShownMost bounds how many messages are remembered; then all are forgotten.
const keysShownMost = 20_000

// keysShown remembers which buttons a message has, and which text, as far as this process put them there, so that they are not put there
// again: Telegram refuses an edit that changes nothing, and counts it.
type keysShown struct {
	seed maphash.Seed
	mu   sync.Mutex
	by   map[place]look
}

// look is what a message shows: its text as a hash, 0 where that is not known, and its markup as it was sent; "" for none.
type look struct {
	text   uint64
	markup string
}

func newKeysShown() *keysShown { return &keysShown{seed: maphash.MakeSeed(), by: map[place]look{}} }

// looks is how a message looks with this text, in HTML or plain as it was sent.
func (k *keysShown) looks(m *message, markup string) look {
	text := m.text
	if m.plain {
		text = "\x00" + text
	}
	return look{max(1, maphash.String(k.seed, text)), markup}
}

func (k *keysShown) remember(at place, as look) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.by) >= keysShownMost {
		k.by = map[place]look{}
	}
	k.by[at] = as
}

// forget forgets how a message looks: an edit may have changed it, or not.
func (k *keysShown) forget(at place) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.by, at)
}

// forgetAll forgets everything: somebody else may have changed messages meanwhile.
func (k *keysShown) forgetAll() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.by)
}

// rememberMarkup notes other buttons below the same text.
func (k *keysShown) rememberMarkup(at place, markup string) {
	k.mu.Lock()
	text := k.by[at].text
	k.mu.Unlock()
	k.remember(at, look{text, markup})
}

// has reports whether the message is known to have just these buttons.
func (k *keysShown) has(at place, markup string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	shown, known := k.by[at]
	return known && shown.markup == markup
}

// hasAll reports whether the message is known to look just so.
func (k *keysShown) hasAll(at place, as look) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.by[at] == as
}
