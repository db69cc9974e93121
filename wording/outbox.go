package wording

import "dondoc/escalation"

// outboxView is what the template sees of a notice in the outbox.
type outboxView struct {
	ID                   int64
	Ref, Kind, To, Cause string
	Level, Attempts      int
	Deadline, Since      *when
	Away                 bool // there is no account to send it to
	// Secret leaves out everything about the assignment but number and deadline (DESIGN 5).
	Secret, Dead, Sending bool
}

// OutboxLine tells of a notice that is on its way out, or could not be delivered: `dondoc outbox`. Plain text, one line.
func (w *Words) OutboxLine(o *escalation.Office, it Item) string {
	n, a, l := it.Notice, it.Assignment, sizes()[0]
	v := outboxView{
		ID: n.ID, Kind: w.Kind(n.Kind), To: w.recipient(o, string(n.Recipient.Kind)+":"+n.Recipient.ID, l), Level: n.Level, Attempts: n.Attempts,
		Deadline: w.when(o.Calendar, a.InForce().Moment), Since: w.when(o.Calendar, n.Due), Secret: a.Confidential,
		Dead: n.State == escalation.NoticeDead, Sending: n.State == escalation.NoticeSending, Cause: cut(line(n.Error), mostEventText),
		Away: n.Error == escalation.NotLinked,
	}
	if a.Key != "" {
		v.Ref = w.Ref(&a)
	}
	return Plain(w.render("outbox.line", v))
}
