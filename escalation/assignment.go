package escalation

import (
	"slices"
	"time"

	"dondoc/calendar"
)

// State is where an assignment stands (DESIGN 1); the transition table is in transitions.go.
type State string

// The states of an assignment.
const (
	Assigned  State = "assigned"
	Accepted  State = "accepted"
	Submitted State = "submitted"
	Returned  State = "returned"
	Completed State = "completed"
	Suspended State = "suspended"
	Withdrawn State = "withdrawn"
)

// States lists all states in the order of an assignment's life.
func States() []State {
	return []State{Assigned, Accepted, Submitted, Returned, Completed, Suspended, Withdrawn}
}

// Open reports whether the assignment still awaits something; steps are only told of open ones that are not waiting (DESIGN 4.10).
func (s State) Open() bool { return s != Completed && s != Withdrawn }

// Waiting reports whether nothing is told for now (DESIGN 4.10).
func (s State) Waiting() bool { return s == Submitted || s == Suspended }

// SourceKind tells a task's assignment from a report's.
type SourceKind string

// The sources of assignments.
const (
	FromTask   SourceKind = "task"
	FromReport SourceKind = "report"
)

// Deadline is a deadline's date, which the rules count from, and its moment. The zero value means none.
type Deadline struct {
	Date   calendar.Date `json:"date"`
	Moment time.Time     `json:"moment"`
}

// IsZero reports that there is no deadline.
func (d Deadline) IsZero() bool { return d.Moment.IsZero() }

// Assignment is one unit owing one thing by one deadline, with everything that is stored of it.
type Assignment struct {
	Key    string // TASK/UNIT or REPORT@PERIOD/UNIT (DESIGN 3)
	Number int64  // short number for people and buttons; given by the store
	Kind   SourceKind
	Source string // task or report id
	Period string // "" for a task
	Unit   string
	// Title and Confidential are kept so that an assignment whose source left the configuration can still be shown.
	Title        string
	Confidential bool

	State State
	// Before is the state that a suspension interrupted; "" otherwise.
	Before State

	// Due is the deadline as the configuration says it now; Original as it said first; Extended replaces Due while it is set;
	// Supplement is the deadline of a return, for the ladder only (DESIGN 4.10, 4.11).
	Due, Original, Extended, Supplement Deadline
	// Written is the due date as the configuration writes it, before any move; an extension stands until it changes (DESIGN 4.11).
	Written string

	// AssignedAt is the moment at which `assigned` is told by the configuration (DESIGN 4.6).
	AssignedAt time.Time
	// Born is when the assignment came into being here (DESIGN 4.7); zero in a plan, where everything is in force from the start.
	Born time.Time
	// Through is the moment up to which steps have been decided; they are not looked at again.
	Through time.Time
	// NextAt is the moment of the next step; zero: none.
	NextAt time.Time
	// ConfigHash is the hash of the configuration that NextAt was computed under.
	ConfigHash string

	Asks []Asked
	// Held lists the steps that wait for the approval that their level orders (DESIGN 3, approve_by), and the levels that have it.
	Held []Held
	// Reminded counts the reminders that were told to the unit, before the deadline and after it.
	Reminded int

	// HandedIn is the moment of the submission that is under review or was accepted (for a paper: when it was received).
	HandedIn time.Time
	// Submission is what was handed in last; nil: nothing yet.
	Submission *Submission
	// Extension is the request that waits for a decision; nil: none. Granted counts those that were granted.
	Extension *ExtensionRequest
	Granted   int
	// Reviewer is the id of the reviewing unit (see Office.ReviewUnit), kept so that lists can ask for it; "": the admins.
	Reviewer string

	// Told lists who was told of it by the ladder. It is read from the notices, never written; assignments that are read to decide on their
	// steps come without it.
	Told []Told

	// Rev grows with every change; a change names the revision that it was decided on. 0: not stored yet.
	Rev int64
}

// Asked is one question of the ladder, or a prompt (level 0), that was sent to somebody, and whether it was answered.
type Asked struct {
	Level int `json:"level"`
	Ask   Ask `json:"ask"`
	// Deadline is the moment of the deadline whose ladder asked, in Unix milliseconds; 0: none.
	Deadline int64     `json:"deadline"`
	Sent     time.Time `json:"sent"` // first occurrence; zero: it is asked again, and that was not sent yet
	Answered time.Time `json:"answered,omitzero"`
	// Until is a moment before which the time to answer does not run out, since answers could not come in.
	Until time.Time `json:"until,omitzero"`
	// Again is the id of the outage after which it was asked again last.
	Again int64 `json:"again,omitempty"`
	// Occurrence is the one that was sent first, To the addressee that it went to, Persons the ids of those whom it reached.
	Occurrence string    `json:"occurrence,omitempty"`
	To         Addressee `json:"to,omitempty"`
	Persons    []string  `json:"persons,omitempty"`
	// InsteadOf is the id of the head who could not be reached and in whose stead they were asked; "": in nobody's.
	InsteadOf string `json:"instead_of,omitempty"`
}

