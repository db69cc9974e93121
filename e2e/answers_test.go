package e2e

import (
	"testing"
)

// Who does not answer is reminded before the time runs out; who answers after it has answered late, and everybody can read that.
func TestALateAnswerIsRecordedAsLate(t *testing.T) {
	t.Parallel()
	s := tell(t)
	s.at("2022-03-16T08:00")
	s.reads(its, "2022-03-16 08:00", "quá hạn 1 ngày làm việc", "cho biết tình hình thực hiện")
	s.at("2022-03-17T08:00") // the day on which the time runs out
	s.reads(its, "2022-03-17 08:00", "chưa nhận được trả lời của đồng chí", work, "trước 17 giờ 00 ngày 17/03/2022")

	s.at("2022-03-18T09:00")
	s.reads(supervisor, "2022-03-18 08:00", propaganda, "chưa trả lời")
	s.says(its, "/tinhhinh")
	s.does(its, s.number)
	s.does(its, "Có vướng mắc")
	s.says(its, "Chờ tài liệu của Trung ương")
	s.reads(its, "2022-03-18 09:00", "Đã ghi nhận: Có vướng mắc", "quá thời hạn trả lời", "Chờ tài liệu của Trung ương")
	s.reads(supervisor, "2022-03-18 09:00", its, "có khó khăn, vướng mắc", "Chờ tài liệu của Trung ương")
	s.does(supervisor, "Xem chi tiết")
	s.does(supervisor, "Nhật ký")
	s.reads(supervisor, "", its+" trả lời tình hình: có vướng mắc (quá thời hạn trả lời)")

	s.at("2022-03-22T08:00")
	s.does(supervisor, "Đồng ý gửi")
	s.reads(its, "2022-03-22 08:00", "giải trình bằng văn bản")
	s.at("2022-03-24T08:00")
	s.reads(its, "2022-03-24 08:00", "chưa nhận được giải trình của đồng chí", "trước 17 giờ 00 ngày 24/03/2022")
	s.at("2022-03-25T08:30")
	s.says(its, "/giaitrinh")
	s.reads(its, "", work)
	s.does(its, "Gửi giải trình")
	s.says(its, "Do thiếu tài liệu")
	s.reads(its, "2022-03-25 08:30", "Đã nhận giải trình", "quá hạn giải trình", "Do thiếu tài liệu")
	s.says(its, "/giaitrinh")
	s.reads(its, "", "không có")
	s.ends()
}

// Who answers in time is not reminded, and has not answered late.
func TestAnAnswerInTimeIsNotRemindedOf(t *testing.T) {
	t.Parallel()
	s := tell(t)
	s.at("2022-03-16T08:00")
	s.does(its, "Đúng tiến độ")
	s.reads(its, "2022-03-16 08:00", "Đã ghi nhận: Đúng tiến độ")
	s.at("2022-03-18T08:00")
	s.never(its, "chưa nhận được trả lời")
	s.never(its, "quá thời hạn trả lời")
	s.never(supervisor, work, "chưa trả lời câu hỏi")
	s.ends()
}

// Who has chosen English reads English: receipts, lists, cards and what comes of itself; others go on in Vietnamese.
func TestOneReadsEnglish(t *testing.T) {
	t.Parallel()
	s := tell(t)
	s.says(its, "/ngonngu")
	s.does(its, "English")
	s.reads(its, "", "English")
	s.at("2022-02-28T08:00")
	s.reads(its, "2022-02-28 08:00", "15 March 2022")
	s.says(its, "/nhiemvu")
	s.number = "Task No. " + itoa(s.row(work, propaganda).Number)
	s.does(its, s.number)
	s.reads(its, "", work, "15 March 2022")
	s.does(its, "Report completion")
	s.says(its, "12-BC/BTG, 28/02/2022")
	s.does(its, "Send")
	s.reads(its, "2022-02-28 08:00", "12-BC/BTG", "28 February 2022", "on time")
	s.reads(reviewer, "2022-02-28 08:00", "12-BC/BTG", "28/02/2022", "xác nhận hoàn thành")
	s.does(reviewer, "Xác nhận hoàn thành")
	s.reads(propaganda, "2022-02-28 08:00", "xác nhận hoàn thành")
	for _, m := range s.fromBot(s.chatOf(its))[1:] {
		if i := len(m.Buttons); i > 0 && m.Buttons[0][0].Text == "Xem chi tiết" {
			t.Errorf("a Vietnamese button under\n%s", m.Text)
		}
	}
	s.ends()
}
