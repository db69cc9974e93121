package bot_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"dondoc/bot"
	"dondoc/escalation"
	"dondoc/sandbox"
)

// tied is the group of the unit that owes what the walk presses on.
const tied = -700

const walkedTitle = "Kế hoạch của cuộc đi"

// walkers is one account for each role, and nothing else to the walked assignments.
func walkers() map[escalation.Role]int64 {
	return map[escalation.Role]int64{
		escalation.RoleMember: member, escalation.RoleDeputy: deputy, escalation.RoleHead: head,
		escalation.RoleReviewHead: reviewer, escalation.RoleReviewDeputy: reviser, escalation.RoleReviewMember: 203,
		escalation.RoleSupervisorHead: 501, escalation.RoleApprover: 502, escalation.RoleTold: 503, escalation.RoleAdmin: admin, escalation.RoleStranger: stranger,
	}
}

// walkedOffice is an office in which every role is somebody else.
func walkedOffice() *escalation.Office {
	o := office()
	of := func(p string) []escalation.Term { return []escalation.Term{{Person: p}} }
	o.People = append(o.People,
		&escalation.Person{ID: "vien", Name: "Bùi Viên", Telegram: 203},
		&escalation.Person{ID: "thu-truong", Name: "Lý Thủ", Telegram: 501},
		&escalation.Person{ID: "dan-van", Name: "Mai Dân", Telegram: 502},
		&escalation.Person{ID: "duoc-bao", Name: "Hà Báo", Telegram: 503},
	)
	o.Units[0].Supervisor, o.Units[0].Chat = "ban-thuong-vu", tied
	o.Units[1].Members = []string{"vien"}
	o.Units = append(o.Units,
		&escalation.Unit{ID: "ban-thuong-vu", Name: "Ban Thường vụ", Heads: of("thu-truong")},
		&escalation.Unit{ID: "ban-dan-van", Name: "Ban Dân vận", Heads: of("dan-van")},
	)
	o.Tasks[0].Title, o.Tasks[0].Lead = walkedTitle, []string{"huyen-uy"}
	o.Policies[0].Escalate[0].ApproveBy = "unit:ban-dan-van"
	return escalation.NewOffice(*o)
}

// deed is what an action is to do, written out apart from the code that does it: from which state, what it leaves in the ledger, and a
// state from which it is not possible ("": none).
type deed struct {
	from, wrong escalation.State
	event       escalation.EventKind
}

func deeds() map[escalation.Action]deed {
	return map[escalation.Action]deed{
		escalation.ActView:        {from: escalation.Accepted},
		escalation.ActAccept:      {escalation.Assigned, escalation.Accepted, escalation.EventAccepted},
		escalation.ActSubmit:      {escalation.Accepted, escalation.Submitted, escalation.EventSubmitted},
		escalation.ActRecordPaper: {escalation.Returned, escalation.Submitted, escalation.EventSubmitted},
		escalation.ActRecall:      {escalation.Submitted, escalation.Returned, escalation.EventRecalled},
		escalation.ActConfirm:     {escalation.Submitted, escalation.Accepted, escalation.EventCompleted},
		escalation.ActReturn:      {escalation.Submitted, escalation.Completed, escalation.EventReturned},
		escalation.ActSuspend:     {escalation.Accepted, escalation.Suspended, escalation.EventSuspended},
		escalation.ActResume:      {escalation.Suspended, escalation.Accepted, escalation.EventResumed},
		escalation.ActWithdraw:    {escalation.Accepted, escalation.Completed, escalation.EventWithdrawn},
		escalation.ActAnswer:      {escalation.Accepted, escalation.Submitted, escalation.EventAnswered},
		escalation.ActExplain:     {escalation.Accepted, escalation.Withdrawn, escalation.EventExplained},
		escalation.ActAskMore:     {escalation.Accepted, escalation.Submitted, escalation.EventExtension},
		escalation.ActApprove:     {escalation.Accepted, escalation.Suspended, escalation.EventApproved},
		escalation.ActHoldBack:    {escalation.Accepted, escalation.Completed, escalation.EventHeldBack},
		escalation.ActGrant:       {escalation.Accepted, escalation.Submitted, escalation.EventExtended},
		escalation.ActRefuse:      {escalation.Accepted, escalation.Suspended, escalation.EventRefused},
	}
}

// inGroups reports whether an action has its place in the unit's group: looking, and what the unit as a whole does.
func inGroups(a escalation.Action) bool {
	return slices.Contains([]escalation.Action{
		escalation.ActView, escalation.ActAccept, escalation.ActSubmit, escalation.ActRecall,
	}, a)
}

// confirming stands in a script for the button that hands in.
const confirming = "<g>"

