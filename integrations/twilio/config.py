"""The section ``[twilio]`` of ``ringdesk.toml``."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, SecretStr

from integrations.neighbour import Section

NOTHING = SecretStr("")


def _address(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("must begin with https:// (or http:// on this machine)")
    return url.rstrip("/")


class TwilioSection(Section):
    """``from_number`` is a number of the account or an alphanumeric sender; or ``messaging_service_sid``, not both.

    ``auth_token`` also signs the callbacks, so the secret of an API key cannot stand in its place.
    """

    # A mistyped secret must not be quoted by the error message.
    model_config = ConfigDict(hide_input_in_errors=True)

    api_url: Annotated[str, AfterValidator(_address)] = "https://api.twilio.com"
    account_sid: str = ""
    auth_token: SecretStr = NOTHING
    from_number: str = ""
    messaging_service_sid: str = ""

    def sender(self) -> dict[str, str]:
        """The field that names who sends."""
        if self.messaging_service_sid:
            return {"MessagingServiceSid": self.messaging_service_sid}
        return {"From": self.from_number}


def find_mistakes(section: TwilioSection) -> list[tuple[str, str]]:
    """What is missing or contradictory for sending."""
    needed = {
        "account_sid": (section.account_sid, "the account's SID is missing"),
        "auth_token": (section.auth_token.get_secret_value(), "the account's token is missing"),
        "from_number": (
            section.from_number or section.messaging_service_sid,
            "who sends? A number, a sender name, or messaging_service_sid is missing",
        ),
    }
    found = [(key, why) for key, (value, why) in needed.items() if not value]
    if section.from_number and section.messaging_service_sid:
        found.append(("messaging_service_sid", "give either from_number or messaging_service_sid, not both"))
    return found
