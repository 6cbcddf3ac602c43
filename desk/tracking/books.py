"""What call tracking asks of its memory, inside one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from desk.leads.books import JobBook
from desk.tracking.case import Case
from desk.tracking.export import Export


class TouchBook(Protocol):
    """``load`` raises NotFound."""

    def find(self, key: str) -> Case | None: ...
    def load(self, case_id: int) -> Case: ...
    def add(self, case: Case) -> Case:
        """The case with its number."""
        ...

    def save(self, case: Case) -> None: ...
    def with_order(self, order_ids: Collection[str]) -> set[str]:
        """Those of these orders that a touch has made or filled."""
        ...

    def claim(self, case_id: int, things: Sequence[str], now: datetime) -> bool:
        """All of them for this case alone, or none, where another one holds any of them."""
        ...

    def release(self, case_id: int, until: datetime | None = None) -> None:
        """Others may have what it held: at once, or from then on."""
        ...


class ExportBook(Protocol):
    """``load`` raises NotFound. ``delay`` is that of updates, for those that are saved."""

    def find(self, order_id: str) -> Export | None: ...
    def load(self, export_id: int) -> Export: ...
    def add(self, export: Export, now: datetime, delay: timedelta) -> Export:
        """The export with its number."""
        ...

    def save(self, export: Export, now: datetime, delay: timedelta) -> None: ...
    def due(self, now: datetime, limit: int) -> list[Export]:
        """The longest due first."""
        ...

    def next_due(self) -> datetime | None: ...
    def unbound(self, since: datetime, limit: int) -> list[Export]:
        """Deals that were made since then, and of which nobody knows whom they belong to; the oldest first."""
        ...


class VaultBook(Protocol):
    def load(self, key: str) -> Mapping[str, Any] | None: ...
    def keep(self, key: str, value: Mapping[str, Any], at: datetime) -> None: ...


class Books(Protocol):
    """All books of one transaction."""

    @property
    def touches(self) -> TouchBook: ...
    @property
    def tracker_deals(self) -> ExportBook: ...
    @property
    def vault(self) -> VaultBook: ...
    @property
    def jobs(self) -> JobBook: ...
