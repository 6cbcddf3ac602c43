"""The town and its time."""

from pathlib import Path
from typing import Any

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.world import access, connection
from sandbox.world.clock_file import write_clock
from sandbox.world.town import Town


class World(Town):
    """``clock_file`` tells the time to a desk in another process; ``start``, ``set_speed`` and ``jump`` rewrite it."""

    def __init__(
        self,
        clock: WorldClock,
        history: History,
        public_url: str,
        *,
        clock_file: Path | None = None,
        seed: int = 1,
        team: bool = False,
        store: str = "",
        crm: str = "bitrix24",
        tracker: bool = False,
    ) -> None:
        super().__init__(clock, history, public_url, seed, team=team, store=store, crm=crm, tracker=tracker)
        self.clock_file = clock_file

    async def start(self, host: str = "127.0.0.1") -> None:
        await super().start(host)
        self._tell_time()

    def set_speed(self, speed: float) -> None:
        """World seconds in one real second; 0 stands still. Raises ValueError below that."""
        if speed < 0:
            raise ValueError("time runs forward only")
        self.clock.set_speed(speed)
        self._tell_time()

    def jump(self, seconds: float) -> None:
        """Raises ValueError for a jump back: what has happened stays in the past."""
        if seconds < 0:
            raise ValueError("time runs forward only")
        self.clock.jump(seconds)
        self._tell_time()

    def note(self, what: str, **data: Any) -> None:
        """Write down what was done to the world itself."""
        self.history.add(self.clock.now().isoformat(), "world", what, **data)

    def settings(self, *, host: str, port: int, database_url: str) -> dict[str, Any]:
        """The content of ``ringdesk.toml`` for a desk that listens on ``host`` and ``port``; start the world first."""
        return connection.settings(self, host, port, database_url)

    def describe(self, desk_url: str, api_token: str = access.API_TOKEN) -> dict[str, Any]:
        """Addresses and tokens of everything, as ``ringdesk demo --json`` prints them; start the world first."""
        return connection.describe(self, desk_url, api_token)

    def _tell_time(self) -> None:
        if self.clock_file:
            write_clock(self.clock_file, self.clock)
