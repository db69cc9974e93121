package e2e

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func readsAndAnswers(w *tab) {
	w.do(chromedp.SendKeys(chromedp.CSS("#search"), "truong ban tuyen giao tinh uy")) // without diacritics
	w.until(`[...document.querySelectorAll("#chats li")].filter((e) => !e.hidden).length < 4`)
	w.enter()
	w.isOpen(its)
	w.clickText("Lệnh")
	w.click(`#menu [data-text="/nhiemvu"]`)
	w.reads(work)
	w.clickText("Nhiệm vụ số 44")
	w.clickText("Đã nhận")
	w.reads("đã tiếp nhận")
	w.until(`[...document.querySelectorAll("#board tr")].some((e) => e.textContent.includes("Đã tiếp nhận"))`)

	text := `Thưa, <b>đồng chí</b> "Nguyễn Ừng" & Đỗ Ễnh`
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), text))
	w.enter()
	w.until(`[...document.querySelectorAll("article.mine .text")].at(-1)?.textContent === ` + quoted(text))
	if at := w.messages(w.chatOf(its)); !strings.Contains(fmt.Sprint(at), text) {
		w.t.Errorf("the bot was not told %q: %v", text, at)
	}
	w.until(`document.getElementById("text").value === "" && document.activeElement.id === "text"`)
}

func marksTheUnread(w *tab) {
	w.choose("Quản trị Hệ thống") // who hears nothing
	w.to("2022-03-15T08:00:00+07:00")
	w.turn()
	item := fmt.Sprintf("#c%d", w.chatOf(its))
	told := len(w.fromBot(w.chatOf(its)))
	w.until(fmt.Sprintf(`document.querySelector("%s").dataset.unread === "%d"`, item, told))
	if shown := value[string](w, `document.querySelector("`+item+` .badge").innerText`); !strings.HasPrefix(shown, fmt.Sprint(told)) || told < 5 {
		w.t.Errorf("the badge says %q, the head has %d messages", shown, told)
	}
	w.choose(its)
	w.until(`document.querySelector("#messages #unread")`)
	if inside := value[bool](w, inView("#unread")); !inside {
		w.t.Error("the first unread message is not in view")
	}
	w.until(`document.getElementById("jump").textContent.includes("chưa đọc") && !document.getElementById("jump").hidden`)
	w.rest()
	if left := value[string](w, `document.querySelector("`+item+`").dataset.unread`); left != fmt.Sprint(told) {
		w.t.Errorf("%s are unread before the end was seen, want %d", left, told)
	}
	w.click("#jump")
	w.until(`document.querySelector("` + item + `").dataset.unread === "0"`)
	w.until(`document.getElementById("jump").hidden`)
}

// inView is an expression: whether an element lies inside the visible part of the conversation.
func inView(selector string) string {
	return `(() => { const e = document.querySelector("` + selector + `").getBoundingClientRect(), log = document.getElementById("messages").getBoundingClientRect();
		return e.top >= log.top - 1 && e.top < log.bottom; })()`
}

func keepsThePlace(w *tab) {
	w.to("2022-03-22T08:00:00+07:00")
	w.until(`document.getElementById("clock").textContent.includes("22/03/2022")`)
	w.choose(its)
	w.until(`document.querySelectorAll("#messages article").length > 5`)
	value[any](w, `document.getElementById("messages").scrollTo({ top: 700, behavior: "instant" })`)
	w.until(`document.getElementById("messages").scrollTop === 700`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), "Đang soạn dở"))
	place := `[document.getElementById("messages").scrollTop, document.getElementById("text").value].join(" ")`
	w.until(place + ` === "700 Đang soạn dở"`)

	w.choose(propaganda)
	w.until(`document.getElementById("text").value === ""`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), "Việc khác"))
	w.choose(its)
	w.until(place + ` === "700 Đang soạn dở"`)
	w.turn() // news elsewhere or at the end does not move who reads
	w.until(place + ` === "700 Đang soạn dở"`)
	w.choose(propaganda)
	w.until(`document.getElementById("text").value === "Việc khác"`)

	// In a group it is also remembered who writes.
	second := value[string](w, `(() => { const s = document.getElementById("from"); s.selectedIndex = 1; return s.value; })()`)
	w.choose(its)
	w.choose(propaganda)
	w.until(`document.getElementById("from").value === ` + quoted(second))
}

