// Package calendar answers questions about working time: which civil days are
// worked, when working hours open and close, and where an offset counted in
// days or working days lands (DESIGN 4). It knows the public holidays of Viet
// Nam: the announced days as a dated table, every other year by computation.
//
// The package is pure. It reads no clock, no file and no process time zone.
package calendar
