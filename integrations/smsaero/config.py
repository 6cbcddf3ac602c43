"""The section ``[smsaero]`` of ``ringdesk.toml``."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, SecretStr

from integrations.neighbour import Section

NOTHING = SecretStr("")


def _address(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("must begin with https:// (or http:// on this machine)")
    return url.rstrip("/")


class SmsaeroSection(Section):
    """``sender`` is an approved sign. ``report_key`` is any secret of ours; empty: no reports at all."""

    # A mistyped secret must not be quoted by the error message.
    model_config = ConfigDict(hide_input_in_errors=True)

    api_url: Annotated[str, AfterValidator(_address)] = "https://gate.smsaero.ru"
    email: str = ""
    api_key: SecretStr = NOTHING
    sender: str = ""
    report_key: SecretStr = NOTHING


def find_mistakes(section: SmsaeroSection) -> list[tuple[str, str]]:
    """What is missing for sending."""
    needed = {
        "email": (section.email, "the e-mail of the account is missing"),
        "api_key": (section.api_key.get_secret_value(), "the API key is missing"),
        "sender": (section.sender, "the sign is missing: nothing is sent without an approved one"),
    }
    return [(key, why) for key, (value, why) in needed.items() if not value]
