package wording

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dondoc/calendar"
	"dondoc/escalation"
)

// TestBothLanguagesSayEverything: what one language can say the other can, and every key, kind and term has its words.
func TestBothLanguagesSayEverything(t *testing.T) {
	vi, en := For(escalation.Vietnamese), For(escalation.English)
	if a, b := sentences(vi), sentences(en); !slices.Equal(a, b) {
		t.Errorf("the templates differ:\n%q\n%q", a, b)
	}
	for lang, w := range languages() {
		for _, k := range Keys() {
			if !w.has("say." + string(k)) {
				t.Errorf("%s says nothing for %s", lang, k)
			}
		}
		for _, k := range eventKinds() {
			if !w.has("event."+string(k)) && k != "unheard-of" {
				t.Errorf("%s says nothing for the event %s", lang, k)
			}
		}
		has(t, lang, w.states, escalation.States()...)
		has(t, lang, w.kinds, escalation.StepKinds()...)
		has(t, lang, w.kinds, slices.DeleteFunc(otherKinds(), func(k escalation.Kind) bool { return k == "unheard-of" })...)
		has(t, lang, w.actions, escalation.Actions()...)
		has(t, lang, w.roles, escalation.Roles()...)
		has(t, lang, w.labels, Labels()...)
		has(t, lang, w.commands, Commands()...)
		has(t, lang, w.addressees, escalation.ToUnit, escalation.ToHead, escalation.ToSupervisor, escalation.ToAdmins)
		has(t, lang, w.answers, escalation.OnTrack, escalation.HasDifficulty, escalation.AnswerDone, escalation.WantsExtension)
		has(t, lang, w.timeliness, escalation.NoDeadline, escalation.NotDue, escalation.DueSoon, escalation.DueToday, escalation.Overdue,
			escalation.DoneOnTime, escalation.DoneLate)
	}
}

func sentences(w *Words) []string {
	var names []string
	for _, t := range w.sentences.Templates() {
		if t.Name() != w.sentences.Name() {
			names = append(names, t.Name())
		}
	}
	slices.Sort(names)
	return names
}

func has[K ~string](t *testing.T, lang string, words map[K]string, keys ...K) {
	t.Helper()
	for _, k := range keys {
		if words[k] == "" {
			t.Errorf("%s has no word for %s", lang, k)
		}
	}
	if n := len(slices.Compact(slices.Sorted(maps.Values(words)))); n == 0 {
		t.Errorf("%s has no words", lang)
	}
}

// TestButtonsFit: a button has at most 20 characters (domain.md 6.2).
func TestButtonsFit(t *testing.T) {
	const most = 20
	for lang, w := range languages() {
		var all []string
		all = slices.AppendSeq(all, maps.Values(w.actions))
		all = slices.AppendSeq(all, maps.Values(w.answers))
		all = slices.AppendSeq(all, maps.Values(w.labels))
		for _, b := range all {
			if n := utf8.RuneCountInString(b); n > most {
				t.Errorf("%s: %q has %d characters", lang, b, n)
			}
		}
	}
	vi := For("vi")
	for text, want := range map[string]string{
		vi.Button(escalation.ActAccept): "Đã nhận", vi.Button(escalation.ActConfirm): "Xác nhận hoàn thành",
		vi.ButtonStatus(escalation.OnTrack): "Đúng tiến độ", vi.Label(WhyLabel): "Vì sao tôi nhận tin?", vi.Command(CommandMine): "Nhiệm vụ của đơn vị",
	} {
		if text != want {
			t.Errorf("%q instead of %q", text, want)
		}
	}
}

// TestSoberVietnamese: comrades are not addressed as friends, and nobody sends emoji.
func TestSoberVietnamese(t *testing.T) {
	friend := regexp.MustCompile(`(?i)(^|[^\p{L}])bạn([^\p{L}]|$)`)
	names, err := fs.Glob(files, "*/*.tmpl")
	if err != nil || len(names) == 0 {
		t.Fatal("no templates", err)
	}
	for _, name := range names {
		source, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		if friend.Match(source) {
			t.Errorf("%s says bạn", name)
		}
		for _, r := range string(source) {
			if r > 0xffff || (r >= 0x2600 && r < 0x2800) {
				t.Errorf("%s has %q", name, r)
			}
		}
	}
}

