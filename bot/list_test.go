package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dondoc/escalation"
)

// works changes the office of a story; what there is to do by now comes into being.
func (w *world) works(local string, change func(*escalation.Office)) {
	w.t.Helper()
	o := office()
	change(o)
	w.mu.Lock()
	w.office = escalation.NewOffice(*o)
	w.mu.Unlock()
	w.at(local)
}

// many is an office in which the district committee owes so many plans more.
func many(n int) func(*escalation.Office) {
	return func(o *escalation.Office) {
		for i := range n {
			t := *o.Tasks[0]
			t.ID, t.Title = fmt.Sprintf("viec-%02d", i), fmt.Sprintf("Việc thứ %d", i)
			t.Lead, t.Due = []string{"huyen-uy"}, &escalation.DueDate{Date: date("2022-06-30")}
			o.Tasks = append(o.Tasks, &t)
		}
	}
}

// asks sends a command and gives the answer.
func (w *world) asks(who int64, command string, parts ...string) bubble {
	w.t.Helper()
	w.types(who, command)
	return w.says(who, parts...)
}

// TestListsShowWhatOneMaySee tells members, reviewers and administrators what is theirs, what is due soon and what is overdue.
func TestListsShowWhatOneMaySee(t *testing.T) {
	w := newWorld(t)
	w.at("2022-03-25 09:00")
	for _, c := range []struct {
		who     int64
		command string
		total   int
	}{
		{member, "/nhiemvu", 2}, {head, "/nhiemvu", 2}, {clerk, "/nhiemvu", 1}, {reviewer, "/nhiemvu", 3}, {reviser, "/nhiemvu", 3}, {admin, "/nhiemvu", 3},
		{member, "/sapdenhan", 1}, {clerk, "/sapdenhan", 1}, {reviewer, "/sapdenhan", 2}, {admin, "/SapDenHan", 2},
		{member, "/quahan", 0}, {admin, "/quahan", 0},
	} {
		want := "Không có nhiệm vụ nào"
		if c.total > 0 {
			want = fmt.Sprintf("Tổng số: %d.", c.total)
		}
		w.asks(c.who, c.command, want)
	}
	w.at("2022-03-31 17:30")
	w.asks(member, "/quahan", "Nhiệm vụ quá hạn", "Tổng số: 1.", "quá hạn –")
	w.asks(reviewer, "/quahan", "Tổng số: 2.")
	w.asks(member, "/sapdenhan", "Không có nhiệm vụ nào")
	w.asks(stranger, "/quahan", "chưa được liên kết")
}

// TestWhatIsHandedInIsNeitherDueNorOverdue: the unit has nothing more to do.
func TestWhatIsHandedInIsNeitherDueNorOverdue(t *testing.T) {
	w := newWorld(t)
	w.at("2022-03-25 09:00")
	w.handsIn()
	w.asks(member, "/sapdenhan", "Không có nhiệm vụ nào")
	w.asks(member, "/nhiemvu", "Tổng số: 2.")
}

// handsIn has the member report the plan.
func (w *world) handsIn() {
	w.t.Helper()
	w.types(member, "/nhiemvu")
	w.open(member, 1)
	w.presses(member, "Báo cáo hoàn thành")
	w.types(member, "12-BC/HU, 15/03/2022")
	w.presses(member, "Gửi")
	w.state(plan, escalation.Submitted)
}

// TestAListIsLimitedToAUnit by a button with its name; the card and the way back keep to it, and a forged button shows nothing more.
func TestAListIsLimitedToAUnit(t *testing.T) {
	w := newWorld(t)
	w.asks(reviewer, "/nhiemvu", "Tổng số: 3.")
	w.presses(reviewer, "Chọn đơn vị")
	choice := w.says(reviewer, "chọn đơn vị")
	if got := choice.labels(); !slices.Equal(got, []string{"Huyện ủy Tiền Hải", "Văn phòng Tỉnh ủy", "Tất cả đơn vị"}) {
		t.Errorf("to choose from: %q", got)
	}
	only := choice.data("Văn phòng Tỉnh ủy")
	w.presses(reviewer, "Văn phòng Tỉnh ủy")
	w.says(reviewer, "Nhiệm vụ của đơn vị – Văn phòng Tỉnh ủy", "Tổng số: 1.")
	w.open(reviewer, 2)
	w.presses(reviewer, "Quay lại")
	w.says(reviewer, "– Văn phòng Tỉnh ủy", "Tổng số: 1.")
	w.open(reviewer, 2)
	w.presses(reviewer, "Khác…")
	w.presses(reviewer, "Quay lại") // to the card
	w.presses(reviewer, "Quay lại")
	w.says(reviewer, "– Văn phòng Tỉnh ủy", "Tổng số: 1.")
	w.presses(reviewer, "Chọn đơn vị")
	w.presses(reviewer, "Tất cả đơn vị")
	w.says(reviewer, "Tổng số: 3.")

	mine := w.asks(member, "/nhiemvu", "Tổng số: 2.")
	if mine.data("Chọn đơn vị") != "" {
		t.Errorf("who sees one unit is to choose: %q", mine.labels())
	}
	w.pushes(member, member, mine.ID, only)
	if m := w.last(member); strings.Contains(m.Text, "Văn phòng Tỉnh ủy") {
		t.Errorf("a forged button shows another unit:\n%s", m.Text)
	}
}

