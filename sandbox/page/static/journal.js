// The tracker's journal of deals: each order of the CRM, and the lead that it was linked with.

import { el, fill, find, whenChanged } from "./dom.js";
import { due } from "./due.js";
import { fresh } from "./flashes.js";
import { listen, state } from "./state.js";
import { longDay, minutes, money, t } from "./texts.js";

const moment = (text) => `${longDay(Date.parse(text), state.clock.zone)}, ${minutes(Date.parse(text), state.clock.zone)}`;

function lead(deal) {
  if (!deal.lead) return el("span", { class: "status meh" }, deal.words || t("journal_unlinked"));
  return el("span", { class: "status good" }, t("journal_lead", { kind: t(`visitor_${deal.lead.kind}`), n: deal.lead.id }));
}

function part(name, value) {
  return value ? el("div", {}, el("dt", {}, t(name)), el("dd", {}, value)) : null;
}

function row(deal) {
  const changed = fresh(`journal ${deal.id}`, `${deal.status} ${deal.revenue}`) ? "flash" : "";
  return el("li", { class: "tracked-deal", "data-tracked": deal.order },
    el("div", { class: "order-head" }, el("b", {}, deal.name), lead(deal)),
    el("div", { class: `journal-now ${changed}` }, el("code", {}, deal.status), el("strong", {}, money(deal.revenue))),
    el("dl", { class: "journal-parts" },
      part("journal_made", moment(deal.made)), part("journal_updated", moment(deal.updated)),
      part("journal_funnel", deal.funnel), part("journal_manager", deal.manager), part("journal_number", deal.order)),
    deal.due ? due("deal", deal.due) : null);
}

function show() {
  const tracker = state.sections.tracker;
  if (!tracker) return;
  whenChanged(find("journal"), [tracker.deals, t("journal")], () => fill(find("journal"), tracker.deals.length
    ? tracker.deals.map(row)
    : el("li", { class: "hush" }, t("journal_empty", { n: tracker.delays[1] }))));
}

export function startJournal() {
  listen("tracker", show);
}
