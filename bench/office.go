package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dondoc/config"
	"dondoc/escalation"
)

// plan says how large an office is: units with a head each, and tasks that all units owe, so many on each working day.
type plan struct {
	units     int
	days      []int // how many tasks are due, by day
	groups    bool  // the units have groups; else their heads hear it in private
	announced bool  // the first task is assigned on its day, and due long after it
}

// size is how many assignments that gives.
func (p plan) size() int {
	tasks := 0
	for _, n := range p.days {
		tasks += n
	}
	return tasks * p.units
}

// firstDue is the first task's due date. It lies far ahead, so that the real binary finds nothing due (memory.go).
func firstDue() time.Time { return time.Date(2040, 1, 2, 0, 0, 0, 0, time.UTC) }

// Ids of people's accounts and of groups, by unit.
func account(unit int) int64 { return int64(1_000_000 + unit) }
func group(unit int) int64   { return -account(unit) }

func person(unit int) string { return fmt.Sprint("p", unit) }

// yaml writes the office as an administrator would.
func (p plan) yaml() string {
	var y strings.Builder
	y.WriteString("calendar: {holidays: none}\npeople:\n")
	for u := range p.units {
		fmt.Fprintf(&y, "  - {id: %s, name: \"Bí thư %d\", telegram: %d}\n", person(u), u, account(u))
	}
	y.WriteString("units:\n")
	names := make([]string, p.units)
	for u := range p.units {
		names[u] = fmt.Sprint("u", u)
		fmt.Fprintf(&y, "  - {id: u%d, name: \"Đơn vị %d\", head: %s%s}\n", u, u, person(u), p.chatOf(u))
	}
	fmt.Fprintf(&y, "groups: {all: [%s]}\n", strings.Join(names, ", "))
	y.WriteString("documents:\n  - {id: nq, number: \"1\", date: 2022-01-25, title: \"NQ\", clauses: [{id: \"I\", text: \"…\"}]}\n" +
		"policies:\n  - {id: p, remind: [0d]}\ntasks:\n")
	day, task := firstDue(), 0
	for _, n := range p.days {
		for range n {
			fmt.Fprintf(&y, "  - {id: t%05d, document: nq, clause: I, title: \"Việc số %d\", lead: [all], %s}\n", task, task, p.dates(task, day))
			task++
		}
		day = nextWorkday(day)
	}
	return y.String()
}

func (p plan) dates(task int, day time.Time) string {
	if task == 0 && p.announced {
		return "assigned: " + day.Format(time.DateOnly) + ", due: 2041-01-02"
	}
	return "due: " + day.Format(time.DateOnly)
}

func (p plan) chatOf(unit int) string {
	if !p.groups {
		return ""
	}
	return fmt.Sprintf(", chat: %d", group(unit))
}

func nextWorkday(day time.Time) time.Time {
	day = day.AddDate(0, 0, 1)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// office is what dondoc makes of it.
func (p plan) office() (*escalation.Office, error) {
	folder, err := os.MkdirTemp("", "dondoc-office-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
	file := filepath.Join(folder, "dondoc.yaml")
	if err := os.WriteFile(file, []byte(p.yaml()), 0o600); err != nil {
		return nil, err
	}
	office, _, _, err := config.Load(file, os.LookupEnv)
	if err != nil {
		return nil, fmt.Errorf("read the office: %w", err)
	}
	return office, nil
}
