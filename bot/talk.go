package bot

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"dondoc/escalation"
	"dondoc/wording"
)

// talkFor is how long a question waits for its answer, in office time: what is typed later may be meant for something else.
const talkFor = 72 * time.Hour

// flow finds a flow by its name.
func (b *Bot) flow(name string) (flow, bool) {
	i := slices.IndexFunc(b.flows, func(f flow) bool { return f.name == name })
	if i < 0 {
		return flow{}, false
	}
	return b.flows[i], true
}

// talking is a conversation at the point where it stands.
type talking struct {
	flow
	step int // index into asks; len(asks): to be confirmed
	talk escalation.Conversation
	a    escalation.Assignment
}

// expect names the point where a conversation stands, as stored.
func (g *talking) expect() string {
	if g.step == len(g.asks) {
		return g.name + "/" + stepConfirm
	}
	return g.name + "/" + g.asks[g.step].name
}

// talkingAt is a conversation of a flow about an assignment, before its first question.
func (t *turn) talkingAt(f flow, a escalation.Assignment, talk escalation.Conversation) *talking {
	f.asks = slices.Clone(f.asks)
	switch {
	case t.secret(&a):
		for i := range f.asks {
			if f.asks[i].typed {
				f.asks[i].question, f.asks[i].read = wording.AskReference, readReference
			}
		}
	case f.figures:
		f.asks = append(f.asks, figureAsks(t.office, &a)...)
	}
	return &talking{flow: f, a: a, talk: talk}
}

// resume finds the point where a stored conversation stands; false when nobody knows it any more.
func (b *Bot) resume(t *turn, a escalation.Assignment, talk escalation.Conversation) (*talking, bool) {
	name, _, _ := strings.Cut(talk.Expect, "/")
	f, ok := b.flow(name)
	if !ok {
		return nil, false
	}
	talk.Draft = maps.Clone(talk.Draft)
	if talk.Draft == nil {
		talk.Draft = map[string]string{}
	}
	g := t.talkingAt(f, a, talk)
	for g.step = range len(g.asks) + 1 {
		if g.expect() == talk.Expect {
			return g, true
		}
	}
	return nil, false
}

func (t *turn) talkKey() *escalation.ConversationKey {
	return &escalation.ConversationKey{Chat: t.chat, Account: t.account}
}

// begin begins a conversation, if its act is possible at all.
func (b *Bot) begin(t *turn, on target, f flow) reply {
	g := t.talkingAt(f, on.assignment, escalation.Conversation{
		Chat: t.chat, Account: t.account, Assignment: on.assignment.Key, Level: on.level(t, f.action), Draft: map[string]string{},
	})
	if err := g.probe(t); err != nil {
		return b.refused(t, on, whyNot(err, f.action, &on.assignment))
	}
	if f.answer != "" && on.answered() {
		return b.refused(t, on, wording.AlreadyDone)
	}
	if f.confirmed && t.secret(&on.assignment) {
		g.step = len(g.asks)
		g.talk.Draft[draftText] = t.words.Button(f.action)
	}
	return g.question(t, g.text(t, on.notice.Reason.AnswerBy))
}

// probe asks whether the act would be possible, as far as its answers are known.
func (g *talking) probe(t *turn) error {
	act := g.act(t)
	if act.Text == "" {
		act.Text = ellipsis
	}
	_, err := escalation.Do(t.office, t.links, g.a, act, t.now)
	if errors.Is(err, escalation.ErrIncomplete) {
		return nil
	}
	return err
}

