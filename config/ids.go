package config

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// table knows the ids of one kind of thing, and where each was defined.
type table struct {
	kind    code
	section string // where such things are described
	places  map[string]place
	used    map[string]bool       // ids that something refers to
	near    map[string]suggestion // what was found for unknown ids
	// unsure: something of this kind could not be read, so that an unknown id says nothing.
	unsure bool
}

func newTable(kind code, section string) *table {
	return &table{kind: kind, section: section, places: map[string]place{}, used: map[string]bool{}, near: map[string]suggestion{}}
}

// idPattern is what an id may look like. Keys of assignments are put together with "/" and "@".
var idPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)

// maxID is the longest id, in bytes.
const maxID = 64

// define reads the id of an entry; "" when it has none. A malformed one is a fault but counts, so that it is reported once.
func (t *table) define(entry *fields) string {
	v := entry.get("id")
	id, ok := v.word()
	if !ok {
		t.unsure = true
		return ""
	}
	t.add(v, id)
	return id
}

func (t *table) add(v value, id string) {
	if !idPattern.MatchString(id) || len(id) > maxID {
		v.fault("bad-id", id)
	}
	if first, twice := t.places[id]; twice {
		v.fault("duplicate-id", t.kind, id, first)
		return
	}
	t.places[id] = v.place()
}

func (t *table) has(id string) bool {
	_, known := t.places[id]
	return known
}

// check reports a reference to nothing, and notes one to something. An empty id refers to nothing at all.
func (t *table) check(v value, id string) bool {
	if id == "" {
		return false
	}
	if t.has(id) {
		t.used[id] = true
		return true
	}
	if !t.unsure {
		v.fault("unknown-id", t.kind, id, v.loader.remedy(id, t.nearest(id), t.section, t))
	}
	return false
}

// remedy is what to do about an id that the tables lack: what it probably means, what it is instead, or where to describe it.
func (l *loader) remedy(id string, near suggestion, section string, lacking ...*table) any {
	if named := l.idOfName(id, lacking); named != "" {
		return named
	}
	for _, other := range []*table{l.people, l.units, l.groups} {
		if other.has(id) && !slices.Contains(lacking, other) {
			return phrase{"wrong-kind", []any{id, other.kind}}
		}
	}
	return near.or("describe-it", section)
}

// idOfName finds who or what has the name that stands where an id should.
func (l *loader) idOfName(name string, lacking []*table) suggestion {
	if slices.Contains(lacking, l.people) {
		for _, p := range l.office.People {
			if p.Name == name {
				return suggestion(p.ID)
			}
		}
	}
	if slices.Contains(lacking, l.units) {
		for _, u := range l.office.Units {
			if u.Name == name {
				return suggestion(u.ID)
			}
		}
	}
	return ""
}

func (t *table) nearest(id string) suggestion {
	found, known := t.near[id]
	if !known {
		found = nearest(id, t.ids())
		t.near[id] = found
	}
	return found
}

// ids lists what is defined, in order.
func (t *table) ids() []string {
	ids := make([]string, 0, len(t.places))
	for id := range t.places {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// reference reads an id of the table; that it exists is checked when everything has been read.
func (v value) reference(t *table) string {
	id, ok := v.word()
	if ok {
		v.loader.later(func() { t.check(v, id) })
	}
	return id
}

// references reads a list of ids of the table, each once.
func (v value) references(t *table) []string {
	var ids []string
	for _, item := range v.list() {
		if id := item.reference(t); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// unitList reads a list of units and groups into a list of unit ids, each once, when everything has been read.
func (v value) unitList(into *[]string) {
	items := v.list()
	v.loader.later(func() {
		for _, item := range items {
			name, _ := item.word()
			for _, id := range v.loader.unitsNamed(item, name) {
				if !slices.Contains(*into, id) {
					*into = append(*into, id)
				}
			}
		}
	})
}

// unitsNamed resolves the name of a group or a unit; nothing when there is neither (a fault).
func (l *loader) unitsNamed(v value, name string) []string {
	switch members, isGroup := l.members[name]; {
	case name == "":
	case isGroup:
		l.groups.used[name] = true
		return members
	case l.units.has(name):
		return []string{name}
	case !l.units.unsure && !l.groups.unsure:
		near := cmp.Or(l.units.nearest(name), l.groups.nearest(name))
		v.fault("unknown-unit-or-group", name, l.remedy(name, near, "units, groups", l.units, l.groups))
	}
	return nil
}

// suggestion is what an unknown word may mean; "" when nothing is near.
type suggestion string

// nearest finds the known word that an unknown one is most like, or is longer than by its end.
func nearest(word string, known []string) suggestion {
	word = plain(word)
	best, distance := "", maxDistance(word)+1
	for _, candidate := range known {
		like := plain(candidate)
		if len(like) >= 3 && distance > 1 && strings.HasPrefix(word, like) {
			best = candidate
		}
		if abs(len(like)-len(word)) >= distance {
			continue
		}
		if d := edits(word, like); d < distance {
			best, distance = candidate, d
		}
	}
	return suggestion(best)
}

// maxDistance is how many slips a word of that length may have.
func maxDistance(word string) int { return min(4, (len(word)+1)/4) }

// plain makes upper case, underscores, spaces and Vietnamese marks no slips.
func plain(s string) string {
	var out strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case r == '_' || r == ' ':
			out.WriteByte('-')
		case r == 'đ':
			out.WriteByte('d')
		case !unicode.Is(unicode.Mn, r):
			out.WriteRune(r)
		}
	}
	return out.String()
}

func abs(n int) int { return max(n, -n) }

// edits counts the insertions, deletions, replacements and swaps of neighbours that lead from a to b.
func edits(a, b string) int {
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	before, last, row := rows[0], rows[1], rows[2]
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+differ(a[i], b[j]))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func differ(a, b byte) int {
	if a == b {
		return 0
	}
	return 1
}
