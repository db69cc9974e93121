package bot

import (
	"testing"
	"time"

	"dondoc/calendar"
)

var today = calendar.Date{Year: 2022, Month: time.March, Day: 21}

// TestDatesAsPeopleTypeThem reads each way of writing a date, and refuses what no calendar has.
func TestDatesAsPeopleTypeThem(t *testing.T) {
	for _, c := range []struct {
		typed string
		way   side
		want  string
	}{
		{"15/4/2022", ahead, "2022-04-15"},
		{"15/04/2022", ahead, "2022-04-15"},
		{"15-4-2022", ahead, "2022-04-15"},
		{"15.4.2022", ahead, "2022-04-15"},
		{"15.4.22", ahead, "2022-04-15"},
		{"15 / 4 / 2022", ahead, "2022-04-15"},
		{"2022-04-15", ahead, "2022-04-15"},
		{" 2022-4-5. ", ahead, "2022-04-05"},
		{"ngày 15/4/2022", ahead, "2022-04-15"},
		{"Ngày 15 tháng 4 năm 2022", ahead, "2022-04-15"},
		{"15 tháng 4", ahead, "2022-04-15"},
		{"15/4", ahead, "2022-04-15"},
		{"15/4", behind, "2021-04-15"},
		{"21/3", ahead, "2022-03-21"},
		{"21/3", behind, "2022-03-21"},
		{"20/3", ahead, "2023-03-20"},
		{"22/3", behind, "2021-03-22"},
		{"29/2", ahead, "2024-02-29"},
		{"29/2", behind, "2020-02-29"},
		{"29/2/2024", ahead, "2024-02-29"},
		{"31/2/2022", ahead, ""},
		{"29/2/2022", ahead, ""},
		{"0/4/2022", ahead, ""},
		{"32/1", ahead, ""},
		{"15/13", ahead, ""},
		{"15/4/20222", ahead, ""},
		{"15/4/202", ahead, ""},
		{"15/4/0022", ahead, ""},
		{"15", ahead, ""},
		{"", ahead, ""},
		{"tuần sau", ahead, ""},
		{"15/4/2022 hoặc 16/4", ahead, ""},
	} {
		got, err := parseDate(c.typed, today, c.way)
		switch {
		case c.want == "" && err == nil:
			t.Errorf("%q: read as %s, want an error", c.typed, got)
		case c.want != "" && (err != nil || got.String() != c.want):
			t.Errorf("%q: %s, %v; want %s", c.typed, got, err, c.want)
		}
	}
}

// TestPapersAsPeopleTypeThem tells a document's number and date from any other text, and keeps the number as it was typed.
func TestPapersAsPeopleTypeThem(t *testing.T) {
	for _, c := range []struct{ typed, number, date, text string }{
		{"12-BC/HU, 15/03/2022", "12-BC/HU", "2022-03-15", ""},
		{"12-BC/HU ngày 15/3/2022", "12-BC/HU", "2022-03-15", ""},
		{"12-BC/HU 15.3.22", "12-BC/HU", "2022-03-15", ""},
		{"Báo cáo số 12-BC/HU ngày 15/3", "12-BC/HU", "2022-03-15", ""},
		{"số 345/QĐ-UBND, ngày 2 tháng 3 năm 2022", "345/QĐ-UBND", "2022-03-02", ""},
		{"Số: 07-NQ/TU", "07-NQ/TU", "", ""},
		{"12-BC/HU", "12-BC/HU", "", ""},
		{"12-BC/HU, 15/03/2022, kèm phụ lục", "12-BC/HU", "2022-03-15", "kèm phụ lục"},
		{"12-BC/HU đã gửi qua văn thư", "12-BC/HU", "", "đã gửi qua văn thư"},
		{"Đã ban hành kế hoạch, tổ chức 3 hội nghị.", "", "", "Đã ban hành kế hoạch, tổ chức 3 hội nghị."},
		{"15/03/2022", "", "", "15/03/2022"},
		{"100% chi bộ đã học tập", "", "", "100% chi bộ đã học tập"},
	} {
		got, err := parsePaper(c.typed, today)
		date := ""
		if !got.date.IsZero() {
			date = got.date.String()
		}
		if err != nil || got.number != c.number || date != c.date || got.text != c.text {
			t.Errorf("%q: %+v, %v", c.typed, got, err)
		}
	}
	for _, bad := range []string{"12-BC/HU, 31/02/2022", "12-BC/HU ngày 15", "12-BC/HU, 15/13/2022"} {
		if got, err := parsePaper(bad, today); err == nil {
			t.Errorf("%q: read as %+v, want an error", bad, got)
		}
	}
}

// FuzzDate: no text makes the parsers panic, and what they read is a day that exists.
func FuzzDate(f *testing.F) {
	for _, s := range []string{"15/4/2022", "29/2", "ngày 1 tháng 1", "12-BC/HU, 15/04/2022", "31-2", "9999-99-99", "số 1/a-b 1/1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, way := range []side{ahead, behind} {
			d, err := parseDate(s, today, way)
			if err != nil {
				continue
			}
			if back, err := calendar.ParseDate(d.String()); err != nil || back != d {
				t.Errorf("%q: read as %s, which is no day", s, d)
			}
		}
		if p, err := parsePaper(s, today); err == nil && s != "" && p == (paper{}) {
			t.Errorf("%q: nothing is left of it", s)
		}
	})
}
