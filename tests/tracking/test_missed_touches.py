"""What no event told of stands in the tracker's lists (CR-19, A-2)."""

from datetime import timedelta

import pytest

from desk.errors import Temporary
from desk.tracking.case import Result
from desk.tracking.effects.lists import SEEN
from desk.tracking.model import Kind, Touch
from desk.values import replace
from tests.exchange.world import DOWN
from tests.tracking.scene import MINUTE, Scene

HOUR = 60 * MINUTE


@pytest.fixture
async def begun(scene: Scene) -> Scene:
    await scene.begin()
    return scene


def listed(scene: Scene, number: str = "1", ago: float = 0) -> Touch:
    touch = scene.touch(number=number)
    touch = replace(touch, at=touch.at - timedelta(seconds=ago))
    scene.tracker.leads.append(touch)
    return touch


async def known(scene: Scene) -> list[str]:
    return [it.touch.id for it in await scene.store.read(lambda books: books.touches.latest(99))]


async def test_cr_19_a_missed_touch_is_found_and_handled_at_once(begun: Scene) -> None:
    """From its own moment it has waited long enough (A-2, CR-13)."""
    begun.clock.turn(HOUR)
    touch = listed(begun, ago=5 * MINUTE)
    await begun.find_touches()
    await begun.work()
    assert (await begun.case(touch)).result is Result.CREATED_ORDER


@pytest.mark.parametrize("ahead", [0.0, 3 * HOUR])
async def test_cr_13_a_fresh_one_waits_a_minute_and_no_longer(begun: Scene, ahead: float) -> None:
    """However wrong the tracker's clock is."""
    begun.clock.turn(HOUR)
    touch = begun.touch()
    touch = replace(touch, at=touch.at + timedelta(seconds=ahead))
    await begun.receive(touch, listed=True)
    begun.clock.turn(MINUTE - 1)
    await begun.work()
    assert begun.crm.asked == []
    begun.clock.turn(1)
    await begun.work()
    assert (await begun.case(touch)).result is Result.CREATED_ORDER


async def test_cr_19_a_call_that_ended_long_after_it_began_is_found_by_the_overlap(begun: Scene) -> None:
    begun.clock.turn(2 * HOUR)
    await begun.find_touches()
    begun.clock.turn(5 * MINUTE)
    listed(begun, ago=HOUR)
    await begun.find_touches()
    await begun.find_touches()
    assert await known(begun) == ["1"]


async def test_cr_19_what_was_there_before_the_connection_is_left_alone(scene: Scene) -> None:
    listed(scene, ago=MINUTE)
    await scene.begin()
    scene.clock.turn(MINUTE)
    await scene.find_touches()
    assert await known(scene) == []


async def test_cr_19_a_week_without_the_tracker_is_caught_up_with(begun: Scene) -> None:
    """Day by day; a look that failed is repeated, and a chat is in no list."""
    for day in range(7):
        begun.clock.turn(24 * HOUR)
        listed(begun, str(day), ago=HOUR)
    begun.tracker.leads.append(begun.touch(Kind.CHAT, "chat"))
    begun.tracker.moods.coming.append(DOWN)
    with pytest.raises(Temporary):
        await begun.find_touches()
    for _ in range(7):
        await begun.find_touches()
    assert sorted(await known(begun)) == list("0123456")
    kept = await begun.store.read(lambda books: books.vault.load(SEEN))
    assert kept
    assert kept["seen"] == begun.clock.now().isoformat()
