"""A real desk under measurement: ``python -m bench.desk CONFIG [--no-limits]``.

``--no-limits``: the seconds by which it keeps the limits of its neighbours pass a thousand times as fast.
"""

import sys
from datetime import datetime
from pathlib import Path

import uvloop

from bot.app.clock import SystemClock
from bot.app.gates import OPEN
from bot.app.main import all_secrets, serve
from bot.cli.setting_up import look_at_settings
from bot.logs import set_up_logs
from bot.settings.loading import Settings
from desk.ports import Clock
from storage.schema import migrate

HASTE = 1000


class Hasty:
    """The time of day is true, intervals are not."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def monotonic(self) -> float:
        return self._clock.monotonic() * HASTE

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)


def read_settings(config: Path) -> Settings:
    settings, mistakes = look_at_settings(config)
    if settings is None:
        raise SystemExit(str(mistakes))
    set_up_logs(all_secrets(settings), level="WARNING")
    migrate(settings.database.url)
    return settings


if __name__ == "__main__":
    clock: Clock = Hasty(SystemClock()) if "--no-limits" in sys.argv else SystemClock()
    uvloop.run(serve(read_settings(Path(sys.argv[1])), clock, OPEN))
