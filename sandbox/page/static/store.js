// The store's list of orders, where its staff changes them. The store itself tells the desk.

import { el, fill, find, whenChanged } from "./dom.js";
import { fresh } from "./flashes.js";
import { listen, post, state } from "./state.js";
import { money, t } from "./texts.js";
import { attempt } from "./toasts.js";

const change = (order, what) => attempt(() => post("/demo/store", { order: order.number, ...what }));

function status(order, statuses) {
  const select = el("select", {
    class: `order-status ${order.status} ${fresh(`order ${order.number}`, order.status) ? "flash" : ""}`,
    "aria-label": t("store_status", { n: order.number }), "data-key": `status-${order.number}`,
    onchange: (event) => change(order, { status: event.target.value }),
  }, [...new Set([...Object.keys(statuses), order.status])].map((code) =>
    el("option", { value: code, disabled: !(code in statuses) }, statuses[code] || t(`store_${code}`))));
  select.value = order.status;
  return select;
}

function button(order, name, words, what, off = false) {
  return el("button", {
    type: "button", class: "chip", "data-key": `${name}-${order.number}`, disabled: off, onclick: () => change(order, what),
    "aria-label": t(`store_${name}_hint`, { n: order.number }), title: t(`store_${name}_hint`, { n: order.number }),
  }, words);
}

function acts(order) {
  if (order.over) return null;
  const count = order.lines[0]?.quantity ?? 0;
  return el("div", { class: "order-acts" },
    order.paid ? el("span", { class: "order-paid" }, t("store_is_paid")) : button(order, "pay", t("store_pay"), { paid: true }),
    button(order, "less", "−1", { quantity: count - 1 }, count < 2),
    button(order, "more", "+1", { quantity: count + 1 }, count < 1),
    button(order, "cancel", t("store_cancel"), { status: "cancelled" }));
}

function row(order, statuses) {
  const changed = fresh(`total ${order.number}`, order.total) ? "flash" : "";
  const lines = order.lines.map((it) => `${it.name} × ${it.quantity}`).join(", ");
  return el("li", { class: "order", "data-order": order.number },
    el("div", { class: "order-head" }, el("b", {}, t("lead_n", { n: order.number })), el("span", { class: "order-name" }, order.name),
      status(order, statuses)),
    el("div", { class: "order-goods" }, el("span", {}, lines), el("strong", { class: changed }, money(order.total))),
    acts(order));
}

function show() {
  const store = state.sections.store;
  if (!store) return;
  whenChanged(find("store"), [store, t("store_orders")], () => fill(find("store"), store.orders.length
    ? store.orders.map((order) => row(order, store.statuses))
    : el("li", { class: "hush" }, t("store_empty"))));
}

export function startStore() {
  listen("store", show);
  find("store-order").addEventListener("click", () => attempt(() => post("/demo/store", { place: true })));
}
