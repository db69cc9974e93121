package config

// The keys of the settings: a file as a whole, what is about this machine, the calendar. Those of the office are in keytable_office.go
// and keytable_work.go.

var fileShape = shape{
	name: "file",
	about: text{
		"Một tệp cấu hình. Cấu hình có thể chia thành nhiều tệp *.yaml trong một thư mục; các tệp được gộp lại.",
		"A configuration file. A configuration may be spread over several *.yaml files of a folder, which are merged.",
	},
	keys: []key{
		{name: "timezone", kind: zoneKind, byDefault: "Asia/Ho_Chi_Minh", is: text{
			"Múi giờ của cơ quan; mọi ngày, giờ trong cấu hình tính theo múi giờ này.",
			"The office's time zone, which every date and time of the configuration is in.",
		}},
		{name: "language", kind: choiceKind, one: []string{"vi", "en"}, byDefault: "vi", is: text{
			"Ngôn ngữ của tin nhắn và của các lệnh: vi (tiếng Việt) hoặc en (tiếng Anh).",
			"The language of messages and commands: vi (Vietnamese) or en (English).",
		}},
		{name: "database", kind: databaseKind, byDefault: "sqlite:dondoc.db", example: "postgres://dondoc:${DB_PASSWORD}@localhost/dondoc", is: text{
			"Nơi lưu dữ liệu: một tệp SQLite, hoặc PostgreSQL. Biến môi trường DONDOC_DATABASE thay cho khóa này.",
			"Where data is kept: a SQLite file, or PostgreSQL. The environment variable DONDOC_DATABASE overrides it.",
		}},
		{name: "telegram", form: formMapping, of: &telegramShape, is: text{"Cách kết nối với Telegram.", "How Telegram is reached."}},
		{name: "web", form: formMapping, of: &webShape, is: text{"Trang theo dõi trên máy chủ.", "The board that the server shows."}},
		{name: "heartbeat", kind: heartbeatKind, example: "https://hc-ping.com/${HEARTBEAT_ID}", is: text{
			"Địa chỉ được gọi mỗi phút khi mọi thứ hoạt động bình thường, để một dịch vụ bên ngoài báo động khi dondoc ngừng; không ghi là không gọi.",
			"An address that is called every minute while all is well, so that a service outside raises the alarm when dondoc is dead; without it none is.",
		}},
		{name: "calendar", form: formMapping, of: &calendarShape, is: text{
			"Lịch làm việc: ngày, giờ làm việc, ngày nghỉ lễ, ngày hoán đổi.",
			"Working time: weekdays, hours, public holidays, swapped days.",
		}},
		{name: "admins", form: formList, kind: idKind, blank: true, example: "[quan-tri]", is: text{
			"Mã của những người quản trị: cấp liên kết tài khoản, xem mọi việc, nhận tin khi không có ai khác để nhận; không trả lời thay người đứng đầu.",
			"Ids of the administrators: they link accounts, see everything and hear what nobody else can be told; they never answer for a head.",
		}},
		{name: "people", form: formMappings, of: &personShape, blank: true, is: text{"Cán bộ có vai trò trong các đơn vị.", "Everybody with a role in a unit."}},
		{name: "units", form: formMappings, of: &unitShape, blank: true, is: text{
			"Đơn vị: cơ quan, tổ chức được giao việc hoặc theo dõi, đôn đốc.",
			"Units: the bodies that are assigned work, or follow it up.",
		}},
		{name: "groups", form: formGroups, kind: idKind, some: true, blank: true, example: "{huyen-uy: [huyen-uy-tien-hai, huyen-uy-vu-thu]}", is: text{
			"Nhóm đơn vị: tên nhóm dùng được ở mọi nơi ghi danh sách đơn vị. Nhóm không chứa nhóm.",
			"Groups of units: a name usable wherever a list of units is. Groups do not nest.",
		}},
		{name: "documents", form: formMappings, of: &documentShape, blank: true, is: text{
			"Nghị quyết và các văn bản giao việc khác.", "Resolutions and other documents that assign work.",
		}},
		{name: "tasks", form: formMappings, of: &taskShape, blank: true, is: text{
			"Nhiệm vụ làm một lần; mỗi đơn vị chủ trì nhận một việc riêng.", "One-off duties; each lead unit owes its own.",
		}},
		{name: "reports", form: formMappings, of: &reportShape, blank: true, is: text{
			"Báo cáo định kỳ; mỗi kỳ, mỗi đơn vị nhận một việc.", "Recurring duties; each period gives each unit one.",
		}},
		{name: "indicators", form: formMappings, of: &indicatorShape, blank: true, is: text{
			"Chỉ tiêu của văn bản, trả lời bằng số liệu trong báo cáo.", "The document's targets, which reports answer with figures.",
		}},
		{name: "policies", form: formMappings, of: &policyShape, blank: true, is: text{
			"Chế độ đôn đốc: khi nào nhắc, khi nào hỏi, các bậc báo cáo cấp trên.", "When to remind, when to ask, and the ladder.",
		}},
	},
}

