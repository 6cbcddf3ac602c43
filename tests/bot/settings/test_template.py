"""A process can be shared."""

from pathlib import Path

from bot.settings.loading import load_settings
from bot.settings.template import write_template
from integrations.registry import NEIGHBOURS

WRITTEN = """
[server]
public_url = "https://desk.example.com"
api_token = "very-secret-token"
[telegram]
token = "42:very-secret"
sellers_chat = -100500
[shop]
hours = "Mon-Fri 10:00-19:00"
[shop.exceptions]
2026-12-31 = "closed"
[sources.site]
secret = "very-secret-source"
ref = ["order_id", "phone"]
[calls]
use = "voximplant"
retry_after = "45m"
[voximplant]
account_id = 77
api_key = "very-secret-key"
[texts]
campaign = "Второй ремешок в подарок"
"""


def load(file: Path):  # type: ignore[no-untyped-def]
    return load_settings({name: it.section for name, it in NEIGHBOURS.items()}, file, {})


def test_s0_57_the_process_can_be_shared_without_a_secret(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(WRITTEN, "utf-8")
    text = write_template(load(tmp_path / "mine.toml"))
    assert not any(own in text for own in ("very-secret", "100500", "77", "desk.example.com"))
    (tmp_path / "theirs.toml").write_text(text, "utf-8")
    theirs = load(tmp_path / "theirs.toml")
    assert theirs.calls.retry_after.total_seconds() == 45 * 60
    assert (theirs.shop.hours, theirs.calls.use) == ("Mon-Fri 10:00-19:00", "voximplant")
    assert theirs.sources["site"].refs == ("order_id", "phone")
    assert theirs.texts.campaign == "Второй ремешок в подарок"
    assert list(theirs.shop.exceptions.values()) == ["closed"]
