// The open chat: what was said, what is unread, what is being written, and the place in each chat that was left.

import { $, part, patch, post, replace, seen, state, toast, view, wide } from "./common.js";
import { mark, unreadOf } from "./list.js";

// left holds for each chat what somebody finds again who comes back: the place, the text, the message answered to, the speaker.
const left = new Map();
const log = $("messages");

let drawn = null; // the chat that the log shows
let fresh = null; // id of the first message that was unread when it came into view
let replyTo = null;
let forced = null; // the message that asks for an answer by itself

const memory = (chat) => left.get(chat) || left.set(chat, { top: null, text: "", reply: null, forced: null, speaker: "" }).get(chat);
const low = () => log.scrollHeight - log.scrollTop - log.clientHeight < 60;
const jumpTo = (top) => log.scrollTo({ top, behavior: "instant" });

// open shows the chat that the address names: #chat or #chat/message.
export async function open() {
  const [, id, message] = location.hash.match(/^#(-?\d+)(?:\/(\d+))?$/) || [];
  if (!id) return;
  if (id !== state.chat) change(id);
  view("phone");
  mark();
  await drawPhone(true, message).catch((e) => toast(e.message));
  if (!wide.matches && !document.activeElement.closest(".phone")) $("head").querySelector("h2").focus({ preventScroll: true });
}

function change(id) {
  if (state.chat) Object.assign(memory(state.chat), { text: $("text").value, reply: replyTo, forced, speaker: $("from")?.value || "" });
  state.chat = id;
  fresh = null;
  drawn = null;
  forced = memory(id).forced;
  $("menu").hidden = true;
  $("menu-button").setAttribute("aria-expanded", "false");
  $("text").value = memory(id).text;
}

// drawPhone draws the open chat anew. Somebody who has just opened it is brought to their place, and is not read all of it aloud.
export async function drawPhone(opened, message) {
  const chat = state.chat;
  if (!chat) return;
  const page = await part("page/chat/" + chat);
  if (chat !== state.chat) return;
  if (!page) return lost();
  const piece = (name) => page.querySelector(`[data-part="${name}"]`);
  const messages = piece("messages"), first = drawn !== chat, atEnd = low();
  if (first || !atEnd || !watched()) fresh ||= unreadFrom(messages);
  if (fresh) mind(messages.querySelector("#m" + fresh));
  log.setAttribute("aria-live", first ? "off" : "polite");
  drawn = null;
  replace($("head"), fragment(piece("head")));
  patch(log, messages);
  drawRest(piece, chat, first);
  if (opened || first) settle(chat, message);
  else if (atEnd) jumpTo(log.scrollHeight);
  drawn = chat;
  setTimeout(() => log.setAttribute("aria-live", "polite"), 100);
  read();
}

function fragment(element) {
  const holder = document.createDocumentFragment();
  holder.append(...element.childNodes);
  return holder;
}

function drawRest(piece, chat, first) {
  replace($("menu"), fragment(piece("menu")));
  const speaker = first ? memory(chat).speaker : $("from")?.value;
  replace($("speak"), fragment(piece("speak")));
  if ($("from") && speaker) $("from").value = speaker;
  else if ($("from") && first) $("from").selectedIndex = 0;
  $("menu-button").hidden = !$("menu").children.length;
  $("composer").hidden = false;
  if (first) answerTo(memory(chat).reply && $("m" + memory(chat).reply));
  hint();
  grow();
}

function unreadFrom(messages) {
  const last = Number(messages.dataset.seen);
  const article = [...messages.querySelectorAll("article.bot")].find((m) => Number(m.dataset.id) > last);
  return article ? article.dataset.id : null;
}

// mind puts a line before the first unread message, and before its day when it is the first of it.
function mind(article) {
  if (!article) return;
  const line = document.createElement("p"), before = article.previousElementSibling;
  line.id = "unread";
  line.className = "day unread";
  line.innerHTML = "<span>Tin chưa đọc</span>";
  (before?.matches(".day") ? before : article).before(line);
}

// settle goes to the message that was asked for, else to the place that was left, else to what is unread, else to the end.
function settle(chat, message) {
  const target = message && $("m" + message), top = memory(chat).top;
  if (target) {
    target.scrollIntoView({ block: "center", behavior: "instant" });
    target.classList.add("found");
    setTimeout(() => target.classList.remove("found"), 2500);
  } else if (top !== null) jumpTo(top);
  else if ($("unread")) jumpTo($("unread").offsetTop - 8);
  else jumpTo(log.scrollHeight);
}

function lost() {
  state.chat = null;
  $("composer").hidden = true;
  mark();
}

// watched is whether somebody can see the open chat.
const watched = () => document.visibilityState === "visible" && seen(log);

// read tells the server that the open chat has been seen to its end, and offers the way there while it has not.
export function read() {
  if (!state.chat || drawn !== state.chat || !seen(log)) return;
  const unread = unreadOf(state.chat);
  const end = low();
  $("jump").hidden = end;
  $("jump").textContent = unread ? `${unread} tin chưa đọc` : "Xuống cuối";
  if (end && unread && watched()) post(`sandbox/chats/${state.chat}/read`, {}).catch(() => {});
}

// A place at the end is no place: whoever comes back wants what is new.
log.addEventListener("scroll", () => {
  if (!drawn || !seen(log)) return;
  memory(drawn).top = low() ? null : log.scrollTop;
  read();
});

// hint shows the placeholder that the last message asks for, as a client does for a forced reply.
function hint() {
  const last = log.querySelector("article:last-of-type");
  const asking = last && last.dataset.force !== undefined ? last : null;
  $("text").placeholder = (asking && asking.dataset.force) || "Nhập tin";
  const id = asking && Number(asking.dataset.id);
  if (id && forced !== id) answerTo(asking);
  if (!id && forced && replyTo === forced) answerTo(null);
  forced = id || null;
}

export function answerTo(message) {
  replyTo = message ? Number(message.dataset.id) : null;
  $("reply").hidden = !message;
  if (message) $("reply").querySelector("span").textContent = "Trả lời: " + message.querySelector(".text").textContent.slice(0, 60);
}

const speaker = () => Number($("from")?.value || state.chat);

export async function send(text, to) {
  try {
    jumpTo(log.scrollHeight); // whoever writes wants to see the answer
    await post(`sandbox/chats/${state.chat}/send`, { from: speaker(), text, reply_to: to || 0 });
    return true;
  } catch (e) {
    toast(e.message);
    return false;
  }
}

async function submit() {
  const text = $("text").value.trim(), chat = state.chat;
  if (!text || !chat) return;
  $("text").value = "";
  grow();
  if (await send(text, replyTo)) answerTo(null);
  else if (state.chat === chat) $("text").value = text;
  $("text").focus();
}

const encoded = (file) => new Promise((done, failed) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.split(",")[1] || "");
  reader.onerror = () => failed(new Error(`Không đọc được tệp ${file.name}.`));
  reader.readAsDataURL(file);
});

