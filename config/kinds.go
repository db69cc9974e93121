package config

import "math"

// kind is a kind of single value: how the documentation names it, and how the schema describes it. The schema says no more than what can
// be said of a value alone; whether an id exists, and the like, only the reader knows.
type kind struct {
	name   string
	label  text
	schema map[string]any
}

// variableUse is a value that the environment gives, wholly or in part.
const variableUse = `\$\{[A-Za-z_][A-Za-z0-9_]*\}`

// like describes a text of a form. YAML takes what looks like a number for one, which the reader reads as it is written.
func like(pattern string, types ...string) map[string]any {
	s := map[string]any{"type": "string", "pattern": `^\s*(?:` + pattern + `)\s*$|` + variableUse}
	if len(types) > 0 {
		s["type"] = append([]string{"string"}, types...)
	}
	return s
}

// orVariable describes a value that is no text, or a text that the environment makes one.
func orVariable(s map[string]any) map[string]any {
	return map[string]any{"anyOf": []any{s, map[string]any{"type": "string", "pattern": variableUse}}}
}

func whole(least, most int64) map[string]any {
	s := map[string]any{"type": "integer"}
	if least != math.MinInt64 {
		s["minimum"] = least
	}
	if most != math.MaxInt64 {
		s["maximum"] = most
	}
	return orVariable(s)
}

// The kinds of value. A choice takes its words from the key.
var (
	idKind = kind{"id", text{"mã: chữ thường không dấu, chữ số và các dấu . _ -", "id: lower-case letters, digits and . _ -"},
		like(`[a-z0-9][a-z0-9._-]{0,63}`, "number", "boolean")}
	textKind = kind{"text", text{"chữ", "text"}, map[string]any{"type": []string{"string", "number", "boolean"}}}
	// fullText is a text that says something.
	fullText = kind{"fullText", text{"chữ, không để trống", "text, not empty"},
		map[string]any{"type": []string{"string", "number", "boolean"}, "pattern": `\S`}}
	choiceKind  = kind{"choice", text{"một trong các từ", "one of the words"}, nil}
	booleanKind = kind{"boolean", text{"true hoặc false", "true or false"}, orVariable(map[string]any{"type": "boolean"})}

	dateKind = kind{"date", text{"ngày: NĂM-THÁNG-NGÀY", "date: year-month-day"},
		like(`(?:19|20|21)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`)}
	dueKind = kind{"due", text{"ngày, hoặc ngày giờ như 2026-03-31T11:00", "date, or date and time such as 2026-03-31T11:00"},
		like(`(?:19|20|21)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T[0-2]\d:[0-5]\d(?::[0-5]\d)?(?:Z|[+-]\d{2}:\d{2})?)?`)}
	monthDayKind = kind{"monthDay", text{"ngày trong năm: \"THÁNG-NGÀY\"", "day of the year: \"month-day\""},
		like(`(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`)}
	timeKind  = kind{"time", text{"giờ: \"08:00\"", "time of day: \"08:00\""}, like(`(?:[01]\d|2[0-4]):[0-5]\d`)}
	hoursKind = kind{"hours", text{"giờ mở và giờ đóng: \"07:30-17:00\"", "opening and closing: \"07:30-17:00\""},
		like(`(?:[01]\d|2[0-4]):[0-5]\d-(?:[01]\d|2[0-4]):[0-5]\d`)}
	offsetKind = kind{"offset", text{
		"khoảng thời gian: 15d (ngày), 3wd (ngày làm việc), 36h, 90m, 20s",
		"offset: 15d (days), 3wd (working days), 36h, 90m, 20s",
	}, like(`\d+(?:d|wd|h|m|s)`)}
	daysKind      = kind{"days", text{"số ngày: 30d", "days: 30d"}, like(`\d+d`)}
	periodDueKind = kind{"periodDue", text{
		"hạn trong kỳ: -10d, 5wd (so với ngày cuối kỳ), day 20, day 5 next",
		"due of a period: -10d, 5wd (from its last day), day 20, day 5 next",
	}, like(`-?\d+(?:d|wd)|day\s+0*(?:[1-9]|[12]\d|3[01])(?:\s+next)?`)}
	timesKind = kind{"times", text{"số lần", "number of times"}, whole(1, maxTimes)}

	accountKind = kind{"account", text{"mã tài khoản Telegram: số nguyên dương", "Telegram account: a positive number"}, whole(1, math.MaxInt64)}
	chatKind    = kind{"chat", text{"mã nhóm Telegram: số nguyên âm", "Telegram group: a negative number"}, whole(math.MinInt64, -1)}
	topicKind   = kind{"topic", text{"mã chủ đề: số nguyên dương", "topic: a positive number"}, whole(1, math.MaxInt32)}
	emailKind   = kind{"email", text{"địa chỉ thư điện tử", "e-mail address"}, like(`.+@.+`)}

	targetKind = kind{"target", text{
		"chỉ tiêu: \"> 90\", \"< previous\", \">= external\", qualitative",
		"target: \"> 90\", \"< previous\", \">= external\", qualitative",
	}, like(`(?:<|<=|=|>=|>)\s*(?:-?\d*\.?\d*|previous|external)|qualitative`)}
	addresseeKind = kind{"addressee", text{
		"nơi nhận: unit, head, supervisor, admins, unit:MÃ, person:MÃ",
		"recipient: unit, head, supervisor, admins, unit:ID, person:ID",
	}, like(`unit|head|supervisor|admins|(?:unit|person):[a-z0-9][a-z0-9._-]*`)}
	approverKind = kind{"approver", text{"supervisor hoặc unit:MÃ", "supervisor or unit:ID"}, like(`supervisor|unit:[a-z0-9][a-z0-9._-]*`)}

	zoneKind     = kind{"zone", text{"múi giờ", "time zone"}, like(`[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*`)}
	databaseKind = kind{"database", text{"sqlite:TỆP hoặc postgres://…", "sqlite:FILE or postgres://…"}, like(`sqlite:.+|postgres(?:ql)?://.*`)}
	addressKind  = kind{"address", text{"địa chỉ http:// hoặc https://", "http:// or https:// address"}, like(`[Hh][Tt][Tt][Pp][Ss]?://[^?#]+`)}
	proxyKind    = kind{"proxy", text{"địa chỉ http:// hoặc socks5://, hoặc \"\"", "http:// or socks5:// address, or \"\""},
		like(`|(?:[Hh][Tt][Tt][Pp]|[Ss][Oo][Cc][Kk][Ss]5)://.+`)}
	heartbeatKind = kind{"heartbeat", text{"địa chỉ http:// hoặc https://", "http:// or https:// address"}, like(`[Hh][Tt][Tt][Pp][Ss]?://[^#]+`)}
	tokenKind     = kind{"token", text{"mã bot", "bot token"}, like(`[^\s/?#%]+`, "number", "boolean")}
	rateKind      = kind{"rate", text{"mức: 28/s, 19/m, 100/h", "rate: 28/s, 19/m, 100/h"}, like(`\d+/[smh]`)}
	listenKind    = kind{"listen", text{"MÁY:CỔNG", "host:port"}, like(`.*:\d+`)}
)