// scripts is what is typed after a button, until the act is done.
func scripts() map[string][]string {
	return map[string][]string{
		"s": {"12-BC/HU, 28/02/2022", confirming}, "d": {"Thiếu người"}, "x": {"15/4/2022", "Chờ số liệu"}, "e": {"Do thiếu số liệu"},
		"r": {"Thiếu phụ lục", "15/3/2022"}, "pg": {"12-BC/HU, 28/02/2022", "28/2/2022"}, "su": {"Chờ ý kiến"}, "wd": {"Không còn cần"},
		"rf": {"Không có căn cứ"},
	}
}

// rightsWalk presses every button as everybody, everywhere.
type rightsWalk struct {
	*world
	made, update int64
	anchors      map[int64]int64 // chat → a message of the bot there
	spare        map[string]escalation.Assignment
	calls        []spied
}

// spied is a call that the bot made.
type spied struct {
	method string
	form   url.Values
}

func newRightsWalk(t *testing.T) *rightsWalk {
	t.Helper()
	r := &rightsWalk{
		world:   worldOf(t, walkedOffice(), sandbox.Group{ID: tied, Name: "Huyện ủy", Members: []int64{head, deputy, member}}),
		anchors: map[int64]int64{}, spare: map[string]escalation.Assignment{}, update: 1_000_000,
	}
	r.breaks(func(method string, form url.Values) (int, string) {
		r.calls = append(r.calls, spied{method, form})
		return 0, ""
	})
	for _, chat := range []int64{tied, untied} {
		r.anchor(chat, member)
	}
	for _, account := range walkers() {
		if account == stranger {
			r.anchors[account] = 1 // a stranger's forged button belongs to no message that the bot knows
			continue
		}
		r.anchor(account, account)
	}
	return r
}

func kindOf(chat int64) string {
	if chat < 0 {
		return "group"
	}
	return "private"
}

// anchor lets the bot say something in a chat, so that there is a message whose buttons can be pressed.
func (r *rightsWalk) anchor(chat, from int64) {
	r.handle(fmt.Sprintf(`"message":{"message_id":1,"date":1,"from":{"id":%d},"chat":{"id":%d,"type":%q},"text":"/start"}`, from, chat, kindOf(chat)))
	r.anchors[chat] = r.last(chat).ID
}

func (r *rightsWalk) handle(what string) {
	r.t.Helper()
	r.update++
	if err := r.bot.Handle(r.t.Context(), json.RawMessage(fmt.Sprintf(`{"update_id":%d,%s}`, r.update, what))); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rightsWalk) push(chat, account, message int64, data string) {
	r.handle(fmt.Sprintf(`"callback_query":{"id":"%d","from":{"id":%d},"data":%q,"message":{"message_id":%d,"date":1,"chat":{"id":%d,"type":%q}}}`,
		r.update, account, data, message, chat, kindOf(chat)))
}

// say types in reply to what the bot asked last.
func (r *rightsWalk) say(chat, account, question int64, text string) {
	r.handle(fmt.Sprintf(`"message":{"message_id":1,"date":1,"from":{"id":%d},"chat":{"id":%d,"type":%q},"text":%q,
		"reply_to_message":{"message_id":%d,"from":{"id":4242}}}`, account, chat, kindOf(chat), text, question))
}

// born makes an assignment of its own in a state, with a question of each kind open, a level held, somebody told of it, and an extension
// asked for if wanted.
func (r *rightsWalk) born(state escalation.State, wish bool) escalation.Assignment {
	r.t.Helper()
	r.made++
	now := r.officeNow()
	a := escalation.Assignments(r.office, time.Time{}, now)[0]
	a.Key = fmt.Sprintf("ke-hoach-%d/huyen-uy", r.made)
	change := escalation.Create(r.office, a, now)
	b := &change.Assignment
	deadline := b.Ladder().DeadlineKey()
	b.State = state
	b.NoteAsked(escalation.Notice{Level: 1, Ask: escalation.AskStatus, Deadline: deadline}, now)
	b.NoteAsked(escalation.Notice{Level: 2, Ask: escalation.AskExplanation, Deadline: deadline}, now)
	b.Held = []escalation.Held{{Level: 1, Occurrence: "1", At: now, Deadline: deadline}}
	if state == escalation.Submitted || state == escalation.Completed {
		b.HandedIn, b.Submission = now, &escalation.Submission{Number: "1-BC/HU", By: "minh", At: now}
	}
	if state == escalation.Suspended {
		b.Before = escalation.Accepted
	}
	if wish {
		b.Extension = &escalation.ExtensionRequest{Until: date("2022-04-15"), Reasons: "Chờ", By: "minh", At: now}
	}
	change.Notices = append(change.Notices, escalation.Notice{
		Assignment: b.Key, Kind: escalation.KindEscalate, Level: 1, Due: now, State: escalation.NoticeSent,
		Recipient: escalation.Recipient{Kind: escalation.ToPerson, ID: "duoc-bao"}, Reason: escalation.Reason{To: "person:duoc-bao"},
	})
	r.apply([]escalation.Change{change})
	return r.assignment(b.Key)
}

