// What the desk is going to do, and when by the world's clock, so that nobody wonders why nothing happens yet.

import { el } from "./dom.js";
import { state, worldNow } from "./state.js";
import { seconds, t } from "./texts.js";

const PATIENCE = 8; // real seconds that the desk and the page may take for it

const left = (milliseconds) => {
  const all = Math.ceil(milliseconds / 1000);
  return `${Math.floor(all / 60)}:${String(all % 60).padStart(2, "0")}`;
};

function write(node) {
  const { what, at } = node.dataset;
  const wait = Number(at) - worldNow();
  const over = "ends" in node.dataset && -wait > PATIENCE * 1000 * Math.max(state.clock.speed, 1);
  const values = { left: left(Math.max(wait, 0)), at: seconds(Number(at), state.clock.zone) };
  const words = t(`${what}_${wait > 0 ? "waits" : over ? "over" : "soon"}`, values);
  if (node.textContent !== words) node.textContent = words;
}

// `what` names the words; `ends`: after a while it will not happen any more.
export function due(what, moment, { ends = false } = {}) {
  const node = el("span", { class: "due", title: t(`${what}_why`), "data-what": what, "data-at": String(Date.parse(moment)), "data-ends": ends });
  write(node);
  return node;
}

export function startDue() {
  setInterval(() => { if (state.clock) document.querySelectorAll(".due").forEach(write); }, 250);
}
