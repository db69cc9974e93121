package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"dondoc/escalation"
)

const (
	// atOnce is how many chats are answered at a time; the updates of one chat follow each other.
	atOnce = 8
	// viewsWithin bounds what a batch of updates may spend on waiting for Telegram's limits: views may be lost, other people wait.
	viewsWithin = 5 * time.Second
	// emptyWithin is a poll that came back empty too soon: the server does not wait, so the bot does.
	emptyWithin = time.Second
	// tries is how often an update that fails is tried before it is given up, if the database can be written otherwise.
	tries = 5

	// fullBatch is how many updates Telegram gives at once: more may wait.
	fullBatch = 100

	firstPause, longPause = time.Second, 30 * time.Second
	// awayPause is the longest pause while the database does not answer.
	awayPause = 3 * time.Second
	// finishWithin is how long updates in hand may take when no further ones are taken.
	finishWithin = 2 * time.Second
)

// Run takes updates and answers them until the context ends, which it reports as nil. It waits out whatever fails: no connection, limits,
// another process that polls, a token that is not known. It may be called again after it returned, not twice at once.
func (b *Bot) Run(ctx context.Context) error {
	p := &poller{Bot: b, failed: map[int64]int{}}
	b.client.shown.forgetAll()
	if !p.introduce(ctx) {
		return nil
	}
	var aside sync.WaitGroup
	defer aside.Wait()
	aside.Go(func() { b.SetCommands(ctx) })
	aside.Go(func() { b.doChores(ctx) })
	for ctx.Err() == nil {
		p.poll(ctx)
	}
	return nil
}

// poller is one run of the update loop.
type poller struct {
	*Bot
	offset int64
	pauses int
	// waits is set after the first poll: that one does not wait, so that it is known at once what people did while nobody listened.
	waits bool
	// failed counts the failures of updates that are not handled yet.
	failed map[int64]int
}

// introduce waits until Telegram says who the bot is; false when the context ended before.
func (p *poller) introduce(ctx context.Context) bool {
	for ctx.Err() == nil {
		_, err := p.self(ctx)
		if err == nil {
			p.pauses = 0
			return true
		}
		p.trouble(ctx, err)
	}
	return false
}

// finishing gives what is in hand a moment more when no further updates are to be taken.
func finishing(ctx context.Context) (context.Context, context.CancelFunc) {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		pause(work, finishWithin)
		cancel()
	})
	return work, func() { stop(); cancel() }
}

// poll takes one batch of updates and handles it. The offset moves past an update only when its effect is stored.
func (p *poller) poll(ctx context.Context) {
	began := time.Now()
	seconds := 0
	if p.waits {
		seconds = pollFor
	}
	batch, err := p.client.updates(ctx, p.offset, seconds)
	if err != nil {
		p.trouble(ctx, err)
		return
	}
	waited := p.waits
	p.waits = true
	until := p.now()
	work, stop := finishing(ctx)
	defer stop()
	next, err := p.handleAll(work, batch)
	if next != 0 || len(batch) == 0 {
		// After an empty batch everything is confirmed; without an offset Telegram gives whatever comes, even when its numbers start
		// anew after a quiet week.
		p.offset = next
	}
	if err == nil && len(batch) < fullBatch {
		p.taken(until)
	}
	switch {
	case err != nil:
		p.trouble(ctx, err)
	case next == 0 && waited && time.Since(began) < emptyWithin:
		pause(ctx, emptyWithin)
	default:
		p.pauses = 0
	}
}

// trouble waits, longer each time, and logs what went wrong.
func (p *poller) trouble(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	wait := min(firstPause<<min(p.pauses, 10), longPause)
	p.pauses++
	var refusal *apiError
	switch {
	case errors.Is(err, escalation.ErrAway), errors.Is(err, escalation.ErrFenced):
		// Who leads says so. People wait for their answers: this is looked at again soon.
		wait = min(wait, awayPause)
		p.log.DebugContext(ctx, "updates wait", "error", err)
	case errors.Is(err, ErrUnauthorized):
		wait = longPause
		p.log.ErrorContext(ctx, "Telegram does not know the token; it may have been revoked", "error", err)
	case isConflict(err):
		p.conflict(ctx, err, wait)
		return
	case errors.As(err, &refusal) && refusal.retryAfter > 0:
		wait = refusal.retryAfter
		p.log.WarnContext(ctx, "Telegram asks to wait", "error", err)
	default:
		p.log.WarnContext(ctx, "updates not taken", "error", err)
	}
	pause(ctx, wait)
}

