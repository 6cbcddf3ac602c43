"""One history of all fakes: every request, answer and happening, in the order the world saw them."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """``what`` is the fake's own word: ``request``, ``answer``, ``dialled``, ``sms`` …"""

    n: int
    at: str  # world time, ISO 8601, UTC
    monotonic: float
    who: str
    what: str
    data: dict[str, Any] = field(default_factory=dict)


class History:
    """Append-only; kept in memory and, when a path is given, written through as JSON lines."""

    def __init__(self, path: Path | None = None) -> None:
        self.entries: list[Entry] = []
        self._file = path.open("a", encoding="utf-8") if path else None
        self._grown = asyncio.Event()

    def add(self, at: str, who: str, what: str, **data: Any) -> Entry:
        entry = Entry(len(self.entries), at, time.monotonic(), who, what, data)
        self.entries.append(entry)
        if self._file:
            self._file.write(json.dumps(asdict(entry), ensure_ascii=False, default=str) + "\n")
            self._file.flush()
        grown, self._grown = self._grown, asyncio.Event()
        grown.set()
        return entry

    def find(self, who: str, what: str, **wanted: Any) -> list[Entry]:
        """Entries of one fake whose data hold all the ``wanted`` values."""
        return list(self._matching(who, what, wanted))

    async def wait_for(self, seen: Callable[[], Any], timeout: float = 10.0) -> Any:  # noqa: ASYNC109
        """Return the first truthy ``seen()``; it is asked again whenever the history grows.

        Raises TimeoutError after ``timeout`` real seconds.
        """
        async with asyncio.timeout(timeout):
            while not (result := seen()):
                await self._grown.wait()
            return result

    def _matching(self, who: str, what: str, wanted: dict[str, Any]) -> Iterator[Entry]:
        for entry in self.entries:
            if (
                entry.who == who
                and entry.what == what
                and all(entry.data.get(key) == value for key, value in wanted.items())
            ):
                yield entry
