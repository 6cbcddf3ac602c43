"use strict";
/* Constants of the platform that a dial-up can meet. */

const words = (prefix, names) => Object.fromEntries(names.map((name) => [name, prefix + "." + name]));

const APP_EVENTS = words("App", ["Started", "HttpRequest", "Terminating", "Terminated", "CallAlerting"]);
const CALL_EVENTS = words("Call", [
  "Ringing", "AudioStarted", "Connected", "Failed", "Disconnected", "PlaybackReady", "PlaybackStarted",
  "PlaybackFinished", "ToneReceived", "RecordStarted", "RecordStopped", "RtpStopped", "RtpResumed",
]);
const AMD_EVENTS = words("AMD", ["DetectionComplete", "DetectionError"]);
const AMD_MODELS = words("model", ["RU", "KZ", "US", "BR", "CL", "CO", "MX", "PH", "PE", "EU_GENERAL"]);

const voice = (provider, name) => ({ provider, name });
const VOICES = {
  Amazon: { en_US_Joanna: voice("Amazon", "en_US_Joanna") },
  Google: { ru_RU_Wavenet_A: voice("Google", "ru_RU_Wavenet_A") },
  Yandex: {
    Neural: {
      ru_RU_alena: voice("Yandex", "ru_RU_alena"),
      ru_RU_filipp: voice("Yandex", "ru_RU_filipp"),
      kk_KK_amira: voice("Yandex", "kk_KK_amira"),
    },
  },
};
const TTS_OPTIONS = { Yandex: ["speed", "emotion", "rate"], Google: ["rate", "volume", "pitch"], Amazon: [] };

module.exports = { APP_EVENTS, CALL_EVENTS, AMD_EVENTS, AMD_MODELS, VOICES, TTS_OPTIONS };
