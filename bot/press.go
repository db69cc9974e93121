package bot

import (
	"context"
	"errors"
	"fmt"

	"dondoc/escalation"
	"dondoc/wording"
)

// route is what a verb leads to.
type route func(ctx context.Context, t *turn, on target) (reply, error)

// target is what a pressed button is about.
type target struct {
	press
	assignment escalation.Assignment
	notice     escalation.Notice // zero when the button belongs to none
}

// newRoutes is the table by which every pressed button goes.
func (b *Bot) newRoutes() map[verb]route {
	routes := map[verb]route{
		verbCard:    b.openCard,
		verbNotice:  b.backToNotice,
		verbHistory: b.openHistory,
		verbWhy:     b.why,
		verbAccept:  b.act(escalation.ActAccept, ""),
		verbRecall:  b.act(escalation.ActRecall, ""),
		verbConfirm: b.act(escalation.ActConfirm, ""),
		verbApprove: b.act(escalation.ActApprove, ""),
		verbHold:    b.act(escalation.ActHoldBack, ""),
		verbGrant:   b.act(escalation.ActGrant, ""),
		verbResume:  b.act(escalation.ActResume, ""),
		verbSpan:    b.pickSpan,
		verbSkip:    b.skip,
		verbMore:    b.openMore,
		verbOnTrack: b.act(escalation.ActAnswer, escalation.OnTrack),
		verbDone:    b.done,
		verbSend:    b.sendDraft,
		verbCancel:  b.cancel,
	}
	for _, f := range b.flows {
		routes[f.verb] = func(ctx context.Context, t *turn, on target) (reply, error) { return b.begin(t, on, f), nil }
	}
	return routes
}

// pressed answers a button. Who pressed, what for and on what are all seen to now, whenever the button was drawn.
func (b *Bot) pressed(ctx context.Context, t *turn, c *callback) (reply, error) {
	p, ok := parsePress(c.Data)
	if c.Message != nil && c.Message.Date == 0 {
		t.message = 0
	}
	switch {
	case t.person == "":
		return t.alerting(wording.Stranger, wording.Args{ID: t.account}), nil
	case !ok || !t.private && !t.group:
		return t.alerting(wording.Stale), nil
	case p.verb == verbTie || p.verb == verbUntie:
		return t.pressedTie(p), nil
	case t.group && t.unit() == nil: // nobody knows who reads there
		return t.alerting(wording.UntiedGroup, wording.Args{ID: t.chat}), nil
	case b.pages[p.verb] != nil:
		return b.pages[p.verb](ctx, t, p)
	case b.routes[p.verb] == nil:
		return t.alerting(wording.Stale), nil
	case t.group && b.private(p.verb):
		return t.alerting(wording.PrivateOnly), nil
	}
	on, refused, err := b.target(ctx, t, p)
	if err != nil || !refused.silent() {
		return refused, err
	}
	return b.routes[p.verb](ctx, t, on)
}

// target finds what a button is about; a reply that is not silent says why the presser does not get at it.
func (b *Bot) target(ctx context.Context, t *turn, p press) (target, reply, error) {
	on := target{press: p}
	var err error
	on.assignment, err = b.store.ByNumber(ctx, p.number)
	switch {
	case errors.Is(err, escalation.ErrNotFound):
		return on, t.alerting(wording.NotFound, wording.Args{Number: p.number}), nil
	case err != nil:
		return on, reply{}, err
	case !t.may(escalation.ActView, &on.assignment):
		return on, t.alerting(wording.NotAllowed, wording.Args{Assignment: &on.assignment}), nil
	case p.notice == 0 && t.group && on.assignment.Unit != t.links.UnitIn(t.chat, t.topic):
		return on, t.alerting(wording.PrivateOnly), nil
	case p.notice == 0:
		return on, reply{}, nil
	}
	on.notice, err = b.store.Notice(ctx, p.notice)
	switch {
	case err != nil && !errors.Is(err, escalation.ErrNotFound):
		return on, reply{}, err
	case err != nil || !t.mayRead(on.notice, &on.assignment):
		return on, t.alerting(wording.Stale, wording.Args{Assignment: &on.assignment}), nil
	}
	on.assignment.NoteArrived(on.notice, t.now)
	return on, reply{}, nil
}

