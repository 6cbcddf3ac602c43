// Takes what Ringdesk says of an order's status: for the BACKEND of a shop (Node 20+, Deno, Bun, serverless functions).
// Messages are signed by Standard Webhooks:
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

const encoder = new TextEncoder();
const TOLERANCE_S = 300;

/**
 * The message in a request, with its id. `headers` is a Headers, `body` the text exactly as it came, `secret` is
 * `whsec_<base64>`. Throws for what Ringdesk has not signed within the last five minutes.
 */
export async function readMessage(headers, body, secret, now = Date.now()) {
  const told = (part) => headers.get(`webhook-${part}`) ?? "";
  const [id, timestamp, signatures] = [told("id"), told("timestamp"), told("signature")];
  if (!id || !/^\d{1,12}$/.test(timestamp)) throw new Error("the message is not signed");
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_S) throw new Error("the message is too old");
  const signed = encoder.encode(`${id}.${timestamp}.${body}`);
  const key = await crypto.subtle.importKey("raw", unpack(secret.replace(/^whsec_/, "")), HMAC, false, ["verify"]);
  for (const signature of signatures.split(" ")) {
    const [version, packed] = signature.split(",");
    // verify() takes the same time whatever is wrong.
    const fits = version === "v1" && (await crypto.subtle.verify("HMAC", key, unpack(packed), signed));
    if (fits) return { id, ...JSON.parse(body) };
  }
  throw new Error("no signature fits");
}

/**
 * A whole handler. `orders` is yours: `seen(id)` and `remember(id)` of messages, in a table of your own, and
 * `setStatus(orderId, status)`, which says whether there is such an order.
 */
export async function handleStatus(request, secret, orders) {
  let message;
  try {
    message = await readMessage(request.headers, await request.text(), secret);
  } catch {
    return new Response("this was not signed by Ringdesk", { status: 401 });
  }
  if (message.type !== "order.status") return new Response("not for us", { status: 202 });
  if (await orders.seen(message.id)) return new Response("known"); // the answer to the first one was lost
  const { order_id: orderId, status } = message.data;
  if (!(await orders.setStatus(orderId, status))) return new Response("there is no such order", { status: 404 });
  await orders.remember(message.id);
  return new Response("ok");
}

const HMAC = { name: "HMAC", hash: "SHA-256" };

function unpack(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
