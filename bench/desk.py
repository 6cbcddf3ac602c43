"""A real desk under measurement: ``python -m bench.desk CONFIG [--no-limits]``.

``--no-limits``: those of Telegram are not kept until a file ``limits`` stands beside the settings.
"""

import sys
from dataclasses import replace
from pathlib import Path

import uvloop

from bot.app.clock import SystemClock
from bot.app.discretion import all_secrets
from bot.app.gates import OPEN
from bot.app.main import serve
from bot.cli.setting_up import look_at_settings
from bot.courier.limits import Limits, Precedence
from bot.logs import set_up_logs
from bot.settings.loading import Settings
from storage.schema import migrate


class LateLimits(Limits):
    """Nobody waits for a turn, until somebody makes the file."""

    file: Path

    def wait(self, chat_id: int, precedence: Precedence, now: float) -> float:
        return super().wait(chat_id, precedence, now) if self.file.exists() else 0.0

    def forecast(self, group_id: int, precedence: Precedence, now: float, place: int) -> float:
        return super().forecast(group_id, precedence, now, place) if self.file.exists() else 0.0


def read_settings(config: Path) -> Settings:
    settings, mistakes = look_at_settings(config)
    if settings is None:
        raise SystemExit(str(mistakes))
    set_up_logs(all_secrets(settings), level="WARNING")
    migrate(settings.database.url)
    return settings


if __name__ == "__main__":
    config = Path(sys.argv[1])
    LateLimits.file = config.with_name("limits")
    gates = replace(OPEN, limits=LateLimits) if "--no-limits" in sys.argv else OPEN
    uvloop.run(serve(read_settings(config), SystemClock(), gates))
