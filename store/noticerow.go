package store

import (
	"slices"
	"time"

	"dondoc/escalation"
)

const (
	// noticeColumns are what a notice is read as.
	noticeColumns = `id, assignment, deadline, kind, level, occurrence, recipient_kind, recipient, lane, ask, due, late, reason, detail,
	chat, topic, state, attempts, resent, message_id, error, overtaken_at, rerouted`

	// insertNotice puts a notice into the outbox, unless it exists (DESIGN 2). What it leaves out has defaults: nothing was tried yet.
	insertNotice = `INSERT INTO notices (id, assignment, deadline, kind, level, occurrence, recipient_kind, recipient, lane, ask, due, late,
		reason, detail, chat, topic, state) VALUES (
		:id, :assignment, :deadline, :kind, :level, :occurrence, :recipient_kind, :recipient, :lane, :ask, :due, :late,
		:reason, :detail, :chat, :topic, :state)
	ON CONFLICT (assignment, deadline, kind, level, occurrence, recipient_kind, recipient) DO NOTHING`
)

// noticeRow is a notice as it is stored.
type noticeRow struct {
	ID            int64                       `db:"id"`
	Assignment    string                      `db:"assignment"`
	Deadline      int64                       `db:"deadline"`
	Kind          string                      `db:"kind"`
	Level         int                         `db:"level"`
	Occurrence    string                      `db:"occurrence"`
	RecipientKind string                      `db:"recipient_kind"`
	Recipient     string                      `db:"recipient"`
	Lane          int                         `db:"lane"`
	Ask           string                      `db:"ask"`
	Due           int64                       `db:"due"`
	Late          flag                        `db:"late"`
	Reason        jsonText[escalation.Reason] `db:"reason"`
	Detail        jsonText[escalation.Detail] `db:"detail"`
	Chat          int64                       `db:"chat"`
	Topic         int64                       `db:"topic"`
	State         string                      `db:"state"`
	Attempts      int                         `db:"attempts"`
	Resent        flag                        `db:"resent"`
	MessageID     int64                       `db:"message_id"`
	Error         string                      `db:"error"`
	// OvertakenAt is when the notice became moot while its call was running.
	OvertakenAt instant `db:"overtaken_at"`
	// Rerouted is 0 while a step's notice that could not reach its recipient waits for a fallback.
	Rerouted flag `db:"rerouted"`
}

// rowOfNotice is a new notice as it is stored, before anybody tried to send it.
func rowOfNotice(id int64, n escalation.Notice) noticeRow {
	state := n.State
	if state == "" {
		state = escalation.NoticePending
	}
	return noticeRow{
		ID: id, Assignment: n.Assignment, Deadline: n.Deadline, Kind: string(n.Kind), Level: n.Level, Occurrence: plain(n.Occurrence),
		RecipientKind: string(n.Recipient.Kind), Recipient: n.Recipient.ID, Lane: int(n.Lane), Ask: string(n.Ask),
		Due: n.Due.UnixMilli(), Late: flag(n.Late), Reason: jsonText[escalation.Reason]{n.Reason}, Detail: jsonText[escalation.Detail]{n.Detail},
		Chat: n.Chat, Topic: n.Topic, State: string(state),
	}
}

func (r noticeRow) notice() escalation.Notice {
	return escalation.Notice{
		ID: r.ID, Assignment: r.Assignment, Deadline: r.Deadline, Kind: escalation.Kind(r.Kind), Level: r.Level, Occurrence: r.Occurrence,
		Recipient: r.recipient(), Lane: escalation.Lane(r.Lane), Ask: escalation.Ask(r.Ask), Due: atMilli(r.Due), Late: bool(r.Late),
		Reason: r.Reason.V, Detail: r.Detail.V, Chat: r.Chat, Topic: r.Topic, State: escalation.NoticeState(r.State),
		Attempts: r.Attempts, Resent: bool(r.Resent), MessageID: r.MessageID, Error: r.Error,
	}
}

func (r noticeRow) recipient() escalation.Recipient {
	return escalation.Recipient{Kind: escalation.RecipientKind(r.RecipientKind), ID: r.Recipient}
}

func noticesOf(rows []noticeRow) []escalation.Notice {
	out := make([]escalation.Notice, len(rows))
	for i, r := range rows {
		out[i] = r.notice()
	}
	return out
}

func idsOf(rows []noticeRow) []int64 {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}

// isStep reports whether the notice tells a step.
func (r noticeRow) isStep() bool {
	return slices.Contains(escalation.StepKinds(), escalation.Kind(r.Kind))
}

// reminds reports whether the notice reminds the unit, before the deadline or after it. What a unit is told when it is given the work, what
// its head is asked, and what is told above are no reminders.
func (r noticeRow) reminds() bool {
	kind := escalation.Kind(r.Kind)
	return kind == escalation.KindRemind || kind == escalation.KindOverdue
}

// step is the step that a notice tells, whoever hears it.
type step struct {
	assignment string
	deadline   int64
	kind       string
	level      int
	occurrence string
}

func (r noticeRow) step() step { return step{r.Assignment, r.Deadline, r.Kind, r.Level, r.Occurrence} }

// event says for the ledger what became of the notice.
func (r noticeRow) event(kind escalation.EventKind, at time.Time) escalation.Event {
	return escalation.Event{
		At: at, Kind: kind, Assignment: r.Assignment, Actor: escalation.System,
		Data: escalation.EventData{
			Kind: escalation.Kind(r.Kind), Level: r.Level, Occur: r.Occurrence, Late: bool(r.Late), Resent: bool(r.Resent),
			Recipient: recipientText(r.recipient()), Notice: r.ID,
		},
	}
}

// recipientText writes a recipient for the ledger.
func recipientText(r escalation.Recipient) string { return string(r.Kind) + ":" + r.ID }
