"""F-09: every kind of message in bad weather, with pictures and documents: all of it comes, within the limits."""

import asyncio
import random
from pathlib import Path

from bench.leaping import LeapingClock, run_leaping
from tests.faults.line import Line
from tests.faults.neighbours.chat_kinds import ANSWERS, KINDS, SELLER, Kind, Shop
from tests.faults.neighbours.paper_studio import PAPER
from tests.faults.neighbours.telegram_desk import GROUP, OWNER, open_desk, open_telegram, write_settings
from tests.faults.neighbours.telegram_weather import Weather
from tests.faults.neighbours.test_f_09_telegram import check_calls

EVERYTHING = ("send*", "edit*")
CLOSED = {"a whispered number", "a question in the group", "an alarm in the group"}  # begin with a closed chat
LONGEST = 6 * 3600.0  # world seconds of weather


def test_f_09_every_kind_of_message_comes_through_the_weather(
    line: Line, seed: int, tmp_path: Path, database_url: str
) -> None:
    run_leaping(lambda: send_all(line, seed, tmp_path, database_url))


async def send_all(line: Line, seed: int, folder: Path, database: str) -> None:
    dice, clock = random.Random(seed), LeapingClock()
    kinds = [it for it in KINDS if it.name not in CLOSED]
    async with open_telegram(clock, seed) as fake:
        shop = Shop(open_desk(write_settings(folder, fake.url, database), clock, PAPER, staff=ANSWERS), fake, clock)
        await shop.meet_everybody()
        shop.desk.start()
        weather = Weather(fake, (GROUP, SELLER, OWNER), random.Random(seed), matches=EVERYTHING)
        wind = asyncio.create_task(weather.blow(LONGEST))
        for _ in range(line.pick(1, 6)):
            for kind in dice.sample(kinds, line.pick(5, len(kinds))):
                await send_one(line, shop, kind)
        wind.cancel()
        fake.chat_faults = {}
        line.expect(await shop.calm(3600), "it never falls silent")
        failed = [(it.kind, it.error) for it in await shop.desk.owed() if it.status == "failed"]
        line.expect(not failed, f"given up: {failed[:3]}")
        check_calls(line, fake)
        line.note("disturbances of all kinds", sum(weather.seen.values()))
        await shop.desk.stop()


async def send_one(line: Line, shop: Shop, kind: Kind) -> None:
    """It is said, and what changes it is shown."""
    line.case()
    shop.lead_id = await shop.sell()
    try:
        await shop.until_said(GROUP, f"#{shop.lead_id} ·")
        await kind.first(shop)
        await shop.until_said(kind.chat, kind.shows)
        if kind.again:
            await kind.again(shop)
            await shop.until_said(kind.chat, kind.then)
    except AssertionError as error:
        line.violate(f"{kind.name}: {str(error)[:300]}")
    await shop.close()
