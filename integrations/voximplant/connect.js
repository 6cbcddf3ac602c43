/*
 * "Call me and connect", run by VoxEngine: the seller is called first and hears what is coming, then the customer is
 * called, then both are joined. One session, one report. common.js stands before it.
 *
 * The plan: {"mode": "connect", "seller", "customer", "from", "text", "amd",
 *            "language"?, "voice"?, "speed"?, "volume"?, "amd_model"?}
 *   POST {url}/hooks/voximplant/progress   {"job", "session_id", "leg"}, signed like a report: how far it has got.
 *                                          Said once; when it is lost, the report tells it all the same.
 *
 * The report's leg is the last one it came to ("seller", "customer", "talk"), its status says how that one ended.
 */

const SELLER_RING_MS = 30000; // before most answering machines of mobile operators pick up
const CUSTOMER_RING_MS = 45000; // the platform itself gives up after 60 s
const WORDS_MS = 20000; // of the announcement; then the customer is called whether it ended or not
const TALK_LIMIT_MS = 1800000;
const SESSION_LIMIT_MS = 2040000; // the desk waits 40 minutes for word of a session

const result = {
  job: "", session_id: 0, status: "internal_error", leg: "seller", code: 0, reason: "",
  amd: "NOT_RUN", talk_s: 0, cost: 0,
};
const seller = { call: null, over: false };
const customer = { call: null, over: false };
let ringTimer = null;
let announced = false;
let isHuman = false;
let joinedAt = 0;

/* ---- word to the desk ---- */

async function tellLeg(leg) {
  result.leg = leg;
  const word = { job: result.job, session_id: result.session_id, leg: leg };
  try {
    await post("progress", writeBody(word), REPORT_TIMEOUT_S);
  } catch (error) {
    Logger.write("progress: " + error); // no reason to end the call
  }
}

/* ---- both sides ---- */

function hangUpSide(side) {
  if (side.call && !side.over) side.call.hangup();
}

function hangUp() {
  hangUpSide(customer);
  hangUpSide(seller);
}

/** When one side is gone the other shall go; the report waits for its price, but not for ever. */
function endBoth() {
  if (seller.over && (!customer.call || customer.over)) {
    finish();
    return;
  }
  hangUp();
  setTimeout(() => finish(), LAST_WORDS_MS);
}

/** Its carrier's word, for the leg that is told. */
function noteFailure(event) {
  result.status = failureOf(event);
  result.code = event.code;
  result.reason = ended || String(event.reason || "");
}

function addCost(event) {
  result.cost = Math.round((result.cost + (event.cost || 0)) * 1e6) / 1e6;
}

function call(side, number, detected) {
  side.call = VoxEngine.callPSTN(String(number), String(plan.from), detected ? { amd: detected } : {});
  return side.call;
}

/* ---- the seller ---- */

/** An answering machine is not connected with anybody; whatever else the detector says is taken for the seller. */
function decide(verdict) {
  if (result.amd !== "NOT_RUN") return;
  result.amd = verdict;
  if (reporting || ended || verdict === "CALL_ENDED") return;
  if (verdict === "VOICEMAIL") {
    result.status = "voicemail";
    seller.call.hangup();
  } else {
    isHuman = true;
    goOn();
  }
}

function announce() {
  const heard = guard(() => {
    announced = true;
    goOn();
  });
  seller.call.addEventListener(CallEvents.PlaybackFinished, heard);
  if (say(seller.call)) setTimeout(heard, WORDS_MS);
  else heard(); // without a voice: at once
}

function onSeller() {
  clearTimeout(ringTimer);
  if (ended) return; // our hang-up and their answer crossed
  if (plan.amd) detect();
  else isHuman = true;
  announce();
}

function onSellerFailed(event) {
  clearTimeout(ringTimer);
  seller.over = true;
  noteFailure(event);
  finish();
}

/** Gone before they were joined: the customer's phone shall not ring for nobody. */
function onSellerGone(event) {
  seller.over = true;
  addCost(event);
  if (!customer.call && result.status === "internal_error") {
    result.leg = "customer";
    result.status = "cancelled";
    result.reason = ended || "the seller hung up";
  }
  if (!ended) ended = "the seller hung up";
  endBoth();
}

/* ---- the customer ---- */

function goOn() {
  if (!announced || !isHuman || customer.call || seller.over || ended || reporting) return;
  tellLeg("customer");
  seller.call.playProgressTone(String(plan.customer).startsWith("1") ? "US" : "RU");
  call(customer, plan.customer, null);
  customer.call.addEventListener(CallEvents.Connected, guard(onCustomer));
  customer.call.addEventListener(CallEvents.Failed, guard(onCustomerFailed));
  customer.call.addEventListener(CallEvents.Disconnected, guard(onCustomerGone));
  ringTimer = setTimeout(() => hangUpAs("ring limit"), CUSTOMER_RING_MS);
}

function onCustomer() {
  clearTimeout(ringTimer);
  if (ended || seller.over) return; // it is being hung up already
  joinedAt = Date.now();
  result.status = "answered";
  VoxEngine.sendMediaBetween(seller.call, customer.call);
  tellLeg("talk");
  setTimeout(() => hangUpAs("talk limit"), TALK_LIMIT_MS);
}

function onCustomerFailed(event) {
  clearTimeout(ringTimer);
  customer.over = true;
  noteFailure(event);
  endBoth();
}

function onCustomerGone(event) {
  customer.over = true;
  addCost(event);
  if (joinedAt) {
    result.talk_s = event.duration;
    result.reason = ended;
  } else {
    result.status = "cancelled"; // the seller hung up while the customer answered
    result.reason = ended;
  }
  endBoth();
}

/* ---- for common.js ---- */

function isPlan(found) {
  return Boolean(found.mode === "connect" && found.seller && found.customer && found.text);
}

function dial() {
  if (plan.amd) createDetector();
  call(seller, plan.seller, detector);
  seller.call.addEventListener(CallEvents.Connected, guard(onSeller));
  seller.call.addEventListener(CallEvents.Failed, guard(onSellerFailed));
  seller.call.addEventListener(CallEvents.Disconnected, guard(onSellerGone));
  ringTimer = setTimeout(() => hangUpAs("ring limit"), SELLER_RING_MS);
}

/** For a conversation whose end was never told: our own clock says how long it was. */
function noteTalk() {
  if (joinedAt && !result.talk_s) result.talk_s = Math.round((Date.now() - joinedAt) / 1000);
}
