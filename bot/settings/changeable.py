"""The settings that people may change while the desk runs: what belongs together, and how a typed value is read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from enum import Enum
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.settings.answers import MOST, check_name
from bot.settings.exchange import (
    FALLBACK,
    FIELD,
    PIPELINE,
    check_line,
    check_place,
    is_row,
    is_stage,
    read_row,
    write_row,
)
from bot.settings.loading import Settings
from desk.durations import write_duration
from desk.errors import Rejected
from desk.staff.moments import read_days

GROUPS: Mapping[str, tuple[str, ...]] = {
    "hours": ("shop.hours", "shop.exceptions", "calls.hours_of"),
    "calls": ("calls.max_attempts", "calls.retry_after", "calls.result_timeout", "calls.consent"),
    "staff": (
        "staff.distribution",
        "staff.answer_within",
        "staff.warn_before",
        "staff.lease",
        "staff.remind_before",
        "staff.undo",
        "staff.morning",
        "staff.evening",
    ),
    "spending": ("spending.daily_limit", "spending.warn_at", "spending.call_price", "spending.sms_price"),
    "texts": ("texts.call", "texts.night", "texts.received", "texts.reached", "texts.voicemail", "texts.campaign"),
    "orders": (PIPELINE, FIELD, FALLBACK),
    "tracking": (
        "calltouch.order_site",
        "calltouch.order_status",
        "calltouch.order_manager",
        "calltouch.customer_manager",
        "calltouch.lead_delay",
        "calltouch.deal_update_delay",
        "calltouch.match_depth",
    ),
    "answers": (),  # by the shop's own names, see ``names_of``
}
TRACKER = "calltouch"
CODES = ("calltouch.order_site", "calltouch.order_status")  # of the CRM: it knows which there are
ANSWERS = "answers."
NAMES = tuple(name for names in GROUPS.values() for name in names)
NOTHING = ("-", "—")  # typed for an empty value
PAST = "past"
PIECES = re.compile(r"[;\n]+")
LONGEST = 1000


def read_value(settings: Settings, name: str, typed: str, today: date) -> Settings:
    """The settings with this one changed; ``today`` is the shop's day. Raises Rejected, in words for whoever typed."""
    text = typed.strip()
    if len(text) > LONGEST:
        raise Rejected(f"longer than {LONGEST} characters", code="value")
    value: Any = "" if text in NOTHING else text
    if name.startswith(ANSWERS):
        return replace(settings, answers=_change_answers(settings.answers, name, value))
    if is_row(name):
        return read_row(settings, name, value)
    check_place(name, value)
    section, key = _find(settings, name)
    if name == "shop.exceptions":
        value = _read_exceptions(value, today)
    if name in CODES:
        check_line(value)
    if value == "" and isinstance(getattr(section, key), int):
        value = 0
    try:
        changed = type(section).model_validate({**_fields(section), key: value})
    except ValidationError as error:
        raise Rejected(error.errors()[0]["msg"].removeprefix("Value error, "), code="value") from error
    part = part_of(name)
    if part in settings.neighbours:
        return replace(settings, neighbours={**settings.neighbours, part: changed})
    values: dict[str, Any] = {part: changed}
    return replace(settings, **values)


def write_value(settings: Settings, name: str) -> str:
    """As it is typed; empty where nothing is set."""
    if name.startswith(ANSWERS):
        return settings.answers.get(name.removeprefix(ANSWERS), "")
    if is_row(name):
        return write_row(settings, name)
    section, key = _find(settings, name)
    value = getattr(section, key)
    if isinstance(value, timedelta):
        return write_duration(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, dict):
        return "; ".join(f"{day:%d.%m.%Y} {hours}" for day, hours in sorted(value.items()))
    return "" if value is None or (part_of(name) in settings.neighbours and not value) else str(value)


def choices(settings: Settings, name: str) -> Iterable[str]:
    """The values among which one chooses; none where anything may be typed."""
    if name.startswith(ANSWERS) or is_row(name):
        return []
    section, key = _find(settings, name)
    kind = type(section).model_fields[key].annotation
    return [str(it.value) for it in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []


def names_of(settings: Settings, group: str) -> tuple[str, ...]:
    """What belongs to a group; of the answers those that there are now. Raises KeyError for a group that is none."""
    if group == "answers":
        return tuple(f"{ANSWERS}{name}" for name in settings.answers)
    if group == "tracking" and TRACKER not in settings.neighbours:
        return ()
    return GROUPS[group]


def group_of(name: str) -> str | None:
    """None for what is not changed while the desk runs."""
    if name.startswith(ANSWERS):
        return "answers" if name != ANSWERS else None
    if is_stage(name):
        return "orders"
    return next((group for group, names in GROUPS.items() if name in names), None)


def read_new_answer(typed: str) -> tuple[str, str]:
    """``Ready = {{ name }}, …``: the name of the setting, and the text. Raises Rejected."""
    name, equals, text = (it.strip() for it in typed.partition("="))
    if not (name and equals and text):
        raise Rejected("an answer needs a name, an equals sign and a text", code="value")
    _check_name(name)
    return f"{ANSWERS}{name}", text


def _change_answers(answers: Mapping[str, str], name: str, text: str) -> dict[str, str]:
    """Without it where there is no text. Raises Rejected."""
    key = name.removeprefix(ANSWERS)
    _check_name(key)
    kept = {it: source for it, source in answers.items() if it != key}
    if text and key not in answers and len(kept) >= MOST:
        raise Rejected(f"there are {len(kept)} answers already: remove one first", code="value")
    if not text:
        return kept
    return {**answers, key: text}


def _check_name(name: str) -> None:
    try:
        check_name(name)
    except ValueError as error:
        raise Rejected(str(error), code="value") from error


def _find(settings: Settings, name: str) -> tuple[BaseModel, str]:
    """Raises Rejected for what is not one of them: connections and secrets are changed in the file only."""
    if name not in NAMES:
        raise Rejected(f"{name} is not changed here", code="value")
    part, _, key = name.partition(".")
    section: Any = settings.neighbours.get(part) or getattr(settings, part, None)
    if section is None:
        raise Rejected(f"{name} is not changed here", code="value")
    return section, key


def part_of(name: str) -> str:
    return name.partition(".")[0]


def _fields(section: BaseModel) -> dict[str, Any]:
    return {name: getattr(section, name) for name in type(section).model_fields}


def _read_exceptions(text: str, today: date) -> dict[date, str]:
    """``31.12 10:00-16:00; 01.01-08.01 closed``. Raises Rejected."""
    found: dict[date, str] = {}
    for piece in (it.strip() for it in PIECES.split(text) if it.strip()):
        days, _, hours = piece.partition(" ")
        if not hours:
            raise Rejected(f"no hours after '{days}': add them, or the word closed", code="value")
        try:
            found |= dict.fromkeys(read_days(days, today), hours.strip())
        except Rejected as error:
            if error.code != PAST:  # what is over does no harm
                raise
    return found