// attach sends the chosen files, each as a message of its own, to the chat that is open now.
async function attach() {
  const files = [...$("file").files], to = `sandbox/chats/${state.chat}/send`, from = speaker(), reply_to = replyTo || 0;
  $("file").value = ""; // so that the same file can be chosen again
  jumpTo(log.scrollHeight);
  try {
    for (const file of files) {
      await post(to, { from, reply_to, file: { name: file.name, type: file.type, data: await encoded(file) } });
    }
    answerTo(null);
  } catch (e) {
    toast(e.message);
  }
}

function grow() {
  const box = $("text");
  box.style.height = "auto";
  if (seen(box)) box.style.height = box.scrollHeight + 2 + "px";
}

export async function press(key) {
  if (key.getAttribute("aria-busy")) return;
  key.setAttribute("aria-busy", "true");
  try {
    const message = Number(key.closest("article").dataset.id);
    const answer = await post("sandbox/press", { chat: Number(state.chat), message, data: key.dataset.press, from: speaker() });
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

export function block(blocked) {
  post("sandbox/block", { person: Number(state.chat), blocked }).catch((e) => toast(e.message));
}

export function showMenu(shown) {
  $("menu").hidden = !shown;
  $("menu-button").setAttribute("aria-expanded", String(shown));
  if (shown) $("menu").querySelector("button").focus();
}

$("jump").addEventListener("click", () => {
  jumpTo(log.scrollHeight);
  log.focus({ preventScroll: true });
});
$("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  }
});
$("text").addEventListener("input", grow);
$("file").addEventListener("change", attach);
document.addEventListener("visibilitychange", read);
