"""Events of the call tracker: kept first, then told to whoever follows it; where nobody does they do no harm."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.app.reading import EventReader
from desk.errors import Conflict, Ignored
from desk.model import InboundRequest
from desk.tracking.hints import TouchHint
from desk.tracking.service import TrackingService
from desk.tracking.wishes import Wishes
from desk.tracking.work import FIND_TOUCHES, HANDLE_TOUCH
from integrations.calltouch import Calltouch, CalltouchHook
from storage.books import Books, Store
from storage.inbox import Kept
from tests.clocks import MONDAY_NOON, TurnedClock
from tests.desk.leads.conftest import make_rules
from tests.scheduler.conftest import make_service

BODY = b"id=1&callerphone=79001234567"
HOOK = CalltouchHook(Calltouch.model_validate({"site_id": 12345, "webhook_secret": "secret"}))


async def keep(store: Store, body: bytes) -> Kept:
    url = "/hooks/calltouch/***/call"
    await store.mail.keep("hooks/calltouch", body.hex(), InboundRequest("POST", url, {}, {}, body, url, MONDAY_NOON))
    rows = await store.read(lambda books: books.inbox.waiting())
    return rows[-1]


@pytest.fixture
def reader(store: Store) -> EventReader:
    clock = TurnedClock(MONDAY_NOON)
    return EventReader(store, make_service(make_rules()), clock, {"calltouch": HOOK}, {})


async def test_what_nobody_follows_is_kept_and_marked_as_read(store: Store, reader: EventReader) -> None:
    row = await keep(store, BODY)
    await reader(row)
    assert await store.read(lambda books: books.inbox.count_waiting()) == 0
    found = await store.read(lambda books: books.inbox.find("hooks/calltouch", BODY.hex()))
    assert found is not None and found.request.body == BODY


async def test_a_touch_is_told_in_the_transaction_of_its_event(store: Store, reader: EventReader) -> None:
    heard: list[tuple[TouchHint, datetime]] = []

    def hear(_books: Books, hint: TouchHint, now: datetime) -> str:
        heard.append((hint, now))
        return "a touch"

    await replace(reader, hear_touch=hear)(await keep(store, BODY))
    [(hint, now)] = heard
    assert (hint.id, now) == ("1", MONDAY_NOON)


async def test_cr_13_a_touch_is_owed_a_minute_after_its_event_and_once(store: Store, reader: EventReader) -> None:
    """CR-19: the same call under another delivery id changes nothing."""
    following = replace(reader, hear_touch=TrackingService(Wishes).hear)
    for body in (BODY, BODY + b"&status=successful"):
        await following(await keep(store, body))
    [job] = await store.read(lambda books: books.jobs.listed())
    assert (job.kind, job.run_at) == (HANDLE_TOUCH, MONDAY_NOON + timedelta(minutes=1))


async def test_cr_19_an_event_that_says_too_little_has_the_lists_looked_at(store: Store, reader: EventReader) -> None:
    await replace(reader, hear_touch=TrackingService(Wishes).hear)(await keep(store, b"id=1&status=successful"))
    assert [it.kind for it in await store.read(lambda books: books.jobs.listed())] == [FIND_TOUCHES]


@pytest.mark.parametrize("error", [Ignored("known"), Conflict("busy")])
async def test_a_touch_that_changes_nothing_is_marked_as_read(
    store: Store, reader: EventReader, error: Exception
) -> None:
    def hear(_books: Books, _hint: TouchHint, _now: datetime) -> str:
        raise error

    await replace(reader, hear_touch=hear)(await keep(store, BODY))
    assert await store.read(lambda books: books.inbox.count_waiting()) == 0
