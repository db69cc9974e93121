package wording

import (
	"html/template"

	"dondoc/escalation"
)

// mostHash is how many characters of a hash are shown.
const mostHash = 16

// Overview is what the administrators see of the system.
type Overview struct {
	// People and Groups are how many there are, Linked and Tied how many of them the bot knows the chat of.
	People, Linked, Groups, Tied int
	// Unreachable are those, linked or tied, whom Telegram refuses.
	Unreachable int
	// Pending and Dead count notices: due and not sent yet, and not deliverable.
	Pending, Dead int
	// Seq and Head are the ledger's last event; Config is the hash of the configuration in force.
	Seq          int64
	Head, Config string
}

// Overview tells the administrators how the system stands.
func (w *Words) Overview(o Overview) string {
	o.Head, o.Config = beginning(o.Head), beginning(o.Config)
	return w.render("admin", o)
}

// Contact is somebody whom the bot cannot write to: a person, or a unit's group.
type Contact struct {
	Recipient escalation.Recipient
	// Linked tells that the chat is known, and that Telegram refuses: never started, blocked, deactivated, or the bot was thrown out.
	Linked bool
}

// adminView is what the templates see of a page of the administrators' lists.
type adminView struct {
	Lines              []template.HTML
	Page, Pages, Total int
}

// contactView is what the template sees of a contact.
type contactView struct {
	Name          string
	Group, Linked bool
}

// Contacts is one page of those whom the bot cannot write to. Pages count from 1.
func (w *Words) Contacts(o *escalation.Office, list []Contact, page, pages, total int) string {
	return fit(mostCard, func(l limits) string {
		v := adminView{Page: page, Pages: pages, Total: total}
		for _, c := range list {
			one := contactView{Name: w.actor(o, c.Recipient.ID, l), Linked: c.Linked}
			if c.Recipient.Kind == escalation.ToGroup {
				one.Name, one.Group = w.unitName(o, c.Recipient.ID, l), true
			}
			v.Lines = append(v.Lines, template.HTML(w.render("admin.contact", one)))
		}
		return w.render("admin.contacts", v)
	})
}

// beginning is as much of a hash as tells it from others.
func beginning(hash string) string {
	r := []rune(line(hash))
	return string(r[:min(len(r), mostHash)])
}

// deadView is what the template sees of a dead letter.
type deadView struct {
	ID                   int64
	Ref, Kind, To, Cause string
	Level                int
	Away                 bool // there is no account to send it to
}

// Dead is one page of the notices that could not be delivered, with their assignments. Pages count from 1.
func (w *Words) Dead(o *escalation.Office, items []Item, page, pages, total int) string {
	return fit(mostCard, func(l limits) string {
		v := adminView{Page: page, Pages: pages, Total: total}
		for _, it := range items {
			n := it.Notice
			to := string(n.Recipient.Kind) + ":" + n.Recipient.ID
			v.Lines = append(v.Lines, template.HTML(w.render("admin.letter", deadView{
				ID: n.ID, Ref: w.Ref(&it.Assignment), Kind: w.Kind(n.Kind), Level: n.Level, To: w.recipient(o, to, l),
				Cause: cut(line(n.Error), min(l.typed, mostEventText)), Away: n.Error == escalation.NotLinked,
			})))
		}
		return w.render("admin.dead", v)
	})
}
