package config

import (
	"strings"
	"testing"

	"dondoc/calendar"
)

// warnedOf gives the first line of each warning of a day.
func warnedOf(t *testing.T, text string, today calendar.Date) []string {
	t.Helper()
	office, settings := mustLoad(t, map[string]string{"dondoc.yaml": text})
	var lines []string
	for _, w := range settings.Warnings(office, today) {
		line, _, _ := strings.Cut(w.String(), "; ")
		lines = append(lines, line)
	}
	return lines
}

func TestNextYearsHolidaysAreWantedFromOctoberOn(t *testing.T) {
	const wanted = "dondoc.yaml:2:1: cảnh báo: lịch nghỉ lễ năm 2027 là tạm tính, chưa theo thông báo"
	plain := "\ncalendar: {}" + small
	equal(t, "in September", warnedOf(t, plain, day(2026, 9, 30)), nil)
	equal(t, "in October", warnedOf(t, plain, day(2026, 10, 1)), []string{wanted})
	equal(t, "in the year itself", warnedOf(t, plain, day(2027, 1, 4)), []string{wanted})
	equal(t, "once they are entered", warnedOf(t, "calendar: {days_off: [{date: 2027-02-11}]}"+small, day(2026, 10, 1)), nil)
	equal(t, "without holidays", warnedOf(t, "calendar: {holidays: none}"+small, day(2026, 10, 1)), nil)
	equal(t, "without a calendar it is about the file", warnedOf(t, small, day(2026, 10, 1)),
		[]string{"dondoc.yaml: cảnh báo: lịch nghỉ lễ năm 2027 là tạm tính, chưa theo thông báo"})
}

func TestDeadlinesReachIntoYearsWithoutAnnouncement(t *testing.T) {
	due := func(date string) string { return strings.Replace(small, "lead: [so]", "lead: [so], due: "+date, 1) }
	equal(t, "due in 2030", warnedOf(t, due("2030-03-29"), day(2026, 11, 20)),
		[]string{"dondoc.yaml: cảnh báo: lịch nghỉ lễ năm 2027, 2030 là tạm tính, chưa theo thông báo"})
	equal(t, "done", warnedOf(t, due("2030-03-29, done: 2025-01-01"), day(2026, 3, 2)), nil)
}

// A deadline that moves off a day off is overdue when the moved day is over.
func TestOverdueIsJudgedByTheMovedDeadline(t *testing.T) {
	saturday := strings.Replace(small, "lead: [so]", "lead: [so], due: 2026-02-28", 1)
	equal(t, "on Monday", warnedOf(t, saturday, day(2026, 3, 2)), nil)
	equal(t, "on Tuesday", warnedOf(t, saturday, day(2026, 3, 3)), []string{"dondoc.yaml:6:50: cảnh báo: số nhiệm vụ đã quá hạn: 1 (viec)"})
}

// Doubts wait until there is no fault, which may be what makes things doubtful.
func TestAFaultRaisesNoDoubts(t *testing.T) {
	text := small + "groups: {thua: [so]}\n"
	_, _, warnings, err := LoadFS(files(map[string]string{"dondoc.yaml": text}), noEnv)
	if err != nil || len(warnings) != 1 {
		t.Errorf("got %v, %v; want one warning", warnings, err)
	}
	_, _, warnings, err = LoadFS(files(map[string]string{"dondoc.yaml": text + "admin: [an]\n"}), noEnv)
	if err == nil || len(warnings) != 0 {
		t.Errorf("got %v, %v; want a fault alone", warnings, err)
	}
}

// Who was head of a unit and then of its supervisor never reported to themselves.
func TestWhoWasPromotedIsNoDoubt(t *testing.T) {
	_, _, warnings, err := LoadFS(files(map[string]string{"dondoc.yaml": `
admins: [an]
people: [{id: an, name: An}, {id: binh, name: Bình}, {id: chi, name: Chi}]
units:
  - {id: tren, name: Trên, head: [{person: chi, until: 2025-06-30}, {person: an, from: 2025-07-01}]}
  - {id: duoi, name: Dưới, supervisor: tren, head: [{person: an, until: 2025-06-30}, {person: binh, from: 2025-07-01}]}
documents: [{id: nq, number: "1", date: 2022-01-25, title: Nghị quyết}]
tasks: [{id: viec, title: Việc, lead: [duoi], due: 2026-12-31}]
policies: [{id: chuan, remind: [1d], escalate: [{after: 1wd, to: supervisor}]}]
`}), noEnv)
	if err != nil || len(warnings) > 0 {
		t.Error(err, printed(warnings))
	}
}
