package wording

import "testing"

// BenchmarkNotice renders every kind of notice once.
func BenchmarkNotice(b *testing.B) {
	w, all := For("vi"), stories()
	o := province()
	for b.Loop() {
		for _, s := range all {
			w.Notice(Subject{Office: o, Assignment: s.assignment, Now: s.now}, s.notice)
		}
	}
	b.ReportMetric(float64(len(all)), "notices/op")
}
