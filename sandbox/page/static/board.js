// The CRM's board of deals: a column for each stage, a select on each deal, and deals that can be dragged.

import { el, fill, find, whenChanged } from "./dom.js";
import { fresh } from "./flashes.js";
import { listen, post, state } from "./state.js";
import { money, t } from "./texts.js";
import { attempt } from "./toasts.js";

const move = (deal, stage) => attempt(() => post("/demo/deal", { deal, stage }));

function stageOf(deal, stages) {
  const select = el("select", {
    "aria-label": t("deal_stage", { n: deal.id }), "data-key": `deal-${deal.id}`, onchange: (event) => move(deal.id, event.target.value),
  }, stages.map((stage) => el("option", { value: stage.id }, stage.name)));
  select.value = deal.stage;
  return select;
}

function card(deal, stages) {
  const changed = fresh(`deal ${deal.id}`, `${deal.stage} ${deal.amount}`) ? "flash" : "";
  return el("li", {
    class: `deal ${changed}`, "data-deal": deal.id, draggable: "true",
    ondragstart: (event) => event.dataTransfer.setData("text/plain", String(deal.id)),
  },
    el("span", { class: "deal-title" }, deal.title),
    el("strong", {}, money(deal.amount)),
    el("span", { class: "deal-manager" }, deal.manager),
    stageOf(deal, stages));
}

function drop(event, stage) {
  event.preventDefault();
  const deal = Number(event.dataTransfer.getData("text/plain"));
  if (deal) move(deal, stage.id);
}

function column(stage, board) {
  const deals = board.deals.filter((deal) => deal.stage === stage.id);
  const ends = { S: "won", F: "lost" }[stage.ends] ?? "";
  return el("section", {
    class: `board-column ${ends} ${deals.length ? "" : "empty"}`, "data-stage": stage.id, "aria-label": stage.name,
    ondragover: (event) => event.preventDefault(), ondrop: (event) => drop(event, stage),
  },
    el("h3", {}, el("span", {}, stage.name), el("span", { class: "count" }, String(deals.length || ""))),
    el("ul", {}, deals.map((deal) => card(deal, board.stages))));
}

function show() {
  const board = state.sections.board;
  if (!board) return;
  whenChanged(find("board"), [board, t("board")], () => fill(find("board"),
    board.stages.map((stage) => column(stage, board)),
    board.deals.length ? null : el("p", { class: "hush board-empty" }, t("board_empty"))));
}

export function startBoard() {
  listen("board", show);
}
