package wording

import (
	"testing"
	"time"

	"dondoc/calendar"
	"dondoc/escalation"
)

// withIndicators is the province, with indicators for its report and limits for extensions.
func withIndicators() *escalation.Office {
	o := provinceValue()
	o.Indicators = []*escalation.Indicator{
		{ID: "ty-le", Title: "Tỷ lệ giải quyết tố giác, tin báo", Unit: "%", Target: escalation.Target{Compare: ">", Value: 90, Text: "> 90"}},
		{ID: "so-vu", Title: "Số vụ phạm pháp hình sự", Unit: "vụ", Target: escalation.Target{Compare: "<", Against: "previous", Text: "< previous"}},
		{ID: "duoi", Title: "Tỷ lệ án quá hạn", Unit: "%", Target: escalation.Target{Compare: "<=", Value: 1.5, Text: "<= 1.5"}},
	}
	o.Reports[0].Indicators = []string{"ty-le", "so-vu", "duoi"}
	o.Policies[0].Extensions = &escalation.ExtensionRule{Max: 2, Before: calendar.Offset{Unit: calendar.WorkingDays, N: 3}}
	return escalation.NewOffice(o)
}

func attachments() []escalation.File {
	return []escalation.File{
		{ID: "a", Name: "Báo cáo <quý I>.pdf", Type: "application/pdf", Size: 3 << 19},
		{ID: "b", Name: "anh-2.jpg", Photo: true, Size: 2048},
	}
}

func figures() []escalation.Figure {
	return []escalation.Figure{{Indicator: "ty-le", Value: 92.5}, {Indicator: "so-vu", Value: 1234}, {Indicator: "duoi", Value: 1.75}}
}

// acts are the stories beyond the straight way.
func acts() []story {
	march30, april1, april4 := at(time.March, 30, 9, 5), at(time.April, 1, 9, 5), at(time.April, 4, 9, 5)
	full := handedIn(reportOf(), march30)
	full.Submission.Files, full.Submission.Figures = attachments(), figures()
	secret := secretOf()
	secret.State, secret.Submission.Files = escalation.Submitted, []escalation.File{{Name: "BÍ MẬT tệp"}}
	extended := planOf()
	extended.Extended, extended.Granted = escalation.Deadline{Date: on(time.April, 15), Moment: at(time.April, 15, 17, 0)}, 1
	file := func(a escalation.Assignment, now time.Time) story {
		return story{"", now, a, escalation.Notice{
			Kind: escalation.KindFile, Recipient: toPerson("bi-thu-cong-an"), Detail: escalation.Detail{Event: escalation.EventSubmitted, File: &attachments()[0]},
		}}
	}
	due := escalation.Notice{
		Kind: escalation.KindReviewDue, Recipient: toPerson("bi-thu-cong-an"), Reason: escalation.Reason{Policy: "standard", Offset: "2wd", Times: 1},
	}
	answer := func(level int, ask escalation.Ask) escalation.Notice {
		n := told(escalation.KindAnswerDue, toPerson("bi-thu"), escalation.Reason{AnswerBy: at(time.April, 4, 17, 0)})
		n.Level, n.Ask = level, ask
		return n
	}
	did := func(k escalation.Kind, to string, e escalation.EventKind, d escalation.Detail) escalation.Notice {
		d.Event, d.Actor, d.At = e, "bi-thu-cong-an", april1
		return escalation.Notice{Kind: k, Recipient: toPerson(to), Detail: d}
	}
	paper := handedIn(planOf(), april1)
	paper.Submission.Received, paper.HandedIn = on(time.March, 31), at(time.March, 31, 7, 30)
	wish := escalation.Detail{Date: "2022-04-15", Text: "Không có căn cứ"}
	asked := did(escalation.KindReview, "bi-thu-cong-an", escalation.EventSubmitted, escalation.Detail{Text: full.Submission.Text})
	fileStory, secretFile := file(full, march30), file(secret, march30)
	fileStory.name, secretFile.name = "file", "file-confidential"
	return []story{
		{"review-full", march30, full, asked},
		{"receipt-full", march30, full, did(escalation.KindReceipt, "dau-moi", escalation.EventSubmitted, escalation.Detail{})},
		{"review-due", april4, full, due},
		{"review-due-confidential", april4, secret, due},
		{"answer-due-status", april4, planOf(), answer(1, escalation.AskStatus)},
		{"answer-due-explanation", april4, planOf(), answer(3, escalation.AskExplanation)},
		fileStory, secretFile,
		{"reviewed-paper", april1, paper, did(escalation.KindReviewed, "dau-moi", escalation.EventSubmitted, escalation.Detail{Date: "2022-03-31"})},
		{"reviewed-extended", april1, extended, did(escalation.KindReviewed, "dau-moi", escalation.EventExtended, escalation.Detail{Date: "2022-04-15"})},
		{"reviewed-refused", march30, planOf(), did(escalation.KindReviewed, "dau-moi", escalation.EventRefused, wish)},
		{"receipt-extended", april1, extended, did(escalation.KindReceipt, "bi-thu-cong-an", escalation.EventExtended, escalation.Detail{Date: "2022-04-15"})},
		{"receipt-refused", march30, planOf(), did(escalation.KindReceipt, "bi-thu-cong-an", escalation.EventRefused, wish)},
		{"receipt-held-back", april4, planOf(), did(escalation.KindReceipt, "bi-thu-cong-an", escalation.EventHeldBack, escalation.Detail{})},
		{"receipt-explained-late", april4, planOf(), did(escalation.KindReceipt, "bi-thu", escalation.EventExplained, escalation.Detail{Text: "Do thiếu cán bộ.", LateReply: true})},
		{"receipt-answered-late", april4, planOf(), did(escalation.KindReceipt, "bi-thu", escalation.EventAnswered, escalation.Detail{Chosen: escalation.OnTrack, LateReply: true})},
	}
}

// TestCaptionsNameTheAssignment, and of a confidential one nothing else.
func TestCaptionsNameTheAssignment(t *testing.T) {
	for _, s := range acts() {
		if s.notice.Kind != escalation.KindFile {
			continue
		}
		text := For(escalation.Vietnamese).Caption(s.subject(), s.notice)
		if named := contains(text, "Báo cáo &lt;quý I&gt;.pdf"); named == s.assignment.Confidential {
			t.Errorf("%s: %s", s.name, text)
		}
	}
}

// TestFiguresAreWrittenAsTheLanguageDoes, with separators for thousands and decimals.
func TestFiguresAreWrittenAsTheLanguageDoes(t *testing.T) {
	for v, want := range map[float64][2]string{
		0: {"0", "0"}, 92.5: {"92,5", "92.5"}, 1234: {"1.234", "1,234"}, -1234567.25: {"-1.234.567,25", "-1,234,567.25"}, 999: {"999", "999"},
	} {
		if vi, en := For("vi").figure(v), For("en").figure(v); vi != want[0] || en != want[1] {
			t.Errorf("%v: %q, %q", v, vi, en)
		}
	}
}
