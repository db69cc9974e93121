package bot

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
	"dondoc/wording"
)

const (
	// perPage is how many assignments a page of a list shows.
	perPage = 8
	// soonDays is how many days ahead the list of what is due soon looks, today not counted.
	soonDays = 7
)

// The lists by the letters that their buttons carry; the first was there before there were letters.
const (
	listMine    = ""
	listSoon    = "s"
	listOverdue = "o"
	listReview  = "r"
	listPaper   = "p"
)

// lists are the lists with their titles.
func lists() map[string]wording.Key {
	return map[string]wording.Key{
		listMine: wording.ListMine, listSoon: wording.ListDueSoon, listOverdue: wording.ListOverdue, listReview: wording.ListReview,
		listPaper: wording.ListPaper,
	}
}

// firstPage answers the command of a list.
func (b *Bot) firstPage(ctx context.Context, t *turn, list string) (reply, error) {
	switch {
	case list == listReview && t.office.Decides(t.person, t.now).Empty():
		return saying(t.say(wording.NothingWaits)), nil
	case list == listPaper && len(t.choosable(list)) == 0:
		return saying(t.say(wording.NothingToRecord)), nil
	}
	m, err := b.listed(ctx, t, press{arg: list, page: 1})
	if err != nil {
		return reply{}, err
	}
	return saying(m), nil
}

// turnPage shows another page in place of the message with the button.
func (b *Bot) turnPage(ctx context.Context, t *turn, p press) (reply, error) {
	if refused, ok := t.refuseList(p); ok {
		return refused, nil
	}
	m, err := b.listed(ctx, t, p)
	if err != nil {
		return reply{}, err
	}
	return t.instead(m), nil
}

// refuseList says why a list is not shown here, when it is not.
func (t *turn) refuseList(p press) (reply, bool) {
	switch {
	case lists()[p.arg] == "":
		return t.alerting(wording.Stale), true
	case t.group && !t.atHome():
		return t.alerting(wording.NotAllowed), true
	case t.group && (p.arg == listReview || p.arg == listPaper || p.unit != 0):
		return t.alerting(wording.PrivateOnly), true
	}
	return reply{}, false
}

// instead shows a message in place of the one with the pressed button.
func (t *turn) instead(m message) reply {
	at := shown{message: m, edit: t.message}
	return reply{views: []view{func(context.Context) (shown, error) { return at, nil }}}
}

// listed renders a page of a list; one that is not there any more is replaced by the last.
func (b *Bot) listed(ctx context.Context, t *turn, p press) (message, error) {
	f, unit := t.filter(p)
	page := int(min(max(p.page, 1), numberMost/perPage))
	list, total, err := b.store.List(ctx, f, perPage, (page-1)*perPage)
	if err != nil {
		return message{}, fmt.Errorf("list: %w", err)
	}
	pages := max(1, (total+perPage-1)/perPage)
	if page > pages {
		p.page = int64(pages)
		return b.listed(ctx, t, p)
	}
	at := press{page: int64(page), arg: p.arg, unit: p.unit}
	var subjects []wording.Subject
	var keys []key
	for _, a := range list {
		if !t.may(escalation.ActView, &a) {
			continue // the configuration has changed, and the next tick has not followed yet
		}
		s := t.subject(a)
		subjects = append(subjects, s.Subject)
		keys = append(keys, s.opener(at))
	}
	title := wording.Plain(t.words.Say(lists()[p.arg]))
	if unit != nil {
		title += " – " + unit.Name
	}
	board := slices.Concat(inRows(keys), t.turning(press{verb: verbList, arg: p.arg, unit: p.unit}, page, pages), t.byUnit(p))
	return t.write(t.words.List(title, subjects, page, pages, total), board), nil
}

// filter says what a list shows here, and to which unit it is limited; nil: to none. What is not told yet is in no list.
func (t *turn) filter(p press) (escalation.Filter, *escalation.Unit) {
	f := escalation.Filter{Open: true, AssignedBy: t.now}
	var unit *escalation.Unit
	if t.group {
		f.Units = []string{t.unit().ID}
	} else {
		f.Seen = t.office.Sees(t.person, t.now)
		if unit = t.unitMarked(p.unit, p.arg); unit != nil {
			f.Units = []string{unit.ID}
		}
	}
	switch p.arg {
	case listSoon:
		f.States, f.DueFrom, f.DueBefore = unfinished(), t.now, t.dayAhead(soonDays+1)
	case listOverdue:
		f.States, f.DueBefore = unfinished(), t.now
	case listReview:
		f.Decides = t.office.Decides(t.person, t.now)
	case listPaper:
		f.States, f.Seen = unfinished(), t.office.Records(t.person, t.now)
	}
	return f, unit
}

