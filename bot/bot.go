package bot

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"dondoc/escalation"
)

// Store is what the bot asks of the database. What is not there is escalation.ErrNotFound, a conversation that is not there nil.
type Store interface {
	Assignments
	// ByNumber finds an assignment by the short number that buttons carry.
	ByNumber(ctx context.Context, number int64) (escalation.Assignment, error)
	// List gives a part of what the filter lets through, and how many there are in all.
	List(ctx context.Context, f escalation.Filter, limit, offset int) ([]escalation.Assignment, int, error)
	// History lists the last events of an assignment, oldest first.
	History(ctx context.Context, key string, limit int) ([]escalation.Event, error)
	Notice(ctx context.Context, id int64) (escalation.Notice, error)
	Links(ctx context.Context) (escalation.Links, error)
	Conversation(ctx context.Context, chat, account int64) (*escalation.Conversation, error)
	ConversationByMessage(ctx context.Context, chat, message int64) (*escalation.Conversation, error)
	Seen(ctx context.Context, u escalation.UpdateID) (bool, error)
	// Invite finds an invitation by the hash of its code, Guesses the wrong codes of an account.
	Invite(ctx context.Context, hash string) (escalation.Invite, error)
	Guesses(ctx context.Context, account int64) (escalation.Guesses, error)
	// Commit stores the effect of an update: ErrSeen when that was done before, ErrStale when an assignment has changed meanwhile.
	Commit(ctx context.Context, c escalation.Commit) error

	Preferences
	Languages(ctx context.Context) (map[int64]escalation.Language, error)
	// InMessage lists what went out in the same message as a notice, Carried the notices of an assignment that went out since then.
	InMessage(ctx context.Context, n escalation.Notice) ([]escalation.Notice, error)
	Carried(ctx context.Context, key string, since time.Time, limit int) ([]escalation.Notice, error)
	// DeadPage lists a part of what could not be delivered, and says how much there is in all.
	DeadPage(ctx context.Context, limit, offset int) ([]escalation.Notice, int, error)
	// Pending counts what is on its way out; open: within working hours.
	Pending(ctx context.Context, office time.Time, open bool) (int, error)
	// Head is the number and hash of the ledger's last event.
	Head(ctx context.Context) (seq int64, hash string, err error)
}

// Preferences knows in which language an account is written to; "": its owner has not chosen.
type Preferences interface {
	Language(ctx context.Context, account int64) (escalation.Language, error)
}

// Limiter keeps Telegram's limits: Wait returns when a call that shows in the chat may be made, or with the context's error; Landed
// says that it was answered; Hold has a chat left alone for a while, as Telegram asked.
type Limiter interface {
	Wait(ctx context.Context, chat int64) error
	Landed(chat int64)
	Hold(chat int64, span time.Duration)
}

// Options are the parts that a Bot is made of.
type Options struct {
	Client  *Client
	Store   Store
	Office  func() *escalation.Office
	Now     func() time.Time // office time
	Limiter Limiter
	// Taken hears, at an office time, that all updates until then were taken and have had their effect; nil: nobody wants to know.
	Taken func(at time.Time)
	// Log takes what went wrong; nil discards. It gets no texts.
	Log *slog.Logger
}

// Bot answers what people do in Telegram. Each update has its effect once (DESIGN 6.3): who it is and whether they may is seen to when it
// comes, and what follows from it is stored in one transaction.
type Bot struct {
	client  *Client
	store   Store
	office  func() *escalation.Office
	now     func() time.Time
	limiter Limiter
	taken   func(time.Time)
	log     *slog.Logger

	routes map[verb]route
	pages  map[verb]page
	flows  []flow
	// chores is what may be done later, or never.
	chores chan func(context.Context)

	mu sync.Mutex
	me *Self // nil until Telegram said
	// begun is what was done of updates that could not be stored yet.
	begun map[int64]*effect
}

// New makes a bot that does nothing yet.
func New(o Options) *Bot {
	b := &Bot{
		client: o.Client, store: o.Store, office: o.Office, now: o.Now, limiter: o.Limiter, taken: o.Taken, log: o.Log, flows: flows(),
		chores: make(chan func(context.Context), choresMost), begun: map[int64]*effect{},
	}
	if b.taken == nil {
		b.taken = func(time.Time) {}
	}
	if b.log == nil {
		b.log = slog.New(slog.DiscardHandler)
	}
	b.routes, b.pages = b.newRoutes(), b.newPages()
	return b
}

// self says who the bot is; Telegram is asked once.
func (b *Bot) self(ctx context.Context) (Self, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.me == nil {
		me, err := b.client.GetMe(ctx)
		if err != nil {
			return Self{}, err
		}
		b.me = &me
	}
	return *b.me, nil
}

// Handle gives one update, as Telegram wrote it, its effect. An error means that it had none yet and may be tried again.
func (b *Bot) Handle(ctx context.Context, raw json.RawMessage) error {
	u, err := decode(raw)
	if err != nil {
		return err
	}
	return b.handle(ctx, ctx, &u)
}

// staleTries is how often an update is decided on anew because somebody else was faster.
const staleTries = 5

// handle decides on an update and stores what follows. Views, which may be lost, are only waited for until their own context ends.
func (b *Bot) handle(ctx, views context.Context, u *update) (err error) {
	me, err := b.self(ctx)
	if err != nil {
		return err
	}
	id := escalation.UpdateID{Bot: me.ID, Update: u.ID}
	e := b.effectOf(u)
	defer func() { b.keep(u.ID, e, err) }()
	seen, err := b.store.Seen(ctx, id)
	if err != nil || seen {
		return err
	}
	for range staleTries {
		var t *turn
		if t, err = b.turn(ctx, me, u); err != nil {
			return err
		}
		var r reply
		if r, err = b.decide(ctx, t, u); err != nil {
			return err
		}
		r.commit.Update, r.commit.At = id, t.now
		if err = e.take(ctx, views, t, r); !errors.Is(err, escalation.ErrStale) {
			break
		}
	}
	if errors.Is(err, escalation.ErrSeen) {
		return nil
	}
	return err
}

// decide answers an update. It changes nothing, so that it can be asked again.
func (b *Bot) decide(ctx context.Context, t *turn, u *update) (reply, error) {
	var r reply
	var err error
	switch {
	case u.Callback != nil:
		r, err = b.pressed(ctx, t, u.Callback)
	case u.Message != nil && t.group:
		r, err = b.toldInGroup(ctx, t, u.Message)
	case u.Message != nil && t.private:
		r, err = b.told(ctx, t, u.Message)
	case u.Member != nil:
		return b.memberChanged(t, u.Member), nil
	default: // an edited message, a channel's post, a kind that is not known
		return reply{}, nil
	}
	if len(r.commit.Links) == 0 && (r.commit.Tying == nil || len(r.commit.Tying.Ended) == 0) { // else it is the ties that change
		r.commit.Links = append(r.commit.Links, t.reachedAgain()...)
	}
	return r, err
}
