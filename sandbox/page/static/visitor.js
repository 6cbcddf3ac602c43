// Whoever gets in touch with the shop past its form: they ring, leave a request, write a chat. The tracker tells the desk.

import { el, fill, find, icon, segments, whenChanged } from "./dom.js";
import { due } from "./due.js";
import { listen, post, state } from "./state.js";
import { seconds, speakers, t } from "./texts.js";
import { attempt } from "./toasts.js";

const KINDS = ["call", "request", "chat"];
const SIGNS = { call: "call", request: "note", chat: "chat" };
const LABELS = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"];
const form = {
  kind: "call", phone: "+7 900 123-45-67", name: "Пётр Смирнов", email: "petr@example.com", subject: "Обратный звонок", missed: false,
  utm_source: "yandex", utm_medium: "cpc", utm_campaign: "brand", utm_content: "", utm_term: "",
};
let open = false;

function field(name, label, props = {}) {
  return el("label", { class: "field" }, el("span", {}, label), el("input", {
    name: `visitor-${name}`, value: form[name], maxlength: "250", ...props, oninput: (event) => { form[name] = event.target.value; },
  }));
}

function missed() {
  return el("label", { class: "tick" },
    el("input", { type: "checkbox", checked: form.missed, onchange: (event) => { form.missed = event.target.checked; } }),
    el("span", {}, t("visitor_missed")));
}

function labels() {
  const box = el("details", { open, ontoggle: (event) => { open = event.target.open; } },
    el("summary", {}, t("visitor_labels")),
    el("div", { class: "labels" }, LABELS.map((name) => field(name, name))));
  return box;
}

function showForm() {
  const kinds = el("div", { class: "segments wide", role: "group", "aria-label": t("visitor") });
  segments(kinds, KINDS.map((kind) => [kind, t(`visitor_${kind}`)]), form.kind, (kind) => { form.kind = kind; showForm(); });
  const phone = field("phone", t("phone"), { inputmode: "tel", placeholder: t("visitor_hidden") });
  fill(find("visitor"), kinds,
    form.kind === "call" ? phone : el("div", { class: "pair" }, field("name", t("name")), phone),
    form.kind === "call" ? null : field("email", t("email"), { inputmode: "email" }),
    form.kind === "request" ? field("subject", t("visitor_subject")) : null,
    labels(),
    el("div", { class: "visitor-send" }, form.kind === "call" ? missed() : el("span"),
      el("button", { class: "primary", id: "visit" }, icon(SIGNS[form.kind]), el("span", {}, t(`visitor_do_${form.kind}`)))));
}

async function takeSample() {
  const sample = await attempt(() => post("/demo/sample"));
  if (!sample) return;
  Object.assign(form, { phone: sample.phone, name: sample.name, email: sample.email });
  showForm();
}

function send(event) {
  event.preventDefault();
  return attempt(() => post("/demo/visitor", form));
}

// Somebody who has an order already gets in touch again.
export function ringAs(phone) {
  form.phone = phone;
  showForm();
  find("visit").focus();
}

function fate(touch) {
  if (touch.order) return el("span", { class: "status good" }, t("touch_order", { n: touch.order }));
  if (!touch.phone && !touch.email) return el("span", { class: "status meh" }, t("touch_nobody"));
  return due("touch", touch.due, { ends: true });
}

function row(touch) {
  const contact = touch.phone || touch.email;
  const who = [touch.name, touch.name && contact ? " · " : "", contact ? el("span", { class: touch.phone ? "number" : "" }, contact) : ""];
  const what = [t(`visitor_${touch.kind}`), touch.missed ? t("touch_missed") : "", touch.subject, touch.marks].filter(Boolean).join(" · ");
  return el("li", { class: "touch", "data-touch": touch.id },
    el("span", { class: "feed-sign" }, icon(SIGNS[touch.kind])),
    el("div", {}, el("b", {}, touch.name || contact ? who : t("touch_hidden")), el("p", {}, what), fate(touch)),
    el("time", {}, seconds(Date.parse(touch.at), state.clock.zone)));
}

function showTouches() {
  const tracker = state.sections.tracker;
  if (!tracker) return;
  whenChanged(find("touches"), [tracker.touches, t("touches")], () => fill(find("touches"), tracker.touches.length
    ? tracker.touches.map(row)
    : el("li", { class: "hush" }, t("touches_empty", { n: tracker.delays[0] }))));
}

export function startVisitor() {
  listen("tracker", showTouches);
  speakers.push(showForm);
  find("visitor").addEventListener("submit", send);
  find("visitor-sample").addEventListener("click", takeSample);
}
