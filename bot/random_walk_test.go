package bot_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dondoc/bot"
	"dondoc/escalation"
	"dondoc/scheduler"
)

// The walk is short by default. A long one: go test ./bot -run TestRandomWalk -walk.seeds 50 -walk.steps 5000 -timeout 0. The seed of a
// walk that failed is in the name of its sub-test; -walk.first N begins with that one.
var (
	walkSeeds = flag.Int("walk.seeds", 2, "how many random walks to go")
	walkSteps = flag.Int("walk.steps", 200, "how many steps each has")
	walkFirst = flag.Uint64("walk.first", 1, "the seed of the first random walk")
)

// The titles of the walked office, by who may read them.
const (
	secretTitle = "Việc không được nêu tên"
	reportTitle = "Báo cáo quý" // not for the office that does not owe it
	planTitle   = "Kế hoạch"
)

// wanderer is a world in which random people do random things, and what is known of it.
type wanderer struct {
	*world
	rng    *rand.Rand
	clock  *scheduler.Scheduler
	update int64
	// did are the last steps.
	did []string

	calls  sync.Mutex
	leaks  []string
	called int

	states map[string]escalation.State
	seq    int64
	notice int64
}

func newWanderer(t *testing.T, seed uint64) *wanderer {
	o := office()
	reporting(o)
	o.Policies[0].Escalate[1].ApproveBy = escalation.ToSupervisor
	o.Policies[0].Escalate[0].To = []escalation.Addressee{escalation.ToHead, escalation.ToSupervisor}
	o.Hash = "walk"
	v := &wanderer{
		world: worldOf(t, escalation.NewOffice(*o)), rng: rand.New(rand.NewPCG(seed, 0)), update: 1_000_000,
		states: map[string]escalation.State{},
	}
	v.breaks(v.spy)
	v.goOn()
	return v
}

// goOn lets the clockwork and delivery work; what people do is handed in without Telegram.
func (v *wanderer) goOn() {
	v.clock = scheduler.New(v.db, v.inForce, v.del.Poke, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() { v.del.Run(ctx) })
	v.stop = func() {
		cancel()
		work.Wait()
		v.closeDatabase()
	}
}

// spy notes what is shown to somebody who is not to read it.
func (v *wanderer) spy(method string, form url.Values) (int, string) {
	v.calls.Lock()
	defer v.calls.Unlock()
	v.called++
	chat, text := form.Get("chat_id"), form.Get("text")+form.Get("caption")
	outsider := chat == itoa(stranger) || chat == itoa(untied)
	foreign := chat == itoa(clerk) || chat == itoa(boss)
	if strings.Contains(text, secretTitle) || (outsider && strings.Contains(text, planTitle)) ||
		((outsider || foreign) && strings.Contains(text, reportTitle)) {
		v.leaks = append(v.leaks, fmt.Sprintf("%s to %s: %s", method, chat, text))
	}
	return 0, ""
}

func (v *wanderer) spied() (called int, leaks []string) {
	v.calls.Lock()
	defer v.calls.Unlock()
	return v.called, slices.Clone(v.leaks)
}

func pick[T any](rng *rand.Rand, of ...T) T { return of[rng.IntN(len(of))] }

// fail tells how it came to that.
func (v *wanderer) fail(format string, args ...any) {
	v.t.Helper()
	v.t.Fatalf("%s\nafter %s:\n%s", fmt.Sprintf(format, args...), v.officeNow().Format(time.DateTime), strings.Join(v.did, "\n"))
}

func (v *wanderer) note(format string, args ...any) {
	v.did = append(v.did, fmt.Sprintf(format, args...))
	v.did = v.did[max(0, len(v.did)-25):]
}

func (v *wanderer) anybody() int64 {
	return pick[int64](v.rng, head, head, deputy, member, member, reviewer, reviewer, reviser, admin, clerk, clerk, boss, stranger)
}

