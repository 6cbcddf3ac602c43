"""X-38: what somebody wants as a file."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from desk.staff.exports import Form, Period, Wanted, What, begin_of, read_wanted

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", Wanted()),
        ("audit csv all", Wanted(What.AUDIT, Form.CSV, Period.ALL)),
        ("неделя ЖУРНАЛ", Wanted(What.AUDIT, Form.XLSX, Period.WEEK)),
        ("leads leads", None),
        ("leads pdf", None),
        ("=cmd|' /C calc'!A0", None),
    ],
)
def test_x_38_words_come_in_any_order(words: str, wanted: Wanted | None) -> None:
    assert read_wanted(words) == wanted


@pytest.mark.parametrize(("period", "day"), [(Period.TODAY, 23), (Period.WEEK, 17)])
def test_x_38_days_begin_at_the_shops_midnight(period: Period, day: int) -> None:
    assert begin_of(period, MOSCOW, NOW) == datetime(2026, 11, day, tzinfo=MOSCOW)
    assert begin_of(Period.ALL, MOSCOW, NOW) is None