// text is what is asked at the point where the conversation stands.
func (g *talking) text(t *turn, answerBy time.Time) string {
	args := wording.Args{Assignment: &g.a, Date: t.exampleDate()}
	draft := g.talk.Draft
	if g.step == len(g.asks) {
		args.DocNumber, args.DocDate, args.Text = draft[draftNumber], draftedDate(draft), draft[draftText]
		args.Files, args.Figures = draftedFiles(draft), wording.Figures(t.office, g.given())
		if t.secret(&g.a) {
			return t.words.Say(wording.AskReportSecret, args)
		}
		return t.words.Say(wording.ConfirmReport, args)
	}
	q := g.asks[g.step]
	args.Indicator, args.DayOff = q.indicator, drafted(draft, draftTyped)
	if d := draftedDate(draft); q.name == stepReceived {
		args.Date = t.today()
	} else if !d.IsZero() {
		args.Date = d
	}
	if !answerBy.IsZero() {
		args.At = t.local(answerBy)
	}
	return t.words.Say(q.question, args)
}

// question asks, and stores that the answer is waited for. In a group the client is made to reply, so that the answer is known as one.
func (g *talking) question(t *turn, text string) reply {
	m := t.write(text, nil)
	cancel := key{t.words.Label(wording.Cancel), press{verb: verbCancel, number: g.a.Number}}
	switch {
	case g.step == len(g.asks):
		m.keys = keyboard{{{t.words.Label(wording.SendIt), press{verb: verbSend, number: g.a.Number}}, cancel}}
	case t.group:
		m.text = mention(t.account, t.office.Person(t.person).Name) + ": " + text
		m.forced = true
	default:
		if ask := g.asks[g.step]; ask.keys != nil {
			m.keys = ask.keys(g, t)
		}
		m.keys = append(m.keys, []key{cancel})
	}
	g.talk.Expect, g.talk.At = g.expect(), t.now
	return reply{question: &m, commit: escalation.Commit{Converse: &g.talk}}
}

// answered takes what somebody wrote as the answer to what they were asked.
func (b *Bot) answered(ctx context.Context, t *turn, talk escalation.Conversation, m *incoming) (reply, error) {
	a, err := b.store.Assignment(ctx, talk.Assignment)
	if err != nil && !errors.Is(err, escalation.ErrNotFound) {
		return reply{}, err
	}
	g, ok := b.resume(t, a, talk)
	late := t.now.Sub(talk.At) > talkFor
	switch {
	case err != nil || !ok || late && len(talk.Draft) == 0:
		return t.over(wording.Expired, nil), nil
	case late:
		return g.kept(t), nil
	case m.hasFile():
		return t.past(g.takeFile(t, m), talk), nil
	case m.Text == "":
		return saying(t.say(wording.Unsupported)), nil
	}
	return t.past(g.take(t, m.Text), talk), nil
}

// past takes the buttons off a question that is answered, or asked again. In a group it has none.
func (t *turn) past(r reply, talk escalation.Conversation) reply {
	if t.group || talk.Message == 0 || r.question == nil && r.commit.EndConversation == nil {
		return r
	}
	r.views = append(r.views, func(context.Context) (shown, error) {
		return shown{message: message{chat: t.chat}, edit: talk.Message}, nil
	})
	return r
}

// kept shows again what was given before a question became too old. What was typed now is not taken: it may be meant for something else.
func (g *talking) kept(t *turn) reply {
	if err := g.probe(t); err != nil {
		return t.over(whyNot(err, g.action, &g.a), &g.a)
	}
	return g.question(t, t.words.Say(wording.Kept)+"\n\n"+g.text(t, time.Time{}))
}

// over ends the conversation and says why.
func (t *turn) over(k wording.Key, a *escalation.Assignment) reply {
	r := saying(t.say(k, t.argsFor(k, a)))
	r.commit.EndConversation = t.talkKey()
	return r
}

// take takes an answer: it is complained about, the next thing is asked, or the act is done. What is typed instead of confirming is
// another answer to the first question.
func (g *talking) take(t *turn, text string) reply {
	at := g.step
	if at == len(g.asks) {
		at = 0
	}
	before := maps.Clone(g.talk.Draft)
	c := g.asks[at].read(g, t, text)
	if c.key == "" {
		if err := g.probe(t); errors.Is(err, escalation.ErrDatePassed) {
			c = g.dateComplaint(t)
		} else if err != nil {
			return t.over(whyNot(err, g.action, &g.a), &g.a)
		}
	}
	if c.key != "" {
		g.talk.Draft = before
		return g.complain(t, c)
	}
	g.step = min(g.step+1, len(g.asks))
	if g.step < len(g.asks) || g.confirmed {
		return g.question(t, g.text(t, time.Time{}))
	}
	r, why := g.finish(t)
	if why != "" {
		return t.over(why, &g.a)
	}
	return r
}

