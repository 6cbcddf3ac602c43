"""Which deals have changed.

The portal tells times to the second, and shows a change when its own work is done, which may be later than the time it
carries. So a mark never comes closer to the present than ``OVERLAP``: what changed just before is told once more.
"""

from collections.abc import Mapping
from datetime import timedelta

from desk.errors import Rejected
from integrations.bitrix24.deals.items import Item, items_of, list_deals, moment_of
from integrations.bitrix_rest.client import BatchAnswer, Command, as_moment
from integrations.bitrix_rest.listing import LATER, SECOND, Mark, Page, read_page

OVERLAP = timedelta(seconds=30)
NOW = "now"


def read_cursor(cursor: str) -> Mark:
    return Mark.read(cursor, Rejected("this is no mark of where the last look at the deals ended"))


def ask_now() -> Mapping[str, Command]:
    return {NOW: Command("server.time")}


def begin(answer: BatchAnswer, ago: timedelta = timedelta()) -> Mark:
    """So long ago by the portal's own clock."""
    return Mark(as_moment(answer.take(NOW)) - ago)


def ask_changes(mark: Mark, wanted: Mapping[str, object]) -> Mapping[str, Command]:
    at = mark.at.isoformat()
    return {
        SECOND: list_deals({**wanted, "=updatedTime": at, ">id": mark.id}, {"id": "ASC"}),
        LATER: list_deals({**wanted, ">updatedTime": at}, {"updatedTime": "ASC", "id": "ASC"}),
        **ask_now(),
    }


def read_changes(mark: Mark, answer: BatchAnswer) -> Page[Item]:
    items, more = read_page(answer, items_of)
    last = Mark(moment_of(items[-1]), int(items[-1]["id"])) if items else mark
    if more:
        return Page(tuple(items), last, more)
    settled = begin(answer).at - OVERLAP
    return Page(tuple(items), last if last.at <= settled else Mark(settled), more)