func (v *wanderer) step() {
	switch n := v.rng.IntN(100); {
	case n < 40:
		v.pressAny()
	case n < 46:
		v.forge()
	case n < 52:
		v.write()
	case n < 73:
		v.answer()
	case n < 78:
		v.attach()
	case n < 81:
		v.member()
	case n < 95:
		v.move()
	case n < 98:
		v.drain()
	default:
		v.note("restart")
		v.stop()
		v.build()
		v.goOn()
	}
}

// gives hands an update in, now and then twice: the second time nothing may happen.
func (v *wanderer) gives(what string) {
	v.update++
	v.note("%s", what)
	raw := json.RawMessage(fmt.Sprintf(`{"update_id":%d,%s}`, v.update, what))
	if err := v.bot.Handle(v.t.Context(), raw); err != nil {
		v.fail("not handled: %v", err)
	}
	if v.rng.IntN(4) != 0 {
		return
	}
	v.drain()
	_, head := v.head()
	called, _ := v.spied()
	if err := v.bot.Handle(v.t.Context(), raw); err != nil {
		v.fail("not handled again: %v", err)
	}
	if _, again := v.head(); again != head {
		v.fail("the same update had a second effect")
	}
	if again, _ := v.spied(); again != called {
		v.fail("the same update was answered again")
	}
}

func (v *wanderer) head() (int64, string) {
	seq, hash, err := v.db.Head(v.t.Context())
	if err != nil {
		v.fail("head: %v", err)
	}
	return seq, hash
}

// presser is whose chat it is; in a group anybody.
func (v *wanderer) presser(chat int64) int64 {
	switch {
	case chat > 0:
		return chat
	case chat == group && v.rng.IntN(5) > 0:
		return pick[int64](v.rng, clerk, boss)
	}
	return v.anybody()
}

func (v *wanderer) push(chat, who, message int64, data string) {
	v.gives(fmt.Sprintf(`"callback_query":{"id":"1","from":{"id":%d},"data":%q,"message":{"message_id":%d,"date":1,"chat":{"id":%d,"type":%q}}}`,
		who, data, message, chat, kindOf(chat)))
}

// pressAny presses a button that is or was to be seen in some chat, mostly a new one.
func (v *wanderer) pressAny() {
	chat := pick[int64](v.rng, head, head, deputy, member, member, reviewer, reviewer, reviser, admin, clerk, boss, group, group, untied)
	var with []bubble
	for _, m := range v.chat(chat) {
		if len(m.Buttons) > 0 {
			with = append(with, m)
		}
	}
	if len(with) == 0 {
		v.forge()
		return
	}
	m := with[v.rng.IntN(len(with))]
	if v.rng.IntN(3) > 0 {
		m = with[len(with)-1-v.rng.IntN(min(3, len(with)))]
	}
	var all, acts []string
	for _, row := range m.Buttons {
		for _, b := range row {
			all = append(all, b.Data)
			if verb := strings.Split(b.Data, ":")[1]; !slices.Contains([]string{"n", "h", "w", "l", "q"}, verb) {
				acts = append(acts, b.Data)
			}
		}
	}
	if len(acts) > 0 && v.rng.IntN(3) > 0 {
		all = acts
	}
	v.push(chat, v.presser(chat), m.ID, pick(v.rng, all...))
}

// answer goes on with a conversation that somebody is in, mostly with what is asked.
func (v *wanderer) answer() {
	var talks []*escalation.Conversation
	for _, who := range []int64{head, deputy, member, reviewer, reviser, clerk, boss} {
		for _, chat := range []int64{who, group} {
			talk, err := v.db.Conversation(v.t.Context(), chat, who)
			if err != nil {
				v.fail("conversation: %v", err)
			}
			if talk != nil {
				talks = append(talks, talk)
			}
		}
	}
	if len(talks) == 0 {
		v.pressAny()
		return
	}
	talk := pick(v.rng, talks...)
	flow, step, _ := strings.Cut(talk.Expect, "/")
	text := v.text()
	if days := map[string]int{"date": 20, "received": 0}; v.rng.IntN(6) > 0 {
		text = pick(v.rng, "12-BC/HU, 28/02/2022", "Có lý do")
		if n, ok := days[step]; ok {
			text = v.officeNow().AddDate(0, 0, n+v.rng.IntN(n+1)).Format("2/1/2006")
		}
		if strings.HasPrefix(step, "figure:") {
			text = "92,5"
		}
	}
	if step == "confirm" && v.rng.IntN(6) > 0 {
		a := v.assignment(talk.Assignment)
		v.push(talk.Chat, talk.Account, talk.Message, fmt.Sprintf("1:g:%d:0:0:0", a.Number))
		return
	}
	v.note("%s is at %s", itoa(talk.Account), flow)
	v.gives(fmt.Sprintf(`"message":{"message_id":1,"date":1,"from":{"id":%d},"chat":{"id":%d,"type":%q},"text":%q,
		"reply_to_message":{"message_id":%d,"from":{"id":4242}}}`, talk.Account, talk.Chat, kindOf(talk.Chat), text, talk.Message))
}

