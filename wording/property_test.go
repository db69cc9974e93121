package wording

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dondoc/calendar"
	"dondoc/escalation"

	"pgregory.net/rapid"
)

// nasty strings together make up the worst that a configuration or a person could write.
func nasty() []string {
	return []string{
		"<script>alert(1)</script>", "</b></blockquote>", "<", "&", `"'`, "&lt;b&gt;", "{{.Title}}", "_*[x](y)`", "\u202e", "\x00", "\xff\xfe", "\n", "\r\n\r\n",
		"😀", "👨‍👩‍👧‍👦", "e\u0301", "Nghị quyết", " ", "\t", "ﬁ", strings.Repeat("Trách nhiệm ", 25), strings.Repeat("😀", 300), strings.Repeat("&<", 500), "…", "/start", "@admin",
	}
}

// wild draws a string of nasty pieces, marked if a mark is given.
func wild(mark string) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.SampledFrom(nasty()), 0, 6).Draw(t, "parts")
		at := rapid.IntRange(0, len(parts)).Draw(t, "at")
		return strings.Join(slices.Insert(parts, at, mark), "")
	})
}

// wildOffice has the shape of the province and nasty names everywhere; what describes work carries the mark.
func wildOffice(t *rapid.T, mark string) *escalation.Office {
	o := provinceValue()
	for _, p := range o.People {
		p.Name, p.Title = wild("").Draw(t, "name"), wild("").Draw(t, "title")
	}
	for _, u := range o.Units {
		u.Name = wild(mark).Draw(t, "unit")
	}
	for _, d := range o.Documents {
		d.Number = wild(mark).Draw(t, "number")
		for i := range d.Clauses {
			d.Clauses[i].ID, d.Clauses[i].Quote = wild(mark).Draw(t, "clause"), wild(mark).Draw(t, "quote")
		}
	}
	secret := mark != ""
	o.Indicators = []*escalation.Indicator{wildIndicator(t, mark)}
	o.Tasks = []*escalation.Task{{Work: wildWork(t, "ke-hoach", mark, secret)}}
	o.Reports = []*escalation.Report{{Work: wildWork(t, "bao-cao-quy", mark, secret), Every: escalation.Quarterly}}
	return escalation.NewOffice(o)
}

func wildWork(t *rapid.T, id, mark string, secret bool) escalation.Work {
	w := plan()
	w.ID, w.Confidential = id, secret
	w.Title, w.Basis, w.Clause = wild(mark).Draw(t, "title"), wild(mark).Draw(t, "basis"), wild(mark).Draw(t, "clause")
	return w
}

func wildFiles(t *rapid.T, mark string) []escalation.File {
	var out []escalation.File
	for range rapid.IntRange(1, 10).Draw(t, "files") {
		out = append(out, escalation.File{ID: "x", Name: wild(mark).Draw(t, "file"), Size: rapid.Int64Range(0, 20<<20).Draw(t, "size")})
	}
	return out
}

func wildIndicator(t *rapid.T, mark string) *escalation.Indicator {
	return &escalation.Indicator{
		ID: "ty-le", Title: wild(mark).Draw(t, "title"), Unit: wild(mark).Draw(t, "unit of measurement"),
		Target: escalation.Target{Compare: rapid.SampledFrom([]string{">", "=", "qualitative"}).Draw(t, "compare"), Value: 90},
	}
}

func wildDeadline(t *rapid.T) escalation.Deadline {
	if rapid.Bool().Draw(t, "no deadline") {
		return escalation.Deadline{}
	}
	day := on(time.March, 31).AddDays(rapid.IntRange(-60, 60).Draw(t, "days"))
	return escalation.Deadline{Date: day, Moment: workingWeek().Moment(day, calendar.TimeOfDay(rapid.IntRange(0, 1440).Draw(t, "minute")))}
}

func wildMoment(t *rapid.T, label string) time.Time {
	return at(time.March, 31, 8, 0).Add(time.Duration(rapid.IntRange(-100_000, 100_000).Draw(t, label)) * time.Minute)
}

