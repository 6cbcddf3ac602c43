// The chats of whoever the visitor plays: the sellers' group, and the private chat with the bot.

import { el, fill, find, icon, segments, whenChanged } from "./dom.js";
import { replyTo, showCompose, startCompose } from "./compose.js";
import { avatar, showMessage, showService } from "./message.js";
import { become, listen, state } from "./state.js";
import { longDay, t } from "./texts.js";

let tab = "group";
let shownTab = "";
const seen = { group: 0, private: 0 };

export const chat = () => state.sections[`chat/${tab}`];

const latest = (one) => Math.max(0, ...(one?.messages ?? []).map((message) => message.id));

function showHead() {
  const people = state.sections.people ?? [];
  const group = state.sections["chat/group"];
  const name = tab === "group" ? group?.title ?? "" : "Ringdesk";
  find("chat-title").textContent = name;
  find("chat-sub").textContent = tab === "group" ? t("members", { n: group?.members ?? 0 }) : t("bot");
  find("chat-avatar").textContent = tab === "group" ? name.slice(0, 1) : "R";
  find("chat-avatar").className = `avatar ${tab === "group" ? "tint3" : "tint0"}`;
  seen[tab] = latest(chat());
  const news = Object.fromEntries(["group", "private"].map((one) => [one, latest(state.sections[`chat/${one}`]) > seen[one]]));
  whenChanged(find("chat-tabs"), [tab, news, t("group")], () => {
    segments(find("chat-tabs"), ["group", "private"].map((one) => [one, t(one)]), tab, (one) => { tab = one; show(); });
    [...find("chat-tabs").children].forEach((node, n) => node.classList.toggle("news", news[["group", "private"][n]]));
  });
  whenChanged(find("me"), [people, state.me, t("part_admin")], () => fill(find("me"), people.map((one) => el("button", {
    type: "button", "aria-pressed": String(one.id === state.me), title: `${one.name}, ${t(`part_${one.part}`)}`,
    "data-key": String(one.id),
    onclick: () => { seen.private = Infinity; become(one.id); },
  }, avatar(one.name, one.id, "small"), el("span", {}, one.name.split(" ")[0]),
  one.part === "seller" ? null : el("small", {}, t(`part_${one.part}`))))));
}

function showPinned() {
  const pinned = (chat()?.messages ?? []).filter((message) => message.pinned).at(-1);
  const bar = find("pinned");
  bar.hidden = !pinned;
  if (!pinned) return;
  const words = new DOMParser().parseFromString(pinned.html, "text/html").body.textContent.split("\n")[0];
  fill(bar, icon("pin"), el("span", {}, words));
  bar.onclick = () => find("messages").querySelector(`[data-id="${pinned.id}"]`)?.scrollIntoView({ block: "center" });
}

function build(message, n, all) {
  const zone = state.clock.zone;
  const before = all[n - 1];
  const after = all[n + 1];
  const dayOf = (one) => one && longDay(Date.parse(one.at), zone);
  const joined = (one) => one && !one.service && one.sender_id === message.sender_id && dayOf(one) === dayOf(message);
  const context = {
    first: !joined(before), last: !joined(after), group: tab === "group", zone, reply: (one) => replyTo(one),
  };
  const key = JSON.stringify([message, context.first, context.last, dayOf(before) !== dayOf(message), t("reply"), chat().id]);
  return { key, make: () => {
    const parts = [message.service ? showService(message) : showMessage(chat(), message, context)];
    if (dayOf(before) !== dayOf(message)) parts.unshift(el("div", { class: "service" }, dayOf(message)));
    const node = el("div", { class: "slot", "data-id": String(message.id) }, parts);
    node.shownKey = key;
    return node;
  } };
}

// Nodes that did not change stay: a pressed button keeps its focus and its waiting look.
function showMessages() {
  const place = find("messages");
  const all = chat()?.messages ?? [];
  const low = place.scrollHeight - place.scrollTop - place.clientHeight < 80 || shownTab !== `${tab}${state.me}`;
  const old = new Map([...place.querySelectorAll(".slot")].map((node) => [node.shownKey, node]));
  const nodes = all.map((message, n) => build(message, n, all)).map(({ key, make }) => old.get(key) ?? make());
  if (nodes.length === 0) nodes.push(el("div", { class: "service" }, t("empty_chat")));
  const same = nodes.length === place.children.length && nodes.every((node, n) => node === place.children[n]);
  if (!same) place.replaceChildren(...nodes);
  if (low) place.scrollTop = place.scrollHeight;
  shownTab = `${tab}${state.me}`;
}

function show() {
  if (!state.sections["chat/group"]) return;
  showHead();
  showPinned();
  showMessages();
  showCompose(chat(), tab);
}

// A drawer that opens makes the chat lower; its end stays in sight.
function keepLow() {
  const place = find("messages");
  let low = true;
  place.addEventListener("scroll", () => { low = place.scrollHeight - place.scrollTop - place.clientHeight < 80; });
  new ResizeObserver(() => { if (low) place.scrollTop = place.scrollHeight; }).observe(place);
}

export function startChat() {
  startCompose();
  keepLow();
  listen("chat/", show);
  listen("people", show);
}
