package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const secretOffice = `
language: vi
admins: [quan-tri]
people:
  - {id: quan-tri, name: "Quản trị Hệ thống"}
  - {id: bi-thu, name: "Bí thư Huyện ủy", title: "Bí thư"}
  - {id: van-thu, name: "Văn thư Huyện ủy"}
  - {id: truong-ban, name: "Trưởng Ban Nội chính"}
units:
  - {id: ban-noi-chinh, name: "Ban Nội chính Tỉnh ủy", head: truong-ban}
  - {id: huyen-uy, name: "Huyện ủy Tiền Hải", head: bi-thu, members: [van-thu], supervisor: ban-noi-chinh}
documents:
  - id: nq
    number: "77-KL/TU"
    date: 2022-03-01
    issuer: "Ban Thường vụ Tỉnh ủy"
    title: "Kết luận về vụ việc Hoa Phượng"
    clauses:
      - {id: "II.9", text: "Xác minh nguồn tin Hoa Phượng"}
      - {id: "III.1", text: "Phát huy vai trò trách nhiệm người đứng đầu.", accountability: true, quote: "Phát huy vai trò trách nhiệm người đứng đầu"}
policies:
  - id: chuan
    remind: [7d]
    overdue: {every: 1wd, times: 3}
    prompt: {every: week, on: mon}
    escalate:
      - {after: 1wd, to: head, ask: status, answer_within: 1wd}
      - {after: 3wd, to: supervisor, when: unanswered}
      - {after: 5wd, to: [head, supervisor], ask: explanation, answer_within: 2wd, approve_by: supervisor}
tasks:
  - {id: viec-hoa-phuong, document: nq, clause: "II.9", title: "Xác minh nguồn tin Hoa Phượng", lead: [huyen-uy], due: 2022-03-31,
     basis: "Công văn Hoa Phượng", review: ban-noi-chinh, confidential: true}
`

// The people of the confidential story.
const (
	secretHead     = "Bí thư Huyện ủy"
	secretClerk    = "Văn thư Huyện ủy"
	secretReviewer = "Trưởng Ban Nội chính"
)

// Of a confidential assignment nothing leaves the system but its number and its deadline, whatever happens to it and whatever is typed.
func TestAConfidentialAssignment(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "mat.yaml")
	if err := os.WriteFile(file, []byte(secretOffice), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, t.TempDir(), nil, "demo", "--config", file, "--at", "2022-03-01T08:00", "--listen", "127.0.0.1:0", "--verbose")
	p.settle()
	s := &story{process: p, t: t, number: "Nhiệm vụ số 1"}
	group := s.chatOf("Huyện ủy Tiền Hải")
	s.readsIn(group, "nhiệm vụ số 1")
	s.readsIn(group, "31/03/2022")
	s.says(secretHead, "/nhiemvu")
	s.reads(secretHead, "", s.number, "31/03/2022")
	s.does(secretHead, s.number)
	s.reads(secretHead, "", s.number, "31/03/2022")
	s.does(secretHead, "Vì sao tôi nhận tin?")
	s.opens(secretHead)
	s.does(secretHead, "Đã nhận")
	s.reads(secretHead, "", "đã tiếp nhận")

	s.at("2022-03-07T08:00")
	s.does(secretHead, "Có vướng mắc")
	s.says(secretHead, "Nguồn tin Hoa Phượng không hợp tác")
	s.reads(secretHead, "", "Không gửi văn bản mật")
	s.says(secretHead, "5-CV/HU, 07/03/2022")
	s.reads(secretHead, "2022-03-07 08:00", "Đã ghi nhận", "nhiệm vụ số 1", "31/03/2022")
	s.reads(secretReviewer, "2022-03-07 08:00", "khó khăn, vướng mắc", "31/03/2022")

	s.at("2022-04-08T08:00") // overdue: asked, reported, and an explanation
	s.does(secretReviewer, "Đồng ý gửi")
	s.does(secretHead, "Gửi giải trình")
	s.says(secretHead, "Do nguồn tin Hoa Phượng")
	s.says(secretHead, "6-CV/HU, 08/04/2022")
	s.reads(secretHead, "2022-04-08 08:00", "Đã nhận giải trình")

	s.opens(secretClerk)
	s.does(secretClerk, "Báo cáo hoàn thành")
	s.album(secretClerk, "Hoa Phượng", s.uploads("Hoa Phượng.pdf", "mật"))
	s.says(secretClerk, "Nguồn tin Hoa Phượng đã xác minh")
	s.does(secretClerk, "Gửi")
	s.reads(secretClerk, "2022-04-08 08:00", "nhiệm vụ số 1", "số tiếp nhận")
	s.reads(secretReviewer, "2022-04-08 08:00", "Đơn vị báo cáo kết quả nhiệm vụ số 1", "xác nhận hoàn thành")
	s.says(secretReviewer, "/duyet")
	s.reads(secretReviewer, "", s.number, "31/03/2022")
	s.does(secretReviewer, s.number)
	s.does(secretReviewer, "Nhật ký")
	s.does(secretReviewer, "Trả lại")
	s.says(secretReviewer, "Thiếu phần Hoa Phượng")
	s.says(secretReviewer, "9-CV/BNC, 08/04/2022")
	s.says(secretReviewer, "15/04/2022")
	s.readsIn(group, "15/04/2022")
	s.opens(secretClerk)
	s.does(secretClerk, "Báo cáo hoàn thành")
	s.does(secretClerk, "Gửi")
	s.does(secretReviewer, "Xác nhận hoàn thành")
	s.readsIn(group, "xác nhận hoàn thành")

	s.keepsSecret("Hoa Phượng", "77-KL/TU", "II.9", "5-CV/HU", "6-CV/HU", "9-CV/BNC")
	s.ends()
}

// keepsSecret checks that the bot has written none of these anywhere, that none is on the board, and that the first is not in the log.
func (s *story) keepsSecret(words ...string) {
	s.t.Helper()
	board, err := json.Marshal(s.board())
	if err != nil {
		s.t.Fatal(err)
	}
	texts := string(board)
	for _, c := range s.chats() {
		for _, m := range s.fromBot(c.ID) {
			texts += "\n" + m.Text
		}
	}
	if strings.Contains(s.output.String(), words[0]) {
		s.t.Errorf("%q is in the log", words[0])
	}
	for _, w := range words {
		for line := range strings.Lines(texts) {
			if strings.Contains(line, w) {
				s.t.Errorf("%q has left the system: %s", w, line)
			}
		}
	}
}