// Held is a step of the ladder that waits for approval; Released: it was given, for the level's later occurrences, too.
type Held struct {
	Level      int       `json:"level"`
	Occurrence string    `json:"occurrence"`
	At         time.Time `json:"at"`
	Deadline   int64     `json:"deadline"`
	Released   bool      `json:"released,omitempty"`
	// Again is the id of the outage after which approval was asked for again last.
	Again int64 `json:"again,omitempty"`
}

// Submission is what a unit hands in.
type Submission struct {
	Number   string        `json:"number,omitempty"` // số, ký hiệu văn bản
	Date     calendar.Date `json:"date,omitzero"`    // ngày văn bản
	Text     string        `json:"text,omitempty"`
	By       string        `json:"by"` // person id
	At       time.Time     `json:"at"`
	Received calendar.Date `json:"received,omitzero"` // a paper's date of receipt, recorded by the reviewing unit
	Files    []File        `json:"files,omitempty"`
	Figures  []Figure      `json:"figures,omitempty"`
}

// File is a file that was handed in; Telegram keeps it under its id.
type File struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Type  string `json:"type"` // MIME type as the sender's client said
	Size  int64  `json:"size"` // bytes
	Photo bool   `json:"photo,omitempty"`
}

// Figure is what a unit reports on an indicator.
type Figure struct {
	Indicator string  `json:"indicator"`
	Value     float64 `json:"value"`
}

// ExtensionRequest is a later deadline asked for with reasons.
type ExtensionRequest struct {
	Until   calendar.Date `json:"until"`
	Reasons string        `json:"reasons"`
	By      string        `json:"by"`
	At      time.Time     `json:"at"`
}

// InForce is the deadline that timeliness is judged by: the granted extension, else the configured one (DESIGN 4.11).
func (a *Assignment) InForce() Deadline {
	if !a.Extended.IsZero() {
		return a.Extended
	}
	return a.Due
}

// Ladder is the deadline that steps are counted from: the date of a returned submission's supplement, else the one in force (DESIGN 4.10).
func (a *Assignment) Ladder() Deadline {
	if !a.Supplement.IsZero() {
		return a.Supplement
	}
	return a.InForce()
}

// DeadlineKey names the deadline in a notice's key: its moment in Unix milliseconds, 0 without one.
func (d Deadline) DeadlineKey() int64 {
	if d.IsZero() {
		return 0
	}
	return d.Moment.UnixMilli()
}

// AskOf finds what was asked at a level under the ladder's deadline; nil: not sent.
func (a *Assignment) AskOf(level int) *Asked {
	key := a.Ladder().DeadlineKey()
	i := slices.IndexFunc(a.Asks, func(q Asked) bool { return q.Level == level && q.Deadline == key })
	if i < 0 {
		return nil
	}
	return &a.Asks[i]
}

// NoteAsked records that a question of the ladder reached somebody; only the first occurrence of a level counts (DESIGN 4.9).
// It reports whether anything changed.
func (a *Assignment) NoteAsked(n Notice, at time.Time) bool {
	asked := Asked{
		Level: n.Level, Ask: n.Ask, Deadline: n.Deadline, Sent: at,
		Occurrence: n.Occurrence, To: n.Reason.To, Persons: []string{n.Recipient.ID}, InsteadOf: n.Reason.InsteadOf,
	}
	i := slices.IndexFunc(a.Asks, func(q Asked) bool { return q.Level == n.Level && q.Deadline == n.Deadline })
	switch {
	case i < 0:
		a.Asks = append(slices.Clone(a.Asks), asked)
		return true
	case n.Level > 0 && a.Asks[i].Sent.IsZero(): // it was asked again
		asked.Answered, asked.Again = a.Asks[i].Answered, a.Asks[i].Again
		a.Asks = slices.Clone(a.Asks)
		a.Asks[i] = asked
		return true
	case n.Level == 0 && !a.Asks[i].Answered.IsZero() && a.Asks[i].Occurrence != n.Occurrence:
		a.Asks = slices.Clone(a.Asks)
		a.Asks[i] = asked
		return true
	}
	return a.alsoAsked(i, asked)
}

// NoteArrived records a question whose button was pressed before what became of its message was stored: whoever presses has it, and what
// they answer must close it (DESIGN 4.9). It reports whether anything changed.
func (a *Assignment) NoteArrived(n Notice, at time.Time) bool {
	onItsWay := n.State == NoticePending || n.State == NoticeSending
	if n.Ask == NoAsk || !onItsWay || n.Deadline != a.Ladder().DeadlineKey() {
		return false
	}
	return a.NoteAsked(n, at)
}

// alsoAsked notes another person whom the same occurrence of a question reached.
func (a *Assignment) alsoAsked(i int, asked Asked) bool {
	q := a.Asks[i]
	if q.Occurrence != asked.Occurrence || q.To != asked.To || q.InsteadOf != asked.InsteadOf || slices.Contains(q.Persons, asked.Persons[0]) {
		return false
	}
	q.Persons = slices.Concat(q.Persons, asked.Persons)
	a.Asks = slices.Clone(a.Asks)
	a.Asks[i] = q
	return true
}

// OpenAsks lists what was asked and not answered, of one kind.
func (a *Assignment) OpenAsks(ask Ask) []Asked {
	var out []Asked
	for _, q := range a.Asks {
		if q.Ask == ask && q.Answered.IsZero() {
			out = append(out, q)
		}
	}
	return out
}
