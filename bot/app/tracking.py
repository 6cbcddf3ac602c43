"""Call tracking, put together: where both a tracker and the CRM that it fills are connected."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.app.neighbours import Neighbours
from bot.app.overrides import LiveSettings
from bot.settings.loading import Settings
from desk.errors import Temporary
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.ports import Clock
from desk.tracking.effects.bindings import LearnBindings
from desk.tracking.effects.deals import SendDeals
from desk.tracking.effects.fields import MakeFields
from desk.tracking.effects.history import TurnHistory
from desk.tracking.effects.lists import FindTouches
from desk.tracking.effects.retry import RetryTouch
from desk.tracking.effects.table import Table
from desk.tracking.effects.touch import HandleTouch
from desk.tracking.ports import Tracker, TrackingCrm
from desk.tracking.service import TrackingService
from desk.tracking.wishes import Wishes
from desk.tracking.work import (
    FIND_TOUCHES,
    HANDLE_TOUCH,
    LEARN_BINDINGS,
    MAKE_FIELDS,
    RETRY_TOUCH,
    SEND_DEALS,
    TURN_HISTORY,
)
from integrations.calltouch.config import Calltouch
from integrations.retailcrm import RetailCrm
from scheduler.handlers import Handler
from scheduler.tracking import TrackingLooks
from storage.books import Store
from storage.jobs import Job

SELDOMER = 5  # times: the tracker's lists than the CRM's history


@dataclass(frozen=True, slots=True)
class Tracking:
    """``every``: how often the CRM's history is read."""

    service: TrackingService
    crm: TrackingCrm
    tracker: Tracker
    looks: TrackingLooks
    handlers: dict[str, Handler]
    every: timedelta

    @property
    def lists_every(self) -> timedelta:
        return self.every * SELDOMER


def build_tracking(live: LiveSettings, store: Store, clock: Clock, neighbours: Neighbours) -> Tracking | None:
    crm, tracker = neighbours.tracked_crm, neighbours.tracker
    if crm is None or tracker is None:
        return None

    def wishes() -> Wishes:
        return read_wishes(live.current)

    service = TrackingService(wishes)
    table = Table(store, service, clock)
    handlers = _handle_touches(table, crm, wishes) | {
        TURN_HISTORY: _look(TurnHistory(table, crm), clock),
        FIND_TOUCHES: _look(FindTouches(table, tracker), clock),
        LEARN_BINDINGS: _look(LearnBindings(table, tracker), clock),
        SEND_DEALS: _look(SendDeals(table, crm, tracker, wishes), clock),
    }
    every = _crm_section(live.file).history_every
    return Tracking(
        service, crm, tracker, TrackingLooks(store, clock, (crm.order_url(""), tracker.site_id)), handlers, every
    )


def read_wishes(settings: Settings) -> Wishes:
    section = settings.neighbours["calltouch"]
    assert isinstance(section, Calltouch)
    return Wishes(
        site=section.order_site,
        status=section.order_status,
        customer_manager=section.customer_manager,
        order_manager=section.order_manager,
        lead_delay=section.lead_delay,
        deal_update_delay=section.deal_update_delay,
        match_depth=section.match_depth,
    )


def _crm_section(settings: Settings) -> RetailCrm:
    section = settings.neighbours["retailcrm"]
    assert isinstance(section, RetailCrm)
    return section


def _handle_touches(table: Table, crm: TrackingCrm, wishes: Callable[[], Wishes]) -> dict[str, Handler]:
    fields, handle, retry = MakeFields(crm), HandleTouch(table, crm, wishes), RetryTouch(table)

    async def run(job: Job) -> Outcome:
        await fields.settle()
        return await handle(_case(job))

    return {
        MAKE_FIELDS: Handler(lambda _job: fields()),
        HANDLE_TOUCH: Handler(run, lambda job, error: handle.give_up(_case(job), error)),
        RETRY_TOUCH: Handler(lambda job: retry(int(job.key.rpartition(":")[2]), str(job.data["name"]))),
    }


def _look(effect: Callable[[], Awaitable[Outcome]], clock: Clock) -> Handler:
    """However long a neighbour is down, no try is used up: the next beat looks again, without anybody's doing."""

    async def run(_job: Job) -> Outcome:
        try:
            return await effect()
        except Temporary as error:
            if error.retry_after:
                return Again(clock.now() + timedelta(seconds=error.retry_after), error.reason)
            return Done(error.reason, trouble=error)

    return Handler(run)


def _case(job: Job) -> int:
    return int(job.data["case"])
