// The world's time in the header, how fast it runs, and the desk's plug.

import { el, fill, find, icon, segments, whenChanged } from "./dom.js";
import { customer } from "./customers.js";
import { listen, post, state, worldNow } from "./state.js";
import { day, minutes, seconds, t } from "./texts.js";
import { attempt } from "./toasts.js";

const SPEEDS = [1, 10, 60, 600];

function tick() {
  if (!state.clock) return;
  const now = worldNow();
  const zone = state.clock.zone;
  find("clock-time").textContent = state.clock.speed > 60 ? minutes(now, zone) : seconds(now, zone);
  find("clock-day").textContent = t("shop_time", { day: day(now, zone) });
  const who = customer();
  find("clock-there").textContent = who?.zone ? t("there", { time: minutes(now, who.zone), city: who.city }) : "";
  find("device-time").textContent = minutes(now, who?.zone || zone);
}

function showTime() {
  if (!state.clock) return;
  const zone = customer()?.zone || state.clock.zone;
  const move = (body) => attempt(() => post("/demo/time", body));
  whenChanged(find("speeds"), [state.clock.speed], () => segments(
    find("speeds"), SPEEDS.map((speed) => [speed, `${speed}×`]), state.clock.speed, (speed) => move({ speed })));
  whenChanged(find("jumps"), [zone, t("jump_half")], () => segments(find("jumps"), [
    ["half", t("jump_half"), t("jump_half_hint")],
    ["morning", t("jump_morning"), t("jump_morning_hint")],
    ["night", t("jump_night"), t("jump_night_hint")],
  ], "", (to) => move(to === "half" ? { jump: 1800 } : { to, zone })));
}

function showPlug() {
  const desk = state.sections.desk?.state ?? "starting";
  const up = desk !== "stopped";
  whenChanged(find("plug"), [desk, t("kill")], () => fill(find("plug"),
    el("span", { class: `lamp ${desk}` }),
    el("span", { class: "plug-state" }, t(`desk_${desk}`)),
    el("button", {
      type: "button", class: up ? "danger-quiet" : "primary", title: up ? t("kill_hint") : null, "data-key": "plug",
      disabled: desk === "starting",
      onclick: () => attempt(() => post("/demo/plug", { do: up ? "kill" : "start" })),
    }, icon("plug"), el("span", {}, t(up ? "kill" : "start")))));
}

export function startClock() {
  listen("clock", showTime);
  listen("customer", showTime);
  listen("desk", showPlug);
  setInterval(tick, 200);
}
