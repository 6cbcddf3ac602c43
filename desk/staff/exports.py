"""What somebody wants as a file: read from their words. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class What(StrEnum):
    LEADS = "leads"
    AUDIT = "audit"


class Form(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


class Period(StrEnum):
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    ALL = "all"


WORDS: dict[str, What | Form | Period] = {
    **{it.value: it for kind in (What, Form, Period) for it in kind},
    "лиды": What.LEADS,
    "журнал": What.AUDIT,
    "сегодня": Period.TODAY,
    "неделя": Period.WEEK,
    "месяц": Period.MONTH,
    "всё": Period.ALL,
    "все": Period.ALL,
}
DAYS = {Period.TODAY: 0, Period.WEEK: 6, Period.MONTH: 29}  # before today


@dataclass(frozen=True, slots=True)
class Wanted:
    what: What = What.LEADS
    form: Form = Form.XLSX
    period: Period = Period.MONTH

    def __str__(self) -> str:
        return f"{self.what} {self.form} {self.period}"


def read_wanted(words: str) -> Wanted | None:
    """In any order, each at most once; what is not named is as usual. None for what is not understood."""
    given: dict[type, What | Form | Period] = {}
    for word in words.lower().split():
        meant = WORDS.get(word)
        if meant is None or type(meant) in given:
            return None
        given[type(meant)] = meant
    usual = Wanted()
    return Wanted(
        What(given.get(What, usual.what)), Form(given.get(Form, usual.form)), Period(given.get(Period, usual.period))
    )


def begin_of(period: Period, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Whole days of the shop's ``zone``, today included; None: from the beginning."""
    if period is Period.ALL:
        return None
    day = now.astimezone(zone).date() - timedelta(days=DAYS[period])
    return datetime.combine(day, time(), zone)
