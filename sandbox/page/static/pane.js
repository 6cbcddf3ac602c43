// One chat as one person sees it: the group with its topics, or somebody's private chat with the bot.

import { el, fill, icon, segments, whenChanged } from "./dom.js";
import { Compose } from "./compose.js";
import { avatar, initials, showMessage, showService, tint } from "./message.js";
import { become, state } from "./state.js";
import { longDay, t } from "./texts.js";

const NEAR = 80; // pixels: whoever reads the end of a chat stays there

const latest = (messages) => Math.max(0, ...messages.map((message) => message.id));
const group = () => state.sections["chat/group"];
const people = () => state.sections.people ?? [];

// `owner`: whose private chat it is; 0: the group. `both`: the visitor turns between the group and a private chat.
export class Pane {
  constructor(root, { owner = 0, both = false } = {}) {
    this.root = root;
    this.owner = owner;
    this.both = both;
    this.tab = owner ? "private" : "group";
    this.topic = null; // until the visitor chooses: the first that the desk made
    this.seen = {};
    this.shown = "";
    this.compose = new Compose(this);
    this.part("me-bar").hidden = owner !== 0;
    this.part("tabs").hidden = !both;
    this.keepLow();
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  get actor() {
    return this.owner || state.me;
  }

  get chat() {
    return this.tab === "group" ? group() : state.sections[`chat/${this.actor}`];
  }

  // The topic that is shown, the General one being 0; undefined where there are none.
  get thread() {
    if (this.tab !== "group" || !group()?.topics.length) return undefined;
    const topics = group().topics.map((one) => one.id);
    if (this.topic === null) return topics[1] ?? 0;
    return topics.includes(this.topic) ? this.topic : 0;
  }

  get messages() {
    const all = this.chat?.messages ?? [];
    return this.thread === undefined ? all : all.filter((message) => this.placeOf(message) === this.thread);
  }

  // Replies to what belongs to no topic carry a number, too.
  placeOf(message) {
    return group().topics.some((one) => one.id === message.thread) ? message.thread : 0;
  }

  show() {
    if (!this.chat) return;
    this.showHead();
    this.showMe();
    this.showTopics();
    this.showPinned();
    this.showMessages();
    this.compose.show(this.chat, this.messages);
  }

  showHead() {
    const who = people().find((one) => one.id === this.owner);
    const name = this.tab === "group" ? group().title : who?.name ?? "Ringdesk";
    const face = this.part("avatar");
    this.part("title").textContent = name;
    this.part("sub").textContent = this.tab === "group" ? t("members", { n: group().members })
      : who ? `${t(`part_${who.part}`)} · ${t("with_bot")}` : t("bot");
    face.textContent = who ? initials(name) : name.slice(0, 1);
    face.className = `avatar ${who ? tint(who.id) : tint(this.tab === "group" ? 3 : 0)}`;
    if (this.both) this.showTabs();
  }

  showTabs() {
    this.seen[this.tab] = latest(this.chat.messages);
    const sides = { group: group(), private: state.sections[`chat/${state.me}`] };
    const news = Object.entries(sides).map(([name, one]) => latest(one?.messages ?? []) > (this.seen[name] ?? 0));
    whenChanged(this.part("tabs"), [this.tab, news, t("group")], () => {
      segments(this.part("tabs"), [["group", t("group")], ["private", t("private")]], this.tab, (name) => {
        this.tab = name;
        this.show();
      });
      [...this.part("tabs").children].forEach((node, n) => node.classList.toggle("news", news[n]));
    });
  }

  showMe() {
    if (this.owner) return;
    whenChanged(this.part("me"), [people(), state.me, t("part_admin")], () => fill(this.part("me"), people().map((one) => el("button", {
      type: "button", "aria-pressed": String(one.id === state.me), title: `${one.name}, ${t(`part_${one.part}`)}`,
      "data-key": String(one.id),
      onclick: () => { this.seen.private = Infinity; become(one.id); },
    }, avatar(one.name, one.id, "small"), el("span", {}, one.name.split(" ")[0]),
    one.part === "seller" ? null : el("small", {}, t(`part_${one.part}`))))));
  }

  showTopics() {
    const bar = this.part("topics");
    bar.hidden = this.thread === undefined;
    if (bar.hidden) return;
    const counts = Object.fromEntries(group().topics.map((one) => [one.id, 0]));
    for (const message of this.chat.messages) counts[this.placeOf(message)] = Math.max(counts[this.placeOf(message)], message.id);
    this.seen[this.thread] = counts[this.thread];
    const topics = group().topics.map((one) => [one, counts[one.id] > (this.seen[one.id] ?? 0)]);
    whenChanged(bar, [topics, this.thread, t("general")], () => fill(bar, topics.map(([one, news]) => el("button", {
      type: "button", class: news ? "news" : "", "aria-pressed": String(one.id === this.thread), "data-key": String(one.id),
      onclick: () => { this.topic = one.id; this.show(); },
    }, one.id ? el("i", { class: `topic-sign ink${one.color}`, "aria-hidden": "true" }) : el("b", { "aria-hidden": "true" }, "#"),
    one.name || t("general"), one.closed ? icon("lock") : null))));
  }

  showPinned() {
    const pinned = this.messages.filter((message) => message.pinned).at(-1);
    const bar = this.part("pinned");
    bar.hidden = !pinned;
    if (!pinned) return;
    const words = new DOMParser().parseFromString(pinned.html, "text/html").body.textContent.split("\n")[0];
    fill(bar, icon("pin"), el("span", {}, words));
    bar.onclick = () => this.part("messages").querySelector(`[data-id="${pinned.id}"]`)?.scrollIntoView({ block: "center" });
  }

  build(message, n, all) {
    const zone = state.clock.zone;
    const before = all[n - 1];
    const after = all[n + 1];
    const dayOf = (one) => one && longDay(Date.parse(one.at), zone);
    const joined = (one) => one && !one.service && one.sender_id === message.sender_id && dayOf(one) === dayOf(message);
    const chat = this.chat;
    const context = {
      first: !joined(before), last: !joined(after), group: this.tab === "group", zone, actor: this.actor,
      mine: message.sender_id === this.actor, reply: (one) => this.compose.replyTo(one),
    };
    const key = JSON.stringify([message, context.first, context.last, dayOf(before) !== dayOf(message), t("reply"), chat.id, this.actor]);
    return { key, make: () => {
      const parts = [message.service ? showService(message) : showMessage(chat, message, context)];
      if (dayOf(before) !== dayOf(message)) parts.unshift(el("div", { class: "service" }, dayOf(message)));
      const node = el("div", { class: "slot", "data-id": String(message.id) }, parts);
      node.shownKey = key;
      return node;
    } };
  }

  // Nodes that did not change stay: a pressed button keeps its focus and its waiting look.
  showMessages() {
    const place = this.part("messages");
    const all = this.messages;
    const view = `${this.tab} ${this.actor} ${this.thread}`;
    const low = place.scrollHeight - place.scrollTop - place.clientHeight < NEAR || this.shown !== view;
    const old = new Map([...place.querySelectorAll(".slot")].map((node) => [node.shownKey, node]));
    const nodes = all.map((message, n) => this.build(message, n, all)).map(({ key, make }) => old.get(key) ?? make());
    if (nodes.length === 0) nodes.push(el("div", { class: "service" }, t(this.tab === "group" ? "empty_chat" : "empty_private")));
    const same = nodes.length === place.children.length && nodes.every((node, n) => node === place.children[n]);
    if (!same) place.replaceChildren(...nodes);
    if (low) place.scrollTop = place.scrollHeight;
    this.shown = view;
  }

  // A drawer that opens makes the chat lower, a picture that comes makes it longer; its end stays in sight.
  keepLow() {
    const place = this.part("messages");
    let low = true;
    const sink = () => { if (low) place.scrollTop = place.scrollHeight; };
    place.addEventListener("scroll", () => { low = place.scrollHeight - place.scrollTop - place.clientHeight < NEAR; });
    place.addEventListener("load", sink, true);
    new ResizeObserver(sink).observe(place);
  }
}
