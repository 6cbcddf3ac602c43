// The chats: one beside the shop and its customer, or the whole team's side by side.

import { el, fill, find, segments, whenChanged } from "./dom.js";
import { Pane } from "./pane.js";
import { orderAnother } from "./shop.js";
import { listen, state } from "./state.js";
import { speakers, t, translate } from "./texts.js";

const VIEWS = ["shop", "team", "deals", "calls"];
let single = null;
let team = [];

const roomy = matchMedia("(min-width: 1100px)");
const together = () => roomy.matches && document.body.dataset.view === "team";

function show() {
  if (!state.sections["chat/group"]) return;
  if (together()) gather();
  for (const pane of together() ? team : [single]) pane.show();
}

// A copy of the one that stands in the page: its parts are found by name, so it needs no numbers of its own.
function copyPane() {
  const root = find("chat").cloneNode(true);
  for (const node of [root, ...root.querySelectorAll("[id]")]) node.removeAttribute("id");
  for (const name of ["aria-labelledby", "data-pane"]) root.removeAttribute(name);
  root.querySelector("[data-part=me]").setAttribute("data-t-label", "you_are");
  root.querySelector("[data-part=me]").removeAttribute("aria-labelledby");
  return root;
}

function gather() {
  const owners = (state.sections.people ?? []).filter((one) => ["seller", "admin"].includes(one.part)).map((one) => one.id);
  whenChanged(find("team"), owners, () => {
    team = [0, ...owners].map((owner) => new Pane(copyPane(), { owner }));
    team[0].part("tabs").replaceWith(el("button", { type: "button", class: "primary", onclick: orderAnother, "data-t": "order_now" }));
    fill(find("team"), team.map((pane) => pane.root));
    translate(find("team"));
  });
}

function showViews() {
  segments(find("views"), VIEWS.map((name) => [name, t(`view_${name}`), t(`view_${name}_hint`)]), document.body.dataset.view, (name) => {
    document.body.dataset.view = name;
    localStorage.setItem("ringdesk.view", name);
    showViews();
    show();
  });
}

export function startChat() {
  const kept = localStorage.getItem("ringdesk.view");
  document.body.dataset.view = VIEWS.includes(kept) ? kept : "shop";
  single = new Pane(find("chat"), { both: true });
  roomy.addEventListener("change", show);
  listen("chat/", show);
  listen("people", show);
  speakers.push(showViews);
}