func wildAssignment(t *rapid.T, mark string) escalation.Assignment {
	a := planOf()
	a.Kind = rapid.SampledFrom([]escalation.SourceKind{escalation.FromTask, escalation.FromReport}).Draw(t, "kind")
	if a.Source = "ke-hoach"; a.Kind == escalation.FromReport {
		a.Source, a.Period = "bao-cao-quy", rapid.OneOf(rapid.Just("2022-Q1"), wild(mark)).Draw(t, "period")
	}
	if rapid.IntRange(0, 5).Draw(t, "gone") == 0 {
		a.Source = "gone"
	}
	a.Confidential = mark != ""
	a.Title, a.Number = wild(mark).Draw(t, "title"), rapid.Int64Range(0, 1_000_000).Draw(t, "number")
	a.Unit = rapid.SampledFrom([]string{"huyen-uy-tien-hai", "ban-thuong-vu", "gone"}).Draw(t, "unit")
	a.State = rapid.SampledFrom(escalation.States()).Draw(t, "state")
	a.Due, a.Original, a.Extended, a.Supplement = wildDeadline(t), wildDeadline(t), wildDeadline(t), wildDeadline(t)
	a.Asks = []escalation.Asked{{Level: 3, Ask: escalation.AskExplanation, Deadline: a.Ladder().DeadlineKey(), Sent: wildMoment(t, "asked")}}
	if rapid.Bool().Draw(t, "handed in") {
		a.HandedIn = wildMoment(t, "received")
		a.Submission = &escalation.Submission{
			Number: wild(mark).Draw(t, "number"), Text: wild(mark).Draw(t, "text"), By: "dau-moi", At: a.HandedIn,
			Date: on(time.March, 1), Received: on(time.March, 2),
			Files:   wildFiles(t, mark),
			Figures: []escalation.Figure{{Indicator: "ty-le", Value: rapid.Float64Range(-1e15, 1e15).Draw(t, "figure")}, {Indicator: wild(mark).Draw(t, "indicator")}},
		}
		a.Extension = &escalation.ExtensionRequest{Until: on(time.April, 29), Reasons: wild(mark).Draw(t, "reasons"), By: "bi-thu"}
	}
	return a
}

func wildNotice(t *rapid.T, mark string) escalation.Notice {
	people := []string{"bi-thu", "pho-bi-thu", "dau-moi", "bi-thu-cong-an", "quan-tri", "gone", ""}
	kinds := append(escalation.StepKinds(), otherKinds()...)
	n := escalation.Notice{
		Kind: rapid.SampledFrom(kinds).Draw(t, "notice"), Level: rapid.IntRange(0, 5).Draw(t, "level"), Due: wildMoment(t, "due"),
		Recipient: toPerson(rapid.SampledFrom(people).Draw(t, "recipient")), Late: rapid.Bool().Draw(t, "late"), Resent: rapid.Bool().Draw(t, "resent"),
		Ask: rapid.SampledFrom([]escalation.Ask{escalation.NoAsk, escalation.AskStatus, escalation.AskExplanation}).Draw(t, "ask"),
	}
	if rapid.Bool().Draw(t, "group") {
		n.Recipient = toGroup("ban-noi-chinh")
	}
	to := []escalation.Addressee{"", escalation.ToUnit, escalation.ToHead, escalation.ToSupervisor, escalation.ToAdmins, "unit:ban-thuong-vu", "person:bi-thu"}
	n.Reason = escalation.Reason{
		Policy: rapid.SampledFrom([]string{"standard", "gone"}).Draw(t, "policy"), Offset: rapid.SampledFrom([]string{"", "0d", "3wd", "20s", "90m", "36h", "?"}).Draw(t, "offset"),
		Times: rapid.IntRange(0, 3).Draw(t, "times"), Nominal: on(time.March, 26), Unanswered: rapid.IntRange(0, 2).Draw(t, "unanswered"),
		AnswerBy: wildMoment(t, "answer by"), To: rapid.SampledFrom(to).Draw(t, "to"), InsteadOf: rapid.SampledFrom(people).Draw(t, "instead of"),
		CountedFrom: on(time.April, 4),
	}
	n.Detail = escalation.Detail{
		Event: rapid.SampledFrom(eventKinds()).Draw(t, "event"), Actor: rapid.SampledFrom(people).Draw(t, "actor"), At: wildMoment(t, "at"),
		Text: wild(mark).Draw(t, "text"), Date: "2022-04-15", Person: rapid.SampledFrom(people).Draw(t, "person"),
		LateReply: rapid.Bool().Draw(t, "late reply"), File: &wildFiles(t, mark)[0],
		Chosen: rapid.SampledFrom([]escalation.StatusAnswer{"", escalation.OnTrack, escalation.WantsExtension}).Draw(t, "chosen"),
	}
	if rapid.Bool().Draw(t, "outage") {
		s := escalation.Span{From: wildMoment(t, "from"), To: wildMoment(t, "to")}
		n.Detail.Outage = &escalation.Outage{Down: s, Unheard: s, Late: rapid.IntRange(0, 1e6).Draw(t, "late ones"), Missed: 1, Again: 2}
	}
	return n
}

func otherKinds() []escalation.Kind {
	return []escalation.Kind{
		escalation.KindReceipt, escalation.KindReview, escalation.KindReviewed, escalation.KindExtension, escalation.KindDifficulty,
		escalation.KindUnreachable, escalation.KindApproval, escalation.KindOrphaned, escalation.KindReviewDue, escalation.KindAnswerDue,
		escalation.KindFile, escalation.KindLink, escalation.KindOutage, "unheard-of",
	}
}

