package config

import (
	"errors"
	"fmt"
	"strings"

	"dondoc/escalation"
)

// code names a message, or a word that messages use, in the catalogue.
type code string

// text is a message in both languages; %[n]… is its n-th argument.
type text struct{ vi, en string }

// route is a chain of units, as messages show it.
type route []string

func (r route) String() string { return strings.Join(r, " → ") }

func (p place) String() string {
	if p.line == 0 {
		return p.file.name
	}
	return fmt.Sprintf("%s:%d", p.file.name, p.line)
}

// in is the message in a language. Arguments that are words of the catalogue are put into that language too.
func (c code) in(language escalation.Language, args ...any) string {
	t, ok := catalogue[c]
	if !ok {
		return string(c)
	}
	format := t.vi
	if language == escalation.English {
		format = t.en
	}
	if !strings.Contains(format, "%") {
		return format
	}
	words := make([]any, len(args))
	for i, arg := range args {
		words[i] = inLanguage(language, arg)
	}
	return fmt.Sprintf(format, words...)
}

func inLanguage(language escalation.Language, arg any) any {
	switch arg := arg.(type) {
	case code:
		return arg.in(language)
	case suggestion:
		if arg == "" {
			return ""
		}
		return code("did-you-mean").in(language, string(arg))
	}
	return arg
}

// wordedError is an error in the configuration's language.
func wordedError(language *escalation.Language, c code, args ...any) error {
	return errors.New(c.in(*language, args...))
}

