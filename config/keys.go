package config

import "slices"

// shape is one kind of mapping. The reader, the schema and the documentation go by the same shapes, so that a key is described once.
type shape struct {
	name  string // in the schema, such as "unit"
	path  string // where it stands in a file, such as "units[]"; "" for the file itself
	about text
	keys  []key // in the order in which people meet them
	// either lists keys of which at least one is there.
	either []string
}

// key is one key of a mapping, and what may stand behind it.
type key struct {
	name string
	form form
	kind kind     // of the value, or of each value of a list
	of   *shape   // of the mapping, or of each mapping of a list
	one  []string // the words that a value is chosen from, in kinds that are a choice

	required bool
	some     bool // a list must not be empty
	blank    bool // nothing may stand behind the key
	with     string
	notWith  string
	whenTrue string // the key that must be there too when this one is true

	byDefault string // as YAML; "" when there is none, or it is no fixed value
	example   string // as YAML, when the default does not show what is meant
	is        text
}

// form says how the values of a key are put together.
type form int

// The forms of a value.
const (
	formSingle    form = iota // one value
	formList                  // a list of values
	formOneOrMany             // a value, or a list
	formMapping               // a mapping of the shape
	formMappings              // a list of such mappings
	formTerms                 // a value, or a list of mappings
	formGroups                // lists of values by names that are free
)

// key finds a key by its name; nil when this mapping knows none of that name.
func (s *shape) key(name string) *key {
	for i := range s.keys {
		if s.keys[i].name == name {
			return &s.keys[i]
		}
	}
	return nil
}

// names lists the keys.
func (s *shape) names() []string {
	names := make([]string, len(s.keys))
	for i, k := range s.keys {
		names[i] = k.name
	}
	return names
}

// shapes lists every shape once, each behind the one that refers to it.
func shapes() []*shape {
	var all []*shape
	var visit func(s *shape)
	visit = func(s *shape) {
		if s == nil || slices.Contains(all, s) {
			return
		}
		all = append(all, s)
		for _, k := range s.keys {
			visit(k.of)
		}
	}
	visit(&fileShape)
	return all
}
