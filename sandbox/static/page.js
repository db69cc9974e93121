"use strict";

// The server draws every part of the page; this script fetches the parts anew when something has changed, keeps
// what has not changed (focus, place, selection), and posts what a person does.

const $ = (id) => document.getElementById(id);
const state = { chat: null, draft: {}, reply: null, level: "", forced: null };

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.error || "Máy chủ không nhận yêu cầu.");
  return result;
}

async function part(path) {
  const answer = await fetch(path, { cache: "no-store" });
  if (!answer.ok) return null;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  return holder.content;
}

let hiding;
function toast(text) {
  const box = $("toast");
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => box.classList.remove("shown"), 5000);
}

// patch makes parent's children those of fresh; a child with the same id and the same source stays as it is.
function patch(parent, fresh) {
  const old = new Map([...parent.children].filter((e) => e.id).map((e) => [e.id, e]));
  const next = [...fresh.children].map((e) => {
    const source = e.outerHTML, kept = old.get(e.id);
    if (kept && kept.source === source) return kept;
    e.source = source;
    return e;
  });
  for (const e of [...parent.childNodes]) if (!next.includes(e)) e.remove();
  next.forEach((e, i) => { if (parent.children[i] !== e) parent.insertBefore(e, parent.children[i] || null); });
}

function replace(box, fresh) {
  const source = fresh.innerHTML;
  if (box.source === source) return false;
  box.source = source;
  box.replaceChildren(...fresh.childNodes);
  return true;
}

// fold lets a search without diacritics find names that have them.
const fold = (s) => s.toLocaleLowerCase("vi").replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");

