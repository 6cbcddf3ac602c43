"""The section ``[store_webhook]`` of ``ringdesk.toml``."""

from pydantic import ConfigDict, SecretStr

from desk.signing import PREFIX, unpack
from integrations.neighbour import Section
from integrations.store_webhook.address import find_fault


class StoreWebhook(Section):
    """``source`` as in ``[sources.<name>]``: whose orders the store is told about."""

    # A mistyped secret must not be quoted by the error message.
    model_config = ConfigDict(hide_input_in_errors=True)

    url: str = ""
    secret: SecretStr = SecretStr("")
    source: str = "site"
    allow_private: bool = False


def find_mistakes(section: StoreWebhook) -> list[tuple[str, str]]:
    """What is missing or wrong, as (key, message). Names are looked up when a message is sent, not here."""
    found = {
        "url": find_fault(section.url, private=section.allow_private) if section.url else "missing: where to send",
        "secret": _fault_of(section.secret.get_secret_value()),
        "source": "" if section.source else "missing: the name of a source, as in [sources.site]",
    }
    return [(key, why) for key, why in found.items() if why]


def _fault_of(secret: str) -> str:
    if not secret:
        return "missing: what both sides sign with, whsec_<base64> of at least 24 random bytes"
    if secret.startswith(PREFIX) and not unpack(secret):
        return "what follows whsec_ is no base64"
    return ""
