// The customer's phone: a call is heard as text while it lasts, SMS lie below.

import { el, fill, find, icon, whenChanged } from "./dom.js";
import { customer, startCustomers } from "./customers.js";
import { listen, state, worldNow } from "./state.js";
import { minutes, t } from "./texts.js";

const length = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

function pretty(number) {
  const digits = number.replace(/\D/g, "");
  const parts = /^7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(digits);
  return parts ? `+7 ${parts[1]} ${parts[2]}-${parts[3]}-${parts[4]}` : number;
}

// As much of the text as has been spoken by now.
function spoken(call, now) {
  if (!call.answered) return "";
  const words = call.text.split(" ");
  const part = call.talks > 0 ? (now - Date.parse(call.answered)) / (call.talks * 900) : 1;
  return words.slice(0, Math.ceil(words.length * Math.min(1, Math.max(0, part)))).join(" ");
}

function liveCall(call) {
  const talking = call.state === "talking";
  return el("div", { class: `live ${call.state}` },
    el("div", { class: "live-face" }, icon("call")),
    el("div", { class: "live-name" }, t("robot")),
    el("div", { class: "live-number" }, pretty(call.from)),
    el("div", { class: "live-state", id: "live-state" }, t(talking ? "talking" : "incoming")),
    talking ? el("div", { class: "wave", "aria-hidden": "true" }, Array.from({ length: 9 }, () => el("i"))) : null,
    talking ? el("p", { class: "live-text", id: "live-text", "aria-label": t("heard") }) : null);
}

function verdict(call) {
  if (call.state !== "ended") return t("call_ringing");
  const time = call.answered ? length(Date.parse(call.ended) - Date.parse(call.answered)) : "";
  return t(`call_${call.status || "failed"}`, { time });
}

function callRow(call, zone) {
  const good = call.status === "answered";
  const report = { lost: "call_report_lost", late: "call_report_late" }[call.report];
  const notes = [call.key ? t("pressed", { key: call.key }) : "", report ? t(report) : ""].filter(Boolean).join(", ");
  return el("div", { class: `call-row ${good ? "good" : "bad"}` },
    el("span", { class: "call-sign" }, icon("call")),
    el("div", { class: "call-words" },
      el("div", { class: "call-line" }, el("b", {}, verdict(call)), el("time", {}, minutes(Date.parse(call.started), zone))),
      el("div", { class: "call-sub" }, [t("robot"), pretty(call.from)].join(" · "), notes ? ` · ${notes}` : null),
      good && call.text ? el("p", {}, `«${call.text}»`) : null));
}

function textRow(sms, zone) {
  return el("div", { class: `sms ${sms.arrived ? "" : "flying"}` },
    el("div", { class: "sms-from" }, sms.from),
    el("p", {}, sms.text),
    el("time", {}, sms.arrived ? minutes(Date.parse(sms.at), zone) : t("on_the_way")));
}

function show() {
  const who = customer();
  const place = find("phone");
  find("device-owner").textContent = who?.name ?? "";
  const zone = who?.zone || state.clock?.zone;
  if (!who || (!who.calls.length && !who.texts.length)) {
    whenChanged(place, ["empty", t("phone_empty")], () => fill(place, el("p", { class: "hush" }, t("phone_empty"))));
    return;
  }
  whenChanged(place, [who.key, who.calls, who.texts, t("robot")], () => {
    const live = who.calls.find((call) => call.state !== "ended" && call.rings);
    const rows = [
      ...who.calls.filter((call) => call !== live).map((call) => [call.started, callRow(call, zone)]),
      ...who.texts.map((sms) => [sms.at, textRow(sms, zone)]),
    ].sort(([one], [other]) => Date.parse(one) - Date.parse(other)).map(([, node]) => node);
    fill(place, el("div", { class: "rows" }, rows), live ? liveCall(live) : null);
    find("phone").scrollTop = find("phone").scrollHeight;
  });
}

function tick() {
  const live = customer()?.calls.find((call) => call.state !== "ended" && call.rings);
  const text = find("live-text");
  if (!live || !text) return;
  const now = worldNow();
  text.textContent = spoken(live, now);
  find("live-state").textContent = `${t("talking")} ${length(Math.max(0, now - Date.parse(live.answered)))}`;
}

export function startPhone() {
  startCustomers();
  listen("customer", show);
  listen("clock", () => { if (!find("phone").shownKey) show(); });
  setInterval(tick, 150);
}
