package escalation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"dondoc/calendar"
)

const (
	// InviteFor is how many days an invitation is good for unless somebody says otherwise.
	InviteFor = 7
	// GuessesAllowed is how many wrong codes an account may try before it has to pause.
	GuessesAllowed = 5
	// GuessPause is how long that pause is, and how long a wrong code is remembered, in office time.
	GuessPause = time.Hour
)

// Invite is a one-time link by which an account is tied to a person. Only the hash of its code is known here.
type Invite struct {
	Hash             string // see CodeHash
	Person           string // id
	By               string // person id of who made it, or System
	Created, Expires time.Time
	// Used is when Account used it; zero: nobody has.
	Used    time.Time
	Account int64
}

// CodeHash is what is stored of an invitation's code: its SHA-256 in hexadecimal. The code has 128 random bits, so that no salt is needed.
func CodeHash(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}

// Expired reports whether the invitation is good no longer.
func (i Invite) Expired(now time.Time) bool { return !now.Before(i.Expires) }

// Guesses counts the wrong codes of an account; At is the last one's office time.
type Guesses struct {
	Account int64
	Wrong   int
	At      time.Time
}

// Paused reports whether the account has to wait before it may try a code, and until when.
func (g Guesses) Paused(now time.Time) (until time.Time, paused bool) {
	until = g.At.Add(GuessPause)
	return until, g.Wrong >= GuessesAllowed && now.Before(until)
}

// Next counts one more wrong code; those of more than a pause ago are forgotten.
func (g Guesses) Next(now time.Time) Guesses {
	if !now.Before(g.At.Add(GuessPause)) {
		g.Wrong = 0
	}
	g.Wrong++
	g.At = now
	return g
}

// Tying is the part of a Commit that is about invitations and ties; the ties that it makes stand in Commit.Links.
type Tying struct {
	By string // who did it: a person id, or System
	// Issued are new invitations. What was open for the same persons is good no longer.
	Issued []Invite
	// Used is the hash of the invitation that Account uses up; ErrStale when it is not open any more. "": none.
	Used    string
	Account int64
	// Ended are the ties that end.
	Ended []Recipient
	// Guesses replaces what is counted for its account; nil leaves it.
	Guesses *Guesses
	Notices []Notice
}

// LinkChange is what became of a tie. The zero Link stands for none.
type LinkChange struct {
	Was, Is Link
	Kind    EventKind // EventLinked, EventUnlinked, EventUnreached or EventReached
	Actor   string
	At      time.Time
	// Seq is the number of its event in the ledger, which tells two changes in one instant apart.
	Seq int64
}

// recipient is whose tie it is.
func (c LinkChange) recipient() Recipient {
	if c.Is.Recipient != (Recipient{}) {
		return c.Is.Recipient
	}
	return c.Was.Recipient
}

// LinkNotices says who is told of a change of a tie: the chat that is tied, or tied no longer, and the admins of what they may have to
// see to. A first tie is what they asked for, and no news.
func LinkNotices(o *Office, c LinkChange) []Notice {
	var out []Notice
	moved := c.Kind == EventLinked && c.Was.Chat != 0
	if c.Kind == EventLinked {
		out = append(out, c.toChat(c.Is, EventLinked, LaneReply))
	}
	if c.Kind == EventUnlinked {
		out = append(out, c.toChat(c.Was, EventUnlinked, LaneReply))
	}
	if moved {
		out = append(out, c.toChat(c.Was, EventMoved, LaneEscalation))
	}
	event := c.Kind
	switch {
	case moved:
		event = EventMoved
	case event == EventLinked:
		return out
	}
	n := c.notice(event)
	for _, admin := range slices.Compact(slices.Sorted(slices.Values(o.Admins))) {
		n.Recipient = Recipient{ToPerson, admin}
		if admin != c.Actor && n.Recipient != c.recipient() {
			out = append(out, n)
		}
	}
	return out
}

// toChat is the notice to a chat itself, whoever it is tied to now.
func (c LinkChange) toChat(l Link, event EventKind, lane Lane) Notice {
	n := c.notice(event)
	n.Recipient, n.Chat, n.Topic, n.Lane = c.recipient(), l.Chat, l.Topic, lane
	return n
}

// notice tells of the change; its occurrence makes it one of its own.
func (c LinkChange) notice(event EventKind) Notice {
	r := c.recipient()
	d := Detail{Event: event, Actor: c.Actor, At: c.At}
	if r.Kind == ToPerson {
		d.Person = r.ID
	} else {
		d.Text = r.ID
	}
	return Notice{
		Kind: KindLink, Occurrence: fmt.Sprintf("%s %d", event, c.Seq),
		Lane: LaneEscalation, Due: c.At, Detail: d,
	}
}

// GuessNotices tell the admins that an account has tried too many wrong codes.
func GuessNotices(o *Office, g Guesses) []Notice {
	var out []Notice
	for _, admin := range slices.Compact(slices.Sorted(slices.Values(o.Admins))) {
		out = append(out, Notice{
			Kind: KindLink, Occurrence: fmt.Sprintf("%s %d %d", EventGuessed, g.Account, g.At.UnixMilli()), Recipient: Recipient{ToPerson, admin},
			Lane: LaneEscalation, Due: g.At, Detail: Detail{Event: EventGuessed, At: g.At, Text: fmt.Sprint(g.Account)},
		})
	}
	return out
}

// In lists the ties of a chat by topic.
func (l Links) In(chat int64) []Link {
	var out []Link
	for _, k := range l.byRecipient {
		if k.Chat == chat {
			out = append(out, k)
		}
	}
	slices.SortFunc(out, func(a, b Link) int {
		if a.Topic != b.Topic {
			return int(min(max(a.Topic-b.Topic, -1), 1))
		}
		return strings.Compare(a.Recipient.ID, b.Recipient.ID)
	})
	return out
}

// UnitIn finds the id of the unit that is tied to a topic of a group: to the topic itself, else to the whole group, else the only one that
// the group has; "" for none.
func (l Links) UnitIn(group, topic int64) string {
	if k, ok := l.byChat[group]; !ok || k.Recipient.Kind != ToGroup {
		return ""
	}
	ties := l.In(group)
	for _, wanted := range []int64{topic, 0} {
		for _, k := range ties {
			if k.Topic == wanted {
				return k.Recipient.ID
			}
		}
	}
	if len(ties) == 1 {
		return ties[0].Recipient.ID
	}
	return ""
}

// UnitsOn lists the units in which the person has a role that day.
func (o *Office) UnitsOn(person string, day calendar.Date) []*Unit {
	var out []*Unit
	for _, u := range o.UnitsOf(person) {
		if u.HeadOn(day) == person || slices.Contains(u.Deputies, person) || slices.Contains(u.Members, person) {
			out = append(out, u)
		}
	}
	return out
}