// unfinished are the states in which the unit still has to do something by its deadline.
func unfinished() []escalation.State {
	return []escalation.State{escalation.Assigned, escalation.Accepted, escalation.Returned}
}

// dayAhead is the beginning of the day so many days from today.
func (t *turn) dayAhead(days int) time.Time {
	d := t.today().AddDays(days)
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, t.office.Calendar.Location())
}

// turning is the row of buttons that turn the page.
func (t *turn) turning(to press, page, pages int) keyboard {
	var row []key
	add := func(label wording.Label, page int) {
		to.page = int64(page)
		row = append(row, key{t.words.Label(label), to})
	}
	if page > 1 {
		add(wording.Previous, page-1)
	}
	if page < pages {
		add(wording.Next, page+1)
	}
	if row == nil {
		return nil
	}
	return keyboard{row}
}

// byUnit is the button that leads to the choice of a unit, for those who see several.
func (t *turn) byUnit(p press) keyboard {
	if t.group || len(t.choosable(p.arg)) < 2 {
		return nil
	}
	return keyboard{{{t.words.Label(wording.ByUnit), press{verb: verbUnits, arg: p.arg, page: 1}}}}
}

// choosable are the units that a list can be limited to.
func (t *turn) choosable(list string) []*escalation.Unit {
	switch list {
	case listReview:
		return t.office.UnitsIn(t.office.Decides(t.person, t.now))
	case listPaper:
		return t.office.UnitsIn(t.office.Records(t.person, t.now))
	}
	return t.office.UnitsIn(t.office.Sees(t.person, t.now))
}

// markOf names a unit in a button, where its id may be too long: a number of 40 bits.
func markOf(unit string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(unit)) // never fails
	return int64(h.Sum64()%(numberMost-1)) + 1
}

// unitMarked finds the unit that a button names, among those that may be chosen; nil: none.
func (t *turn) unitMarked(mark int64, list string) *escalation.Unit {
	if mark == 0 {
		return nil
	}
	units := t.choosable(list)
	if i := slices.IndexFunc(units, func(u *escalation.Unit) bool { return markOf(u.ID) == mark }); i >= 0 {
		return units[i]
	}
	return nil
}

// unitLabelMost is how many characters of a unit's name a button shows.
const unitLabelMost = 40

// chooseUnit shows the units that a list can be limited to.
func (b *Bot) chooseUnit(_ context.Context, t *turn, p press) (reply, error) {
	if t.group {
		return t.alerting(wording.PrivateOnly), nil
	}
	if refused, ok := t.refuseList(p); ok {
		return refused, nil
	}
	units := t.choosable(p.arg)
	page, pages := pageOf(p.page, len(units), perPage)
	var keys keyboard
	for _, u := range slice(units, page, perPage) {
		keys = append(keys, []key{{shortenRunes(u.Name, unitLabelMost), press{verb: verbList, arg: p.arg, page: 1, unit: markOf(u.ID)}}})
	}
	keys = append(keys, t.turning(press{verb: verbUnits, arg: p.arg}, page, pages)...)
	keys = append(keys, []key{{t.words.Label(wording.AllUnits), press{verb: verbList, arg: p.arg, page: 1}}})
	return t.instead(t.write(t.words.Say(wording.ChooseUnit), keys)), nil
}

// pageOf is the page that is wanted of so many things, or the nearest one that there is, and how many pages there are.
func pageOf(wanted int64, total, per int) (page, pages int) {
	pages = max(1, (total+per-1)/per)
	return int(min(max(wanted, 1), int64(pages))), pages
}

// slice is a page of a list.
func slice[T any](list []T, page, per int) []T {
	from := min((page-1)*per, len(list))
	return list[from:min(from+per, len(list))]
}

// unitsToday are the units in which the person has a role today.
func (t *turn) unitsToday() []*escalation.Unit {
	day := calendar.DateOf(t.local(t.now))
	return slices.DeleteFunc(slices.Clone(t.office.UnitsOf(t.person)), func(u *escalation.Unit) bool {
		return u.HeadOn(day) != t.person && !slices.Contains(u.Deputies, t.person) && !slices.Contains(u.Members, t.person)
	})
}

// units are the ids of those.
func (t *turn) units() []string {
	ids := []string{}
	for _, u := range t.unitsToday() {
		ids = append(ids, u.ID)
	}
	return ids
}

// atHome reports whether the person may see the assignments of the group's unit.
func (t *turn) atHome() bool {
	u := t.unit()
	return u != nil && t.may(escalation.ActView, &escalation.Assignment{Unit: u.ID})
}
