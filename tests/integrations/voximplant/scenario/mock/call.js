"use strict";
/* One outgoing call, played as the script of the test says. `leg` is its number in the session. */

const { Listeners } = require("./listeners.js");
const { CALL_EVENTS, TTS_OPTIONS } = require("./names.js");
const { checkOptions, is, strict } = require("./strict.js");

const SAY = { voice: (one) => typeof one === "object", progressivePlayback: is.flag, ttsOptions: is.texts };
const PLAYBACK = { loop: is.flag, progressivePlayback: is.flag };

class PhoneCall {
  constructor(world, script, leg) {
    Object.assign(this, { book: world.book, clock: world.clock, script, leg });
    this.listeners = new Listeners(world.book, "Call", CALL_EVENTS);
    this.state = "ringing";
    this.playing = 0; // the id of what is heard now
    this.tones = false;
    this.onConnected = () => {};
    this.ring();
  }

  ring() {
    const { ring = 3, fail, answer } = this.script;
    if (fail) this.clock.at(ring, () => this.fail(fail.code, fail.reason || ""));
    else if (answer) this.clock.at(ring, () => this.connect());
    this.clock.at(60, () => this.fail(408, "Request Timeout"));
  }

  fail(code, reason) {
    if (this.state !== "ringing") return;
    this.state = "ended";
    this.fire("Failed", { code, reason, headers: {} });
  }

  connect() {
    if (this.state !== "ringing") return;
    this.state = "connected";
    this.connectedAt = this.clock.now;
    for (const [seconds, tone] of this.script.keys || []) this.clock.at(seconds, () => this.press(tone));
    if (this.script.leaves) this.clock.at(this.script.leaves, () => this.disconnect());
    this.onConnected(this);
    this.fire("Connected", { headers: {}, customData: "" });
  }

  press(tone) {
    if (this.state === "connected" && this.tones) this.fire("ToneReceived", { tone, type: "DTMF" });
  }

  disconnect() {
    if (this.state !== "connected") return;
    this.state = "ended";
    const duration = Math.round(this.clock.now - this.connectedAt);
    this.fire("Disconnected", { duration, cost: 0.04, direction: "Outgoing", reason: "", internalCode: 200 });
  }

  hangup() {
    this.book.add(this.clock.now, "hangup", { state: this.state, leg: this.leg });
    if (this.script.deaf) return;
    this.clock.at(this.script.slow || 0.1, () => (this.state === "ringing" ? this.fail(487, "Cancelled") : this.disconnect()));
  }

  play(error) {
    this.playing += 1;
    const mine = this.playing;
    this.clock.at(error ? 0.5 : this.script.message || 8, () => {
      if (this.state === "connected" && this.playing === mine) this.fire("PlaybackFinished", { error });
    });
  }

  say(text, options) {
    this.need("say");
    const asked = checkOptions(this.book, "Call.say", options, SAY);
    if (typeof text !== "string" || text.length > 1500) this.book.refuse("Call.say of a long text");
    if (!asked.voice) this.book.refuse("Call.say without a voice");
    const voice = asked.voice;
    const wrong = Object.keys(asked.ttsOptions || {}).some((one) => !TTS_OPTIONS[voice.provider].includes(one));
    this.book.add(this.clock.now, "say", { text, voice: voice.name, options: asked.ttsOptions || {}, leg: this.leg });
    if (this.script.say_throws) throw new Error("say failed");
    this.play(wrong ? "400" : this.script.say_error);
  }

  startPlayback(url, options) {
    this.need("startPlayback");
    if (typeof url !== "string") this.book.refuse("Call.startPlayback of no url");
    checkOptions(this.book, "Call.startPlayback", options, PLAYBACK);
    this.book.add(this.clock.now, "mp3", { url });
    this.play(this.script.mp3_error);
  }

  /** Whatever is heard in this call ends: it has one incoming stream. */
  listen(what, data) {
    this.need(what);
    this.playing += 1;
    this.book.add(this.clock.now, what, { ...data, leg: this.leg });
  }

  playProgressTone(country) {
    if (!["RU", "US"].includes(country)) this.book.refuse("Call.playProgressTone of " + country);
    this.listen("tone", { country });
  }

  need(method) {
    if (this.state !== "connected") this.book.refuse("Call." + method + " while " + this.state);
  }

  fire(event, payload) {
    this.listeners.fire(CALL_EVENTS[event], { call: this.api(), id: "call-" + this.leg, ...payload });
  }

  api() {
    this.face = this.face || this.makeFace();
    return this.face;
  }

  makeFace() {
    return strict(this.book, "Call", {
      addEventListener: (event, handler) => this.listeners.add(event, handler),
      handleTones: (flag) => { this.tones = flag === true; },
      hangup: () => this.hangup(),
      playProgressTone: (country) => this.playProgressTone(country),
      say: (text, options) => this.say(text, options),
      startPlayback: (url, options) => this.startPlayback(url, options),
      stopPlayback: () => { this.playing += 1; this.book.add(this.clock.now, "stopPlayback", {}); },
    });
  }
}

module.exports = { PhoneCall };
