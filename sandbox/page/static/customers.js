// Whose phone and lead are shown: the newest customer, until the visitor picks another.

import { el, fill, find, whenChanged } from "./dom.js";
import { listen, showAll, state } from "./state.js";
import { t } from "./texts.js";

let newest = "";

export function customer() {
  const keys = state.sections.customers ?? [];
  const key = keys.includes(state.customer) ? state.customer : keys.at(-1);
  return key ? state.sections[`customer/${key}`] : null;
}

export function follow() {
  state.customer = "";
}

function showChoice() {
  const keys = state.sections.customers ?? [];
  if (keys.at(-1) !== newest) {
    newest = keys.at(-1);
    follow();
  }
  const all = [...keys].reverse().map((key) => state.sections[`customer/${key}`]).filter(Boolean);
  const who = find("who");
  who.disabled = all.length === 0;
  whenChanged(who, [all.map((one) => [one.key, one.name]), customer()?.key, t("nobody")], () => {
    fill(who, all.length ? all.map((one) => el("option", { value: one.key }, `${one.name || "—"} · ${one.phone}`))
      : el("option", {}, t("nobody")));
    who.value = customer()?.key ?? who.value;
  });
}

export function startCustomers() {
  listen("customer", showChoice);
  find("who").addEventListener("change", () => {
    state.customer = find("who").value;
    showAll();
  });
}
