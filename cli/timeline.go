package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
	"dondoc/sandbox"
	"dondoc/store"
	"dondoc/wording"
)

const (
	// timelineAhead is how far the timeline looks for what comes next, timelineEnough how many entries each side of it has at least when
	// there are so many: moments are not cut in two.
	timelineAhead  = 8 * 7 * 24 * time.Hour
	timelineEnough = 30
	// timelineEvents is how many events of one assignment are looked at.
	timelineEvents = 60
)

// chronicle gathers one timeline.
type chronicle struct {
	words  *wording.Words
	office *escalation.Office
	links  escalation.Links
	now    time.Time
	came   []happening
	next   []happening
}

// happening is an entry with what it is ordered and merged by.
type happening struct {
	sandbox.TimelineEntry
	severity int
	seq      int64  // of the event; 0: ahead
	message  string // recipient and message that it was told in; "": none
	refs     []string
}

// timeline tells what came and what comes next, for the page of the sandbox: from the ledger what was sent and what people did, from the
// office what it would tell if nobody acted.
func timeline(db *store.Store, office func() *escalation.Office, now func() time.Time) func(context.Context) (sandbox.Timeline, error) {
	return func(ctx context.Context) (sandbox.Timeline, error) {
		links, err := db.Links(ctx)
		if err != nil {
			return sandbox.Timeline{}, fmt.Errorf("read links: %w", err)
		}
		list, _, err := db.List(ctx, escalation.Filter{}, boardRows, 0)
		if err != nil {
			return sandbox.Timeline{}, fmt.Errorf("list assignments: %w", err)
		}
		o := office()
		c := &chronicle{words: wording.For(o.Language), office: o, links: links, now: now()}
		for i := range list {
			history, err := db.History(ctx, list[i].Key, timelineEvents)
			if err != nil {
				return sandbox.Timeline{}, err //nolint:wrapcheck // says what was being done
			}
			c.recall(&list[i], history)
		}
		c.foresee(list)
		return c.timeline(), nil
	}
}

// recall takes from the history of an assignment what was told and what people did.
func (c *chronicle) recall(a *escalation.Assignment, history []escalation.Event) {
	for _, e := range history {
		kind, told := e.Data.Kind, e.Kind == escalation.EventSent
		switch {
		case told && kind != escalation.KindReceipt: // the act itself is told
			c.came = append(c.came, c.told(a, e))
		case !told && e.Actor != "" && e.Actor != escalation.System:
			c.came = append(c.came, c.done(a, e))
		}
	}
}

func (c *chronicle) told(a *escalation.Assignment, e escalation.Event) happening {
	h := c.about(a, e.At, e.Data.Kind)
	h.seq, h.Message, h.message = e.Seq, e.Data.Message, fmt.Sprint(e.Data.Recipient, " ", e.Data.Message)
	kind, id, _ := strings.Cut(e.Data.Recipient, ":")
	c.heard(&h, escalation.Recipient{Kind: escalation.RecipientKind(kind), ID: id})
	return h
}

// done is what somebody did, in the words of the history.
func (c *chronicle) done(a *escalation.Assignment, e escalation.Event) happening {
	h := c.about(a, e.At, "")
	h.seq = e.Seq
	c.heard(&h, escalation.Recipient{Kind: escalation.ToPerson, ID: e.Actor})
	e.At = time.Time{} // the page shows the moment
	h.To = wording.Plain(c.words.Event(wording.Subject{Assignment: *a, Office: c.office, Now: c.now}, e))
	return h
}

// about is an entry on an assignment.
func (c *chronicle) about(a *escalation.Assignment, at time.Time, kind escalation.Kind) happening {
	h := happening{severity: kind.Severity()}
	h.At, h.Level = at.In(c.office.Calendar.Location()), string(kind)
	if kind != "" {
		h.What = c.words.Kind(kind)
	}
	if a.Number != 0 {
		h.Title = c.words.Ref(a)
		h.refs = []string{h.Title}
	}
	if !a.Confidential {
		h.Title = strings.TrimPrefix(h.Title+": "+a.Title, ": ")
	}
	h.Unit = a.Unit
	if u := c.office.Unit(a.Unit); u != nil {
		h.Unit = u.Name
	}
	return h
}

