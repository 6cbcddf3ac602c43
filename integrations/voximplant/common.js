/*
 * What both scenarios of the desk have in common. It stands before each of them: `ringdesk voximplant deploy` uploads
 * common.js + scenario.js (the robot's call) and common.js + connect.js (a seller is connected with a customer).
 *
 * Custom data of StartScenarios: {"j": "<token>"}. Application secrets: RINGDESK_URL, RINGDESK_SECRET.
 *   GET  {url}/hooks/voximplant/plan?j=<token>&s=<session id>   X-Sign = HMAC-SHA256(secret, token)
 *   POST {url}/hooks/voximplant/result   X-Ts = unix seconds, X-Sign = HMAC-SHA256(secret, ts + "." + body)
 *
 * A scenario adds: result, SESSION_LIMIT_MS, isPlan(plan), dial(), hangUp(), decide(verdict), noteTalk().
 *
 * Nothing of the customer and no secret goes to Logger: whoever opens the panel can read the session log.
 * https://voximplant.com/docs/references/voxengine  https://voximplant.com/docs/guides/voxengine/limits
 */

// Some versions of the platform want the detector loaded, others have no such module.
try {
  if (Modules.AMD) require(Modules.AMD);
} catch (error) {
  Logger.write("detector module: " + error);
}

const DESK_URL = (VoxEngine.getSecretValue("RINGDESK_URL") || "").replace(/[/]+$/, "");
const DESK_SECRET = VoxEngine.getSecretValue("RINGDESK_SECRET") || "";

const LAST_WORDS_MS = 5000; // between the hard stop's hang-up and the report it forces
const DETECTION_MS = 6500;
const WATCHDOG_MS = 8000; // the detector promises a verdict; this is for when it breaks the promise
const TEXT_LIMIT = 1500; // of Call.say
// A session without a call lives 60 s: four requests of 8 s and the pauses between them fit.
const PLAN_PAUSES_MS = [1000, 2000, 4000];
const PLAN_TIMEOUT_S = 8;
const REPORT_PAUSES_MS = [1000, 3000, 6000, 12000, 20000]; // a desk that is started anew is back within them
const REPORT_TIMEOUT_S = 15;

const FAILURES = {
  402: "no_money", 404: "bad_number", 408: "no_answer", 480: "unavailable",
  486: "busy", 487: "cancelled", 603: "rejected",
};
const VOICES = { ru: "Yandex.Neural.ru_RU_alena", kk: "Yandex.Neural.kk_KK_amira" };
const VOLUMES = ["silent", "x-soft", "soft", "medium", "loud", "x-loud"];

let plan = null;
let detector = null;
let ended = ""; // our own word for the end, when it was us who hung up
let reporting = false;
let report = ""; // the body, once it is written: every try says the same
let accepted = false;
let closing = false; // it was us who ended the session

/* ---- the desk ---- */

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Failures of the network are negative or zero; 429 and 5xx are somebody in front of the desk. */
function isLost(code) {
  return code <= 0 || code === 429 || code >= 500;
}

function askForPlan() {
  const address = DESK_URL + "/hooks/voximplant/plan?j=" + encodeURIComponent(result.job) +
    "&s=" + encodeURIComponent(String(result.session_id));
  return Net.httpRequestAsync(address, {
    timeout: PLAN_TIMEOUT_S,
    connectionTimeout: 6,
    headers: { "X-Sign": Crypto.hmac_sha256(DESK_SECRET, result.job) },
  });
}

/** The desk hands a plan out to one session only; that session may ask again when the answer was lost. */
async function fetchPlan() {
  let answer = await askForPlan();
  for (const ms of PLAN_PAUSES_MS) {
    if (!isLost(answer.code) || ended) break;
    await pause(ms);
    answer = await askForPlan();
  }
  return answer;
}

/** JSON in ASCII: how the platform encodes other letters for HMAC is not documented. */
function writeBody(word) {
  return JSON.stringify(word).replace(/[^ -~]/g, (letter) =>
    "\\u" + letter.charCodeAt(0).toString(16).padStart(4, "0"));
}

function post(name, body, timeout) {
  const ts = String(Math.floor(Date.now() / 1000));
  return Net.httpRequestAsync(DESK_URL + "/hooks/voximplant/" + name, {
    method: "POST",
    postData: body,
    timeout: timeout,
    connectionTimeout: 6,
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "X-Ts": ts,
      "X-Sign": Crypto.hmac_sha256(DESK_SECRET, ts + "." + body),
    },
  });
}

async function tryReport(body) {
  const answer = await post("result", body, REPORT_TIMEOUT_S);
  accepted = answer.code >= 200 && answer.code < 300;
  if (!accepted) Logger.write("report not accepted: " + answer.code);
}

async function deliver(body) {
  await tryReport(body);
  for (const ms of REPORT_PAUSES_MS) {
    if (accepted) break;
    await pause(ms);
    await tryReport(body);
  }
}