// conflict is somebody else who takes the updates. A webhook is removed: it was left behind by other software, and with it nobody can poll.
// Another process cannot be sent away; as replicas agree on who polls, it is none of them, unless this one was frozen and leads no longer,
// which it hears of while it waits.
func (p *poller) conflict(ctx context.Context, err error, wait time.Duration) {
	if !hasWebhook(err) {
		pause(ctx, wait)
		if ctx.Err() == nil {
			p.log.ErrorContext(ctx, "another process polls with this bot's token and takes answers away: stop it, or have @BotFather revoke the token",
				"error", err)
		}
		return
	}
	host, fault := p.client.webhook(ctx)
	if fault != nil {
		host = "unknown"
	}
	if host != "" {
		p.log.ErrorContext(ctx, "a webhook takes this bot's updates; it is removed, and whoever sets it again must be stopped", "webhook", host)
		if fault = p.client.deleteWebhook(ctx); fault != nil {
			p.log.WarnContext(ctx, "the webhook is still there", "error", fault)
		}
	}
	pause(ctx, wait)
}

// pause waits, or until the context ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// received is an update of a batch, and what became of it.
type received struct {
	update update
	err    error
}

// errNotReached is an update behind one of the same chat that failed.
var errNotReached = errors.New("an earlier update of the chat has failed")

// handleAll handles a batch, some chats at a time. It gives the offset that the batch allows, past everything before the first update
// that failed; 0 when that is nothing.
func (p *poller) handleAll(ctx context.Context, batch []json.RawMessage) (offset int64, err error) {
	list, chats := read(ctx, batch, p.log)
	p.handleChats(ctx, chats)
	for _, r := range list {
		if err := p.judge(ctx, r); err != nil {
			return offset, fmt.Errorf("update %d: %w", r.update.ID, err)
		}
		offset = r.update.ID + 1
	}
	return offset, nil
}

func (p *poller) handleChats(ctx context.Context, chats map[int64][]*received) {
	views, cancel := context.WithTimeout(ctx, viewsWithin)
	defer cancel()
	var wg sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for _, list := range chats {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			p.handleChat(ctx, views, list)
		})
	}
	wg.Wait()
}

// read decodes a batch, each update alone; one that cannot be read is logged and skipped. It gives them in their order, and by chat.
func read(ctx context.Context, batch []json.RawMessage, log *slog.Logger) (list []*received, chats map[int64][]*received) {
	chats = map[int64][]*received{}
	for _, raw := range batch {
		u, err := decode(raw)
		if err != nil {
			log.ErrorContext(ctx, "an update that cannot be read is skipped", "update", u.ID, "error", err)
		}
		if u.ID == 0 {
			continue
		}
		r := &received{update: u}
		list = append(list, r)
		if err == nil {
			chats[u.chat()] = append(chats[u.chat()], r)
		}
	}
	return list, chats
}

// decode reads an update; when it fails, the id may be known all the same.
func decode(raw json.RawMessage) (update, error) {
	var only struct {
		ID int64 `json:"update_id"`
	}
	if err := json.Unmarshal(raw, &only); err != nil {
		return update{}, fmt.Errorf("decode an update's id: %w", err)
	}
	var u update
	if err := json.Unmarshal(raw, &u); err != nil {
		return update{ID: only.ID}, fmt.Errorf("decode an update: %w", err)
	}
	return u, nil
}

// handleChat handles the updates of a chat in their order and stops at the first that fails.
func (p *poller) handleChat(ctx, views context.Context, list []*received) {
	for i, r := range list {
		if r.err = p.guarded(ctx, views, &r.update); r.err == nil {
			continue
		}
		for _, later := range list[i+1:] {
			later.err = errNotReached
		}
		return
	}
}

// panicked is a fault of our own while an update was handled; trying again would not help.
type panicked struct{ what any }

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.what) }

func (p *poller) guarded(ctx, views context.Context, u *update) (err error) {
	defer func() {
		if what := recover(); what != nil {
			p.log.ErrorContext(ctx, "an update panicked", "update", u.ID, "what", what, "stack", string(debug.Stack()))
			err = &panicked{what}
		}
	}()
	return p.handle(ctx, views, u)
}

// judge decides on an update that failed: it is tried again, unless it fails again and again while the database can be written
// otherwise; then it is given up, so that it does not hold back everybody else.
func (p *poller) judge(ctx context.Context, r *received) error {
	id := r.update.ID
	if r.err == nil || errors.Is(r.err, errNotReached) {
		delete(p.failed, id)
		return r.err
	}
	if errors.Is(r.err, escalation.ErrAway) || errors.Is(r.err, escalation.ErrFenced) {
		return r.err // no fault of the update's
	}
	var fault *panicked
	if p.failed[id]++; ctx.Err() != nil || (p.failed[id] < tries && !errors.As(r.err, &fault)) {
		return r.err
	}
	if err := p.markSeen(ctx, id); err != nil {
		return r.err
	}
	p.keep(id, nil, nil)
	p.log.ErrorContext(ctx, "an update is given up", "update", id, "error", r.err)
	delete(p.failed, id)
	return nil
}

// markSeen stores that an update needs no further look.
func (p *poller) markSeen(ctx context.Context, id int64) error {
	me, err := p.self(ctx)
	if err != nil {
		return err
	}
	err = p.store.Commit(ctx, escalation.Commit{Update: escalation.UpdateID{Bot: me.ID, Update: id}, At: p.now()})
	if errors.Is(err, escalation.ErrSeen) {
		return nil
	}
	return err
}
