// The clock, the board and the timeline.

import { $, part, post, replace, seen, state, toast } from "./common.js";
import { stamps } from "./list.js";

// drawSide draws what can be seen of the clock, the board and the timeline.
export function drawSide() {
  return Promise.all([drawClock(), drawBoard(), drawTimeline()]);
}

async function drawClock() {
  const fresh = $("clock") && await part("page/clock");
  if (fresh) replace($("clock"), fresh);
}

async function drawBoard() {
  const fresh = seen($("board")) && await part("page/board");
  if (fresh && replace($("board"), fresh)) filter();
}

async function drawTimeline() {
  const box = $("timeline");
  const fresh = seen(box) && await part("page/timeline");
  if (!fresh) return;
  const before = box.dataset.now, now = fresh.querySelector("#now time")?.dateTime || "";
  if (!replace(box, fresh) || before === now) return;
  box.dataset.now = now;
  if ($("now")) box.scrollTop = $("now").offsetTop - box.clientHeight * 0.4;
}

// filter leaves the rows of the level that was chosen.
export function filter() {
  for (const b of $("board").querySelectorAll("[data-level]:is(button)")) b.setAttribute("aria-pressed", b.dataset.level === state.level);
  for (const row of $("board").querySelectorAll("tbody tr")) row.hidden = state.level !== "" && row.dataset.level !== state.level;
}

// side shows the board or the timeline where there is room for one of them beside the chat.
export function side(name) {
  document.body.dataset.side = name;
  for (const b of document.querySelectorAll("[data-side-tab]")) b.setAttribute("aria-pressed", b.dataset.sideTab === name);
}

// move moves the clock, then says what it brought.
export async function move(button, refresh) {
  const group = $("moves");
  if (group.getAttribute("aria-busy")) return;
  group.setAttribute("aria-busy", "true");
  const before = stamps();
  try {
    await post("sandbox/clock", JSON.parse(button.dataset.move));
    await refresh();
    const news = [...stamps()].filter(([id, stamp]) => stamp !== before.get(id)).length;
    toast($("clock").textContent.trim() + (news ? `\n${news} hội thoại có tin mới.` : "\nKhông có tin mới."));
  } catch (e) {
    toast(e.message);
  }
  group.removeAttribute("aria-busy");
}

// A whole row is as good as the link in it, for whoever points.
$("board")?.addEventListener("click", (event) => {
  if (!event.target.closest("a, button")) event.target.closest("tbody tr")?.querySelector("a")?.click();
});