// mayRead reports whether the notice is about the assignment and was told to the presser, or here.
func (t *turn) mayRead(n escalation.Notice, a *escalation.Assignment) bool {
	here := escalation.Recipient{Kind: escalation.ToGroup, ID: t.links.UnitIn(t.chat, t.topic)}
	own := escalation.Recipient{Kind: escalation.ToPerson, ID: t.person}
	told := n.Recipient == here || (n.Chat != 0 && n.Chat == t.chat)
	return n.Assignment == a.Key && (told || t.private && n.Recipient == own)
}

// page is what a verb leads to that is about no single assignment.
type page func(ctx context.Context, t *turn, p press) (reply, error)

// newPages is the table of those.
func (b *Bot) newPages() map[verb]page {
	return map[verb]page{
		verbList: b.turnPage, verbUnits: b.chooseUnit, verbLanguage: b.chosenLanguage, verbAdmin: b.adminPage, verbResend: b.resend,
	}
}

// private reports a verb that is for single persons, and answered in private only.
func (b *Bot) private(v verb) bool {
	for _, c := range choices() {
		if c.verb == v {
			return forPersons(c.action)
		}
	}
	for _, f := range b.flows {
		if f.verb == v {
			return forPersons(f.action)
		}
	}
	return false
}

// act is the route of a button that acts at once.
func (b *Bot) act(action escalation.Action, answer escalation.StatusAnswer) route {
	return func(_ context.Context, t *turn, on target) (reply, error) { return b.do(t, on, action, answer), nil }
}

// do decides on an act and, with it, on what is stored and shown.
func (b *Bot) do(t *turn, on target, action escalation.Action, answer escalation.StatusAnswer) reply {
	act := escalation.Act{Action: action, By: t.person, Chat: t.chat, Topic: t.topic, Level: on.level(t, action), Answer: answer}
	change, err := escalation.Do(t.office, t.links, on.assignment, act, t.now)
	if errors.Is(err, escalation.ErrNotAllowed) && on.decided() { // with the decision the right to it is gone, too
		return b.refused(t, on, wording.AlreadyDone)
	}
	if err != nil {
		return b.refused(t, on, whyNot(err, action, &on.assignment))
	}
	if action == escalation.ActAnswer && on.answered() {
		return b.refused(t, on, wording.AlreadyDone)
	}
	r := reply{alert: t.words.Alert(wording.Recorded, wording.Args{Choice: answer, At: t.local(t.now)})}
	r.commit.Changes = []escalation.Change{change}
	r.views = []view{b.redrawn(t, on)}
	return r
}

// done answers the question for the status and opens the submission (DESIGN 4.9).
func (b *Bot) done(_ context.Context, t *turn, on target) (reply, error) {
	r := b.do(t, on, escalation.ActAnswer, escalation.AnswerDone)
	if len(r.commit.Changes) == 0 {
		return r, nil
	}
	f, _ := b.flow(flowReport)
	if next := b.begin(t, on, f); next.question != nil {
		r.question, r.commit.Converse = next.question, next.commit.Converse
	}
	return r, nil
}

// refused says why not to the presser alone, and shows how things stand now.
func (b *Bot) refused(t *turn, on target, k wording.Key) reply {
	r := t.alerting(k, t.argsFor(k, &on.assignment))
	r.views = []view{b.redrawn(t, on)}
	return r
}

