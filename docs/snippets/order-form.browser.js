// The page's part of an order form: sends the fields to the shop's OWN backend (see order-form.js). It knows no secret
// and no address of the desk. Without it the form still works, as a plain form.
//
//   <form id="order" action="/order" method="post">…</form>
//   <script type="module">
//     import { attach, keepPartner } from "/order-form.browser.js";
//     keepPartner();
//     attach(document.getElementById("order"), (taken) => alert(taken ? "Спасибо!" : "Не получилось, позвоните нам."));
//   </script>

const PARTNER_KEYS = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"];
const PARTNER_SECONDS = 30 * 24 * 60 * 60;

/**
 * Call it on every page: whoever came by a partner's link (?utm_source=…) is remembered for 30 days, by the last link.
 * Returns the cookies it set; the backend sends them along with the order.
 */
export function keepPartner(page = window.location, jar = document) {
  const given = new URLSearchParams(page.search);
  const set = PARTNER_KEYS.filter((key) => given.get(key)).map(
    (key) => `${key}=${encodeURIComponent(given.get(key).slice(0, 200))}; path=/; max-age=${PARTNER_SECONDS}; samesite=lax`,
  );
  for (const cookie of set) jar.cookie = cookie;
  return set;
}

/** One key per filled-in form: a double click or a second try is the same order. */
export function newKey() {
  return crypto.randomUUID();
}

/** True when the shop's backend has handed the order over. */
export async function postOrder(address, fields, key) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...fields, order_key: key }),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Take over the form's sending; `done(taken)` is called with the outcome. */
export function attach(form, done) {
  let key = newKey();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    const taken = await postOrder(form.action, Object.fromEntries(new FormData(form)), key);
    if (taken) key = newKey();
    button.disabled = false;
    done(taken);
  });
}
