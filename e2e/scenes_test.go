package e2e

import (
	"strings"
	"testing"
)

// Who else takes part.
const (
	deputy      = "Phó Trưởng Ban Tuyên giáo Tỉnh ủy"
	prosecutors = "Ban Cán sự đảng Viện kiểm sát nhân dân tỉnh"
	prosecutor  = "Bí thư Ban Cán sự đảng Viện kiểm sát nhân dân tỉnh"
	yearly      = "Báo cáo kết quả thực hiện Nghị quyết hằng năm, kèm chỉ tiêu về truy tố"
	more        = "Đề nghị gia hạn"
)

// opens opens the card of the story's assignment from the list of one's units.
func (s *story) opens(who string) {
	s.t.Helper()
	s.says(who, "/nhiemvu")
	s.does(who, s.number)
}

// finds opens the card of the story's assignment for the reviewing unit: from a list, limited to the unit that owes it.
func (s *story) finds(who, list string) {
	s.t.Helper()
	s.says(who, list)
	s.does(who, "Chọn đơn vị")
	for !s.offers(who, propaganda) {
		s.does(who, "Trang sau")
	}
	s.does(who, propaganda)
	s.does(who, s.number)
	s.reads(who, "", work, "Trạng thái")
}

// offers reports whether the last message to somebody has a button.
func (s *story) offers(who, label string) bool {
	for _, row := range s.last(s.chatOf(who)).Buttons {
		for _, b := range row {
			if b.Text == label {
				return true
			}
		}
	}
	return false
}

// isTold presses a button whose answer is for the presser alone.
func (s *story) isTold(who, label string, texts ...string) {
	s.t.Helper()
	got := s.does(who, label)
	if !got.Alert || !holds(got.Text, texts) {
		s.t.Errorf("%s presses %q and is told %+v, want %q", who, label, got, texts)
	}
}

// never checks that no message to a chat holds all of these.
func (s *story) never(who string, texts ...string) {
	s.t.Helper()
	if mentions(s.process, s.chatOf(who), texts...) > 0 {
		s.t.Errorf("%s was told %q", who, texts)
	}
}

// blocks lets a person block the bot, or unblock it.
func (s *story) blocks(who string, blocked bool) {
	s.t.Helper()
	s.post("/sandbox/block", map[string]any{"person": s.chatOf(who), "blocked": blocked}, nil)
	s.settle()
}

// ends checks what every story leaves behind.
func (s *story) ends() {
	s.t.Helper()
	s.keepsTheRules()
	if strings.Contains(s.output.String(), "level=ERROR") {
		s.t.Error("there are errors in the log")
	}
}

// A report that came by post counts from the day it was received: the unit is not reported for what it handed in.
func TestAPaperByPostIsRecordedByTheReviewer(t *testing.T) {
	t.Parallel()
	s := tell(t)
	s.at("2022-03-14T09:00")
	s.finds(reviewer, "/ghinhan")
	s.does(reviewer, "Ghi nhận bản giấy")
	s.says(reviewer, "12-BC/BTG, 10/03/2022")
	s.reads(reviewer, "", "ngày nhận văn bản giấy")
	s.says(reviewer, "15/3/2022")
	s.reads(reviewer, "", "15/03/2022 chưa đến")
	s.says(reviewer, "11/3")
	s.stateIs("Đã báo cáo, chờ xác nhận")
	s.reads(propaganda, "2022-03-14 09:00", "đã ghi nhận văn bản giấy", "12-BC/BTG", "10/03/2022", "nhận bản giấy ngày 11/03/2022", "đúng hạn")

	s.at("2022-03-30T08:00")
	s.never(propaganda, work, "quá hạn")
	s.never(its, work, "quá hạn")
	s.never(supervisor, work)
	s.never(committee, work)
	s.reads(reviewer, "", work, "vẫn chờ") // it is the reviewer who is reminded

	s.finds(reviewer, "/duyet")
	s.does(reviewer, "Xác nhận hoàn thành")
	s.stateIs("Hoàn thành")
	s.reads(propaganda, "2022-03-30 08:00", "xác nhận hoàn thành", "đúng hạn")
	s.ends()
}