// unused is an assignment like that on which nothing was done yet.
func (r *rightsWalk) unused(state escalation.State, wish bool) escalation.Assignment {
	like := fmt.Sprint(state, wish)
	if a, ok := r.spare[like]; ok && r.assignment(a.Key).Rev == a.Rev {
		return a
	}
	r.spare[like] = r.born(state, wish)
	return r.spare[like]
}

// act presses one button as somebody in a chat and goes on to the end of what it asks.
func (r *rightsWalk) act(a escalation.Assignment, verb string, chat, account int64) {
	r.t.Helper()
	r.calls = nil
	r.push(chat, account, r.anchors[chat], fmt.Sprintf("1:%s:%d:0:0:0", verb, a.Number))
	for _, text := range scripts()[verb] {
		talk, err := r.db.Conversation(r.t.Context(), chat, account)
		if err != nil {
			r.t.Fatal(err)
		}
		switch {
		case talk == nil || talk.Assignment != a.Key:
			return
		case text == confirming:
			r.push(chat, account, talk.Message, fmt.Sprintf("1:g:%d:0:0:0", a.Number))
		default:
			r.say(chat, account, talk.Message, text)
		}
	}
}

// shown reports whether the bot showed the assignment in a chat, and whether anything of it went anywhere else.
func (r *rightsWalk) shown(chat int64) (here, elsewhere bool) {
	for _, c := range r.calls {
		if strings.Contains(c.form.Get("text"), walkedTitle) {
			here = here || c.form.Get("chat_id") == itoa(chat)
			elsewhere = elsewhere || c.form.Get("chat_id") != itoa(chat)
		}
	}
	return here, elsewhere
}

// refusal says what is wrong with how a press was refused: an alert for who pressed, nothing said to the chat, no change in the store.
func (r *rightsWalk) refusal(a escalation.Assignment, head string, chat int64, sees bool) string {
	alerts := 0
	for _, c := range r.calls {
		switch {
		case c.method == "answerCallbackQuery" && c.form.Get("show_alert") == "true" && c.form.Get("text") != "":
			alerts++
			if !sees && strings.Contains(c.form.Get("text"), walkedTitle) {
				return "the alert tells the title"
			}
		case c.method == "editMessageReplyMarkup" && sees && c.form.Get("chat_id") == itoa(chat):
		default:
			return "the bot called " + c.method + ": " + c.form.Get("text")
		}
	}
	if _, now := r.ledger(); now != head {
		return "the ledger grew"
	}
	if b := r.assignment(a.Key); b.Rev != a.Rev {
		return "the assignment changed"
	}
	if alerts != 1 {
		return fmt.Sprintf("%d alerts", alerts)
	}
	return ""
}

