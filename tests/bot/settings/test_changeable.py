"""Settings that are changed while the desk runs: read as people type them, refused in words."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.settings.changeable import GROUPS, NAMES, choices, read_value, write_value
from bot.settings.loading import Settings, load_settings
from desk.errors import Rejected
from integrations.registry import NEIGHBOURS

TODAY = date(2026, 11, 23)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    file = tmp_path / "ringdesk.toml"
    file.write_text('[shop]\nname = "Часы"\n', "utf-8")
    return load_settings({"calltouch": NEIGHBOURS["calltouch"].section}, file, {})


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("shop.hours", "Mon-Fri 10:00-19:00", "Mon-Fri 10:00-19:00"),
        ("shop.exceptions", "31.12 10:00-16:00; 01.01-02.01 closed", None),
        ("calls.max_attempts", " 5 ", "5"),
        ("calls.retry_after", "1h30m", "90m"),
        ("calls.consent", "assumed", "assumed"),
        ("staff.lease", "2h", "2h"),
        ("staff.lease", "-", ""),
        ("staff.undo", "5s", "5s"),
        ("staff.undo", "0", ""),
        ("staff.distribution", "round_robin", "round_robin"),
        ("texts.night", "Спим, {{ first_name }}", "Спим, {{ first_name }}"),
        ("order_sync.pipeline", " Опт ", "Опт"),
        ("order_sync.order_id_field", "-", ""),
        ("managers.*", "boris@example.com", "boris@example.com"),
        ("managers.*", "-", ""),
        ("stages.C5:NEW", "processing", "processing"),
        ("stages.C5:NEW", "-", ""),
    ],
)
def test_a_value_is_written_as_it_may_be_typed_again(
    settings: Settings, name: str, typed: str, kept: str | None
) -> None:
    changed = read_value(settings, name, typed, TODAY)
    written = write_value(changed, name)
    assert kept is None or written == kept
    assert read_value(settings, name, written or "-", TODAY) == changed
    assert write_value(settings, name) == write_value(replace(settings), name), "the file's own value stays"


def test_days_with_other_hours_are_read_as_dates_and_those_that_are_over_are_left_out(settings: Settings) -> None:
    changed = read_value(settings, "shop.exceptions", "31.12 10:00-16:00; 01.01-02.01 closed; 01.11.2026 closed", TODAY)
    assert changed.shop.exceptions == {
        date(2026, 12, 31): "10:00-16:00",
        date(2027, 1, 1): "closed",
        date(2027, 1, 2): "closed",
    }


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("shop.hours", "whenever"),
        ("shop.exceptions", "31.12"),
        ("shop.exceptions", "tomorrow or so 10:00-12:00"),
        ("shop.exceptions", "31.12 breakfast"),
        ("calls.max_attempts", "0"),
        ("calls.max_attempts", "a few"),
        ("calls.retry_after", "soon"),
        ("calls.consent", "maybe"),
        ("staff.distribution", "by_beauty"),
        ("shop.hours", "x" * 2000),
        ("order_sync.pipeline", "-"),
        ("order_sync.pipeline", "one\ntwo"),
        ("order_sync.pipeline", "<b>Опт</b>"),
        ("order_sync.pipeline", "x" * 101),
        ("order_sync.order_id_field", "UF_CRM_заказ"),
        ("managers.*", "boris"),
        ("managers.watches", "boris@example.com"),
        ("stages.", "processing"),
        ("stages.C5:NEW", "one\ntwo"),
        (f"stages.{'x' * 51}", "processing"),
        ("telegram.token", "1:2"),
        ("server.api_token", ""),
        ("shop", "x"),
        ("", ""),
    ],
)
def test_what_cannot_be_is_refused_in_words(settings: Settings, name: str, typed: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_value(settings, name, typed, TODAY)
    assert refused.value.reason


def test_one_chooses_where_there_are_few_values_and_types_elsewhere(settings: Settings) -> None:
    assert set(choices(settings, "calls.consent")) == {"required", "assumed"}
    assert list(choices(settings, "shop.hours")) == []


def test_no_secret_and_no_connection_is_among_them(settings: Settings) -> None:
    assert {name.partition(".")[0] for name in NAMES} == {
        "shop",
        "calls",
        "staff",
        "spending",
        "texts",
        "order_sync",
        "managers",
        "calltouch",
    }
    assert len(set(NAMES)) == sum(map(len, GROUPS.values()))
    for name in NAMES:
        assert isinstance(write_value(settings, name), str)


def test_lengths_of_time_are_real_lengths(settings: Settings) -> None:
    assert read_value(settings, "staff.answer_within", "20m", TODAY).staff.answer_within == timedelta(minutes=20)
