// Writing into a chat: text, commands, answers to what the bot asked, the bot's own keyboard.

import { el, fill, icon, whenChanged } from "./dom.js";
import { post } from "./state.js";
import { t } from "./texts.js";
import { attempt } from "./toasts.js";

export class Compose {
  constructor(pane) {
    this.pane = pane;
    this.chat = null;
    this.target = null; // the message that is being answered
    this.asked = 0; // the newest question that has been offered already
    pane.part("compose").addEventListener("submit", (event) => this.submit(event));
  }

  part(name) {
    return this.pane.part(name);
  }

  get input() {
    return this.part("compose").querySelector("input");
  }

  replyTo(message) {
    this.target = message;
    this.showTarget();
    this.input?.focus({ preventScroll: true });
  }

  showTarget() {
    const bar = this.part("reply-bar");
    bar.hidden = !this.target;
    if (!this.target) return;
    const words = new DOMParser().parseFromString(this.target.html, "text/html").body.textContent;
    fill(bar, icon("reply"), el("div", {}, el("b", {}, this.target.sender), el("span", {}, words.split("\n")[0])),
      el("button", { type: "button", class: "quiet", "aria-label": t("cancel"), onclick: () => this.replyTo(null) }, icon("close")));
  }

  async say(text) {
    if (!text.trim() || !this.chat) return;
    const said = await attempt(() => post("/demo/say", {
      as: this.pane.actor, chat: this.chat.id, text, thread: this.pane.thread || null, reply_to: this.target?.id || null,
    }));
    if (!said) return;
    this.target = null;
    this.showTarget();
  }

  press(key) {
    return key.contact ? attempt(() => post("/demo/contact", { as: this.pane.actor })) : this.say(key.text);
  }

  showKeyboard() {
    const place = this.part("keyboard");
    place.hidden = this.chat.keyboard.length === 0;
    whenChanged(place, this.chat.keyboard, () => fill(place, this.chat.keyboard.map((row) => el("div", { class: "key-row" },
      row.map((key) => el("button", { type: "button", class: "key own", onclick: () => this.press(key) },
        key.contact ? icon("phone") : null, key.text))))));
  }

  showMenu() {
    whenChanged(this.part("menu"), [this.chat.id, this.chat.menu], () => fill(this.part("menu"), this.chat.menu.map((one) => el("button", {
      type: "button", onclick: () => { this.part("menu").hidden = true; this.say(`/${one.command}`); },
    }, el("b", {}, `/${one.command}`), el("span", {}, one.description)))));
  }

  showInput() {
    const closed = this.chat.closed;
    whenChanged(this.part("compose"), [this.chat.id, closed, this.chat.menu.length > 0, t("write")], () => {
      if (closed) {
        fill(this.part("compose"), el("button", { class: "primary start-bot" }, t("start_bot")));
        return;
      }
      fill(this.part("compose"),
        this.chat.menu.length ? el("button", {
          type: "button", class: "quiet", "aria-label": t("commands"), title: t("commands"),
          onclick: () => { this.part("menu").hidden = !this.part("menu").hidden; },
        }, icon("slash")) : null,
        el("input", { "aria-label": t("write"), placeholder: t("write"), maxlength: "4096" }),
        el("button", { class: "send", "aria-label": t("send") }, icon("send")));
    });
  }

  // A question of the bot (ForceReply) opens the answer by itself, once.
  offerAnswer(messages) {
    const last = messages.at(-1);
    if (!last || last.ask === null || last.ask === undefined || last.id <= this.asked) return;
    this.asked = last.id;
    this.replyTo(last);
    if (this.input && last.ask) this.input.placeholder = last.ask;
  }

  async submit(event) {
    event.preventDefault();
    if (this.chat.closed) {
      await attempt(() => post("/demo/start", { as: this.pane.actor }));
      return;
    }
    const text = this.input.value;
    this.input.value = "";
    this.input.placeholder = t("write");
    await this.say(text);
  }

  show(chat, messages) {
    if (this.chat?.id !== chat.id) {
      this.target = null;
      this.asked = Math.max(0, ...messages.slice(0, -1).map((message) => message.id));
      this.part("menu").hidden = true;
    }
    this.chat = chat;
    this.showInput();
    this.showKeyboard();
    this.showMenu();
    this.showTarget();
    this.offerAnswer(messages);
  }
}