// forge presses what a modified client makes up.
func (v *wanderer) forge() {
	chat := pick[int64](v.rng, head, deputy, member, reviewer, admin, clerk, boss, stranger, group, untied, untied, untied)
	data := fmt.Sprintf("1:%s:%d:%d:%d:%d", pick(v.rng, append(bot.AllVerbs(), "v", "v", "v", "h", "h")...), v.rng.IntN(5), v.rng.IntN(2)*v.rng.IntN(200), v.rng.IntN(4), v.rng.IntN(2))
	if v.rng.IntN(10) == 0 {
		data = pick(v.rng, "", "1:a", "2:a:1:0:0:0", "1:zz:1:0:0:0", "1:a:-1:0:0:0", "1:a:1:0:0:2", strings.Repeat("9", 64))
	}
	v.push(chat, v.presser(chat), int64(v.rng.IntN(60)), data)
}

func (v *wanderer) text() string {
	day := v.officeNow().AddDate(0, 0, v.rng.IntN(40)-10).Format("2/1/2006")
	return pick(v.rng, "12-BC/HU, 28/02/2022", "12-BC/HU, 28/02/2022", "Đã xong", "Thiếu người & tiền <b>", day, day, "+10 ngày", "hết tháng", "hôm nay",
		"92,5", "-", "1.000.000", "31/02/2022", " ", strings.Repeat("dài ", 1000), "/nhiemvu", "/nhiemvu", "/giaitrinh", "/tinhhinh", "/huy", "/start",
		"/trogiup", "/khongco", "số 7", "\u202e\u200b")
}

func (v *wanderer) said(what string) string {
	who := v.anybody()
	chat := pick(v.rng, who, who, who, who, group, untied)
	reply := ""
	if chat < 0 && v.rng.IntN(4) > 0 {
		to := int64(v.rng.IntN(60))
		if talk, err := v.db.Conversation(v.t.Context(), chat, who); err == nil && talk != nil {
			to = talk.Message
		}
		reply = fmt.Sprintf(`,"reply_to_message":{"message_id":%d,"from":{"id":4242}}`, to)
	}
	return fmt.Sprintf(`"message":{"message_id":1,"date":1,"from":{"id":%d},"chat":{"id":%d,"type":%q},%s%s}`, who, chat, kindOf(chat), what, reply)
}

func (v *wanderer) write() { v.gives(v.said(fmt.Sprintf(`"text":%q`, v.text()))) }

func (v *wanderer) attach() {
	v.gives(v.said(pick(v.rng, document("f1", "a.pdf", 1000, ""), document("f1", "to.pdf", 21<<20, ""), document("f1", "trong.pdf", 0, ""),
		document("f2", strings.Repeat("dài", 100), 10, `,"media_group_id":"g","caption":"12-BC/HU, 28/02/2022"`),
		`"photo":[{"file_id":"p","file_size":10}]`, `"sticker":{"file_id":"s"}`)))
}

// member lets somebody block the bot, and press Start again.
func (v *wanderer) member() {
	who := pick[int64](v.rng, head, member, reviewer, clerk, stranger, group, untied)
	v.gives(fmt.Sprintf(`"my_chat_member":{"chat":{"id":%d,"type":%q},"from":{"id":1},"old_chat_member":{"status":"member"},"new_chat_member":{"status":%q}}`,
		who, kindOf(who), pick(v.rng, "kicked", "member", "member")))
}