func tellsTheTimeline(w *tab) {
	w.to("2022-03-16T08:00:00+07:00")
	w.choose("Quản trị Hệ thống")
	w.click(`[data-side-tab="timeline"]`)
	w.until(`document.querySelector("#now")?.textContent.includes("16/03/2022")`)
	past := value[string](w, `[...document.querySelectorAll("#timeline .moment:not(.ahead)")].at(-1).innerText`)
	for _, text := range []string{"16/03/2022", "Đôn đốc, báo cáo cấp trên", its, "Nhiệm vụ số 44", work} {
		if !strings.Contains(past, text) {
			w.t.Errorf("what came last lacks %q:\n%s", text, past)
		}
	}
	moments := value[[]string](w, `[...document.querySelectorAll("#timeline .at time")].map((e) => e.dateTime)`)
	for i := range moments[1:] {
		if moments[i] >= moments[i+1] {
			w.t.Errorf("%s stands before %s", moments[i], moments[i+1])
		}
	}
	next := value[string](w, `document.querySelector("#timeline .ahead").innerText`)
	if !strings.Contains(next, "17/03/2022") || !strings.Contains(next, "ngày mai") || !strings.Contains(next, "Thông báo quá hạn") {
		w.t.Errorf("what comes next is\n%s", next)
	}

	w.click(`#timeline .ahead [data-move]`) // go there
	w.until(`document.querySelector("#now").textContent.includes("17/03/2022")`)
	w.until(`!document.getElementById("moves").hasAttribute("aria-busy")`)
	if got := value[string](w, `[...document.querySelectorAll("#timeline .moment:not(.ahead)")].at(-1).innerText`); !strings.Contains(got, "17/03/2022") {
		w.t.Errorf("what was next has not come:\n%s", got)
	}
	entry := value[string](w, `(() => { const e = [...document.querySelectorAll("#timeline .moment:not(.ahead) a")].at(-1); e.click(); return e.textContent; })()`)
	w.isOpen(entry)
	w.until(`document.querySelector("#messages .found")`)
	if !value[bool](w, inView(".found")) {
		w.t.Error("the message that the timeline leads to is not in view")
	}
}

func leadsFromTheBoard(w *tab) {
	row := `[...document.querySelectorAll("#board tbody tr")].find((e) => e.innerText.includes(` + quoted(work) + `))`
	value[any](w, row+`.querySelector(".due").click()`)
	w.isOpen(propaganda)
	w.to("2022-03-16T08:00:00+07:00")
	w.until(`document.querySelector("#board [data-level='overdue']:is(button)")`)
	w.click(`#board button[data-level="overdue"]`)
	if left := value[int](w, `[...document.querySelectorAll("#board tbody tr")].filter((e) => !e.hidden).length`); left != 1 {
		w.t.Errorf("%d rows are overdue, want 1", left)
	}
}

func changesColours(w *tab) {
	luminance := `(() => { const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number); return (r + g + b) / 3; })()`
	is := func(dark bool) {
		w.t.Helper()
		if l := value[float64](w, luminance); (l < 80) != dark {
			w.t.Errorf("the page's background has a luminance of %.0f, dark is wanted: %v", l, dark)
		}
	}
	is(false)
	w.look(screen{width: 1400, height: 860, dark: true})
	w.until(`document.documentElement.dataset.theme === "dark"`)
	is(true)
	w.clickText("Nền sáng")
	is(false)
	w.visit("") // it is remembered
	is(false)
	w.clickText("Nền tối") // as the system likes it: it is followed from now on
	is(true)
	w.look(desktop)
	w.until(`document.documentElement.dataset.theme === "light"`)
	w.prefer("prefers-reduced-motion", "reduce")
	w.visit(fmt.Sprintf("#%d/1", w.chatOf(propaganda)))
	w.until(`document.querySelector("#messages .found")`)
	if n := value[int](w, `document.getAnimations().length`); n != 0 {
		w.t.Errorf("%d animations run for somebody who wants none", n)
	}
}

