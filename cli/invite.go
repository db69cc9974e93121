package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"dondoc/bot"
	"dondoc/calendar"
	"dondoc/config"
	"dondoc/escalation"
	"dondoc/store"
	"dondoc/wording"
)

type inviteCommand struct {
	Person []string `arg:"" optional:"" help:"Ids of the people to make links for."`
	All    bool     `help:"Everybody who has no account yet."`
	For    string   `default:"7d" help:"How long the links are good for: days or an exact duration, such as 14d or 36h." placeholder:"OFFSET"`
	Bot    string   `help:"The bot's name, without @. Default: Telegram is asked." placeholder:"NAME"`
	XLSX   string   `help:"Write a sheet with QR codes for handing out, instead of printing the links." name:"xlsx" placeholder:"FILE"`
}

// invitation is a link as it is handed out. The code stands nowhere else.
type invitation struct {
	person *escalation.Person
	units  string
	link   string
	until  time.Time // in the office's zone
}

// Run makes one-time links that tie a Telegram account, beside a running bot on Postgres. Nothing but the hashes is stored.
func (k *inviteCommand) Run(ctx context.Context, c *commands, p *Process) error {
	office, settings, _, err := c.load(p)
	if err != nil {
		return err
	}
	say := inviteTextsOf(office.Language)
	now := p.now().In(office.Calendar.Location())
	until, err := k.until(now, say)
	if err != nil {
		return err
	}
	if k.All == (len(k.Person) > 0) {
		return usageFault(errors.New(say.whom))
	}
	name, err := k.name(ctx, settings, office.Language, p)
	if err != nil {
		return err
	}
	db, err := openBeside(ctx, settings, texts(office.Language), say.inUse, p)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // everything is stored by then
	people, err := k.people(ctx, db, office, say)
	if err != nil {
		return err
	}
	list, tying := invitations(office, people, name, now, until)
	return k.handOut(ctx, db, p, say, list, escalation.Commit{At: now, Tying: tying})
}

// until is when the links cease to be good.
func (k *inviteCommand) until(now time.Time, say inviteTexts) (time.Time, error) {
	o, err := calendar.ParseOffset(k.For)
	switch {
	case err == nil && o.Unit == calendar.Days && o.N > 0 && o.N <= 366:
		return now.AddDate(0, 0, o.N), nil
	case err == nil && o.Unit == calendar.Exact && o.Duration > 0 && o.Duration <= 366*24*time.Hour:
		return now.Add(o.Duration), nil
	}
	return time.Time{}, usageFault(fmt.Errorf(say.badFor, k.For))
}

// name is the bot's name, as it stands in links.
func (k *inviteCommand) name(ctx context.Context, s *config.Settings, l escalation.Language, p *Process) (string, error) {
	if k.Bot != "" {
		return k.given(inviteTextsOf(l))
	}
	client, err := newClient(s, texts(l), p, nil)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	me, err := client.GetMe(ctx)
	switch {
	case errors.Is(err, bot.ErrUnauthorized):
		return "", outsideFault(errors.New(texts(l).tokenWrong))
	case err != nil:
		return "", outsideFault(fmt.Errorf("ask Telegram for the bot's name (or give it with --bot): %w", err))
	}
	return me.Username, nil
}

// botName is what Telegram lets a bot be called.
var botName = regexp.MustCompile(`^[A-Za-z0-9_]{2,29}[Bb][Oo][Tt]$`)

// given is the name of --bot: a link with a name that no bot can have would lead nowhere, and is found out only in the meeting.
func (k *inviteCommand) given(say inviteTexts) (string, error) {
	name := strings.TrimPrefix(k.Bot, "@")
	if !botName.MatchString(name) {
		return "", usageFault(fmt.Errorf(say.badBot, k.Bot))
	}
	return name, nil
}

