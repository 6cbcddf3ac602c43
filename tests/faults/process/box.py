"""The stable's inside, a process of its own: everything heavy is imported once, then a desk is forked per order line.

``python -m tests.faults.process.box`` answers ``{"pid": 7, "number": 1}`` at a birth, ``{"pid": 7, "ended": -9}``.
"""

import gc
import json
import os
import select
import signal
import sys
import traceback
from pathlib import Path

import anyio._backends._asyncio
import apscheduler.executors.asyncio
import apscheduler.triggers.interval
import httpcore
from sqlalchemy.engine import make_url

from bot.app.clock import SharedClock, SteadyClock
from bot.app.main import serve_desk
from bot.cli.setting_up import look_at_settings
from bot.texts.catalogue import LANGUAGES, translations
from desk.leads.cities import zone_of_city
from desk.phone import dialable
from desk.ports import Clock
from tests.faults.process.kill_points import KillPoints
from tests.faults.process.orders import DeskOrder, read_order
from tests.flows.clock import EPOCH

LOADED_LATE = (
    anyio._backends._asyncio,
    apscheduler.executors.asyncio,
    apscheduler.triggers.interval,
    httpcore,
)


class WorldSeconds(SharedClock):
    """In a world whose seconds are short, so are those of limits and breakers."""

    def monotonic(self) -> float:
        return (self.now() - EPOCH).total_seconds()


def main() -> None:
    warm_up()
    births: dict[int, int] = {}  # a descriptor of the process -> its id
    while True:
        readable, _, _ = select.select([0, *births], [], [])
        for descriptor in readable:
            if descriptor:
                bury(births.pop(descriptor), descriptor)
            elif line := sys.stdin.readline():
                births |= bear(read_order(line), list(births))
            else:
                clear(births)
                return


def warm_up() -> None:
    """What a first use loads, and what the collector need not look through in every child."""
    dialable("+7 916 123-45-67", "RU", False)
    zone_of_city("Москва")
    for language in LANGUAGES:
        translations(language)
    say(ready=True)
    gc.collect()
    gc.freeze()


def bear(order: DeskOrder, siblings: list[int]) -> dict[int, int]:
    pid = os.fork()
    if not pid:
        live(order, siblings)
    say(pid=pid, number=order.number)
    return {os.pidfd_open(pid): pid}


def bury(pid: int, descriptor: int) -> None:
    os.close(descriptor)
    _, status = os.waitpid(pid, 0)
    say(pid=pid, ended=os.waitstatus_to_exitcode(status))


def clear(births: dict[int, int]) -> None:
    """Nobody is there any more to stop them."""
    for pid in births.values():
        os.kill(pid, signal.SIGKILL)


def live(order: DeskOrder, siblings: list[int]) -> None:
    """The child: never returns."""
    status = 1
    try:
        settle_in(order, siblings)
        run(order)
        status = 0
    finally:
        if status:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(status)


def settle_in(order: DeskOrder, siblings: list[int]) -> None:
    for descriptor in siblings:
        os.close(descriptor)
    log = os.open(order.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
        os.set_inheritable(target, True)


def run(order: DeskOrder) -> None:
    settings, mistakes = look_at_settings(Path(order.config))
    if settings is None or mistakes:
        raise ValueError(f"the settings are wrong: {mistakes}")
    clock = choose_clock(order, Path(order.clock_file))
    wal = Path(f"{make_url(settings.database.url).database}-wal")
    points = KillPoints(order.kill_at, Path(order.points_file), Path(order.trap), wal)
    serve_desk(settings, clock, order.level, points.gates)


def choose_clock(order: DeskOrder, file: Path) -> Clock:
    if order.steady:
        return SteadyClock(SharedClock(file).now)
    return WorldSeconds(file) if order.world_seconds else SharedClock(file)


def say(**what: int | bool) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201 - this is how it answers


if __name__ == "__main__":
    main()
