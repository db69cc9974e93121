package bot

import (
	"context"

	"dondoc/escalation"
	"dondoc/wording"
)

// askLanguage offers the two languages.
func (t *turn) askLanguage() reply {
	keys := keyboard{{
		{t.words.Label(wording.InViet), press{verb: verbLanguage, arg: string(escalation.Vietnamese)}},
		{t.words.Label(wording.InEnglish), press{verb: verbLanguage, arg: string(escalation.English)}},
	}}
	return saying(t.write(t.words.Say(wording.ChooseLanguage), keys))
}

// chosenLanguage stores the language, and says so in it.
func (b *Bot) chosenLanguage(_ context.Context, t *turn, p press) (reply, error) {
	language := escalation.Language(p.arg)
	switch {
	case t.group:
		return t.alerting(wording.PrivateOnly), nil
	case language != escalation.Vietnamese && language != escalation.English:
		return t.alerting(wording.Stale), nil
	}
	t.words = wording.For(language)
	r := t.instead(t.say(wording.LanguageSet))
	r.commit.Prefer = &escalation.Preference{Account: t.account, Language: language}
	return r, nil
}
