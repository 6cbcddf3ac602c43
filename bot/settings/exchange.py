"""What people change of the exchange of orders and deals: where deals are kept, whose they become, which stage is which
status. Typed values of strangers' length and make are refused in words.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.settings.loading import Settings
from desk.errors import Rejected

PIPELINE, FIELD, FALLBACK = "order_sync.pipeline", "order_sync.order_id_field", "managers.*"
STAGES = "stages."  # what follows is a stage's code
LONGEST = 100
LONGEST_CODE = 50  # bytes: buttons carry the setting's name
MOST = 300  # stages that were given another status
ANYBODY = "*"
NOT_ONE_LINE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029<>]")
FIELD_CODE = re.compile(r"UF_CRM_[A-Z0-9_]{1,43}")
MANAGER = re.compile(r"\d{1,15}|[^\s@]{1,64}@[^\s@]+\.[^\s@]+")


def is_row(name: str) -> bool:
    """A row of one of the tables ``[order_sync.stages]`` and ``[order_sync.managers]``."""
    return name == FALLBACK or is_stage(name)


def is_stage(name: str) -> bool:
    return name.startswith(STAGES) and name != STAGES


def check_line(text: str) -> str:
    """Raises Rejected for what is no short line of plain words."""
    if len(text) > LONGEST or NOT_ONE_LINE.search(text):
        raise Rejected(f"write one line of {LONGEST} characters at most, without < and >", code="value")
    return text


def check_place(name: str, text: str) -> None:
    """The pipeline, and the order's field. Raises Rejected."""
    if name == PIPELINE and not check_line(text):
        raise Rejected("the pipeline needs a name", code="value")
    if name == FIELD and text and not FIELD_CODE.fullmatch(text):
        raise Rejected("a field's code is UF_CRM_ and then capital Latin letters, digits and _", code="value")


def read_row(settings: Settings, name: str, text: str) -> Settings:
    """An empty status: the stage moves no order, whatever its name says in the file. Raises Rejected."""
    sync = settings.order_sync
    if name == FALLBACK:
        if text and not MANAGER.fullmatch(check_line(text)):
            raise Rejected("a manager is an e-mail address, or a number of the CRM", code="value")
        return _with(settings, managers=_set(sync.managers, ANYBODY, text))
    stage = check_line(name.removeprefix(STAGES))
    if len(stage.encode()) > LONGEST_CODE:
        raise Rejected("the pipeline has no such stage any more", code="value")
    if stage not in sync.stages and len(sync.stages) >= MOST:
        raise Rejected(f"there are {len(sync.stages)} stages already", code="value")
    return _with(settings, stages=_set(sync.stages, stage, check_line(text)))


def write_row(settings: Settings, name: str) -> str:
    sync = settings.order_sync
    table, key = (sync.managers, ANYBODY) if name == FALLBACK else (sync.stages, name.removeprefix(STAGES))
    return table.get(key, "")


def _set(table: Mapping[str, str], key: str, value: str) -> dict[str, str]:
    """Behind all others: of two keys that mean the same stage the last one counts."""
    return {**{it: kept for it, kept in table.items() if it != key}, key: value}


def _with(settings: Settings, **tables: Any) -> Settings:
    return replace(settings, order_sync=settings.order_sync.model_copy(update=tables))
