// The CRM that call tracking fills: its list of orders, where managers change status and sum.

import { el, fill, find, icon, whenChanged } from "./dom.js";
import { fresh } from "./flashes.js";
import { listen, post, state } from "./state.js";
import { t } from "./texts.js";
import { attempt } from "./toasts.js";
import { ringAs } from "./visitor.js";

const typed = new Map(); // sums that nobody has sent yet: the list may be built anew meanwhile

const change = (order, what) => attempt(() => post("/demo/sale", { order: order.id, ...what }));

function status(order, groups) {
  const select = el("select", {
    class: `order-status ${order.closed || (order.status === "new" ? "" : "open")} ${fresh(`sale ${order.id}`, order.status) ? "flash" : ""}`,
    "aria-label": t("sale_status", { n: order.number }), "data-key": `sale-${order.id}`,
    onchange: (event) => change(order, { status: event.target.value }),
  }, groups.map((group) => el("optgroup", { label: group.name },
    group.statuses.map(([code, name]) => el("option", { value: code }, name)))));
  select.value = order.status;
  return select;
}

function sum(order) {
  return el("label", { class: "sale-sum" }, el("input", {
    type: "number", min: "0", max: "10000000", step: "0.01", value: typed.get(order.id) ?? String(order.total),
    "aria-label": t("sale_sum", { n: order.number }), "data-key": `sum-${order.id}`,
    oninput: (event) => typed.set(order.id, event.target.value),
    onchange: (event) => { typed.delete(order.id); change(order, { total: Number(event.target.value) }); },
  }), el("span", {}, "₽"));
}

function contact(order) {
  if (!order.phone) return el("span", {}, order.email);
  return el("button", {
    type: "button", class: "chip", title: t("sale_ring"), "aria-label": `${t("sale_ring")}: ${order.phone}`, "data-key": `ring-${order.id}`,
    onclick: () => ringAs(order.phone),
  }, icon("call"), order.phone);
}

function filled(order) {
  if (!order.fields.length) return el("p", { class: "filled" }, t("sale_unfilled"));
  return el("dl", { class: "filled" },
    el("span", { class: `status good marker ${fresh(`mark ${order.id}`, order.marked) ? "flash" : ""}` }, t("sale_marked")),
    order.fields.map(([label, value]) => el("div", {},
      el("dt", {}, label.startsWith("@") ? t(`sale_${label.slice(1)}`) : label), el("dd", {}, value))));
}

function row(order, groups) {
  return el("li", { class: "order", "data-sale": order.id },
    el("div", { class: "order-head" }, el("b", {}, order.number), el("span", { class: "order-name" }, order.name || "—"), status(order, groups)),
    el("div", { class: "sale-line" }, contact(order), el("span", { class: "sale-site" }, order.site), sum(order)),
    order.differs ? el("p", { class: "note" }, t("sale_differs")) : null,
    filled(order));
}

function show() {
  const sales = state.sections.sales;
  if (!sales) return;
  whenChanged(find("sales"), [sales, t("sales")], () => fill(find("sales"), sales.orders.length
    ? sales.orders.map((order) => row(order, sales.groups))
    : el("li", { class: "hush" }, t("sales_empty"))));
}

export function startSales() {
  listen("sales", show);
  find("sale-order").addEventListener("click", () => attempt(() => post("/demo/sale", { place: true })));
}