func obeysTheKeyboard(w *tab) {
	focus := `(document.activeElement.id || document.activeElement.textContent.trim().slice(0, 40))`
	w.types(kb.Tab)
	w.until(focus + ` === "skip"`)
	w.types(kb.Tab)
	w.enter()
	w.until(`document.getElementById("about").open && document.activeElement.id === "about-title"`)
	about := value[string](w, `document.getElementById("about").innerText`)
	for _, text := range []string{its, supervisor, "Tới bước kế tiếp", "Diễn biến", "không có gì được gửi"} {
		if !strings.Contains(strings.ToLower(about), strings.ToLower(text)) {
			w.t.Errorf("the explanation lacks %q:\n%s", text, about)
		}
	}
	w.types(kb.Escape)
	w.until(`!document.getElementById("about").open && document.activeElement.id === "about-button"`)
	w.types(kb.Tab + kb.Tab)
	w.until(focus + ` === "search"`)
	w.types(kb.ArrowDown)
	w.until(`document.activeElement.closest("li") === document.querySelector("#chats li")`)
	if outline := value[string](w, `getComputedStyle(document.activeElement).outlineStyle`); outline == "none" {
		w.t.Error("the focus cannot be seen")
	}
	w.types(kb.End + kb.ArrowUp + kb.Home + kb.ArrowDown)
	w.until(`document.activeElement.closest("li") === document.querySelectorAll("#chats li")[1]`)
	name := value[string](w, `document.activeElement.querySelector("b").textContent`)
	w.enter()
	w.isOpen(name)
	w.types(kb.Tab) // out of the list at once
	w.until(`document.activeElement.closest(".phone")`)

	w.choose(propaganda)
	press := func(label string) {
		w.t.Helper()
		key := `[...document.querySelectorAll("#messages .key")].findLast((e) => e.textContent.trim() === ` + quoted(label) + `)`
		w.until(key)
		value[any](w, key+`.focus()`)
		w.enter()
	}
	press("Nhiệm vụ số 44")
	press("Đã nhận")
	w.reads("đã tiếp nhận")
	w.until(`document.activeElement.closest("#messages")`) // the pressed button is gone, the focus has not fallen off
	w.clickText("Lệnh")
	w.until(`document.activeElement.closest("#menu")`)
	w.types(kb.Escape)
	w.until(`document.getElementById("menu").hidden && document.activeElement.id === "menu-button"`)
}

// beyond is an expression: the visible elements that stick out of the screen to the right, or are written too small to be read.
const beyond = `(() => {
	const wide = document.documentElement.clientWidth, found = [];
	for (const e of document.querySelectorAll("body *")) {
		if (!e.checkVisibility({ visibilityProperty: true }) || e.closest(".levels, .unseen, .skip, noscript")) continue;
		const box = e.getBoundingClientRect();
		if (box.width && (box.right > wide + 0.5 || box.left < -0.5)) found.push(e.tagName + "." + e.className + "#" + e.id + " " + Math.round(box.left) + "–" + Math.round(box.right));
		if ([...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 11) found.push("small: " + e.textContent);
	}
	return found;
})()`

func fitsThePhone(w *tab) {
	w.to("2022-03-22T08:00:00+07:00")
	fits := func(part string) {
		w.t.Helper()
		if wide := value[int](w, `document.documentElement.scrollWidth`); wide > 360 {
			w.t.Errorf("%s is %d px wide", part, wide)
		}
		if out := value[[]string](w, beyond); len(out) > 0 {
			w.t.Errorf("%s does not fit: %v", part, out)
		}
	}
	fits("the list")
	w.choose(propaganda)
	w.until(`document.querySelectorAll("#messages article").length > 3`)
	fits("the conversation")
	if h := value[float64](w, `document.getElementById("messages").clientHeight`); h < 370 {
		w.t.Errorf("the conversation has %.0f of 740 px", h)
	}
	w.clickText("Lệnh")
	fits("the menu")
	w.click(`[data-tab="board"]`)
	fits("the board")
	w.click(`[data-tab="timeline"]`)
	w.until(`document.querySelector("#now")`)
	fits("the timeline")
	w.click("#about-button")
	fits("the explanation")
	w.clickText("Đóng")
	w.click(`[data-tab="phone"]`)
	w.click(".back")
	w.until(`document.activeElement.closest("#chats")`)
	w.until(`document.body.dataset.view === "chats"`)
}

func outlivesTheServer(w *tab) {
	w.choose(propaganda)
	w.reads(work)
	w.deaf = true // the browser says that it cannot connect
	w.process.stop()
	w.until(`document.getElementById("offline").checkVisibility() && document.getElementById("offline").textContent.includes("Mất kết nối")`)
	w.reads(work)
	w.clickText("Nhiệm vụ số 44")
	w.until(`document.getElementById("toast").textContent.includes("Không nối được")`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), "Chưa gửi được"))
	w.enter()
	w.until(`document.getElementById("text").value === "Chưa gửi được"`) // what was typed is not lost
}
