package e2e

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// biggestPicture is how many bytes a picture in the repository may have.
const biggestPicture = 300_000

// takesPictures takes those of the README. They stay in a temporary folder unless DONDOC_PICTURES names one, as `make pictures` does.
func takesPictures(w *tab) {
	dir := os.Getenv("DONDOC_PICTURES")
	if dir == "" {
		dir = w.t.TempDir()
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		w.t.Fatal(err)
	}
	wide, dark := screen{width: 1440, height: 960}, screen{width: 1440, height: 960, dark: true}
	for _, p := range []struct {
		name string
		on   screen
		at   string
		text string // of the message that it shows
		side string // what lies beside the conversation, or over it on a phone
	}{
		{"phone.png", phone, "2022-02-28T08:00:00+07:00", "cho biết tình hình", ""},
		{"phone-timeline.png", phone, "2022-03-16T08:00:00+07:00", headClause, "timeline"},
		{"desktop.png", wide, "2022-03-16T08:00:00+07:00", headClause, "board"},
		{"dark.png", dark, "2022-03-16T08:00:00+07:00", headClause, "timeline"},
	} {
		w.to(p.at)
		w.look(p.on)
		w.visit("")
		w.choose(its)
		w.reads(p.text)
		w.toTheEnd()
		w.beside(p.side)
		w.picture(filepath.Join(dir, p.name))
	}
}

// beside shows the board or the timeline; "" leaves what there is.
func (w *tab) beside(side string) {
	w.t.Helper()
	if side != "" {
		value[any](w, `[...document.querySelectorAll("[data-tab=`+side+`], [data-side-tab=`+side+`]")].find((e) => e.checkVisibility()).click()`)
	}
	if side == "timeline" {
		w.until(`document.querySelector("#now")`)
	}
}

// toTheEnd scrolls the conversation to its newest message, which is read then.
func (w *tab) toTheEnd() {
	w.t.Helper()
	value[any](w, `document.getElementById("messages").scrollTo({ top: 1e6, behavior: "instant" })`)
	w.until(`document.getElementById("jump").hidden && document.querySelector("#chats [aria-current]").closest("li").dataset.unread === "0"`)
}

// picture writes what is on the screen.
func (w *tab) picture(name string) {
	w.t.Helper()
	w.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 1, 1)) // nothing lies under it
	value[any](w, `document.activeElement.blur(), new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))`)
	raw, err := chromedp.Run(w.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		w.fail("take %s: %v", name, err)
	}
	if os.Getenv("DONDOC_PICTURES") != "" {
		raw = w.packed(raw)
	}
	if err := os.WriteFile(name, raw, 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// packed makes a picture fit for the repository, which takes the race detector too long for every run.
func (w *tab) packed(raw []byte) []byte {
	w.t.Helper()
	drawn, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		w.t.Fatal(err)
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, paletted(drawn)); err != nil {
		w.t.Fatal(err)
	}
	if out.Len() > biggestPicture {
		w.t.Errorf("the picture has %d bytes, more than %d", out.Len(), biggestPicture)
	}
	return out.Bytes()
}

// paletted draws a picture with 256 colours: a page of text has few.
func paletted(from image.Image) *image.Paletted {
	drawn := image.NewRGBA(from.Bounds())
	draw.Draw(drawn, drawn.Bounds(), from, from.Bounds().Min, draw.Src)
	count := map[[4]byte]int{}
	for pix := range slices.Chunk(drawn.Pix, 4) {
		count[[4]byte(pix)]++
	}
	to := image.NewPaletted(drawn.Bounds(), frequent(count))
	nearest := map[[4]byte]uint8{}
	for c := range count {
		nearest[c] = uint8(to.Palette.Index(rgba(c))) //nolint:gosec // at most 255
	}
	for i := range to.Pix { // both pictures are whole, hence of the same stride
		to.Pix[i] = nearest[[4]byte(drawn.Pix[4*i:])]
	}
	return to
}

func rgba(c [4]byte) color.RGBA { return color.RGBA{c[0], c[1], c[2], c[3]} }

// frequent chooses the 256 most frequent colours, after the most frequent one of each hue, so that a rare hue stays what it is.
func frequent(count map[[4]byte]int) color.Palette {
	byCount := func(a, b [4]byte) int { return cmp.Or(cmp.Compare(count[b], count[a]), bytes.Compare(a[:], b[:])) }
	hues := map[[3]byte]bool{}
	var first, others color.Palette
	for _, c := range slices.SortedFunc(maps.Keys(count), byCount) {
		hue := [3]byte{c[0] >> 5, c[1] >> 5, c[2] >> 5}
		if !hues[hue] && len(first) < 180 {
			first = append(first, rgba(c))
		} else {
			others = append(others, rgba(c))
		}
		hues[hue] = true
	}
	all := append(first, others...)
	return all[:min(256, len(all))]
}
