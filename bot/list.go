package bot

import (
	"context"
	"fmt"
	"slices"

	"dondoc/escalation"
	"dondoc/wording"
)

// perPage is how many assignments a page of a list shows.
const perPage = 8

// mine shows the first page of the assignments of the person's units, in a group those of the group's unit.
func (b *Bot) mine(ctx context.Context, t *turn) (reply, error) {
	m, err := b.page(ctx, t, 1)
	if err != nil {
		return reply{}, err
	}
	return saying(m), nil
}

// turnPage shows another page in place of the message with the button.
func (b *Bot) turnPage(ctx context.Context, t *turn, page int) (reply, error) {
	if t.group && !t.atHome() {
		return t.alerting(wording.NotAllowed), nil
	}
	m, err := b.page(ctx, t, page)
	if err != nil {
		return reply{}, err
	}
	at := shown{message: m, edit: t.message}
	return reply{views: []view{func(context.Context) (shown, error) { return at, nil }}}, nil
}

// page renders a page of the list; one that is not there any more is replaced by the last.
func (b *Bot) page(ctx context.Context, t *turn, page int) (message, error) {
	f := escalation.Filter{Units: t.units(), Open: true}
	_, total, err := b.store.List(ctx, f, 1, 0)
	if err != nil {
		return message{}, fmt.Errorf("list: %w", err)
	}
	pages := max(1, (total+perPage-1)/perPage)
	page = min(max(page, 1), pages)
	list, _, err := b.store.List(ctx, f, perPage, (page-1)*perPage)
	if err != nil {
		return message{}, fmt.Errorf("list: %w", err)
	}
	var subjects []wording.Subject
	var keys []key
	for _, a := range list {
		s := t.subject(a)
		subjects = append(subjects, s.Subject)
		keys = append(keys, s.opener(0, int64(page)))
	}
	title := wording.Plain(t.words.Say(wording.ListMine))
	return t.write(t.words.List(title, subjects, page, pages, total), append(inRows(keys), t.turning(page, pages)...)), nil
}

// turning is the row of buttons that turn the page.
func (t *turn) turning(page, pages int) keyboard {
	var row []key
	if page > 1 {
		row = append(row, key{t.words.Label(wording.Previous), press{verb: verbList, page: int64(page - 1)}})
	}
	if page < pages {
		row = append(row, key{t.words.Label(wording.Next), press{verb: verbList, page: int64(page + 1)}})
	}
	if row == nil {
		return nil
	}
	return keyboard{row}
}

// units are those whose assignments a list shows here: of a group its own; of a person those in which they have a role today; of an
// administrator without one all (nil).
func (t *turn) units() []string {
	if t.group {
		return []string{t.unit().ID}
	}
	ids := []string{}
	for _, u := range t.unitsToday() {
		ids = append(ids, u.ID)
	}
	if len(ids) == 0 && t.office.IsAdmin(t.person) {
		return nil
	}
	return ids
}

// unitsToday are the units in which the person has a role today.
func (t *turn) unitsToday() []*escalation.Unit {
	return slices.DeleteFunc(slices.Clone(t.office.UnitsOf(t.person)), func(u *escalation.Unit) bool {
		return u.HeadOn(t.today()) != t.person && !slices.Contains(u.Deputies, t.person) && !slices.Contains(u.Members, t.person)
	})
}

// atHome reports whether the person may see the assignments of the group's unit.
func (t *turn) atHome() bool {
	u := t.unit()
	return u != nil && t.may(escalation.ActView, &escalation.Assignment{Unit: u.ID})
}
