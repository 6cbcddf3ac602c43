"use strict";
/* Net and Crypto. Answers come from the script: `plan`, `result` and `progress`, lists whose last item repeats. */

const crypto = require("node:crypto");
const { checkOptions, is, strict } = require("./strict.js");

const OPTIONS = {
  method: is.oneOf("GET", "POST", "PUT", "DELETE"),
  postData: is.text,
  headers: is.texts,
  params: is.texts,
  timeout: is.number(0, 90),
  connectionTimeout: is.number(0, 6),
  rawOutput: is.flag,
  enableSystemLog: is.flag,
};

class Network {
  constructor(book, clock, script) {
    this.book = book;
    this.clock = clock;
    this.script = script;
    this.active = 0;
    this.last = null; // requests left once the session is terminating
  }

  request(url, options) {
    const asked = checkOptions(this.book, "Net.httpRequestAsync", options, OPTIONS);
    if (typeof url !== "string") this.book.refuse("Net.httpRequestAsync url " + url);
    this.book.add(this.clock.now, "http", {
      url, method: asked.method || "GET", headers: asked.headers || {}, body: asked.postData || "",
    });
    if (this.script.http_throws) throw new Error("Exceeded the HTTP connection count limit!");
    if (this.last !== null && this.last-- <= 0) this.book.refuse("a second request while terminating");
    this.active += 1;
    if (this.active > 3) this.book.refuse("more than three requests at once");
    return this.answer(url, asked.timeout || 90);
  }

  answer(url, timeout) {
    const { plan, result, progress = [{ code: 200 }] } = this.script;
    const list = url.includes("/plan?") ? plan : url.endsWith("/progress") ? progress : result;
    const given = list.length > 1 ? list.shift() : list[0];
    const lost = (given.after || 0) > timeout;
    return new Promise((resolve) => {
      this.clock.at(lost ? timeout : given.after || 0.1, () => {
        this.active -= 1;
        resolve(lost ? { code: -7, error: "timeout" } : { code: given.code, text: given.text || "" });
      });
    });
  }

  api() {
    return strict(this.book, "Net", { httpRequestAsync: (url, options) => this.request(url, options) });
  }
}

function makeCrypto(book) {
  const hmac = (key, data) => {
    if (typeof key !== "string" || typeof data !== "string") book.refuse("Crypto.hmac_sha256 of no text");
    if (/[^\x00-\x7f]/.test(data)) book.refuse("Crypto.hmac_sha256 of non-ASCII text");
    return crypto.createHmac("sha256", key).update(data).digest("hex");
  };
  return strict(book, "Crypto", { hmac_sha256: hmac });
}

module.exports = { Network, makeCrypto };
