package e2e

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Who the pictures of the four roles are of, and what about.
const (
	farmers     = "Hội Nông dân tỉnh" // owes task nv-02, due 29/04/2022, which their supervisor reviews
	chairman    = "Chủ tịch Hội Nông dân tỉnh"
	clerk       = "Cán bộ đầu mối Hội Nông dân tỉnh"
	admin       = "Quản trị Hệ thống"
	instruction = "Tổ chức quán triệt Nghị quyết đến cán bộ, đảng viên"
	otherClerk  = "Cán bộ đầu mối Liên đoàn Lao động tỉnh"
	otherHead   = "Chủ tịch Hội Liên hiệp Phụ nữ tỉnh"
	thirdHead   = "Bí thư Tỉnh đoàn Thái Bình"
)

// tallest is how high a picture of a conversation may be, in pixels of the page.
const tallest = 2600

// showsTheRoles takes pictures of one matter as a head, a member and a reviewer have it on their phones, and of an administrator's.
func showsTheRoles(w *tab) {
	s := &story{process: w.process, t: w.t}
	s.number = "Nhiệm vụ số " + itoa(s.row(instruction, farmers).Number)
	s.post("/sandbox/kick", map[string]any{"chat": s.chatOf(farmers)}, nil) // so that the members are told one by one
	s.settle()
	w.headAsks(s)
	w.memberHandsIn(s)
	w.reviewerDecides(s)
	w.adminLooks(s)
	s.keepsTheRules()
}

func (w *tab) headAsks(s *story) {
	w.t.Helper()
	s.at("2022-04-04T08:00")
	asked := s.about(chairman)
	s.doesOn(chairman, asked, "Có vướng mắc")
	s.says(chairman, "Chưa có tài liệu quán triệt, dự kiến giữa tháng 4 mới nhận được.")
	answered := s.last(s.chatOf(chairman)).ID
	s.doesOn(chairman, answered, "Xem chi tiết")
	s.doesOn(chairman, answered, "Đề nghị gia hạn")
	s.doesOn(chairman, answered, "Quay lại")
	s.does(chairman, "+7 ngày: 06/05/2022")
	s.says(chairman, "Chờ tài liệu của Trung ương.")
	w.conversation("role-head.png", chairman, asked, "từ 29/04/2022 đến 06/05/2022")
	s.does(supervisor, "Đồng ý gia hạn")
}

func (w *tab) memberHandsIn(s *story) {
	w.t.Helper()
	s.at("2022-04-21T08:00")
	reminded := s.about(clerk)
	s.doesOn(clerk, reminded, "Xem chi tiết")
	s.doesOn(clerk, reminded, "Đã nhận")
	s.doesOn(clerk, reminded, "Quay lại")
	w.handsIn(s, clerk, "12-BC/HND, 20/04/2022", "12-BC-HND.pdf")
	w.conversation("role-member.png", clerk, reminded, "số tiếp nhận")
}

func (w *tab) reviewerDecides(s *story) {
	w.t.Helper()
	all := s.fromBot(s.chatOf(supervisor))
	first := all[len(all)-2].ID // its file follows
	s.does(supervisor, "Trả lại")
	s.says(supervisor, "Thiếu số liệu theo phụ lục 2.")
	s.does(supervisor, "+7 ngày: 28/04/2022")
	s.at("2022-04-21T15:00")
	w.handsIn(s, clerk, "15-BC/HND, 21/04/2022", "15-BC-HND.pdf")
	s.does(supervisor, "Xác nhận hoàn thành")
	w.conversation("role-reviewer.png", supervisor, first, "xác nhận hoàn thành")
}

