"use strict";
/* VoxEngine and the other globals of a session, and the session's life. */

const vm = require("node:vm");
const { PhoneCall } = require("./call.js");
const { Clock } = require("./clock.js");
const { makeAmd } = require("./detector.js");
const { Listeners } = require("./listeners.js");
const { APP_EVENTS, CALL_EVENTS, VOICES } = require("./names.js");
const { Network, makeCrypto } = require("./net.js");
const { Book, checkOptions, strict } = require("./strict.js");

const IDLE_S = 60; // a session without a call is ended
const LIMIT_S = 3600;

class World {
  constructor(script) {
    this.script = script;
    this.book = new Book();
    this.clock = new Clock();
    this.net = new Network(this.book, this.clock, script);
    this.listeners = new Listeners(this.book, "VoxEngine", APP_EVENTS);
    this.calls = [];
    this.state = "live";
  }

  terminate(by) {
    if (this.state !== "live") return;
    this.state = "terminating";
    this.net.last = 1;
    this.clock.queue = [];
    this.book.add(this.clock.now, "terminated", { by });
    this.script.http_throws = this.script.http_throws_at_end || false;
    this.listeners.fire(APP_EVENTS.Terminating, {});
  }

  callPSTN(to, from, options) {
    if (typeof to !== "string" || typeof from !== "string") this.book.refuse("callPSTN of no text");
    checkOptions(this.book, "callPSTN", options, { amd: (one) => typeof one === "object" });
    if (this.script.dial_throws) throw new Error("cannot call " + to);
    this.book.add(this.clock.now, "dial", { to, from, amd: Boolean(options && options.amd) });
    const scripts = this.script.calls || [this.script.call || {}];
    if (this.calls.length >= scripts.length) this.book.refuse("one call more than the test knows");
    const call = new PhoneCall(this, scripts[this.calls.length], this.calls.length + 1);
    this.calls.push(call);
    return call.api();
  }

  sendMediaBetween(one, other) {
    const sides = [one, other].map((face) => this.calls.find((call) => call.api() === face));
    if (sides.includes(undefined)) this.book.refuse("sendMediaBetween of no calls");
    for (const side of sides) side.listen("joined", {});
  }

  timer(work, ms) {
    if (typeof work !== "function" || typeof ms !== "number") this.book.refuse("setTimeout of " + work);
    return this.state === "live" ? this.clock.at(ms / 1000, work) : 0;
  }

  engine() {
    const secrets = this.script.secrets || {};
    return strict(this.book, "VoxEngine", {
      addEventListener: (event, handler) => this.listeners.add(event, handler),
      callPSTN: (to, from, options) => this.callPSTN(to, from, options),
      customData: (...args) => (args.length ? this.book.refuse("customData is written") : this.script.custom),
      getSecretValue: (name) => secrets[name],
      sendMediaBetween: (one, other) => this.sendMediaBetween(one, other),
      terminate: () => this.terminate("scenario"),
    });
  }

  globals() {
    const book = this.book;
    const write = (text) => book.add(this.clock.now, "log", { text: String(text) });
    return {
      VoxEngine: this.engine(),
      AppEvents: strict(book, "AppEvents", APP_EVENTS),
      CallEvents: strict(book, "CallEvents", CALL_EVENTS),
      Net: this.net.api(),
      Crypto: makeCrypto(book),
      Logger: strict(book, "Logger", { write, hideTones: (flag) => book.add(this.clock.now, "hideTones", { flag }) }),
      AMD: makeAmd(this, this.script.amd || { verdict: "HUMAN" }),
      VoiceList: this.script.no_voices ? {} : VOICES,
      Modules: this.script.amd_module ? { AMD: "amd" } : {},
      require: (name) => (name === undefined ? book.refuse("require(undefined)") : book.add(0, "require", { name })),
      setTimeout: (work, ms) => this.timer(work, ms),
      clearTimeout: (id) => this.clock.cancel(id),
      worldNow: () => 1785837600000 + Math.round(this.clock.now * 1000),
    };
  }

  start() {
    this.clock.at(0, () => this.listeners.fire(APP_EVENTS.Started, { sessionId: 4202753936, accountId: 1 }));
    this.clock.at(IDLE_S, () => { if (!this.calls.length) this.terminate("idle"); });
    for (const { at, content } of this.script.commands || []) {
      this.clock.at(at, () => this.listeners.fire(APP_EVENTS.HttpRequest, { method: "POST", path: "", content }));
    }
    if (this.script.ends_at) this.clock.at(this.script.ends_at, () => this.terminate("platform"));
  }

  async run(source) {
    const context = vm.createContext(this.globals());
    vm.runInContext("Date.now = worldNow; delete globalThis.worldNow; delete globalThis.console;", context);
    let crash = "";
    try {
      vm.runInContext(source, context, { filename: "scenario.js" });
      this.start();
      while (await this.clock.step(LIMIT_S));
    } catch (error) {
      crash = String(error);
    }
    return { entries: this.book.entries, violations: this.book.violations, crash, state: this.state };
  }
}

module.exports = { World };