// openBeside opens the database while the bot may be running; of one that a running bot keeps to itself, inUse names the other way.
func openBeside(ctx context.Context, s *config.Settings, say commandTexts, inUse string, p *Process) (*store.Store, error) {
	url, err := s.DatabaseURL(p.Env)
	if err != nil {
		return nil, inputFault(err)
	}
	db, err := openStore(ctx, url, say)
	if errors.Is(err, store.ErrInUse) {
		return nil, outsideFault(fmt.Errorf("%s (%w)", inUse, store.ErrInUse))
	}
	return db, err
}

// people are those who were named, or all who have no account.
func (k *inviteCommand) people(ctx context.Context, db *store.Store, o *escalation.Office, say inviteTexts) ([]*escalation.Person, error) {
	if !k.All {
		var out []*escalation.Person
		for _, id := range k.Person {
			person := o.Person(id)
			if person == nil {
				return nil, usageFault(fmt.Errorf(say.nobody, id))
			}
			if !slices.Contains(out, person) {
				out = append(out, person)
			}
		}
		return out, nil
	}
	links, err := db.Links(ctx)
	if err != nil {
		return nil, outsideFault(err)
	}
	return slices.DeleteFunc(slices.Clone(o.People), func(person *escalation.Person) bool {
		_, tied := links.Of(escalation.Recipient{Kind: escalation.ToPerson, ID: person.ID})
		return tied || person.Telegram != 0
	}), nil
}

// invitations makes a link for each person, and what is stored of it.
func invitations(o *escalation.Office, people []*escalation.Person, name string, now, until time.Time) ([]invitation, *escalation.Tying) {
	tying := &escalation.Tying{By: escalation.System}
	list := make([]invitation, len(people))
	for i, person := range people {
		var units []string
		for _, u := range o.UnitsOn(person.ID, calendar.DateOf(now)) {
			units = append(units, u.Name)
		}
		code := bot.NewCode()
		list[i] = invitation{person: person, units: strings.Join(units, "; "), link: bot.StartLink(name, code), until: until}
		tying.Issued = append(tying.Issued, escalation.Invite{
			Hash: escalation.CodeHash(code), Person: person.ID, By: escalation.System, Created: now, Expires: until,
		})
	}
	return list, tying
}

// handOut stores the links' hashes, and prints the links or puts the sheet in its place, which is written before that, so that no link is
// good that nobody has.
func (k *inviteCommand) handOut(
	ctx context.Context, db *store.Store, p *Process, say inviteTexts, list []invitation, c escalation.Commit,
) error {
	if len(list) == 0 {
		fmt.Fprintln(p.Stdout, say.everybody)
		return nil
	}
	var draft string
	if k.XLSX != "" {
		draft = filepath.Join(filepath.Dir(k.XLSX), "."+filepath.Base(k.XLSX)+".draft")
		defer os.Remove(draft) //nolint:errcheck // it is gone when everything went well
		if err := writeSheet(draft, say, list); err != nil {
			return outsideFault(fmt.Errorf("%s: %w", k.XLSX, err))
		}
	}
	if err := db.Commit(ctx, c); err != nil {
		return outsideFault(err)
	}
	if draft == "" {
		printInvitations(p, say, list)
		return nil
	}
	if err := os.Rename(draft, k.XLSX); err != nil {
		return outsideFault(fmt.Errorf("%s: %w", k.XLSX, err))
	}
	fmt.Fprintf(p.Stdout, say.written+"\n", len(list), k.XLSX)
	return nil
}

func printInvitations(p *Process, say inviteTexts, list []invitation) {
	for _, v := range list {
		fmt.Fprintln(p.Stdout, who(say, v))
		fmt.Fprintln(p.Stdout, "  "+v.link)
	}
	fmt.Fprintf(p.Stdout, say.validUntil+"\n", moment(say, list[0].until))
}

// who names a person with unit.
func who(say inviteTexts, v invitation) string {
	name := wording.For(say.language).Person(v.person)
	if v.units != "" {
		name += " – " + v.units
	}
	return name
}

func moment(say inviteTexts, at time.Time) string { return wording.For(say.language).Moment(at) }
