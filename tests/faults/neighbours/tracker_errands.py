"""What the desk asks of a Calltouch: its lists, and deals that are told."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from desk.tracking.ports import Search, Tracker, TrackerDeal
from integrations import calltouch
from tests.clocks import TurnedClock
from tests.faults.neighbours.errands import Errand, Market, Open

WHO = "calltouch"


@dataclass
class Patient:
    """Pauses between the tries of one request are over at once, and have passed."""

    clock: TurnedClock

    def now(self) -> datetime:
        return self.clock.now()

    def monotonic(self) -> float:
        return self.clock.monotonic()

    async def sleep(self, seconds: float) -> None:
        self.clock.turn(seconds)


def tracker_of(market: Market) -> Tracker:
    fake, around = market.town.calltouch, market.around()
    keys = {"api_url": fake.url, "site_id": fake.cabinet.site_id, "token": fake.token}
    section = calltouch.NEIGHBOUR.section.model_validate(keys)
    found = calltouch.NEIGHBOUR.build(section, replace(around, clock=Patient(market.clock))).tracker
    assert found
    return found


def deal(number: int, at: datetime, status: str = "new", search: Search | None = None) -> TrackerDeal:
    return TrackerDeal(f"9{number:06}", f"9{number:06}C", "main", status, at, Decimal("15.10"), at, search=search)


async def read_touches(market: Market) -> Errand:
    tracker, now = tracker_of(market), market.clock.now()
    market.town.calltouch.cabinet.calls.clear()
    market.town.calltouch.ring("79001234567", at=now - timedelta(hours=1))
    return Errand("read touches", WHO, lambda: tracker.touches(now - timedelta(hours=2), now))


async def read_bindings(market: Market) -> Errand:
    tracker, now = tracker_of(market), market.clock.now()
    return Errand("read bindings", WHO, lambda: tracker.bindings(now - timedelta(hours=2), now))


async def check(market: Market) -> Errand:
    return Errand("check the tracker", WHO, tracker_of(market).check)


async def make_deal(market: Market) -> Errand:
    """Telling twice changes nothing: the tracker knows the order's number."""
    tracker, now, fake = tracker_of(market), market.clock.now(), market.town.calltouch
    wanted = deal(market.number(), now, search=Search(("79001234567",), (), now, timedelta(days=365)))

    def done() -> int:
        return int(wanted.ref in fake.cabinet.deals)

    return Errand("make a deal", WHO, lambda: tracker.make_deals([wanted]), True, done)


async def update_deal(market: Market) -> Errand:
    tracker, now, fake = tracker_of(market), market.clock.now(), market.town.calltouch
    number = market.number()
    await tracker.make_deals([deal(number, now)])
    wanted = deal(number, now, "complete")

    def done() -> int:
        return int(fake.deal(wanted.ref).fields["status"] == "complete")

    return Errand("update a deal", WHO, lambda: tracker.update_deals([wanted]), True, done)


TRACKER: tuple[Open, ...] = (read_touches, read_bindings, check, make_deal, update_deal)
