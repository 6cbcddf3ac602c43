// Small helpers. Text goes in as text: nothing a customer typed is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  plug: "M9 2v5M15 2v5M6 7h12v4a6 6 0 0 1-12 0zM12 17v5",
  send: "M3 11.5 21 3l-6 18-4-7.5z M11 13.5 21 3",
  slash: "M4 4h16v16H4z M14 8l-4 8",
  reply: "M9 6 3 11l6 5v-3.4c5 0 8.5 1.4 11 5.4-.6-6-4.5-9.6-11-9.900z",
  close: "M6 6l12 12M18 6 6 18",
  pin: "M9 3h6l-1 6 4 4H6l4-4zM12 13v8",
  call: "M6 3h3.500l1.5 5-2.3 1.700a12 12 0 0 0 5.6 5.600L16 13l5 1.500V18a2.5 2.5 0 0 1-2.7 2.500C10.6 20 4 13.4 3.5 5.700A2.5 2.5 0 0 1 6 3z",
  file: "M6 2h8l5 5v15H6z M14 2v5h5",
  cart: "M3 4h3l2.2 11h10L20.5 7H7 M10 20h.01M17 20h.01",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  chat: "M4 5h16v11H9l-5 4z",
  phone: "M8 2h8a1.5 1.5 0 0 1 1.5 1.500v17A1.5 1.5 0 0 1 16 22H8a1.5 1.5 0 0 1-1.5-1.500v-17A1.5 1.5 0 0 1 8 2zM11 19h2",
  board: "M4 4h4v16H4zM10 4h4v10h-4zM16 4h4v13h-4z",
  wire: "M4 8h13l-3-3M20 16H7l3 3",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v10H5z",
  chevron: "M6 15l6-6 6 6",
  note: "M5 4h14v12l-4 4H5zM15 20v-4h4",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const find = (id) => document.getElementById(id);

export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
}

// Buttons of which one is on. `options` are [value, label] pairs.
export function segments(node, options, chosen, choose) {
  fill(node, options.map(([value, label, hint]) => el("button", {
    type: "button", title: hint, "aria-pressed": String(value === chosen), onclick: () => choose(value),
  }, label)));
}

// Keeps a focused control alive: the children are built anew only when `key` has changed.
export function whenChanged(node, key, build) {
  const text = JSON.stringify(key);
  if (node.shownKey === text) return;
  node.shownKey = text;
  const had = node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  build();
  if (had) node.querySelector(`[data-key="${CSS.escape(had)}"]`)?.focus();
}
