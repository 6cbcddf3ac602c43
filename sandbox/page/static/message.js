// One message as Telegram draws it.

import { el, icon } from "./dom.js";
import { post } from "./state.js";
import { minutes, t } from "./texts.js";
import { alertBox, attempt, toast } from "./toasts.js";

const COLOURS = 7;

export const initials = (name) => name.split(" ").map((word) => word[0]).slice(0, 2).join("");
export const tint = (number) => `tint${Math.abs(number) % COLOURS}`;

export function avatar(name, number, extra = "") {
  return el("span", { class: `avatar ${tint(number)} ${extra}`, "aria-hidden": "true" }, initials(name));
}

// The only markup that is read as such: the fake escapes every text and writes a few tags of its own.
function body(html, actor) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  for (const block of holder.content.querySelectorAll("blockquote, pre")) {
    // The line ends with the block; as Telegram does, no empty line is shown for it.
    const after = block.nextSibling;
    if (after?.nodeType === Node.TEXT_NODE) after.data = after.data.replace(/^\n/, "");
    if (block.classList.contains("expandable")) block.addEventListener("click", () => block.classList.toggle("open"));
  }
  for (const link of holder.content.querySelectorAll("a")) catchStart(link, actor);
  return el("div", { class: "text" }, holder.content);
}

// A link into the bot's private chat is opened here by whoever reads it. https://core.telegram.org/bots/features#deep-linking
function catchStart(link, actor) {
  const payload = link.hostname === "t.me" ? new URLSearchParams(link.search).get("start") : null;
  if (payload === null) return;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    attempt(() => post("/demo/start", { as: actor, payload }));
  });
}

async function press(chat, message, button, actor, node) {
  node.classList.add("waiting");
  const told = await attempt(() => post("/demo/press", {
    as: actor, chat: chat.id, message: message.id, ephemeral: message.ephemeral, data: button.data,
  }));
  node.classList.remove("waiting");
  if (!told) return;
  if (!told.answer) toast(t("no_answer_yet"));
  else if (told.answer.alert) alertBox(told.answer.text);
  else if (told.answer.text) toast(told.answer.text);
}

async function copy(text) {
  await attempt(() => navigator.clipboard.writeText(text));
  toast(t("copied"));
}

function key(chat, message, button, actor) {
  const look = `key look-${button.style || "plain"}`;
  if (button.url) {
    const link = el("a", { class: look, href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text, el("i", {}, "↗"));
    catchStart(link, actor);
    return link;
  }
  if (button.copy_text) {
    return el("button", { type: "button", class: look, onclick: () => copy(button.copy_text) }, button.text);
  }
  return el("button", {
    type: "button", class: look, disabled: button.disabled || !button.data,
    onclick: (event) => press(chat, message, button, actor, event.currentTarget),
  }, button.text);
}

function attachment(message) {
  if (message.contact) return el("div", { class: "attachment" }, icon("phone"), message.contact);
  if (!message.file) return null;
  if (message.media === "photo") {
    const address = `/demo/photo/${encodeURIComponent(message.file.id)}`;
    return el("a", { class: "photo", href: address, target: "_blank", rel: "noopener" }, el("img", {
      src: address, alt: t("photo"), width: String(message.file.width), height: String(message.file.height),
    }));
  }
  const link = `/demo/file/${encodeURIComponent(message.file.id)}`;
  return el("a", { class: "attachment", href: link, download: "" }, icon("file"), message.file.name || t("file"));
}

function foot(message, zone) {
  const marks = [message.edited ? t("edited") : null, minutes(Date.parse(message.at), zone)].filter(Boolean).join(" ");
  return el("span", { class: "foot" }, marks);
}

export function showService(message) {
  const known = [
    "pinned_message", "new_chat_members", "left_chat_member", "forum_topic_created", "forum_topic_closed", "forum_topic_reopened",
  ].includes(message.service);
  return el("div", { class: "service" }, `${message.sender} ${t(known ? `service_${message.service}` : "service")}`);
}

// `first` begins a row of messages of one sender, `last` ends it.
export function showMessage(chat, message, { first, last, group, zone, actor, mine, reply }) {
  const named = group && first && !mine;
  const bubble = el("div", { class: "bubble" },
    message.ephemeral ? el("div", { class: "secret" }, t("private_message")) : null,
    named ? el("div", { class: `sender ${tint(message.sender_id)}` }, message.sender) : null,
    message.reply ? el("div", { class: "quote" }, el("b", {}, message.reply.sender), el("span", {}, message.reply.text)) : null,
    attachment(message),
    message.html ? body(message.html, actor) : null,
    message.reactions.length ? el("div", { class: "reactions" }, message.reactions.map((one) => el("span", {}, one))) : null,
    foot(message, zone),
    el("button", { type: "button", class: "reply-to", "aria-label": t("reply"), onclick: () => reply(message) }, icon("reply")));
  const keys = message.rows.map((row) => el("div", { class: "key-row" }, row.map((button) => key(chat, message, button, actor))));
  const face = group && !mine ? (last ? avatar(message.sender, message.sender_id) : el("span", { class: "avatar none" })) : null;
  return el("div", { class: `message ${mine ? "mine" : ""} ${last ? "last" : ""} ${message.ephemeral ? "ephemeral" : ""}` },
    face, el("div", { class: "stack" }, bubble, keys.length ? el("div", { class: "keys" }, keys) : null));
}