func wildEvents(t *rapid.T, mark string) []escalation.Event {
	var out []escalation.Event
	for range rapid.IntRange(0, 40).Draw(t, "events") {
		out = append(out, escalation.Event{
			At: wildMoment(t, "event at"), Kind: rapid.SampledFrom(eventKinds()).Draw(t, "event"),
			Actor: rapid.SampledFrom([]string{"bi-thu", escalation.System, "gone"}).Draw(t, "actor"),
			Data: escalation.EventData{
				Text: wild(mark).Draw(t, "text"), DocNumber: wild(mark).Draw(t, "number"), Date: "2022-04-15", Recipient: "group:ban-noi-chinh",
				Kind: escalation.KindRemind, Occur: wild(mark).Draw(t, "occurrence"), Old: wild(mark).Draw(t, "old"),
				Files: []string{wild(mark).Draw(t, "file")}, Figures: []escalation.Figure{{Indicator: "ty-le", Value: 1.5}},
			},
		})
	}
	return out
}

// page is one text of this package and how long it may be.
type page struct {
	name, text string
	most       int
}

// everything renders all that there is to say about a random subject.
func everything(t *rapid.T, w *Words, mark string) []page {
	s := Subject{Office: wildOffice(t, mark), Assignment: wildAssignment(t, mark), Now: wildMoment(t, "now")}
	n, events := wildNotice(t, mark), wildEvents(t, mark)
	if mark != "" {
		// The recipient's own name is told to the recipient, also when it is a unit.
		n.Recipient = toPerson("bi-thu")
		if n.Kind == escalation.KindLink {
			n.Kind = escalation.KindReceipt // a tie belongs to no assignment
		}
	}
	items := []Item{{Assignment: s.Assignment, Notice: n}, {Assignment: s.Assignment, Notice: n}}
	ten := slices.Repeat([]Subject{s}, 10)
	k := rapid.SampledFrom(Keys()).Draw(t, "key")
	args := Args{Assignment: &s.Assignment, DocNumber: wild(mark).Draw(t, "number"), Text: wild(mark).Draw(t, "text")}
	args.Files, args.Indicator = wildFiles(t, mark), s.Office.Indicators[0]
	args.Figures = Figures(s.Office, []escalation.Figure{{Indicator: "ty-le", Value: 90}, {Indicator: wild(mark).Draw(t, "indicator")}})
	if mark == "" {
		args.Person, args.Units = s.Office.People[0], s.Office.Units
	}
	return []page{
		{"notice", w.Notice(s, n), mostNotice}, {"short", w.Short(s, n), mostShort}, {"bundle", w.Bundle(s.Office, s.Now, items), mostNotice},
		{"caption", w.Caption(s, n), mostCaption}, {"why", w.Why(s, n), mostNotice}, {"why card", w.WhyCard(s, escalation.RoleHead), mostNotice},
		{"card", w.Card(s, events), mostCard}, {"history", w.History(s, events), mostCard},
		{"list", w.List(wild("").Draw(t, "list"), ten, 1, 3, 30), mostCard}, {"line", w.ListLine(s), mostCard},
		{"event", w.Event(s, escalation.Event{Kind: escalation.EventReturned, Actor: "bi-thu", Data: escalation.EventData{Text: mark, DocNumber: mark}}), mostCard},
		{"say " + string(k), w.Say(k, args), mostNotice}, {"timeliness", w.TimelinessLine(s), mostCard},
	}
}

// TestTelegramTakesEverything: whatever anybody is called, writes or does, every text is well-formed in Telegram's subset of HTML,
// within its size, and not empty.
func TestTelegramTakesEverything(t *testing.T) {
	for lang, w := range languages() {
		t.Run(lang, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				for _, p := range everything(t, w, "") {
					if err := wellFormed(p.text); err != nil {
						t.Fatalf("%s: %v in %q", p.name, err, p.text)
					}
					if n := length(p.text); n == 0 || n > p.most {
						t.Fatalf("%s has %d units: %q", p.name, n, p.text)
					}
				}
			})
		})
	}
}

// TestNothingConfidentialLeaks: of a confidential assignment no text tells a title, a clause, a unit's name, or anything typed.
func TestNothingConfidentialLeaks(t *testing.T) {
	const mark = "MẬT"
	for lang, w := range languages() {
		t.Run(lang, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				for _, p := range everything(t, w, mark) {
					if contains(p.text, mark) {
						t.Fatalf("%s tells it: %q", p.name, p.text)
					}
				}
			})
		})
	}
}

var element = regexp.MustCompile(`<[^>]*>?`)

var entity = regexp.MustCompile(`^&(lt|gt|amp|quot|#[0-9]+);`)

// wellFormed is an independent check of the part of Telegram's HTML that this package uses.
func wellFormed(text string) error {
	if !utf8.ValidString(text) {
		return fmt.Errorf("invalid UTF-8")
	}
	var open []string
	for _, e := range element.FindAllString(text, -1) {
		name := strings.Trim(e, "</>")
		switch {
		case !slices.Contains([]string{"b", "i", "blockquote"}, name):
			return fmt.Errorf("element %q", e)
		case !strings.HasPrefix(e, "</"):
			open = append(open, name)
		case len(open) == 0 || open[len(open)-1] != name:
			return fmt.Errorf("unexpected %q", e)
		default:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("%q is left open", open)
	}
	for i := range text {
		if text[i] == '&' && !entity.MatchString(text[i:]) {
			return fmt.Errorf("a bare & at %d", i)
		}
	}
	return nil
}
