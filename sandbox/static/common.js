// What all scripts of the page share: asking the server, and putting what it draws into the page.

export const $ = (id) => document.getElementById(id);
export const wide = matchMedia("(min-width: 1081px)");

// state is what the page remembers: the open chat, the filter of the board, and for each chat what was left there.
export const state = { chat: null, level: "" };

const unreachable = "Không nối được tới máy chủ trên máy này.";

async function ask(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Error(unreachable);
  }
}

// post sends JSON and returns the answer; what the server finds wrong becomes an error with its words.
export async function post(path, body) {
  const answer = await ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.error || "Máy chủ không nhận yêu cầu.");
  return result;
}

// part fetches a piece of the page; null when there is none.
export async function part(path) {
  const answer = await ask(path, { cache: "no-store" });
  if (!answer.ok) return null;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  return holder.content;
}

let hiding;

// toast shows and speaks a short text.
export function toast(text) {
  const box = $("toast");
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => box.classList.remove("shown"), 5000);
}

const focusable = "a[href], button, input, select, textarea, summary, [tabindex]";

// keepFocus lets change draw inside box anew; the focus then goes to what stands where the focused element stood.
function keepFocus(box, change) {
  const active = document.activeElement;
  if (!box.contains(active) || active === box) return change();
  const near = active.closest("[id]"), home = near && near !== active && box.contains(near) ? near.id : box.id;
  const place = [...$(home).querySelectorAll(focusable)].indexOf(active);
  const result = change();
  if (!active.isConnected) {
    const all = $(home) ? [...$(home).querySelectorAll(focusable)] : [];
    (all[Math.min(place, all.length - 1)] || box).focus({ preventScroll: true });
  }
  return result;
}

// patch makes parent's children those of fresh; a child with the same id and the same source stays as it is.
export function patch(parent, fresh) {
  const old = new Map([...parent.children].filter((e) => e.id).map((e) => [e.id, e]));
  const next = [...fresh.children].map((e) => {
    const source = e.outerHTML, kept = old.get(e.id);
    if (kept && kept.source === source) return kept;
    e.source = source;
    return e;
  });
  keepFocus(parent, () => {
    for (const e of [...parent.childNodes]) if (!next.includes(e)) e.remove();
    next.forEach((e, i) => { if (parent.children[i] !== e) parent.insertBefore(e, parent.children[i] || null); });
  });
}

// replace puts fresh into box, unless it is the same as before; it says whether it did.
export function replace(box, fresh) {
  const holder = document.createElement("div");
  holder.append(fresh);
  const source = holder.innerHTML;
  if (box.source === source) return false;
  box.source = source;
  keepFocus(box, () => box.replaceChildren(...holder.childNodes));
  return true;
}

// view shows one of the parts where there is room for one only.
export function view(name) {
  document.body.dataset.view = name;
  for (const b of document.querySelectorAll(".tabs button")) b.setAttribute("aria-pressed", b.dataset.tab === name);
}

export const seen = (element) => element && element.offsetParent !== null;
