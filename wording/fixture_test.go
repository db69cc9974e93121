package wording

import (
	"sync"
	"testing"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// zone is Vietnam's, which has no daylight saving time.
func zone() *time.Location { return time.FixedZone("+07", 7*60*60) }

// at is a moment of 2022 in the office's zone.
func at(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2022, month, day, hour, minute, 0, 0, zone())
}

func on(month time.Month, day int) calendar.Date {
	return calendar.Date{Year: 2022, Month: month, Day: day}
}

// workingWeek is one calendar for all tests, since a calendar computes each year once.
var workingWeek = sync.OnceValue(func() *calendar.Calendar {
	return calendar.New(calendar.Spec{
		Location: zone(),
		Workdays: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		Hours:    calendar.Hours{Open: 7*60 + 30, Close: 17 * 60},
		Holidays: "vn",
	})
})

// province is a small office in which the district committee of Tiền Hải owes a plan and quarterly reports to the provincial police
// committee, under the standing committee.
func province() *escalation.Office {
	return escalation.NewOffice(provinceValue())
}

func provinceValue() escalation.Office {
	return escalation.Office{
		Language: escalation.Vietnamese, Calendar: workingWeek(), DueOnDayOff: escalation.DueNext,
		Admins: []string{"quan-tri"},
		People: []*escalation.Person{
			{ID: "bi-thu", Name: "Trần Văn B", Title: "Bí thư"},
			{ID: "pho-bi-thu", Name: "Lê Thị C", Title: "Phó Bí thư"},
			{ID: "dau-moi", Name: "Cán bộ đầu mối Huyện ủy Tiền Hải", Title: "Cán bộ đầu mối"},
			{ID: "bi-thu-cong-an", Name: "Bí thư Đảng ủy Công an tỉnh", Title: "Bí thư"},
			{ID: "bi-thu-tinh-uy", Name: "Bí thư Tỉnh ủy", Title: "Bí thư"},
			{ID: "quan-tri", Name: "Quản trị Hệ thống", Title: "Quản trị"},
		},
		Units: []*escalation.Unit{
			{
				ID: "huyen-uy-tien-hai", Name: "Huyện ủy Tiền Hải", Supervisor: "dang-uy-cong-an",
				Heads: []escalation.Term{{Person: "bi-thu"}}, Deputies: []string{"pho-bi-thu"}, Members: []string{"dau-moi"},
			},
			{
				ID: "dang-uy-cong-an", Name: "Đảng ủy Công an tỉnh", Supervisor: "ban-thuong-vu",
				Heads: []escalation.Term{{Person: "bi-thu-cong-an"}},
			},
			{ID: "ban-thuong-vu", Name: "Ban Thường vụ Tỉnh ủy", Heads: []escalation.Term{{Person: "bi-thu-tinh-uy"}}},
			{ID: "ban-noi-chinh", Name: "Ban Nội chính Tỉnh ủy"},
		},
		Documents: []*escalation.Document{resolution()},
		Tasks:     []*escalation.Task{{Work: plan()}, {Work: secretPlan()}},
		Reports:   []*escalation.Report{{Work: quarterly(), Every: escalation.Quarterly}},
		Policies:  []*escalation.Policy{standard()},
	}
}

func resolution() *escalation.Document {
	return &escalation.Document{
		ID: "04-nq-tu", Number: "04-NQ/TU", Issuer: "Ban Thường vụ Tỉnh ủy", Date: on(time.January, 25),
		Clauses: []escalation.Clause{
			{
				ID: "III.1", Accountability: true, Text: "Toàn văn mục III.1",
				Quote: "Phát huy vai trò trách nhiệm người đứng đầu cấp ủy, tổ chức đảng; thường xuyên đôn đốc, đánh giá, kiểm tra, giám sát.",
			},
			{ID: "IV.4", Text: "Toàn văn mục IV.4"},
			{
				ID: "IV.7", Accountability: true, Text: "Toàn văn mục IV.7",
				Quote: "Giao Đảng ủy Công an tỉnh hướng dẫn, theo dõi, đôn đốc, kiểm tra việc thực hiện Nghị quyết này.",
			},
		},
	}
}

func plan() escalation.Work {
	return escalation.Work{
		ID: "ke-hoach", Document: "04-nq-tu", Clause: "IV.4", Title: "Cụ thể hóa Nghị quyết thành chương trình, kế hoạch",
		Basis: "Kế hoạch số 27-KH/TU ngày 10/02/2022", Policy: "standard", Support: []string{"ban-noi-chinh"}, Review: "dang-uy-cong-an",
	}
}

