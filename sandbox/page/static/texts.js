// The page's own words. What the desk, the CRM and people say is shown as it is.

import { ru } from "./ru.js";
import { en } from "./en.js";

const LANGUAGES = { ru, en };
let chosen = localStorage.getItem("ringdesk.language") === "en" ? "en" : "ru";

export const language = () => chosen;

// What says words of its own and is to be shown anew in another language.
export const speakers = [];

export function speak(name) {
  chosen = name;
  localStorage.setItem("ringdesk.language", name);
}

// `t("lead_n", { n: 7 })` puts 7 into {n}.
export function t(key, values = {}) {
  const text = LANGUAGES[chosen][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function translate(root = document) {
  document.documentElement.lang = chosen;
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
}

const formats = new Map();

function format(zone, options) {
  const key = JSON.stringify([chosen, zone, options]);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(chosen === "ru" ? "ru-RU" : "en-GB", { timeZone: zone, ...options }));
  }
  return formats.get(key);
}

const MINUTES = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export const minutes = (moment, zone) => format(zone, MINUTES).format(moment);
export const seconds = (moment, zone) => format(zone, { ...MINUTES, second: "2-digit" }).format(moment);
export const day = (moment, zone) => format(zone, { weekday: "short", day: "numeric", month: "long" }).format(moment);
export const longDay = (moment, zone) => format(zone, { day: "numeric", month: "long" }).format(moment);

export const money = (value) => new Intl.NumberFormat(chosen === "ru" ? "ru-RU" : "en-GB").format(value) + "\u00a0₽";
