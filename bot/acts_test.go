package bot_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"dondoc/escalation"
)

const quarterly = "bao-cao@2022-Q1/huyen-uy"

// changed gives the world another office before its first day is looked at anew.
func (w *world) changed(change func(*escalation.Office)) {
	w.t.Helper()
	o := office()
	change(o)
	o.Hash = "2"
	w.mu.Lock()
	w.office = escalation.NewOffice(*o)
	w.mu.Unlock()
}

// reporting adds a quarterly report with three indicators, and the limits that a policy has.
func reporting(o *escalation.Office) {
	o.Indicators = []*escalation.Indicator{
		{ID: "ty-le", Title: "Tỷ lệ giải quyết", Unit: "%", Target: escalation.Target{Compare: ">", Value: 90}},
		{ID: "so-vu", Title: "Số vụ", Unit: "vụ", Target: escalation.Target{Compare: "<", Against: "previous"}},
		{ID: "an", Title: "Án quá hạn", Unit: "%", Target: escalation.Target{Compare: "<=", Value: 1}},
	}
	o.Reports = []*escalation.Report{{
		Work:  escalation.Work{ID: "bao-cao", Document: "nq", Title: "Báo cáo quý", Policy: "chuan", Review: "ban-noi-chinh"},
		Every: escalation.Quarterly, From: []string{"huyen-uy"}, Start: date("2022-01-01"), Until: date("2022-03-31"),
		Indicators: []string{"ty-le", "so-vu", "an"},
	}}
	p := o.Policies[0]
	p.Review = &escalation.Repeat{Every: offset("2wd"), Times: 3}
	p.Extensions = &escalation.ExtensionRule{Max: 1, Before: offset("3wd")}
}

var updates struct {
	sync.Mutex
	n int64
}

