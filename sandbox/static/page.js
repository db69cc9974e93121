// The server draws every part of the page; these scripts fetch the parts anew when something has changed, keep what has not changed
// (focus, place, selection), and post what a person does.

import { $, state, view, wide } from "./common.js";
import { drawChats, mark } from "./list.js";
import { answerTo, block, drawPhone, open, press, read, send, showMenu } from "./phone.js";
import { drawSide, filter, move, side } from "./side.js";

// refresh draws everything anew; calls that come while it runs make it run once more.
let running = null, again = false;
function refresh() {
  if (running) {
    again = true;
    return running;
  }
  running = (async () => {
    do {
      again = false;
      await Promise.all([drawChats(), drawPhone(false), drawSide()]);
      read();
      // During a long move of the clock something changes all the time; a few pictures a second are enough.
      if (again) await new Promise((done) => setTimeout(done, 300));
    } while (again);
  })().catch((e) => console.error(e)).finally(() => { running = null; });
  return running;
}

function clicked(target) {
  const data = target.dataset;
  if (data.tab) {
    view(data.tab);
    (data.tab === "phone" ? drawPhone(true) : drawSide()).catch(() => {});
    if (data.tab === "chats") $("chats").querySelector("[aria-current]")?.focus();
  } else if (data.sideTab) {
    side(data.sideTab);
    drawSide().catch(() => {});
  } else if (data.move) move(target, refresh);
  else if (data.press !== undefined) press(target);
  else if (data.text) {
    showMenu(false);
    $("text").focus();
    send(data.text);
  } else if (data.block) block(data.block === "true");
  else if (data.level !== undefined) {
    state.level = data.level;
    filter();
  } else if (target.id === "menu-button") showMenu($("menu").hidden);
  else if (target.id === "file-button") $("file").click();
  else if (target.id === "about-button") $("about").showModal();
  else if (target.closest("#reply")) answerTo(null);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button"), link = event.target.closest("a[href*='#']");
  if (button) return clicked(button);
  if (event.target === $("about")) $("about").close();
  if (!link) return;
  $("about").close();
  if (link.id === "skip") {
    event.preventDefault();
    view("phone");
    $("messages").focus();
  } else if (link.hash === location.hash) open(); // the address stays, so that no event comes
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || $("menu").hidden) return;
  showMenu(false);
  $("menu-button").focus();
});
window.addEventListener("hashchange", open);

const events = new EventSource("sandbox/events");
events.onmessage = refresh;
events.onopen = () => { $("offline").textContent = ""; };
events.onerror = () => { $("offline").textContent = "Mất kết nối với máy chủ trên máy này. Trang sẽ tự nối lại khi máy chủ chạy lại."; };
mark();
if (location.hash.length > 1) open();
else if (wide.matches && $("chats").querySelector("a")) location.replace($("chats").querySelector("a").hash);
