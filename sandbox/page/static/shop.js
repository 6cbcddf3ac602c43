// The shop's order form. The order itself is posted by the shop's backend, not by this page.

import { el, fill, find, segments } from "./dom.js";
import { follow } from "./customers.js";
import { listen, post, state, worldNow } from "./state.js";
import { minutes, money, t } from "./texts.js";
import { attempt } from "./toasts.js";

const form = {
  order_id: "", name: "", phone: "", email: "", city: "Москва", comment: "", partner: "",
  items: [], calls: true, advertising: false, way: "json",
};
let sending = false;
let result = null; // what the desk answered to the order that is in the form

const shop = () => state.sections.shop ?? { goods: [], cities: [], partners: [] };

function field(label, control, kind = "") {
  return el("label", { class: `field ${kind}` }, el("span", {}, label), control);
}

function text(name, label, props = {}) {
  return field(label, el("input", {
    name, value: form[name], ...props, oninput: (event) => { form[name] = event.target.value; result = null; showResult(); },
  }), props.kind);
}

function choice(name, label, options) {
  const select = el("select", { name, onchange: (event) => { form[name] = event.target.value; } },
    options.map(([value, shown]) => el("option", { value }, shown)));
  select.value = form[name];
  return field(label, select);
}

function tick(name, label) {
  return el("label", { class: "tick" },
    el("input", { type: "checkbox", checked: form[name], onchange: (event) => { form[name] = event.target.checked; } }),
    el("span", {}, label));
}

function line(item, n) {
  const goods = el("select", {
    "aria-label": t("goods"), onchange: (event) => { item.sku = event.target.value; showTotal(); },
  }, shop().goods.map((it) => el("option", { value: it.sku }, `${it.name} — ${money(it.price)}`)));
  goods.value = item.sku;
  const quantity = el("input", {
    type: "number", min: "1", max: "99", value: String(item.quantity), "aria-label": t("quantity"),
    oninput: (event) => { item.quantity = Math.max(1, Math.min(99, Number(event.target.value) || 1)); showTotal(); },
  });
  const remove = el("button", {
    type: "button", class: "quiet", "aria-label": t("remove_item"), disabled: form.items.length < 2,
    onclick: () => { form.items.splice(n, 1); showForm(); },
  }, "×");
  return el("div", { class: "line" }, goods, quantity, remove);
}

function total() {
  const prices = Object.fromEntries(shop().goods.map((it) => [it.sku, it.price]));
  return form.items.reduce((sum, item) => sum + (prices[item.sku] ?? 0) * item.quantity, 0);
}

function showTotal() {
  find("order-total").textContent = money(total());
}

function cities() {
  return shop().cities.map((city) => [city.name, `${city.name}, ${minutes(worldNow(), city.zone)}`]);
}

function showForm() {
  if (!shop().goods.length) return;
  const partners = [["", t("no_partner")], ...shop().partners.map((it) => [it.code, `${it.code} — ${it.name}`])];
  const ways = el("div", { class: "segments wide", role: "group", "aria-label": t("way") });
  segments(ways, [["json", t("way_json"), t("way_json_hint")], ["article", t("way_article"), t("way_article_hint")]],
    form.way, (way) => { form.way = way; showForm(); });
  fill(find("order"),
    el("div", { class: "pair wide-first" }, text("name", t("name")), text("order_id", t("order_id"))),
    el("div", { class: "pair" }, text("phone", t("phone"), { inputmode: "tel" }), choice("city", t("city"), cities())),
    el("fieldset", { class: "lines" }, el("legend", {}, t("goods")), form.items.map(line),
      el("div", { class: "lines-foot" },
        el("button", {
          type: "button", class: "quiet",
          onclick: () => { form.items.push({ sku: shop().goods[0].sku, quantity: 1 }); showForm(); },
        }, t("add_item")),
        el("span", {}, t("total"), " ", el("strong", { id: "order-total" }, money(total()))))),
    el("div", { class: "pair" }, choice("partner", t("partner"), partners),
      el("div", { class: "field", role: "group", "aria-label": t("consent") }, el("span", {}, t("consent")),
        el("div", { class: "ticks" }, tick("calls", t("consent_calls")), tick("advertising", t("consent_advertising"))))),
    el("details", {}, el("summary", {}, t("more")), text("email", t("email")), text("comment", t("comment"))),
    el("div", { class: "buy" }, ways,
      el("button", { class: "primary", disabled: sending, id: "buy" }, t(sending ? "buying" : "buy"))),
    el("p", { class: "result", id: "order-result", role: "status" }));
  showResult();
}

function explain() {
  const told = state.sections[`customer/${result.key}`]?.order;
  const last = told?.order_id === result.order_id && told.status !== null ? told : result;
  if (last.status === null) return ["waiting", t("result_pending")];
  if (!last.taken) return ["bad", last.status ? t("result_refused", last) : t("result_none")];
  if (!last.lead) return ["good", t("result_taken", last)];
  return ["good", t(last.status === 200 ? "result_attached" : "result_accepted", last)];
}

function showResult() {
  const place = find("order-result");
  if (!place) return;
  const [kind, words] = result ? explain() : ["", ""];
  place.className = `result ${kind}`;
  place.textContent = words;
}

async function takeSample() {
  const sample = await attempt(() => post("/demo/sample"));
  if (!sample) return;
  Object.assign(form, sample);
  result = null;
  showForm();
}

async function send(event) {
  event.preventDefault();
  sending = true;
  showForm();
  const answer = await attempt(() => post("/demo/order", form));
  sending = false;
  if (answer) {
    result = { ...answer, key: form.phone.replace(/\D/g, "").slice(-10) };
    follow();
  }
  showForm();
}

// An order of a new customer, past the form.
export async function orderAnother() {
  const sample = await attempt(() => post("/demo/sample"));
  if (sample) await attempt(() => post("/demo/order", { ...sample, way: "json" }));
}

export function startShop() {
  listen("shop", showForm);
  listen("customer", showResult);
  find("order").addEventListener("submit", send);
  find("sample").addEventListener("click", takeSample);
  takeSample();
}
