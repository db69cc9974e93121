// The list of people and groups: the search, the unread marks, the keys.

import { $, part, patch, state } from "./common.js";

// fold lets a search without diacritics find names that have them.
const fold = (s) => s.toLocaleLowerCase("vi").replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");

const shown = () => [...$("chats").children].filter((item) => !item.hidden).map((item) => item.querySelector("a"));

// mark shows which chat is open, which the search leaves, and how much is unread.
export function mark() {
  const words = fold($("search").value).trim();
  let unread = 0;
  for (const item of $("chats").children) {
    const link = item.querySelector("a");
    item.hidden = !fold(item.dataset.find).includes(words);
    unread += Number(item.dataset.unread);
    if (item.id === "c" + state.chat) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const left = shown();
  rove(left.find((link) => link === document.activeElement) || left.find((link) => link.hasAttribute("aria-current")) || left[0]);
  const empty = $("chats-empty");
  empty.hidden = left.length > 0;
  empty.textContent = $("chats").children.length ? "Không tìm thấy người hoặc nhóm nào." : "Chưa có ai. Người và nhóm hiện ra khi có tin đầu tiên.";
  const total = document.querySelector("[data-total]");
  total.hidden = unread === 0;
  total.textContent = unread > 99 ? "99+" : unread;
}

// rove makes the list one stop of the Tab key: the arrows go on from there.
function rove(stop) {
  for (const link of $("chats").querySelectorAll("a")) link.tabIndex = link === stop ? 0 : -1;
}

export async function drawChats() {
  const fresh = await part("page/chats");
  if (fresh) patch($("chats"), fresh);
  mark();
}

// stamps tells the chats apart that have news.
export const stamps = () => new Map([...$("chats").children].map((e) => [e.id, e.dataset.stamp]));

export const unreadOf = (chat) => Number($("c" + chat)?.dataset.unread || 0);

function walk(event) {
  const links = shown(), at = links.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  if (to < 0) return $("search").focus();
  const link = links[Math.min(to, links.length - 1)];
  rove(link);
  link.focus();
}

$("chats").addEventListener("keydown", walk);
$("search").addEventListener("input", mark);
$("search").addEventListener("keydown", (event) => {
  const first = shown()[0];
  if (!first || event.isComposing) return;
  if (event.key === "ArrowDown") first.focus();
  else if (event.key === "Enter") first.click();
  else return;
  event.preventDefault();
});
