"""The account: its stores, people, customers, orders, and the history of what was done to the orders."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.retailcrm import stock
from sandbox.retailcrm.stock import Row

SCOPES = (
    "order_read",
    "order_write",
    "customer_read",
    "customer_write",
    "reference_read",
    "custom_fields_read",
    "custom_fields_write",
    "user_read",
)
FORMAT = "%Y-%m-%d %H:%M:%S"


@dataclass(slots=True)
class Key:
    """``sites``: codes of the stores it opens; None: all of them."""

    value: str
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    sites: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who changed something: a key of the API, or a person."""

    key: str = ""
    user: int = 19


@dataclass(slots=True)
class Account:
    """Rows are kept in the API's own words; moments in them are UTC, and told in the account's zone.

    ``history``: rows of orders with their authors. ``apart``: customers may order in their own store only.
    ``whole_numbers``: a search for a number compares all of its digits.
    """

    now: Callable[[], datetime]
    timezone: str = "Europe/Moscow"
    apart: bool = False
    whole_numbers: bool = False
    sites: dict[str, Row] = field(default_factory=stock.make_sites)
    groups: dict[str, Row] = field(default_factory=stock.make_groups)
    statuses: dict[str, Row] = field(default_factory=stock.make_statuses)
    users: dict[int, Row] = field(default_factory=stock.make_users)
    fields: dict[str, dict[str, Row]] = field(default_factory=lambda: {"order": {}, "customer": {}})
    customers: dict[int, Row] = field(default_factory=dict)
    orders: dict[int, Row] = field(default_factory=dict)
    history: list[Row] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=lambda: {"customer": 4920, "order": 7140, "history": 7040})

    def next_id(self, kind: str, step: int = 1) -> int:
        self._numbers[kind] += step
        return self._numbers[kind]

    def local(self, moment: datetime) -> str:
        return moment.astimezone(ZoneInfo(self.timezone)).strftime(FORMAT)

    def moment(self, text: str) -> datetime:
        """Raises ValueError for what is no moment of the API."""
        return datetime.strptime(text, FORMAT).replace(tzinfo=ZoneInfo(self.timezone)).astimezone(UTC)

    def visible(self, rows: Iterable[Row], key: Key) -> list[Row]:
        """Those of the stores that the key opens."""
        return [row for row in rows if key.sites is None or row["site"] in key.sites]

    def first_status(self) -> str:
        """What an order without one comes to."""
        groups = sorted(self.groups.values(), key=lambda it: int(it["ordering"]))
        return str(groups[0]["statuses"][0])
