"""Where a neighbour keeps what must survive a restart."""

from collections.abc import Mapping
from typing import Any


class NoVault:
    """Nothing of this neighbour must survive a restart."""

    async def load(self, key: str) -> dict[str, Any] | None:
        raise AssertionError(key)

    async def keep(self, key: str, value: Mapping[str, Any]) -> None:
        raise AssertionError(key)


class EmptyVault(NoVault):
    """Nothing was kept, and nothing is to be."""

    async def load(self, key: str) -> dict[str, Any] | None:
        return None


class MemoryVault:
    """Keeps copies."""

    def __init__(self) -> None:
        self.values: dict[str, dict[str, Any]] = {}

    async def load(self, key: str) -> dict[str, Any] | None:
        return self.values.get(key)

    async def keep(self, key: str, value: Mapping[str, Any]) -> None:
        self.values[key] = dict(value)
