package escalation

import "time"

// Link ties a person to a Telegram account, or a unit to a group.
type Link struct {
	Recipient Recipient
	// Chat is the chat to write to: the account's id for a person, the group's for a unit. Topic is a forum topic, 0: none.
	Chat, Topic int64
	// Reachable is false once Telegram refused, and true again once the person presses Start (DESIGN 1).
	Reachable bool
	Changed   time.Time
}

// Links says who is linked and reachable. It is read-only.
type Links struct {
	byRecipient map[Recipient]Link
	byChat      map[int64]Link
}

// NewLinks makes a lookup of a list of links.
func NewLinks(list []Link) Links {
	l := Links{byRecipient: make(map[Recipient]Link, len(list)), byChat: make(map[int64]Link, len(list))}
	for _, k := range list {
		l.byRecipient[k.Recipient] = k
		l.byChat[k.Chat] = k
	}
	return l
}

// Of finds the link of a recipient.
func (l Links) Of(r Recipient) (Link, bool) {
	k, ok := l.byRecipient[r]
	return k, ok
}

// Reaches reports whether the recipient is linked and reachable.
func (l Links) Reaches(r Recipient) bool { return l.byRecipient[r].Reachable }

// PersonOf finds the id of the person whose account it is; "" for a stranger.
func (l Links) PersonOf(account int64) string {
	if k, ok := l.byChat[account]; ok && k.Recipient.Kind == ToPerson {
		return k.Recipient.ID
	}
	return ""
}

// UnitOf finds the id of the unit whose group it is; "" for an untied one.
func (l Links) UnitOf(group int64) string {
	if k, ok := l.byChat[group]; ok && k.Recipient.Kind == ToGroup {
		return k.Recipient.ID
	}
	return ""
}
