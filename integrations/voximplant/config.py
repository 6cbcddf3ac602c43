"""The section ``[voximplant]`` and what must be in it."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, StringConstraints

from integrations.neighbour import Section
from integrations.voximplant.identity import ApiKey, Identity, ServiceAccount, read_service_account

NOTHING = SecretStr("")


def _address(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("must begin with https:// (or http:// on this machine)")
    return url.rstrip("/")


def _number(text: str) -> str:
    """A number as ``callPSTN`` takes it: digits, at most a plus in front, no spaces."""
    bare = text.translate(str.maketrans("", "", " -()\u00a0"))
    if bare and not (bare.removeprefix("+").isascii() and bare.removeprefix("+").isdigit()):
        raise ValueError("must be a phone number in international form")
    return bare


class VoximplantSection(Section):
    """Either ``account_id`` with ``api_key``, or a service account (the panel's key file, or its content).

    ``application_id`` or ``application_name`` are needed to deploy the scenario only. ``callback_salt`` opens the
    account's own callbacks. ``low_balance`` is in the account's currency. ``requests_per_second`` limits all
    requests; 0: no limit. ``connect_rule_id``: the rule that connects sellers with customers; 0: nobody is.
    """

    # A mistyped secret must not be quoted by the error message.
    model_config = ConfigDict(hide_input_in_errors=True)

    api_url: Annotated[str, AfterValidator(_address)] = "https://api.voximplant.com"
    account_id: int = 0
    api_key: SecretStr = NOTHING
    service_account: SecretStr = NOTHING
    service_account_file: str = ""
    rule_id: int = 0
    connect_rule_id: int = 0
    caller_id: Annotated[str, AfterValidator(_number)] = ""
    callback_secret: SecretStr = NOTHING
    callback_salt: SecretStr = NOTHING
    application_id: int = 0
    application_name: str = ""
    sms_sender: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    low_balance: Decimal | None = None
    requests_per_second: Annotated[float, Field(ge=0)] = 5


def identify(section: VoximplantSection) -> Identity:
    """Who we are to the API; a service account wins over a key. Raises ValueError when it cannot be read."""
    if text := section.service_account.get_secret_value():
        return ServiceAccount(read_service_account(text))
    if section.service_account_file:
        return ServiceAccount(read_service_account(_read(section.service_account_file)))
    return ApiKey(section.account_id, section.api_key.get_secret_value())


def find_mistakes(section: VoximplantSection) -> list[tuple[str, str]]:
    """What is missing. Without anything of the calls' part, a sender name makes it a gateway for SMS only."""
    return _credentials(section) + _calls(section)


def _credentials(section: VoximplantSection) -> list[tuple[str, str]]:
    if section.service_account.get_secret_value() or section.service_account_file:
        key = "service_account" if section.service_account.get_secret_value() else "service_account_file"
        try:
            identify(section)
        except ValueError as error:
            return [(key, str(error))]
        return []
    missing = [] if section.account_id else [("account_id", "the account's number is missing")]
    if not section.api_key.get_secret_value():
        missing.append(("api_key", "an API key or a service account is missing"))
    return missing


def _calls(section: VoximplantSection) -> list[tuple[str, str]]:
    needed = {
        "rule_id": (section.rule_id, "the routing rule that starts our scenario is missing"),
        "caller_id": (section.caller_id, "the number that customers see is missing"),
        "callback_secret": (section.callback_secret.get_secret_value(), "the scenario cannot be trusted without it"),
    }
    if section.sms_sender and not any(value for value, _ in needed.values()):
        return []
    return [(key, why) for key, (value, why) in needed.items() if not value]


def _read(path: str) -> str:
    try:
        return Path(path).expanduser().read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"the key file cannot be read: {error.strerror}") from None