// adminLooks shows who cannot be written to, what could not be sent, and a new link.
func (w *tab) adminLooks(s *story) {
	w.t.Helper()
	s.says(otherClerk, "/huylienket")
	s.does(otherClerk, "Hủy liên kết")
	s.blocks(otherHead, true)
	s.post("/sandbox/faults", []map[string]any{{"method": "sendMessage", "chat": s.chatOf(thirdHead), "kind": "400"}}, nil)
	s.says(thirdHead, "/nhiemvu")                                                                                                       // is a view, and may be lost
	s.post("/sandbox/faults", []map[string]any{{"method": "sendMessage", "chat": s.chatOf(thirdHead), "kind": "400", "count": 2}}, nil) // as it is, and plainer
	s.at("2022-04-25T08:00")                                                                                                            // a Monday with its question
	s.says(admin, "/quantri")
	first := s.last(s.chatOf(admin)).ID - 1
	for _, page := range []string{"Chưa liên lạc được", "Tin không gửi được"} {
		s.says(admin, "/quantri")
		s.doesOn(admin, s.last(s.chatOf(admin)).ID, page)
	}
	s.reads(admin, "", thirdHead, otherHead+" – chưa liên kết hoặc chưa liên lạc được")
	s.says(admin, "/moi "+otherClerk)
	w.conversation("role-admin.png", admin, first, "https://t.me/dondoc_bot?start=")
}

// handsIn hands in a document with a file, which is chosen on the page.
func (w *tab) handsIn(s *story, who, paper, file string) {
	w.t.Helper()
	s.does(who, "Báo cáo hoàn thành")
	w.visit("#" + itoa(s.chatOf(who)))
	w.isOpen(who)
	value[any](w, `(() => { const chosen = new DataTransfer(), input = document.getElementById("file");
		chosen.items.add(new File([new Uint8Array(184320)], `+quoted(file)+`, { type: "application/pdf" }));
		input.files = chosen.files;
		input.dispatchEvent(new Event("change")); })()`)
	w.reads(file)
	s.settle()
	s.says(who, paper)
	s.does(who, "Gửi")
	number, _, _ := strings.Cut(paper, ",")
	s.reads(who, "", "Đã nhận báo cáo", number, file)
	for _, m := range s.messages(s.chatOf(who)) {
		if strings.Contains(fmt.Sprint(m.Buttons), "{Hủy ") {
			s.t.Errorf("a question that was answered keeps its buttons:\n%s", m.Text)
		}
	}
}

// about is the bot's newest message about the story's assignment.
func (s *story) about(who string) int64 {
	s.t.Helper()
	for _, m := range slices.Backward(s.fromBot(s.chatOf(who))) {
		if strings.Contains(strings.ToLower(m.Text), strings.ToLower(s.number)) {
			return m.ID
		}
	}
	s.t.Fatalf("%s has heard nothing of %s", who, s.number)
	return 0
}

// doesOn presses the button of a message whose label begins so.
func (s *story) doesOn(who string, id int64, label string) {
	s.t.Helper()
	all := s.messages(s.chatOf(who))
	m := all[slices.IndexFunc(all, func(m message) bool { return m.ID == id })]
	for _, row := range m.Buttons {
		for _, b := range row {
			if strings.HasPrefix(b.Text, label) {
				s.pressData(s.chatOf(who), s.chatOf(who), id, b.Data)
				return
			}
		}
	}
	s.t.Fatalf("no button begins with %q on\n%s", label, m.Text)
}

// conversation takes a picture of a chat on a phone, from a message to the end.
func (w *tab) conversation(name, who string, from int64, text string) {
	w.t.Helper()
	w.look(phone)
	for range 2 { // the second time nothing is unread
		w.visit("#" + itoa(w.chatOf(who)))
		w.isOpen(who)
		w.reads(text)
		w.toTheEnd()
	}
	more := value[int64](w, fmt.Sprintf(`(() => { const log = document.getElementById("messages"), m = document.getElementById("m%d"),
		day = m.previousElementSibling, top = day?.matches(".day") ? day.offsetTop : m.offsetTop;
		return Math.floor(log.scrollHeight - top + 3 - log.clientHeight); })()`, from))
	tall := phone
	tall.height = max(phone.height, phone.height+more)
	if tall.height > tallest {
		w.t.Errorf("%s would be %d px high", name, tall.height)
	}
	w.look(tall)
	w.toTheEnd()
	if out := value[[]string](w, beyond); len(out) > 0 {
		w.t.Errorf("%s does not fit: %v", name, out)
	}
	w.picture(filepath.Join(cmp.Or(os.Getenv("DONDOC_PICTURES"), w.t.TempDir()), name))
}