/** The only way out: report, then end the session. A second caller finds it under way. */
async function finish() {
  if (reporting) return;
  reporting = true;
  try {
    report = writeBody(result);
    await deliver(report);
  } catch (error) {
    Logger.write("report: " + error);
  }
  closing = true;
  VoxEngine.terminate();
}

function giveUp(reason) {
  result.reason = reason;
  finish();
}

/* ---- speech ---- */

/** A wrong path would be `undefined` and speak with an English voice, so it is looked up first. */
function findVoice(path) {
  let found = VoiceList;
  for (const name of String(path).split(".")) {
    if (found === null || found === undefined) return null;
    found = found[name];
  }
  return found;
}

function chooseVoice() {
  const language = String(plan.language || "ru").slice(0, 2).toLowerCase();
  for (const path of [plan.voice, VOICES[language], VOICES.ru]) {
    const voice = path ? findVoice(path) : null;
    if (voice) return { path: path, voice: voice };
  }
  return null;
}

/** An option the provider does not know fails the whole playback with 400: speed is Yandex's, volume Google's. */
function chooseOptions(path) {
  const options = {};
  const speed = Number(plan.speed);
  if (path.startsWith("Yandex.") && speed > 0) {
    options.speed = Math.min(3, Math.max(0.1, speed)).toFixed(1);
  }
  if (path.startsWith("Google.") && VOLUMES.includes(plan.volume)) options.volume = plan.volume;
  return options;
}

/** Speak the plan's text; false when no voice can. */
function say(call) {
  const chosen = chooseVoice();
  if (!chosen) return false;
  call.say(String(plan.text).slice(0, TEXT_LIMIT), {
    voice: chosen.voice,
    progressivePlayback: true,
    ttsOptions: chooseOptions(chosen.path),
  });
  return true;
}

/* ---- the call ---- */

function createDetector() {
  try {
    const model = AMD.Model[plan.amd_model] || AMD.Model.RU;
    detector = AMD.create({ model: model, timeout: DETECTION_MS });
    detector.addEventListener(AMD.Events.DetectionComplete, guard((event) => decide(event.resultClass)));
    detector.addEventListener(AMD.Events.DetectionError, guard(() => decide("ERROR")));
  } catch (error) {
    detector = null;
    Logger.write("detector: " + error);
  }
}

function detect() {
  if (!detector) return decide("ERROR");
  const failed = guard(() => decide("ERROR"));
  setTimeout(failed, WATCHDOG_MS);
  try {
    detector.detect().catch(failed);
  } catch (error) {
    decide("ERROR");
  }
}

/** An error in a handler would end the session without a word: it becomes the report instead. */
function guard(work) {
  return (event) => {
    try {
      work(event);
    } catch (error) {
      giveUp("script: " + error);
    }
  };
}

function failureOf(event) {
  if (ended === "ring limit" && event.code === 487) return "no_answer";
  return FAILURES[event.code] || "failed";
}

function hangUpAs(word) {
  if (ended || reporting) return;
  ended = word;
  hangUp();
}

/* ---- the session ---- */

function readJson(text) {
  try {
    const found = JSON.parse(text);
    return found !== null && typeof found === "object" ? found : null;
  } catch (error) {
    return null;
  }
}

async function run() {
  const answer = await fetchPlan();
  if (reporting) return;
  if (ended) {
    result.status = "cancelled";
    giveUp(ended);
  } else if (answer.code !== 200) {
    giveUp("plan http " + answer.code);
  } else {
    plan = readJson(answer.text);
    if (!plan || !plan.from || !isPlan(plan)) giveUp("plan unreadable");
    else dial();
  }
}

/** Hang up first, so that the platform tells how long the call was; report even if it does not. */
function stopHard() {
  hangUpAs("hard stop");
  setTimeout(() => {
    if (reporting) return;
    noteTalk();
    giveUp("hard stop");
  }, LAST_WORDS_MS);
}

VoxEngine.addEventListener(AppEvents.Started, (event) => {
  Logger.hideTones(true);
  result.session_id = event.sessionId;
  result.job = String((readJson(VoxEngine.customData()) || {}).j || "");
  if (!DESK_URL || !DESK_SECRET || !result.job) {
    Logger.write("no address, key or token: nobody to ask");
    closing = true;
    VoxEngine.terminate();
    return;
  }
  setTimeout(stopHard, SESSION_LIMIT_MS);
  run().catch((error) => giveUp("script: " + error));
});

VoxEngine.addEventListener(AppEvents.HttpRequest, (event) => {
  const command = readJson(event.content);
  if (command && command.cmd === "stop") hangUpAs("stop");
});

/** The platform ends the session (no money, an administrator): one request is left, timers are dead. */
VoxEngine.addEventListener(AppEvents.Terminating, () => {
  if (accepted || closing || !result.job || !DESK_URL || !DESK_SECRET) return;
  if (!report) {
    noteTalk();
    result.reason = result.reason || "terminated";
  }
  reporting = true;
  try {
    post("result", report || writeBody(result), 90).catch((error) => Logger.write("last report: " + error));
  } catch (error) {
    Logger.write("last report: " + error);
  }
});
