"use strict";
/* AMD: a detector that gives its verdict, fails, throws, or stays silent, as the script says. */

const { Listeners } = require("./listeners.js");
const { AMD_EVENTS, AMD_MODELS } = require("./names.js");
const { checkOptions, is, strict } = require("./strict.js");

const OPTIONS = {
  model: is.oneOf(...Object.values(AMD_MODELS)),
  timeout: is.number(0, 20000),
  thresholds: (value) => typeof value === "object",
};

function makeDetector(world, script) {
  const listeners = new Listeners(world.book, "Detector", AMD_EVENTS);
  const fire = () => {
    if (script.error) listeners.fire(AMD_EVENTS.DetectionError, { message: script.error });
    else listeners.fire(AMD_EVENTS.DetectionComplete, { resultClass: script.verdict, confidence: 90 });
  };
  const detect = () => {
    world.book.add(world.clock.now, "detect", {});
    if (script.throws) throw new Error("detector is not attached");
    if (!script.silent) world.clock.at(script.after || 2, fire);
    return script.rejects ? Promise.reject(new Error("no media")) : new Promise(() => {});
  };
  const addEventListener = (event, handler) => listeners.add(event, handler);
  return strict(world.book, "Detector", { addEventListener, detect });
}

function makeAmd(world, script) {
  const create = (options) => {
    if (!options || !options.model) world.book.refuse("AMD.create without a model");
    checkOptions(world.book, "AMD.create", options, OPTIONS);
    world.book.add(world.clock.now, "detector", { model: options.model });
    if (script.create_throws) throw new Error("AMD is not available");
    return makeDetector(world, script);
  };
  const Model = { ...AMD_MODELS };
  return strict(world.book, "AMD", { create, Model, Events: strict(world.book, "AMD.Events", AMD_EVENTS) });
}

module.exports = { makeAmd };
