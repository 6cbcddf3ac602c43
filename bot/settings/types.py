"""Values as people write them."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from desk.durations import read_duration, write_duration


def parse_duration(value: object) -> object:
    """What is written by hand is read, anything else left to be judged by others."""
    return read_duration(value) if isinstance(value, str) else value


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