// TestALongListHasPages: forth and back, from a card to the page that it was on, past an end that has moved.
func TestALongListHasPages(t *testing.T) {
	w := newWorld(t)
	w.works("2022-03-02 09:00", many(20))
	first := w.asks(member, "/nhiemvu", "Tổng số: 22.", "Trang 1/3")
	w.presses(member, "Trang sau")
	second := w.says(member, "Trang 2/3")
	if second.ID != first.ID {
		t.Error("the page is not in place of the first one")
	}
	w.pushes(member, member, second.ID, second.data(second.labels()[0]))
	w.presses(member, "Quay lại")
	w.says(member, "Trang 2/3")
	w.presses(member, "Trang trước")
	w.says(member, "Trang 1/3")
	w.pushes(member, member, first.ID, "1:l:0:0:99:0")
	if last := w.says(member, "Trang 3/3"); last.data("Trang sau") != "" {
		t.Errorf("there is a page after the last: %q", last.labels())
	}
	if got := w.pushes(member, member, first.ID, "2:l:0:0:1:0:zz:0"); !got.Alert {
		t.Errorf("a list that there is not: %+v", got)
	}
}

// TestWhatIsNotToldYetIsInNoList, though it is in the database already.
func TestWhatIsNotToldYetIsInNoList(t *testing.T) {
	w := newWorld(t)
	later := func(o *escalation.Office) {
		many(1)(o)
		o.Tasks[2].Assigned = date("2022-03-15")
	}
	w.works("2022-03-02 09:00", later)
	if _, err := w.db.Assignment(t.Context(), "viec-00/huyen-uy"); err != nil {
		for _, a := range escalation.Assignments(w.office, time.Time{}, w.officeNow().AddDate(1, 0, 0)) {
			if a.Source == "viec-00" {
				w.apply([]escalation.Change{escalation.Create(w.office, a, w.officeNow())})
			}
		}
	}
	w.asks(member, "/nhiemvu", "Tổng số: 2.")
	w.asks(admin, "/nhiemvu", "Tổng số: 3.")
	w.at("2022-03-15 09:00")
	w.asks(member, "/nhiemvu", "Tổng số: 3.", "Việc thứ 0")
}

// TestWhatWaitsForMe shows reviewers what was handed in and what is to be extended, until somebody decides; nobody else sees it.
func TestWhatWaitsForMe(t *testing.T) {
	w := newWorld(t)
	w.at("2022-03-15 09:00")
	w.asks(reviewer, "/duyet", "Không có nhiệm vụ nào")
	w.asks(member, "/duyet", "không có việc nào thuộc thẩm quyền")
	w.handsIn()
	w.types(clerk, "/nhiemvu")
	w.open(clerk, 2)
	w.presses(clerk, "Đề nghị gia hạn")
	w.types(clerk, "15/4/2022")
	w.types(clerk, "Chờ hướng dẫn")

	w.asks(reviser, "/duyet", "Tổng số: 2.")
	w.asks(admin, "/duyet", "Không có nhiệm vụ nào")
	w.asks(reviewer, "/duyet", "Tổng số: 2.")
	w.open(reviewer, 1)
	w.presses(reviewer, "Xác nhận hoàn thành")
	w.state(plan, escalation.Completed)
	message, back := w.button(reviewer, "Quay lại")
	w.pushes(reviewer, reviewer, message, back)
	w.asks(reviewer, "/duyet", "Tổng số: 1.", "Nhiệm vụ số 2")
}

// TestALevelThatWaitsForApproval is in the list of who approves, and in nobody else's.
func TestALevelThatWaitsForApproval(t *testing.T) {
	w := newWorld(t)
	approving := func(o *escalation.Office) {
		o.Units[2].Supervisor = ""
		o.Policies[0].Escalate[1].ApproveBy = "unit:van-phong"
	}
	w.works("2022-03-02 09:00", approving)
	w.at("2022-04-01 08:00")
	w.at("2022-04-08 08:00")
	if held := w.assignment(plan); held.HeldLevel() != 2 {
		t.Fatalf("nothing is held: %+v", held.Held)
	}
	w.asks(boss, "/nhiemvu", "Nhiệm vụ số 1")
	w.asks(boss, "/duyet", "Nhiệm vụ số 1")
	if m := w.asks(reviser, "/duyet"); strings.Contains(m.Text, "Nhiệm vụ số 1") {
		t.Errorf("waits for somebody else:\n%s", m.Text)
	}
	w.open(boss, 1)
	w.presses(boss, "Đồng ý gửi")
	w.types(boss, "/duyet")
	if m := w.last(boss); strings.Contains(m.Text, "Nhiệm vụ số 1") {
		t.Errorf("waits though it was approved:\n%s", m.Text)
	}
}