// mark shows which chat is open, which the search leaves, and how much is unread.
function mark() {
  for (const link of $("chats").querySelectorAll("a")) {
    if (link.hash === "#" + state.chat) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const words = fold($("search").value).trim();
  let shown = 0, unread = 0;
  for (const item of $("chats").children) {
    item.hidden = !fold(item.dataset.find).includes(words);
    shown += item.hidden ? 0 : 1;
    unread += Number(item.dataset.unread);
  }
  const empty = $("chats-empty");
  empty.hidden = shown > 0;
  empty.textContent = $("chats").children.length ? "Không tìm thấy người hoặc nhóm nào." : "Chưa có ai. Người và nhóm hiện ra khi có tin đầu tiên.";
  const total = document.querySelector("[data-total]");
  total.hidden = unread === 0;
  total.textContent = unread;
}

async function drawChats() {
  const fresh = await part("page/chats");
  if (fresh) patch($("chats"), fresh);
  mark();
}

async function drawPhone(opened) {
  const chat = state.chat;
  if (!chat) return;
  const fresh = await part("page/chat/" + chat);
  if (chat !== state.chat) return;
  if (!fresh) return lost();
  const log = $("messages"), low = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const piece = (name) => fresh.querySelector(`[data-part="${name}"]`);
  replace($("head"), piece("head"));
  patch(log, piece("messages"));
  replace($("menu"), piece("menu"));
  const from = $("from") && $("from").value;
  if (replace($("speak"), piece("speak")) && from && $("from") && !opened) $("from").value = from;
  $("menu-button").hidden = !$("menu").children.length;
  $("composer").hidden = false;
  hint();
  if (opened || low) log.scrollTo({ top: log.scrollHeight, behavior: "instant" });
  if (opened) read();
}

function lost() {
  state.chat = null;
  $("composer").hidden = true;
  mark();
}

// hint shows the placeholder that the last message asks for, as a client does for a forced reply.
function hint() {
  const last = $("messages").querySelector("article:last-of-type");
  const forced = last && last.dataset.force !== undefined ? last : null;
  $("text").placeholder = (forced && forced.dataset.force) || "Nhập tin";
  const id = forced && Number(forced.dataset.id);
  if (id && state.forced !== id) answerTo(forced);
  if (!id && state.forced && state.reply === state.forced) answerTo(null);
  state.forced = id || null;
}

function answerTo(message) {
  state.reply = message && Number(message.dataset.id);
  $("reply").hidden = !message;
  if (message) $("reply").querySelector("span").textContent = "Trả lời: " + message.querySelector(".text").textContent.slice(0, 60);
}

function read() {
  const item = $("c" + state.chat);
  const visible = document.visibilityState === "visible" && (document.body.dataset.view === "phone" || $("messages").offsetParent);
  if (visible && item && item.dataset.unread !== "0") post(`sandbox/chats/${state.chat}/read`, {}).catch(() => {});
}

async function drawAside() {
  if ($("clock")) {
    const fresh = await part("page/clock");
    if (fresh) {
      const holder = document.createElement("div");
      holder.append(fresh);
      replace($("clock"), holder);
    }
  }
  if ($("board")) {
    const fresh = await part("page/board");
    if (!fresh) return;
    const holder = document.createElement("div");
    holder.append(fresh);
    if (replace($("board"), holder)) filter();
  }
}

function filter() {
  for (const b of $("board").querySelectorAll("[data-level]:is(button)")) b.setAttribute("aria-pressed", b.dataset.level === state.level);
  for (const row of $("board").querySelectorAll("tbody tr")) row.hidden = state.level !== "" && row.dataset.level !== state.level;
}

function view(name) {
  document.body.dataset.view = name;
  for (const b of document.querySelectorAll(".tabs button")) b.setAttribute("aria-pressed", b.dataset.tab === name);
}

async function open() {
  const id = location.hash.slice(1);
  if (!/^-?\d+$/.test(id)) return;
  if (state.chat) state.draft[state.chat] = $("text").value;
  Object.assign(state, { chat: id, reply: null, forced: null });
  answerTo(null);
  $("menu").hidden = true;
  $("text").value = state.draft[id] || "";
  view("phone");
  mark();
  await drawPhone(true);
}

const speaker = () => ($("from") ? Number($("from").value) : Number(state.chat));

async function send(text, replyTo) {
  try {
    await post(`sandbox/chats/${state.chat}/send`, { from: speaker(), text, reply_to: replyTo || 0 });
    return true;
  } catch (e) {
    toast(e.message);
    return false;
  }
}

async function submit() {
  const text = $("text").value.trim();
  if (!text || !state.chat) return;
  $("text").value = "";
  grow();
  if (!await send(text, state.reply)) $("text").value = text;
  else answerTo(null);
  $("text").focus();
}

function grow() {
  const box = $("text");
  box.style.height = "auto";
  box.style.height = box.scrollHeight + 2 + "px";
}

async function press(key) {
  if (key.getAttribute("aria-busy")) return;
  key.setAttribute("aria-busy", "true");
  try {
    const message = Number(key.closest("article").dataset.id);
    const answer = await post("sandbox/press", { chat: Number(state.chat), message, data: key.dataset.data, from: speaker() });
    if (!answer.answered) toast("Bot chưa trả lời lượt bấm này.");
    else if (answer.alert) {
      $("alert").querySelector("p").textContent = answer.text;
      $("alert").showModal();
    } else if (answer.text) toast(answer.text);
  } catch (e) {
    toast(e.message);
  }
  key.removeAttribute("aria-busy");
}

async function move(button) {
  const group = button.closest(".moves");
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

const stamps = () => new Map([...$("chats").children].map((e) => [e.id, e.dataset.stamp]));

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
      await Promise.all([drawChats(), drawPhone(false), drawAside()]);
      read();
      // During a long move of the clock something changes all the time; a few pictures a second are enough.
      if (again) await new Promise((done) => setTimeout(done, 300));
    } while (again);
  })().catch(() => {}).finally(() => { running = null; });
  return running;
}

const about = document.querySelector(".about");
document.addEventListener("keydown", (event) => { if (event.key === "Escape") about.open = false; });
document.addEventListener("click", (event) => {
  if (!about.contains(event.target)) about.open = false;
  const target = event.target.closest("button");
  if (!target) return;
  const data = target.dataset;
  if (data.tab) view(data.tab);
  else if (data.move) move(target);
  else if (data.data !== undefined) press(target);
  else if (data.text) {
    $("menu").hidden = true;
    send(data.text);
  } else if (data.block) post("sandbox/block", { person: Number(state.chat), blocked: data.block === "true" }).catch((e) => toast(e.message));
  else if (data.level !== undefined) {
    state.level = data.level;
    filter();
  } else if (target.id === "menu-button") {
    $("menu").hidden = !$("menu").hidden;
    target.setAttribute("aria-expanded", String(!$("menu").hidden));
  } else if (target.closest("#reply")) answerTo(null);
});
$("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  }
});
$("text").addEventListener("input", grow);
$("search").addEventListener("input", mark);
window.addEventListener("hashchange", open);
document.addEventListener("visibilitychange", read);

const events = new EventSource("sandbox/events");
events.onmessage = refresh;
mark();
if (location.hash.length > 1) open();
else if (matchMedia("(min-width: 1081px)").matches && $("chats").querySelector("a")) location.replace($("chats").querySelector("a").hash);
