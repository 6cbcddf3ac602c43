// Hands the order of a web form to Ringdesk: for the BACKEND of a shop (Node 20+, Deno, Bun, serverless functions).
// Never load this file in a page: whoever reads the page would read the secret. The page's part is
// order-form.browser.js.
//
// The body is signed by Standard Webhooks:
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

const encoder = new TextEncoder();
const TRIES = 3;
const PAUSE_MS = 500;
const TIMEOUT_MS = 8000;

/** Signature of one message. `secret` is `whsec_<base64>`, `timestamp` unix seconds, `body` the text that is sent. */
export async function sign(secret, id, timestamp, body) {
  if (!secret.startsWith("whsec_")) throw new Error("a signing secret starts with whsec_");
  const raw = Uint8Array.from(atob(secret.slice("whsec_".length)), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(`${id}.${timestamp}.${body}`));
  return "v1," + btoa(String.fromCharCode(...new Uint8Array(mac)));
}

/** The id of a delivery: the same for every try of one order, and without a full stop, which the signature cuts at. */
export async function deliveryId(orderId) {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(orderId));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return "order_" + hex.slice(0, 32);
}

/** Of the cookies only utm_* leave the shop: a session id is nobody else's business. */
export function campaignCookies(header) {
  const pairs = (header ?? "").split(";").map((pair) => {
    const [name, ...value] = pair.trim().split("=");
    return [name, decode(value.join("="))];
  });
  return Object.fromEntries(pairs.filter(([name]) => name.startsWith("utm_")));
}

/** `fields` are the form's fields; `visitor` is {ip, userAgent, cookie} of the request that brought them. */
export function buildOrder(orderId, fields, visitor) {
  return {
    server: { REMOTE_ADDR: visitor.ip ?? "", HTTP_USER_AGENT: visitor.userAgent ?? "" },
    cookies: campaignCookies(visitor.cookie),
    post: { ...fields, order_id: orderId },
  };
}

/**
 * Sends an order; resolves to the desk's answer, {lead, status}. Throws when the desk did not take it: keep the order
 * marked as unsent and call again later. The desk knows it by its id, so sending one twice is harmless.
 */
export async function sendOrder(orderId, order, { url, secret }) {
  const id = await deliveryId(orderId);
  const body = JSON.stringify(order);
  let status = 0;
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const answer = await post(url, await signedHeaders(secret, id, body), body);
    if (answer?.ok) return answer.json();
    status = answer?.status ?? 0;
    if (status >= 300 && status < 500 && status !== 408 && status !== 429) break; // refused: asking again changes nothing
    if (attempt < TRIES) await new Promise((wake) => setTimeout(wake, PAUSE_MS * attempt));
  }
  throw new Error(`order ${orderId} was not taken, HTTP status ${status}`);
}

/** A serverless function: takes the page's JSON and answers it. `env` holds RINGDESK_URL and RINGDESK_SECRET. */
export async function handleOrder(request, env, ip) {
  const { order_key: orderId, ...fields } = (await request.json().catch(() => null)) ?? {};
  if (!/^[0-9a-f-]{36}$/.test(orderId ?? "")) return Response.json({ error: "order_key" }, { status: 400 });
  const visitor = { ip, userAgent: request.headers.get("user-agent"), cookie: request.headers.get("cookie") };
  try {
    const settings = { url: env.RINGDESK_URL, secret: env.RINGDESK_SECRET };
    await sendOrder(orderId, buildOrder(orderId, fields, visitor), settings);
    return Response.json({ taken: true }, { status: 202 });
  } catch (trouble) {
    console.error(trouble.message); // the order's id and a status, no personal data
    return Response.json({ taken: false }, { status: 503 });
  }
}

async function signedHeaders(secret, id, body) {
  const timestamp = Math.floor(Date.now() / 1000);
  return {
    "Content-Type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": await sign(secret, id, timestamp, body),
  };
}

/** The answer, or null when there was none. */
async function post(url, headers, body) {
  try {
    return await fetch(url, {
      method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    return null;
  }
}

/** A cookie that is no valid percent-encoding is taken as it is. */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
