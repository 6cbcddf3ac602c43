// The latest requests between the desk and its neighbours, newest first.

import { el, fill, find, icon, whenChanged } from "./dom.js";
import { listen, state } from "./state.js";
import { seconds, t } from "./texts.js";

let open = false;
let chosen = -1;

const mood = (row) => (row.fault || row.status >= 500 || row.status === 0 ? "bad" : row.status >= 400 ? "meh" : "good");

function path(row) {
  const peer = (name) => el("span", { class: `peer ${name}` }, t(`peer_${name}`));
  return [peer(row.from), row.to ? el("span", { class: "arrow", "aria-hidden": "true" }, "→") : null, row.to ? peer(row.to) : null];
}

function status(row) {
  if (row.status === null) return null;
  return el("span", { class: `status ${mood(row)}` }, row.fault ? `${row.status} ${row.fault}` : String(row.status));
}

function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    if (!/^[\w%.[\]-]+=/.test(text)) return text;
    return [...new URLSearchParams(text)].map(([name, value]) => `${name}: ${value}`).join("\n");
  }
}

async function openRow(row, place) {
  chosen = row.n;
  const told = await (await fetch(`/demo/wire/${row.n}`)).json();
  const part = (name, text) => el("div", {}, el("h4", {}, t(name)), el("pre", {}, text));
  fill(place, part("wire_asked", [told.path, readable(told.asked)].filter(Boolean).join("\n\n")),
    part("wire_answered", told.answered ? readable(told.answered) : t("wire_nobody")));
}

function showRow(row) {
  const line = [
    el("time", {}, seconds(Date.parse(row.at), state.clock.zone)),
    el("span", { class: "peers" }, path(row)),
    el("span", { class: "what" }, row.what),
    status(row),
  ];
  if (!row.open) return el("div", { class: "wire-row" }, line);
  const detail = el("div", { class: "wire-detail" });
  const box = el("details", { class: "wire-row" }, el("summary", { "data-key": `wire-${row.n}` }, line), detail);
  box.addEventListener("toggle", () => { if (box.open) openRow(row, detail); else if (chosen === row.n) chosen = -1; });
  box.open = row.n === chosen;
  return box;
}

function show() {
  const rows = state.sections.wire ?? [];
  const narrow = document.body.dataset.tab === "wire";
  const wide = open || narrow;
  const last = rows[0];
  find("wire").classList.toggle("open", wide);
  find("wire-toggle").setAttribute("aria-expanded", String(wide));
  find("wire-rows").hidden = !wide;
  fill(find("wire-toggle"), icon("chevron"), el("b", {}, t("wire")),
    el("span", { class: "wire-hint" }, last ? [...path(last), " ", last.what] : t("wire_hint")));
  if (wide) whenChanged(find("wire-rows"), [rows, t("wire")], () => fill(find("wire-rows"), rows.map(showRow)));
}

export function startWire() {
  listen("wire", show);
  find("wire-toggle").addEventListener("click", () => { open = !open; show(); });
}