func (r *rightsWalk) ledger() (int64, string) {
	r.t.Helper()
	seq, hash, err := r.db.Head(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return seq, hash
}

// effect presses, and reports whether that had its effect; a fault is what is wrong either way.
func (r *rightsWalk) effect(action escalation.Action, verb string, state escalation.State, chat, account int64, sees bool) (done bool, fault string) {
	a := r.unused(state, action == escalation.ActGrant || action == escalation.ActRefuse)
	_, head := r.ledger()
	r.act(a, verb, chat, account)
	here, elsewhere := r.shown(chat)
	if elsewhere {
		return false, "it is told elsewhere"
	}
	if action == escalation.ActView {
		if _, now := r.ledger(); now != head {
			return here, "looking changed the ledger"
		}
		if !here {
			fault = r.refusal(a, head, chat, false)
		}
		return here, fault
	}
	n := r.events(a.Key, deeds()[action].event)
	if n == 0 {
		return false, r.refusal(a, head, chat, sees)
	}
	list, err := r.db.History(r.t.Context(), a.Key, 10)
	if err != nil {
		r.t.Fatal(err)
	}
	by := list[len(list)-1].Actor
	if p := r.office.Person(by); n != 1 || p == nil || p.Telegram != account {
		fault = fmt.Sprintf("%d events, the last by %s", n, by)
	}
	return true, fault
}

// walk presses the buttons of actions as everybody everywhere and lists the cells that are not as the table says. A group that is tied to
// no unit is no place for anything.
func (r *rightsWalk) walk(actions []escalation.Action, allowed func(escalation.Action) []escalation.Role) (cells int, wrong []string) {
	r.t.Helper()
	verbs, all := bot.Verbs(), deeds()
	for _, action := range actions {
		what, ok := all[action]
		if !ok || len(verbs[action]) == 0 {
			wrong = append(wrong, fmt.Sprintf("%s has no row or no button", action))
			continue
		}
		for _, role := range escalation.Roles() {
			account, ok := walkers()[role]
			if !ok {
				wrong = append(wrong, fmt.Sprintf("nobody is %s", role))
				continue
			}
			for _, chat := range []int64{account, tied, untied} {
				cells++
				may := chat != untied && slices.Contains(allowed(action), role) && (chat > 0 || inGroups(action))
				sees := chat != untied && slices.Contains(escalation.Allowed(escalation.ActView), role)
				for _, v := range verbs[action] {
					at := fmt.Sprintf("%s (%s) by %s in %s", action, v, role, r.place(chat))
					done, fault := r.effect(action, v, what.from, chat, account, sees)
					if done != may {
						wrong = append(wrong, fmt.Sprintf("%s: done %v, want %v", at, done, may))
					} else if fault != "" {
						wrong = append(wrong, at+": "+fault)
					}
					if !may || what.wrong == "" {
						continue
					}
					if done, fault = r.effect(action, v, what.wrong, chat, account, sees); done || fault != "" {
						wrong = append(wrong, fmt.Sprintf("%s while %s: done %v; %s", at, what.wrong, done, fault))
					}
				}
			}
		}
	}
	return cells, wrong
}

func (r *rightsWalk) place(chat int64) string {
	switch chat {
	case tied:
		return "the unit's group"
	case untied:
		return "a group of nobody"
	}
	return "private"
}

// TestRightsWalk presses the button of every action as every role in every kind of chat (DESIGN 1, 5).
func TestRightsWalk(t *testing.T) {
	r := newRightsWalk(t)
	for role, account := range walkers() {
		a := r.born(escalation.Accepted, false)
		links, err := r.db.Links(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := r.office.RolesOf(links.PersonOf(account), &a, r.officeNow()); !slices.Equal(got, []escalation.Role{role}) {
			t.Errorf("%d is %v, want %s alone", account, got, role)
		}
	}
	cells, wrong := r.walk(escalation.Actions(), escalation.Allowed)
	for _, w := range wrong {
		t.Error(w)
	}
	want := len(escalation.Actions()) * len(escalation.Roles()) * 3
	t.Logf("%d actions × %d roles × 3 chats = %d cells, each by every button that the action has, where the state permits it and where not",
		len(escalation.Actions()), len(escalation.Roles()), cells)
	if cells != want {
		t.Errorf("%d cells were walked, want %d", cells, want)
	}
}

// TestRightsWalkFindsAChangedCell: a table with one cell too many, or one too few, does not pass.
func TestRightsWalkFindsAChangedCell(t *testing.T) {
	for _, c := range []struct {
		action escalation.Action
		role   escalation.Role
	}{
		{escalation.ActConfirm, escalation.RoleReviewMember}, {escalation.ActConfirm, escalation.RoleReviewDeputy},
		{escalation.ActView, escalation.RoleStranger}, {escalation.ActExplain, escalation.RoleAdmin},
	} {
		t.Run(fmt.Sprintf("%s by %s", c.action, c.role), func(t *testing.T) {
			flipped := func(a escalation.Action) []escalation.Role {
				roles := slices.Clone(escalation.Allowed(a))
				if a != c.action {
					return roles
				}
				if i := slices.Index(roles, c.role); i >= 0 {
					return slices.Delete(roles, i, i+1)
				}
				return append(roles, c.role)
			}
			_, wrong := newRightsWalk(t).walk([]escalation.Action{c.action}, flipped)
			want := len(bot.Verbs()[c.action])
			if inGroups(c.action) {
				want *= 2
			}
			if len(wrong) != want {
				t.Errorf("%d cells differ, want %d: %v", len(wrong), want, wrong)
			}
			for _, w := range wrong {
				if !strings.Contains(w, fmt.Sprintf("by %s in ", c.role)) {
					t.Errorf("another cell differs: %s", w)
				}
			}
		})
	}
}

// TestRightsWalkFindsAnActionWithoutARow.
func TestRightsWalkFindsAnActionWithoutARow(t *testing.T) {
	if _, wrong := newRightsWalk(t).walk([]escalation.Action{"brand_new"}, escalation.Allowed); len(wrong) != 1 {
		t.Errorf("found: %v", wrong)
	}
}
