/*
 * The robot call, run by VoxEngine: one session makes one call and reports once. common.js stands before it.
 *
 * The plan: {"to", "from", "text" | "mp3", "amd", "wait_key_s",
 *            "language"?, "voice"?, "speed"?, "volume"?, "amd_model"?}
 */

const RING_LIMIT_MS = 35000;
const SESSION_LIMIT_MS = 180000;

const result = {
  job: "", session_id: 0, status: "internal_error", code: 0, reason: "",
  amd: "NOT_RUN", dtmf: "", played: false, talk_s: 0, cost: 0,
};
let call = null;
let connectedAt = 0;
let ringTimer = null;
let spokeText = false;

/* ---- speech ---- */

function failPlayback(reason) {
  result.status = "playback_error";
  result.reason = reason;
  call.hangup();
}

function sayText() {
  spokeText = true;
  if (!say(call)) failPlayback("no voice");
}

function speak() {
  if (plan.mp3) call.startPlayback(String(plan.mp3), { progressivePlayback: true });
  else sayText();
}

function onPlaybackFinished(event) {
  if (event.error && plan.mp3 && plan.text && !spokeText) {
    sayText(); // the recording cannot be had, the words can
  } else if (event.error) {
    failPlayback(String(event.error));
  } else {
    result.played = true;
    hangUpAfter(plan.wait_key_s > 0 && !result.dtmf ? plan.wait_key_s * 1000 : 300);
  }
}

/** One key is an answer: it ends the message and the call. stopPlayback raises no PlaybackFinished. */
function onTone(event) {
  if (result.dtmf) return;
  result.dtmf = event.tone;
  call.stopPlayback();
  hangUpAfter(300);
}

/* ---- the call ---- */

function hangUpAfter(ms) {
  setTimeout(() => { if (!reporting) call.hangup(); }, ms);
}

/** The first verdict counts; whatever is not a machine is taken for a person. */
function decide(verdict) {
  if (result.amd !== "NOT_RUN") return;
  result.amd = verdict;
  if (reporting || ended || verdict === "CALL_ENDED") return;
  if (verdict === "VOICEMAIL") {
    result.status = "voicemail";
    call.hangup();
  } else {
    speak();
  }
}

function onConnected() {
  clearTimeout(ringTimer);
  connectedAt = Date.now();
  if (ended) return; // our hang-up and their answer crossed
  if (plan.wait_key_s > 0) call.handleTones(true);
  if (plan.amd) detect();
  else speak();
}

function onFailed(event) {
  clearTimeout(ringTimer);
  result.status = failureOf(event);
  result.code = event.code;
  result.reason = ended || String(event.reason || "");
  finish();
}

function onDisconnected(event) {
  if (result.status === "internal_error") {
    result.status = ended === "stop" ? "cancelled" : "answered";
    result.reason = ended;
  }
  result.talk_s = event.duration;
  result.cost = event.cost;
  finish();
}

function isPlan(found) {
  return Boolean(found.to && (found.text || found.mp3));
}

function dial() {
  if (plan.amd) createDetector();
  call = VoxEngine.callPSTN(String(plan.to), String(plan.from), detector ? { amd: detector } : {});
  call.addEventListener(CallEvents.Connected, guard(onConnected));
  call.addEventListener(CallEvents.Failed, guard(onFailed));
  call.addEventListener(CallEvents.Disconnected, guard(onDisconnected));
  call.addEventListener(CallEvents.PlaybackFinished, guard(onPlaybackFinished));
  call.addEventListener(CallEvents.ToneReceived, guard(onTone));
  ringTimer = setTimeout(() => hangUpAs("ring limit"), RING_LIMIT_MS);
}

function hangUp() {
  if (call) call.hangup();
}

/** For a call whose Disconnected never came: our own clock says how long it was. */
function noteTalk() {
  if (!connectedAt) return;
  if (result.status === "internal_error") result.status = "answered";
  result.talk_s = Math.round((Date.now() - connectedAt) / 1000);
}