// catalogue holds every text of this package.
var catalogue = map[code]text{
	"warning":      {"cảnh báo: %[1]s", "warning: %[1]s"},
	"did-you-mean": {"; có phải %[1]q?", "; did you mean %[1]q?"},

	"person":    {"người", "person"},
	"unit":      {"đơn vị", "unit"},
	"group":     {"nhóm", "group"},
	"document":  {"văn bản", "document"},
	"task":      {"nhiệm vụ", "task"},
	"report":    {"báo cáo", "report"},
	"indicator": {"chỉ tiêu", "indicator"},
	"policy":    {"chế độ đôn đốc", "policy"},

	// Files.
	"no-file":           {"không có tệp hoặc thư mục này; chỉ tệp cấu hình bằng --config hoặc DONDOC_CONFIG", "there is no such file or folder; name the configuration with --config or DONDOC_CONFIG"},
	"no-permission":     {"không có quyền đọc; hãy cấp quyền đọc cho tài khoản chạy dondoc", "no permission to read it; let the account that runs dondoc read it"},
	"unreadable":        {"không đọc được: %[1]s", "it cannot be read: %[1]s"},
	"empty-folder":      {"thư mục không có tệp *.yaml nào", "the folder holds no *.yaml file"},
	"is-folder":         {"đây là thư mục, không phải tệp", "this is a folder, not a file"},
	"too-large":         {"tệp lớn hơn %[1]d MB", "the file is larger than %[1]d MB"},
	"yml-ignored":       {"tệp này không được đọc; tên tệp phải kết thúc bằng .yaml", "this file is not read; its name must end with .yaml"},
	"not-utf8":          {"ký tự không đúng mã UTF-8; hãy lưu tệp theo mã UTF-8", "this is not UTF-8; save the file as UTF-8"},
	"control-character": {"ký tự điều khiển %[1]U không dùng được ở đây", "the control character %[1]U cannot stand here"},

	// YAML.
	"syntax":          {"sai cú pháp YAML: %[1]s", "this is not YAML: %[1]s"},
	"syntax-tab":      {"YAML không thụt dòng bằng phím tab; hãy dùng dấu cách", "YAML is not indented with tabs; use spaces"},
	"syntax-colon":    {"dấu hai chấm ở chỗ không đặt được khóa; nếu là nội dung thì để trong dấu ngoặc kép, nếu là khóa thì xem lại thụt dòng", "a colon where no key can stand; put a text in quotation marks, or mend the indentation of a key"},
	"syntax-quote":    {"dấu ngoặc kép hoặc nháy mở ở đây mà không đóng", "the quotation mark opened here is not closed"},
	"syntax-bracket":  {"trước chỗ này thiếu dấu phẩy hoặc dấu đóng ngoặc; ngoặc mở ở %[2]s", "a comma or a closing bracket is missing before this; the bracket is opened at %[2]s"},
	"syntax-indent":   {"dòng này không khớp với các dòng trên: thiếu dấu hai chấm, hoặc thụt dòng không đều", "this line does not fit those above: a colon is missing, or the indentation is uneven"},
	"syntax-anchor":   {"tên dẫn chiếu sau dấu * chưa được đặt bằng dấu & ở phía trên", "no & above has named what this * refers to"},
	"second-document": {"mỗi tệp chỉ có một tài liệu YAML; hãy bỏ dấu --- hoặc tách thành hai tệp", "a file holds one YAML document; remove the --- or split the file in two"},
	"alias-circle":    {"phần được đặt tên bằng dấu & lại chứa chính nó", "what & names here contains itself"},
	"alias-bomb":      {"các dẫn chiếu * lồng nhau thành quá nhiều giá trị; hãy viết trực tiếp", "the * references nest into too many values; write them out"},
	"tag":             {"không dùng thẻ YAML %[1]q; hãy bỏ đi", "YAML tags such as %[1]q are not used; remove it"},

	// Keys and kinds of values.
	"unknown-key":   {"không có khóa %[1]q ở đây%[2]s", "there is no key %[1]q here%[2]s"},
	"duplicate-key": {"khóa %[1]q đã có ở %[2]s", "the key %[1]q stands at %[2]s already"},
	"section-twice": {"khóa %[1]q đã có ở %[2]s; chỉ khai một lần trong tất cả các tệp", "the key %[1]q stands at %[2]s already; it is given once in all files"},
	"bad-key":       {"khóa phải là một từ", "a key must be a single word"},
	"missing-key":   {"thiếu khóa %[1]q", "the key %[1]q is missing"},
	"no-value":      {"khóa %[1]q chưa có giá trị; hãy điền hoặc bỏ khóa này", "the key %[1]q has no value; give one or remove the key"},
	"no-item":       {"mục này của danh sách để trống", "this item of the list is empty"},
	"empty":         {"không được để trống", "this must not be empty"},
	"want-mapping":  {"ở đây cần các cặp khóa: giá trị", "this must be pairs of key: value"},
	"want-list":     {"ở đây cần một danh sách, như [a, b]", "this must be a list, such as [a, b]"},
	"want-text":     {"ở đây cần một giá trị đơn, không phải danh sách hay nhóm khóa", "this must be a single value, not a list or a mapping"},
	"want-boolean":  {"%[1]q không dùng được; hãy ghi true hoặc false", "%[1]q will not do; write true or false"},
	"quoted":        {"%[1]q là chữ vì nằm trong dấu ngoặc kép; hãy bỏ dấu ngoặc", "%[1]q is a text because of its quotation marks; remove them"},
	"want-choice":   {"%[1]q không dùng được; hãy chọn: %[2]s%[3]s", "%[1]q will not do; choose one of: %[2]s%[3]s"},

	// The environment.
	"variable-name":    {"%[1]q không đúng dạng ${TEN_BIEN}: chữ cái không dấu, chữ số và dấu gạch dưới", "%[1]q is not of the form ${NAME}: letters, digits and underscores"},
	"variable-missing": {"thiếu biến môi trường %[1]s", "the environment variable %[1]s is missing"},
	"variable-holds":   {"giá trị lấy từ môi trường cho %[1]s không dùng được: %[2]s", "what the environment gives for %[1]s will not do: %[2]s"},

	// Ids and references.
	"bad-id":                {"mã %[1]q không hợp lệ; chỉ dùng chữ thường không dấu, chữ số và các dấu . _ - (bắt đầu bằng chữ hoặc số, nhiều nhất 64 ký tự)", "the id %[1]q is malformed; use lower-case letters, digits and . _ - (a letter or digit first, 64 characters at most)"},
	"duplicate-id":          {"%[1]s %[2]q đã có ở %[3]s", "the %[1]s %[2]q is at %[3]s already"},
	"unknown-id":            {"không có %[1]s %[2]q%[3]s", "there is no %[1]s %[2]q%[3]s"},
	"unknown-unit-or-group": {"không có đơn vị hoặc nhóm %[1]q%[2]s", "there is no unit or group %[1]q%[2]s"},
	"unknown-clause":        {"văn bản %[2]q không có điều khoản %[1]q%[3]s", "the document %[2]q has no clause %[1]q%[3]s"},
	"which-one":             {"thiếu khóa %[1]q: có nhiều %[2]s (%[3]s), phải chỉ rõ", "the key %[1]q is missing: there is more than one %[2]s (%[3]s)"},
	"none-there":            {"thiếu khóa %[1]q, và chưa khai %[2]s nào", "the key %[1]q is missing, and no %[2]s is described"},
	"goes-with":             {"khóa %[1]q phải đi cùng khóa %[2]q", "the key %[1]q goes with the key %[2]q"},
	"goes-not-with":         {"khóa %[1]q không đi cùng khóa %[2]q; chỉ giữ một", "the key %[1]q does not go with the key %[2]q; keep one of them"},

	// Formats.
	"bad-date":       {"%[1]q không phải là ngày; cần dạng NĂM-THÁNG-NGÀY như 2026-03-31", "%[1]q is not a date; write year-month-day, such as 2026-03-31"},
	"no-such-date":   {"không có ngày %[1]s (chỉ nhận các năm từ %[2]d đến %[3]d)", "the date %[1]s does not exist (years from %[2]d to %[3]d are taken)"},
	"bad-due":        {"%[1]q không phải là thời hạn; cần ngày như 2026-03-31, hoặc ngày giờ như 2026-03-31T11:00", "%[1]q is not a due date; write 2026-03-31, or 2026-03-31T11:00"},
	"bad-time":       {"%[1]q không phải là giờ; cần dạng \"08:00\"", "%[1]q is not a time of day; write it like \"08:00\""},
	"bad-hours":      {"%[1]q không phải là giờ làm việc; cần dạng \"07:30-17:00\", giờ mở trước giờ đóng", "%[1]q are no working hours; write them like \"07:30-17:00\", the opening before the closing"},
	"bad-offset":     {"%[1]q không phải là khoảng thời gian; cần một số và một đơn vị: 15d (ngày), 3wd (ngày làm việc), 36h, 90m hoặc 20s, không quá mười năm", "%[1]q is not an offset; write one number and one unit: 15d (days), 3wd (working days), 36h, 90m or 20s, ten years at most"},
	"bad-from":       {"%[1]q không dùng được ở from; cần số ngày như 30d", "%[1]q cannot stand at from; write a number of days, such as 30d"},
	"bad-period-due": {"%[1]q không phải là hạn của kỳ báo cáo; cần -10d, 5wd (so với ngày cuối kỳ), day 20 hoặc day 5 next", "%[1]q is not a report's due; write -10d, 5wd (from the period's last day), day 20 or day 5 next"},
	"bad-month-day":  {"%[1]q không phải là ngày trong năm; cần dạng \"03-20\" (tháng-ngày)", "%[1]q is not a day of the year; write it like \"03-20\" (month-day)"},
	"leap-day":       {"năm nào cũng phải có ngày này, mà 02-29 chỉ có trong năm nhuận; hãy dùng 02-28 hoặc 03-01", "every year must have this day, and 02-29 is in leap years only; write 02-28 or 03-01"},
	"bad-target":     {"%[1]q không phải là chỉ tiêu; cần dấu so sánh và một số như \"> 90\", hoặc \"< previous\", \">= external\", \"qualitative\"", "%[1]q is not a target; write a comparison and a number such as \"> 90\", or \"< previous\", \">= external\", \"qualitative\""},
	"bad-email":      {"%[1]q không phải là địa chỉ thư điện tử", "%[1]q is not an e-mail address"},
	"bad-timezone":   {"không có múi giờ %[1]q; cần tên như Asia/Ho_Chi_Minh", "there is no time zone %[1]q; write a name such as Asia/Ho_Chi_Minh"},
	"bad-rate":       {"%[1]q không phải là mức giới hạn; cần dạng 28/s, 19/m hoặc 100/h, từ 1 trở lên", "%[1]q is not a limit; write it like 28/s, 19/m or 100/h, 1 at least"},

	// Settings; what may hold a secret is not repeated.
	"bad-database":          {"địa chỉ cơ sở dữ liệu phải là sqlite:TỆP hoặc postgres://…", "the database must be sqlite:FILE or postgres://…"},
	"bad-database-variable": {"biến môi trường %[1]s phải là sqlite:TỆP hoặc postgres://…", "the environment variable %[1]s must be sqlite:FILE or postgres://…"},
	"bad-token":             {"mã bot không được trống và không có dấu cách hay các ký tự / ? # %%", "a bot token must not be empty nor hold spaces or any of / ? # %%"},
	"bad-api":               {"api phải là địa chỉ http:// hoặc https://, không kèm tên, mật khẩu hay tham số", "api must be an http:// or https:// address without user, password or query"},
	"bad-proxy":             {"proxy phải là địa chỉ http://… hoặc socks5://…, hoặc để \"\"", "proxy must be an http://… or socks5://… address, or \"\""},
	"bad-listen":            {"%[1]q không phải là địa chỉ để lắng nghe; cần MÁY:CỔNG như 127.0.0.1:8080", "%[1]q is not an address to listen on; write host:port, such as 127.0.0.1:8080"},
	"token-file":            {"không đọc được tệp chứa mã bot %[1]s", "the token file %[1]s cannot be read"},
	"token-file-holds-none": {"tệp %[1]s không chứa mã bot", "the file %[1]s holds no bot token"},

	// People and units.
	"bad-telegram":      {"%[1]q không phải là mã tài khoản Telegram: một số nguyên dương", "%[1]q is not the id of a Telegram account: a positive whole number"},
	"bad-chat":          {"%[1]q không phải là mã nhóm Telegram: một số nguyên âm, như -1001234567890", "%[1]q is not the id of a Telegram group: a negative whole number, such as -1001234567890"},
	"bad-topic":         {"%[1]q không phải là mã chủ đề trong nhóm: một số nguyên dương", "%[1]q is not a topic of a group: a positive whole number"},
	"telegram-twice":    {"tài khoản Telegram %[1]d đã khai cho người %[2]q", "the Telegram account %[1]d belongs to the person %[2]q already"},
	"supervisor-circle": {"quan hệ cấp trên đi vòng tròn: %[1]v", "the supervisors run in a circle: %[1]v"},
	"until-before-from": {"nhiệm kỳ kết thúc %[1]v trước khi bắt đầu %[2]v", "the term ends %[1]v, before it starts %[2]v"},
	"terms-overlap":     {"nhiệm kỳ của %[1]q trùng thời gian với nhiệm kỳ của %[2]q", "the term of %[1]q overlaps that of %[2]q"},
	"terms-gap":         {"từ ngày %[2]v đơn vị %[1]q không có người đứng đầu cho đến nhiệm kỳ sau; hãy nối các nhiệm kỳ hoặc khai acting", "from %[2]v the unit %[1]q has no head until the next term; join the terms or name who is acting"},
	"own-successor":     {"đơn vị %[1]q không thể kế thừa chính nó", "the unit %[1]q cannot succeed itself"},
	"empty-group":       {"nhóm %[1]q không có đơn vị nào", "the group %[1]q has no unit"},
	"group-is-unit":     {"tên nhóm %[1]q trùng với đơn vị ở %[2]s", "the group %[1]q has the name of the unit at %[2]s"},
	"group-in-group":    {"%[1]q là một nhóm; nhóm không chứa nhóm, hãy liệt kê các đơn vị", "%[1]q is a group; groups do not nest, list the units"},
	"no-units":          {"chưa có đơn vị nào", "there is no unit"},

	// Documents, tasks, reports.
	"clause-twice":           {"điều khoản %[1]q đã có trong văn bản này", "this document has a clause %[1]q already"},
	"no-quote":               {"điều khoản %[1]q quy định trách nhiệm thì phải có quote: lời văn được trích dẫn", "the clause %[1]q is about accountability and needs a quote: the words that may be cited"},
	"not-in-text":            {"lời trích của điều khoản %[1]q không có trong text", "the quote of the clause %[1]q is not in its text"},
	"due-before-assigned":    {"thời hạn %[1]v trước ngày giao %[2]v", "it is due %[1]v, before it is assigned %[2]v"},
	"done-before-assigned":   {"hoàn thành %[1]v trước ngày giao %[2]v", "it is done %[1]v, before it is assigned %[2]v"},
	"until-before-start":     {"kết thúc %[1]v trước khi bắt đầu %[2]v", "it ends %[1]v, before it starts %[2]v"},
	"no-rhythm":              {"thiếu kỳ báo cáo: cần every và due, hoặc dates", "when is it owed? every and due are missing, or dates"},
	"day-with-week":          {"kỳ báo cáo tuần không dùng \"day …\"; cần khoảng tính từ Chủ nhật, như 0d hoặc -2d", "a weekly report has no \"day …\"; write an offset from Sunday, such as 0d or -2d"},
	"no-dates":               {"danh sách ngày để trống", "the list of dates is empty"},
	"day-twice":              {"ngày %[1]q đã có trong danh sách", "%[1]q is in the list already"},
	"deadline-before-period": {"hạn của kỳ %[1]s là %[2]v, trước ngày đầu kỳ %[3]v", "the period %[1]s is due %[2]v, before its first day %[3]v"},

	// Policies.
	"at-outside-hours":   {"giờ gửi tin (at) %[1]v nằm ngoài giờ làm việc %[2]v", "notices at %[1]v (at) are outside the working hours %[2]v"},
	"bad-times":          {"%[1]q không phải là số lần: một số nguyên từ %[2]d đến %[3]d", "%[1]q is not a number of times: a whole number from %[2]d to %[3]d"},
	"zero-every":         {"khoảng lặp phải lớn hơn 0", "what repeats needs a distance greater than 0"},
	"zero-after":         {"bậc phải sau thời hạn: after phải lớn hơn 0", "a level comes after the deadline: after must be greater than 0"},
	"zero-answer-within": {"thời gian trả lời phải lớn hơn 0", "the time to answer must be greater than 0"},
	"other-kind":         {"every %[1]v và after %[2]v phải cùng loại: đều là ngày, đều là ngày làm việc, hoặc đều là giờ, phút, giây", "every %[1]v and after %[2]v must be of one kind: days, working days, or hours, minutes and seconds"},
	"goes-back":          {"after %[1]v sớm hơn bậc %[2]d (after %[3]v); các bậc phải theo thứ tự thời gian", "after %[1]v is earlier than level %[2]d (after %[3]v); the levels must be in order of time"},
	"no-time-to-answer":  {"bậc hỏi gần nhất phía trên không có answer_within, nên không biết khi nào là chưa trả lời", "the nearest earlier level that asks has no answer_within, so nothing tells when it is unanswered"},
	"nobody-asked":       {"không có bậc nào phía trên hỏi (ask), nên không có gì để chưa trả lời", "no earlier level asks anything that could be unanswered"},
	"nobody":             {"chưa có nơi nhận", "there is no recipient"},
	"bad-addressee":      {"%[1]q không phải là nơi nhận; hãy chọn: unit, head, supervisor, admins, unit:MÃ, person:MÃ%[2]s", "%[1]q is no recipient; choose one of: unit, head, supervisor, admins, unit:ID, person:ID%[2]s"},
	"bad-approver":       {"%[1]q không duyệt được; hãy ghi supervisor hoặc unit:MÃ%[2]s", "%[1]q cannot approve; write supervisor or unit:ID%[2]s"},

	// Calendar.
	"no-workdays": {"phải có ít nhất một ngày làm việc trong tuần", "the week needs at least one working day"},
	"date-twice":  {"ngày %[1]v đã khai ở %[2]s; mỗi ngày chỉ khai một lần, nghỉ hoặc làm việc", "the day %[1]v is listed at %[2]s already; list it once, off or worked"},

	// Warnings.
	"no-admins":      {"chưa khai người quản trị (admins)", "there is no administrator (admins)"},
	"no-work":        {"chưa có nhiệm vụ, báo cáo nào để đôn đốc", "there is no task and no report to follow up"},
	"no-head":        {"đơn vị %[1]q chưa có người đứng đầu (head)", "the unit %[1]q has no head"},
	"no-supervisor":  {"đơn vị %[1]q không có cấp trên (supervisor), mà chế độ đôn đốc %[2]q báo cáo cấp trên; người quản trị sẽ nhận thay", "the unit %[1]q has no supervisor, which the policy %[2]q tells; the administrators will hear it instead"},
	"unused-policy":  {"không nhiệm vụ, báo cáo nào dùng chế độ đôn đốc %[1]q", "no task and no report uses the policy %[1]q"},
	"unit-has-ended": {"đơn vị %[1]q kết thúc hoạt động ngày %[2]v mà báo cáo vẫn tiếp tục", "the unit %[1]q ends on %[2]v and the report goes on"},
}
