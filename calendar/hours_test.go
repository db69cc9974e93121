package calendar_test

import (
	"testing"

	"dondoc/calendar"
)

func TestATimeOfDayHasTwoDigitsEach(t *testing.T) {
	for text, minutes := range map[string]calendar.TimeOfDay{"00:00": 0, "07:30": 450, "08:00": 480, "23:59": 1439, "24:00": 1440} {
		got, err := calendar.ParseTimeOfDay(text)
		if err != nil || got != minutes || got.String() != text {
			t.Errorf("ParseTimeOfDay(%q) = %d (%v), %v", text, got, got, err)
		}
	}
	for _, text := range []string{"", "8:00", "08:0", "08.00", "08h00", "24:01", "25:00", "08:60", "-8:00", "08:00 ", "+8:00", "08:00:00"} {
		if got, err := calendar.ParseTimeOfDay(text); err == nil {
			t.Errorf("ParseTimeOfDay(%q) = %v", text, got)
		}
	}
}

func TestHoursOpenBeforeTheyClose(t *testing.T) {
	for _, text := range []string{"07:30-17:00", "00:00-24:00", "23:59-24:00"} {
		got, err := calendar.ParseHours(text)
		if err != nil || got.String() != text {
			t.Errorf("ParseHours(%q) = %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "07:30", "17:00-07:30", "08:00-08:00", "24:00-24:00", "07:30 - 17:00", "7:30-17:00", "07:30-17:00-18:00"} {
		if got, err := calendar.ParseHours(text); err == nil {
			t.Errorf("ParseHours(%q) = %v", text, got)
		}
	}
}
