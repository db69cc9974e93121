package e2e

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// The people of the story, as the chats are called.
const (
	propaganda   = "Ban Tuyên giáo Tỉnh ủy" // owes task nv-08, due 15/03/2022
	its          = "Trưởng Ban Tuyên giáo Tỉnh ủy"
	supervisor   = "Bí thư Đảng ủy Công an tỉnh"
	reviewer     = "Trưởng Ban Nội chính Tỉnh ủy"
	committee    = "Ban Thường vụ Tỉnh ủy"
	secretary    = "Bí thư Tỉnh ủy"
	work         = "Phổ biến, quán triệt, triển khai thực hiện Nghị quyết"
	headClause   = "Phát huy vai trò trách nhiệm người đứng đầu cấp ủy"
	sanction     = "Xử lý nghiêm trách nhiệm của người đứng đầu"
	judgedByThem = "do cấp có thẩm quyền quyết định"
)

// story plays one assignment in the demo.
type story struct {
	*process
	t      *testing.T
	number string // as a button says it: "Nhiệm vụ số 44"
}

func tell(t *testing.T) *story {
	t.Helper()
	p := start(t, t.TempDir(), nil, "demo", "--listen", "127.0.0.1:0", "--verbose")
	p.settle()
	s := &story{process: p, t: t}
	for _, r := range p.board() {
		if strings.HasPrefix(r.Title, work) {
			s.number = "Nhiệm vụ số " + itoa(r.Number)
		}
	}
	return s
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// reads checks that the last message of a chat came at a moment (office time, as 2006-01-02 15:04) and holds all of these.
func (s *story) reads(who, moment string, texts ...string) {
	s.t.Helper()
	m := s.last(s.chatOf(who))
	if got := m.Date.In(time.FixedZone("+07", 7*3600)).Format("2006-01-02 15:04"); moment != "" && got != moment {
		s.t.Errorf("%s: the last message is of %s, want %s:\n%s", who, got, moment, m.Text)
	}
	for _, text := range texts {
		if !strings.Contains(m.Text, text) {
			s.t.Errorf("%s: %q is not in\n%s", who, text, m.Text)
		}
	}
	if strings.Contains(m.Text, sanction) {
		s.t.Errorf("%s: cites the sentence about sanctions:\n%s", who, m.Text)
	}
}

func (s *story) at(moment string) { s.t.Helper(); s.to(moment + ":00+07:00") }

func (s *story) does(who, label string) answer {
	s.t.Helper()
	return s.press(s.chatOf(who), s.chatOf(who), label)
}

func (s *story) says(who, text string) { s.t.Helper(); s.write(s.chatOf(who), s.chatOf(who), text) }

func (s *story) stateIs(want string) {
	s.t.Helper()
	if r := s.row(work, propaganda); r.State != want {
		s.t.Errorf("state %q, want %q", r.State, want)
	}
}

// A silent unit, up to the standing committee; then it hands in, is sent back, and finishes.
func TestATaskFromItsAssignmentToItsEnd(t *testing.T) {
	s := tell(t)
	s.reads(propaganda, "2022-01-25 08:00", work, "15/03/2022")

	s.says(its, "/nhiemvu")
	s.does(its, s.number)
	s.does(its, "Đã nhận")
	s.reads(its, "", "đã tiếp nhận", work)
	s.stateIs("Đã tiếp nhận")

	s.at("2022-02-28T08:00")
	s.reads(propaganda, "2022-02-28 08:00", work, "15/03/2022") // 15 days before
	s.reads(its, "2022-02-28 08:00", "tình hình")               // and its Monday's question
	s.does(its, "Đúng tiến độ")
	s.reads(its, "", "Đã ghi nhận", "Đúng tiến độ")

	s.at("2022-03-15T08:00")
	s.reads(propaganda, "2022-03-15 08:00", work)
	s.at("2022-03-16T08:00")
	s.reads(propaganda, "2022-03-16 08:00", "quá hạn 1 ngày làm việc")
	s.reads(its, "2022-03-16 08:00", "quá hạn 1 ngày làm việc", headClause, judgedByThem)

	s.at("2022-03-18T08:00") // the question stayed without an answer
	s.reads(supervisor, "2022-03-18 08:00", propaganda, "quá hạn 3 ngày làm việc", headClause, judgedByThem)

	s.at("2022-03-22T08:00") // the supervisor decides whether an explanation is asked for
	s.reads(supervisor, "2022-03-22 08:00", "giải trình", "Đề nghị đồng chí cho ý kiến")
	s.does(supervisor, "Đồng ý gửi")
	s.reads(its, "2022-03-22 08:00", "giải trình bằng văn bản", headClause, judgedByThem)
	s.does(its, "Gửi giải trình")
	s.says(its, "Do chờ tài liệu của Trung ương <b> & \"khác\".")
	s.reads(its, "", "Đã nhận giải trình", "Do chờ tài liệu của Trung ương <b> & \"khác\".")

	s.at("2022-03-29T08:00")
	s.reads(committee, "2022-03-29 08:00", propaganda, "quá hạn 10 ngày làm việc", "đã có giải trình", headClause)
	s.reads(secretary, "2022-03-29 08:00", propaganda)

	s.does(its, "Báo cáo hoàn thành")
	s.says(its, "12-BC/BTG, 28/03/2022")
	s.does(its, "Gửi")
	s.reads(its, "", "12-BC/BTG", "28/03/2022", "quá hạn 10 ngày làm việc")
	s.stateIs("Đã báo cáo, chờ xác nhận")
	s.reads(reviewer, "2022-03-29 08:00", "12-BC/BTG", propaganda)

	before := len(s.fromBot(s.chatOf(committee)))
	s.at("2022-04-06T08:00") // handing in stops the ladder: 05/04 would have been the next report
	if n := len(s.fromBot(s.chatOf(committee))); n != before {
		t.Errorf("the committee hears more while the report is under review:\n%s", s.last(s.chatOf(committee)).Text)
	}

	s.does(reviewer, "Trả lại")
	s.says(reviewer, "Thiếu phụ lục số liệu")
	s.says(reviewer, "15/04/2022")
	s.stateIs("Trả lại")
	s.reads(propaganda, "2022-04-06 08:00", "Thiếu phụ lục số liệu", "15/04/2022")
	s.at("2022-04-18T08:00") // the supplement's date is a deadline of its own for the ladder
	s.reads(its, "2022-04-18 08:00", "quá hạn 1 ngày làm việc")

	s.does(its, "Báo cáo hoàn thành")
	s.says(its, "Đã bổ sung phụ lục.")
	s.does(its, "Gửi")
	s.does(reviewer, "Xác nhận hoàn thành")
	s.stateIs("Hoàn thành")
	s.reads(propaganda, "2022-04-18 08:00", "xác nhận hoàn thành")
	s.says(its, "/nhiemvu")

	s.keepsTheRules()
	if strings.Contains(s.output.String(), "demo-on-this-machine") {
		t.Error("the token is in the log")
	}
}

// Stepping with the page's button shows every kind of step in its order.
func TestSteppingShowsEachKindInOrder(t *testing.T) {
	s := tell(t)
	group, head := s.chatOf(propaganda), s.chatOf(its)
	seen := map[string]time.Time{}
	note := func(kind string, chat int64, texts ...string) {
		if _, ok := seen[kind]; ok {
			return
		}
		for _, m := range s.fromBot(chat) {
			all := true
			for _, text := range texts {
				all = all && strings.Contains(m.Text, text)
			}
			if all {
				seen[kind] = m.Date
				return
			}
		}
	}
	var last time.Time
	for range 60 {
		note("assigned", group, work, "Mới giao")
		note("remind", group, work, "15/03/2022", "đến hạn")
		note("prompt", head, work, "cho biết tình hình")
		note("overdue", group, work, "quá hạn")
		note("escalate", head, work, "quá hạn", headClause)
		if len(seen) == 5 {
			break
		}
		now := s.next()
		if !now.After(last) {
			t.Fatalf("the clock stands at %v", now)
		}
		last = now
	}
	order := []string{"assigned", "prompt", "remind", "overdue", "escalate"}
	for i, kind := range order {
		if seen[kind].IsZero() {
			t.Errorf("%s was not seen by %v", kind, last)
		}
		if i > 0 && seen[kind].Before(seen[order[i-1]]) {
			t.Errorf("%s came %v, before %s at %v", kind, seen[kind], order[i-1], seen[order[i-1]])
		}
	}
}

// Who may not, does not: a button that another was shown, pressed by a stranger to the matter, changes nothing.
func TestOnlyWhoMayPresses(t *testing.T) {
	s := tell(t)
	s.at("2022-03-16T08:00")
	head, stranger := s.chatOf(its), s.chatOf("Bí thư Huyện ủy Tiền Hải")
	m := s.last(head)
	data := m.Buttons[0][0].Data
	s.post("/sandbox/press", map[string]any{"chat": stranger, "message": 1, "data": data, "from": stranger, "forged": true}, nil)
	s.settle()
	before := s.row(work, propaganda)
	s.write(stranger, stranger, "/nhiemvu")
	for _, m := range s.fromBot(stranger) {
		if strings.Contains(m.Text, work) && strings.Contains(m.Text, propaganda) {
			t.Errorf("another unit's matter is shown:\n%s", m.Text)
		}
	}
	if after := s.row(work, propaganda); after != before {
		t.Errorf("changed from %+v to %+v", before, after)
	}
	nobody := int64(424242)
	s.write(nobody, nobody, "/start")
	s.readsIn(nobody, "424242")
	s.write(nobody, nobody, "/nhiemvu")
	if text := s.last(nobody).Text; strings.Contains(text, "Nhiệm vụ số") {
		t.Errorf("a stranger reads\n%s", text)
	}
}

func (s *story) readsIn(chat int64, text string) {
	s.t.Helper()
	if got := s.last(chat).Text; !strings.Contains(got, text) {
		s.t.Errorf("%q is not in\n%s", text, got)
	}
}

// Who is told, may look: the secretary of the committee at the top of the ladder opens what was reported and why, and may do nothing else.
func TestWhoIsToldMayLook(t *testing.T) {
	s := tell(t)
	s.at("2022-03-29T08:00")
	if a := s.does(secretary, "Xem chi tiết"); a.Alert {
		t.Errorf("refused: %s", a.Text)
	}
	s.reads(secretary, "", work, "Trạng thái", "15/03/2022")
	s.does(secretary, "Nhật ký")
	s.reads(secretary, "", "Nhật ký")
	s.keepsTheRules()
}
