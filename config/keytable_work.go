package config

// The keys of tasks, reports, indicators and policies.

var frequencies = []string{"week", "month", "quarter", "half-year", "year"}

var taskShape = shape{
	name: "task", path: "tasks[]",
	about: text{"Một nhiệm vụ làm một lần.", "A one-off duty."},
	keys: []key{
		{name: "id", kind: idKind, required: true, example: "ke-hoach", is: text{"Mã của nhiệm vụ.", "The id of this task."}},
		documentKey, clauseKey, titleKey,
		{name: "lead", form: formList, some: true, kind: idKind, required: true, example: "[dang-uy-cong-an, huyen-uy]", is: text{
			"Đơn vị hoặc nhóm chủ trì; mỗi đơn vị nhận một việc riêng.", "The lead units or groups; each unit owes its own.",
		}},
		supportKey,
		{name: "assigned", kind: dateKind, example: "2022-01-25", is: text{
			"Ngày giao; không ghi là ngày ban hành văn bản.", "When it is assigned; without it, the document's date.",
		}},
		{name: "due", kind: dueKind, example: "2022-03-31", is: text{
			"Thời hạn; không ghi là chưa ấn định thời hạn. Không ghi giờ là hết giờ làm việc.",
			"When it is due; without it, no deadline is set yet. Without a time: the end of working hours.",
		}},
		{name: "done", kind: dateKind, example: "2022-03-15", is: text{
			"Đã hoàn thành ngày này, trước khi có dondoc; không đôn đốc nữa.", "Finished on this day before dondoc was there; it gives no steps.",
		}},
		basisKey,
		{name: "review", kind: idKind, example: "ban-noi-chinh", is: text{
			"Đơn vị xác nhận hoặc trả lại kết quả; không ghi là supervisor của đơn vị chủ trì.",
			"The unit that accepts or returns what is handed in; without it, the lead unit's supervisor.",
		}},
		policyKey, confidentialKey,
	},
}

// The keys that tasks, reports and indicators share.
var (
	documentKey = key{name: "document", kind: idKind, example: "04-nq-tu", is: text{
		"Mã của văn bản; không cần ghi khi chỉ có một.", "The id of the document; not needed when there is only one.",
	}}
	clauseKey = key{name: "clause", kind: textKind, example: `"IV.1"`, is: text{
		"Điều khoản của văn bản giao việc này.", "The clause of the document that orders this.",
	}}
	titleKey = key{name: "title", kind: fullText, required: true, example: "Xây dựng kế hoạch triển khai thực hiện Nghị quyết", is: text{
		"Nội dung, như hiện trong tin nhắn.", "What it is about, as messages say it.",
	}}
	supportKey = key{name: "support", form: formList, kind: idKind, example: "[ban-noi-chinh]", is: text{
		"Đơn vị hoặc nhóm phối hợp.", "The supporting units or groups.",
	}}
	basisKey = key{name: "basis", kind: textKind, example: "Kế hoạch số 12-KH/TU", is: text{
		"Căn cứ của thời hạn.", "Why the deadline is what it is.",
	}}
	policyKey = key{name: "policy", kind: idKind, example: "standard", is: text{
		"Mã của chế độ đôn đốc; không cần ghi khi chỉ có một.", "The id of the policy; not needed when there is only one.",
	}}
	confidentialKey = key{name: "confidential", kind: booleanKind, byDefault: "false", is: text{
		"Tin nhắn chỉ nêu số việc và thời hạn.", "Messages tell only its number and deadline.",
	}}
)

