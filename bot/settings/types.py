"""Values as people write them."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([smhd])\s*")


def parse_duration(value: object) -> object:
    """What is written by hand is read, anything else left to be judged by others."""
    return read_duration(value) if isinstance(value, str) else value


def read_duration(text: str) -> timedelta:
    """``90s``, ``30m``, ``2h``, ``1d`` and sums of them (``1h30m``). Raises ValueError."""
    parts = DURATION.findall(text)
    if not parts or DURATION.sub("", text).strip():
        raise ValueError("write a duration as 90s, 30m, 2h or 1d")
    return timedelta(seconds=sum(float(number) * UNITS[unit] for number, unit in parts))


def write_duration(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    unit = next((unit for unit in ("d", "h", "m") if seconds and seconds % UNITS[unit] == 0), "s")
    return f"{seconds // UNITS[unit]}{unit}"


def _check_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{value!r} is no time zone; write one like Europe/Moscow") from error
    return value


def _strip_slash(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("write an address that begins with http:// or https://")
    return value.rstrip("/")


Duration = Annotated[timedelta, BeforeValidator(parse_duration), PlainSerializer(write_duration)]
OptionalDuration = Annotated[
    timedelta | None, BeforeValidator(lambda value: None if value in ("", "0", 0) else parse_duration(value))
]
OptionalMoney = Annotated[
    Annotated[Decimal, Field(ge=0, lt=1_000_000_000, allow_inf_nan=False)] | None,
    BeforeValidator(lambda value: None if value == "" else value),
]
Zone = Annotated[str, AfterValidator(_check_zone)]
Address = Annotated[str, AfterValidator(_strip_slash)]
