package wording

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"dondoc/calendar"
	"dondoc/escalation"
)

const (
	// mostFileName is how many characters of a file's name are shown; all of it is kept.
	mostFileName = 100
	// mostCaption is how long the caption of a file may become, in UTF-16 units; Telegram takes 1,024.
	mostCaption = 1000
	kibibyte    = 1 << 10
	mebibyte    = 1 << 20
)

// Figured is a figure with the indicator that it answers.
type Figured struct {
	Indicator *escalation.Indicator
	Value     float64
}

// Figures gives figures their indicators; one that left the configuration is shown by its id.
func Figures(o *escalation.Office, list []escalation.Figure) []Figured {
	var out []Figured
	for _, f := range list {
		i := o.Indicator(f.Indicator)
		if i == nil {
			i = &escalation.Indicator{ID: f.Indicator, Title: f.Indicator}
		}
		out = append(out, Figured{Indicator: i, Value: f.Value})
	}
	return out
}

// handed is what templates see of the files and figures that were handed in. What does not fit is counted.
type handed struct {
	Files                  []fileView
	Figures                []figureView
	MoreFiles, MoreFigures int
}

type fileView struct {
	Name, Size string
}

// figureView is a figure against its target.
type figureView struct {
	Title, Value, Target string
	Met, Missed          bool // neither: the figure alone does not say
}

func (w *Words) handedIn(files []escalation.File, figures []Figured, l limits) handed {
	var h handed
	room := l.quote
	for i, f := range files {
		v := fileView{Name: cut(line(f.Name), min(l.name, mostFileName)), Size: w.size(f.Size)}
		if room -= utf8.RuneCountInString(v.Name); room < 0 && i > 0 {
			h.MoreFiles = len(files) - i
			break
		}
		h.Files = append(h.Files, v)
	}
	room = l.quote
	for i, f := range figures {
		v := w.figureView(f, l)
		if room -= utf8.RuneCountInString(v.Title + v.Value + v.Target); room < 0 && i > 0 {
			h.MoreFigures = len(figures) - i
			break
		}
		h.Figures = append(h.Figures, v)
	}
	return h
}

func (w *Words) figureView(f Figured, l limits) figureView {
	met, known := f.Indicator.Target.Met(f.Value)
	v := figureView{
		Title: cut(line(f.Indicator.Title), min(l.title, l.quote)), Value: w.figure(f.Value),
		Target: cut(line(w.target(f.Indicator.Target)), l.name), Met: known && met, Missed: known && !met,
	}
	if unit := cut(line(f.Indicator.Unit), l.name); unit == "%" {
		v.Value += unit
	} else if unit != "" {
		v.Value += " " + unit
	}
	return v
}

// target reads out a target: a number as the language writes it, in words what no number says.
func (w *Words) target(t escalation.Target) string {
	switch {
	case t.Compare == "qualitative":
		return w.targets["qualitative"]
	case t.Against != "":
		return t.Compare + " " + term(w.targets, t.Against)
	case t.Compare == "":
		return t.Text
	}
	return t.Compare + " " + w.figure(t.Value)
}

// size reads out a file's size; "" where it is not known.
func (w *Words) size(bytes int64) string {
	switch {
	case bytes <= 0:
		return ""
	case bytes < kibibyte:
		return strconv.FormatInt(bytes, 10) + " B"
	case bytes < mebibyte:
		return strconv.FormatInt(bytes/kibibyte, 10) + " KB"
	}
	return w.figure(float64(bytes*10/mebibyte)/10) + " MB"
}

// figureWith writes a number with separators for thousands and decimals; one that nobody would write out, by its power of ten.
func figureWith(v float64, thousands, decimals string) string {
	if size := math.Abs(v); size != 0 && (size < 1e-15 || size >= 1e15) {
		return strings.Replace(strconv.FormatFloat(v, 'g', 6, 64), ".", decimals, 1)
	}
	digits, fraction, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	sign := ""
	if digits, sign = strings.TrimPrefix(digits, "-"), digits[:len(digits)-len(strings.TrimPrefix(digits, "-"))]; len(digits) > 0 {
		for i := len(digits) - 3; i > 0; i -= 3 {
			digits = digits[:i] + thousands + digits[i:]
		}
	}
	if fraction != "" {
		fraction = decimals + fraction
	}
	return sign + digits + fraction
}

// Caption is what stands under a file that was handed in; never more than 1,000 UTF-16 units after parsing.
func (w *Words) Caption(s Subject, n escalation.Notice) string {
	return fit(mostCaption, func(l limits) string {
		v := w.noticeView(s, n, l)
		return join(w.render("file", v), w.render("trailer", v))
	})
}

// prepared is the text of a held level as it would be sent, plain, since a quotation holds no other.
func (w *Words) prepared(s Subject, n escalation.Notice, l limits) string {
	if s.Assignment.Confidential {
		return "" // even whom it would go to is not told
	}
	lv := level(s, n)
	if n.Kind != escalation.KindApproval || lv == nil || len(lv.To) == 0 {
		return ""
	}
	to := lv.To[0]
	would := escalation.Notice{Kind: escalation.KindEscalate, Level: n.Level, Ask: lv.Ask, Recipient: firstOf(s, to), Reason: n.Reason}
	would.Reason.To = to
	v := w.noticeView(s, would, l)
	return paragraphs(Plain(join(w.render("salutation", v.To), w.render(w.form(s, would), v))))
}

// firstOf is whom an addressee of the policy stands for.
func firstOf(s Subject, to escalation.Addressee) escalation.Recipient {
	person := func(id string) escalation.Recipient { return escalation.Recipient{Kind: escalation.ToPerson, ID: id} }
	u := s.Office.Unit(s.Assignment.Unit)
	kind, id := to.Split()
	switch {
	case kind == "person":
		return person(id)
	case kind == "unit" && id != "":
		return escalation.Recipient{Kind: escalation.ToGroup, ID: id}
	case to == escalation.ToUnit:
		return escalation.Recipient{Kind: escalation.ToGroup, ID: s.Assignment.Unit}
	case to == escalation.ToSupervisor && u != nil:
		u = s.Office.Unit(u.Supervisor)
	}
	if u == nil || to == escalation.ToAdmins {
		return escalation.Recipient{}
	}
	return person(u.HeadOn(s.today()))
}

// offsetOf reads out how long before a deadline something has to be asked for; "" for no time.
func (w *Words) offsetOf(o calendar.Offset) string {
	if o.IsZero() {
		return ""
	}
	return w.offset(o)
}

// grantedText says which extension it is, of how many.
func grantedText(granted, most int) string {
	switch {
	case granted == 0:
		return ""
	case most == 0:
		return strconv.Itoa(granted)
	}
	return fmt.Sprintf("%d/%d", granted, most)
}
