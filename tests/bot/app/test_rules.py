"""From the settings to the rules of the core."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app.rulebook import Rulebook
from bot.app.rules import make_calendar, make_rules
from bot.settings.loading import Settings, load_settings
from bot.settings.sections import Calls, Shop, Use
from desk.hours import Interval, is_open
from desk.leads.policy import ConsentRule, HoursOf
from integrations.voximplant.config import VoximplantSection
from tests.clocks import TurnedClock

MOSCOW = ZoneInfo("Europe/Moscow")
TODAY = date(2026, 11, 23)


@pytest.fixture
def settings(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(str(tmp_path))
    return load_settings({}, None, {})


def test_the_rules_say_what_the_settings_say(settings: Settings) -> None:
    changed = replace(
        settings,
        crm=Use(use="bitrix24"),
        sms=Use(use=""),
        neighbours={"voximplant": VoximplantSection()},
        calls=make_calls(
            use="voximplant",
            max_attempts=5,
            retry_after=timedelta(hours=1),
            hours_of=HoursOf.BOTH,
            consent=ConsentRule.ASSUMED,
            recheck=timedelta(hours=2),
        ),
        shop=make_shop(country="KZ", foreign_numbers=True, timezone="Asia/Almaty"),
    )
    rules = make_rules(changed, TODAY)
    assert (rules.crm, rules.calls, rules.sms) == (True, True, False)
    assert (rules.max_attempts, rules.retry_after, rules.recheck) == (5, timedelta(hours=1), timedelta(hours=2))
    assert (rules.consent, rules.country, rules.foreign_numbers) == (ConsentRule.ASSUMED, "KZ", True)
    assert (rules.hours.of, rules.hours.shop_zone) == (HoursOf.BOTH, "Asia/Almaty")


def test_s0_46_the_history_is_looked_at_before_the_deadline_and_after_it(settings: Settings) -> None:
    checks = make_rules(settings, TODAY).history_checks
    timeout = settings.calls.result_timeout
    assert list(checks) == sorted(checks)
    assert checks[0] < timeout < checks[-1]


def make_shop(**values: object) -> Shop:
    return Shop.model_validate(values)


def make_calls(**values: object) -> Calls:
    return Calls.model_validate(values)


def open_at(shop: Shop, *moment: int) -> bool:
    year, month, day, hour = moment
    now = datetime(year, month, day, hour, tzinfo=MOSCOW).astimezone(UTC)
    return is_open(make_calendar(shop, TODAY), MOSCOW, now)


def test_x_13_holidays_are_closed_in_this_year_and_the_next() -> None:
    shop = make_shop(hours="Mon-Sun 09:00-21:00", holidays="RU")
    assert not open_at(shop, 2027, 1, 1, 12)
    assert not open_at(shop, 2026, 5, 9, 12)
    assert open_at(shop, 2026, 11, 23, 12)
    assert open_at(shop.model_copy(update={"holidays": ""}), 2027, 1, 1, 12)


def test_x_13_the_shops_own_exceptions_win_over_holidays() -> None:
    days = {date(2027, 1, 1): "12:00-14:00", date(2026, 11, 24): "closed", date(2026, 11, 25): ""}
    shop = make_shop(hours="Mon-Sun 09:00-21:00", holidays="RU", exceptions=days)
    assert open_at(shop, 2027, 1, 1, 12)
    assert not open_at(shop, 2027, 1, 1, 15)
    assert not open_at(shop, 2026, 11, 24, 12)
    assert not open_at(shop, 2026, 11, 25, 12)


def test_a_special_day_may_have_a_break() -> None:
    shop = make_shop(exceptions={TODAY: "10:00-13:00, 14:00-16:00"})
    assert make_calendar(shop, TODAY).on(TODAY) == (Interval(600, 780), Interval(840, 960))


def test_x_13_a_region_has_its_own_holidays() -> None:
    bavaria, berlin = make_shop(holidays="DE-BY"), make_shop(holidays="DE-BE")
    epiphany = date(2027, 1, 6)
    assert make_calendar(bavaria, TODAY).on(epiphany) == ()
    assert make_calendar(berlin, TODAY).on(epiphany) != ()


def test_x_13_the_rules_are_made_anew_with_the_day_so_that_coming_years_have_holidays(settings: Settings) -> None:
    clock = TurnedClock(datetime(2026, 12, 31, 12, tzinfo=UTC))
    shop = replace(settings, shop=make_shop(holidays="RU"))
    book = Rulebook(lambda: shop, clock)
    first = book.rules()
    assert book.rules() is first
    clock.turn(86400 * 365 * 5)
    later = book.rules()
    assert later is not first
    assert later.hours.calendar.on(date(2032, 1, 1)) == ()
