"""Webhook mode, end to end: Telegram's side sets it, delivers with the secret, and is answered."""

from pathlib import Path

from bot.app.clock import SystemClock
from bot.app.composition import build_app
from bot.app.running import Desk
from bot.settings.loading import load_settings
from integrations.registry import NEIGHBOURS
from sandbox.telegram.fake import TOKEN
from tests.bot.telegram_room import ANNA, GROUP, Town

SECRET = "a-secret_path-0123456789"
TOML = """
[server]
port = {port}
public_url = "http://127.0.0.1:{port}"
[database]
url = "{database}"
[telegram]
token = "{token}"
api_url = "{api}"
mode = "webhook"
webhook_secret = "{secret}"
sellers_chat = {group}
"""


async def test_updates_come_by_webhook(town: Town, tmp_path: Path, database_url: str, unused_tcp_port: int) -> None:
    file = tmp_path / "ringdesk.toml"
    given = {"port": unused_tcp_port, "database": database_url, "token": TOKEN, "api": town.fake.url}
    file.write_text(TOML.format(secret=SECRET, group=GROUP, **given))
    sections = {name: neighbour.section for name, neighbour in NEIGHBOURS.items()}
    desk = Desk(build_app(load_settings(sections, file, {}), SystemClock()))
    await desk.start()
    await town.see(lambda: town.calls("setWebhook"))
    town.control.say(ANNA, ANNA, "/help")
    await town.see(lambda: [it for it in town.seen(ANNA) if it.from_bot])
    assert town.calls("getUpdates") == []
    await desk.stop()