var telegramShape = shape{
	name: "telegram", path: "telegram",
	about: text{
		"Kết nối Telegram. Biến môi trường còn thiếu ở đây chỉ là lỗi đối với lệnh cần đến Telegram.",
		"The connection to Telegram. An environment variable that is missing here is a fault only for a command that uses Telegram.",
	},
	keys: []key{
		{name: "enabled", kind: booleanKind, byDefault: "true", is: text{"Có gửi, nhận qua Telegram hay không.", "Whether Telegram is used."}},
		{name: "token", kind: tokenKind, byDefault: "${DONDOC_TELEGRAM_TOKEN}", is: text{
			"Mã bot do @BotFather cấp; nên lấy từ biến môi trường, không ghi vào tệp.",
			"The bot's token from @BotFather; better taken from the environment than written into the file.",
		}},
		{name: "token_file", kind: fullText, notWith: "token", example: "/run/secrets/telegram-token", is: text{
			"Tệp chứa mã bot, thay cho token; đường dẫn tính từ thư mục làm việc.",
			"A file that holds the token, instead of token; seen from the working directory.",
		}},
		{name: "api", kind: addressKind, byDefault: "https://api.telegram.org", is: text{
			"Địa chỉ máy chủ Bot API; dùng được máy chủ tự cài.", "The Bot API server; a self-hosted one is as good.",
		}},
		{name: "proxy", kind: proxyKind, byDefault: `""`, example: "socks5://localhost:1080", is: text{
			"Máy chủ trung gian để ra Telegram; \"\" là không dùng.", "The proxy on the way to Telegram; \"\" is none.",
		}},
		{name: "limits", form: formMapping, of: &limitsShape, is: text{
			"Tốc độ gửi nhiều nhất.", "How fast messages are sent at most.",
		}},
	},
}

var limitsShape = shape{
	name: "limits", path: "telegram.limits",
	about: text{
		"Giới hạn gửi tin, trong mức mà Telegram cho phép: số tin trong một giây (s), một phút (m) hoặc một giờ (h).",
		"Limits that stay within Telegram's: messages per second (s), minute (m) or hour (h).",
	},
	keys: []key{
		{name: "all", kind: rateKind, byDefault: "28/s", is: text{"Tổng cộng.", "In all."}},
		{name: "private", kind: rateKind, byDefault: "1/s", is: text{"Đến một người.", "To one person."}},
		{name: "group", kind: rateKind, byDefault: "19/m", is: text{"Đến một nhóm.", "To one group."}},
	},
}

var webShape = shape{
	name: "web", path: "web",
	about: text{"Trang theo dõi và các địa chỉ kiểm tra hoạt động.", "The board, and the addresses that tell whether dondoc works."},
	keys: []key{
		{name: "listen", kind: listenKind, byDefault: `"127.0.0.1:8080"`, example: `"0.0.0.0:8080"`, is: text{
			"Địa chỉ để lắng nghe; không ghi máy là mọi địa chỉ của máy chủ.", "The address to listen on; without a host it is every address of the machine.",
		}},
	},
}

var calendarShape = shape{
	name: "calendar", path: "calendar",
	about: text{
		"Lịch làm việc. Ngoài giờ làm việc dondoc không gửi tin, trừ trả lời cho người vừa thao tác.",
		"Working time. Outside of it dondoc tells nobody anything, except the chat that just acted.",
	},
	keys: []key{
		{
			name: "workdays", form: formList, some: true, kind: choiceKind, one: weekdays, byDefault: "[mon, tue, wed, thu, fri]",
			is: text{"Các ngày làm việc trong tuần.", "The weekdays that are worked."},
		},
		{name: "hours", kind: hoursKind, byDefault: `"07:30-17:00"`, is: text{
			"Giờ làm việc; giờ đóng có thể là 24:00. Thời hạn không ghi giờ là hết giờ làm việc của ngày đó.",
			"Working hours; they may end at 24:00. A due date without a time is the end of that day's hours.",
		}},
		{name: "holidays", kind: choiceKind, one: []string{"vn", "none"}, byDefault: "vn", is: text{
			"Ngày nghỉ lễ: vn là ngày nghỉ lễ, Tết của Việt Nam cùng các ngày hoán đổi đã công bố; none là không có.",
			"Public holidays: vn are those of Viet Nam, lunar ones and the announced swaps included; or none.",
		}},
		{name: "days_off", form: formMappings, of: &dayOffShape, is: text{
			"Ngày nghỉ ghi thêm, theo thông báo từng năm.", "Further days off, as announced year by year.",
		}},
		{name: "days_worked", form: formList, kind: dateKind, example: "[2027-02-20]", is: text{
			"Ngày nghỉ phải làm bù (hoán đổi), theo thông báo từng năm. Một ngày không vừa nghỉ vừa làm.",
			"Swapped days that are worked, as announced year by year. No day is both off and worked.",
		}},
		{name: "due_on_day_off", kind: choiceKind, one: []string{"next", "previous", "keep"}, byDefault: "next", is: text{
			"Thời hạn rơi vào ngày nghỉ thì chuyển sang ngày làm việc sau (next), trước (previous), hay giữ nguyên (keep).",
			"Where a due date goes that lands on a day off: the next working day, the previous one, or nowhere (keep).",
		}},
	},
}

var dayOffShape = shape{
	name: "dayOff", path: "calendar.days_off[]",
	about: text{"Một ngày nghỉ ghi thêm.", "A further day off."},
	keys: []key{
		{name: "date", kind: dateKind, required: true, example: "2027-02-11", is: text{"Ngày nghỉ.", "The day."}},
		{name: "name", kind: textKind, example: "Nghỉ bù", is: text{"Lý do nghỉ, để hiện trong lịch.", "Why, as the calendar shows it."}},
	},
}