// complain says what is wrong, and asks again.
func (g *talking) complain(t *turn, c complaint) reply {
	c.args.Assignment = &g.a
	text := t.words.Say(c.key, c.args)
	if g.step == len(g.asks) {
		text += "\n\n" + g.text(t, time.Time{})
	}
	return g.question(t, text)
}

// dateComplaint says whether the date has passed or does not lie after the deadline that stands.
func (g *talking) dateComplaint(t *turn) complaint {
	d := draftedDate(g.talk.Draft)
	if typed := drafted(g.talk.Draft, draftTyped); !typed.IsZero() {
		d = typed
	}
	if t.office.DeadlineOn(d).Moment.After(t.now) {
		return complaint{wording.DateTooEarly, wording.Args{Date: g.a.InForce().Date}}
	}
	return complaint{wording.DatePast, wording.Args{Date: d}}
}

// finish does what the conversation was for; the receipt is a notice of the change. A key says why it cannot be done.
func (g *talking) finish(t *turn) (reply, wording.Key) {
	change, err := escalation.Do(t.office, t.links, g.a, g.act(t), t.now)
	if err != nil {
		return reply{}, whyNot(err, g.action, &g.a)
	}
	return reply{commit: escalation.Commit{Changes: []escalation.Change{change}, EndConversation: t.talkKey()}}, ""
}

// current is the conversation that a button of a question belongs to; nil when it is over.
func (b *Bot) current(ctx context.Context, t *turn, on target) (*talking, error) {
	talk, err := b.store.Conversation(ctx, t.chat, t.account)
	if err != nil || talk == nil || talk.Assignment != on.assignment.Key {
		return nil, err
	}
	g, ok := b.resume(t, on.assignment, *talk)
	if !ok {
		return nil, nil
	}
	return g, nil
}

// sendDraft hands in what the summary shows.
func (b *Bot) sendDraft(ctx context.Context, t *turn, on target) (reply, error) {
	g, err := b.current(ctx, t, on)
	if err != nil {
		return reply{}, err
	}
	if g == nil || g.step != len(g.asks) || (g.talk.Message != 0 && g.talk.Message != t.message) {
		return t.tooLate(), nil
	}
	r, why := g.finish(t)
	if why == "" {
		r.alert = t.words.Alert(wording.Recorded, wording.Args{At: t.local(t.now)})
	} else {
		r = t.alerting(why, t.argsFor(why, &g.a))
		r.commit.EndConversation = t.talkKey()
	}
	r.views = []view{t.withoutKeys()}
	return r, nil
}

// cancel breaks off the conversation of a question.
func (b *Bot) cancel(ctx context.Context, t *turn, on target) (reply, error) {
	g, err := b.current(ctx, t, on)
	if err != nil {
		return reply{}, err
	}
	if g == nil || (g.talk.Message != 0 && g.talk.Message != t.message) {
		return t.tooLate(), nil
	}
	at := t.inPlace(t.words.Say(wording.Cancelled), nil)
	r := reply{views: []view{func(context.Context) (shown, error) { return at, nil }}}
	r.commit.EndConversation = t.talkKey()
	return r, nil
}

// tooLate answers a button of a question that is over, or that was put to somebody else.
func (t *turn) tooLate() reply {
	if t.group {
		return t.alerting(wording.NotAsked)
	}
	r := t.alerting(wording.Expired)
	r.views = []view{t.withoutKeys()}
	return r
}

// withoutKeys takes the buttons off the message.
func (t *turn) withoutKeys() view {
	return func(context.Context) (shown, error) {
		return shown{message: message{chat: t.chat}, edit: t.message}, nil
	}
}
