"""``ringdesk connect calltouch-retailcrm``: what is wished is kept, and a running desk does it (CR-04)."""

import sys
from pathlib import Path

import typer

from bot.app.linking import UNREADABLE, check_keys, connect_keys, disconnect_keys, retry_keys
from bot.app.tracked import tracker_section
from bot.cli.output import WRONG, printable, show_json, stop
from bot.cli.setting_up import clock, read_settings, with_books
from bot.settings.loading import Settings
from desk.errors import Rejected
from desk.leads.model import COMMAND_LINE
from desk.tracking.connection import Connection
from integrations.retailcrm import origin_of

NEXT = "a running desk sets it up within seconds, or the next one that starts; see: ringdesk integrations list"


def show_address(typed: str) -> None:
    """Nobody is asked. Ends with 1 where no host is named (CR-02)."""
    url = origin_of(typed)
    if not url:
        stop(UNREADABLE)
    show_json({"url": url})


def connect(config: Path | None, url: str, api_key: str, site_id: int, token: str) -> None:
    """What is missing is taken from the settings file, or asked for at a terminal."""
    settings, now = read_settings(config), clock().now()
    typed = (url or _ask("Address of RetailCRM"), api_key or _ask("API key of RetailCRM", hide=True))
    try:
        keys = check_keys(*typed, *_tracker_of(settings, site_id, token))
    except Rejected as error:
        stop(error.reason)
    _tell(with_books(config, lambda books: connect_keys(books, keys, COMMAND_LINE, now), write=True))


def try_again(config: Path | None) -> None:
    now = clock().now()
    _tell(with_books(config, lambda books: retry_keys(books, COMMAND_LINE, now), write=True))


def disconnect(config: Path | None) -> None:
    now = clock().now()
    with_books(config, lambda books: disconnect_keys(books, COMMAND_LINE, now), write=True)
    typer.echo("disconnected; a running desk lets go of it within seconds")


def _tracker_of(settings: Settings, site_id: int, token: str) -> tuple[str, str]:
    written = tracker_section(settings)
    number = str(site_id or written.site_id or _ask("Number of the Calltouch cabinet"))
    return number, token or written.token.get_secret_value() or _ask("Token of Calltouch", hide=True)


def _ask(what: str, *, hide: bool = False) -> str:
    """Ends with 2 where nobody can be asked."""
    if not sys.stdin.isatty():
        stop(f"{what} is missing, see --help", WRONG)
    return str(typer.prompt(what, hide_input=hide))


def _tell(made: Connection) -> None:
    typer.echo(f"{printable(made.keys.url)}: {made.state}")
    typer.echo(NEXT)
