// Package escalation is the domain of dondoc and its decisions: what there is (the office, assignments), what is due when and why
// (steps), who hears it (recipients), who may do what (rights) and what that changes (transitions). It is pure: it reads no clock
// and does no I/O; every function that depends on time takes it as an argument.
package escalation

import (
	"slices"

	"dondoc/calendar"
)

// Language is the language of texts: Vietnamese or English.
type Language string

// The languages that texts exist in.
const (
	Vietnamese Language = "vi"
	English    Language = "en"
)

// Office is everything that the configuration says, as one immutable value. It is safe for concurrent use; a reload makes a new one.
type Office struct {
	Language    Language
	Calendar    *calendar.Calendar
	DueOnDayOff DayOffRule
	// Hash names this configuration: steps that were computed under another hash are computed anew (DESIGN 2).
	Hash string

	Admins     []string // person ids
	People     []*Person
	Units      []*Unit
	Documents  []*Document
	Tasks      []*Task
	Reports    []*Report
	Indicators []*Indicator
	Policies   []*Policy

	index index
}

// DayOffRule says where a deadline goes that lands on a day off (DESIGN 4.1).
type DayOffRule string

// The values of due_on_day_off.
const (
	DueNext     DayOffRule = "next"
	DuePrevious DayOffRule = "previous"
	DueKeep     DayOffRule = "keep"
)

// Person is somebody with a role in a unit.
type Person struct {
	ID, Name, Title string
	// Telegram is the account that the configuration ties to the person; 0: none.
	Telegram int64
	Email    string
}

// Unit is a committee or body.
type Unit struct {
	ID, Name string
	Heads    []Term // terms of office, one open-ended term for a plain `head:`
	Acting   []Term // stand-ins for the head
	Deputies []string
	Members  []string
	// Supervisor is the id of the unit above; "": none.
	Supervisor string
	// Chat and Topic tie a Telegram group; 0: none.
	Chat, Topic int64
	// Until is the unit's last day when it was reorganised; zero: it exists.
	Until      calendar.Date
	Successors []string
}

// Term is a person's time in an office; a zero From or Until is open, both ends are inside.
type Term struct {
	Person      string
	From, Until calendar.Date
}

func (t Term) includes(d calendar.Date) bool {
	return (t.From.IsZero() || !d.Before(t.From)) && (t.Until.IsZero() || !d.After(t.Until))
}

// HeadOn is the id of who answers for the unit that day: who stands in for the head, else the head in office; "" when there is none.
func (u *Unit) HeadOn(d calendar.Date) string {
	for _, terms := range [][]Term{u.Acting, u.Heads} {
		if i := slices.IndexFunc(terms, func(t Term) bool { return t.includes(d) }); i >= 0 {
			return terms[i].Person
		}
	}
	return ""
}

// Document is a resolution or another document that assigns work.
type Document struct {
	ID, Number, Issuer, Title string
	Date                      calendar.Date
	Clauses                   []Clause
}

// Clause is a citable place in a document. Quote holds the words that an escalation may cite (DESIGN 5).
type Clause struct {
	ID, Text       string
	Accountability bool
	Quote          string
}

// Clause finds a clause by its id.
func (d *Document) Clause(id string) (Clause, bool) {
	i := slices.IndexFunc(d.Clauses, func(c Clause) bool { return c.ID == id })
	if i < 0 {
		return Clause{}, false
	}
	return d.Clauses[i], true
}

// Accountability lists the clauses that an escalation under this document cites.
func (d *Document) Accountability() []Clause {
	var out []Clause
	for _, c := range d.Clauses {
		if c.Accountability {
			out = append(out, c)
		}
	}
	return out
}

type index struct {
	people     map[string]*Person
	units      map[string]*Unit
	documents  map[string]*Document
	tasks      map[string]*Task
	reports    map[string]*Report
	indicators map[string]*Indicator
	policies   map[string]*Policy
	unitsOf    map[string][]*Unit
}

// NewOffice completes an office with the indexes behind its lookups. The value that is passed must not be changed afterwards.
func NewOffice(o Office) *Office {
	o.index = index{
		people:     byID(o.People, func(p *Person) string { return p.ID }),
		units:      byID(o.Units, func(u *Unit) string { return u.ID }),
		documents:  byID(o.Documents, func(d *Document) string { return d.ID }),
		tasks:      byID(o.Tasks, func(t *Task) string { return t.ID }),
		reports:    byID(o.Reports, func(r *Report) string { return r.ID }),
		indicators: byID(o.Indicators, func(i *Indicator) string { return i.ID }),
		policies:   byID(o.Policies, func(p *Policy) string { return p.ID }),
		unitsOf:    unitsOf(o.Units),
	}
	return &o
}

func byID[T any](list []T, id func(T) string) map[string]T {
	m := make(map[string]T, len(list))
	for _, v := range list {
		m[id(v)] = v
	}
	return m
}

func unitsOf(units []*Unit) map[string][]*Unit {
	m := map[string][]*Unit{}
	for _, u := range units {
		for _, p := range u.Everyone() {
			if !slices.Contains(m[p], u) {
				m[p] = append(m[p], u)
			}
		}
	}
	return m
}

// Everyone lists the ids of all who ever had a role in the unit.
func (u *Unit) Everyone() []string {
	out := slices.Concat(u.Deputies, u.Members)
	for _, t := range slices.Concat(u.Heads, u.Acting) {
		out = append(out, t.Person)
	}
	return out
}

// Person finds a person by id; nil when there is none.
func (o *Office) Person(id string) *Person { return o.index.people[id] }

// Unit finds a unit by id; nil when there is none.
func (o *Office) Unit(id string) *Unit { return o.index.units[id] }

// Document finds a document by id; nil when there is none.
func (o *Office) Document(id string) *Document { return o.index.documents[id] }

// Task finds a task by id; nil when there is none.
func (o *Office) Task(id string) *Task { return o.index.tasks[id] }

// Report finds a report by id; nil when there is none.
func (o *Office) Report(id string) *Report { return o.index.reports[id] }

// Indicator finds an indicator by id; nil when there is none.
func (o *Office) Indicator(id string) *Indicator { return o.index.indicators[id] }

// Policy finds a policy by id; nil when there is none.
func (o *Office) Policy(id string) *Policy { return o.index.policies[id] }

// UnitsOf lists the units in which the person has or had a role.
func (o *Office) UnitsOf(person string) []*Unit { return o.index.unitsOf[person] }

// IsAdmin reports whether the person is an administrator.
func (o *Office) IsAdmin(person string) bool { return slices.Contains(o.Admins, person) }
