package store

import (
	"strconv"
	"strings"

	"dondoc/escalation"
)

// assignmentColumns are the columns of assignmentRow, in its order.
const assignmentColumns = `key, number, kind, source, period, unit, title, confidential, state, before_state, open,
	due_at, due_date, original_at, original_date, extended_at, extended_date, supplement_at, supplement_date, in_force_at, written,
	assigned_at, born_at, through_at, next_at, look_at, config_hash, asks, held, reminded, handed_in, submission, extension,
	granted, reviewer, holds, rev`

// upsertAssignment writes a new assignment, or a new revision of one. What an assignment is never changes; reminded is counted where
// notices are marked as sent.
const upsertAssignment = `INSERT INTO assignments (` + assignmentColumns + `) VALUES (
		:key, :number, :kind, :source, :period, :unit, :title, :confidential, :state, :before_state, :open,
		:due_at, :due_date, :original_at, :original_date, :extended_at, :extended_date, :supplement_at, :supplement_date, :in_force_at,
		:written, :assigned_at, :born_at, :through_at, :next_at, :look_at, :config_hash, :asks, :held, :reminded, :handed_in, :submission,
		:extension, :granted, :reviewer, :holds, :rev)
	ON CONFLICT (key) DO UPDATE SET
		title = excluded.title, confidential = excluded.confidential,
		state = excluded.state, before_state = excluded.before_state, open = excluded.open,
		due_at = excluded.due_at, due_date = excluded.due_date,
		original_at = excluded.original_at, original_date = excluded.original_date,
		extended_at = excluded.extended_at, extended_date = excluded.extended_date,
		supplement_at = excluded.supplement_at, supplement_date = excluded.supplement_date,
		in_force_at = excluded.in_force_at, written = excluded.written,
		assigned_at = excluded.assigned_at, born_at = excluded.born_at, through_at = excluded.through_at, next_at = excluded.next_at,
		look_at = excluded.look_at,
		config_hash = excluded.config_hash, asks = excluded.asks, held = excluded.held,
		handed_in = excluded.handed_in, submission = excluded.submission, extension = excluded.extension,
		granted = excluded.granted, reviewer = excluded.reviewer, holds = excluded.holds,
		rev = excluded.rev
	WHERE assignments.rev = excluded.rev - 1`

// assignmentRow is an assignment as it is stored. open and in_force_at follow from other columns, for the indexes; so does look_at, until
// something makes it earlier.
type assignmentRow struct {
	Key            string  `db:"key"`
	Number         int64   `db:"number"`
	Kind           string  `db:"kind"`
	Source         string  `db:"source"`
	Period         string  `db:"period"`
	Unit           string  `db:"unit"`
	Title          string  `db:"title"`
	Confidential   flag    `db:"confidential"`
	State          string  `db:"state"`
	BeforeState    string  `db:"before_state"`
	Open           flag    `db:"open"`
	DueAt          instant `db:"due_at"`
	DueDate        day     `db:"due_date"`
	OriginalAt     instant `db:"original_at"`
	OriginalDate   day     `db:"original_date"`
	ExtendedAt     instant `db:"extended_at"`
	ExtendedDate   day     `db:"extended_date"`
	SupplementAt   instant `db:"supplement_at"`
	SupplementDate day     `db:"supplement_date"`
	InForceAt      instant `db:"in_force_at"`
	Written        string  `db:"written"`
	AssignedAt     instant `db:"assigned_at"`
	BornAt         instant `db:"born_at"`
	ThroughAt      instant `db:"through_at"`
	NextAt         instant `db:"next_at"`
	LookAt         instant `db:"look_at"`
	ConfigHash     string  `db:"config_hash"`

	Asks       jsonText[[]escalation.Asked]           `db:"asks"`
	Held       jsonText[[]escalation.Held]            `db:"held"`
	Reminded   int                                    `db:"reminded"`
	HandedIn   instant                                `db:"handed_in"`
	Submission jsonText[*escalation.Submission]       `db:"submission"`
	Extension  jsonText[*escalation.ExtensionRequest] `db:"extension"`
	Granted    int                                    `db:"granted"`
	Reviewer   string                                 `db:"reviewer"`
	Holds      string                                 `db:"holds"`
	Rev        int64                                  `db:"rev"`
}

