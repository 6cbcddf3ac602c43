// A fading note, and a window that waits to be closed: the two ways Telegram answers a pressed button.

import { el, find } from "./dom.js";

export function toast(text, kind = "") {
  const note = el("div", { class: `toast ${kind}` }, text);
  find("toasts").append(note);
  setTimeout(() => note.classList.add("going"), 3600);
  setTimeout(() => note.remove(), 4000);
}

export function alertBox(text) {
  const box = find("alert");
  box.querySelector("p").textContent = text;
  box.showModal();
}

export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    toast(error.message, "bad");
    return null;
  }
}
