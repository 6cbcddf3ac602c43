// The world's switches.

import { el, fill, find, whenChanged } from "./dom.js";
import { listen, post, state } from "./state.js";
import { t } from "./texts.js";
import { attempt } from "./toasts.js";

const FATES = ["answers", "presses", "voicemail", "busy", "no_answer", "off", "rejects", "bad_number", "silent", "late"];
const NEIGHBOURS = {
  crm: ["works", "down", "slow", "loses", "revoked"],
  store: ["works", "down", "loses"],
  tracker: ["works", "down"],
  sales: ["works", "down", "loses"],
  sms: ["works", "down", "loses"],
  telegram: ["works", "down"],
};
let once = false;

function chips(name, options, chosen, label, choose) {
  return el("div", { class: "chips", role: "group", "aria-label": label }, options.map((value) => el("button", {
    type: "button", class: value === "works" || name === "fate" ? "chip" : "chip broken", "data-key": `${name}-${value}`,
    "aria-pressed": String(value === chosen), onclick: () => attempt(() => choose(value)),
  }, t(name === "fate" ? `fate_${value}` : value))));
}

function showFate(switches) {
  const planned = switches.once ? el("span", { class: "note" }, t("next_call", { what: t(`fate_${switches.once}`) })) : null;
  return el("div", { class: "switch", "data-switch": "fate" },
    el("div", { class: "switch-head" }, el("h3", {}, t("fate")),
      el("label", { class: "tick" },
        el("input", {
          type: "checkbox", checked: once, "data-key": "once", onchange: (event) => { once = event.target.checked; show(); },
        }),
        el("span", {}, t("once")))),
    chips("fate", FATES, once ? switches.once : switches.fate, t("fate"), (outcome) => post("/demo/fate", { outcome, once })),
    once ? null : planned);
}

function showNeighbour(name, switches) {
  const label = t(`${name}_switch`);
  const row = chips(name, NEIGHBOURS[name], switches[name], label,
    (value) => post("/demo/switch", { neighbour: name, state: value }));
  if (name === "crm") {
    row.append(el("button", {
      type: "button", class: "chip once", title: t("expire_hint"), "data-key": "expire",
      onclick: () => attempt(() => post("/demo/token")),
    }, t("expire")));
  }
  return el("div", { class: "switch", "data-switch": name }, el("h3", {}, label), row);
}

function show() {
  const switches = state.sections.switches;
  if (!switches) return;
  whenChanged(find("switches"), [switches, once, t("fate")], () => fill(find("switches"),
    showFate(switches), showNeighbour("crm", switches),
    ["store", "tracker", "sales"].filter((name) => name in switches).map((name) => showNeighbour(name, switches)),
    el("div", { class: "switch-pair" }, ["sms", "telegram"].map((name) => showNeighbour(name, switches)))));
}

export function startSwitches() {
  listen("switches", show);
}