// move moves the clock on, mostly by minutes, and lets it tick.
func (v *wanderer) move() {
	by := pick(v.rng, 0, 5*time.Minute, 5*time.Minute, time.Hour, 5*time.Hour, 24*time.Hour, 24*time.Hour, 80*time.Hour)
	v.mu.Lock()
	v.now = v.now.Add(by)
	now := v.now
	v.mu.Unlock()
	v.note("the clock moves by %s", by)
	result, err := v.clock.RunOnce(v.t.Context(), v.lease.Epoch, now)
	for tries := 0; err == nil && result.Failed > 0 && tries < 10; tries++ { // a question was sent meanwhile: the next tick decides
		result, err = v.clock.RunOnce(v.t.Context(), v.lease.Epoch, now)
	}
	if err != nil || result.Failed > 0 {
		v.fail("tick: %+v %v", result, err)
	}
}

func (v *wanderer) drain() {
	ctx, cancel := context.WithTimeout(v.t.Context(), 20*time.Second)
	defer cancel()
	if err := v.del.Drain(ctx); err != nil {
		v.fail("drain: %v", err)
	}
}

// reaches is DESIGN 1 once more: from where an event leads to where.
func reaches(e escalation.Event) bool {
	working := []escalation.State{escalation.Assigned, escalation.Accepted, escalation.Returned}
	from, to := e.Data.From, e.Data.To
	switch e.Kind {
	case escalation.EventAccepted:
		return from == escalation.Assigned && to == escalation.Accepted
	case escalation.EventSubmitted:
		return slices.Contains(working, from) && to == escalation.Submitted
	case escalation.EventRecalled:
		return from == escalation.Submitted && to == escalation.Accepted
	case escalation.EventCompleted:
		return from == escalation.Submitted && to == escalation.Completed
	case escalation.EventReturned:
		return from == escalation.Submitted && to == escalation.Returned
	case escalation.EventSuspended:
		return from.Open() && from != escalation.Suspended && to == escalation.Suspended
	case escalation.EventResumed:
		return from == escalation.Suspended && to.Open() && to != escalation.Suspended
	case escalation.EventWithdrawn:
		return from.Open() && to == escalation.Withdrawn
	}
	return false
}

// staff is who belongs to a unit, head first, then deputies, then members.
func staff(unit string) []string {
	return map[string][]string{"huyen-uy": {"hung", "lan", "minh"}, "van-phong": {"phuc", "", "thu"}, "ban-noi-chinh": {"son", "tam"}}[unit]
}

// mayHave reports whether somebody had the right to what the ledger says they did.
func mayHave(e escalation.Event, a *escalation.Assignment) bool {
	own, reviewing := staff(a.Unit), staff("ban-noi-chinh")
	switch e.Kind {
	case escalation.EventAccepted, escalation.EventRecalled, escalation.EventExtension:
		return slices.Contains(own, e.Actor)
	case escalation.EventSubmitted:
		return slices.Contains(own, e.Actor) || (e.Data.Date != "" && slices.Contains(reviewing, e.Actor))
	case escalation.EventAnswered, escalation.EventExplained:
		return slices.Contains(own[:2], e.Actor)
	case escalation.EventApproved, escalation.EventHeldBack:
		return e.Actor == "son"
	}
	return slices.Contains(reviewing, e.Actor)
}

// holds checks what holds after every step.
func (v *wanderer) holds() {
	v.t.Helper()
	if _, leaks := v.spied(); len(leaks) > 0 {
		v.fail("somebody reads what is not for them: %q", leaks)
	}
	seq, _ := v.head()
	if seq == v.seq {
		return
	}
	list, _, err := v.db.List(v.t.Context(), escalation.Filter{}, 100, 0)
	if err != nil {
		v.fail("list: %v", err)
	}
	acted, notice := 0, v.notice
	for i := range list {
		acted += v.replay(&list[i], seq)
		notice = max(notice, v.told(&list[i]))
	}
	if acted > 1 {
		v.fail("%d acts of people in one step", acted)
	}
	v.seq, v.notice = seq, notice
}