// secretPlan is marked by words that must never be told.
func secretPlan() escalation.Work {
	return escalation.Work{
		ID: "viec-kin", Document: "04-nq-tu", Clause: "IV.4", Title: "BÍ MẬT tên việc", Basis: "BÍ MẬT căn cứ", Policy: "standard",
		Support: []string{"ban-noi-chinh"}, Review: "dang-uy-cong-an", Confidential: true,
	}
}

func quarterly() escalation.Work {
	return escalation.Work{
		ID: "bao-cao-quy", Document: "04-nq-tu", Clause: "IV.7", Title: "Báo cáo kết quả thực hiện Nghị quyết", Policy: "standard",
		Review: "dang-uy-cong-an",
	}
}

// standard is the ladder of DESIGN 3.
func standard() *escalation.Policy {
	oneDay := calendar.Offset{Unit: calendar.WorkingDays, N: 1}
	twoDays := calendar.Offset{Unit: calendar.WorkingDays, N: 2}
	fiveDays := calendar.Offset{Unit: calendar.WorkingDays, N: 5}
	return &escalation.Policy{
		ID: "standard", At: 8 * 60,
		Overdue: &escalation.Repeat{Every: oneDay, Times: 10},
		Prompt:  &escalation.PromptRule{Every: escalation.Weekly, On: time.Monday},
		Escalate: []escalation.Level{
			{After: oneDay, To: []escalation.Addressee{escalation.ToHead}, Ask: escalation.AskStatus, AnswerWithin: &oneDay},
			{After: calendar.Offset{Unit: calendar.WorkingDays, N: 3}, To: []escalation.Addressee{escalation.ToSupervisor}, When: escalation.Unanswered},
			{
				After: fiveDays, To: []escalation.Addressee{escalation.ToHead, escalation.ToSupervisor}, Ask: escalation.AskExplanation,
				AnswerWithin: &twoDays, ApproveBy: escalation.ToSupervisor,
			},
			{
				After: calendar.Offset{Unit: calendar.WorkingDays, N: 10}, To: []escalation.Addressee{"unit:ban-thuong-vu"},
				Repeat: &escalation.Repeat{Every: fiveDays, Times: 6},
			},
		},
	}
}

// endOfMarch is the deadline of the plan, a Thursday.
func endOfMarch() escalation.Deadline {
	return escalation.Deadline{Date: on(time.March, 31), Moment: at(time.March, 31, 17, 0)}
}

// planOf is the plan that Tiền Hải owes.
func planOf() escalation.Assignment {
	return escalation.Assignment{
		Key: "ke-hoach/huyen-uy-tien-hai", Number: 12, Kind: escalation.FromTask, Source: "ke-hoach", Unit: "huyen-uy-tien-hai",
		Title: plan().Title, State: escalation.Accepted, Due: endOfMarch(), Original: endOfMarch(), Reminded: 6,
		AssignedAt: at(time.January, 25, 8, 0),
	}
}

// reportOf is the report for the first quarter that Tiền Hải owes.
func reportOf() escalation.Assignment {
	a := planOf()
	a.Key, a.Number, a.Kind, a.Source, a.Period = "bao-cao-quy@2022-Q1/huyen-uy-tien-hai", 13, escalation.FromReport, "bao-cao-quy", "2022-Q1"
	a.Title = quarterly().Title
	return a
}

// secretOf is a confidential assignment with everything that somebody could have typed.
func secretOf() escalation.Assignment {
	a := planOf()
	a.Key, a.Number, a.Source, a.Title, a.Confidential = "viec-kin/huyen-uy-tien-hai", 14, "viec-kin", secretPlan().Title, true
	a.Submission = &escalation.Submission{
		Number: "BÍ MẬT số", Text: "BÍ MẬT nội dung", By: "dau-moi", At: at(time.March, 30, 10, 0), Date: on(time.March, 29),
	}
	a.Extension = &escalation.ExtensionRequest{Until: on(time.April, 15), Reasons: "BÍ MẬT lý do", By: "bi-thu"}
	return a
}

func handedIn(a escalation.Assignment, when time.Time) escalation.Assignment {
	a.State, a.HandedIn = escalation.Submitted, when
	a.Submission = &escalation.Submission{
		Number: "15-KH/HU", Date: on(time.March, 29), Text: "Đã ban hành kế hoạch.\n\nĐã gửi các xã.", By: "dau-moi", At: when,
	}
	return a
}

func languages() map[string]*Words {
	return map[string]*Words{"vi": For(escalation.Vietnamese), "en": For(escalation.English)}
}

func toPerson(id string) escalation.Recipient {
	return escalation.Recipient{Kind: escalation.ToPerson, ID: id}
}

func toGroup(id string) escalation.Recipient {
	return escalation.Recipient{Kind: escalation.ToGroup, ID: id}
}

func mustContain(t *testing.T, text, part string) {
	t.Helper()
	if !contains(text, part) {
		t.Errorf("%q is missing in:\n%s", part, text)
	}
}