// TestNastyNamesAreShownAsTheyAre: what a title consists of arrives in the message, all 300 characters of it.
func TestNastyNamesAreShownAsTheyAre(t *testing.T) {
	title := `<script>alert("1")</script> & 'x' 😀👨‍👩‍👧 </b>`
	title += strings.Repeat("ệ", 300-utf8.RuneCountInString(title))
	for lang, w := range languages() {
		for _, s := range stories() {
			o := provinceValue()
			work := plan()
			work.Title = title
			o.Tasks = []*escalation.Task{{Work: work}}
			o.People[0].Name = `Trần "Văn" <B> & 😀`
			subject := Subject{Office: escalation.NewOffice(o), Assignment: s.assignment, Now: s.now}
			if s.assignment.Source != "ke-hoach" {
				continue
			}
			for _, text := range []string{w.Notice(subject, s.notice), w.Short(subject, s.notice), w.Card(subject, nil), w.ListLine(subject)} {
				mustContain(t, Plain(text), title)
				if err := wellFormed(text); err != nil {
					t.Errorf("%s %s: %v", lang, s.name, err)
				}
			}
			if s.notice.Recipient.ID == "bi-thu" && s.notice.Kind == escalation.KindPrompt {
				mustContain(t, Plain(w.Notice(subject, s.notice)), `Trần "Văn" <B> & 😀, Bí thư`)
			}
		}
	}
}

// TestConfidentialByEitherWord: work counts as confidential when the configuration says so now, and when it was so while it was followed.
func TestConfidentialByEitherWord(t *testing.T) {
	before, now := secretOf(), secretOf()
	before.Source = "gone"
	now.Confidential = false
	for _, a := range []escalation.Assignment{before, now} {
		text := For("vi").Card(Subject{Office: province(), Assignment: a, Now: at(time.April, 7, 9, 0)}, events())
		mustContain(t, text, "số 14")
		mustContain(t, text, "31/03/2022")
		if contains(text, "BÍ MẬT") || contains(text, "Tiền Hải") {
			t.Errorf("the card tells it:\n%s", text)
		}
	}
}

func TestDates(t *testing.T) {
	vi, en := For("vi"), For("en")
	moment := at(time.March, 31, 8, 5)
	for _, c := range []struct{ got, want string }{
		{vi.Date(on(time.March, 31)), "31/03/2022"},
		{vi.Date(calendar.Date{}), ""},
		{vi.LongDate(on(time.March, 31)), "Thứ Năm, ngày 31/03/2022"},
		{vi.LongDate(on(time.April, 3)), "Chủ nhật, ngày 03/04/2022"},
		{vi.Clock(moment), "08 giờ 05"},
		{vi.Moment(moment), "08 giờ 05 ngày 31/03/2022"},
		{en.Date(on(time.March, 31)), "31 March 2022"},
		{en.LongDate(on(time.March, 31)), "Thursday, 31 March 2022"},
		{en.Moment(moment), "08:05 on 31 March 2022"},
		{en.Date(calendar.Date{}), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q instead of %q", c.got, c.want)
		}
	}
}

// TestClosingAtMidnight: 24:00 belongs to the day that it ends (DESIGN 4).
func TestClosingAtMidnight(t *testing.T) {
	always := calendar.New(calendar.Spec{
		Location: zone(), Hours: calendar.Hours{Open: 0, Close: 24 * 60}, Holidays: "none",
		Workdays: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday},
	})
	if got := For("vi").when(always, at(time.April, 1, 0, 0)).Moment; got != "24 giờ 00 ngày 31/03/2022" {
		t.Error(got)
	}
}

func TestPeriods(t *testing.T) {
	for name, want := range map[string]string{
		"2022-W05": "Tuần 05/2022", "2022-03": "Tháng 3/2022", "2022-Q1": "Quý I/2022", "2022-Q4": "Quý IV/2022",
		"2022-H1": "6 tháng đầu năm 2022", "2022-H2": "6 tháng cuối năm 2022", "2022": "Năm 2022", "2022-03-20": "ngày 20/03/2022",
		"2022-Q5": "2022-Q5", "2022-H0": "2022-H0", "": "", "khác": "khác",
	} {
		if got := For("vi").periodText(name); got != want {
			t.Errorf("%s: %q instead of %q", name, got, want)
		}
	}
}

func TestDocuments(t *testing.T) {
	for number, want := range map[string]string{
		"04-NQ/TU": "Nghị quyết số 04-NQ/TU", "27-KH/TU": "Kế hoạch số 27-KH/TU", "42/2014/QĐ-TTg": "Quyết định số 42/2014/QĐ-TTg",
		"12": "Văn bản số 12", "": "",
	} {
		if got := For("vi").documentText(number); got != want {
			t.Errorf("%q instead of %q", got, want)
		}
	}
}

