package cli

import "dondoc/escalation"

// commandTexts are the sentences that commands print.
type commandTexts struct {
	overdueAtStart, more, skippedPeriods          string
	fromAfterTo, noUnit, badTime, badYear         string
	portInUse, demoReady, sandboxReady, clockBack string
	tokenWrong, noToken, disabled                 string
	dbInUse, dbNewer, dbOlder, dbUnreachable      string
	chainOK, chainBroken                          string
	reloaded, notReloaded                         string

	emptyOutbox, moreLetters, whichLetters, resent, notDead, settledLetter, resendInChat string
}

func texts(l escalation.Language) commandTexts {
	if l == escalation.English {
		return commandTexts{
			overdueAtStart: "note: %s was due on %s: at the first start it is told at once, and its ladder counts from that day",
			more:           "note: and %d more that are overdue already",
			skippedPeriods: "note: %d periods of reports are over already and will not be created (set backfill: true on the report to create them)",
			fromAfterTo:    "--from %s lies after --to %s",
			badTime:        "--at %q: write 2022-01-25, 2022-01-25T08:00 or with a zone",
			badYear:        "--year %d: write a year from 1900 to 2199",
			portInUse:      "cannot listen on %s (%v): another program has that port; choose another one with --listen",
			demoReady:      "Open %s — the chat page of the demo. Ctrl+C ends it; nothing is sent anywhere and nothing is kept.",
			noUnit:         "--unit %q: there is no such unit",
			sandboxReady:   "Sandbox on %s (chat page at /, Bot API at /bot<token>/). Ctrl+C ends it.",
			clockBack:      "the clock cannot go back: it is %s",
			tokenWrong:     "Telegram does not know this bot's token: check telegram.token with @BotFather",
			noToken:        "telegram.token is empty: put the token from @BotFather into it, or set DONDOC_TELEGRAM_TOKEN",
			disabled:       "telegram.enabled is false: there is nothing to run",
			dbInUse:        "another dondoc uses this database file: stop it first",
			dbNewer:        "a newer dondoc has changed this database: run that version",
			dbOlder:        "the database is of an older dondoc: start this version once, it brings the database up to date",
			dbUnreachable:  "the database cannot be opened",
			chainOK:        "ok: %d events, head %s",
			chainBroken:    "the ledger was changed: event %d (%s)",
			reloaded:       "configuration reloaded",
			notReloaded:    "configuration not reloaded, the old one stays in force",
			emptyOutbox:    "nothing waits",
			moreLetters:    "and %d more that could not be delivered",
			whichLetters:   "name the messages (numbers as listed by dondoc outbox --dead) or give --all, not both",
			resent:         "%d messages are sent again",
			notDead:        "message %d: there is no such undelivered message",
			settledLetter:  "message %d: its assignment is closed, nobody has any use for it",
			resendInChat:   "the running bot keeps this database file to itself: use /quantri in the chat with the bot, or stop the bot first",
		}
	}
	return commandTexts{
		overdueAtStart: "lưu ý: %s đã đến hạn ngày %s: khi khởi động lần đầu sẽ được thông báo ngay và các bậc đôn đốc tính từ ngày đó",
		more:           "lưu ý: và %d việc khác đã quá hạn",
		skippedPeriods: "lưu ý: %d kỳ báo cáo đã qua, không được tạo (đặt backfill: true cho báo cáo nếu muốn tạo)",
		fromAfterTo:    "--from %s ở sau --to %s",
		badTime:        "--at %q: viết 2022-01-25, 2022-01-25T08:00 hoặc kèm múi giờ",
		badYear:        "--year %d: viết năm từ 1900 đến 2199",
		portInUse:      "không mở được %s (%v): cổng đang có chương trình khác dùng; chọn cổng khác bằng --listen",
		demoReady:      "Mở %s — trang trò chuyện thử nghiệm. Ctrl+C để kết thúc; không gửi gì ra ngoài, không lưu lại gì.",
		noUnit:         "--unit %q: không có đơn vị này",
		sandboxReady:   "Máy chủ thử nghiệm ở %s (trang trò chuyện ở /, Bot API ở /bot<token>/). Ctrl+C để kết thúc.",
		clockBack:      "đồng hồ không lùi lại được: đang là %s",
		tokenWrong:     "Telegram không nhận mã bot (token) này: kiểm tra telegram.token với @BotFather",
		noToken:        "telegram.token còn trống: ghi mã do @BotFather cấp, hoặc đặt biến DONDOC_TELEGRAM_TOKEN",
		disabled:       "telegram.enabled là false: không có gì để chạy",
		dbInUse:        "tệp cơ sở dữ liệu đang được một dondoc khác dùng: dừng tiến trình đó trước",
		dbNewer:        "cơ sở dữ liệu đã được một bản dondoc mới hơn nâng cấp: chạy bản đó",
		dbOlder:        "cơ sở dữ liệu là của bản dondoc cũ hơn: chạy bản này một lần để nâng cấp",
		dbUnreachable:  "không mở được cơ sở dữ liệu: kiểm tra máy chủ, địa chỉ, mật khẩu hoặc thư mục",
		chainOK:        "ok: %d sự kiện, mã cuối %s",
		chainBroken:    "sổ theo dõi đã bị sửa: sự kiện số %d (%s)",
		reloaded:       "đã nạp lại cấu hình",
		notReloaded:    "không nạp lại cấu hình, cấu hình cũ vẫn có hiệu lực",
		emptyOutbox:    "không có tin nào chờ gửi hoặc không gửi được",
		moreLetters:    "và %d tin khác không gửi được",
		whichLetters:   "ghi số của các tin (như dondoc outbox --dead liệt kê) hoặc --all, không dùng cả hai",
		resent:         "gửi lại %d tin",
		notDead:        "tin %d: không có tin không gửi được nào mang số này",
		settledLetter:  "tin %d: nhiệm vụ đã kết thúc, không cần gửi lại",
		resendInChat:   "bot đang chạy giữ tệp cơ sở dữ liệu này: dùng lệnh /quantri khi trò chuyện với bot, hoặc dừng bot trước",
	}
}