// An extension that is granted moves the ladder, and both dates stay visible; while it waits there is no second one.
func TestAnExtensionIsGranted(t *testing.T) {
	t.Parallel()
	s := tell(t)
	s.at("2022-03-01T09:00")
	s.opens(its)
	s.does(its, more)
	s.does(its, "+15 ngày: 30/03/2022")
	s.says(its, "Chờ tài liệu của Trung ương")
	s.reads(its, "2022-03-01 09:00", "từ 15/03/2022 đến 30/03/2022", "thời hạn cũ vẫn có hiệu lực")
	s.reads(reviewer, "2022-03-01 09:00", "từ 15/03/2022 đến 30/03/2022", "Chờ tài liệu của Trung ương")
	s.isTold(its, more, "30/03/2022", "đang chờ ý kiến")

	s.does(reviewer, "Đồng ý gia hạn")
	s.reads(propaganda, "2022-03-01 09:00", "Đồng ý gia hạn", "30/03/2022", "lần 1/2", "hạn gốc 15/03/2022")
	s.opens(its)
	s.reads(its, "", "30/03/2022", "hạn gốc 15/03/2022")

	s.at("2022-03-30T08:00")
	s.never(its, work, "quá hạn")
	s.never(propaganda, work, "quá hạn")
	s.reads(propaganda, "2022-03-30 08:00", work, "30/03/2022")
	s.at("2022-03-31T08:00")
	s.reads(its, "2022-03-31 08:00", work, "quá hạn 1 ngày làm việc", "30/03/2022")
	s.ends()
}

// One that is refused leaves the deadline where it is, and says why; later than three working days before it is too late to ask.
func TestAnExtensionIsRefusedAndAnotherIsTooLate(t *testing.T) {
	t.Parallel()
	s := tell(t)
	s.at("2022-03-01T09:00")
	s.opens(its)
	s.does(its, more)
	s.says(its, "30/2/2022")
	s.reads(its, "", "Chưa đọc được ngày")
	s.says(its, "26/3") // a Saturday
	s.reads(its, "", "Ngày 26/03/2022 là ngày nghỉ", "28/03/2022")
	s.says(its, "Chờ kinh phí")
	s.does(reviewer, "Không đồng ý")
	s.says(reviewer, "Kinh phí đã được cấp")
	s.reads(propaganda, "2022-03-01 09:00", "Không đồng ý gia hạn", "28/03/2022", "Kinh phí đã được cấp", "Thời hạn giữ nguyên: 15/03/2022")

	s.at("2022-03-11T09:00")
	s.isTold(its, more, "3 ngày làm việc", "10/03/2022")
	s.at("2022-03-16T08:00")
	s.reads(its, "2022-03-16 08:00", work, "quá hạn 1 ngày làm việc")
	s.ends()
}

// A head who blocked the bot: the deputy is asked and answers, and the supervisor hears that the head could not be reached, not that the
// head is silent. Unblocked, the head is told again.
func TestTheDeputyAnswersForAHeadWhoCannotBeReached(t *testing.T) {
	t.Parallel()
	s := tell(t)
	s.at("2022-03-15T09:00")
	s.blocks(its, true)
	s.at("2022-03-16T08:00")
	s.reads(deputy, "2022-03-16 08:00", work, "quá hạn 1 ngày làm việc", "cho biết tình hình", "chưa liên lạc được", its)
	s.reads(supervisor, "2022-03-16 08:00", "chưa liên lạc được qua Telegram với đồng chí "+its, "không coi là không trả lời")
	s.does(deputy, "Đúng tiến độ")

	s.at("2022-03-21T08:00")
	s.neverReported()
	s.blocks(its, false)
	s.at("2022-03-22T08:00")
	s.does(supervisor, "Đồng ý gửi")
	s.reads(its, "2022-03-22 08:00", work, "giải trình bằng văn bản")
	s.ends()
}

// When the deputy cannot be reached either, nobody was asked, so nobody is reported for not answering.
func TestNobodyIsReportedForWhatNeverArrived(t *testing.T) {
	t.Parallel()
	s := tell(t)
	s.at("2022-03-15T09:00")
	s.blocks(its, true)
	s.blocks(deputy, true)
	s.at("2022-03-16T08:00")
	s.reads(supervisor, "2022-03-16 08:00", "chưa liên lạc được qua Telegram với đồng chí "+its, "không coi là không trả lời")
	s.reads(propaganda, "2022-03-16 08:00", work, "quá hạn 1 ngày làm việc") // the unit's group is told as ever
	s.at("2022-03-21T08:00")
	s.neverReported()
	s.ends()
}

// neverReported checks that the supervisor has not heard of a head who does not answer.
func (s *story) neverReported() {
	s.t.Helper()
	s.never(supervisor, work, "chưa trả lời câu hỏi")
	s.never(supervisor, work, "kính báo cáo: "+propaganda+" chưa hoàn thành")
}

