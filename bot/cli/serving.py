"""``run``, ``demo``, ``send-order``."""

import gc
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class DemoStore(StrEnum):
    """Stores that the demo can have."""

    CMS = "cms"
    SHOPIFY = "shopify"
    BITRIX_SITE = "bitrix-site"


def run(
    context: typer.Context,
    clock_file: Annotated[Path | None, typer.Option(hidden=True, help="The demo's clock.")] = None,
    level: Annotated[str, typer.Option(help="DEBUG, INFO, WARNING or ERROR.")] = "INFO",
) -> None:
    """Migrate the database, then serve: intake, workers, clock, bot."""
    gc.disable()  # what is imported stays; once all is built, the desk sets it aside and collects again
    from bot.app.main import run_desk
    from bot.cli.output import WRONG, stop
    from bot.cli.setting_up import read_settings
    from bot.settings.loading import BadSettings
    from desk.errors import DeskError

    settings = read_settings(context.obj)
    try:
        run_desk(settings, clock_file, level)
    except DeskError as error:
        stop(error.reason)
    except BadSettings as bad:
        stop(str(bad), WRONG)


def demo(
    port: Annotated[int, typer.Option(help="Where the page is served.")] = 8080,
    speed: Annotated[float, typer.Option(min=0.1, max=3600, help="World seconds in one real second.")] = 1.0,
    store: Annotated[DemoStore, typer.Option(help="Whose orders are kept in step with deals.")] = DemoStore.CMS,
    as_json: Annotated[bool, typer.Option("--json", help="First line: all addresses and tokens as JSON.")] = False,
) -> None:
    """The whole desk on a sandbox of its neighbours: no account, no token, no question."""
    import asyncio

    from bot.app.demo import run_demo

    asyncio.run(run_demo(port, speed, store.value, as_json=as_json))


def send_order(
    context: typer.Context,
    source: Annotated[str, typer.Option(help="The source whose secret signs it; otherwise the first one.")] = "",
    file: Annotated[Path | None, typer.Option(help="A JSON order; otherwise a sample.")] = None,
    url: Annotated[str, typer.Option(help="The desk's address; otherwise that of the settings.")] = "",
) -> None:
    """Post a signed order to a running desk."""
    from bot.app.sending import send_sample
    from bot.cli.output import WRONG, stop
    from bot.cli.setting_up import read_settings, run_async

    settings = read_settings(context.obj)
    name = source or next(iter(settings.sources), "")
    if name not in settings.sources or not settings.sources[name].secrets:
        stop(f"there is no source {name!r} with a secret in the settings", WRONG)
    if file and not file.is_file():
        stop(f"there is no file {file}", WRONG)
    body = file.read_bytes() if file else None
    base = url or f"http://{settings.server.host}:{settings.server.port}"
    status, answer = run_async(lambda: send_sample(base, name, settings.sources[name].secrets[0], body))
    typer.echo(answer)
    if status not in (200, 202):
        raise typer.Exit(1)
