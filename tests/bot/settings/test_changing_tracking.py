"""What is chosen of call tracking after it was connected holds at once, over the file (CR-09)."""

from datetime import date, timedelta

import pytest

from bot.app.tracking import read_wishes
from bot.settings.changeable import names_of, read_value, write_value
from bot.settings.loading import Settings, load_settings
from desk.errors import Rejected
from desk.tracking.wishes import Wishes
from integrations.registry import NEIGHBOURS

TODAY = date(2026, 5, 12)


@pytest.fixture
def settings() -> Settings:
    return load_settings({name: it.section for name, it in NEIGHBOURS.items()}, None, {})


def test_cr_09_each_choice_becomes_a_wish_and_a_dash_leaves_it_to_the_crm(settings: Settings) -> None:
    """S1-04."""
    typed = {"order_site": "outlet", "order_status": "new", "order_manager": "28", "customer_manager": "7"}
    typed |= {"lead_delay": "2m", "deal_update_delay": "1h", "match_depth": "30d"}
    assert list(names_of(settings, "tracking")) == [f"calltouch.{name}" for name in typed]
    changed = settings
    for name, value in typed.items():
        changed = read_value(changed, f"calltouch.{name}", value, TODAY)
        assert write_value(changed, f"calltouch.{name}") == value
    wished = read_wishes(changed)
    assert (wished.site, wished.status, wished.order_manager, wished.customer_manager) == ("outlet", "new", 28, 7)
    assert (wished.lead_delay, wished.match_depth) == (timedelta(minutes=2), timedelta(days=30))
    for name in ("order_site", "order_status", "order_manager", "customer_manager"):
        changed = read_value(changed, f"calltouch.{name}", "-", TODAY)
        assert write_value(changed, f"calltouch.{name}") == ""
    assert read_wishes(changed).order_manager == Wishes().order_manager


@pytest.mark.parametrize(
    ("name", "typed"),
    [("order_manager", "Anna"), ("order_manager", "-5"), ("lead_delay", "soon"), ("order_site", "<b>"), ("token", "x")],
)
def test_cr_09_what_cannot_be_is_refused(settings: Settings, name: str, typed: str) -> None:
    """A key is no setting of the chat's."""
    with pytest.raises(Rejected):
        read_value(settings, f"calltouch.{name}", typed, TODAY)
