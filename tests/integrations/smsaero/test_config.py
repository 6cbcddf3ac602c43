"""The section in ringdesk.toml."""

import pytest
from pydantic import ValidationError

from integrations.smsaero import NEIGHBOUR
from integrations.smsaero.config import SmsaeroSection


def test_everything_that_sending_needs_is_named_together() -> None:
    assert [key for key, _ in NEIGHBOUR.mistakes(SmsaeroSection())] == ["email", "api_key", "sender"]
    whole = {"email": "shop@example.com", "api_key": "key", "sender": "MYSHOP"}
    assert NEIGHBOUR.mistakes(SmsaeroSection.model_validate(whole)) == []


def test_the_address_is_the_services_own_until_it_is_changed() -> None:
    assert SmsaeroSection().api_url == "https://gate.smsaero.ru"
    assert SmsaeroSection.model_validate({"api_url": "http://127.0.0.1:9/"}).api_url == "http://127.0.0.1:9"
    with pytest.raises(ValidationError):
        SmsaeroSection.model_validate({"api_url": "gate.smsaero.ru"})


def test_secrets_are_not_shown() -> None:
    assert "hush" not in repr(SmsaeroSection.model_validate({"api_key": "hush", "report_key": "hush"}))
