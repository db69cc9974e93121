package cli

import (
	"fmt"
	_ "image/png" // without it the sheet does not know what the codes are
	"os"
	"strconv"

	"github.com/xuri/excelize/v2"
	"rsc.io/qr"
)

// The sheet of invitations, on A4 across.
const (
	paperA4 = 9
	// qrSide is the side of a code in pixels of 1/96 inch: 3 cm.
	qrSide = 113
	// qrRow is the height of its row in points: 3.4 cm, so that codes do not touch.
	qrRow = 96
	// qrScale is how many pixels of the picture a module of the code has.
	qrScale = 8
	// qrQuiet is the white border on both sides together, in modules.
	qrQuiet = 8

	headingRow = 4
	lastColumn = "G"
	qrColumn   = "F"
)

// writeSheet writes a sheet with a link and its QR code per person, to be printed and cut. Only its owner may read the file.
func writeSheet(file string, say inviteTexts, list []invitation) error {
	book := excelize.NewFile()
	defer book.Close() //nolint:errcheck // nothing is open
	s := &sheet{book: book, name: say.sheet}
	s.do(book.SetSheetName(book.GetSheetName(0), s.name))
	s.layOut(say)
	for i, v := range list {
		s.person(say, headingRow+1+i, i+1, v)
	}
	if s.err != nil {
		return s.err
	}
	out, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("create the sheet: %w", err)
	}
	if err = book.Write(out); err != nil {
		out.Close() //nolint:errcheck // that error says more
		return fmt.Errorf("write the sheet: %w", err)
	}
	if err = out.Close(); err != nil {
		return fmt.Errorf("write the sheet: %w", err)
	}
	return nil
}

// sheet is a sheet being filled; it keeps the first error.
type sheet struct {
	book *excelize.File
	name string
	body int // style
	err  error
}

func (s *sheet) do(err error) {
	if s.err == nil && err != nil {
		s.err = fmt.Errorf("fill the sheet: %w", err)
	}
}

func (s *sheet) style(st excelize.Style) int {
	id, err := s.book.NewStyle(&st)
	s.do(err)
	return id
}

func cell(column string, row int) string { return column + strconv.Itoa(row) }

// layOut sets paper, widths, title and headings, which every printed page repeats.
func (s *sheet) layOut(say inviteTexts) {
	border := []excelize.Border{}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Style: 1, Color: "808080"})
	}
	middle := &excelize.Alignment{Vertical: "center", Horizontal: "center", WrapText: true}
	s.body = s.style(excelize.Style{Border: border, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}})
	head := s.style(excelize.Style{Border: border, Font: &excelize.Font{Bold: true}, Alignment: middle})
	title := s.style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}, Alignment: middle})
	note := s.style(excelize.Style{Alignment: middle})

	size, across, wide, high, fit := paperA4, "landscape", 1, 0, true
	s.do(s.book.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &size, Orientation: &across, FitToWidth: &wide, FitToHeight: &high}))
	s.do(s.book.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}))
	s.do(s.book.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: s.name, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", s.name, headingRow, headingRow),
	}))
	for column, width := range map[string]float64{"A": 6, "B": 24, "C": 22, "D": 30, "E": 34, qrColumn: 18, lastColumn: 18} {
		s.do(s.book.SetColWidth(s.name, column, column, width))
	}
	for row, text := range map[int]string{1: say.title, 2: say.note} {
		s.do(s.book.MergeCell(s.name, cell("A", row), cell(lastColumn, row)))
		s.do(s.book.SetCellStr(s.name, cell("A", row), text))
	}
	s.do(s.book.SetCellStyle(s.name, "A1", cell(lastColumn, 1), title))
	s.do(s.book.SetCellStyle(s.name, "A2", cell(lastColumn, 2), note))
	s.do(s.book.SetRowHeight(s.name, 2, 32))
	s.do(s.book.SetSheetRow(s.name, cell("A", headingRow), &say.headings))
	s.do(s.book.SetCellStyle(s.name, cell("A", headingRow), cell(lastColumn, headingRow), head))
}

// person fills one person's row.
func (s *sheet) person(say inviteTexts, row, number int, v invitation) {
	s.do(s.book.SetCellInt(s.name, cell("A", row), int64(number)))
	for column, text := range map[string]string{
		"B": v.person.Name, "C": v.person.Title, "D": v.units, "E": v.link, lastColumn: moment(say, v.until),
	} {
		s.do(s.book.SetCellStr(s.name, cell(column, row), text))
	}
	s.do(s.book.SetRowHeight(s.name, row, qrRow))
	s.do(s.book.SetCellStyle(s.name, cell("A", row), cell(lastColumn, row), s.body))
	code, err := qr.Encode(v.link, qr.M)
	if err != nil {
		s.do(err)
		return
	}
	code.Scale = qrScale
	scale := float64(qrSide) / float64((code.Size+qrQuiet)*qrScale)
	s.do(s.book.AddPictureFromBytes(s.name, cell(qrColumn, row), &excelize.Picture{
		Extension: ".png", File: code.PNG(), Format: &excelize.GraphicOptions{
			ScaleX: scale, ScaleY: scale, OffsetX: 8, OffsetY: 6, Positioning: "oneCell", AltText: v.person.Name,
		},
	}))
}