// replay follows what is new in the ledger of an assignment, up to a number, and gives how much of that people did. Delivery may write
// meanwhile, which moves nothing.
func (v *wanderer) replay(a *escalation.Assignment, to int64) (acted int) {
	v.t.Helper()
	const ofDelivery = 40
	events, err := v.db.History(v.t.Context(), a.Key, int(to-v.seq)+ofDelivery)
	if err != nil {
		v.fail("history: %v", err)
	}
	for _, e := range events {
		if e.Seq <= v.seq || e.Seq > to {
			continue
		}
		moves := e.Data.From != "" || e.Data.To != ""
		switch {
		case e.Kind == escalation.EventCreated:
			v.states[a.Key] = e.Data.To
		case moves && (e.Data.From != v.states[a.Key] || !reaches(e)):
			v.fail("%s of %s leads from %s to %s, while it is %s", e.Kind, a.Key, e.Data.From, e.Data.To, v.states[a.Key])
		case moves:
			v.states[a.Key] = e.Data.To
		}
		if e.Actor == escalation.System {
			continue
		}
		if e.Kind != escalation.EventApproved { // one approval lets several levels go
			acted++
		}
		if !mayHave(e, a) {
			v.fail("%s by %s, who has no right to it", e.Kind, e.Actor)
		}
	}
	if v.states[a.Key] != a.State {
		v.fail("%s is %s, but its events lead to %s", a.Key, a.State, v.states[a.Key])
	}
	return acted
}

// told looks at the new notices of an assignment and gives the last id: each is for somebody who may see it.
func (v *wanderer) told(a *escalation.Assignment) (last int64) {
	v.t.Helper()
	notices, err := v.db.NoticesOf(v.t.Context(), a.Key, 60)
	if err != nil {
		v.fail("notices: %v", err)
	}
	may := slices.Concat(staff(a.Unit), staff("ban-noi-chinh"), []string{"an"})
	for _, n := range notices {
		last = max(last, n.ID)
		r := n.Recipient
		switch {
		case n.ID <= v.notice:
		case r.Kind == escalation.ToPerson && !slices.Contains(may, r.ID), r.Kind == escalation.ToGroup && r.ID != a.Unit:
			v.fail("%s of %s is for %+v", n.Kind, a.Key, r)
		case n.Chat == untied || n.Chat == stranger:
			v.fail("%s of %s goes to %d", n.Kind, a.Key, n.Chat)
		}
	}
	return last
}

func (v *wanderer) whole() {
	v.t.Helper()
	if verdict, err := v.db.Verify(v.t.Context()); err != nil || verdict.Fault != nil {
		v.fail("the chain: %+v %v", verdict, err)
	}
}

// TestRandomWalk lets random people do random things for weeks; what must hold holds after every step.
func TestRandomWalk(t *testing.T) {
	for i := range *walkSeeds {
		seed := *walkFirst + uint64(i)
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			v := newWanderer(t, seed)
			v.move()
			for n := range *walkSteps {
				v.step()
				v.holds()
				if n%50 == 0 {
					v.whole()
				}
			}
			v.drain()
			v.holds()
			v.whole()
			v.summary()
		})
	}
}

// summary prints what the walk came by, and fails if that was next to nothing.
func (v *wanderer) summary() {
	v.t.Helper()
	counts, acts := map[escalation.EventKind]int{}, 0
	for key := range v.states {
		events, err := v.db.History(v.t.Context(), key, 100_000)
		if err != nil {
			v.fail("history: %v", err)
		}
		for _, e := range events {
			counts[e.Kind]++
			if e.Actor != escalation.System {
				acts++
			}
		}
	}
	v.t.Logf("%d steps until %s: %v", *walkSteps, v.officeNow().Format(time.DateOnly), counts)
	if acts == 0 || counts[escalation.EventSent] == 0 {
		v.t.Error("nothing happened")
	}
}
