// What the server has told, whom the visitor plays, and who wants to hear of changes.

export const state = { sections: {}, me: Number(localStorage.getItem("ringdesk.me")) || 111, customer: "", clock: null };

const listeners = [];
let source = null;

// `prefix` names sections: "chat/" hears of both chats.
export function listen(prefix, show) {
  listeners.push([prefix, show]);
}

export function showAll() {
  for (const [, show] of listeners) show();
}

function take(event) {
  const told = JSON.parse(event.data);
  state.clock = { now: Date.parse(told.clock.now), speed: told.clock.speed, zone: told.clock.zone, at: performance.now() };
  for (const name of told.gone) delete state.sections[name];
  Object.assign(state.sections, told.sections);
  const changed = [...Object.keys(told.sections), ...told.gone, "clock"];
  for (const [prefix, show] of listeners) {
    if (changed.some((name) => name.startsWith(prefix))) show();
  }
}

export function connect() {
  source?.close();
  source = new EventSource(`/demo/events?as=${state.me}`);
  source.onmessage = take;
  source.onopen = () => document.body.classList.remove("offline");
  source.onerror = () => document.body.classList.add("offline");
}

export function become(person) {
  state.me = person;
  localStorage.setItem("ringdesk.me", String(person));
  connect();
}

export function worldNow() {
  const { now, speed, at } = state.clock ?? { now: Date.now(), speed: 1, at: performance.now() };
  return now + (performance.now() - at) * speed;
}

export async function post(path, body = {}) {
  const answer = await fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error ?? String(answer.status));
  return told;
}