// heard fills in who hears it, and in which chat.
func (c *chronicle) heard(h *happening, r escalation.Recipient) {
	if p := c.office.Person(r.ID); r.Kind == escalation.ToPerson && p != nil {
		h.To = p.Name
	}
	if u := c.office.Unit(r.ID); r.Kind == escalation.ToGroup && u != nil {
		h.To = u.Name
	}
	if l, ok := c.links.Of(r); ok {
		h.Chat = l.Chat
	}
}

// foresee takes the steps that lie ahead: of what is stored, and of what will come into being.
func (c *chronicle) foresee(list []escalation.Assignment) {
	until := c.now.Add(timelineAhead)
	stored := map[string]bool{}
	for i := range list {
		stored[list[i].Key] = true
		if s := list[i].State; s.Open() && !s.Waiting() {
			c.ahead(&list[i], until)
		}
	}
	coming := escalation.Assignments(c.office, c.now, until)
	for i := range coming {
		if !stored[coming[i].Key] {
			c.ahead(&coming[i], until)
		}
	}
}

func (c *chronicle) ahead(a *escalation.Assignment, until time.Time) {
	for _, s := range c.office.Steps(a, c.now, until) {
		h := c.about(a, s.At, s.Kind)
		hearings, _ := c.office.Recipients(c.links, a, s.To, calendar.DateOf(h.At))
		var names []string
		for _, hearing := range slices.Backward(hearings) { // the first one's chat stays
			c.heard(&h, hearing.Recipient)
			names = append(names, h.To)
		}
		slices.Reverse(names)
		h.To = strings.Join(names, ", ")
		c.next = append(c.next, h)
	}
}

func (c *chronicle) timeline() sandbox.Timeline {
	came := merged(c.came)
	order := func(a, b happening) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(b.severity, a.severity), cmp.Compare(a.seq, b.seq))
	}
	slices.SortStableFunc(came, order)
	slices.SortStableFunc(c.next, order)
	slices.Reverse(came)
	came = wholeMoments(came)
	slices.Reverse(came)
	return sandbox.Timeline{Came: entries(came), Next: entries(wholeMoments(c.next))}
}

// merged makes one entry of what one message told, after its most severe notice.
func merged(list []happening) []happening {
	var out []happening
	at := map[string]int{}
	for _, h := range list {
		i, known := at[h.message]
		if h.message == "" || !known {
			at[h.message] = len(out)
			out = append(out, h)
			continue
		}
		m := &out[i]
		if !slices.Equal(m.refs, h.refs) {
			m.refs = append(m.refs, h.refs...)
			m.Title, m.Unit = strings.Join(m.refs, ", "), ""
		}
		if h.severity > m.severity {
			m.severity, m.What, m.Level = h.severity, h.What, h.Level
		}
	}
	return out
}

// wholeMoments keeps the first entries, and those of the last one's moment.
func wholeMoments(list []happening) []happening {
	for i := range list {
		if i >= timelineEnough && !list[i].At.Equal(list[i-1].At) {
			return list[:i]
		}
	}
	return list
}

func entries(list []happening) []sandbox.TimelineEntry {
	out := make([]sandbox.TimelineEntry, len(list))
	for i, h := range list {
		out[i] = h.TimelineEntry
	}
	return out
}

// guide recommends the head of the unit that owes something first, and the head of the unit above it.
func guide(o *escalation.Office, start time.Time) sandbox.Guide {
	var g sandbox.Guide
	var first time.Time
	for _, a := range escalation.Assignments(o, time.Time{}, start) {
		due := a.InForce().Moment
		if !due.After(start) || !first.IsZero() && !due.Before(first) {
			continue
		}
		if u := o.Unit(a.Unit); u != nil && headChat(o, u, start) != 0 {
			first, g = due, sandbox.Guide{Head: headChat(o, u, start), Above: headChat(o, o.Unit(u.Supervisor), start)}
		}
	}
	return g
}

// headChat is the private chat of the head in office; 0: none.
func headChat(o *escalation.Office, u *escalation.Unit, at time.Time) int64 {
	if u == nil {
		return 0
	}
	if p := o.Person(u.HeadOn(calendar.DateOf(at))); p != nil {
		return p.Telegram
	}
	return 0
}
