"""The section in ringdesk.toml."""

import pytest
from pydantic import ValidationError

from integrations.smsc import NEIGHBOUR
from integrations.smsc.config import SmscSection


def mistakes(**keys: str) -> list[str]:
    return [key for key, _ in NEIGHBOUR.mistakes(SmscSection.model_validate(keys))]


def test_a_key_or_a_login_with_its_password_is_needed() -> None:
    assert mistakes() == ["login", "password"]
    assert mistakes(login="shop") == ["password"]
    assert mistakes(login="shop", password="pass") == []
    assert mistakes(api_key="key") == []


def test_an_address_needs_its_scheme_and_loses_its_slash() -> None:
    assert SmscSection.model_validate({"api_url": "https://smsc.kz/"}).api_url == "https://smsc.kz"
    with pytest.raises(ValidationError):
        SmscSection.model_validate({"api_url": "smsc.ru"})


def test_secrets_are_not_shown_by_mistakes_or_prints() -> None:
    section = SmscSection.model_validate({"password": "hush", "api_key": "hush", "callback_secret": "hush"})
    assert "hush" not in repr(section)
    with pytest.raises(ValidationError) as error:
        SmscSection.model_validate({"pasword": "hush"})
    assert "hush" not in str(error.value)
