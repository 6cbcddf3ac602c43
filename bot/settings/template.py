"""A shop's process, to be shared: hours, pauses, texts and connections, without secrets and without whose they are."""

from typing import Any

import tomli_w
from pydantic import BaseModel, SecretStr

from bot.settings.loading import Settings
from bot.settings.sections import OWN

# Which chat, which account, which address: another shop has its own.
OWN_TO_A_SHOP = frozenset(
    {
        "account_id", "account_name", "account_sid", "admins", "application_id", "caller_id", "client_id", "email",
        "from_number", "login", "old_until", "portal", "public_url", "rule_id", "sellers_chat", "sellers_thread", "url",
    }
)  # fmt: skip


def write_template(settings: Settings) -> str:
    """TOML that ``ringdesk check`` accepts once the new shop's own values are filled in."""
    sections: dict[str, Any] = {name: _plain(getattr(settings, name)) for name in OWN if name != "database"}
    sections["sources"] = {name: _plain(source) for name, source in settings.sources.items()}
    sections |= {"answers": settings.answers, "macros": {name: list(steps) for name, steps in settings.macros.items()}}
    sections |= {name: _plain(section) for name, section in settings.neighbours.items() if name in settings.given}
    return tomli_w.dumps({name: values for name, values in sections.items() if values})


def _plain(section: BaseModel) -> dict[str, Any]:
    """What was set and may be shared, as TOML can say it."""
    shared = {name for name in section.model_fields_set if name not in OWN_TO_A_SHOP and not _secret(section, name)}
    return section.model_dump(mode="json", include=shared, exclude_none=True)


def _secret(section: BaseModel, name: str) -> bool:
    value = getattr(section, name)
    several = value if isinstance(value, tuple) else (value,)
    return any(isinstance(it, SecretStr) for it in several)
