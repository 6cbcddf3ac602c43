// Writing into a chat: text, commands, answers to what the bot asked, the bot's own keyboard.

import { el, fill, find, icon, whenChanged } from "./dom.js";
import { post, state } from "./state.js";
import { t } from "./texts.js";
import { attempt } from "./toasts.js";

let chat = null;
let target = null; // the message that is being answered
let asked = 0; // the newest question that has been offered already

const input = () => find("say");

export function replyTo(message) {
  target = message;
  showTarget();
  input()?.focus();
}

function showTarget() {
  const bar = find("reply-bar");
  bar.hidden = !target;
  if (!target) return;
  const words = new DOMParser().parseFromString(target.html, "text/html").body.textContent;
  fill(bar, icon("reply"), el("div", {}, el("b", {}, target.sender), el("span", {}, words.split("\n")[0])),
    el("button", { type: "button", class: "quiet", "aria-label": t("cancel"), onclick: () => replyTo(null) }, icon("close")));
}

async function say(text) {
  if (!text.trim() || !chat) return;
  const said = await attempt(() => post("/demo/say", {
    as: state.me, chat: chat.id, text, reply_to: target?.id || null,
  }));
  if (!said) return;
  target = null;
  showTarget();
}

function showKeyboard() {
  const place = find("keyboard");
  place.hidden = chat.keyboard.length === 0;
  whenChanged(place, chat.keyboard, () => fill(place, chat.keyboard.map((row) => el("div", { class: "key-row" },
    row.map((label) => el("button", { type: "button", class: "key own", onclick: () => say(label) }, label))))));
}

function showMenu() {
  fill(find("menu"), chat.menu.map((one) => el("button", {
    type: "button", onclick: () => { find("menu").hidden = true; say(`/${one.command}`); },
  }, el("b", {}, `/${one.command}`), el("span", {}, one.description))));
}

function showInput(tab) {
  const closed = chat.closed;
  whenChanged(find("compose"), [tab, chat.id, closed, chat.menu.length > 0, t("write")], () => {
    if (closed) {
      fill(find("compose"), el("button", { class: "primary start-bot" }, t("start_bot")));
      return;
    }
    fill(find("compose"),
      chat.menu.length ? el("button", {
        type: "button", class: "quiet", "aria-label": t("commands"), title: t("commands"),
        onclick: () => { find("menu").hidden = !find("menu").hidden; },
      }, icon("slash")) : null,
      el("input", { id: "say", "aria-label": t("write"), placeholder: t("write"), maxlength: "4096" }),
      el("button", { class: "send", "aria-label": t("send") }, icon("send")));
  });
}

// A question of the bot (ForceReply) opens the answer by itself, once.
function offerAnswer() {
  const last = chat.messages.at(-1);
  if (!last || last.ask === null || last.ask === undefined || last.id <= asked) return;
  asked = last.id;
  replyTo(last);
  if (input() && last.ask) input().placeholder = last.ask;
}

async function submit(event) {
  event.preventDefault();
  if (chat.closed) {
    await attempt(() => post("/demo/start", { as: state.me }));
    return;
  }
  const text = input().value;
  input().value = "";
  input().placeholder = t("write");
  await say(text);
}

export function showCompose(shown, tab) {
  if (chat?.id !== shown.id) {
    target = null;
    asked = Math.max(0, ...shown.messages.slice(0, -1).map((message) => message.id));
    find("menu").hidden = true;
  }
  chat = shown;
  showInput(tab);
  showKeyboard();
  showMenu();
  showTarget();
  offerAnswer();
}

export function startCompose() {
  find("compose").addEventListener("submit", submit);
}
