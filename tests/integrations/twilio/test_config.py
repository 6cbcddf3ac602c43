"""The section in ringdesk.toml."""

import pytest
from pydantic import ValidationError

from integrations.twilio import NEIGHBOUR
from integrations.twilio.config import TwilioSection

ACCOUNT = {"account_sid": "AC01", "auth_token": "token"}


def mistakes(**keys: str) -> list[str]:
    return [key for key, _ in NEIGHBOUR.mistakes(TwilioSection.model_validate(keys))]


def test_everything_that_sending_needs_is_named_together() -> None:
    assert mistakes() == ["account_sid", "auth_token", "from_number"]
    assert mistakes(**ACCOUNT, from_number="+12025550100") == []
    assert mistakes(**ACCOUNT, messaging_service_sid="MG01") == []


def test_two_senders_are_one_too_many() -> None:
    assert mistakes(**ACCOUNT, from_number="SHOP", messaging_service_sid="MG01") == ["messaging_service_sid"]


def test_secrets_are_not_shown_and_addresses_need_a_scheme() -> None:
    assert "hush" not in repr(TwilioSection.model_validate({"auth_token": "hush"}))
    with pytest.raises(ValidationError):
        TwilioSection.model_validate({"api_url": "api.twilio.com"})
