"""The section in ringdesk.toml."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from integrations.calltouch import NEIGHBOUR, Calltouch


def test_everything_that_is_needed_is_named_together() -> None:
    assert [key for key, _ in NEIGHBOUR.mistakes(Calltouch())] == ["site_id", "token"]
    assert NEIGHBOUR.mistakes(Calltouch.model_validate({"site_id": 1, "token": "t"})) == []


@pytest.mark.parametrize("secret", ["with/slash", "with space", "with?mark", "кириллица", "100%"])
def test_a_secret_that_cannot_stand_in_an_address_is_a_mistake(secret: str) -> None:
    section = Calltouch.model_validate({"site_id": 1, "token": "t", "webhook_secret": secret})
    [(key, why)] = NEIGHBOUR.mistakes(section)
    assert key == "webhook_secret" and secret not in why


def test_the_delays_are_those_of_the_rules_until_they_are_changed() -> None:
    usual = Calltouch()
    assert usual.lead_delay == timedelta(seconds=60)
    assert usual.deal_update_delay == timedelta(minutes=30)
    assert usual.match_depth == timedelta(minutes=525600)
    assert usual.setup_timeout == timedelta(minutes=5)
    assert Calltouch.model_validate({"lead_delay": "2s", "match_depth": "30d"}).match_depth == timedelta(days=30)


@pytest.mark.parametrize(
    "wrong",
    [
        {"timezone": "Moscow"},
        {"timezone": "../etc"},
        {"api_url": "api.calltouch.ru"},
        {"lead_delay": "soon"},
        {"match_depth": "0s"},
        {"requests_per_second": 0},
        {"site_id": -1},
        {"order_manager": "Anna"},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Calltouch.model_validate(wrong)


def test_secrets_are_not_shown() -> None:
    assert "hush" not in repr(Calltouch.model_validate({"token": "hush", "webhook_secret": "hush"}))
