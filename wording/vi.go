package wording

import (
	"fmt"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// vietnameseTerms are the terms of the glossary (domain.md 6.1) and the labels of buttons (6.2). The sentences stand in vi/*.tmpl.
func vietnameseTerms() vocabulary {
	return vocabulary{
		states: map[escalation.State]string{
			escalation.Assigned:  "Đã giao, chờ tiếp nhận",
			escalation.Accepted:  "Đã tiếp nhận",
			escalation.Submitted: "Đã báo cáo, chờ xác nhận",
			escalation.Returned:  "Trả lại",
			escalation.Completed: "Hoàn thành",
			escalation.Suspended: "Tạm dừng",
			escalation.Withdrawn: "Đã rút",
		},
		timeliness: map[escalation.Timeliness]string{
			escalation.NoDeadline: "Chưa ấn định thời hạn",
			escalation.NotDue:     "Chưa đến hạn",
			escalation.DueSoon:    "Sắp đến hạn",
			escalation.DueToday:   "Đến hạn hôm nay",
			escalation.Overdue:    "Quá hạn",
			escalation.DoneOnTime: "Hoàn thành đúng hạn",
			escalation.DoneLate:   "Hoàn thành quá hạn",
		},
		kinds: map[escalation.Kind]string{
			escalation.KindAssigned:    "Giao nhiệm vụ",
			escalation.KindRemind:      "Nhắc việc",
			escalation.KindPrompt:      "Hỏi tình hình",
			escalation.KindOverdue:     "Thông báo quá hạn",
			escalation.KindEscalate:    "Đôn đốc, báo cáo cấp trên",
			escalation.KindReceipt:     "Ghi nhận",
			escalation.KindReview:      "Đề nghị xác nhận kết quả",
			escalation.KindReviewed:    "Ý kiến về kết quả",
			escalation.KindExtension:   "Đề nghị gia hạn",
			escalation.KindDifficulty:  "Khó khăn, vướng mắc",
			escalation.KindReviewDue:   "Nhắc xác nhận kết quả",
			escalation.KindAnswerDue:   "Nhắc trả lời",
			escalation.KindFile:        "Tệp kèm báo cáo",
			escalation.KindUnreachable: "Không liên lạc được",
			escalation.KindApproval:    "Xin ý kiến trước khi gửi",
			escalation.KindOrphaned:    "Không còn trong cấu hình",
			escalation.KindLink:        "Liên kết tài khoản, nhóm",
			escalation.KindOutage:      "Gián đoạn của hệ thống",
		},
		actions:    vietnameseActions(),
		answers:    vietnameseAnswers(),
		labels:     vietnameseLabels(),
		commands:   vietnameseCommands(),
		roles:      vietnameseRoles(),
		addressees: vietnameseAddressees(),
		documents:  vietnameseDocuments(),
		offDays:    map[calendar.Kind]string{calendar.Off: "nghỉ", calendar.Worked: "làm việc"},
		certainty:  map[calendar.Status]string{calendar.Announced: "đã công bố", calendar.Provisional: "dự kiến"},

		task: "Nhiệm vụ số", report: "Báo cáo số", unit: "đơn vị", system: "Hệ thống đôn đốc", number: "số",
		occasion: "lần", and: "và",

		date:     vietnameseDate,
		longDate: func(d calendar.Date) string { return vietnameseWeekday(d.Weekday()) + ", ngày " + vietnameseDate(d) },
		clock:    func(hour, minute int) string { return fmt.Sprintf("%02d giờ %02d", hour, minute) },
		moment:   func(clock, date string) string { return clock + " ngày " + date },
		period:   vietnamesePeriod,
		workdays: func(n int) string { return fmt.Sprintf("%d ngày làm việc", n) },
		offset:   vietnameseOffset,
		figure:   func(v float64) string { return figureWith(v, ".", ",") },
		targets:  map[string]string{"previous": "kỳ trước", "external": "mức chung", "qualitative": "định tính"},
		weekdays: vietnameseWeekday,
	}
}

func vietnameseActions() map[escalation.Action]string {
	return map[escalation.Action]string{
		escalation.ActView:        "Xem chi tiết",
		escalation.ActAccept:      "Đã nhận",
		escalation.ActSubmit:      "Báo cáo hoàn thành",
		escalation.ActRecordPaper: "Ghi nhận bản giấy",
		escalation.ActRecall:      "Rút báo cáo",
		escalation.ActConfirm:     "Xác nhận hoàn thành",
		escalation.ActReturn:      "Trả lại",
		escalation.ActSuspend:     "Tạm dừng",
		escalation.ActResume:      "Tiếp tục thực hiện",
		escalation.ActWithdraw:    "Rút nhiệm vụ",
		escalation.ActAnswer:      "Trả lời tình hình",
		escalation.ActExplain:     "Gửi giải trình",
		escalation.ActAskMore:     "Đề nghị gia hạn",
		escalation.ActApprove:     "Đồng ý gửi",
		escalation.ActHoldBack:    "Chưa gửi",
		escalation.ActGrant:       "Đồng ý gia hạn",
		escalation.ActRefuse:      "Không đồng ý",
	}
}

func vietnameseAnswers() map[escalation.StatusAnswer]string {
	return map[escalation.StatusAnswer]string{
		escalation.OnTrack:        "Đúng tiến độ",
		escalation.HasDifficulty:  "Có vướng mắc",
		escalation.AnswerDone:     "Đã hoàn thành",
		escalation.WantsExtension: "Đề nghị gia hạn",
	}
}

func vietnameseLabels() map[Label]string {
	return map[Label]string{
		Open: "Xem chi tiết", WhyLabel: "Vì sao tôi nhận tin?", Next: "Trang sau", Previous: "Trang trước", Cancel: "Hủy",
		Log: "Nhật ký", Back: "Quay lại", Confirm: "Xác nhận", Hold: "Chưa gửi", Untie: "Hủy liên kết",
		SendIt: "Gửi", Skip: "Bỏ qua", More: "Khác…", WeekMore: "+7 ngày", FortnightMore: "+15 ngày", MonthMore: "+1 tháng",
		ByUnit: "Chọn đơn vị", AllUnits: "Tất cả đơn vị", InViet: "Tiếng Việt", InEnglish: "English",
		Missing: "Chưa liên lạc được", DeadLetters: "Tin không gửi được", Resend: "Gửi lại",
	}
}

func vietnameseCommands() map[Command]string {
	return map[Command]string{
		CommandStart:  "Bắt đầu",
		CommandMine:   "Nhiệm vụ của đơn vị",
		CommandHelp:   "Trợ giúp",
		CommandCancel: "Hủy việc đang nhập",

		CommandExplain:  "Việc chờ đồng chí giải trình",
		CommandStatus:   "Việc chờ đồng chí cho biết tình hình",
		CommandSoon:     "Nhiệm vụ sắp đến hạn",
		CommandOverdue:  "Nhiệm vụ quá hạn",
		CommandReview:   "Việc chờ đồng chí cho ý kiến",
		CommandPaper:    "Ghi nhận văn bản giấy đơn vị đã gửi",
		CommandLanguage: "Ngôn ngữ",
		CommandAdmin:    "Quản trị",
		CommandTie:      "Liên kết tài khoản hoặc nhóm với đơn vị",
		CommandUntie:    "Hủy liên kết",
		CommandInvite:   "Cấp liên kết cho người chưa có tài khoản",
	}
}

func vietnameseRoles() map[escalation.Role]string {
	return map[escalation.Role]string{
		escalation.RoleMember:         "cán bộ đầu mối của đơn vị thực hiện",
		escalation.RoleDeputy:         "cấp phó của người đứng đầu đơn vị thực hiện",
		escalation.RoleHead:           "người đứng đầu đơn vị thực hiện",
		escalation.RoleReviewHead:     "người đứng đầu cơ quan xác nhận kết quả",
		escalation.RoleReviewDeputy:   "cấp phó của người đứng đầu cơ quan xác nhận kết quả",
		escalation.RoleReviewMember:   "cán bộ của cơ quan xác nhận kết quả",
		escalation.RoleSupervisorHead: "người đứng đầu cơ quan theo dõi, đôn đốc",
		escalation.RoleApprover:       "người cho ý kiến trước khi gửi",
		escalation.RoleAdmin:          "quản trị Hệ thống",
		escalation.RoleTold:           "người nhận được chế độ đôn đốc nêu tên",
		escalation.RoleStranger:       "người nhận tin",
	}
}

func vietnameseAddressees() map[escalation.Addressee]string {
	return map[escalation.Addressee]string{
		escalation.ToUnit:       "đơn vị thực hiện",
		escalation.ToHead:       "người đứng đầu đơn vị thực hiện",
		escalation.ToSupervisor: "cơ quan theo dõi, đôn đốc",
		escalation.ToAdmins:     "quản trị",
	}
}

func vietnameseDocuments() map[string]string {
	return map[string]string{
		"": "Văn bản", "NQ": "Nghị quyết", "KH": "Kế hoạch", "CT": "Chỉ thị", "CTr": "Chương trình", "CTHĐ": "Chương trình hành động",
		"QĐ": "Quyết định", "QĐi": "Quy định", "QyĐ": "Quy định", "QC": "Quy chế", "KL": "Kết luận", "TB": "Thông báo",
		"HD": "Hướng dẫn", "CV": "Công văn", "TT": "Thông tư", "NĐ": "Nghị định", "ĐA": "Đề án",
	}
}

func vietnameseDate(d calendar.Date) string {
	return fmt.Sprintf("%02d/%02d/%04d", d.Day, int(d.Month), d.Year)
}

func vietnameseWeekday(d time.Weekday) string {
	return [...]string{"Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"}[d]
}

func vietnamesePeriod(p period) string {
	switch p.letter {
	case 'W':
		return fmt.Sprintf("Tuần %02d/%04d", p.n, p.year)
	case 'M':
		return fmt.Sprintf("Tháng %d/%04d", p.n, p.year)
	case 'Q':
		return fmt.Sprintf("Quý %s/%04d", roman(p.n), p.year)
	case 'H':
		return fmt.Sprintf("6 tháng %s năm %04d", [...]string{"đầu", "cuối"}[p.n-1], p.year)
	case 'D':
		return "ngày " + vietnameseDate(p.date)
	}
	return fmt.Sprintf("Năm %04d", p.year)
}

func roman(n int) string { return [...]string{"I", "II", "III", "IV"}[n-1] }

func vietnameseOffset(o calendar.Offset) string {
	switch {
	case o.Unit == calendar.Days:
		return fmt.Sprintf("%d ngày", o.N)
	case o.Unit == calendar.WorkingDays:
		return fmt.Sprintf("%d ngày làm việc", o.N)
	case o.Duration%time.Hour == 0:
		return fmt.Sprintf("%d giờ", o.Duration/time.Hour)
	case o.Duration%time.Minute == 0:
		return fmt.Sprintf("%d phút", o.Duration/time.Minute)
	}
	return fmt.Sprintf("%d giây", o.Duration/time.Second)
}