func rowOfAssignment(a escalation.Assignment) assignmentRow {
	return assignmentRow{
		Key: a.Key, Number: a.Number, Kind: string(a.Kind), Source: a.Source, Period: a.Period, Unit: a.Unit,
		Title: plain(a.Title), Confidential: flag(a.Confidential),
		State: string(a.State), BeforeState: string(a.Before), Open: flag(a.State.Open()),
		DueAt: instant{a.Due.Moment}, DueDate: day{a.Due.Date},
		OriginalAt: instant{a.Original.Moment}, OriginalDate: day{a.Original.Date},
		ExtendedAt: instant{a.Extended.Moment}, ExtendedDate: day{a.Extended.Date},
		SupplementAt: instant{a.Supplement.Moment}, SupplementDate: day{a.Supplement.Date},
		InForceAt: instant{a.InForce().Moment}, Written: a.Written,
		AssignedAt: instant{a.AssignedAt}, BornAt: instant{a.Born}, ThroughAt: instant{a.Through}, NextAt: instant{a.NextAt},
		LookAt:     instant{a.NextAt},
		ConfigHash: a.ConfigHash,
		Asks:       jsonText[[]escalation.Asked]{a.Asks}, Held: jsonText[[]escalation.Held]{a.Held}, Reminded: a.Reminded,
		HandedIn: instant{a.HandedIn}, Submission: jsonText[*escalation.Submission]{a.Submission},
		Extension: jsonText[*escalation.ExtensionRequest]{a.Extension}, Granted: a.Granted, Reviewer: a.Reviewer,
		Holds: holds(a), Rev: a.Rev,
	}
}

// holds writes the levels that wait for approval so that each can be looked for: ",3,4,"; "" for none.
func holds(a escalation.Assignment) string {
	var b strings.Builder
	for _, level := range a.Holding() {
		b.WriteString("," + strconv.Itoa(level))
	}
	if b.Len() > 0 {
		b.WriteString(",")
	}
	return b.String()
}

func (r assignmentRow) assignment() escalation.Assignment {
	return escalation.Assignment{
		Key: r.Key, Number: r.Number, Kind: escalation.SourceKind(r.Kind), Source: r.Source, Period: r.Period, Unit: r.Unit,
		Title: r.Title, Confidential: bool(r.Confidential),
		State: escalation.State(r.State), Before: escalation.State(r.BeforeState),
		Due:        escalation.Deadline{Date: r.DueDate.Date, Moment: r.DueAt.Time},
		Original:   escalation.Deadline{Date: r.OriginalDate.Date, Moment: r.OriginalAt.Time},
		Extended:   escalation.Deadline{Date: r.ExtendedDate.Date, Moment: r.ExtendedAt.Time},
		Supplement: escalation.Deadline{Date: r.SupplementDate.Date, Moment: r.SupplementAt.Time},
		Written:    r.Written,
		AssignedAt: r.AssignedAt.Time, Born: r.BornAt.Time, Through: r.ThroughAt.Time, NextAt: r.NextAt.Time, ConfigHash: r.ConfigHash,
		Asks: r.Asks.V, Held: r.Held.V, Reminded: r.Reminded,
		HandedIn: r.HandedIn.Time, Submission: r.Submission.V, Extension: r.Extension.V,
		Granted: r.Granted, Reviewer: r.Reviewer, Rev: r.Rev,
	}
}

func assignmentsOf(rows []assignmentRow) []escalation.Assignment {
	out := make([]escalation.Assignment, len(rows))
	for i, r := range rows {
		out[i] = r.assignment()
	}
	return out
}