var reportShape = shape{
	name: "report", path: "reports[]",
	about: text{
		"Một báo cáo định kỳ: có every và due, hoặc dates.",
		"A recurring duty: it has every and due, or dates.",
	},
	either: []string{"every", "due", "dates"},
	keys: []key{
		{name: "id", kind: idKind, required: true, example: "bao-cao-quy", is: text{"Mã của báo cáo.", "The id of this report."}},
		documentKey, clauseKey, titleKey,
		{name: "from", form: formList, some: true, kind: idKind, required: true, example: "[huyen-uy]", is: text{
			"Đơn vị hoặc nhóm phải báo cáo.", "The units or groups that owe it.",
		}},
		supportKey,
		{name: "to", kind: idKind, example: "dang-uy-cong-an", is: text{
			"Đơn vị nhận và xác nhận; không ghi là supervisor của đơn vị báo cáo.",
			"The unit that receives and reviews it; without it, the supervisor of the unit that owes it.",
		}},
		{name: "every", kind: choiceKind, one: frequencies, with: "due", notWith: "dates", is: text{
			"Kỳ báo cáo: tuần (đến Chủ nhật), tháng, quý, nửa năm, năm.", "The period: a week (to Sunday), month, quarter, half-year or year.",
		}},
		{name: "due", kind: periodDueKind, with: "every", notWith: "dates", example: "-10d", is: text{
			"Hạn của mỗi kỳ: so với ngày cuối kỳ (-10d, 5wd), ngày của tháng cuối kỳ (day 20), hoặc của tháng sau (day 5 next).",
			"Each period's due: from its last day (-10d, 5wd), a day of its last month (day 20), or of the month after (day 5 next).",
		}},
		{name: "dates", form: formList, some: true, kind: monthDayKind, example: `["03-20", "06-20"]`, is: text{
			"Các ngày đến hạn trong mỗi năm, thay cho every và due.", "The days of each year on which it is due, instead of every and due.",
		}},
		{name: "start", kind: dateKind, example: "2022-01-01", is: text{
			"Ngày bắt đầu: kỳ đầu là kỳ có ngày này; không ghi là ngày ban hành văn bản.",
			"The first period is the one that contains this day; without it, the document's date.",
		}},
		{name: "until", kind: dateKind, example: "2030-12-31", is: text{
			"Ngày kết thúc: kỳ cuối là kỳ có ngày này; không ghi là không kết thúc.",
			"The last period is the one that contains this day; without it, there is no end.",
		}},
		basisKey, policyKey, confidentialKey,
		{name: "indicators", form: formList, kind: idKind, example: "[ty-le-giai-quyet]", is: text{
			"Các chỉ tiêu phải báo cáo số liệu.", "The indicators that it answers with figures.",
		}},
		{name: "backfill", kind: booleanKind, byDefault: "false", is: text{
			"Tạo cả những kỳ đã qua trước lần khởi động đầu tiên.", "Also periods that were over before dondoc first started.",
		}},
	},
}

var indicatorShape = shape{
	name: "indicator", path: "indicators[]",
	about: text{"Một chỉ tiêu.", "A target of the document."},
	keys: []key{
		{name: "id", kind: idKind, required: true, example: "ty-le-giai-quyet", is: text{"Mã của chỉ tiêu.", "The id of this indicator."}},
		documentKey, clauseKey,
		{name: "title", kind: fullText, required: true, example: "Tỷ lệ giải quyết tố giác, tin báo về tội phạm", is: text{"Nội dung.", "What is measured."}},
		{name: "unit", kind: textKind, example: `"%"`, is: text{"Đơn vị tính.", "The unit of measurement."}},
		{name: "target", kind: targetKind, required: true, example: `"> 90"`, is: text{
			"Mức phải đạt: dấu so sánh và một số; previous là số kỳ trước, external là mức cấp trên giao; qualitative là định tính.",
			"What it should reach: a comparison and a number; previous is the period before, external is set from outside; or qualitative.",
		}},
		{name: "every", kind: choiceKind, one: frequencies, example: "year", is: text{"Kỳ tính số liệu.", "The period that a figure is for."}},
	},
}

var policyShape = shape{
	name: "policy", path: "policies[]",
	about: text{"Một chế độ đôn đốc.", "When to remind, when to ask, and the ladder."},
	keys: []key{
		{name: "id", kind: idKind, required: true, example: "standard", is: text{"Mã của chế độ.", "The id of this policy."}},
		{name: "at", kind: timeKind, byDefault: `"08:00"`, is: text{
			"Giờ gửi tin, trong giờ làm việc.", "The time of day of what is counted in days, inside working hours.",
		}},
		{name: "remind", form: formList, kind: offsetKind, example: "[15d, 7d, 3d, 1d, 0d]", is: text{
			"Nhắc đơn vị trước thời hạn; rơi vào ngày nghỉ thì nhắc sớm hơn.",
			"Reminds the unit before the deadline; on a day off, earlier.",
		}},
		{name: "overdue", form: formMapping, of: &overdueShape, is: text{"Nhắc đơn vị sau thời hạn.", "Reminds the unit after the deadline."}},
		{name: "prompt", form: formMapping, of: &promptShape, is: text{
			"Hỏi tình hình người đứng đầu cho đến thời hạn.", "Asks the head for the status until the deadline.",
		}},
		{name: "extensions", form: formMapping, of: &extensionsShape, is: text{
			"Giới hạn gia hạn; không ghi thì tối đa 2 lần, trước hạn 3 ngày làm việc.",
			"Limits extensions; without it 2 at most, asked for 3 working days before.",
		}},
		{name: "review", form: formMapping, of: &reviewShape, is: text{
			"Nhắc cơ quan xác nhận kết quả; không ghi thì 2 ngày làm việc một lần, 10 lần.",
			"Reminds the reviewing unit of what waits; without it every 2 working days, 10 times.",
		}},
		{name: "escalate", form: formMappings, of: &levelShape, is: text{
			"Các bậc sau thời hạn, theo thứ tự thời gian.", "The ladder after the deadline, in order of time.",
		}},
	},
}

