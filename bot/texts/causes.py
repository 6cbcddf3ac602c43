"""The recorded causes in the reader's language.

The core writes causes and refusals down as plain English sentences. Each message below is such a sentence, and its
``{places}`` are found again in what was written; a sentence that is none of ours (a neighbour's error) stays as it is.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfoNotFoundError

from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import redact
from bot.texts.words import DISPOSITIONS, PHONE_PROBLEMS, SMS_KINDS, STATUSES, STEPS

CAUSES = (
    mark("only admins change who works here"),
    mark("only admins pause and resume"),
    mark("there is no such thing to pause"),
    mark("there is no such person"),
    mark("there is no such role"),
    mark("there are no texts in this language"),
    mark("this link is none of ours"),
    mark("this link was used already"),
    mark("this link is too old"),
    mark("this link was taken back"),
    mark("this link works no more"),
    mark("whoever made this link may not give this any more"),
    mark("too many links that did not work: try again in an hour"),
    mark("only owners change who is an owner"),
    mark("the owners are those of the settings"),
    mark("only admins change somebody else's shift"),
    mark("nobody is known by the number {number}"),
    mark("that moment is past already"),
    mark("that is more than a year ahead"),
    mark("those days are past already"),
    mark("that is more than a year of days off"),
    mark("orders usually expected by now: {expected}; since {at} none came"),
    mark("this was tried again or dropped already"),
    mark("the list has changed: look at it again"),
    mark("a new order"),
    mark("an order with the same reference came while this one is in progress"),
    mark("nothing in the order could be understood"),
    mark("the order has no phone number"),
    mark("the number is refused: {problem}"),
    mark("the CRM knows the code {code}"),
    mark("the CRM knows nobody by the code {code}"),
    mark("created for this order"),
    mark("found by our marker: an earlier request had created it"),
    mark("asked for by a person"),
    mark("the CRM accepts our credentials again"),
    mark("the customer did not agree to a robot's call"),
    mark("robot calls are switched off"),
    mark("the business hours never open"),
    mark("closed in {zone}"),
    mark("call {number} of {allowed}, the hours are open in {zone}"),
    mark("call {number} was due"),
    mark("the provider took the request"),
    mark("the scenario fetched its plan"),
    mark("call {number}, as soon as telephony can"),
    mark("again, as soon as the CRM can"),
    mark("the result of call {number}; then a person takes over"),
    mark("call {number} brought no result in time"),
    mark("the desk was stopped in the middle"),
    mark("the provider's report says {raw}"),
    mark("the provider's history says {raw}"),
    mark("the result was known already"),
    mark("a second telephony session existed for this attempt; it was not given the plan"),
    mark("the customer answered"),
    mark("an answering machine"),
    mark("the number does not exist"),
    mark("{number} calls without an answer"),
    mark("{result}, call {number} of {allowed} after the pause"),
    mark("the call was connected for {seconds} s, nobody knows who answered"),
    mark("the call failed"),
    mark("the {kind} message"),
    mark("the gateway took it"),
    mark("the gateway says {raw}"),
    mark("a seller took it"),
    mark("a seller gave it back"),
    mark("given back, waits for somebody"),
    mark("taken into manual processing"),
    mark("a person asked for it"),
    mark("the scenario calls the customer"),
    mark("the scenario has joined them"),
    mark("it is not the time to call any more"),
    mark("telephony did not begin in time"),
    mark("nobody reported how it ended"),
    mark("set by a person"),
    mark("a person corrected the number"),
    mark("{name} works on it"),
    mark("{name} set the outcome"),
    mark("nobody has taken it yet"),
    mark("nobody took it in time; the admins are told"),
    mark("nothing has happened since it was taken"),
    mark("the chosen moment came"),
    mark("{name} did nothing with it in time"),
    mark("taken back, waits for somebody"),
    mark("it was their turn"),
    mark("a seller handed it on"),
    mark("put off by a person"),
    mark("{name} comes back to it"),
    mark("a person's note"),
    mark("it can be taken back for a moment"),
    mark("taken back in time"),
    mark("nobody could say whether they still may"),
    mark("a person says that it went out"),
    mark("by {name}'s word it did not go out"),
    mark("the provider does not know it either"),
    mark("the gateway does not know it either"),
    mark("the gateway cannot be asked"),
    mark("the provider's record counts more than a person's word"),
    mark("its owner is at it"),
    mark("the reason of the outcome"),
    mark("the machine's clock was set, or the machine slept"),
    # Refusals: the answers to a press that was not possible.
    mark("you have this lead already"),
    mark("nobody has this lead"),
    mark("{name} has this lead"),
    mark("it is in manual processing already"),
    mark("it is {status} already"),
    mark("there is no number to call: correct the number first"),
    mark("this number cannot be called: {problem}"),
    mark("the customer did not agree to a robot's call: please call yourself"),
    mark("robot calls are switched off: please call yourself"),
    mark("it is closed in the customer's zone {zone}"),
    mark("the customer cannot be called before {opening} in {zone}"),
    mark("nobody has this lead: take it first"),
    mark("telephony connects nobody here: please call yourself"),
    mark("telephony is paused: please call yourself"),
    mark("the robot is calling right now: wait for its result"),
    mark("{name} is being connected with this customer already"),
    mark("you are being connected with the customer of lead {number} already"),
    mark("your own number is not known yet: send it with /phone"),
    mark("only admins change somebody else's number"),
    mark("the robot is calling right now: take the lead first"),
    mark("it does not wait for anybody any more"),
    mark("this moment has passed already"),
    mark("a lead can be postponed by a year at most"),
    mark("the note is empty"),
    mark("this was said before"),
    mark("somebody else has this lead by now"),
    mark("it is not the time yet"),
    mark("{name} does not work leads here"),
    mark("it is too late to undo this"),
    mark("only {name} or an admin can undo this"),
    mark("{name} has just asked for something with this lead: wait a few seconds"),
    mark("you have asked for this already"),
    mark("you have just asked for something else: undo it first, or wait a few seconds"),
    mark("a person's wish comes first"),
    mark("there is no outcome to explain yet"),
    mark("nobody knows whether call {number} went out: say first whether it did"),
    mark("this was settled meanwhile"),
    mark("you are not on duty now"),
    mark("this message is not to be sent again"),
    mark("SMS are switched off: please write yourself"),
    mark("this message is not wanted any more"),
    mark("there is no number to write to: correct the number first"),
    mark("the message is empty"),
    mark("a message has {number} characters at most"),
    mark("this message was sent or is too old: choose it again"),
    mark("there is no such answer any more: open the list again"),
    mark("there is no answer {name} any more"),
    mark("this macro has changed: open the list again"),
    mark("the shop has no macros"),
    mark("an answer needs a name, an equals sign and a text"),
    mark("a name has 24 letters at most"),
    mark("a name begins with a letter or a digit, and has no equals sign"),
    mark("there are {number} answers already: remove one first"),
    mark("only admins change the settings"),
    mark("there is no such setting"),
    mark("there is nothing to take back"),
    mark("it was changed again since then"),
    mark("{name} is not changed here"),
    mark("the day's spending limit is reached"),
    mark("the day's spending limit is reached; an admin can approve more"),
    mark("the day's allowance has changed: look at it again"),
    mark("there is no spending limit"),
    mark("the comparison has changed: look at it again"),
    mark("store and CRM side by side"),
    mark("looked after every hour"),
    mark("what a comparison has found"),
    mark("what no event told of"),
    mark("{fact} means nothing to a lead that is {status}"),
    mark("no store is connected"),
    mark("no order of the store belongs to this lead"),
    mark("there is no deal yet"),
    mark("the deal was deleted: have a new one made first"),
    mark("no deal was deleted"),
    mark("nothing was refused"),
    mark("the CRM has not named the pipeline's stages yet"),
    mark("the pipeline has no such stage any more"),
    mark("somebody has moved the deal meanwhile"),
)
# Another cause stands inside it, so it is looked for first.
STEP = mark("step {number} of the macro, {step}: {why}")
CODES: dict[str, dict[str, str]] = {
    "result": {code.value: words for code, words in DISPOSITIONS.items()},
    "kind": {code.value: words for code, words in SMS_KINDS.items()},
    "problem": {code.value: words for code, words in PHONE_PROBLEMS.items()},
    "status": {code.value: words for code, words in STATUSES.items()},
    "step": {code.value: words for code, words in STEPS.items()},
}
PLACE = re.compile(r"\\{(\w+)\\}")


def explain(speaker: Speaker, cause: str, known: tuple[str, ...] = CAUSES) -> str:
    """The cause in the speaker's language, plain text; other people's words inside it without secrets or numbers."""
    found = recognise(cause, known)
    if found is None:
        return redact(cause)
    msgid, values = found
    spoken = {name: _speak(speaker, name, value, values) for name, value in values.items()}
    return speaker.say(msgid, **spoken)


def recognise(cause: str, known: tuple[str, ...] = CAUSES) -> tuple[str, dict[str, str]] | None:
    """The message that was written, and what stood in its places; None for a sentence that is not ours."""
    for msgid, pattern in _patterns(known):
        if match := pattern.fullmatch(cause):
            return msgid, match.groupdict()
    return None


@cache
def _patterns(known: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Those with fewer places first: a sentence without any is surely meant as it stands."""
    ordered = sorted(known, key=lambda it: (it.count("{"), -len(it)))
    found = [(it, re.compile(PLACE.sub(r"(?P<\1>.+)", re.escape(it)), re.DOTALL)) for it in ordered]
    step = re.compile(PLACE.sub(r"(?P<\1>.+?)", re.escape(STEP)), re.DOTALL)
    return (STEP, step), *found


def _speak(speaker: Speaker, name: str, value: str, values: Mapping[str, str]) -> str:
    if name == "zone":
        return speaker.place(value)
    if name == "why":
        return explain(speaker, value)
    if name == "opening":
        return _moment(speaker, value, values["zone"])
    if name in ("raw", "reason"):
        return redact(value)
    return speaker.say(CODES[name][value]) if value in CODES.get(name, {}) else value


def _moment(speaker: Speaker, written: str, zone: str) -> str:
    """With its day: whoever reads it may live in another one."""
    try:
        at = datetime.fromisoformat(written)
        return f"{speaker.day(at, zone)} {speaker.time(at, zone)}"
    except (ValueError, ZoneInfoNotFoundError):  # somebody else's words that look like ours
        return written
