// The lead as the CRM shows it.

import { el, fill, find, icon, whenChanged } from "./dom.js";
import { customer } from "./customers.js";
import { listen, post, state } from "./state.js";
import { minutes, money, t } from "./texts.js";
import { attempt } from "./toasts.js";

function stages(lead) {
  const at = lead.stages.findIndex((stage) => stage.id === lead.stage);
  const ends = lead.stages[at]?.ends;
  return el("div", { class: "stages", role: "group", "aria-label": t("stage_hint") }, lead.stages.map((stage, n) => el("button", {
    type: "button", title: `${stage.name}. ${t("stage_hint")}`, "data-key": `stage-${stage.id}`,
    class: `stage ${n <= at && stage.ends !== "F" ? "passed" : ""} ${n === at ? `now ${ends === "F" ? "lost" : ""}` : ""}`,
    "aria-pressed": String(n === at),
    onclick: () => attempt(() => post("/demo/stage", { lead: lead.id, stage: stage.id })),
  }, el("span", {}, stage.name))));
}

function fields(lead) {
  return el("dl", { class: "fields" }, lead.fields.map(([label, value]) => {
    const long = value.length > 42 || value.includes("\n") || /\S{23}/.test(value);
    const name = label.startsWith("@") ? t(`field_${label.slice(1)}`) : label;
    return el("div", { class: long ? "long" : "" }, el("dt", {}, name), el("dd", {}, value));
  }));
}

function products(lead) {
  if (!lead.products.length) return null;
  return el("ul", { class: "products" }, lead.products.map((one) => el("li", {},
    el("span", {}, one.name), el("span", {}, `${Number(one.quantity)} × ${money(Number(one.price))}`))));
}

function feed(lead) {
  if (!lead.feed.length) return null;
  return el("div", { class: "feed" }, el("h3", {}, t("feed")), lead.feed.map((one) => el("div", { class: `feed-row ${one.kind}` },
    el("span", { class: "feed-sign" }, icon(one.kind === "call" ? "call" : "note")),
    el("div", {},
      one.title ? el("b", {}, one.title) : null,
      one.text ? el("p", {}, one.text) : null),
    el("time", {}, minutes(Date.parse(one.at), state.clock.zone)))));
}

function show() {
  const lead = customer()?.lead;
  find("crm-id").hidden = !lead;
  find("crm-id").textContent = lead ? t("lead_n", { n: lead.id }) : "";
  whenChanged(find("crm"), [lead ?? null, t("feed")], () => fill(find("crm"), lead
    ? [el("p", { class: "crm-title" }, lead.title), stages(lead), fields(lead), products(lead), feed(lead)]
    : el("p", { class: "hush" }, t("crm_empty"))));
}

export function startCrm() {
  listen("customer", show);
}