var overdueShape = shape{
	name: "overdue", path: "policies[].overdue",
	about: text{"Nhắc lại sau thời hạn.", "Repeated after the deadline."},
	keys: []key{
		{name: "every", kind: offsetKind, required: true, example: "1wd", is: text{"Khoảng cách giữa hai lần.", "From one to the next."}},
		{name: "times", kind: timesKind, required: true, example: "10", is: text{"Số lần, kể cả lần đầu.", "How often, the first included."}},
	},
}

var extensionsShape = shape{
	name: "extensions", path: "policies[].extensions",
	about: text{"Giới hạn gia hạn.", "What may be asked for."},
	keys: []key{
		{name: "max", kind: timesKind, required: true, example: "2", is: text{"Số lần gia hạn tối đa.", "How many may be granted."}},
		{name: "before", kind: offsetKind, required: true, example: "3wd", is: text{
			"Phải đề nghị trước thời hạn ít nhất bấy nhiêu ngày.", "How long before the deadline it must be asked for, in days.",
		}},
	},
}

var reviewShape = shape{
	name: "review", path: "policies[].review",
	about: text{"Nhắc việc chờ xác nhận.", "What waits for a review."},
	keys: []key{
		{name: "every", kind: offsetKind, required: true, example: "2wd", is: text{"Khoảng cách giữa hai lần.", "From one to the next."}},
		{name: "times", kind: timesKind, required: true, example: "10", is: text{"Số lần, kể cả lần đầu.", "How often, the first included."}},
	},
}

var promptShape = shape{
	name: "prompt", path: "policies[].prompt",
	about: text{"Hỏi tình hình định kỳ.", "Asked regularly."},
	keys: []key{
		{name: "every", kind: choiceKind, one: []string{"week", "month"}, required: true, is: text{
			"Mỗi tuần, hoặc mỗi tháng (ngày thứ đó đầu tiên của tháng).", "Each week, or each month (the first such weekday of it).",
		}},
		{name: "on", kind: choiceKind, one: weekdays, byDefault: "mon", is: text{"Ngày trong tuần.", "The weekday."}},
		{name: "from", kind: daysKind, example: "30d", is: text{
			"Chỉ hỏi trong khoảng này trước thời hạn.", "Only that long before the deadline.",
		}},
	},
}

var levelShape = shape{
	name: "level", path: "policies[].escalate[]",
	about: text{"Một bậc.", "A level of the ladder."},
	keys: []key{
		{name: "after", kind: offsetKind, required: true, example: "3wd", is: text{"Sau thời hạn bao lâu; lớn hơn 0.", "How long after the deadline; more than 0."}},
		{name: "to", form: formOneOrMany, some: true, kind: addresseeKind, required: true, example: "[head, supervisor]", is: text{
			"Nơi nhận: đơn vị, người đứng đầu, cấp theo dõi, quản trị, một đơn vị hoặc một người.",
			"Who hears it: the unit, its head, the supervisor, the admins, a certain unit or person.",
		}},
		{name: "when", kind: choiceKind, one: []string{"always", "unanswered"}, byDefault: "always", is: text{
			"unanswered: chỉ khi câu hỏi gần nhất ở bậc trước không được trả lời trong answer_within.",
			"unanswered: only if the nearest earlier question was not answered within its answer_within.",
		}},
		{name: "ask", kind: choiceKind, one: []string{"status", "explanation"}, is: text{
			"Hỏi tình hình (status) hoặc đề nghị giải trình (explanation).", "Asks for the status, or for an explanation.",
		}},
		{name: "answer_within", kind: offsetKind, with: "ask", example: "1wd", is: text{
			"Thời gian để trả lời, tính từ khi hỏi.", "The time to answer, from when it was asked.",
		}},
		{name: "approve_by", kind: approverKind, example: "supervisor", is: text{
			"Chỉ gửi khi người đứng đầu đơn vị này đồng ý.", "Held until the head of that unit agrees.",
		}},
		{name: "every", kind: offsetKind, with: "times", example: "5wd", is: text{
			"Nhắc lại bậc này sau mỗi khoảng; cùng loại với after.", "Repeats the level; in the kind of after.",
		}},
		{name: "times", kind: timesKind, with: "every", example: "6", is: text{"Số lần, kể cả lần đầu.", "How often, the first included."}},
	},
}
