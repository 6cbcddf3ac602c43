"""The recorded causes in the reader's language: a sentence of ``causes`` is found again in what was written."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfoNotFoundError

from bot.texts.catalogue import Speaker
from bot.texts.causes import CAUSES, STEP
from bot.texts.privacy import redact
from bot.texts.words import DISPOSITIONS, PHONE_PROBLEMS, SMS_KINDS, STATUSES, STEPS

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
