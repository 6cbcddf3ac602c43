"""The port ``Tracker`` in the words of Calltouch."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from desk.errors import Rejected
from desk.ports import Clock, Health
from desk.tracking.model import Touch
from desk.tracking.ports import Bound, Told, TrackerDeal
from integrations.calltouch.client import Client, Row
from integrations.calltouch.config import Calltouch
from integrations.calltouch.deals import (
    CRM,
    read_answers,
    read_bindings,
    write_change,
    write_lead,
    write_matching,
    write_new,
)
from integrations.calltouch.leads import LeadSearch
from integrations.calltouch.listing import list_calls, list_deals, list_requests, read_calls_page
from integrations.calltouch.moments import days_between
from integrations.calltouch.records import has_ended, read_call, read_request
from integrations.calltouch.refusals import VALIDATION

BATCH = 50  # deals of one request
DEPTH = "searchdepth"  # what a refusal names when Calltouch does not look so far back
Write = Callable[[TrackerDeal], Awaitable[Row]]


class CalltouchTracker:
    """Telling a deal is *idempotent*: Calltouch knows it by its number."""

    name = "calltouch"

    def __init__(self, client: Client, section: Calltouch, clock: Clock) -> None:
        self.site_id = client.site_id
        self._client = client
        self._zone = section.zone
        self._clock = clock
        self._leads = LeadSearch(self._list_day, clock, section.zone)
        self._searches = False  # whether leads are looked for here: Calltouch refused to

    async def touches(self, since: datetime, until: datetime) -> Sequence[Touch]:
        """By the moment a call began or a request was sent. Calls under way are left for a later look."""
        found: dict[str, Touch] = {}
        for day in days_between(since, until, self._zone):
            found |= {touch.key: touch for touch in await self._list_day(day) if since <= touch.at <= until}
        return sorted(found.values(), key=lambda touch: (touch.at, touch.key))

    async def make_deals(self, deals: Sequence[TrackerDeal]) -> Sequence[Told]:
        return await self._tell("create", {"crm": CRM}, deals, self._write_new)

    async def update_deals(self, deals: Sequence[TrackerDeal]) -> Sequence[Told]:
        return await self._tell("update", {}, deals, self._write_change)

    async def bindings(self, since: datetime, until: datetime) -> Mapping[str, Bound]:
        days = days_between(since, until, self._zone)
        return read_bindings(await list_deals(self._client, days[0], days[-1] + timedelta(days=1)))

    async def check(self) -> Health:
        """Asks for the calls of today. Raises Unauthorised for a wrong token or cabinet."""
        today = self._clock.now().astimezone(self._zone).date()
        told = await read_calls_page(self._client, today, 1, 1)
        return Health(True, f"cabinet {self.site_id}, calls today: {told.get('recordsTotal', 'unknown')}")

    async def _list_day(self, day: date) -> Sequence[Touch]:
        calls = [(row, read_call(row, self.site_id, self._zone)) for row in await list_calls(self._client, day)]
        now = self._clock.now()
        touches = [touch for row, touch in calls if touch and has_ended(row, touch, now)]
        requests = await list_requests(self._client, day)
        return touches + [it for row in requests if (it := read_request(row, self.site_id, self._zone))]

    async def _write_new(self, deal: TrackerDeal) -> Row:
        if self._searches and deal.search:
            matching = write_lead(await self._leads.find(deal.search))
        else:
            matching = write_matching(deal.search, self._zone)
        return write_new(deal, self._zone, matching)

    async def _write_change(self, deal: TrackerDeal) -> Row:
        return write_change(deal, self._zone)

    async def _tell(self, operation: str, about: Row, deals: Sequence[TrackerDeal], write: Write) -> list[Told]:
        told: list[Told] = []
        for start in range(0, len(deals), BATCH):
            told += await self._tell_batch(operation, about, deals[start : start + BATCH], write)
        return told

    async def _tell_batch(self, operation: str, about: Row, deals: Sequence[TrackerDeal], write: Write) -> list[Told]:
        """One bad deal has all of them refused: halves are told until it stands alone."""
        body = {**about, "orders": [await write(deal) for deal in deals]}
        try:
            told = await self._client.tell(operation, f"client-order/{operation}", body)
        except Rejected as error:
            if error.code != VALIDATION:
                raise
            if not self._searches and DEPTH in error.reason.lower():
                self._searches = True
                return await self._tell_batch(operation, about, deals, write)
            if len(deals) == 1:
                return [Told(deals[0].ref, error.reason)]
            middle = len(deals) // 2
            first = await self._tell_batch(operation, about, deals[:middle], write)
            return first + await self._tell_batch(operation, about, deals[middle:], write)
        return read_answers(told, deals, operation)
