package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long the browser tests wait for what the page does by itself.
const patience = 20 * time.Second

// screen is what a page is looked at on.
type screen struct {
	width, height int64
	phone         bool
	dark          bool
}

var (
	desktop = screen{width: 1400, height: 860}
	phone   = screen{width: 360, height: 740, phone: true}
)

// TestTheChatPage looks at the demo's page in a real browser, as people do.
func TestTheChatPage(t *testing.T) {
	began := time.Now()
	b := startBrowser(t)
	for _, story := range []struct {
		name string
		on   screen
		tell func(*tab)
	}{
		{"a head reads, answers and types", desktop, readsAndAnswers},
		{"what is unread is marked until it is seen", desktop, marksTheUnread},
		{"who comes back finds the place and the text", desktop, keepsThePlace},
		{"what came and what comes next", desktop, tellsTheTimeline},
		{"the board leads to the unit", desktop, leadsFromTheBoard},
		{"light and dark", desktop, changesColours},
		{"with the keyboard alone", desktop, obeysTheKeyboard},
		{"on a phone of 360 px", phone, fitsThePhone},
		{"the server goes and comes", desktop, outlivesTheServer},
		{"nobody is shut out", desktop, shutsNobodyOut},
		{"pictures", desktop, takesPictures},
		{"the phones of four roles", phone, showsTheRoles},
	} {
		t.Run(story.name, func(t *testing.T) { story.tell(b.open(t, story.on)) })
	}
	t.Logf("the browser tests took %.1f s", time.Since(began).Seconds())
}

// browser is a running Chromium.
type browser struct{ ctx context.Context }

func startBrowser(t *testing.T) *browser {
	t.Helper()
	path := os.Getenv("DONDOC_TEST_CHROMIUM")
	if path == "" {
		t.Fatal("DONDOC_TEST_CHROMIUM does not name a Chromium: run the tests with `make test`, or `scripts/with-chromium go test ./e2e`")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true),
		// Whatever asks for a name outside this machine fails at once.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return &browser{ctx}
}

// tab is a demo of its own, looked at in a browser window of its own.
type tab struct {
	*process
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	requests []string // addresses
	faults   []string // what the page complained of
	deaf     bool     // faults are expected
}

func (b *browser) open(t *testing.T, on screen) *tab {
	t.Helper()
	p := start(t, t.TempDir(), nil, "demo", "--listen", "127.0.0.1:0")
	p.settle()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	w := &tab{process: p, t: t, ctx: ctx}
	w.do(chromedp.Func(func(ctx context.Context, to *chromedp.Target) error {
		if _, err := cdp.Call(ctx, to, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, to, log.Enable, cdp.Empty{})
		return err
	}))
	if err := chromedp.Listen(ctx, w.hear); err != nil {
		t.Fatal(err)
	}
	w.look(on)
	w.visit("")
	t.Cleanup(w.judge)
	return w
}

// hear notes what the page asks for and complains of.
func (w *tab) hear(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		w.requests = append(w.requests, e.Request.URL)
	case *log.EventEntryAdded: // what the page's own policy forbids is told here
		if e.Entry.Level == log.EntryLevelError {
			w.faults = append(w.faults, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		w.faults = append(w.faults, fmt.Sprint(e.ExceptionDetails.Text, " ", e.ExceptionDetails.Exception.Description))
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			w.faults = append(w.faults, fmt.Sprint("console: ", e.Args[0].Description))
		}
	}
}

// judge fails the test of a page that asked for anything elsewhere, or complained.
func (w *tab) judge() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, address := range w.requests {
		if !strings.HasPrefix(address, w.url+"/") && !strings.HasPrefix(address, "data:") {
			w.t.Errorf("the page asks for %s", address)
		}
	}
	if len(w.requests) < 5 {
		w.t.Errorf("only %d requests were seen", len(w.requests))
	}
	if len(w.faults) > 0 && !w.deaf {
		w.t.Errorf("the page complains: %v", w.faults)
	}
}

// do runs actions; one that does not end in time fails the test with a picture of what there is.
func (w *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	if chromedp.FromContext(w.ctx).Target == nil { // the first call may not have a time limit
		if err := chromedp.Do(w.ctx); err != nil {
			w.t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		w.fail("%v", err)
	}
}

func (w *tab) fail(format string, args ...any) {
	w.t.Helper()
	picture := filepath.Join(os.TempDir(), "dondoc-"+strings.Map(plainRune, w.t.Name())+".png")
	if b, err := chromedp.Run(w.ctx, chromedp.CaptureScreenshot()); err == nil && os.WriteFile(picture, b, 0o600) == nil {
		format += "\nthe page then: " + picture
	}
	w.t.Fatalf(format, args...)
}

func plainRune(r rune) rune {
	if r > ' ' && r < 127 && r != '/' {
		return r
	}
	return '_'
}

// look sets the screen, touch and the colours that the system likes.
func (w *tab) look(on screen) {
	w.t.Helper()
	options := []chromedp.EmulateViewportOption{chromedp.EmulateScale(1)}
	if on.phone {
		options = []chromedp.EmulateViewportOption{chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait}
	}
	w.do(chromedp.EmulateViewport(on.width, on.height, options...))
	w.prefer("prefers-color-scheme", map[bool]string{true: "dark", false: "light"}[on.dark])
}

// prefer sets what the system likes.
func (w *tab) prefer(feature, value string) {
	w.t.Helper()
	w.do(chromedp.Func(func(ctx context.Context, to *chromedp.Target) error {
		_, err := cdp.Call(ctx, to, emulation.SetEmulatedMedia,
			emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: feature, Value: value}}})
		return err
	}))
}

