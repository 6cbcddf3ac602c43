"""The load of F-01 and F-34: a shop, sellers, faulty neighbours; and the verdict on what came of it."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sandbox.bitrix24.limits import Bucket
from sandbox.world.world import World
from tests.faults.checker.evidence import Evidence, House, Terms, read_history, read_rows
from tests.faults.checker.verdict import judge
from tests.faults.line import Line
from tests.faults.process.hurry import HURRIED, TERMS
from tests.faults.process.sellers import Sellers
from tests.faults.process.settling import settle
from tests.faults.process.shop import LoadedShop
from tests.faults.process.siege import Siege
from tests.faults.process.stage import Stage, desk_of
from tests.faults.process.trouble import calm, disturb
from tests.flows.conftest import MOSCOW
from tests.flows.planted import planted

AFTERNOON = datetime(2026, 11, 23, 13, 40, tzinfo=MOSCOW)  # in Vladivostok it closes in twenty minutes
SPEED = 30.0
RATE = 50.0  # orders in a real second
FAULTY = 0.05
BURST, LEAK = 250, 5.0  # of the portal, on its dearest plan: https://apidocs.bitrix24.com/limits.html
SETTLED_WITHIN = 900.0  # real seconds


@asynccontextmanager
async def besieged(
    line: Line,
    dice: random.Random,
    stage: Stage,
    folder: Path,
    orders: int,
    level: str = "INFO",
    *,
    hurried: bool = False,
) -> AsyncIterator[Siege]:
    """Under load for as long as the body lasts, and until all orders are in; then it settles and is judged.

    ``hurried``: claims are leases, and leads must be answered in time.
    """
    portal, telephony = {"requests_per_second": LEAK * SPEED, "burst": BURST}, {"requests_per_second": 0}
    changed = {"bitrix24": portal, "voximplant": telephony} | ({"staff": HURRIED} if hurried else {})
    async with stage.open(folder, AFTERNOON, SPEED, level=level, **changed) as scene:
        enrich(scene.world)
        siege = Siege(scene, desk_of(scene), dice)
        shop, sellers = LoadedShop(scene.world, dice), Sellers(scene.world, dice)
        await siege.start()
        disturb(scene.world, FAULTY, dice)
        loading = asyncio.create_task(shop.load(orders, RATE))
        tapping = asyncio.create_task(sellers.tap_on())
        try:
            yield siege
            await loading
            await shop.settle()
            await end(tapping)
            calm(scene.world)
            line.note("orders", shop.ordered)
            await conclude(line, siege, TERMS if hurried else None)
        finally:
            await end(tapping, loading)
            await shop.close()
            await siege.desk.kill()


def enrich(world: World) -> None:
    """Money for thousands of calls and messages, and the portal of a big customer."""
    world.smsc.purse.balance = Decimal(1_000_000)
    world.voximplant.account.balance = 1_000_000.0
    world.bitrix24.bucket = Bucket(BURST, LEAK)


async def end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def conclude(line: Line, siege: Siege, terms: Terms | None) -> None:
    scene = siege.scene
    began = time.monotonic()
    settled = await settle(scene, SETTLED_WITHIN)
    line.note("s to settle", round(time.monotonic() - began))
    await siege.stop()
    line.expect(settled, "there is still work at hand")
    for violation in judge(gather(siege, terms)):
        line.violate(str(violation))
    for origin, count in Counter(lead["ORIGIN_ID"] for lead in scene.crm_leads).items():
        line.expect(count == 1, f"the CRM has lead {origin} {count} times")
    for damage in siege.damage:
        line.violate(f"the file is damaged: {damage}")


def gather(siege: Siege, terms: Terms | None) -> Evidence:
    scene = siege.scene
    return Evidence(
        read_history(scene.world.history.entries),
        read_rows(scene.database),
        House(secrets=planted(scene.world), terms=terms),
        desk_of(scene).log.read_text("utf-8", "replace"),
    )