// A report's indicators are asked for one by one, with the decimal comma, and shown against their targets.
func TestAReportWithFigures(t *testing.T) {
	t.Parallel()
	s := tell(t)
	s.at("2022-12-01T09:00")
	s.says(prosecutor, "/nhiemvu")
	s.does(prosecutor, "Báo cáo số "+itoa(s.row(yearly, prosecutors).Number))
	s.does(prosecutor, "Báo cáo hoàn thành")
	s.says(prosecutor, "20-BC/BCSĐ, 30/11/2022")
	s.reads(prosecutor, "", "Tỷ lệ truy tố đúng thời hạn", "chỉ tiêu > 90", "ví dụ 92,5")
	s.says(prosecutor, "gần hết")
	s.reads(prosecutor, "", "Chưa đọc được số")
	s.says(prosecutor, "92,5%")
	s.reads(prosecutor, "", "Tỷ lệ truy tố bị can đúng tội")
	s.says(prosecutor, "88,25")
	s.reads(prosecutor, "", "20-BC/BCSĐ", "92,5% (chỉ tiêu > 90; đạt)", "88,25% (chỉ tiêu > 90; chưa đạt)", "xác nhận để gửi")
	s.does(prosecutor, "Gửi")
	s.reads(prosecutor, "2022-12-01 09:00", "số tiếp nhận", "đúng hạn")
	s.reads(supervisor, "2022-12-01 09:00", prosecutors, "20-BC/BCSĐ", "92,5% (chỉ tiêu > 90; đạt)", "88,25% (chỉ tiêu > 90; chưa đạt)")
	s.does(supervisor, "Xác nhận hoàn thành")
	if r := s.row(yearly, prosecutors); r.State != "Hoàn thành" {
		t.Errorf("state %q", r.State)
	}
	s.ends()
}

// What was handed in by mistake is withdrawn before it is reviewed, and handed in again.
func TestAReportIsWithdrawnAndHandedInAgain(t *testing.T) {
	t.Parallel()
	s := tell(t)
	s.at("2022-03-10T09:00")
	s.opens(its)
	s.does(its, "Báo cáo hoàn thành")
	s.says(its, "11-BC/BTG, 09/03/2022")
	s.does(its, "Gửi")
	s.stateIs("Đã báo cáo, chờ xác nhận")
	s.reads(reviewer, "2022-03-10 09:00", "11-BC/BTG")

	s.opens(its)
	s.does(its, "Rút báo cáo")
	s.reads(its, "", "Đã rút báo cáo", "hạn 15/03/2022")
	s.stateIs("Đã tiếp nhận")
	s.at("2022-03-14T08:00")
	s.reads(propaganda, "2022-03-14 08:00", work, "đến hạn") // the reminders go on

	s.opens(its)
	s.does(its, "Báo cáo hoàn thành")
	s.says(its, "12-BC/BTG, 14/03/2022")
	s.does(its, "Gửi")
	s.reads(its, "", "12-BC/BTG", "số tiếp nhận", "đúng hạn")
	s.reads(reviewer, "2022-03-14 08:00", "12-BC/BTG")
	s.does(reviewer, "Xác nhận hoàn thành")
	s.stateIs("Hoàn thành")
	s.ends()
}

// The supervisor holds the request for an explanation back, and lets it go a day later: the time to answer counts from then.
func TestARequestIsHeldBackAndThenSent(t *testing.T) {
	t.Parallel()
	s := tell(t)
	s.at("2022-03-22T08:00")
	s.reads(supervisor, "2022-03-22 08:00", "chuẩn bị gửi bậc 3 (đề nghị giải trình)", work, headClause)
	s.does(supervisor, "Chưa gửi")
	s.reads(supervisor, "", "chưa gửi", "tiếp tục chờ ý kiến")
	s.at("2022-03-23T09:00")
	s.never(its, work, "giải trình bằng văn bản")

	s.does(supervisor, "Đồng ý gửi")
	s.reads(its, "2022-03-23 09:00", "giải trình bằng văn bản", "gửi trước", "25/03/2022", judgedByThem)
	s.does(its, "Gửi giải trình")
	s.says(its, "Do thiếu tài liệu")
	s.reads(its, "2022-03-23 09:00", "Đã nhận giải trình", "Do thiếu tài liệu")
	s.ends()
}
