"""Five requests a second, three tries, and what is worth them."""

import asyncio
from collections.abc import Callable

import pytest

from desk.errors import DeskError, Rejected, Temporary, Unauthorised
from desk.tracking.ports import Tracker
from integrations.neighbour import Offer
from sandbox.calltouch.fake import CalltouchFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault


def asked(fake: CalltouchFake) -> int:
    return len(fake.history.find("calltouch", "request"))


async def test_the_api_never_sees_more_than_it_takes_in_a_second(
    fake: CalltouchFake, build: Callable[..., Offer], world: WorldClock
) -> None:
    world.set_speed(1)
    fake.limits_enabled = True
    tracker = build(requests_per_second=4).tracker
    assert tracker is not None
    await asyncio.gather(*(tracker.check() for _ in range(9)))
    assert fake.limit.refused == 0 and fake.limit.busiest <= 5
    assert asked(fake) == 9


async def test_too_many_requests_of_others_are_waited_out(
    fake: CalltouchFake, tracker: Tracker, world: WorldClock
) -> None:
    world.set_speed(1)
    fake.limits_enabled = True
    fake.limit.rate = 3
    results = await asyncio.gather(*(tracker.check() for _ in range(4)), return_exceptions=True)
    assert fake.limit.refused == 1
    assert all(not isinstance(it, BaseException) for it in results)


@pytest.mark.parametrize("kind", ["unavailable", "internal", "drop", "cut", "lost"])
async def test_passing_trouble_is_tried_three_times(
    fake: CalltouchFake, tracker: Tracker, world: WorldClock, kind: str
) -> None:
    world.set_speed(500)
    fake.break_down(kind, times=2)
    assert (await tracker.check()).ok
    assert asked(fake) == 3


@pytest.mark.parametrize("kind", ["unavailable", "drop"])
async def test_after_the_third_try_it_is_left_to_whoever_asked(
    fake: CalltouchFake, tracker: Tracker, world: WorldClock, kind: str
) -> None:
    world.set_speed(500)
    fake.break_down(kind)
    with pytest.raises(Temporary):
        await tracker.check()
    assert asked(fake) == 3


async def test_a_long_pause_is_left_to_whoever_asked(fake: CalltouchFake, tracker: Tracker) -> None:
    fake.faults.add(Fault("status", "*", None, status=429, body="{}", headers={"Retry-After": "60"}))
    with pytest.raises(Temporary) as told:
        await tracker.check()
    assert (asked(fake), told.value.retry_after) == (1, 60)


@pytest.mark.parametrize(
    ("status", "body", "error"), [(403, "{}", Unauthorised), (401, "", Unauthorised), (200, "<html>", Temporary)]
)
async def test_what_another_try_would_not_change_is_not_tried_again(
    fake: CalltouchFake, tracker: Tracker, status: int, body: str, error: type[DeskError]
) -> None:
    fake.faults.add(Fault("status", "*", None, status=status, body=body))
    with pytest.raises(error):
        await tracker.check()
    assert asked(fake) == 1


async def test_a_redirect_is_not_followed_and_not_repeated(fake: CalltouchFake, tracker: Tracker) -> None:
    fake.faults.add(Fault("redirect", "*", None, status=302, to="http://127.0.0.1:9"))
    with pytest.raises(Temporary):
        await tracker.check()
    assert asked(fake) == 1


async def test_no_error_shows_a_customers_number(fake: CalltouchFake, tracker: Tracker) -> None:
    fake.faults.add(Fault("status", "*", None, status=400, body='{"message": "no calls of 79001234567"}'))
    with pytest.raises(Rejected, match="no calls of") as told:
        await tracker.check()
    assert "79001234567" not in told.value.reason
