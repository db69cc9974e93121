// Package example embeds resolution 04-NQ/TU, described as dondoc configuration:
// the document with its clauses, the units, the duties of section IV, the
// periodic reports and the indicators. `dondoc demo` uses it when no other
// configuration is named. What is from the resolution and what is assumed is
// told in the folder's README.md.
package example

import "embed"

// Files holds the configuration's files (*.yaml) at the root of the tree, as
// they stand in this folder. The loader merges them into one configuration.
//
//go:embed *.yaml
var Files embed.FS
