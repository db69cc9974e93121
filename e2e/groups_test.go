package e2e

import (
	"slices"
	"testing"
)

// Who else takes part in the stories of groups and accounts.
const (
	contact = "Cán bộ đầu mối Ban Tuyên giáo Tỉnh ủy"
	manager = "Quản trị Hệ thống"
)

// inGroup types a text into a group.
func (s *story) inGroup(group int64, who, text string) {
	s.t.Helper()
	s.write(group, s.chatOf(who), text)
}

// happens plays that the bot is kicked out of a group or leaves it, or that it is taken in again.
func (s *story) happens(what string, group int64, back bool) {
	s.t.Helper()
	s.post("/sandbox/"+what, map[string]any{"chat": group, "from": s.chatOf(contact), "back": back}, nil)
	s.settle()
}

// reminds moves to a morning on which the unit is reminded of the story's assignment, and checks in which chats that is read, and in
// which it is not.
func (s *story) reminds(day string, in, not []int64) {
	s.t.Helper()
	before := map[int64]int{}
	for _, chat := range slices.Concat(in, not) {
		before[chat] = mentions(s.process, chat, work)
	}
	s.at(day + "T08:00")
	for _, chat := range in {
		if n := mentions(s.process, chat, work) - before[chat]; n != 1 {
			s.t.Errorf("%s: %d is reminded %d times; its last message:\n%s", day, chat, n, s.last(chat).Text)
		}
	}
	for _, chat := range not {
		if n := mentions(s.process, chat, work) - before[chat]; n != 0 {
			s.t.Errorf("%s: %d is reminded as well:\n%s", day, chat, s.last(chat).Text)
		}
	}
}

// The members of a unit hear in private what its group cannot be told any more; back again, the group hears it, and nobody twice.
func TestAGroupThatIsLeft(t *testing.T) {
	t.Parallel()
	s := tell(t)
	const fresh = int64(-4_000_001)
	group, members := []int64{fresh}, []int64{s.chatOf(contact), s.chatOf(deputy)}
	old := s.chatOf(propaganda)
	s.inGroup(fresh, contact, "/lienket")
	s.readsIn(fresh, "nhận tin đôn đốc của "+propaganda)
	s.readsIn(old, "gắn với nhóm hoặc chủ đề khác")
	s.reads(manager, "", "Đã đổi", "nhóm của "+propaganda)
	s.reminds("2022-02-28", group, append(members, old)) // fifteen days before

	s.happens("kick", fresh, false)
	s.reads(manager, "2022-02-28 08:00", "Không gửi tin được", "nhóm của "+propaganda)
	s.reminds("2022-03-08", members, append(group, old)) // seven days before

	s.happens("kick", fresh, true)
	s.readsIn(fresh, "nhận tin đôn đốc của "+propaganda)
	s.reads(manager, "2022-03-08 08:00", "Đã gửi lại tin được", "nhóm của "+propaganda)
	s.inGroup(fresh, contact, "/lienket")
	s.readsIn(fresh, "từ trước")
	s.reminds("2022-03-11", group, append(members, old))

	s.happens("leave", fresh, false)
	s.reads(manager, "2022-03-11 08:00", "Không gửi tin được", "nhóm của "+propaganda)
	s.inGroup(old, its, "/lienket") // the old group takes it up again
	s.readsIn(old, "nhận tin đôn đốc của "+propaganda)
	s.reminds("2022-03-14", []int64{old}, append(members, fresh))
	s.happens("leave", fresh, true) // and the other one does not come back with the bot
	s.readsIn(fresh, "chưa được gắn với đơn vị nào")
	s.reminds("2022-03-15", []int64{old}, append(members, fresh))
	s.ends()
}