// whyNot puts a refusal of escalation.Do into a text.
func whyNot(err error, action escalation.Action, a *escalation.Assignment) wording.Key {
	switch {
	case errors.Is(err, escalation.ErrNotAllowed):
		return wording.NotAllowed
	case errors.Is(err, escalation.ErrNothingAsked):
		return wording.NothingAsked
	case errors.Is(err, escalation.ErrIncomplete):
		return wording.Empty
	case errors.Is(err, escalation.ErrDatePassed):
		return wording.DatePast
	case errors.Is(err, escalation.ErrPending):
		return wording.ExtensionPending
	case errors.Is(err, escalation.ErrTooMany):
		return wording.ExtensionsUsedUp
	case errors.Is(err, escalation.ErrTooLate):
		return wording.ExtensionTooLate
	case alreadyDone(action, a):
		return wording.AlreadyDone
	case !a.State.Open():
		return wording.Closed
	}
	return wording.Stale
}

// alreadyDone reports whether the state is what the action would have led to: pressed twice, or somebody else was first.
func alreadyDone(action escalation.Action, a *escalation.Assignment) bool {
	s := a.State
	switch action {
	case escalation.ActAccept, escalation.ActRecall:
		return s == escalation.Accepted
	case escalation.ActSubmit, escalation.ActRecordPaper:
		return s == escalation.Submitted || s == escalation.Completed
	case escalation.ActConfirm:
		return s == escalation.Completed
	case escalation.ActReturn:
		return s == escalation.Returned
	case escalation.ActSuspend:
		return s == escalation.Suspended
	case escalation.ActWithdraw:
		return s == escalation.Withdrawn
	case escalation.ActResume:
		return s != escalation.Suspended && s.Open()
	case escalation.ActGrant, escalation.ActRefuse:
		return a.Extension == nil && s.Open()
	case escalation.ActApprove, escalation.ActHoldBack:
		return a.HeldLevel() == 0 && s.Open()
	}
	return false
}

// level is the level of the ladder that an answer or an approval is about; 0: a prompt, or none.
func (on *target) level(t *turn, action escalation.Action) int {
	a := &on.assignment
	deciding := action == escalation.ActApprove || action == escalation.ActHoldBack
	switch {
	case deciding && on.notice.Kind == escalation.KindApproval:
		return on.notice.Level
	case deciding:
		return t.office.HeldFor(t.person, a, t.now)
	case action == escalation.ActAnswer:
		return on.asked(escalation.AskStatus)
	case action == escalation.ActExplain:
		return on.asked(escalation.AskExplanation)
	}
	return 0
}

// asked is the level of the question that is answered: the one that the notice asks, else the last open one.
func (on *target) asked(ask escalation.Ask) int {
	open := on.assignment.OpenAsks(ask)
	switch {
	case on.notice.Ask == ask:
		return on.notice.Level
	case len(open) > 0:
		return open[len(open)-1].Level
	}
	return 0
}

// decided reports whether the button belongs to a level that the presser was asked to approve and that waits no longer.
func (on *target) decided() bool {
	return on.notice.Kind == escalation.KindApproval && on.assignment.State.Open() && over(on.notice, &on.assignment)
}

// answered reports whether the question for the status that the button belongs to has its answer: the notice's own, or, on a card, which
// offers the answers only while a question is open, all of them.
func (on *target) answered() bool {
	if on.notice.Ask != escalation.AskStatus {
		return len(on.assignment.OpenAsks(escalation.AskStatus)) == 0
	}
	for _, q := range on.assignment.Asks {
		if q.Level == on.notice.Level && q.Deadline == on.notice.Deadline {
			return !q.Answered.IsZero()
		}
	}
	return false
}

// redrawn shows the buttons, and on a card everything, as they are after the act.
func (b *Bot) redrawn(t *turn, on target) view {
	return func(ctx context.Context) (shown, error) {
		a, err := b.store.Assignment(ctx, on.assignment.Key)
		if err != nil {
			return shown{}, fmt.Errorf("redraw: %w", err)
		}
		on.assignment = a
		if on.card {
			return b.card(ctx, t, on)
		}
		s := t.subject(a)
		keys := s.keysOfNotice(on.notice)
		if on.notice.ID == 0 {
			keys = nil
		}
		return shown{message: message{chat: t.chat, keys: keys}, edit: t.message}, nil
	}
}
