package config

import (
	"slices"
	"strings"

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
	pairs = make([]pair, 0, len(v.node.Content)/2)
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		key := v.child(v.node.Content[i])
		if key.node.Kind != yaml.ScalarNode {
			key.fault("bad-key")
			continue
		}
		pairs = append(pairs, pair{key.node.Value, key, v.child(v.node.Content[i+1])})
	}
	return onlyFirst(pairs), true
}

// onlyFirst reports the keys that stand twice, and leaves them out.
func onlyFirst(pairs []pair) []pair {
	first := make(map[string]place, len(pairs))
	return slices.DeleteFunc(pairs, func(p pair) bool {
		at, twice := first[p.name]
		if twice {
			p.key.fault("duplicate-key", p.name, at)
			return true
		}
		first[p.name] = p.key.place()
		return false
	})
}

// fields is a mapping of a shape. What its shape says of its keys is checked when its reader has finished (see done).
type fields struct {
	value
	shape    *shape
	pairs    []pair
	readable bool            // it is a mapping
	meant    map[string]bool // keys that an unknown one is probably a slip of
	ends     []func()        // what waits until all keys are known
}

func (v value) fields(s *shape) *fields {
	pairs, ok := v.entries()
	return &fields{value: v, shape: s, pairs: pairs, readable: ok}
}

// get finds the value of a key; absent when the key is not there, or has no value (a fault, unless it may be left blank).
func (f *fields) get(name string) value {
	k := f.shape.key(name)
	if k == nil {
		panic("config: the table of keys lacks " + f.shape.name + "." + name)
	}
	v := f.value
	v.node, v.key = nil, k
	if p := f.find(name); p != nil {
		v = p.value
		v.key = k
	}
	if v.isNull() {
		if !k.blank {
			v.fault("no-value", name)
		}
		v.node = nil
	}
	return v
}

func (f *fields) find(name string) *pair {
	for i := range f.pairs {
		if f.pairs[i].name == name {
			return &f.pairs[i]
		}
	}
	return nil
}

func (f *fields) has(name string) bool { return f.find(name) != nil }

// gives reports whether a key is there, or was probably meant to be; one slip is one fault. It is known at the end (see end).
func (f *fields) gives(name string) bool { return f.has(name) || f.meant[name] }

// end notes a check that needs to know all keys: it runs in done.
func (f *fields) end(check func()) { f.ends = append(f.ends, check) }

// at is where a key stands, for faults about several keys; the mapping itself when the key is not there.
func (f *fields) at(name string) value {
	if p := f.find(name); p != nil {
		return p.key
	}
	return f.value
}

// done reports the keys that the shape does not know, those that are missing and those that do not go together. Then it runs the checks
// that waited for that.
func (f *fields) done() {
	if f.readable {
		f.unknown()
		for i := range f.shape.keys {
			f.companions(&f.shape.keys[i])
		}
	}
	for _, check := range f.ends {
		check()
	}
}

func (f *fields) unknown() {
	for _, p := range f.pairs {
		if f.shape.key(p.name) != nil {
			continue
		}
		names := f.shape.names()
		near := nearest(p.name, names)
		if f.meant == nil {
			f.meant = map[string]bool{}
		}
		f.meant[string(near)] = true
		p.key.fault("unknown-key", p.name, near.or("known-keys", strings.Join(names, ", ")))
	}
}

func (f *fields) companions(k *key) {
	switch there := f.has(k.name); {
	case k.required && !f.gives(k.name):
		f.fault("missing-key", k.name)
	case there && k.notWith != "" && f.has(k.notWith):
		f.at(k.name).fault("goes-not-with", k.name, k.notWith)
	case there && k.with != "" && !f.gives(k.with):
		f.at(k.name).fault("goes-with", k.name, k.with)
	}
}

// text reads the text of a key; that of a required one must not be empty.
func (f *fields) text(name string) string {
	v := f.get(name)
	if v.key.required {
		s, _ := v.word()
		return s
	}
	s, _ := v.text()
	return s
}

// each reads every entry of a list of mappings.
func each(list value, s *shape, read func(*fields)) {
	for _, item := range list.list() {
		entry := item.fields(s)
		read(entry)
		entry.done()
	}
}
