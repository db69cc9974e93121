package config

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// pair is one entry of a mapping.
type pair struct {
	name       string
	key, value value
}

// entries reads a mapping; a key that stands twice is a fault, and the first counts.
func (v value) entries() (pairs []pair, ok bool) {
	if !v.is(yaml.MappingNode, "want-mapping") {
		return nil, false
	}
	lines := map[string]place{}
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		key := v.child(v.node.Content[i])
		if key.node.Kind != yaml.ScalarNode {
			key.fault("bad-key")
			continue
		}
		name := key.node.Value
		if first, twice := lines[name]; twice {
			key.fault("duplicate-key", name, first)
			continue
		}
		lines[name] = key.place()
		pairs = append(pairs, pair{name, key, v.child(v.node.Content[i+1])})
	}
	return pairs, true
}

// fields is a mapping whose keys are known. Each key is asked for by its reader; what nobody asked for is unknown (see done).
type fields struct {
	value
	pairs    []pair
	readable bool // it is a mapping
	known    []string
	meant    map[string]bool // known keys that an unknown one is probably a slip of
	ends     []func()        // what waits until all keys are known
}

func (v value) fields() *fields {
	pairs, ok := v.entries()
	return &fields{value: v, pairs: pairs, readable: ok}
}

// optional finds the value of a key; absent when the key is not there, or (a fault) has no value.
func (f *fields) optional(key string) value {
	v := f.lookup(key)
	if v.isNull() {
		v.fault("no-value", key)
		v.node = nil
	}
	return v
}

// required finds the value of a key that must be there.
func (f *fields) required(key string) value {
	v := f.optional(key)
	f.end(func() {
		if f.readable && !f.gives(key) {
			f.fault("missing-key", key)
		}
	})
	return v
}

// lookup finds the value of a key, be it null.
func (f *fields) lookup(key string) value {
	f.known = append(f.known, key)
	absent := f.value
	absent.node = nil
	for _, p := range f.pairs {
		if p.name == key {
			return p.value
		}
	}
	return absent
}

func (f *fields) has(key string) bool {
	return slices.ContainsFunc(f.pairs, func(p pair) bool { return p.name == key })
}

// gives reports whether a key is there, or was probably meant to be; one slip is one fault. It is known at the end (see end).
func (f *fields) gives(key string) bool { return f.has(key) || f.meant[key] }

// end notes a check that needs to know all keys: it runs in done.
func (f *fields) end(check func()) { f.ends = append(f.ends, check) }

// at is where a key stands, for faults about several keys; the mapping itself when the key is not there.
func (f *fields) at(key string) value {
	for _, p := range f.pairs {
		if p.name == key {
			return p.key
		}
	}
	return f.value
}

// done reports the keys that nobody asked for, and runs the checks that waited for that.
func (f *fields) done() {
	f.meant = map[string]bool{}
	for _, p := range f.pairs {
		if !slices.Contains(f.known, p.name) {
			near := nearest(p.name, f.known)
			f.meant[string(near)] = true
			p.key.fault("unknown-key", p.name, near)
		}
	}
	for _, check := range f.ends {
		check()
	}
}

// goTogether reports a key that is there without its companion.
func (f *fields) goTogether(key, companion string) {
	f.end(func() {
		if f.has(key) && !f.gives(companion) {
			f.at(key).fault("goes-with", key, companion)
		}
	})
}

// text reads the text of a key that need not be there.
func (f *fields) text(key string) string {
	s, _ := f.optional(key).text()
	return s
}

// requiredText reads the text of a key that must be there and not be empty.
func (f *fields) requiredText(key string) string {
	s, _ := f.required(key).word()
	return s
}

// each reads every entry of a list of mappings.
func each(list value, read func(*fields)) {
	for _, item := range list.list() {
		entry := item.fields()
		read(entry)
		entry.done()
	}
}