// posts lets somebody send a message that the sandbox's page cannot, such as a file.
func (w *world) posts(from int64, message string) {
	w.t.Helper()
	updates.Lock()
	updates.n++
	id := 900_000 + updates.n
	updates.Unlock()
	raw := fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1,"from":{"id":%d},"chat":{"id":%d,"type":"private"},%s}}`,
		id, id, from, from, message)
	if err := w.bot.Handle(w.t.Context(), json.RawMessage(raw)); err != nil {
		w.t.Fatal(err)
	}
	w.settle()
}

func document(id, name string, size int64, more string) string {
	return fmt.Sprintf(`"document":{"file_id":%q,"file_name":%q,"mime_type":"application/pdf","file_size":%d}%s`, id, name, size, more)
}

// files records what files are sent, and takes them as Telegram would.
func (w *world) files() func() []string {
	var mu sync.Mutex
	var sent []string
	w.breaks(func(method string, form url.Values) (int, string) {
		id := form.Get("document") + form.Get("photo")
		if id == "" {
			return 0, ""
		}
		mu.Lock()
		defer mu.Unlock()
		sent = append(sent, strings.Join([]string{method, form.Get("chat_id"), id, form.Get("caption")}, " "))
		return http.StatusOK, `{"ok":true,"result":{"message_id":5000}}`
	})
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return sent
	}
}

// TestAReportWithAnAlbumAndFigures is handed in whole: files, number, each indicator; the reviewer sees it, and the files follow.
func TestAReportWithAnAlbumAndFigures(t *testing.T) {
	w := newWorld(t)
	w.changed(reporting)
	sent := w.files()
	w.at("2022-03-15 09:00")
	number := w.assignment(quarterly).Number
	w.types(member, "/nhiemvu")
	w.presses(member, fmt.Sprintf("Báo cáo số %d", number))
	w.presses(member, "Báo cáo hoàn thành")
	w.says(member, "tệp kèm theo")
	w.posts(member, document("f0", "trong.pdf", 0, ""))
	w.says(member, "trong.pdf", "0 byte")
	w.posts(member, document("f0", "to.pdf", 21<<20, ""))
	w.says(member, "to.pdf", "20 MB")
	album := `,"media_group_id":"g1"`
	w.posts(member, document("f1", strings.Repeat("dài", 100)+".pdf", 2048, album+`,"caption":"12-BC/HU, 15/03/2022"`))
	before := len(w.chat(member))
	w.posts(member, `"photo":[{"file_id":"p-small","file_size":10},{"file_id":"p1","file_size":1000}]`+album)
	w.says(member, "Đã nhận 2 tệp", "Tỷ lệ giải quyết", "> 90")
	if n := len(w.chat(member)); n != before {
		t.Errorf("an album is answered with %d more messages", n-before)
	}
	w.restart()
	w.types(member, "nhiều")
	w.says(member, "Chưa đọc được số")
	w.types(member, "92,5%")
	w.says(member, "Số vụ")
	w.presses(member, "Bỏ qua")
	w.says(member, "Án quá hạn")
	w.types(member, "1,75")
	w.says(member, "12-BC/HU", "15/03/2022", "anh-2.jpg", "92,5% (chỉ tiêu > 90; đạt)", "1,75% (chỉ tiêu <= 1; chưa đạt)")
	w.presses(member, "Gửi")
	w.state(quarterly, escalation.Submitted)
	w.says(member, "số tiếp nhận", "đúng hạn", "92,5%")
	w.says(reviewer, "92,5% (chỉ tiêu > 90; đạt)", "anh-2.jpg")
	sub := w.assignment(quarterly).Submission
	if len(sub.Files) != 2 || sub.Files[1].ID != "p1" || !sub.Files[1].Photo || len([]rune(sub.Files[0].Name)) != 304 || len(sub.Figures) != 2 {
		t.Errorf("handed in: %+v", sub)
	}
	got := strings.Join(sent(), "\n")
	for _, want := range []string{"sendDocument 201 f1", "sendPhoto 201 p1", "sendDocument 202 f1", "sendPhoto 202 p1", "Báo cáo quý"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q was not sent:\n%s", want, got)
		}
	}
	w.at("2022-03-17 08:00")
	w.says(reviewer, "vẫn chờ", "92,5%")
	w.at("2022-03-17 09:00")
	w.presses(reviewer, "Xác nhận hoàn thành")
	w.state(quarterly, escalation.Completed)
}

// TestNoMoreFilesThanAnAlbumHas are taken.
func TestNoMoreFilesThanAnAlbumHas(t *testing.T) {
	w := newWorld(t)
	w.open(member, 1)
	w.presses(member, "Báo cáo hoàn thành")
	for i := range 11 {
		w.posts(member, document(fmt.Sprint("f", i), fmt.Sprintf("tep-%d.pdf", i), 10, `,"media_group_id":"g"`))
	}
	w.says(member, "tối đa 10 tệp", "tep-9.pdf")
	w.presses(member, "Gửi")
	if n := len(w.assignment(plan).Submission.Files); n != 10 {
		t.Errorf("%d files", n)
	}
}

// TestAReportIsTakenBackUntilItIsReviewed.
func TestAReportIsTakenBackUntilItIsReviewed(t *testing.T) {
	w := newWorld(t)
	w.open(member, 1)
	w.presses(member, "Báo cáo hoàn thành")
	w.types(member, "12-BC/HU, 01/03/2022")
	w.presses(member, "Gửi")
	w.presses(member, "Xem chi tiết")
	message, confirm := w.button(reviewer, "Xác nhận hoàn thành")
	w.presses(member, "Rút báo cáo")
	w.state(plan, escalation.Accepted)
	w.says(member, "Đã rút")
	if got := w.pushes(reviewer, reviewer, message, confirm); !got.Alert {
		t.Errorf("confirmed what was taken back: %+v", got)
	}
}

// review opens the card of the plan for the reviewer.
func (w *world) review() bubble {
	w.t.Helper()
	w.pushes(reviewer, reviewer, w.last(reviewer).ID, "1:v:1:0:0:0")
	return w.withCard(reviewer)
}

// asksReviewer lets the reviewing unit's head have a message to press on.
func (w *world) asksReviewer() {
	w.t.Helper()
	w.types(reviewer, "/trogiup")
	w.review()
}

// TestAPaperIsRecordedForItsUnit: on time by the day on which it was received.
func TestAPaperIsRecordedForItsUnit(t *testing.T) {
	w := newWorld(t)
	w.at("2022-04-04 09:00")
	w.asksReviewer()
	w.presses(reviewer, "Ghi nhận bản giấy")
	w.types(reviewer, "đã nhận rồi")
	w.says(reviewer, "Chưa đọc được số, ký hiệu")
	w.types(reviewer, "12-BC/HU, 30/03/2022")
	w.says(reviewer, "ngày nhận văn bản giấy")
	w.types(reviewer, "5/4/2022")
	w.says(reviewer, "chưa đến")
	w.types(reviewer, "31/3")
	w.state(plan, escalation.Submitted)
	w.says(member, "đã ghi nhận văn bản giấy", "12-BC/HU", "31/03/2022", "đúng hạn")
}

// TestAnExtensionIsGranted by buttons alone, and no second one is.
func TestAnExtensionIsGranted(t *testing.T) {
	w := newWorld(t)
	w.changed(reporting)
	w.at("2022-03-15 09:00")
	w.types(member, "/nhiemvu")
	w.open(member, 1)
	w.presses(member, "Đề nghị gia hạn")
	w.presses(member, "+15 ngày: 15/04/2022")
	w.says(member, "lý do gia hạn", "15/04/2022")
	w.types(member, "Chờ số liệu")
	if got := w.presses(member, "Đề nghị gia hạn"); !got.Alert || !strings.Contains(got.Text, "15/04/2022") {
		t.Errorf("asked twice: %+v", got)
	}
	w.presses(reviewer, "Đồng ý gia hạn")
	w.says(member, "Đồng ý gia hạn", "15/04/2022", "lần 1/1", "hạn gốc 31/03/2022")
	if a := w.assignment(plan); a.InForce().Date != date("2022-04-15") || a.Granted != 1 {
		t.Errorf("in force %v, granted %d", a.InForce().Date, a.Granted)
	}
	w.types(member, "/nhiemvu")
	w.says(member, "hạn gốc 31/03/2022")
	w.open(member, 1)
	if got := w.presses(member, "Đề nghị gia hạn"); !got.Alert || !strings.Contains(got.Text, "tối đa 1 lần") {
		t.Errorf("a second one: %+v", got)
	}
}

// TestAnExtensionIsRefused with reasons; one asked for on a day off moves; later it is too late to ask.
func TestAnExtensionIsRefused(t *testing.T) {
	w := newWorld(t)
	w.changed(reporting)
	w.at("2022-03-15 09:00")
	w.types(member, "/nhiemvu")
	w.open(member, 1)
	w.presses(member, "Đề nghị gia hạn")
	w.types(member, "+10 ngày")
	w.says(member, "lý do gia hạn", "Ngày 10/04/2022 là ngày nghỉ")
	w.types(member, "Chờ số liệu")
	w.presses(reviewer, "Không đồng ý")
	w.types(reviewer, "Không có căn cứ")
	w.says(member, "Không đồng ý gia hạn", "Không có căn cứ", "Thời hạn giữ nguyên: 31/03/2022")
	w.at("2022-03-29 09:00")
	w.types(member, "/nhiemvu")
	w.open(member, 1)
	if got := w.presses(member, "Đề nghị gia hạn"); !got.Alert || !strings.Contains(got.Text, "28/03/2022") {
		t.Errorf("too late: %+v", got)
	}
}

// TestALevelIsHeldBackAndThenSent: the approving head reads what would be sent.
func TestALevelIsHeldBackAndThenSent(t *testing.T) {
	w := newWorld(t)
	w.changed(func(o *escalation.Office) { o.Policies[0].Escalate[1].ApproveBy = escalation.ToSupervisor })
	w.at("2022-03-15 09:00")
	w.at("2022-04-01 08:00")
	w.at("2022-04-07 08:00")
	w.says(reviewer, "chuẩn bị gửi")
	w.open(reviewer, 1)
	w.presses(reviewer, "Chưa gửi")
	w.says(reviewer, "chưa gửi")
	if w.events(plan, escalation.EventHeldBack) != 1 {
		t.Error("the ledger does not say so")
	}
	w.at("2022-04-08 09:00")
	w.presses(reviewer, "Đồng ý gửi")
	w.settle()
	if w.events(plan, escalation.EventApproved) != 1 {
		t.Error("it was not approved")
	}
	w.says(head, "giải trình")
	w.types(head, "/giaitrinh")
	w.says(head, "Nhật ký")
	w.at("2022-04-12 08:00") // the day before was off
	w.says(head, "chưa nhận được giải trình", "17 giờ 00 ngày 12/04/2022")
	w.presses(head, "Gửi giải trình")
	w.at("2022-04-13 09:00")
	w.types(head, "Do thiếu số liệu")
	w.says(head, "Đã nhận giải trình", "quá hạn giải trình")
}

// TestWorkIsSuspendedAndResumed by the reviewing unit, with reasons.
func TestWorkIsSuspendedAndResumed(t *testing.T) {
	w := newWorld(t)
	w.asksReviewer()
	w.presses(reviewer, "Khác…")
	w.presses(reviewer, "Tạm dừng")
	w.types(reviewer, "Chờ ý kiến cấp trên")
	w.state(plan, escalation.Suspended)
	w.says(member, "tạm dừng", "Chờ ý kiến cấp trên")
	w.review()
	w.presses(reviewer, "Tiếp tục thực hiện")
	w.state(plan, escalation.Assigned)
	w.review()
	w.presses(reviewer, "Khác…")
	w.presses(reviewer, "Rút nhiệm vụ")
	w.types(reviewer, "Không còn cần thiết")
	w.state(plan, escalation.Withdrawn)
}

// TestNothingConfidentialIsTaken: no file and no text, only the number of the document.
func TestNothingConfidentialIsTaken(t *testing.T) {
	w := newWorld(t)
	w.open(member, 3)
	w.presses(member, "Báo cáo hoàn thành")
	w.posts(member, document("f1", "mat.pdf", 10, `,"caption":"Nội dung mật"`))
	w.says(member, "Không gửi văn bản mật", "chỉ xác nhận")
	w.types(member, "12-BC/HU, 01/03/2022, nội dung mật")
	w.says(member, "Không gửi văn bản mật")
	w.types(member, "12-BC/HU, 01/03/2022")
	if m := w.says(member, "Đã có số văn bản"); strings.Contains(m.Text, "12-BC") {
		t.Errorf("the number is told: %s", m.Text)
	}
	w.presses(member, "Gửi")
	if s := w.assignment("mat/huyen-uy").Submission; s == nil || s.Number != "12-BC/HU" || s.Text != "" || len(s.Files) > 0 {
		t.Errorf("handed in: %+v", s)
	}
}

// TestWhoHasDifficultiesAsksForMoreTimeAtOnce: it is one press away in the receipt, until it is asked for; the head hears what was decided
// though others of the unit are reached.
func TestWhoHasDifficultiesAsksForMoreTimeAtOnce(t *testing.T) {
	w := newWorld(t)
	w.works("2022-03-02 09:00", func(o *escalation.Office) { o.Tasks = o.Tasks[:1] })
	w.at("2022-03-07 08:00")
	w.presses(head, "Có vướng mắc")
	w.types(head, "Thiếu cán bộ")
	receipt := w.says(head, "Đã ghi nhận", "vướng mắc")
	if m := w.last(reviewer); strings.Contains(m.Text, "quá thời hạn trả lời") {
		t.Errorf("late in time: %s", m.Text)
	}
	w.pushes(head, head, receipt.ID, receipt.data("Đề nghị gia hạn"))
	w.presses(head, "+15 ngày: 15/04/2022")
	w.types(head, "Chờ bổ sung cán bộ")
	w.until("the receipt offers it no longer", func() bool { return w.message(head, receipt.ID).data("Đề nghị gia hạn") == "" })
	w.presses(reviewer, "Không đồng ý")
	w.types(reviewer, "Không có căn cứ")
	w.says(head, "Không đồng ý gia hạn", "Không có căn cứ")
	w.says(member, "Không đồng ý gia hạn")
}

// TestADifficultyThatComesLateSaysSo to who is above.
func TestADifficultyThatComesLateSaysSo(t *testing.T) {
	w := newWorld(t)
	w.at("2022-04-01 08:00")
	w.at("2022-04-05 09:00")
	w.types(head, "/tinhhinh")
	w.open(head, 1)
	w.presses(head, "Có vướng mắc")
	w.types(head, "Thiếu cán bộ")
	w.says(head, "quá thời hạn trả lời")
	w.says(reviewer, "có khó khăn, vướng mắc", "(quá thời hạn trả lời)")
}

// TestAQuestionIsCalledOffByItsOwnButton, not by that of one before it.
func TestAQuestionIsCalledOffByItsOwnButton(t *testing.T) {
	w := newWorld(t)
	w.open(member, 1)
	w.presses(member, "Báo cáo hoàn thành")
	old := w.last(member)
	w.presses(member, "Đề nghị gia hạn")
	if got := w.pushes(member, member, old.ID, old.data("Hủy")); !got.Alert || !strings.Contains(got.Text, "quá lâu") {
		t.Errorf("the question before: %+v", got)
	}
	w.types(member, "15/4/2022")
	w.says(member, "lý do gia hạn")
	w.presses(member, "Hủy")
	w.says(member, "Đã hủy")
}

// TestALevelIsApprovedByWhomItWaitsFor, though another one waits for somebody else first; pressed twice, it says that it is done.
func TestALevelIsApprovedByWhomItWaitsFor(t *testing.T) {
	w := newWorld(t)
	w.changed(func(o *escalation.Office) {
		o.Policies[0].Escalate[0].ApproveBy = escalation.ToSupervisor
		o.Policies[0].Escalate[1].ApproveBy = "unit:van-phong"
	})
	w.at("2022-03-15 09:00")
	w.at("2022-04-01 08:00")
	w.at("2022-04-07 08:00")
	w.open(boss, 1)
	asked, data := w.button(boss, "Đồng ý gửi")
	w.types(boss, "/duyet")
	w.open(boss, 1)
	w.presses(boss, "Đồng ý gửi")
	a := w.assignment(plan)
	if got := a.Holding(); !slices.Equal(got, []int{1}) {
		t.Errorf("levels %v wait, want the first", got)
	}
	if got := w.pushes(boss, boss, asked, data); !got.Alert || !strings.Contains(got.Text, "đã được ghi nhận") {
		t.Errorf("pressed twice: %+v", got)
	}
	if n := w.events(plan, escalation.EventApproved); n != 1 {
		t.Errorf("approved %d times", n)
	}
}
