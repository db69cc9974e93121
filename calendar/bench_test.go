package calendar_test

import (
	"testing"

	"dondoc/calendar"
)

func BenchmarkIsWorkingDay(b *testing.B) {
	cal, d := office(b), date(b, "2022-03-16")
	b.ReportAllocs()
	for b.Loop() {
		cal.IsWorkingDay(d)
	}
}

func BenchmarkAddWorkingDays(b *testing.B) {
	cal, d := office(b), date(b, "2022-03-16")
	b.ReportAllocs()
	for b.Loop() {
		cal.AddWorkingDays(d, 10)
	}
}

func BenchmarkNextOpen(b *testing.B) {
	cal, at := office(b), moment(b, "2022-03-18T20:00:00+07:00")
	b.ReportAllocs()
	for b.Loop() {
		cal.NextOpen(at)
	}
}

func BenchmarkMoment(b *testing.B) {
	cal, d := office(b), date(b, "2022-03-16")
	b.ReportAllocs()
	for b.Loop() {
		cal.Moment(d, 480)
	}
}

// A new calendar that computes one year.
func BenchmarkNewYear(b *testing.B) {
	spec := officeSpec(b)
	b.ReportAllocs()
	for b.Loop() {
		calendar.New(spec).Days(2030)
	}
}
