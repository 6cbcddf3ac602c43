"""A store that is down for an hour while people move deals: all of them, or the quick size of them."""

from sandbox.kit.faults import Fault
from tests.faults.line import FULL
from tests.flows.conftest import OpenScene, running
from tests.flows.scene import Scene
from tests.flows.test_exchange import deals, place

MOVES = 500 if FULL else 6
HOUR = 3600.0
FAST = 240.0 if FULL else 600.0  # world seconds in a real one
LANE = "store"
PORTAL = {"requests_per_second": 1000, "burst": 1000}


def told(scene: Scene) -> list[list[str]]:
    """What each order was told, in its order."""
    return [[word for _id, word in it.told] for it in scene.world.cms.orders.all()]


async def open_incidents(scene: Scene) -> list[str]:
    return await running(scene).store.read(lambda books: [it.cause for it in books.incidents.open()])


async def given_up(scene: Scene) -> list[str]:
    """Of the exchange: what the gateway has against several SMS to one number is another matter."""
    failed = await running(scene).store.read(lambda books: books.jobs.listed(("failed",)))
    return [it.kind for it in failed if it.kind.startswith("exchange.")]


async def test_s2_15_what_moves_while_the_store_is_down_for_an_hour_is_told_once_each_afterwards(
    open_scene: OpenScene,
) -> None:
    """EX-23, EX-33, N-11: one incident, nothing for a person to do, and nothing told twice."""
    scene = await open_scene(store="cms", bitrix24=PORTAL, order_sync={"leads": False}, calls={"use": ""})
    world = scene.world
    world.bitrix24.limits_enabled = False
    for _ in range(MOVES):
        await place(scene)
    await scene.until(lambda: len(deals(scene)) == MOVES, "all deals", seconds=10 + MOVES)
    down = world.cms.faults.add(Fault("status", "webhook", None, status=503))
    for deal in deals(scene):
        world.bitrix24.move_deal(deal["ID"], "Отправка товара")
    await scene.until(lambda: scene.asked("cms", "webhook") >= 3, "the store was asked")
    end = world.clock.now().timestamp() + HOUR
    world.set_speed(FAST)
    await scene.until(lambda: world.clock.now().timestamp() > end, "an hour", seconds=2 * HOUR / FAST)
    assert LANE in await open_incidents(scene)
    assert told(scene) == [[]] * MOVES
    world.cms.faults.rules.remove(down)
    await scene.until(lambda: all(told(scene)), "every order was told", seconds=45 + MOVES / 4)
    assert told(scene) == [["shipped"]] * MOVES
    assert await given_up(scene) == []
    assert LANE not in await open_incidents(scene)
