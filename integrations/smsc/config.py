"""The section ``[smsc]`` of ``ringdesk.toml``."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, SecretStr

from integrations.neighbour import Section

NOTHING = SecretStr("")


def _address(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("must begin with https:// (or http:// on this machine)")
    return url.rstrip("/")


class SmscSection(Section):
    """``api_key``, or ``login`` with ``password``. An empty ``callback_secret`` closes ``/hooks/smsc``."""

    # A mistyped secret must not be quoted by the error message.
    model_config = ConfigDict(hide_input_in_errors=True)

    api_url: Annotated[str, AfterValidator(_address)] = "https://smsc.ru"
    login: str = ""
    password: SecretStr = NOTHING
    api_key: SecretStr = NOTHING
    sender: str = ""
    callback_secret: SecretStr = NOTHING

    def credentials(self) -> dict[str, str]:
        """The fields that open the account; the key wins over the password."""
        if key := self.api_key.get_secret_value():
            return {"apikey": key}
        return {"login": self.login, "psw": self.password.get_secret_value()}


def find_mistakes(section: SmscSection) -> list[tuple[str, str]]:
    """What is missing for sending."""
    if section.api_key.get_secret_value():
        return []
    missing = [] if section.login else [("login", "the login of the account is missing (or api_key)")]
    if not section.password.get_secret_value():
        missing.append(("password", "the password of the account is missing (or api_key)"))
    return missing