// TestPeopleAreNamedOnce: who is named by an office is not named by it again.
func TestPeopleAreNamedOnce(t *testing.T) {
	for want, p := range map[string]*escalation.Person{
		"Trần Văn B, Trưởng ban":   {Name: "Trần Văn B", Title: "Trưởng ban"},
		"Trưởng Ban Nội chính":     {Name: "Trưởng Ban Nội chính", Title: "Trưởng ban"},
		"Bí thư Huyện ủy Tiền Hải": {Name: "Bí thư", Title: "Bí thư Huyện ủy Tiền Hải"},
		"Quản trị":                 {Name: "Quản trị"},
		"":                         nil,
	} {
		if got := For("vi").Person(p); got != want {
			t.Errorf("%q instead of %q", got, want)
		}
	}
}

// TestTimelinessLine goes with the plan through time, handed in or not.
func TestTimelinessLine(t *testing.T) {
	friday, saturday := at(time.April, 1, 9, 0), at(time.April, 2, 9, 0)
	fridayDeadline := planOf()
	fridayDeadline.Due = escalation.Deadline{Date: on(time.April, 1), Moment: at(time.April, 1, 17, 0)}
	done := handedIn(planOf(), at(time.April, 4, 9, 0))
	done.State = escalation.Completed
	for _, c := range []struct {
		want string
		a    escalation.Assignment
		now  time.Time
	}{
		{"còn 4 ngày làm việc", planOf(), at(time.March, 25, 9, 0)},
		{"đến hạn hôm nay", planOf(), at(time.March, 31, 9, 0)},
		{"quá hạn", planOf(), at(time.March, 31, 17, 1)},
		{"quá hạn 1 ngày làm việc", planOf(), friday},
		{"quá hạn 1 ngày làm việc", planOf(), saturday},
		{"chưa ấn định thời hạn", openEnded(), friday},
		{"đã báo cáo đúng hạn", handedIn(planOf(), at(time.March, 31, 23, 0)), friday},
		{"đã báo cáo quá hạn", handedIn(fridayDeadline, saturday), at(time.April, 4, 9, 0)},
		{"hoàn thành quá hạn 2 ngày làm việc", done, at(time.April, 20, 9, 0)},
	} {
		if got := For("vi").TimelinessLine(Subject{Office: province(), Assignment: c.a, Now: c.now}); got != c.want {
			t.Errorf("%v: %q instead of %q", c.now, got, c.want)
		}
	}
	en := For("en").TimelinessLine(Subject{Office: province(), Assignment: planOf(), Now: friday})
	if en != "1 working day overdue" {
		t.Error(en)
	}
}

// TestAnswersFitAPopUp: an alert is plain text of at most 200 characters.
func TestAnswersFitAPopUp(t *testing.T) {
	for lang, w := range languages() {
		for _, k := range Keys() {
			args := fullArgs()
			args.Text = strings.Repeat("<b>", 500)
			text := w.Alert(k, args)
			if n := utf8.RuneCountInString(text); n == 0 || n > 200 {
				t.Errorf("%s %s: %d characters", lang, k, n)
			}
			if contains(text, "&lt;") || contains(text, "&#") {
				t.Errorf("%s %s is not plain: %s", lang, k, text)
			}
		}
	}
}

// TestCutKeepsCharactersWhole: a cut takes no mark from its letter and no part from its emoji.
func TestCutKeepsCharactersWhole(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"đơn vị", 6, "đơn vị"},
		{"đơn vị", 5, "đơn…"},
		{"abcde\u0301fgh", 6, "abcd…"},
		{"ab👨‍👩‍👧cd", 5, "ab…"},
		{"ab👍🏽cd", 4, "ab…"},
		{"", 0, ""},
	} {
		if got := cut(c.in, c.n); got != c.want {
			t.Errorf("cut(%q, %d) is %q instead of %q", c.in, c.n, got, c.want)
		}
	}
}

// TestUnknownLanguage falls back to Vietnamese, and unknown terms to what is stored.
func TestUnknownLanguage(t *testing.T) {
	if For("fr") != For(escalation.Vietnamese) {
		t.Error("French has words of its own")
	}
	if got := For("vi").State("unheard-of"); got != "unheard-of" {
		t.Error(got)
	}
}

// A log says which of a kind's steps it was, but not the moment that tells one act's notices from another's.
func TestWhichStepItWas(t *testing.T) {
	vi := For(escalation.Vietnamese)
	for occurrence, want := range map[string]string{
		"7d": "7 ngày", "3wd#2": "3 ngày làm việc, lần 2", "4": "lần 4", "2022-03-15": "15/03/2022", "2022-02-28T01:00:00Z#7": "",
	} {
		if got := vi.occurrence(occurrence); got != want {
			t.Errorf("%s reads %q, want %q", occurrence, got, want)
		}
	}
}
