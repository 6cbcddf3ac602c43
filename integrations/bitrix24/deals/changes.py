"""Which deals have changed: page by page, and none left out.

The portal tells times to the second, and shows a change when its own work is done, which may be later than the time it
carries. So a cursor is a second and the last id within it, and it never comes closer to the present than ``OVERLAP``:
what changed just before is told once more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desk.errors import Rejected
from integrations.bitrix24.deals.items import PAGE, Item, items_of, list_deals, moment_of, read_moment
from integrations.bitrix_rest.client import BatchAnswer, Command

OVERLAP = timedelta(seconds=30)
SECOND, LATER, NOW = "second", "later", "now"


@dataclass(frozen=True, slots=True)
class Cursor:
    """``id``: deals of the second ``at`` up to this one were told."""

    at: datetime
    id: int = 0

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat()}#{self.id}"


@dataclass(frozen=True, slots=True)
class Page:
    items: tuple[Item, ...]
    cursor: Cursor
    more: bool


def read_cursor(text: str) -> Cursor:
    """Raises Rejected for what is no cursor of ours."""
    at, _, number = text.partition("#")
    try:
        return Cursor(datetime.fromisoformat(at).astimezone(UTC), int(number))
    except ValueError:
        raise Rejected("this is no mark of where the last look at the deals ended") from None


def ask_now() -> Mapping[str, Command]:
    return {NOW: Command("server.time")}


def begin(answer: BatchAnswer) -> Cursor:
    return Cursor(read_moment(answer.take(NOW)))


def ask_changes(cursor: Cursor, wanted: Mapping[str, object]) -> Mapping[str, Command]:
    """The rest of the second, then whatever came later: a page by offset would shift while people go on working."""
    at = cursor.at.isoformat()
    return {
        SECOND: list_deals({**wanted, "=updatedTime": at, ">id": cursor.id}, {"id": "ASC"}),
        LATER: list_deals({**wanted, ">updatedTime": at}, {"updatedTime": "ASC", "id": "ASC"}),
        **ask_now(),
    }


def read_changes(cursor: Cursor, answer: BatchAnswer) -> Page:
    items = tuple(items_of(answer.take(SECOND)))
    if len(items) >= PAGE:
        return Page(items, _after(items[-1]), more=True)
    later = tuple(items_of(answer.take(LATER)))
    items += later
    last = _after(items[-1]) if items else cursor
    if len(later) >= PAGE:
        return Page(items, last, more=True)
    settled = begin(answer).at - OVERLAP
    return Page(items, last if last.at <= settled else Cursor(settled), more=False)


def _after(item: Item) -> Cursor:
    return Cursor(moment_of(item), int(item["id"]))
