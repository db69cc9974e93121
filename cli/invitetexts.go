package cli

import "dondoc/escalation"

// inviteTexts are the sentences of the command invite, and the headings of its sheet.
type inviteTexts struct {
	language escalation.Language

	whom, nobody, badFor, badBot, inUse, everybody, written, validUntil string

	sheet, title, note string
	headings           []string
}

func inviteTextsOf(l escalation.Language) inviteTexts {
	if l == escalation.English {
		return inviteTexts{
			language:   l,
			whom:       "name the people (ids of the configuration) or give --all, not both",
			nobody:     "there is no person %q in the configuration",
			badFor:     "--for %q: write days or an exact duration up to a year, such as 14d or 36h",
			badBot:     "--bot %q: write the bot's user name, 5 to 32 letters, digits or _, ending in \"bot\", such as don_doc_bot",
			inUse:      "the running bot keeps this database file to itself: use /moi in the chat with the bot, or stop the bot first",
			everybody:  "everybody has an account already",
			written:    "%d links written to %s",
			validUntil: "Each link can be used once, until %s.",
			sheet:      "Links", title: "LINKS OF TELEGRAM ACCOUNTS",
			note: "Each link can be used once, by the person whose name it bears. Open the link, or scan the code, " +
				"and press Start. Do not hand it to anybody else.",
			headings: []string{"No.", "Name", "Office", "Unit", "Link", "QR code", "Valid until"},
		}
	}
	return inviteTexts{
		language:   escalation.Vietnamese,
		whom:       "ghi mã những người cần cấp liên kết (như trong cấu hình) hoặc --all, không dùng cả hai",
		nobody:     "không có người %q trong cấu hình",
		badFor:     "--for %q: viết số ngày hoặc khoảng thời gian, tối đa một năm, ví dụ 14d hoặc 36h",
		badBot:     "--bot %q: viết tên người dùng của bot, 5 đến 32 chữ cái không dấu, chữ số hoặc _, kết thúc bằng \"bot\", ví dụ don_doc_bot",
		inUse:      "bot đang chạy giữ tệp cơ sở dữ liệu này: dùng lệnh /moi khi trò chuyện với bot, hoặc dừng bot trước",
		everybody:  "mọi người đều đã có tài khoản liên kết",
		written:    "đã ghi %d liên kết vào %s",
		validUntil: "Mỗi liên kết dùng một lần, có hiệu lực đến %s.",
		sheet:      "Liên kết", title: "DANH SÁCH LIÊN KẾT TÀI KHOẢN TELEGRAM",
		note: "Mỗi liên kết dùng một lần, chỉ dành cho người có tên. Đề nghị mở liên kết hoặc quét mã, " +
			"rồi bấm Bắt đầu; không chuyển cho người khác.",
		headings: []string{"STT", "Họ và tên", "Chức vụ", "Đơn vị", "Liên kết", "Mã QR", "Có hiệu lực đến"},
	}
}
