package config

// The keys of people, units and documents.

var personShape = shape{
	name: "person", path: "people[]",
	about: text{"Một cán bộ.", "Somebody with a role in a unit."},
	keys: []key{
		{name: "id", kind: idKind, required: true, example: "tran-van-b", is: text{"Mã của người này.", "The id of this person."}},
		{name: "name", kind: fullText, required: true, example: "Trần Văn B", is: text{"Họ và tên.", "The full name."}},
		{name: "title", kind: textKind, example: "Trưởng ban", is: text{"Chức vụ.", "The position."}},
		{name: "telegram", kind: accountKind, example: "123456789", is: text{
			"Tài khoản Telegram; bot cho biết mã này khi người đó viết /start. Không ghi thì chưa liên kết.",
			"The Telegram account, which the bot tells everybody who writes /start. Without it the person is not linked yet.",
		}},
		{name: "email", kind: emailKind, example: "b@example.vn", is: text{"Thư điện tử.", "The e-mail address."}},
	},
}

var unitShape = shape{
	name: "unit", path: "units[]",
	about: text{"Một đơn vị.", "A committee or body."},
	keys: []key{
		{name: "id", kind: idKind, required: true, example: "ban-noi-chinh", is: text{"Mã của đơn vị.", "The id of this unit."}},
		{name: "name", kind: fullText, required: true, example: "Ban Nội chính Tỉnh ủy", is: text{"Tên đầy đủ.", "The full name."}},
		{name: "head", form: formTerms, kind: idKind, of: &termShape, example: "tran-van-b", is: text{
			"Người đứng đầu: mã của một người, hoặc các nhiệm kỳ nối tiếp nhau.",
			"The head: the id of a person, or terms of office that follow one another.",
		}},
		{name: "deputies", form: formList, kind: idKind, example: "[le-thi-c]", is: text{
			"Cấp phó: nhận thay và trả lời thay khi người đứng đầu không liên lạc được.",
			"Deputies: they hear and answer instead of a head who cannot be reached.",
		}},
		{name: "members", form: formList, kind: idKind, example: "[pham-van-d]", is: text{
			"Cán bộ đầu mối: nhận việc, báo cáo kết quả, đề nghị gia hạn.", "Members: they accept, hand in and ask for extensions.",
		}},
		{name: "supervisor", kind: idKind, example: "ban-thuong-vu", is: text{
			"Mã của đơn vị theo dõi, đôn đốc đơn vị này.", "The id of the unit above, which follows this one up.",
		}},
		{name: "acting", form: formTerms, kind: idKind, of: &termShape, example: "[{person: le-thi-c, from: 2025-08-01, until: 2025-08-15}]", is: text{
			"Người tạm thay người đứng đầu.", "Who stands in for the head.",
		}},
		{name: "chat", kind: chatKind, example: "-1001234567890", is: text{
			"Nhóm Telegram của đơn vị; hoặc dùng lệnh /lienket trong nhóm.", "The unit's Telegram group; or use /lienket in the group.",
		}},
		{name: "topic", kind: topicKind, with: "chat", example: "7", is: text{"Chủ đề trong nhóm đó.", "The topic within that group."}},
		{name: "until", kind: dateKind, example: "2025-06-30", is: text{
			"Ngày cuối cùng của đơn vị đã sắp xếp lại.", "The last day of a unit that was reorganised.",
		}},
		{name: "successors", form: formList, kind: idKind, with: "until", example: "[dang-uy-xa-a]", is: text{
			"Các đơn vị (hoặc nhóm) tiếp nhận.", "The units (or groups) that take over.",
		}},
	},
}

var termShape = shape{
	name: "term", path: "units[].head[]",
	about: text{
		"Một nhiệm kỳ, ở head hoặc acting. Ngày đầu và ngày cuối đều tính; không ghi là không giới hạn.",
		"A term of office, at head or acting. Both days are inside; an end that is not given is open.",
	},
	keys: []key{
		{name: "person", kind: idKind, required: true, example: "tran-van-b", is: text{"Mã của người giữ chức.", "The id of the person."}},
		{name: "from", kind: dateKind, example: "2025-07-01", is: text{"Ngày bắt đầu.", "The first day."}},
		{name: "until", kind: dateKind, example: "2025-06-30", is: text{"Ngày kết thúc.", "The last day."}},
	},
}

var documentShape = shape{
	name: "document", path: "documents[]",
	about: text{"Một nghị quyết hoặc văn bản giao việc.", "A resolution, or another document that assigns work."},
	keys: []key{
		{name: "id", kind: idKind, required: true, example: "04-nq-tu", is: text{"Mã của văn bản.", "The id of this document."}},
		{name: "number", kind: fullText, required: true, example: `"04-NQ/TU"`, is: text{"Số, ký hiệu.", "Its number."}},
		{name: "date", kind: dateKind, required: true, example: "2022-01-25", is: text{
			"Ngày ban hành; là ngày giao của việc không ghi ngày giao.", "Its date, which work is assigned on that says no other.",
		}},
		{name: "issuer", kind: textKind, example: "Ban Thường vụ Tỉnh ủy", is: text{"Cơ quan ban hành.", "Who issued it."}},
		{name: "title", kind: fullText, required: true, is: text{"Trích yếu.", "What it is about."}},
		{name: "clauses", form: formMappings, of: &clauseShape, is: text{"Các điều khoản được dẫn.", "The places that are cited."}},
	},
}

var clauseShape = shape{
	name: "clause", path: "documents[].clauses[]",
	about: text{"Một điều khoản.", "A citable place in a document."},
	keys: []key{
		{name: "id", kind: fullText, required: true, example: `"III.1"`, is: text{"Điều khoản, như khi trích dẫn.", "The clause, as people cite it."}},
		{name: "text", kind: textKind, is: text{"Nguyên văn.", "Its words."}},
		{name: "accountability", kind: booleanKind, byDefault: "false", whenTrue: "quote", is: text{
			"Điều khoản quy định trách nhiệm, được dẫn khi báo cáo cấp trên.", "Whether it orders accountability, so that escalations cite it.",
		}},
		{name: "quote", kind: textKind, is: text{
			"Lời văn được phép trích dẫn; bắt buộc khi accountability là true. Chỗ lược bỏ ghi bằng dấu …",
			"The words that an escalation may cite; required with accountability. What is left out is marked by …",
		}},
	},
}