// visit opens the page anew, and waits until its script is at work.
func (w *tab) visit(address string) {
	w.t.Helper()
	w.do(chromedp.Navigate("about:blank"), chromedp.Navigate(w.url+"/"+address))
	w.until(`document.querySelector("#chats a[tabindex='0']")`)
}

// value is what an expression in the page is; a promise is waited for.
func value[T any](w *tab, expression string) T {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		w.fail("%s: %v", expression, err)
	}
	return v
}

// until waits until an expression in the page is true.
func (w *tab) until(expression string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 2*patience)
	defer cancel()
	wait := chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(patience))
	if err := chromedp.Do(ctx, wait); err != nil {
		w.fail("waited for %s: %v", expression, err)
	}
}

// click clicks with the mouse on the first element that a selector finds, once it can be hit.
func (w *tab) click(selector string) {
	w.t.Helper()
	w.hit(`document.querySelector(` + quoted(selector) + `)`)
}

// clickText clicks on the last button or link with this text.
func (w *tab) clickText(text string) {
	w.t.Helper()
	w.hit(`[...document.querySelectorAll("button, a")].findLast((e) => e.innerText.trim() === ` + quoted(text) + ` && e.checkVisibility())`)
}

// hit clicks into the middle of an element, when nothing lies over it and it has come to rest.
func (w *tab) hit(element string) {
	w.t.Helper()
	middle := `(() => {
		const e = ` + element + `;
		if (!e || !e.checkVisibility()) return null;
		e.scrollIntoView({ block: "nearest", behavior: "instant" });
		const box = e.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
		return e.contains(document.elementFromPoint(x, y)) ? [x, y] : null;
	})()`
	w.until(middle)
	if at := value[[]float64](w, middle); len(at) == 2 {
		w.do(chromedp.MouseClickXY(at[0], at[1]))
		return
	}
	w.fail("%s has gone before it was clicked", element)
}

// types types as on a keyboard, wherever the focus is.
func (w *tab) types(text string) {
	w.t.Helper()
	w.do(chromedp.KeyEvent(text))
}

// enter presses and lets go of the Enter key. Unlike a typed "\r", it types nothing where the page takes the key for itself.
func (w *tab) enter() {
	w.t.Helper()
	w.do(chromedp.Func(func(ctx context.Context, to *chromedp.Target) error {
		key := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, Text: "\r"}
		if _, err := cdp.Call(ctx, to, input.DispatchKeyEvent, key); err != nil {
			return err
		}
		key.Type, key.Text = input.DispatchKeyEventTypeKeyUp, ""
		_, err := cdp.Call(ctx, to, input.DispatchKeyEvent, key)
		return err
	}))
}

// rest waits until the list shows what the server has, so that it does not move under the mouse.
func (w *tab) rest() {
	w.t.Helper()
	eventually(w.t, patience, "the list is at rest", func() bool {
		return value[bool](w, `fetch("page/chats").then((r) => r.text()).then((html) => {
			const fresh = document.createElement("template"), of = (all) => [...all].map((e) => e.id + " " + e.dataset.stamp + " " + e.dataset.unread).join();
			fresh.innerHTML = html;
			return of(fresh.content.children) === of(document.getElementById("chats").children);
		})`)
	})
}

// choose opens a chat by its name in the list.
func (w *tab) choose(name string) {
	w.t.Helper()
	w.rest()
	w.click(fmt.Sprintf("#c%d a", w.chatOf(name)))
	w.isOpen(name)
}

func (w *tab) isOpen(name string) {
	w.t.Helper()
	w.until(`document.querySelector("#head h2").textContent === ` + quoted(name))
}

// reads waits until the conversation holds a text.
func (w *tab) reads(text string) {
	w.t.Helper()
	w.until(`document.getElementById("messages").innerText.includes(` + quoted(text) + `)`)
}

// turn moves the clock by the page's own button.
func (w *tab) turn() {
	w.t.Helper()
	before := value[string](w, `document.getElementById("clock").textContent`)
	w.click(`#moves .primary`)
	w.until(`document.getElementById("clock").textContent !== ` + quoted(before) + ` && !document.getElementById("moves").hasAttribute("aria-busy")`)
}

// quoted is a text as JavaScript writes it.
func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}
