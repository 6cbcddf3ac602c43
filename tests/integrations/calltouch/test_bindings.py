"""Whom a deal belongs to, as the cabinet's own list has it (S1-59, CR-63, CR-66)."""

from datetime import timedelta

import pytest

from desk.errors import Temporary
from desk.tracking.ports import Bound, Tracker
from desk.values import replace
from integrations.calltouch.deals import read_bindings
from sandbox.calltouch.fake import CalltouchFake
from sandbox.kit.clock import WorldClock
from tests.integrations.calltouch.test_deals import CREATED, DEAL, NUMBER

DAY = timedelta(days=1)


async def test_s1_59_the_list_tells_whom_each_deal_belongs_to(
    fake: CalltouchFake, tracker: Tracker, world: WorldClock
) -> None:
    call = fake.ring(NUMBER, at=CREATED - timedelta(hours=1))
    assert DEAL.search
    lonely = replace(DEAL, ref="7142", search=replace(DEAL.search, phones=(), emails=()))
    await tracker.make_deals([DEAL, lonely])
    found = await tracker.bindings(world.now() - DAY, world.now())
    assert (found["7141"].kind, found["7141"].id) == ("call", str(call.id))
    assert found["7142"] == Bound(source="Лид не найден")


async def test_an_answer_that_is_no_list_is_not_taken_for_an_empty_one(
    fake: CalltouchFake, tracker: Tracker, world: WorldClock
) -> None:
    fake.break_down("html", "orders")
    with pytest.raises(Temporary):
        await tracker.bindings(world.now() - DAY, world.now())


def test_a_kind_that_nobody_knows_is_nobody() -> None:
    rows = [
        {"orderNumber": "1", "orderSource": {"type": "SESSION", "callId": None}, "visit": None},
        {"orderNumber": "2", "orderSource": None},
        {"orderNumber": "", "orderSource": {"type": "CALL", "callId": 5}},
        {"orderNumber": "3", "orderSource": {"type": "REQUEST", "requestId": 5}, "visit": {"utmSource": "yandex"}},
    ]
    assert read_bindings(rows) == {"1": Bound(), "2": Bound(), "3": Bound("request", "5", "yandex")}
