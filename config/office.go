package config

import (
	"slices"

	"dondoc/escalation"
)

// read takes in what one file says.
func (l *loader) read(root value) {
	f := root.fields(&fileShape)
	defer f.done()
	f.end(func() { l.misnamed(f) })
	l.once(f, "language", func(v value) {
		*l.language = choice(v, escalation.Vietnamese)
	})
	l.once(f, "timezone", l.timezone)
	l.once(f, "calendar", l.calendar)
	l.once(f, "database", l.database)
	l.once(f, "telegram", l.telegram)
	l.once(f, "web", l.web)
	l.once(f, "heartbeat", l.heartbeat)
	l.section(f, "admins", l.admins)
	l.section(f, "people", func(v value) { l.entries(v, l.people, l.person) })
	l.section(f, "units", func(v value) { l.entries(v, l.units, l.unit) })
	l.section(f, "groups", l.group)
	l.section(f, "documents", func(v value) { l.entries(v, l.documents, l.document) })
	l.section(f, "tasks", func(v value) { l.entries(v, l.tasks, l.task) })
	l.section(f, "reports", func(v value) { l.entries(v, l.reports, l.report) })
	l.section(f, "indicators", func(v value) { l.entries(v, l.indicators, l.indicator) })
	l.section(f, "policies", func(v value) { l.entries(v, l.policies, l.policy) })
}

// misnamed notes the sections that a slip in their name has kept from being read: what they define is not unknown, only unread.
func (l *loader) misnamed(f *fields) {
	for section, ids := range map[string]*table{
		"people": l.people, "units": l.units, "groups": l.groups, "documents": l.documents, "tasks": l.tasks,
		"reports": l.reports, "indicators": l.indicators, "policies": l.policies,
	} {
		ids.unsure = ids.unsure || f.meant[section]
	}
	l.hoursUnsure = l.hoursUnsure || f.meant["calendar"]
}

// once reads a key that may stand in one file only.
func (l *loader) once(f *fields, key string, read func(value)) {
	v := f.get(key)
	if !v.present() {
		return
	}
	if first, twice := l.sections[key]; twice {
		f.at(key).fault("section-twice", key, first)
		return
	}
	l.sections[key] = f.at(key).place()
	read(v)
}

// section reads a key whose entries are merged over all files.
func (l *loader) section(f *fields, key string, read func(value)) {
	if v := f.get(key); v.present() {
		read(v)
	}
}

// entries reads a list of things with ids.
func (l *loader) entries(list value, ids *table, read func(id string, f *fields)) {
	if !list.isList() {
		ids.unsure = true
	}
	each(list, list.key.of, func(f *fields) { read(ids.define(f), f) })
}

func (l *loader) admins(v value) {
	for _, id := range v.references(l.people) {
		if !slices.Contains(l.office.Admins, id) {
			l.office.Admins = append(l.office.Admins, id)
		}
	}
}
